/** OPEN_ORDER: an order as its owner is told of it, before its first status and whenever it changes; 127 fields at version 178. */
import type { Amount } from '../../../money.ts';
import { conditionFields } from './conditions.ts';
import type { KnownContract } from './contracts.ts';
import { contractFields } from './contracts.ts';
import { decimal, flag, integer, money, optionalFlag, optionalInteger, tagValues, text, UNSET } from './fieldWriter.ts';
import {
  combinationFields,
  deltaNeutralFields,
  hedgedContractFields,
  hedgeFields,
  scaleFields,
} from './orderGroups.ts';
import { isPegBenchmark, orderTypeText, pegBenchmarkFields, pegOffsetFields } from './pegFields.ts';
import type { WireOrder } from './placeOrder.ts';
import { since } from './versions.ts';

/** Margin and commission; without them every field says that it is unset. */
export interface OrderMargins {
  readonly before: MarginFigures;
  readonly change: MarginFigures;
  readonly after: MarginFigures;
}

interface MarginFigures {
  readonly initMargin: Amount;
  readonly maintMargin: Amount;
  readonly equityWithLoan: Amount;
}

/** An order with what the server knows of it. */
export interface OpenOrder {
  readonly orderId: number;
  /** The owner, by which clients find the order. */
  readonly clientId: number;
  /** Stable for life, below 2^31: longer ones are not announced at these versions. */
  readonly permId: number;
  readonly contract: KnownContract;
  readonly order: WireOrder;
  /** A status name of the protocol, such as `Submitted`. */
  readonly status: string;
  /** Only in the answer to a preview; some clients wait for the change of the initial margin to be a number. */
  readonly margins?: OrderMargins;
  readonly commission?: Amount;
  readonly minCommission?: Amount;
  readonly maxCommission?: Amount;
  readonly commissionCurrency?: string;
  readonly warningText?: string;
}

/** The fields of the message, its id first. */
export function openOrderFields(version: number, told: OpenOrder): readonly string[] {
  const { order } = told;
  return [
    '5',
    integer(told.orderId),
    ...contractFields(told.contract),
    ...termsFields(order),
    integer(told.clientId),
    integer(told.permId),
    flag(order.outsideRth),
    flag(order.hidden),
    decimal(order.discretionaryAmt),
    text(order.goodAfterTime),
    '', // sharesAllocation, dead
    ...allocationFields(version, order),
    ...restrictionFields(order),
    ...volatilityFields(order),
    ...['', '', ''], // basisPoints, basisPointsType, comboLegsDescrip
    ...combinationFields(order.combination),
    ...scaleFields(order.scale),
    ...hedgeFields(order),
    flag(order.optOutSmartRouting),
    ...clearingFields(order),
    flag(order.whatIf),
    ...stateFields(told),
    ...changeFields(order),
    ...adjustmentFields(order),
    ...lateFields(version, order),
    ...pegOffsetFields(version, order),
  ];
}

/** action … orderRef, the same in a completed order. */
export const termsFields = (order: WireOrder): readonly string[] => [
  text(order.action),
  decimal(order.totalQuantity),
  orderTypeText(order),
  decimal(order.lmtPrice, '0'),
  decimal(order.auxPrice, '0'),
  text(order.tif === '' ? 'DAY' : order.tif),
  text(order.ocaGroup),
  text(order.account),
  text(order.openClose),
  integer(order.origin ?? 0),
  text(order.orderRef),
];

/** faGroup … percentOffset … settlingFirm … exemptCode, the same in a completed order. */
export const allocationFields = (version: number, order: WireOrder): readonly string[] => [
  text(order.faGroup),
  text(order.faMethod),
  text(order.faPercentage),
  ...(version < since.withoutFaProfile ? [''] : []),
  text(order.modelCode),
  text(order.goodTillDate),
  text(order.rule80A),
  decimal(order.percentOffset),
  text(order.settlingFirm),
  integer(order.shortSaleSlot ?? 0),
  text(order.designatedLocation),
  integer(order.exemptCode ?? -1),
];

const restrictionFields = (order: WireOrder): readonly string[] => [
  optionalInteger(order.auctionStrategy),
  ...priceRangeFields(order),
  optionalInteger(order.displaySize),
  flag(order.blockOrder),
  flag(order.sweepToFill),
  flag(order.allOrNone),
  optionalInteger(order.minQty),
  ocaTypeText(order),
  flag(order.eTradeOnly),
  flag(order.firmQuoteOnly),
  decimal(order.nbboPriceCap),
  integer(order.parentId ?? 0),
  integer(order.triggerMethod ?? 0),
];

/** startingPrice … stockRangeUpper, the same in a completed order. */
export const priceRangeFields = (order: WireOrder): readonly string[] => [
  decimal(order.startingPrice),
  decimal(order.stockRefPrice),
  decimal(order.delta),
  decimal(order.stockRangeLower),
  decimal(order.stockRangeUpper),
];

/** What was not given, or given as zero, is told as 3: reduce without block. */
export const ocaTypeText = (order: WireOrder): string => integer(order.ocaType || 3);

const volatilityFields = (order: WireOrder): readonly string[] => [
  decimal(order.volatility),
  integer(order.volatilityType ?? 0),
  ...deltaNeutralFields(order.deltaNeutral, 'all'),
  ...trailFields(order),
];

/** continuousUpdate … trailingPercent, the same in a completed order. */
export const trailFields = (order: WireOrder): readonly string[] => [
  flag(order.continuousUpdate),
  integer(order.referencePriceType ?? 0),
  decimal(order.trailStopPrice),
  decimal(order.trailingPercent),
];

/** clearingAccount … solicited, the same in a completed order. */
export const clearingFields = (order: WireOrder): readonly string[] => [
  text(order.clearingAccount),
  text(order.clearingIntent),
  flag(order.notHeld),
  ...hedgedContractFields(order.hedgedContract),
  text(order.algoStrategy),
  ...(order.algoStrategy === '' ? [] : tagValues(order.algoParams)),
  flag(order.solicited),
];

const stateFields = (told: OpenOrder): readonly string[] => [
  text(told.status),
  ...marginFields(told.margins?.before),
  ...marginFields(told.margins?.change),
  ...marginFields(told.margins?.after),
  money(told.commission),
  money(told.minCommission),
  money(told.maxCommission),
  text(told.commissionCurrency ?? ''),
  text(told.warningText ?? ''),
];

const marginFields = (figures: MarginFigures | undefined): readonly string[] => [
  money(figures?.initMargin, UNSET),
  money(figures?.maintMargin, UNSET),
  money(figures?.equityWithLoan, UNSET),
];

/** randomizeSize … the conditions, the same in a completed order. */
export const changeFields = (order: WireOrder): readonly string[] => [
  flag(order.randomizeSize),
  flag(order.randomizePrice),
  ...(isPegBenchmark(order) ? pegBenchmarkFields(order.pegBenchmark ?? NO_BENCHMARK) : []),
  ...conditionFields(order.conditions),
];

const NO_BENCHMARK = {
  referenceContractId: 0,
  isPeggedChangeAmountDecrease: false,
  peggedChangeAmount: undefined,
  referenceChangeAmount: undefined,
  referenceExchangeId: '',
} as const;

const adjustmentFields = (order: WireOrder): readonly string[] => [
  text(order.adjustedOrderType),
  decimal(order.triggerPrice, UNSET),
  decimal(order.trailStopPrice), // for the second time: clients keep this one
  decimal(order.lmtPriceOffset, UNSET),
  decimal(order.adjustedStopPrice, UNSET),
  decimal(order.adjustedStopLimitPrice, UNSET),
  decimal(order.adjustedTrailingAmount, UNSET),
  integer(order.adjustableTrailingUnit ?? 0),
];

const lateFields = (version: number, order: WireOrder): readonly string[] => [
  text(order.softDollarTier.tag),
  text(order.softDollarTier.value),
  '', // how the tier is shown to people
  money(order.cashQty),
  flag(order.dontUseAutoPriceForHedge),
  flag(order.isOmsContainer),
  flag(order.discretionaryUpToLimitPrice),
  optionalFlag(order.usePriceMgmtAlgo),
  ...(version >= since.duration ? [optionalInteger(order.duration)] : []),
  ...(version >= since.postToAts ? [optionalInteger(order.postToAts)] : []),
  ...(version >= since.autoCancelParent ? [flag(order.autoCancelParent)] : []),
];

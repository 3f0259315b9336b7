/** COMPLETED_ORDER: an order that is over, found by its permId alone; 96 fields at version 178. */
import type { Quantity } from '../../../money.ts';
import type { KnownContract } from './contracts.ts';
import { contractFields } from './contracts.ts';
import { decimal, flag, integer, money, optionalInteger, text } from './fieldWriter.ts';
import {
  allocationFields,
  changeFields,
  clearingFields,
  ocaTypeText,
  priceRangeFields,
  termsFields,
  trailFields,
} from './openOrder.ts';
import { combinationFields, deltaNeutralFields, hedgeFields, scaleFields } from './orderGroups.ts';
import { pegOffsetFields } from './pegFields.ts';
import type { WireOrder } from './placeOrder.ts';

/** An order that is over. */
export interface CompletedOrder {
  readonly permId: number;
  readonly contract: KnownContract;
  readonly order: WireOrder;
  /** Its last status, such as `Filled`. */
  readonly status: string;
  readonly filledQuantity: Quantity;
  /** The parent by its permId, 0 for none. */
  readonly parentPermId: number;
  /** Free text, as clients show it: `20261122 09:23:57 America/New_York`. */
  readonly completedTime: string;
  /** Free text, such as `Filled Size: 100`. */
  readonly completedStatus: string;
}

/** The fields of the message, its id first. */
export const completedOrderFields = (version: number, told: CompletedOrder): readonly string[] => [
  '101',
  ...contractFields(told.contract),
  ...termsFields(told.order),
  integer(told.permId),
  ...routingFields(version, told.order),
  ...groupFields(told.order),
  ...clearingFields(told.order),
  text(told.status),
  ...changeFields(told.order),
  ...closingFields(told),
  ...pegOffsetFields(version, told.order),
];

const routingFields = (version: number, order: WireOrder): readonly string[] => [
  flag(order.outsideRth),
  flag(order.hidden),
  decimal(order.discretionaryAmt),
  text(order.goodAfterTime),
  ...allocationFields(version, order),
  ...priceRangeFields(order),
  optionalInteger(order.displaySize),
  flag(order.sweepToFill),
  flag(order.allOrNone),
  optionalInteger(order.minQty),
  ocaTypeText(order),
  integer(order.triggerMethod ?? 0),
];

const groupFields = (order: WireOrder): readonly string[] => [
  decimal(order.volatility),
  integer(order.volatilityType ?? 0),
  ...deltaNeutralFields(order.deltaNeutral, 'short sale'),
  ...trailFields(order),
  '', // comboLegsDescrip
  ...combinationFields(order.combination),
  ...scaleFields(order.scale),
  ...hedgeFields(order),
];

const closingFields = (told: CompletedOrder): readonly string[] => [
  decimal(told.order.trailStopPrice), // for the second time: clients keep this one
  decimal(told.order.lmtPriceOffset),
  money(told.order.cashQty),
  flag(told.order.dontUseAutoPriceForHedge),
  flag(told.order.isOmsContainer),
  '', // autoCancelDate
  decimal(told.filledQuantity),
  '0', // refFuturesConId
  flag(told.order.autoCancelParent), // here at every version, other than in OPEN_ORDER
  '', // shareholder
  '0', // imbalanceOnly
  '0', // routeMarketableToBbo
  integer(told.parentPermId),
  text(told.completedTime),
  text(told.completedStatus),
];

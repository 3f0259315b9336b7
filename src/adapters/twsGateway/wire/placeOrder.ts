/** PLACE_ORDER: an order as a client sends it, complete; 114 fields for a plain stock at version 178, more with its options. */

import { readConditions } from './conditions.ts';
import { isCombination, readContract } from './contracts.ts';
import type { FieldReader } from './fieldReader.ts';
import { readCombination, readDeltaNeutral, readHedgedContract, readScale } from './orderGroups.ts';
import { isPegBenchmark, readPegBenchmark, readPegOffsets } from './pegFields.ts';
import { since } from './versions.ts';

/** An order as a client sends it. `undefined` is unset, an empty text is what clients mean by none. */
export type WireOrder = Readonly<ReturnType<typeof readOrder>>;
/** The instrument of an order: the twelve fields and another identifier that clients may give. */
export type OrderContract = Readonly<ReturnType<typeof readOrderContract>>;

/** One request to place, change or preview an order: the same id from the same client means a change. */
export interface PlaceOrder {
  readonly orderId: number;
  readonly contract: OrderContract;
  readonly order: WireOrder;
}

/** Reads what follows the message id. @throws `messageUnreadable`, as the methods of {@link FieldReader} do */
export function readPlaceOrder(read: FieldReader): PlaceOrder {
  const orderId = read.id();
  const contract = readOrderContract(read);
  return { orderId, contract, order: readOrder(read, contract) };
}

const readOrderContract = (read: FieldReader) => ({
  ...readContract(read),
  secIdType: read.text(),
  secId: read.text(),
});

function readOrder(read: FieldReader, contract: OrderContract) {
  const terms = readTerms(read);
  return {
    ...terms,
    combination: isCombination(contract) ? readCombination(read) : undefined,
    ...readAllocation(read),
    ...readRestrictions(read),
    ...readVolatility(read),
    ...readScaleAndHedge(read),
    ...readClearing(read),
    pegBenchmark: isPegBenchmark(terms) ? readPegBenchmark(read) : undefined,
    conditions: readConditions(read),
    ...readAdjustment(read),
    ...readRegulation(read),
    ...readLateFields(read),
    ...readPegOffsets(read, { exchange: contract.exchange, orderType: terms.orderType }),
  };
}

const readTerms = (read: FieldReader) => ({
  action: read.text(),
  totalQuantity: read.quantity(),
  orderType: read.text(),
  lmtPrice: read.price(),
  /** The stop price of stop orders. */
  auxPrice: read.price(),
  tif: read.text(),
  ocaGroup: read.text(),
  account: read.text(),
  openClose: read.text(),
  origin: read.integer(),
  /** Free text of the client, echoed exactly. */
  orderRef: read.text(),
  /** Empty reads as yes: clients that leave it out expect their order to work. */
  transmit: read.optionalFlag() ?? true,
  parentId: read.integer(),
  blockOrder: read.flag(),
  sweepToFill: read.flag(),
  displaySize: read.integer(),
  triggerMethod: read.integer(),
  outsideRth: read.flag(),
  hidden: read.flag(),
});

function readAllocation(read: FieldReader) {
  read.skip(); // sharesAllocation, dead
  const allocation = {
    discretionaryAmt: read.price(),
    goodAfterTime: read.text(),
    goodTillDate: read.text(),
    faGroup: read.text(),
    faMethod: read.text(),
    faPercentage: read.text(),
  };
  if (read.version < since.withoutFaProfile) read.skip();
  return { ...allocation, modelCode: read.text() };
}

const readRestrictions = (read: FieldReader) => ({
  shortSaleSlot: read.integer(),
  designatedLocation: read.text(),
  exemptCode: read.integer(),
  /** 1 cancel with block, 2 reduce with block, 3 reduce without block. */
  ocaType: read.integer(),
  rule80A: read.text(),
  settlingFirm: read.text(),
  allOrNone: read.flag(),
  minQty: read.integer(),
  percentOffset: read.ratio(),
  eTradeOnly: read.flag(),
  firmQuoteOnly: read.flag(),
  nbboPriceCap: read.price(),
  auctionStrategy: read.integer(),
  startingPrice: read.price(),
  stockRefPrice: read.price(),
  delta: read.ratio(),
  stockRangeLower: read.price(),
  stockRangeUpper: read.price(),
  overridePercentageConstraints: read.flag(),
});

const readVolatility = (read: FieldReader) => ({
  volatility: read.ratio(),
  volatilityType: read.integer(),
  deltaNeutral: readDeltaNeutral(read),
  continuousUpdate: read.flag(),
  referencePriceType: read.integer(),
  trailStopPrice: read.price(),
  trailingPercent: read.ratio(),
});

function readScaleAndHedge(read: FieldReader) {
  const scale = readScale(read);
  const times = { scaleTable: read.text(), activeStartTime: read.text(), activeStopTime: read.text() };
  const hedgeType = read.text();
  return { scale, ...times, hedgeType, hedgeParam: hedgeType === '' ? '' : read.text() };
}

function readClearing(read: FieldReader) {
  const clearing = {
    optOutSmartRouting: read.flag(),
    clearingAccount: read.text(),
    clearingIntent: read.text(),
    notHeld: read.flag(),
    hedgedContract: readHedgedContract(read),
  };
  const algoStrategy = read.text();
  return {
    ...clearing,
    algoStrategy,
    algoParams: algoStrategy === '' ? [] : read.tagValues(),
    algoId: read.text(),
    /** A preview of margin and commission, never a live order. */
    whatIf: read.flag(),
    orderMiscOptions: read.text(),
    solicited: read.flag(),
    randomizeSize: read.flag(),
    randomizePrice: read.flag(),
  };
}

const readAdjustment = (read: FieldReader) => ({
  adjustedOrderType: read.text(),
  triggerPrice: read.price(),
  lmtPriceOffset: read.price(),
  adjustedStopPrice: read.price(),
  adjustedStopLimitPrice: read.price(),
  adjustedTrailingAmount: read.price(),
  adjustableTrailingUnit: read.integer(),
});

const readRegulation = (read: FieldReader) => ({
  extOperator: read.text(),
  softDollarTier: { tag: read.text(), value: read.text() },
  cashQty: read.amount(),
  mifid2DecisionMaker: read.text(),
  mifid2DecisionAlgo: read.text(),
  mifid2ExecutionTrader: read.text(),
  mifid2ExecutionAlgo: read.text(),
  dontUseAutoPriceForHedge: read.flag(),
  isOmsContainer: read.flag(),
  discretionaryUpToLimitPrice: read.flag(),
  usePriceMgmtAlgo: read.optionalFlag(),
});

const readLateFields = (read: FieldReader) => ({
  duration: read.since(since.duration, () => read.integer()),
  postToAts: read.since(since.postToAts, () => read.integer()),
  autoCancelParent: read.since(since.autoCancelParent, () => read.flag()) ?? false,
  advancedErrorOverride: read.since(since.advancedReject, () => read.text()) ?? '',
  manualOrderTime: read.since(since.manualOrderTime, () => read.text()) ?? '',
});

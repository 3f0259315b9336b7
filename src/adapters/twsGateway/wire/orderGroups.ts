/** Groups of order fields that are there only when the field before them says so. */
import type { Price } from '../../../money.ts';
import type { FieldReader } from './fieldReader.ts';
import { decimal, flag, integer, list, optionalInteger, tagValues, text } from './fieldWriter.ts';

export type Combination = Readonly<ReturnType<typeof readCombination>>;
export type DeltaNeutral = Readonly<ReturnType<typeof readDeltaNeutral>>;
export type Scale = Readonly<ReturnType<typeof readScale>>;
export type HedgedContract = ReturnType<typeof readHedgedContract>;

/** The legs of a combination, their own prices and how they are routed. */
export const readCombination = (read: FieldReader) => ({
  legs: read.list(() => ({
    conId: read.id(),
    ratio: read.integer() ?? 0,
    action: read.text(),
    exchange: read.text(),
    openClose: read.integer(),
    shortSaleSlot: read.integer(),
    designatedLocation: read.text(),
    exemptCode: read.integer(),
  })),
  legPrices: read.list(() => read.price()),
  routingParams: read.tagValues(),
});

/** Three counts, each followed by its items; zeros for what is no combination. */
export const combinationFields = (given: Combination | undefined): readonly string[] => [
  ...list(given?.legs ?? [], (leg) => [
    integer(leg.conId),
    integer(leg.ratio),
    text(leg.action),
    text(leg.exchange),
    integer(leg.openClose ?? 0),
    integer(leg.shortSaleSlot ?? 0),
    text(leg.designatedLocation),
    integer(leg.exemptCode ?? -1),
  ]),
  ...list(given?.legPrices ?? [], (price: Price | undefined) => [decimal(price)]),
  ...tagValues(given?.routingParams ?? []),
];

/** The hedge order of a volatility order: its type and price, and the rest when there is a type. */
export function readDeltaNeutral(read: FieldReader) {
  const orderType = read.text();
  const auxPrice = read.price();
  return { orderType, auxPrice, details: orderType === '' ? undefined : readDetails(read) };
}

const readDetails = (read: FieldReader) => ({
  conId: read.integer() ?? 0,
  settlingFirm: read.text(),
  clearingAccount: read.text(),
  clearingIntent: read.text(),
  openClose: read.text(),
  shortSale: read.flag(),
  shortSaleSlot: read.integer() ?? 0,
  designatedLocation: read.text(),
});

/** A working order tells all eight details, a completed one the id and the three of the short sale. */
export function deltaNeutralFields(given: DeltaNeutral, told: 'all' | 'short sale'): readonly string[] {
  const head = [given.details === undefined ? '' : text(given.orderType), decimal(given.auxPrice)];
  if (given.details === undefined) return head;
  const { details } = given;
  const clearing = [details.settlingFirm, details.clearingAccount, details.clearingIntent, details.openClose].map(text);
  return [
    ...head,
    integer(details.conId),
    ...(told === 'all' ? clearing : []),
    flag(details.shortSale),
    integer(details.shortSaleSlot),
    text(details.designatedLocation),
  ];
}

/** The sizes of a scale order and its increment; the rest when there is an increment above zero. */
export function readScale(read: FieldReader) {
  const initLevelSize = read.integer();
  const subsLevelSize = read.integer();
  const priceIncrement = read.price();
  const opened = priceIncrement !== undefined && priceIncrement > 0n;
  return { initLevelSize, subsLevelSize, priceIncrement, steps: opened ? readSteps(read) : undefined };
}

const readSteps = (read: FieldReader) => ({
  priceAdjustValue: read.price(),
  priceAdjustInterval: read.integer(),
  profitOffset: read.price(),
  autoReset: read.flag(),
  initPosition: read.integer(),
  initFillQty: read.integer(),
  randomPercent: read.flag(),
});

export const scaleFields = (given: Scale): readonly string[] => [
  optionalInteger(given.initLevelSize),
  optionalInteger(given.subsLevelSize),
  decimal(given.priceIncrement),
  ...(given.steps === undefined
    ? []
    : [
        decimal(given.steps.priceAdjustValue),
        optionalInteger(given.steps.priceAdjustInterval),
        decimal(given.steps.profitOffset),
        flag(given.steps.autoReset),
        optionalInteger(given.steps.initPosition),
        optionalInteger(given.steps.initFillQty),
        flag(given.steps.randomPercent),
      ]),
];

/** The instrument that a delta-neutral combination hedges with, if any. */
export const readHedgedContract = (read: FieldReader) =>
  read.flag() ? { conId: read.integer() ?? 0, delta: read.ratio(), price: read.price() } : undefined;

export const hedgedContractFields = (given: HedgedContract): readonly string[] =>
  given === undefined ? ['0'] : ['1', integer(given.conId), decimal(given.delta), decimal(given.price)];

/** The kind of hedge, and its parameter when there is one. */
export const hedgeFields = (order: { readonly hedgeType: string; readonly hedgeParam: string }): readonly string[] =>
  order.hedgeType === '' ? [''] : [text(order.hedgeType), text(order.hedgeParam)];

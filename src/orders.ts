/** What an order asks for, and where it belongs: the words that machines, adapters and the broker share. */
import type { AccountId, BookId, GroupId, InstrumentId, OrderId, PositionId, Timestamp } from './identifiers.ts';
import type { Price, Quantity, Ratio } from './money.ts';

export const sides = ['buy', 'sell'] as const;
export type Side = (typeof sides)[number];

/**
 * Order types as FIX (tag 40) and Interactive Brokers call them. Market-on-open and limit-on-open are `market` and `limit` with the time
 * in force `opg`; an iceberg is a `limit` with a display size. `src/orderTypes.ts` says which terms each type needs and takes.
 */
export const orderTypes = [
  'market',
  'limit',
  'stop',
  'stopLimit',
  'trailingStop',
  'trailingStopLimit',
  'marketIfTouched',
  'limitIfTouched',
  'marketOnClose',
  'limitOnClose',
  'relative',
  'midprice',
] as const;
export type OrderType = (typeof orderTypes)[number];

/** Times in force as FIX (tag 59) and Interactive Brokers call them; `opg` is the opening auction and nothing else. */
export const timesInForce = ['day', 'gtc', 'ioc', 'fok', 'gtd', 'opg'] as const;
export type TimeInForce = (typeof timesInForce)[number];

/**
 * What an order is for in its position's life; `manual` orders belong to no position's plan. `external` ones are not ours: somebody else
 * placed them in the account, and nothing of them is booked unless a person adopts them. `foreign` ones are ours and leave what is not: on
 * the word of a person, booked nowhere either.
 */
export const roles = ['entry', 'adjust', 'stop', 'target', 'exit', 'manual', 'external', 'foreign'] as const;
export type Role = (typeof roles)[number];

/**
 * Which price sets an order off: the quote, the last trade, either, or the middle; `double…` wants two prices in a row.
 * Source: Interactive Brokers, "Modify the Stop Trigger Method" (triggerMethod 4, 2, 1, 3, 7, 8).
 */
export const triggers = ['quote', 'last', 'doubleQuote', 'doubleLast', 'lastOrQuote', 'midpoint'] as const;
export type Trigger = (typeof triggers)[number];

/** How far a trailing stop follows, or a relative order steps ahead: an amount in price, or a share of it (1 % is 0.01). */
export type Trail =
  | { readonly by: 'amount'; readonly amount: Price }
  | { readonly by: 'percent'; readonly ratio: Ratio };

/**
 * One-cancels-another at the broker. Type 2 reduces the others in proportion when one fills in part, and blocks so that only
 * one of them is at work at an exchange at a time (Interactive Brokers, "One-Cancels-All", ocaType 1, 2, 3).
 */
export interface OcaGroup {
  readonly name: string;
  readonly type: 1 | 2 | 3;
}

/** All that the broker is told of an order. Nothing is left to a preset of the broker's. */
export interface OrderTerms {
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  /** Above zero; the whole order, filled part included. */
  readonly quantity: Quantity;
  readonly type: OrderType;
  /** For the types with a limit; for `relative` and `midprice` the cap: the worst price they may go to. */
  readonly limit?: Price;
  /** What sets the order off: for stops and `…IfTouched`; for trailing stops the first level, where it is not left to the market. */
  readonly stop?: Price;
  /** For trailing stops. */
  readonly trail?: Trail;
  /** For trailing stops: they begin to follow once the market has come this far. */
  readonly activation?: Price;
  /** For `trailingStopLimit`: how far beyond the stop the limit lies (IB lmtPriceOffset). */
  readonly limitOffset?: Price;
  /** For `relative`: how much better than the best price of its own side it bids (IB auxPrice, percentOffset); nothing unless told. */
  readonly offset?: Trail;
  /** How much of the order the market is shown at a time: an iceberg (IB displaySize, FIX 1138). */
  readonly displaySize?: Quantity;
  /** No fill is smaller, except of less that is left (IB minQty, FIX 110); the whole quantity makes it all-or-none. */
  readonly minimumQuantity?: Quantity;
  readonly timeInForce: TimeInForce;
  /** For `gtd`. */
  readonly goodTill?: Timestamp;
  readonly outsideRegularHours: boolean;
  readonly trigger: Trigger;
  /** The broker holds this order until that one fills. */
  readonly parent?: OrderId;
  readonly oca?: OcaGroup;
  /** False while more orders of the same bracket follow: the broker waits for the last one. */
  readonly transmit: boolean;
}

/** The terms of an order that may change while it works; a broker that is asked to change others cancels and places anew. */
export const amendableTerms = [
  'quantity',
  'limit',
  'stop',
  'trail',
  'activation',
  'limitOffset',
  'offset',
  'displaySize',
  'goodTill',
] as const;
export type Amendment = Pick<Partial<OrderTerms>, (typeof amendableTerms)[number]>;

/** Where an order belongs inside the engine; the broker never hears of it. */
export interface OrderLinks {
  readonly book: BookId;
  readonly position?: PositionId;
  readonly group?: GroupId;
  readonly role: Role;
  /** The middle of the quote when the order was decided: what slippage is measured against. */
  readonly arrivalMid?: Price;
}

/** The terms after an amendment. */
export const amendedTerms = (terms: OrderTerms, change: Amendment): OrderTerms => ({ ...terms, ...change });
/** The amendable terms of anything that has some, such as a report of the broker. */
export const amendmentOf = (source: Amendment): Amendment =>
  Object.fromEntries(amendableTerms.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])));

/** 1 for a buy, -1 for a sell. */
export const directionOf = (side: Side): 1n | -1n => (side === 'buy' ? 1n : -1n);
/** The other side. */
export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
/** Bought above zero, sold below. */
export const signed = (side: Side, size: Quantity): Quantity => (side === 'buy' ? size : (-size as Quantity));

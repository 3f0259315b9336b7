/** What an order asks for, and where it belongs: the words that machines, adapters and the broker share. */
import type { AccountId, BookId, GroupId, InstrumentId, OrderId, PositionId, Timestamp } from './identifiers.ts';
import type { Price, Quantity, Ratio } from './money.ts';

export const sides = ['buy', 'sell'] as const;
export type Side = (typeof sides)[number];

/** Order types as FIX (tag 40) and Interactive Brokers call them. */
export const orderTypes = ['market', 'limit', 'stop', 'stopLimit', 'trailingStop'] as const;
export type OrderType = (typeof orderTypes)[number];

/** Times in force as FIX (tag 59) and Interactive Brokers call them. */
export const timesInForce = ['day', 'gtc', 'ioc', 'fok', 'gtd'] as const;
export type TimeInForce = (typeof timesInForce)[number];

/**
 * What an order is for in its position's life; `manual` orders belong to no position's plan. `external` ones are not ours: somebody else
 * placed them in the account, and nothing of them is booked unless a person adopts them.
 */
export const roles = ['entry', 'adjust', 'stop', 'target', 'exit', 'manual', 'external'] as const;
export type Role = (typeof roles)[number];

/** Which price sets a stop off: the side that would fill it, or the last trade. */
export const triggers = ['quote', 'last'] as const;
export type Trigger = (typeof triggers)[number];

/** How far a trailing stop follows: an amount in price, or a share of it (1 % is 0.01). */
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
  /** For `limit` and `stopLimit`. */
  readonly limit?: Price;
  /** For `stop` and `stopLimit`; for `trailingStop` the first level, where it is not left to the market. */
  readonly stop?: Price;
  /** For `trailingStop`. */
  readonly trail?: Trail;
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

/** The terms of an order that may change while it works. */
export interface Amendment {
  readonly quantity?: Quantity;
  readonly limit?: Price;
  readonly stop?: Price;
}

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

/** 1 for a buy, -1 for a sell. */
export const directionOf = (side: Side): 1n | -1n => (side === 'buy' ? 1n : -1n);
/** The other side. */
export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
/** Bought above zero, sold below. */
export const signed = (side: Side, size: Quantity): Quantity => (side === 'buy' ? size : (-size as Quantity));

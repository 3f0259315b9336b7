/** What the market data of an instrument can be, and past bars as a broker's history has them. */
import type { Timestamp } from './identifiers.ts';
import type { Price, Quantity } from './money.ts';

/** `unknown` until the broker has said or sent anything; `competing`: another session of the same user has taken it. */
export const dataStates = ['unknown', 'live', 'frozen', 'delayed', 'delayedFrozen', 'none', 'competing'] as const;
export type DataState = (typeof dataStates)[number];

/** Of what would be sold short: enough to be had, to be located first, nothing. */
export const supplyStates = ['easy', 'locate', 'none'] as const;
export type SupplyState = (typeof supplyStates)[number];

/** A bar of trades that ended before somebody asked for it. */
export interface PastBar {
  readonly start: Timestamp;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
}

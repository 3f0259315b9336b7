/** What the limits look at around an order. Every figure is without the order itself, and is worked out only when a limit asks for it. */
import type { BookId, Timestamp } from '../../identifiers.ts';
import type { SupplyState } from '../../marketStates.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import type { LimitSet } from '../../orderLimits.ts';

/** Positions at the latest marks, and what is reserved for orders that may add. None is below zero. */
export interface Exposure {
  readonly long: Amount;
  readonly short: Amount;
  readonly buying: Amount;
  readonly selling: Amount;
}

/** Something an exposure is of. */
export interface Exposed {
  readonly name: string;
  readonly exposure: Exposure;
}

/** A scope that the order falls under, with its limits. */
export interface LimitScope {
  /** `desk`, `book/…`, `instrument/…` or `sector/…`. */
  readonly name: string;
  readonly limits: LimitSet;
  readonly exposure: Exposure;
  /** Of the instrument of the order, within this scope. */
  readonly ofInstrument: Exposed;
  /** Of the sectors that the instrument is in, within this scope. */
  readonly ofSectors: readonly Exposed[];
  /** Positions planned or held; the one that this order opens is in it. */
  readonly openPositions: number;
  /** Orders that are out. */
  readonly openOrders: number;
  /** How many orders and changes have passed after a moment. */
  passedAfter(moment: Timestamp): number;
}

/** The latest that is known of a quote. */
export interface Displayed {
  readonly bid: Price;
  readonly ask: Price;
  readonly bidSize: Quantity;
  readonly askSize: Quantity;
  readonly at: Timestamp;
}

/** An order of ours on the other side, and the price that it may trade at: none for any. */
export interface Opposing {
  readonly order: string;
  readonly price: Price | undefined;
}

/** What the broker said of the account, and what has been spent since. */
export interface AccountFigures {
  readonly buyingPower: Amount;
  /** As the broker counts it, where it does. */
  readonly settledCash: Amount | undefined;
  readonly at: Timestamp;
  /** What filled since the figures before these were told: how much of it they know nobody says. */
  readonly spent: Amount;
}

/** What can be borrowed of an instrument, as its feed says it. */
export interface ShortSupply {
  readonly state: SupplyState;
  /** How many shares, where that is told. */
  readonly shares: Quantity | undefined;
}

/** All of it. */
export interface Surroundings {
  /** The widest first. */
  readonly scopes: readonly LimitScope[];
  readonly isRestricted: boolean;
  readonly isTradingHalted: boolean;
  readonly shortSupply: ShortSupply | undefined;
  /** When the session that is on closes; `undefined` outside of sessions, and where nobody tells of any. */
  readonly closes: Timestamp | undefined;
  /** When an order just like this one passed last. */
  readonly likeIt: Timestamp | undefined;
  /** Those that could trade with it. */
  readonly opposing: readonly Opposing[];
  /** Other orders on its side of the contract in the account. */
  readonly activeOrders: number;
  /** Another book that holds, or may come to hold, the other side. */
  readonly oppositeBook: BookId | undefined;
  /** What the account is worth. */
  readonly equity: Amount;
  readonly account: AccountFigures | undefined;
  /** Settled cash that no order has reserved; `undefined` where the account is no cash account. */
  readonly settledCash: Amount | undefined;
}

/** An order as the limits see it. */
export interface Asked {
  readonly side: 'buy' | 'sell';
  /** What has not filled. */
  readonly open: Quantity;
  /** The whole, with what has filled. */
  readonly quantity: Quantity;
  readonly limit: Price | undefined;
  readonly stop: Price | undefined;
  /** What is open at the worst price that it allows. */
  readonly worth: Amount;
  /** False for a change of one that is out. */
  readonly isNew: boolean;
  readonly quote: Displayed;
  readonly now: Timestamp;
  readonly around: Surroundings;
}

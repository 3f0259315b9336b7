/** Structures that travel inside events: what is to be opened, how it is to be left, what the broker has. */
import type { AccountId, Duration, ExecutionId, InstrumentId, OrderId, Timestamp } from './identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from './money.ts';
import type { OrderLinks, OrderTerms, Side } from './orders.ts';

/** Where a level stands, measured from the average entry price. */
export type Distance =
  | { readonly by: 'amount'; readonly amount: Price }
  | { readonly by: 'ratio'; readonly ratio: Ratio }
  /** A multiple of an indicator's value at the time of the decision. */
  | { readonly by: 'indicator'; readonly indicator: string; readonly multiple: Ratio };

/** How much is bought or sold. */
export type Sizing =
  | { readonly by: 'allocation'; readonly allocation: Amount }
  | { readonly by: 'quantity'; readonly quantity: Quantity };

/** One addition of the entry's size, part of the way from the entry to the stop. */
export interface DoubleDown {
  /** 0.5 is half way. */
  readonly at: Ratio;
  readonly times: number;
}

/** What a rule asks for when it opens a position. */
export interface OpenIntent {
  readonly side: 'long' | 'short';
  readonly sizing: Sizing;
  readonly entry: { readonly type: 'market' } | { readonly type: 'limit'; readonly offset: Price };
  readonly stop?: Distance;
  readonly target?: Distance;
  readonly doubleDown?: DoubleDown;
}

/** How a position is left: a leg is amended to a price that fills, or an order of its own is placed. */
export interface ExitPlan {
  /** A limit through the market by the collar of the desk. */
  readonly limit: Price;
  /** A name kept ready, used only when no leg can be amended. */
  readonly order: OrderId;
}

/** An order that a group is to place. */
export interface LegPlan {
  readonly order: OrderId;
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
}

/** An order as the broker lists it. */
export interface BrokerOrder {
  readonly order: OrderId;
  readonly brokerId?: string;
  readonly terms: OrderTerms;
  readonly filled: Quantity;
  readonly state: 'working' | 'waitingForTrigger' | 'waitingForParent' | 'held';
}

/** An order that has ended, as the broker lists it. */
export interface CompletedOrder {
  readonly order: OrderId;
  readonly brokerId?: string;
  readonly outcome: 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly filled: Quantity;
}

/** An execution as the broker lists it. */
export interface BrokerExecution {
  readonly order: OrderId;
  readonly execution: ExecutionId;
  readonly revision: number;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly executedAt: Timestamp;
  readonly account?: AccountId;
  /** Needed for executions of orders that are not ours. */
  readonly instrument?: InstrumentId;
  readonly side?: Side;
  /** Absent while the broker has not said it. */
  readonly fee?: Amount;
  readonly currency?: string;
}

/** All the broker has, read to its end markers and delivered in one piece. An incomplete one proves presence, never absence. */
export interface BrokerSnapshot {
  readonly complete: boolean;
  readonly since: Timestamp;
  readonly account: AccountId;
  readonly cash: Amount;
  readonly orders: readonly BrokerOrder[];
  /** Orders that have ended, as far back as the broker lists them. */
  readonly completed?: readonly CompletedOrder[];
  readonly executions: readonly BrokerExecution[];
  readonly positions: readonly { readonly instrument: InstrumentId; readonly quantity: Quantity }[];
}

/** How long the engine waits before it asks or alarms. */
export interface Patience {
  /** For the broker to acknowledge an order. */
  readonly acknowledge: Duration;
  /** For the broker to answer a change or a cancel. */
  readonly answer: Duration;
  /** For protection to be confirmed. */
  readonly protection: Duration;
  /** For an exit to fill before it is priced anew. */
  readonly exit: Duration;
  /** For the broker's positions to agree with the books. */
  readonly agreement: Duration;
}

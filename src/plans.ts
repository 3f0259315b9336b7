/** Structures that travel inside events: what is to be opened, how it is to be left, what the broker has. */
import type {
  AccountId,
  BookId,
  Duration,
  ExecutionId,
  InstrumentId,
  OrderId,
  PositionId,
  Timestamp,
} from './identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from './money.ts';
import type { OrderLinks, OrderTerms, Role, Side } from './orders.ts';

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

/** How much is opened: what is settled, or what is worked out from the equity of the account when it is decided. */
export type OpenSizing =
  | Sizing
  /** Worth such a share of the equity. */
  | { readonly by: 'equity'; readonly share: Ratio }
  /** Losing such a share of the equity when its stop is hit. */
  | { readonly by: 'risk'; readonly share: Ratio }
  /** Moving such a share of the equity when the price goes so many times the indicator. */
  | { readonly by: 'volatility'; readonly share: Ratio; readonly indicator: string; readonly multiple: Ratio };

/** One addition of the entry's size, part of the way from the entry to the stop. */
export interface DoubleDown {
  /** 0.5 is half way. */
  readonly at: Ratio;
  readonly times: number;
}

/** How a position is entered; offsets are measured from the quote, away from a fill. */
export type EntryPlan =
  | { readonly type: 'market' }
  | { readonly type: 'limit'; readonly offset: Price }
  /** Set off when the price has gone so far the way of the position. */
  | { readonly type: 'stop'; readonly offset: Price }
  /** Set off likewise, and filled no further than `slip` beyond. */
  | { readonly type: 'stopLimit'; readonly offset: Price; readonly slip: Price };

/** A target for a part of the position. */
export interface TargetPlan {
  readonly distance: Distance;
  /** 0.5 is one half. */
  readonly part: Ratio;
}

/** A stop that follows the best price since the entry; it is moved when it would move by so much. */
export interface TrailPlan {
  readonly distance: Distance;
  /** One tick unless told. */
  readonly step?: Price;
}

/** Once the price has gone so far, the stop is moved to the average entry price, or so much beyond it. */
export interface Breakeven {
  readonly after: Distance;
  readonly offset?: Price;
}

/** What a rule asks for when it opens a position. */
export interface OpenIntent {
  readonly side: 'long' | 'short';
  readonly sizing: OpenSizing;
  readonly entry: EntryPlan;
  readonly stop?: Distance;
  /** One target for everything, or several for parts; what has no target is left to the stop. */
  readonly target?: Distance;
  readonly targets?: readonly TargetPlan[];
  readonly doubleDown?: DoubleDown;
  readonly trail?: TrailPlan;
  readonly breakeven?: Breakeven;
  /** Parts of the position that are sold at the market when the price has gone so far, one after the other. */
  readonly scaleOut?: readonly TargetPlan[];
  /** Held longer than this, it is left. */
  readonly timeLimit?: Duration;
}

/**
 * How a position is left: a leg is amended to a price that fills, or an order of its own is placed. Without a quote there is no such
 * price, and it leaves at the market: an exit is not refused for data.
 */
export interface ExitPlan {
  /** A limit through the market by the collar of the desk. */
  readonly limit?: Price;
  /** As far through the market on the other side: a stop there is set off at once. */
  readonly stop?: Price;
  /** A name kept ready, used only when no leg can be amended. */
  readonly order: OrderId;
}

/**
 * How orders belong together. A bracket opens by one entry, a ladder by several at levels, and both protect what has filled. Of an OCO
 * the first fill ends the others, of an OUO it reduces them; of an OTO the first order lets the others go once it has filled.
 */
export const groupKinds = ['bracket', 'oco', 'oto', 'ouo', 'ladder'] as const;
export type GroupKind = (typeof groupKinds)[number];

/** An order that a group is to place. */
export interface LegPlan {
  readonly order: OrderId;
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  /** Which pair of exits it belongs to; the first unless told. */
  readonly pair?: number;
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

/** Who may trade in an account beside the desk: the broker, to liquidate; a person by hand; another program. */
export const otherTraders = ['liquidation', 'hand', 'program'] as const;
export type OtherTrader = (typeof otherTraders)[number];

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
  readonly by?: OtherTrader;
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

/** A trade as a broker's statement has it; a statement may lack the names of the execution and of the order. */
export interface StatementTrade {
  /** Where it stands: the line of the file. */
  readonly row: number;
  readonly execution?: ExecutionId;
  readonly revision?: number;
  readonly order?: OrderId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly price: Price;
  /** What it cost; below zero where the broker paid. */
  readonly fee: Amount;
  readonly currency: string;
  readonly executedAt: Timestamp;
}

/** What money came in or went out for, beside trades. */
export const cashKinds = ['dividend', 'withholdingTax', 'interest', 'borrowFee', 'fee', 'capital', 'other'] as const;
export type CashKind = (typeof cashKinds)[number];

/** A row of a statement about money that no trade explains. */
export interface StatementCash {
  readonly row: number;
  /** The broker's name of it: by it it is booked once. */
  readonly name: string;
  readonly kind: CashKind;
  readonly instrument?: InstrumentId;
  /** Above zero for what came in. */
  readonly amount: Amount;
  readonly currency: string;
  /** The day on which it was posted, `YYYY-MM-DD`. */
  readonly on: string;
  /** Of a dividend, where the statement tells it. */
  readonly exDate?: string;
  readonly description: string;
}

/** A row of a statement about a split. */
export interface StatementSplit {
  readonly row: number;
  readonly instrument: InstrumentId;
  readonly newShares: Quantity;
  readonly oldShares: Quantity;
  readonly exDate: string;
}

/** An order that is out, and what an act on the whole account would do to it. */
export interface ListedOrder {
  readonly order: OrderId;
  readonly role: Role;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly leaves: Quantity;
  /** What protects or leaves what is ours is kept: it ends with what it is for. */
  readonly does: 'cancel' | 'keep';
}

/** What is held, and what leaving everything would do to it. */
export interface ListedHolding {
  /** `external` for what is not ours. */
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly position?: PositionId;
  /** Long above zero, short below. */
  readonly quantity: Quantity;
  /** `leave`, or the code of the refusal that keeps it. */
  readonly does: string;
}

/** What can differ between a statement and our books. */
export const statementDifferences = [
  'instrumentDiffers',
  'sideDiffers',
  'quantityDiffers',
  'priceDiffers',
  'feeDiffers',
  'currencyDiffers',
  'orderDiffers',
  'notStated',
  'nameless',
  'statedTwice',
] as const;
/** What may differ between the money of a statement and ours. */
export const cashDifferences = [
  'cashDiffers',
  'cashTwice',
  'dividendDiffers',
  'splitDiffers',
  'splitMissing',
  'capitalMoved',
  'kindUnknown',
] as const;
export type CashDifferenceCode = (typeof cashDifferences)[number];
export type StatementDifference = (typeof statementDifferences)[number];

/** How long a rule rests, and after what: an action of its own, or a position in its instrument closed by its stop or in any way. */
export interface Cooldown {
  readonly for: Duration;
  readonly after: 'action' | 'stop' | 'close';
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

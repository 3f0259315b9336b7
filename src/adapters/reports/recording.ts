/** What the recorder writes down of a run: exact figures, by order, fill, round trip, and day and symbol. */
import type { ExecutionId, InstrumentId, OrderId, PositionId, RuleId, SignalId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import type { OrderTerms, Role, Side } from '../../orders.ts';

export interface RecordedOrder {
  readonly order: OrderId;
  readonly position: PositionId | null;
  readonly role: Role;
  readonly placedAt: Timestamp;
  terms: OrderTerms;
  filled: Quantity;
  /** Σ price × quantity. */
  value: Amount;
  fees: Amount;
  outcome: string;
  endedAt: Timestamp | null;
}

export interface RecordedFill {
  readonly order: OrderId;
  readonly execution: ExecutionId;
  readonly position: PositionId | null;
  readonly instrument: InstrumentId;
  readonly role: Role;
  readonly side: Side;
  readonly at: Timestamp;
  quantity: Quantity;
  price: Price;
  fee: Amount;
  /** (price − middle of the quote at the decision) × quantity, as a cost; `null` where there was no quote. */
  slippage: Amount | null;
}

/** A round trip, from planned to closed. */
export interface RecordedTrade {
  readonly position: PositionId;
  readonly instrument: InstrumentId;
  readonly side: 'long' | 'short';
  readonly rule: RuleId | null;
  readonly signal: SignalId | null;
  readonly plannedAt: Timestamp;
  /** In which it ended last; until it has ended, in which it was planned. */
  session: string;
  openedAt: Timestamp | null;
  closedAt: Timestamp | null;
  /** Signed; what is held now. */
  quantity: Quantity;
  /** The most that was ever held, without sign. */
  size: Quantity;
  cost: Amount;
  realised: Amount;
  fees: Amount;
  dividends: Amount;
  reason: Role | null;
  /** The middle of the quote when it was told to close. */
  closingMid: Price | null;
  /** Entered value and quantity, to show average prices. */
  entered: { quantity: Quantity; value: Amount };
  exited: { quantity: Quantity; value: Amount };
}

/** What a recorder goes on from that begins within a run. */
export interface Standing {
  /** Behind which input. */
  readonly sequence: number;
  readonly at: Timestamp;
  readonly currency: string;
  /** What there would be if everything had cost nothing: the cash at the beginning, and what was earned and paid since. */
  readonly cash: Amount;
  readonly positions: readonly StandingPosition[];
}

export interface StandingPosition
  extends Pick<
    RecordedTrade,
    | 'position'
    | 'instrument'
    | 'side'
    | 'session'
    | 'plannedAt'
    | 'openedAt'
    | 'quantity'
    | 'cost'
    | 'realised'
    | 'fees'
    | 'dividends'
  > {
  readonly mark: Price;
}

/** One symbol in one session. */
export interface RecordedDay {
  readonly session: string;
  readonly instrument: InstrumentId;
  realised: Amount;
  fees: Amount;
  dividends: Amount;
  /** At the end of the session, or of the run. */
  unrealised: Amount;
  slippage: Amount;
  /** The largest value held, without sign. */
  exposure: Amount;
  /** The largest fall of the day's profit from a peak. */
  maxDrawdown: Amount;
  peak: Amount;
}

export interface Recording {
  readonly orders: Map<OrderId, RecordedOrder>;
  readonly fills: RecordedFill[];
  readonly trades: Map<PositionId, RecordedTrade>;
  readonly days: Map<string, RecordedDay>;
  /** Equity at the end of each minute in which something was marked. */
  readonly curve: { readonly at: Timestamp; readonly equity: Amount }[];
  /** How often what was declined, refused, alarmed; by code. */
  readonly counts: Map<string, number>;
  readonly alarms: { readonly at: Timestamp; readonly text: string }[];
  startingEquity: Amount;
  /** Behind which input it begins, where that is within the run: of what was before only what it came to is known. */
  since: { readonly sequence: number; readonly at: Timestamp } | null;
  firstAt: Timestamp | null;
  lastAt: Timestamp;
}

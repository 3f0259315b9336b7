/** What truly happened at the broker, whatever the wire told of it: the auditor's side of every comparison. */
import type { ExecutionId, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import type { Price, Quantity } from '../../src/money.ts';
import type { OrderTerms, Side } from '../../src/orders.ts';
import type { OtherTrader } from '../../src/plans.ts';

export interface TrueExecution {
  readonly execution: ExecutionId;
  readonly order: OrderId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly revision: number;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly executedAt: Timestamp;
  /** The paper broker made it; others are made by the wire. */
  readonly isPaper: boolean;
  /** It is of no order of ours. */
  readonly by?: OtherTrader;
}

export interface TrueSplit {
  readonly instrument: InstrumentId;
  readonly newShares: Quantity;
  readonly oldShares: Quantity;
  readonly at: Timestamp;
}
export interface TrueDividend {
  readonly instrument: InstrumentId;
  readonly perShare: Price;
  readonly at: Timestamp;
}

/** Less than a share that the broker has paid for; in the shares of then, long above zero. */
export interface TrueFraction {
  readonly instrument: InstrumentId;
  readonly quantity: Quantity;
  readonly at: Timestamp;
}

export interface BrokerRecord {
  /** The terms with which each order was placed. */
  readonly placed: Map<OrderId, OrderTerms>;
  /** Orders of the engine that leave what others hold, as it says itself when it asks for them. */
  readonly forOthers: Set<OrderId>;
  /** At their highest revision. */
  readonly executions: Map<ExecutionId, TrueExecution>;
  /** Those that the engine has been told, with the highest revision told. */
  readonly told: Map<ExecutionId, number>;
  /** Bought above zero, by somebody else of whom nobody tells, in the shares of now. */
  readonly byHand: Map<InstrumentId, bigint>;
  readonly splits: TrueSplit[];
  readonly dividends: TrueDividend[];
  readonly fractions: TrueFraction[];
}

export const emptyRecord = (): BrokerRecord => ({
  placed: new Map(),
  forOthers: new Set(),
  executions: new Map(),
  told: new Map(),
  byHand: new Map(),
  splits: [],
  dividends: [],
  fractions: [],
});

/** What the broker has executed of an order, by its latest word. */
export function executedOf({ executions }: BrokerRecord, order: OrderId): Quantity {
  let sum = 0n;
  for (const each of executions.values()) if (each.order === order) sum += each.quantity;
  return sum as Quantity;
}

/** What our orders have traded for us in an instrument, bought above zero, less the fractions that were paid for, in the shares of now. */
export const tradedBy = (record: BrokerRecord, instrument: InstrumentId): Quantity =>
  tradedUntil(record, instrument, undefined);
/** What others have traded, as far as the broker tells of it, and our orders for them. */
export const tradedByOthers = (record: BrokerRecord, instrument: InstrumentId): Quantity =>
  tradedUntil(record, instrument, undefined, true);

/** Executions of our orders for us; or those of others, and of ours for them. */
const executedBy = ({ executions, forOthers }: BrokerRecord, byOthers: boolean): readonly TrueExecution[] =>
  [...executions.values()].filter(({ order, by }) => (by !== undefined || forOthers.has(order)) === byOthers);

/** The same, of what was executed before a moment, in the shares of then. */
function tradedUntil(
  record: BrokerRecord,
  instrument: InstrumentId,
  until: Timestamp | undefined,
  byOthers = false,
): Quantity {
  const isBefore = (at: Timestamp): boolean => until === undefined || at < until;
  const splits = record.splits.filter((split) => split.instrument === instrument && isBefore(split.at));
  const now = (size: bigint, from: Timestamp): bigint =>
    splits.reduce<bigint>(
      (shares, { newShares, oldShares, at }) => (at > from ? exactly(shares * newShares, oldShares) : shares),
      size,
    );
  let sum = 0n;
  for (const { instrument: where, side, quantity, executedAt } of executedBy(record, byOthers)) {
    if (where === instrument && isBefore(executedAt)) sum += now(side === 'buy' ? quantity : -quantity, executedAt);
  }
  for (const { instrument: where, quantity, at } of byOthers ? [] : record.fractions)
    if (where === instrument && isBefore(at)) sum -= now(quantity, at);
  return sum as Quantity;
}

/** The simulated splits leave no rest, so that nobody's way to round is taken for the right one. */
function exactly(product: bigint, divisor: bigint): bigint {
  if (product % divisor !== 0n) throw new Error(`a simulated split leaves a rest: ${product} by ${divisor}`);
  return product / divisor;
}

/** What the broker holds: our trades, for us and for others, and those of others. */
export const netOf = (record: BrokerRecord, instrument: InstrumentId): Quantity =>
  (tradedBy(record, instrument) +
    tradedByOthers(record, instrument) +
    (record.byHand.get(instrument) ?? 0n)) as Quantity;

/** From now on other shares. */
export function splitInRecord(record: BrokerRecord, split: TrueSplit): void {
  record.splits.push(split);
  const { instrument, newShares, oldShares } = split;
  const byHand = record.byHand.get(instrument);
  if (byHand !== undefined) record.byHand.set(instrument, exactly(byHand * newShares, oldShares));
}

/** What dividends have brought our orders, to the last digit: by what was executed before each, whenever it was told. */
export function dividendsOf(record: BrokerRecord): bigint {
  let sum = 0n;
  for (const { instrument, perShare, at } of record.dividends) sum += perShare * tradedUntil(record, instrument, at);
  return sum;
}

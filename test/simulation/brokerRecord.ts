/** What truly happened at the broker, whatever the wire told of it: the auditor's side of every comparison. */
import type { ExecutionId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import type { Price, Quantity } from '../../src/money.ts';
import type { OrderTerms, Side } from '../../src/orders.ts';

export interface TrueExecution {
  readonly execution: ExecutionId;
  readonly order: OrderId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly revision: number;
  readonly quantity: Quantity;
  readonly price: Price;
  /** The paper broker made it; others are made by the wire. */
  readonly isPaper: boolean;
}

export interface BrokerRecord {
  /** The terms with which each order was placed. */
  readonly placed: Map<OrderId, OrderTerms>;
  /** At their highest revision. */
  readonly executions: Map<ExecutionId, TrueExecution>;
  /** Those that the engine has been told, with the highest revision told. */
  readonly told: Map<ExecutionId, number>;
  /** Bought above zero, by somebody else. */
  readonly byHand: Map<InstrumentId, bigint>;
}

export const emptyRecord = (): BrokerRecord => ({
  placed: new Map(),
  executions: new Map(),
  told: new Map(),
  byHand: new Map(),
});

/** What the broker has executed of an order, by its latest word. */
export function executedOf({ executions }: BrokerRecord, order: OrderId): Quantity {
  let sum = 0n;
  for (const each of executions.values()) if (each.order === order) sum += each.quantity;
  return sum as Quantity;
}

/** What our orders have traded in an instrument, bought above zero. */
export function tradedBy({ executions }: BrokerRecord, instrument: InstrumentId): Quantity {
  let sum = 0n;
  for (const each of executions.values()) {
    if (each.instrument === instrument) sum += each.side === 'buy' ? each.quantity : -each.quantity;
  }
  return sum as Quantity;
}

/** What the broker holds: our trades and those by hand. */
export const netOf = (record: BrokerRecord, instrument: InstrumentId): Quantity =>
  (tradedBy(record, instrument) + (record.byHand.get(instrument) ?? 0n)) as Quantity;

/** What the broker reports of an order: where it stands, and what was executed of it. */
import type { Contract, Execution } from '@stoqey/ib';
import type { AccountId, ExecutionId, InstrumentId, Timestamp } from '../../identifiers.ts';
import { accountId, named } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { OrderType, Side } from '../../orders.ts';
import { rulesOfTypes } from '../../orderTypes.ts';
import type { OtherTrader } from '../../plans.ts';
import { instrumentOf } from './contracts.ts';
import { aboveZero, priceOf, quantityOf } from './figures.ts';
import { momentOf } from './times.ts';

/** Where an order stands at the broker. */
export type Standing =
  | 'received'
  | 'working'
  | 'dormant'
  | 'waitingForTrigger'
  | 'waitingForParent'
  | 'held'
  | 'inactive'
  | 'cancelPending'
  | 'cancelled'
  | 'filled'
  | 'untold';

const statuses: Readonly<Record<string, Standing>> = {
  ApiPending: 'received',
  PendingSubmit: 'received',
  Submitted: 'working',
  PendingCancel: 'cancelPending',
  Cancelled: 'cancelled',
  ApiCancelled: 'cancelled',
  Filled: 'filled',
  Inactive: 'inactive',
};

/** What decides between the meanings of one status. */
export interface Standpoint {
  readonly type: OrderType;
  /** Empty where the broker gives no reason, as in its list of orders. */
  readonly whyHeld: string;
  /** It has a parent that lives. */
  readonly isChild: boolean;
}

/**
 * Where an order of that status stands. `PreSubmitted` is said of a stop before its trigger, of a child before its parent has filled, of
 * short sales without shares, and of orders whose time has not come; `Inactive` ends nothing by itself.
 */
export function standingOf(status: string, { type, whyHeld, isChild }: Standpoint): Standing {
  if (/locate/i.test(whyHeld) && ['PreSubmitted', 'Inactive'].includes(status)) return 'held';
  if (status !== 'PreSubmitted') return statuses[status] ?? 'untold';
  if (/child/i.test(whyHeld)) return 'waitingForParent';
  if (/trigger/i.test(whyHeld)) return 'waitingForTrigger';
  if (isChild) return 'waitingForParent';
  return waitsForTrigger(type) ? 'waitingForTrigger' : 'dormant';
}

const waitsForTrigger = (type: OrderType): boolean =>
  rulesOfTypes[type]?.needs.some((needed) => needed === 'stop' || needed === 'trail') ?? false;

/** What is known of one execution; `price` is absent where the broker tells none, as when it takes one back. */
export interface ReportedExecution {
  readonly execution: ExecutionId;
  readonly revision: number;
  readonly quantity: Quantity;
  readonly price?: Price;
  readonly executedAt: Timestamp;
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  readonly side: Side;
}

/** Who placed the order that was executed, where it was not this desk: what a person enters by hand has no number of a client. */
export function traderOf({ liquidation = 0, clientId = 0, orderId = 0 }: Execution): OtherTrader {
  if (liquidation !== 0) return 'liquidation';
  return clientId === 0 && orderId <= 0 ? 'hand' : 'program';
}

/** The name of an execution without its revision: `x.02` corrects `x.01`. */
export function executionName(execId: string): Pick<ReportedExecution, 'execution' | 'revision'> {
  const [, base, revision] = /^(.+)\.(\d+)$/.exec(execId) ?? [];
  if (base === undefined) return { execution: named<ExecutionId>(execId), revision: 1 };
  return { execution: named<ExecutionId>(base), revision: Number(revision) };
}

/** `undefined` when it is no execution that can be told: no size, no name. */
export function executionOf(contract: Contract, told: Execution, now: Timestamp): ReportedExecution | undefined {
  const quantity = quantityOf(told.shares);
  const price = aboveZero(priceOf(told.price));
  if (quantity === undefined || quantity < 0n || told.execId === undefined || told.execId === '') return undefined;
  if (quantity > 0n && price === undefined) return undefined;
  return {
    ...executionName(told.execId),
    quantity,
    ...(price === undefined ? {} : { price }),
    executedAt: momentOf(told.time) ?? now,
    account: accountId(told.acctNumber ?? ''),
    instrument: instrumentOf(contract),
    side: told.side === 'SLD' ? 'sell' : 'buy',
  };
}

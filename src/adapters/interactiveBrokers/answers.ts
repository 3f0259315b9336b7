/** What a reading of the broker says: all that it has in one piece, or what became of one order. */
import type { AccountId, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { BrokerExecution, BrokerOrder, BrokerSnapshot, CompletedOrder } from '../../plans.ts';
import type { BrokerFact } from '../../ports.ts';
import type { Book } from './book.ts';
import { quantityOf } from './figures.ts';
import { amendableTermsOf, typeOf } from './listing.ts';
import type { Standing } from './reports.ts';
import { executionOf, standingOf } from './reports.ts';
import type { Findings, ListedEnd, ListedOrder } from './survey.ts';

/** What the readings are read against. */
export interface Reading {
  readonly book: Book;
  readonly now: Timestamp;
  /** How far back the broker lists. */
  readonly since: Timestamp;
}

const NO_PRICE = 1n as Price;

/** Every order that lives, under its name. */
export function listedOrders(
  { orders }: Findings,
  { book }: Reading,
): readonly (BrokerOrder & { standing: Standing })[] {
  return orders.flatMap((listed) => {
    const { contract, order, orderId, status, whyHeld } = listed;
    const entry = book.listed(orderId, contract, order);
    if (entry === undefined) return [];
    const isChild = book.liveParent(entry) !== undefined;
    const standing = standingOf(status, { type: entry.terms.type, whyHeld, isChild });
    if (standing === 'cancelled' || standing === 'filled') return [];
    const terms = { ...entry.terms, ...amendableTermsOf(entry.terms.type, order) };
    const filled = listed.filled ?? book.executed(entry.order);
    return [{ order: entry.order, ...brokerId(order.permId), terms, filled, state: stateOf(standing), standing }];
  });
}

function stateOf(standing: Standing): BrokerOrder['state'] {
  if (standing === 'waitingForTrigger' || standing === 'waitingForParent') return standing;
  return standing === 'working' || standing === 'received' ? 'working' : 'held';
}

/** Every execution, under the name of its order, with its fee where that is known. */
export const listedExecutions = ({ executions }: Findings, { book, now }: Reading): readonly BrokerExecution[] =>
  executions.flatMap(({ contract, execution: told }) => {
    const executed = executionOf(contract, told, now);
    const order = book.nameOfExecuted(told);
    if (executed === undefined || order === undefined) return [];
    const price = executed.price ?? book.execution(executed.execution)?.price ?? NO_PRICE;
    return [{ order, ...executed, price, ...book.strangerOf(told), ...book.fees.get(executed.execution) }];
  });

/** Every order that has ended, as far as its list tells how. */
export const listedEnds = ({ completed }: Findings, { book }: Reading): readonly CompletedOrder[] =>
  completed.flatMap((ended) => {
    const order = book.nameOfEnded(ended.order);
    const outcome = outcomeOf(ended);
    if (order === undefined || outcome === undefined) return [];
    const filled = quantityOf(ended.order.filledQuantity) ?? zero;
    return [{ order, ...brokerId(ended.order.permId), outcome, filled }];
  });

function outcomeOf({ state }: ListedEnd): CompletedOrder['outcome'] | undefined {
  const { status, completedStatus = '' } = state;
  switch (String(status)) {
    case 'Filled':
      return 'filled';
    case 'Cancelled':
    case 'ApiCancelled':
      return /expir/i.test(completedStatus) ? 'expired' : /reject/i.test(completedStatus) ? 'rejected' : 'cancelled';
    case 'Inactive':
      return 'rejected';
    default:
      return undefined;
  }
}

/** What of a snapshot is no order. */
export interface Holdings {
  readonly account: AccountId;
  readonly cash: Amount | undefined;
  readonly positions: ReadonlyMap<InstrumentId, Quantity>;
}

/** All the broker has. A part that failed, or money that was not told, leaves it incomplete: it proves presence, never absence. */
export function snapshotOf(
  findings: Findings,
  reading: Reading,
  { account, cash, positions }: Holdings,
): BrokerSnapshot {
  return {
    complete: findings.failed.length === 0 && cash !== undefined,
    since: reading.since,
    account,
    cash: cash ?? zero,
    orders: listedOrders(findings, reading).map(({ standing: _standing, ...order }) => order),
    completed: listedEnds(findings, reading),
    executions: listedExecutions(findings, reading),
    positions: [...positions].map(([instrument, quantity]) => ({ instrument, quantity })),
  };
}

/** What became of one order: what was executed of it, the terms that stand, and where it stands or how it ended. */
export function answerAbout(order: OrderId, findings: Findings, reading: Reading): readonly BrokerFact[] {
  const executions = listedExecutions(findings, reading).filter((each) => each.order === order);
  const facts = executions.flatMap(({ fee, currency, ...executed }): readonly BrokerFact[] => [
    { type: 'broker.execution', ...executed },
    ...(fee === undefined || currency === undefined
      ? []
      : [{ type: 'broker.commission', order, execution: executed.execution, fee, currency } as const]),
  ]);
  const alive = listedOrders(findings, reading).filter((each) => each.order === order);
  if (alive.length > 0) return [...facts, ...alive.flatMap((each) => standsAt(each, findings, reading))];
  const ends = listedEnds(findings, reading).filter((each) => each.order === order);
  if (ends.length > 0) return [...facts, ...ends.flatMap((each) => endedAs(each, findings, reading))];
  if (facts.length > 0) return [...facts, { type: 'broker.orderStatus', order, filled: reading.book.executed(order) }];
  return [{ type: 'broker.orderAbsent', order, since: reading.since }];
}

function standsAt(
  { order, brokerId, filled, standing }: BrokerOrder & { readonly standing: Standing },
  { orders }: Findings,
  { book }: Reading,
): readonly BrokerFact[] {
  const at = named(order, brokerId);
  const listed = orders.find(({ order: { permId } }) => `${permId}` === brokerId);
  return [
    ...(listed === undefined ? [] : [restated(order, brokerId, listed, book)]),
    whereabouts(at, standing),
    ...(filled > 0n ? [{ type: 'broker.orderStatus', ...at, filled } as const] : []),
  ];
}

function whereabouts(at: ReturnType<typeof named>, standing: Standing): BrokerFact {
  switch (standing) {
    case 'waitingForParent':
      return { type: 'broker.orderWaiting', ...at, for: 'parent' };
    case 'waitingForTrigger':
      return { type: 'broker.orderWaiting', ...at, for: 'trigger' };
    case 'held':
    case 'inactive':
      return { type: 'broker.orderHeld', ...at, detail: `listed as ${standing}` };
    default:
      return { type: 'broker.orderFound', ...at };
  }
}

function endedAs(
  { order, brokerId, outcome, filled }: CompletedOrder,
  { completed }: Findings,
  { book }: Reading,
): readonly BrokerFact[] {
  const at = named(order, brokerId);
  const listed = completed.find(({ order: { permId } }) => `${permId}` === brokerId);
  switch (outcome) {
    case 'filled':
      return [
        ...(listed === undefined ? [] : [restated(order, brokerId, listed, book)]),
        { type: 'broker.orderStatus', ...at, filled },
      ];
    case 'cancelled':
      return [{ type: 'broker.orderCancelled', ...at, filled, detail: listed?.state.completedStatus ?? '' }];
    case 'rejected':
      return [{ type: 'broker.orderRejected', ...at, detail: listed?.state.completedStatus ?? '' }];
    case 'expired':
      return [{ type: 'broker.orderExpired', ...at }];
  }
}

/** The terms as they are listed, whatever was asked for. */
function restated(
  order: OrderId,
  brokerId: string | undefined,
  listed: Pick<ListedOrder, 'order'>,
  book: Book,
): BrokerFact {
  const type = book.get(order)?.terms.type ?? typeOf(listed.order);
  return { type: 'broker.orderRestated', ...named(order, brokerId), ...amendableTermsOf(type, listed.order) };
}

const named = (order: OrderId, brokerId: string | undefined) => ({
  order,
  ...(brokerId === undefined ? {} : { brokerId }),
});
const brokerId = (permId: number | undefined): { readonly brokerId?: string } =>
  permId === undefined || permId <= 0 ? {} : { brokerId: `${permId}` };

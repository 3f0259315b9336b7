/**
 * Orders that are not ours, and what a snapshot of the broker says of those that are. An order that nobody here placed lives as an actor
 * like any other; what it fills is no trade of ours, until a person adopts it.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { AccountId, BookId, ExecutionId, InstrumentId, OrderId } from '../../identifiers.ts';
import type { OrderContext } from '../../machines/order/order.ts';
import type { Expected } from '../../machines/reconciliation/absences.ts';
import { differences } from '../../machines/reconciliation/differences.ts';
import type { KnownOrder } from '../../machines/reconciliation/knownOrder.ts';
import type { Quantity } from '../../money.ts';
import { lesser, magnitude, minus, negate, plus, signOf, zero } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Absences } from './absences.ts';
import type { SnapshotOf } from './charts.ts';
import type { Registry } from './registry.ts';

export interface Externals {
  /** The same station, deaf to executions of orders that are not ours. */
  ours<E extends Booked>(station: Station<E>): Station<E>;
  /** The same station, deaf to executions of orders that are ours. */
  theirs<E extends Booked>(station: Station<E>): Station<E>;
  /** All that the broker has: what it would have told one by one is said. */
  readonly enumerated: Station<Event<'broker.snapshot'>>;
  readonly listed: Station<Event<'broker.externalOrder'>>;
  /** An execution of an order that nobody knows makes an external order of it. */
  readonly executed: Station<Event<'broker.execution'>>;
  /** The same station; a fee that comes before the execution of an order that nobody knows is kept for it. */
  withExecution(station: Station<Event<'broker.commission'>>): Station<Event<'broker.commission'>>;
  /** Whether the execution is of an order that was not ours. */
  has(of: Pick<Booked, 'order' | 'execution'>): boolean;
}
type Booked = Event<'order.filled' | 'order.revised' | 'order.commission'>;

export interface ExternalParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly absences: Absences;
  /** Makes an order that is ours after all; false where it is not. */
  readonly recognise: (order: OrderId, pass: Pass) => boolean;
  readonly configuration: DeskConfiguration;
}

/**
 * What an account holds that is not ours and that the broker confirms, signed: no more than it says is there at all. Nothing while they
 * disagree, or where ours lies against it.
 */
export function foreignIn(registry: Registry, account: AccountId, instrument: InstrumentId): Quantity {
  const holding = registry.snapshot('holding', `${account}/${instrument}`);
  if (holding?.hasTag('isInSync') !== true) return zero;
  const { foreign, reported } = holding.context;
  if (reported === null || signOf(reported) !== signOf(foreign)) return zero;
  const size = lesser(magnitude(foreign), magnitude(reported));
  return foreign > 0n ? size : negate(size);
}

/** The book of what is in no book of ours. */
export const EXTERNAL = 'external' as BookId;

export function createExternals({ owners, registry, absences, recognise, configuration }: ExternalParts): Externals {
  /** Executions booked to no book, by order and execution: they stay so when their order is adopted. */
  const own = owners.register('externals', 1);
  const executions = own.records<string, Quantity>('executions');
  const earlyFees = own.records<ExecutionId, Event<'broker.commission'>>('earlyFees');
  /** Executions that were taken back before anything was heard of their order: an older word of them is not to be believed. */
  const earlyBusts = own.records<ExecutionId, Event<'broker.execution'>>('earlyBusts');
  const keyOf = ({ order, execution }: { order: OrderId; execution: string }): string => `${order}/${execution}`;

  function make(order: OrderId, terms: OrderTerms, pass: Pass): void {
    found(order, terms, pass);
    for (const [execution, bust] of earlyBusts.ordered()) {
      if (bust.order !== order) continue;
      earlyBusts.delete(execution);
      pass.say(bust);
    }
  }

  function found(order: OrderId, terms: OrderTerms, pass: Pass): void {
    if (recognise(order, pass)) return;
    registry.create('order', order, {
      order,
      terms,
      links: { book: EXTERNAL, role: 'external' },
      patience: configuration.patience,
    });
    const { instrument, side, quantity } = terms;
    pass.say({ type: 'order.external', order, instrument, side, quantity });
  }

  function knownOrders(): ReadonlyMap<OrderId, KnownOrder> {
    const known = new Map<OrderId, KnownOrder>();
    for (const [, snapshot] of registry.list('order')) known.set(snapshot.context.order, knownOf(snapshot));
    return known;
  }

  const knownOf = (snapshot: SnapshotOf<'order'>): KnownOrder => {
    const { order, terms, executions } = snapshot.context;
    return {
      order,
      isLive: snapshot.hasTag('isLive'),
      isAmending: snapshot.hasTag('isAmendPending'),
      isOwed: snapshot.hasTag('isOwed'),
      terms,
      executions,
      seenAt: absences.seenAt(order),
    };
  };

  /** What we think that the account holds: our books, and what is not ours. */
  const expectedIn = (of: AccountId): Expected =>
    new Map<InstrumentId, Quantity>(
      registry
        .list('holding')
        .filter(([, { context }]) => context.account === of)
        .map(([, { context }]) => [context.instrument, plus(context.booked, context.foreign)]),
    );

  /** It is nothing, or was by a newer word. */
  function isTakenBack(event: Event<'broker.execution'>): boolean {
    const { execution, revision, quantity } = event;
    const isOlder = (earlyBusts.get(execution)?.revision ?? 0) >= revision;
    if (quantity === 0n && !isOlder) earlyBusts.set(execution, event);
    return quantity === 0n || isOlder;
  }

  /** Nobody knew the order: its execution says what it was. */
  function makeOf(event: Event<'broker.execution'>, pass: Pass): void {
    const { order, execution, account = configuration.account, instrument, side, quantity } = event;
    if (instrument === undefined || side === undefined || isTakenBack(event)) return;
    make(order, unlisted({ account, instrument, side }, quantity), pass);
    const fee = earlyFees.get(execution);
    if (fee !== undefined) pass.say(fee);
    earlyFees.delete(execution);
  }

  /** Its size was never listed: it is at least what it has filled. */
  function enlarge({ order, terms, filled, executions: known }: OrderContext, event: Event<'broker.execution'>): void {
    const old = known.find(({ execution }) => execution === event.execution);
    if (old !== undefined && old.revision >= event.revision) return;
    const size = minus(plus(filled, event.quantity), old?.quantity ?? zero);
    if (size > terms.quantity) registry.hear('order', order, { type: 'broker.orderRestated', order, quantity: size });
  }

  const isOfOthers = ({ role }: Event<'order.filled'>): boolean => role === 'external' || role === 'foreign';

  return {
    enumerated({ snapshot }: Event<'broker.snapshot'>, pass: Pass) {
      const known = knownOrders();
      // A retired order is known too: its record comes back when it is told something.
      const isOurs = (order: OrderId): boolean => known.has(order) || registry.has('order', order);
      const listed = { ...snapshot, orders: snapshot.orders.filter(({ order }) => known.has(order) || !isOurs(order)) };
      for (const fact of differences(listed, known, expectedIn(snapshot.account))) pass.say(fact);
    },
    listed({ order, terms, brokerId }: Event<'broker.externalOrder'>, pass: Pass) {
      if (registry.has('order', order)) return;
      make(order, terms, pass);
      pass.say({ type: 'broker.orderFound', order, ...(brokerId === undefined ? {} : { brokerId }) });
    },
    executed(event: Event<'broker.execution'>, pass: Pass) {
      if (!registry.has('order', event.order)) return makeOf(event, pass);
      const context = registry.snapshot('order', event.order)?.context;
      if (context?.links.role === 'external' && isUnlisted(context.terms)) enlarge(context, event);
    },
    theirs: (station) => (event, pass) => {
      const key = keyOf(event);
      if (event.type === 'order.filled' && isOfOthers(event)) executions.set(key, event.quantity);
      if (executions.has(key)) station(event, pass);
    },
    withExecution: (station) => (event, pass) => {
      if (registry.has('order', event.order)) station(event, pass);
      else earlyFees.set(event.execution, event);
    },
    has: (of) => executions.has(keyOf(of)),
    ours: (station) => (event, pass) => {
      if (!executions.has(keyOf(event))) station(event, pass);
    },
  };
}

/** The terms of an order of which only an execution is known. */
const unlisted = (where: Pick<OrderTerms, 'account' | 'instrument' | 'side'>, quantity: Quantity): OrderTerms => ({
  ...where,
  quantity,
  type: 'market',
  timeInForce: 'day',
  outsideRegularHours: true,
  trigger: 'quote',
  transmit: false,
});
const isUnlisted = ({ transmit, type }: OrderTerms): boolean => !transmit && type === 'market';

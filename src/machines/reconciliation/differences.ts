/**
 * What a broker's snapshot says beyond what is known, as the facts it would have told one by one. Pure. What is listed is proof of
 * presence; only a complete list proves absence. Executions come first: an order that filled while nobody listened is filled, not absent.
 */
import { encode } from '../../codec.ts';
import type { Event } from '../../events.ts';
import type { AccountId, OrderId } from '../../identifiers.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendableTerms } from '../../orders.ts';
import type { BrokerExecution, BrokerOrder, BrokerSnapshot, CompletedOrder } from '../../plans.ts';
import type { Expected } from './absences.ts';
import { absences } from './absences.ts';
import type { KnownOrder } from './knownOrder.ts';

/** The facts that the snapshot holds, in the order in which they are to be heard. */
export function differences(
  snapshot: BrokerSnapshot,
  known: ReadonlyMap<OrderId, KnownOrder>,
  expected: Expected = new Map(),
): readonly Event[] {
  const listed = new Set([...snapshot.orders, ...(snapshot.completed ?? [])].map(({ order }) => order));
  const missing = [...known.values()].filter(({ order, isLive }) => isLive && !listed.has(order));
  return [
    ...snapshot.orders.filter(({ order }) => !known.has(order)).map(external),
    ...snapshot.executions.flatMap((execution) => executed(execution, snapshot.account)),
    ...snapshot.orders.flatMap((order) => working(order, known.get(order.order))),
    ...(snapshot.completed ?? []).flatMap((order) => ended(order, known.get(order.order))),
    ...(snapshot.complete ? absences(snapshot, known, missing, expected) : []),
  ];
}

const named = ({ order, brokerId }: { readonly order: OrderId; readonly brokerId?: string }) => ({
  order,
  ...(brokerId === undefined ? {} : { brokerId }),
});

const external = (listed: BrokerOrder): Event => ({
  type: 'broker.externalOrder',
  ...named(listed),
  terms: listed.terms,
});

function executed({ fee, currency, ...execution }: BrokerExecution, account: AccountId): readonly Event[] {
  const fact: Event = { type: 'broker.execution', account, ...execution };
  if (fee === undefined || currency === undefined) return [fact];
  return [fact, { type: 'broker.commission', order: execution.order, execution: execution.execution, fee, currency }];
}

/** That it is there, where it stands, and its terms where they are others than ours and no change of ours is out. */
function working(listed: BrokerOrder, known: KnownOrder | undefined): readonly Event[] {
  const facts: Event[] = [{ type: 'broker.orderFound', ...named(listed) }, standing(listed)];
  if (listed.filled > 0n) facts.push({ type: 'broker.orderStatus', ...named(listed), filled: listed.filled });
  const change = known === undefined ? undefined : restated(known.terms, listed.terms);
  if (change !== undefined && known?.isAmending === false)
    facts.push({ type: 'broker.orderRestated', ...named(listed), ...change });
  return facts;
}

function standing(listed: BrokerOrder): Event {
  switch (listed.state) {
    case 'working':
      return { type: 'broker.orderWorking', ...named(listed) };
    case 'waitingForTrigger':
      return { type: 'broker.orderWaiting', ...named(listed), for: 'trigger' };
    case 'waitingForParent':
      return { type: 'broker.orderWaiting', ...named(listed), for: 'parent' };
    case 'held':
      return { type: 'broker.orderHeld', ...named(listed), detail: 'listed as held' };
  }
}

/** Terms that the list has otherwise than we do. */
function restated(ours: OrderTerms, theirs: OrderTerms): Amendment | undefined {
  const change = Object.fromEntries(
    amendableTerms
      .filter((name) => theirs[name] !== undefined && encode(theirs[name]) !== encode(ours[name] ?? null))
      .map((name) => [name, theirs[name]]),
  ) as Amendment;
  return Object.keys(change).length === 0 ? undefined : change;
}

function ended({ outcome, filled, ...order }: CompletedOrder, known: KnownOrder | undefined): readonly Event[] {
  if (known?.isLive !== true) return [];
  switch (outcome) {
    case 'filled':
      return [...shrunk({ ...order, filled }, known), { type: 'broker.orderStatus', ...named(order), filled }];
    case 'cancelled':
      return [{ type: 'broker.orderCancelled', ...named(order), filled }];
    case 'rejected':
      return [{ type: 'broker.orderRejected', ...named(order), detail: 'listed as rejected' }];
    case 'expired':
      return [{ type: 'broker.orderExpired', ...named(order) }];
  }
}

/** What has filled whole was no larger than that in the end, whatever we know of its changes. */
function shrunk(listed: Omit<CompletedOrder, 'outcome'>, { terms }: KnownOrder): readonly Event[] {
  const { filled: quantity } = listed;
  if (quantity === 0n || quantity >= terms.quantity) return [];
  return [{ type: 'broker.orderRestated', ...named(listed), quantity }];
}

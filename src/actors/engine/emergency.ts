/**
 * When the journal can not be written any more: what may still leave without a record. Cancels, and what reduces by the broker's own
 * count; each is noted elsewhere before it leaves, and what is placed carries a mark in its reference, so that the next start knows it for
 * ours. Nothing that is decided from here on is on record, and a replay ends where the journal does.
 */
import { OrdermatonError } from '../../errors.ts';
import type { OrderId, Timestamp } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { magnitude } from '../../money.ts';
import type { Amendment } from '../../orders.ts';
import { amendedTerms } from '../../orders.ts';
import type { BrokerSnapshot } from '../../plans.ts';
import type { Broker, BrokerFact, EmergencyNotes } from '../../ports.ts';
import type { SnapshotOf } from '../desk/charts.ts';
import { emergencyMark } from '../desk/noted.ts';
import type { Content, Exit, Verdict } from '../outbox.ts';
import { NothingLeft } from '../outbox.ts';
import type { Stations } from './stations.ts';

export interface Emergency {
  /** What may be done with a command now. */
  judge(content: Content): Verdict;
  /** The way out: notes, marks, writes. */
  readonly exit: Exit;
  /** What the broker says, of orders as they are called here. */
  translate(fact: BrokerFact): BrokerFact;
  /** Whether nothing of ours is held and nothing is out, by the broker's own count. */
  isFlat(): boolean;
  /** What is to be told when the run is over. */
  ended(isStopped: boolean): OrdermatonError;
}

export interface EmergencyParts {
  /** Those of the core as it is now. */
  readonly stations: () => Stations;
  readonly broker: Broker;
  readonly notes: EmergencyNotes;
  /** When it began: the mark. */
  readonly at: Timestamp;
  readonly now: () => Timestamp;
  /** The last input that is on record. */
  readonly after: number;
  readonly journal: string;
  readonly problem: string;
}

type Order = SnapshotOf<'order'>;

export function createEmergency(parts: EmergencyParts): Emergency {
  const { stations, broker, notes, at, now, after, journal, problem } = parts;
  const mark = emergencyMark(at);
  const outward = new Map<OrderId, OrderId>();
  const inward = new Map<OrderId, OrderId>();
  let left = 0;

  const orderOf = (order: OrderId): Order | undefined => stations().registry.snapshot('order', order);
  const there = (order: OrderId): OrderId => outward.get(order) ?? order;
  const here = (order: OrderId): OrderId => inward.get(order) ?? order;

  /**
   * What reduces here reduces there, once the broker's count agrees with ours; what has ended meanwhile reduces nothing. A change is
   * judged by what it makes of the order.
   */
  function verified(order: OrderId, change: Amendment = {}): Verdict {
    const context = orderOf(order)?.context;
    if (context === undefined || stations().gate.addsRisk(order)) return 'dropped';
    const { links, filled } = context;
    const terms = amendedTerms(context.terms, change);
    const held = stations().books.held(links.book, terms.instrument);
    const isReducing =
      held !== 0n && held > 0n === (terms.side === 'sell') && terms.quantity - filled <= magnitude(held);
    if (!isReducing) return 'dropped';
    const holding = stations().registry.snapshot('holding', `${terms.account}/${terms.instrument}`);
    return holding?.hasTag('isInSync') === true ? 'leaves' : 'waits';
  }

  /** A stop that works for what is held stays until another stop, or an exit, works for all of it. */
  function isNeeded(order: OrderId): boolean {
    const stop = orderOf(order);
    if (stop === undefined || stop.context.links.role !== 'stop' || !stop.hasTag('isProtecting')) return false;
    const held = heldBy(stop);
    if (held === 0n) return false;
    const others = stations()
      .registry.list('order')
      .filter(([id, other]) => id !== order && replaces(other, stop))
      .reduce<bigint>((sum, [, { context }]) => sum + context.terms.quantity - context.filled, 0n);
    return others < magnitude(held);
  }

  const heldBy = ({ context: { links, terms } }: Order): Quantity =>
    links.position === undefined
      ? stations().books.held(links.book, terms.instrument)
      : (stations().registry.snapshot('position', links.position)?.context.quantity ?? (0n as Quantity));

  function write(kind: 'place' | 'amend' | 'cancel', order: OrderId, act: () => void, change?: Amendment): void {
    const context = orderOf(order)?.context;
    if (context !== undefined) {
      const { terms, links } = context;
      const changed = change === undefined ? {} : { change };
      try {
        notes.note({ at: now(), kind, order: there(order), terms, links, ...changed, after });
      } catch (error) {
        // A cancel can only take back, and the broker's list will tell of it.
        if (kind !== 'cancel') throw new NothingLeft(`unnoted: ${(error as Error).message}`);
      }
    }
    act();
    left++;
  }

  return {
    judge(content) {
      const { kind, order } = content;
      if (kind === 'ask') return 'leaves';
      if (kind === 'cancel') return isNeeded(order) ? 'waits' : 'leaves';
      return verified(order, content.kind === 'amend' ? content.change : undefined);
    },
    exit: {
      place(approved, command) {
        const { order } = approved;
        const marked = `${order}${mark}` as OrderId;
        outward.set(order, marked);
        inward.set(marked, order);
        write('place', order, () => broker.place({ ...approved, order: marked }, command));
      },
      amend(approved, command) {
        const { order, change } = approved;
        write('amend', order, () => broker.amend({ ...approved, order: there(order) }, command), change);
      },
      cancel: (order, command) => write('cancel', order, () => broker.cancel(there(order), command)),
      ask: (order, command) => broker.ask(there(order), command),
    },
    translate(fact) {
      if (fact.type === 'broker.snapshot') return { ...fact, snapshot: renamed(fact.snapshot, here) };
      return 'order' in fact && inward.has(fact.order) ? { ...fact, order: here(fact.order) } : fact;
    },
    isFlat,
    ended: (isStopped) =>
      new OrdermatonError('emergencyEnded', {
        journal,
        problem,
        after,
        left,
        end: isFlat()
          ? 'flat, by the count of the broker'
          : `${isStopped ? 'on the word of a person' : 'with the data'}, ${stations().books.openCount()} position(s) open`,
        notes: notes.name,
      }),
  };

  function isFlat(): boolean {
    if (stations().books.openCount() > 0) return false;
    const isOut = stations()
      .registry.list('order')
      .some(
        ([, order]) =>
          order.context.links.role !== 'external' && (order.hasTag('isLive') || order.hasTag('isSubmitting')),
      );
    if (isOut) return false;
    return stations()
      .registry.list('holding')
      .every(([, holding]) => holding.context.booked === 0n && (holding.hasTag('isInSync') || isUntold(holding)));
  }
}

/** Nothing was ever compared there. */
const isUntold = (holding: SnapshotOf<'holding'>): boolean => !holding.hasTag('isKnown');

/** Whether an order works, and leaves the same thing as a stop does. */
const replaces = (other: Order, { context: { links, terms } }: Order): boolean => {
  const { links: of, terms: its } = other.context;
  const isSame = of.book === links.book && of.position === links.position && its.instrument === terms.instrument;
  const leaves = of.role === 'stop' || of.role === 'exit';
  return (
    isSame && leaves && its.side === terms.side && other.hasTag('isProtecting') && !other.hasTag('isCancelPending')
  );
};

const renamed = (snapshot: BrokerSnapshot, here: (order: OrderId) => OrderId): BrokerSnapshot => {
  const all = <T extends { readonly order: OrderId }>(list: readonly T[]): readonly T[] =>
    list.map((each) => ({ ...each, order: here(each.order) }));
  const { orders, executions, completed } = snapshot;
  return {
    ...snapshot,
    orders: all(orders),
    executions: all(executions),
    ...(completed === undefined ? {} : { completed: all(completed) }),
  };
};

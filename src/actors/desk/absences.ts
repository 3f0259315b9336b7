/**
 * When each order was last known to be at the broker, so that a list that reaches back to the morning is not taken to speak of last week.
 * The broker's word at any time is proof for every order that works then: it says what ends.
 */
import type { Event } from '../../events.ts';
import type { OrderId, Timestamp } from '../../identifiers.ts';
import { isOneSided } from '../../machines/reconciliation/absences.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { SnapshotOf } from './charts.ts';
import type { Registry } from './registry.ts';

export interface Absences {
  /** The last moment at which the order was known to be there, or on its way. */
  seenAt(order: OrderId): Timestamp | undefined;
  /** The broker speaks. */
  readonly spoken: Station;
  readonly releasing: Station<Event<'outbox.releasing'>>;
  readonly listed: Station<Event<'broker.externalOrder'>>;
  /** The way is gone or unsure: what works was there when the broker last spoke. */
  readonly lost: Station<Event<'connection.lost' | 'connection.degraded'>>;
  /** The answer to a question: of an order that is older than what is listed the holding of now tells what a list would. */
  readonly absent: Station<Event<'broker.orderAbsent'>>;
  readonly settled: Station<Event<'order.settled'>>;
}

export function createAbsences(owners: Owners, registry: Registry): Absences {
  const own = owners.register('absences', 1);
  const seen = own.records<OrderId, Timestamp>('seen');
  const spokenAt = own.cell('spokenAt', 0 as Timestamp);

  function holdingOf({ order, since }: Event<'broker.orderAbsent'>): Pick<Event<'broker.orderAbsent'>, 'holding'> {
    const snapshot = registry.snapshot('order', order);
    const seenAt = seen.get(order);
    if (snapshot === undefined || snapshot.hasTag('isWorking')) return {};
    if (since === undefined || seenAt === undefined || seenAt >= since) return {};
    return { holding: isUnmoved(snapshot) ? 'unmoved' : 'unclear' };
  }

  function isUnmoved(snapshot: SnapshotOf<'order'>): boolean {
    const { account, instrument } = snapshot.context.terms;
    const holding = registry.snapshot('holding', `${account}/${instrument}`);
    const unknown = registry.list('order').flatMap(([, each]) => (each.hasTag('isUnconfirmed') ? [each.context] : []));
    const isKnown = holding === undefined || holding.hasTag('isInSync');
    return isKnown && !snapshot.hasTag('isOwed') && isOneSided(unknown, instrument);
  }

  return {
    seenAt: (order) => seen.get(order),
    spoken: (_event, pass: Pass) => spokenAt.set(pass.at),
    releasing({ order, kind }: Event<'outbox.releasing'>, pass: Pass) {
      if (kind === 'place') seen.set(order, pass.at);
    },
    listed: ({ order }: Event<'broker.externalOrder'>, pass: Pass) => seen.set(order, pass.at),
    lost() {
      for (const [order, snapshot] of registry.list('order'))
        if (snapshot.hasTag('isWorking')) seen.set(order as OrderId, spokenAt.get());
    },
    absent(event: Event<'broker.orderAbsent'>) {
      const told = event.holding === undefined ? { ...event, ...holdingOf(event) } : event;
      registry.hear('order', event.order, told);
    },
    settled: ({ order }: Event<'order.settled'>) => seen.delete(order),
  };
}

/**
 * Orders that left in an emergency, without a record. By the mark in its reference the broker's list shows that such an order is ours: it
 * goes on for the position that it was for. Where it was for none, or for one that came to be in the emergency, it is of its book: what it
 * trades leaves what that holds. What is of another journal is not ours to book.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Duration, OrderId, PositionId, TimerId, Timestamp } from '../../identifiers.ts';
import { isoTime, minutes } from '../../identifiers.ts';
import type { OrderLinks, OrderTerms } from '../../orders.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Registry } from './registry.ts';

/** `isOfRecord`: this is the record that ended when the order left. */
type Noted = Pick<Event<'order.noted'>, 'terms' | 'links'> & { readonly isOfRecord?: true };

export interface NotedOrders {
  readonly noted: Station<Event<'order.noted'>>;
  /** Makes the order that the broker has, if it is one of these and of a position that is known here. */
  recognise(order: OrderId, pass: Pass): boolean;
  /** The group protects the position again by its own stops: those of the emergency are taken back. */
  readonly protected: Station<Event<'position.protected'>>;
  /** Nothing is held that any of them could protect or leave. */
  readonly over: Station<Event<'position.closed' | 'position.abandoned'>>;
  /** Behind what the broker has listed, and again and again: one that works and is needed no more is taken back. */
  readonly review: Station<Event<'clock.deadline'>>;
}

/** What the reference of an order ends with that was placed in an emergency: the moment at which that began. */
export const emergencyMark = (at: Timestamp): string => `!${isoTime(at).slice(0, 19).replace(/[-:]/g, '')}Z`;
const unmarked = (order: OrderId): OrderId => order.replace(/!\d{8}T\d{6}Z$/, '') as OrderId;

export function createNotedOrders(owners: Owners, registry: Registry, { patience }: DeskConfiguration): NotedOrders {
  const orders = owners.register('notedOrders', 1).records<OrderId, Noted>('byOrder');

  const isLive = (order: OrderId): boolean => registry.snapshot('order', order)?.hasTag('isLive') === true;

  /** What is left of its position: that itself, and what goes on for it under the same group, on the side that the order leaves. */
  function leftFor({ terms, links }: Noted) {
    const left = registry
      .list('position')
      .filter(
        ([id, { context }]) => id === links.position || (context.group !== null && context.group === links.group),
      );
    return left.flatMap(([, snapshot]) => {
      const { over, quantity } = snapshot.context;
      const isOtherSide = quantity !== 0n && quantity > 0n === (terms.side === 'buy');
      return over || isOtherSide ? [] : [snapshot];
    });
  }

  /** Of what is of no position that is known nobody can say so: it leaves what its book holds. */
  function whyNeedless(noted: Noted): string | undefined {
    if (noted.links.position === undefined) return undefined;
    const left = leftFor(noted);
    if (left.length === 0) return OVER;
    return noted.links.role !== 'exit' && left.every((each) => each.hasTag('isProtected')) ? PROTECTED : undefined;
  }

  /** What is needed no more, for one of these reasons, by a position or by the group that leads it. */
  function takeBack(position: PositionId, reasons: readonly string[], pass: Pass): void {
    if (orders.size === 0) return;
    const group = registry.snapshot('position', position)?.context.group ?? null;
    for (const [order, noted] of orders.ordered()) {
      const isIts = noted.links.position === position || (group !== null && noted.links.group === group);
      const why = isIts && isLive(order) ? whyNeedless(noted) : undefined;
      if (why !== undefined && reasons.includes(why)) pass.say({ type: 'order.cancel', order, why });
    }
  }

  /** In the pass of a list the position is not what it will be behind it: so it is looked at later. */
  const review = (order: OrderId, after: Duration, pass: Pass): void =>
    pass.say({
      type: 'clock.arm',
      timer: `noted/${order}#review` as TimerId,
      owner: 'noted',
      id: order,
      what: 'review',
      after,
    });

  return {
    noted({ order, terms, links, after }: Event<'order.noted'>, pass: Pass) {
      const isOfRecord = after !== undefined && after > 0 && after < pass.sequence;
      // Names are given again: a position is known now or it is another one.
      const known = isOfRecord ? withKnownPosition(registry, links) : links;
      orders.set(order, { terms, links: known, ...(isOfRecord ? { isOfRecord } : {}) });
      // More of the record may have come to the disk than was known: what is held there is out already, under the mark.
      const held = unmarked(order);
      const snapshot = registry.snapshot('order', held);
      if (held === order || snapshot === undefined) return;
      if (snapshot.hasTag('isSubmitting') && !snapshot.hasTag('isLive'))
        pass.say({ type: 'order.refuse', order: held, code: 'emergency', detail: `it left as ${order}` });
    },
    recognise(order, pass) {
      const found = orders.get(order);
      if (found === undefined || !isKnown(registry, found)) return false;
      registry.create('order', order, { order, ...asOwn(found), patience });
      const { book, position } = found.links;
      pass.say({ type: 'order.recognised', order, book, ...(position === undefined ? {} : { position }) });
      review(order, patience.protection, pass);
      return true;
    },
    protected: ({ position }: Event<'position.protected'>, pass: Pass) => takeBack(position, [OVER, PROTECTED], pass),
    over: ({ position }: Event<'position.closed' | 'position.abandoned'>, pass: Pass) =>
      takeBack(position, [OVER], pass),
    review({ id }: Event<'clock.deadline'>, pass: Pass) {
      const order = id as OrderId;
      const noted = orders.get(order);
      if (noted === undefined || !isLive(order)) return;
      const why = whyNeedless(noted);
      if (why !== undefined) pass.say({ type: 'order.cancel', order, why });
      review(order, AGAIN, pass);
    },
  };
}

/** What was taken back may have been turned down, or its stop may have ended at the broker after all. */
const AGAIN: Duration = minutes(1);
const PROTECTED = 'the stops of the position work again';
const OVER = 'the position is over';

const isKnown = (registry: Registry, { links: { position }, isOfRecord }: Noted): boolean =>
  isOfRecord === true || (position !== undefined && registry.has('position', position));

function withKnownPosition(registry: Registry, { position, ...links }: OrderLinks): OrderLinks {
  return position === undefined || !registry.has('position', position) ? links : { ...links, position };
}

/** No leg of its group: that has never heard of it, and follows what it trades. */
function asOwn({ terms, links }: Noted): { readonly terms: OrderTerms; readonly links: OrderLinks } {
  const { group: _group, ...own } = links;
  return { terms, links: own };
}

/**
 * Orders of ours that were to sell what others have sold, or what the account lacks, and that no group of a position leads: orders by hand, exits of positions
 * without a group, groups by hand. They are brought to what is left, so that none of them trades through zero.
 */
import type { Event } from '../../events.ts';
import type { BookId, InstrumentId, PositionId } from '../../identifiers.ts';
import type { GroupContext } from '../../machines/group/group.ts';
import { heldOf, isAllEnded } from '../../machines/group/legs.ts';
import type { OrderContext } from '../../machines/order/order.ts';
import type { Quantity } from '../../money.ts';
import { greater, lesser, magnitude, minus, negate, plus, zero } from '../../money.ts';
import type { Side } from '../../orders.ts';
import type { Pass } from '../pass.ts';
import type { Gate } from '../risk/gate.ts';
import type { LackingShares } from './lackingShares.ts';
import type { Registry } from './registry.ts';

/** Where others have traded, and on which side. */
export interface Where {
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly side: Side;
}

export interface LooseExits {
  /** Others have closed something in a book. */
  readonly follow: (where: Where, pass: Pass) => void;
  /** While its entry works the broker sizes the exits by what that has filled, not by what is held: so the entry ends. */
  readonly endEntries: (position: PositionId, pass: Pass) => void;
}

export interface LooseExitParts {
  readonly registry: Registry;
  readonly gate: Pick<Gate, 'addsRisk'>;
  readonly lackingShares: LackingShares;
}

const WHY = 'others have closed what it was to close';

export function createLooseExits({ registry, gate, lackingShares }: LooseExitParts): LooseExits {
  const onSide = (held: Quantity, side: Side): Quantity => greater(side === 'sell' ? held : negate(held), zero);

  /** Out, on that side, and nothing that may make a position larger. */
  function reducing({ book, instrument, side }: Where): readonly OrderContext[] {
    return registry.list('order').flatMap(([, order]) => {
      const { context } = order;
      const { links, terms } = context;
      const isOut = order.hasTag('isLive') || order.hasTag('isSubmitting');
      const isHere = links.book === book && terms.instrument === instrument && terms.side === side;
      return isOut && isHere && links.role !== 'external' && !gate.addsRisk(context.order) ? [context] : [];
    });
  }

  /** One after the other, as far as there is something left for them. */
  function bringTo(orders: readonly OrderContext[], held: Quantity, pass: Pass): void {
    let left = held;
    for (const { order, terms, filled } of orders) {
      const open = minus(terms.quantity, filled);
      const room = lesser(open, left);
      left = minus(left, room);
      if (room === open) continue;
      const change: Event =
        room === 0n
          ? { type: 'order.cancel', order, why: WHY }
          : { type: 'order.change', order, change: { quantity: plus(filled, room) }, why: WHY };
      pass.say(change);
    }
  }

  /** It counts what it is to close by itself. */
  function bringGroups(where: Where, held: Quantity, pass: Pass): void {
    for (const [, { context }] of registry.list('group')) {
      if (!isByHand(context, where)) continue;
      const { group } = context;
      const excess = minus(heldOf(context), held);
      if (excess > 0n)
        pass.say({ type: 'group.traded', group, quantity: where.side === 'sell' ? negate(excess) : excess });
    }
  }

  /** It leads no position, and its orders close something in that book. */
  function isByHand(context: GroupContext, { book, instrument, side }: Where): boolean {
    const { position, kind, legs } = context;
    if (position !== null || kind === 'oto' || isAllEnded(context)) return false;
    return legs.some(
      ({ order, links, terms }) =>
        links.book === book && terms.instrument === instrument && terms.side === side && !gate.addsRisk(order),
    );
  }

  const thereOf = (position: PositionId): Quantity => {
    const held = registry.snapshot('position', position)?.context.quantity ?? zero;
    return minus(magnitude(held), lackingShares.of(position));
  };

  return {
    endEntries(position, pass) {
      for (const [, snapshot] of registry.list('order')) {
        const { order, links } = snapshot.context;
        const isOut = snapshot.hasTag('isLive') || snapshot.hasTag('isSubmitting');
        if (isOut && links.position === position && links.role === 'entry')
          pass.say({ type: 'order.cancel', order, why: 'others have closed what it opens' });
      }
    },
    follow(where, pass) {
      const { book, instrument, side } = where;
      const held = onSide(lackingShares.there(book, instrument), side);
      const alone = reducing(where).filter(({ links }) => links.group === undefined);
      bringTo(
        alone.filter(({ links }) => links.role === 'manual'),
        held,
        pass,
      );
      for (const position of new Set(alone.map(({ links }) => links.position)))
        if (position !== undefined)
          bringTo(
            alone.filter(({ links }) => links.role === 'exit' && links.position === position),
            thereOf(position),
            pass,
          );
      bringGroups(where, held, pass);
    },
  };
}

/** What can happen to a bracket or a ladder of 100 shares that fills 40, to an order that cancels another and to one that lets others go. */
import type { AnyMachineSnapshot } from 'xstate';
import type { Event } from '../../../../src/events.ts';
import type { OrderId } from '../../../../src/identifiers.ts';
import type { GroupContext, GroupEvent, Leg } from '../../../../src/machines/group/group.ts';
import { groupMachine } from '../../../../src/machines/group/groupMachine.ts';
import { hasEntered, heldOf, isEnded } from '../../../../src/machines/group/legs.ts';
import { price, quantity } from '../../../../src/money.ts';
import { bracket, entry, G, ladder, oco, on, oto, stop, target } from '../../../support/groups.ts';
import type { Model } from '../exploration.ts';

const [spare1, spare2, adjust, exit] = ['spare1', 'spare2', 'adjust', 'exit'] as unknown as readonly [
  OrderId,
  OrderId,
  OrderId,
  OrderId,
];
/** Two names are enough: no life takes more. */
const spares = [spare1, spare2];
const traded = (shares: number): GroupEvent => ({ type: 'group.traded', group: G, quantity: quantity(shares) });
const head = { group: G, order: stop, role: 'stop' } as const;

const alphabet: readonly GroupEvent[] = [
  ...[
    on.start(),
    on.protect({ stop: '96' }),
    on.close(),
    on.extend(),
    on.retry(),
    on.supply(),
    traded(40),
    traded(-40),
    traded(0),
    on.lacks(40),
  ],
  ...[on.reduce(40), on.reduce(), on.deadline('balance'), on.deadline('protection'), on.deadline('winding')],
  ...[
    on.works(entry, 100),
    on.works(target, 40),
    on.works(stop, 100, 'parent'),
    on.works(stop, 40),
    on.works(spare1, 40),
  ],
  ...[
    on.amended(stop, { quantity: quantity(40) }),
    on.amended(target, { quantity: quantity(40), limit: price(98) }),
    on.failed(stop),
    on.kept(stop),
    on.silent(stop),
    on.silent(target),
  ],
  ...[{ type: 'leg.held', ...head, detail: 'locate' } as const, { type: 'leg.reopened', ...head } as const],
  ...[entry, target, stop, spare1].flatMap((order) => [on.fills(order, 40), on.fills(order, -40)]),
  ...[entry, target, stop, spare1].flatMap((order) => [on.ends(order, 'cancelled', 0), on.ends(order, 'filled', 40)]),
  on.fills(entry, 0),
  ...[on.split(1, 1), on.split('0.00000001', 1_000_000), on.split(2, 1)],
  ...[spare2, adjust, exit].map((order) => on.ends(order, 'cancelled', 0)),
];

/** What is enough to leave less than a lot, and to bring it back. */
const ofResidues: readonly GroupEvent['type'][] = [
  'group.start',
  'group.split',
  'leg.filled',
  'leg.settled',
  'leg.reopened',
];

/**
 * A leg fills and is corrected in turn, and ends at what it has filled; entry and target may end at more than was heard of. Of what is
 * rare (a trade beside the legs, something that is there no more, an addition, a way out, a stop of its own, a split) one thing happens in one life. One split leaves the
 * quantities as they are, one leaves nothing, one makes twice as much of less than a lot.
 */
function events({ value, context }: AnyMachineSnapshot, all: readonly GroupEvent[]): readonly GroupEvent[] {
  const { legs, held, kind, lot, exit: way, cut, lacking, sparesUsed } = context as GroupContext;
  const isTraded = held !== (kind === 'oco' ? quantity(100) : 0n);
  const isSplit = legs.some(({ stale }) => stale);
  const isUntouched =
    !isTraded &&
    !isSplit &&
    way === null &&
    cut === null &&
    lacking === 0n &&
    legs.every(({ order }) => order !== adjust);
  const isResidue = heldOf(context as GroupContext) > 0n && (value === 'winding' || value === 'done');
  const isPlain = isUntouched && sparesUsed === 0;
  const isAlarm = isUntouched && (value === 'standalone' || value === 'overfilled');
  const mayEndAnew = legs.every(isEnded) ? legs : legs.filter(({ order }) => order === entry || order === target);
  const isWhole = lot < quantity(50);
  const possible = isWhole ? all : all.filter(({ type }) => ofResidues.includes(type));
  const maySplit = ({ newShares, oldShares }: Event<'group.split'>): boolean =>
    newShares > oldShares ? !isSplit && isResidue : isWhole && (isPlain || isAlarm);
  return possible.filter((event) => {
    switch (event.type) {
      case 'group.split':
        return maySplit(event);
      case 'group.extend':
      case 'group.close':
        return isPlain || isAlarm;
      case 'group.lacking':
        return isUntouched;
      case 'group.reduce':
        return event.quantity === undefined || (isPlain && cut === null);
      case 'group.traded':
        return isPlain || (isTraded && held > 0n !== event.quantity > 0n);
      default:
        return !('order' in event) || legs.some((leg) => leg.order === event.order && isTold(leg, event));
    }
  });

  function isTold(leg: Leg, event: GroupEvent): boolean {
    if (event.type === 'leg.filled') return event.quantity === 0n || leg.filled > 0n !== event.quantity > 0n;
    if (event.type !== 'leg.settled' || event.filled === leg.filled) return true;
    return mayEndAnew.includes(leg) && (isPlain || value === 'overfilled' || mayEndAnew === legs);
  }
}

export const group: Model = {
  machine: groupMachine,
  inputs: {
    'a bracket': { ...bracket(), spares },
    'a ladder': { ...ladder(), spares },
    'an OCO': { ...oco(), spares },
    'an OTO': { ...oto(), spares },
    'a bracket in lots of 50': { ...bracket({ lot: quantity(50) }), spares },
    'an entry alone': bracket({ legs: bracket().legs.slice(0, 1), spares }),
  },
  alphabet,
  events: events as never,
  key: (context: GroupContext) => [
    heldOf(context),
    hasEntered(context),
    context.held,
    // On the way out it matters which leg works: that one is made marketable.
    context.exit !== null && context.legs.slice(0, 3).map(({ state }) => state === 'working'),
    context.sparesUsed,
    context.cut !== null,
    context.lacking,
    context.legs.some(({ stale }) => stale),
    context.legs.slice(0, 3).map(isEnded),
    context.legs.slice(3).filter((leg) => !isEnded(leg)).length,
  ],
  limit: 250_000,
};

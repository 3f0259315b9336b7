/** What orders that somebody places together are for: roles, pairs and the broker's own links, from their sides and types. Pure. */
import { magnitude, ratio, signOf, zero } from '../../money.ts';
import type { OrderTerms, Role } from '../../orders.ts';
import { signed } from '../../orders.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { GroupDraft, GroupWish } from './drafting.ts';
import { isStop, legOf, nameOf } from './drafting.ts';
import { planOpeningGroup } from './opening.ts';

const WHOLE = ratio(1);

/** Says what each order is for, or why they do not belong together. */
export function planGroup(wish: GroupWish): GroupDraft | Refusal {
  const [first] = wish.orders;
  if (first === undefined || wish.orders.length < 2)
    return refuse('groupWrong', 'at least two orders', `${wish.orders.length}`);
  if (wish.kind === 'oto') return triggering(wish);
  const stranger = wish.orders.find(
    ({ account, instrument }) => account !== first.account || instrument !== first.instrument,
  );
  if (stranger !== undefined) return refuse('groupWrong', 'one account and instrument', stranger.instrument);
  return wish.kind === 'bracket' || wish.kind === 'ladder' ? planOpeningGroup(wish, first) : cancelling(wish, first);
}

/** The first order lets the others go: it enters, they are as they were given. */
const triggering = (wish: GroupWish): GroupDraft => ({
  legs: wish.orders.map((terms, index) =>
    legOf(wish, nameOf(wish, index), index === 0 ? 'entry' : 'manual', { ...terms, transmit: true }),
  ),
  parts: [WHOLE],
  held: zero,
  entries: 1,
  levels: {},
});

/**
 * One cancels or reduces the others. Orders that only take back what is held are its exits; an OCO with a stop among them reduces
 * instead of cancelling, since a part of the position would be left without one.
 */
function cancelling(wish: GroupWish, first: OrderTerms): GroupDraft | Refusal {
  const { orders, held, group, kind } = wish;
  const other = orders.find(({ side, quantity }) => side !== first.side || quantity !== first.quantity);
  if (other !== undefined) return refuse('groupWrong', 'one side and quantity', other.side);
  const open = signed(first.side, first.quantity);
  const takesBack = signOf(open) !== signOf(held) && magnitude(open) <= magnitude(held);
  const reduces = kind === 'ouo' || (takesBack && orders.some(isStop));
  const roleOf = (terms: OrderTerms): Role => (takesBack ? exitRole(terms) : 'manual');
  return {
    legs: orders.map((terms, index) =>
      legOf(wish, nameOf(wish, index), roleOf(terms), {
        ...terms,
        transmit: true,
        oca: { name: group, type: reduces ? 2 : 1 },
      }),
    ),
    parts: [WHOLE],
    held: first.quantity,
    entries: 0,
    levels: {},
  };
}

const exitRole = (terms: OrderTerms): 'stop' | 'target' => (isStop(terms) ? 'stop' : 'target');

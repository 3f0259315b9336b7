/** Brackets and what is said of their legs, short enough for tables. */
import type { GroupId, OrderId, PositionId, TimerId } from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { GroupEvent, GroupInput } from '../../src/machines/group/group.ts';
import { price, quantity } from '../../src/money.ts';
import type { OrderTerms, Role } from '../../src/orders.ts';
import { links, terms } from './orders.ts';

export const G = 'g1' as GroupId;
const group = G;
export const [entry, target, stop] = ['entry', 'target', 'stop'] as unknown as [OrderId, OrderId, OrderId];
const exitTerms = (over: Partial<OrderTerms>): OrderTerms =>
  terms({ side: 'sell', parent: entry, oca: { name: 'g1', type: 2 }, timeInForce: 'gtc', ...over });

export const bracket = (over: Partial<GroupInput> = {}): GroupInput => ({
  group,
  kind: 'bracket',
  position: 'p1' as PositionId,
  legs: [
    { order: entry, terms: terms({ type: 'market', transmit: false }), links: links({ role: 'entry' }) },
    { order: target, terms: exitTerms({ limit: price(105) }), links: links({ role: 'target' }) },
    { order: stop, terms: exitTerms({ type: 'stop', stop: price(95) }), links: links({ role: 'stop' }) },
  ],
  held: quantity(0),
  spares: ['spare1', 'spare2', 'spare3', 'spare4'] as unknown as readonly OrderId[],
  patience: { answer: seconds(10) },
  ...over,
});

/** A target and a stop for 100 shares that are held already. */
export const oco = (): GroupInput =>
  bracket({
    kind: 'oco',
    held: quantity(100),
    legs: [
      {
        order: target,
        terms: terms({ side: 'sell', limit: price(105), oca: { name: 'g1', type: 2 } }),
        links: links({ role: 'target' }),
      },
      {
        order: stop,
        terms: terms({ side: 'sell', type: 'stop', stop: price(95), oca: { name: 'g1', type: 2 } }),
        links: links({ role: 'stop' }),
      },
    ],
  });

/** An entry with exits that wait with us for its first fill. */
export const ladder = (): GroupInput =>
  bracket({
    kind: 'ladder',
    legs: bracket().legs.map(({ terms: { parent: _parent, ...rest }, ...leg }) => ({ ...leg, terms: rest })),
  });

/** An order that lets two others go as it fills. */
export const oto = (): GroupInput =>
  bracket({
    kind: 'oto',
    triggersOn: 'partial',
    legs: [
      { order: entry, terms: terms({ type: 'market' }), links: links({ role: 'entry' }) },
      { order: target, terms: terms({ limit: price(105) }), links: links({ role: 'manual' }) },
      { order: stop, terms: terms({ limit: price(95) }), links: links({ role: 'manual' }) },
    ],
  });

const roleOf = (order: OrderId): Role =>
  order === target
    ? 'target'
    : order === stop || String(order).startsWith('spare')
      ? 'stop'
      : order === entry
        ? 'entry'
        : (String(order) as Role);
const leg = (order: OrderId) => ({ group, order, role: roleOf(order) });
/** Facts about legs by the names a trader would give them. */
export const on = {
  start: (): GroupEvent => ({ type: 'group.start', group }),
  works: (
    order: OrderId,
    shares: number,
    waitingFor: 'nothing' | 'trigger' | 'parent' = order === stop ? 'trigger' : 'nothing',
  ): GroupEvent => ({
    type: 'leg.working',
    ...leg(order),
    quantity: quantity(shares),
    protecting: waitingFor !== 'parent',
    waitingFor,
  }),
  fills: (order: OrderId, shares: number): GroupEvent => ({
    type: 'leg.filled',
    ...leg(order),
    quantity: quantity(shares),
  }),
  trades: (shares: number): GroupEvent => ({ type: 'group.traded', group, quantity: quantity(shares) }),
  ends: (order: OrderId, outcome: 'filled' | 'cancelled' | 'rejected' | 'refused', filled: number): GroupEvent => ({
    type: 'leg.settled',
    ...leg(order),
    outcome,
    filled: quantity(filled),
  }),
  amended: (order: OrderId, over: Partial<OrderTerms>): GroupEvent => ({
    type: 'leg.amended',
    ...leg(order),
    terms: exitTerms(order === stop ? { type: 'stop', stop: price(95), ...over } : { limit: price(105), ...over }),
  }),
  failed: (order: OrderId): GroupEvent => ({ type: 'leg.amendFailed', ...leg(order), detail: '105' }),
  kept: (order: OrderId): GroupEvent => ({ type: 'leg.cancelFailed', ...leg(order), detail: 'too late' }),
  silent: (order: OrderId): GroupEvent => ({ type: 'leg.answerless', ...leg(order), detail: 'lost' }),
  protect: (levels: { stop?: string; target?: string }): GroupEvent => ({
    type: 'group.protect',
    group,
    ...(levels.stop === undefined ? {} : { stop: price(levels.stop) }),
    ...(levels.target === undefined ? {} : { target: price(levels.target) }),
  }),
  close: (): GroupEvent => ({
    type: 'group.close',
    group,
    exit: { limit: price(98), order: 'exit' as OrderId },
    why: 'enough',
  }),
  lacks: (shares: number): GroupEvent => ({ type: 'group.lacking', group, quantity: quantity(shares) }),
  reduce: (shares?: number): GroupEvent => ({
    type: 'group.reduce',
    group,
    exit: { limit: price(98), order: 'cut' as OrderId },
    ...(shares === undefined ? {} : { quantity: quantity(shares) }),
  }),
  /** A split: 2 and 1 make two shares of one. */
  split: (newShares: string | number, oldShares: string | number): GroupEvent => ({
    type: 'group.split',
    group,
    instrument: terms().instrument,
    newShares: quantity(newShares),
    oldShares: quantity(oldShares),
    tick: price('0.01'),
    spares: ['spare3', 'spare4'] as unknown as readonly OrderId[],
  }),
  extend: (): GroupEvent => ({
    type: 'group.extend',
    group,
    order: 'adjust' as OrderId,
    terms: terms({ type: 'market' }),
    links: links({ role: 'adjust' }),
  }),
  retry: (): GroupEvent => ({ type: 'group.retry', group }),
  supply: (...spares: string[]): GroupEvent => ({
    type: 'group.supply',
    group,
    spares: spares as unknown as OrderId[],
  }),
  deadline: (what: 'balance' | 'protection' | 'winding'): GroupEvent => ({
    type: 'clock.deadline',
    timer: `group/g1#${what}` as TimerId,
    generation: 1,
    owner: 'group',
    id: group,
    what,
  }),
} as const;

/** A bracket that was placed and works; and one whose entry has filled. */
export const placed = [
  on.start(),
  on.works(target, 100, 'parent'),
  on.works(stop, 100, 'parent'),
  on.works(entry, 100),
];
export const entered = [
  ...placed,
  on.fills(entry, 100),
  on.works(target, 100),
  on.works(stop, 100),
  on.ends(entry, 'filled', 100),
];

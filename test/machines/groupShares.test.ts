/** How what a group holds is divided among its pairs of exits, and what it takes for its cover. */
import { describe, expect, it } from 'vitest';
import type { OrderId } from '../../src/identifiers.ts';
import type { Cut, GroupContext, Leg } from '../../src/machines/group/group.ts';
import {
  coverOf,
  hasEntered,
  hear,
  heldOf,
  isAllEnded,
  isEntryOver,
  isFlat,
  isLive,
  isUnderprotected,
  unstuck,
} from '../../src/machines/group/legs.ts';
import { pairsWithoutStop, replaceLost } from '../../src/machines/group/replacing.ts';
import { cutOpen, isPaired, openOf, portionsOf, uncoveredOf } from '../../src/machines/group/shares.ts';
import { price, quantity, ratio, zero } from '../../src/money.ts';
import type { Role } from '../../src/orders.ts';
import { on } from '../support/groups.ts';
import type { Over } from '../support/legs.ts';
import { context, entered, leg } from '../support/legs.ts';
import { terms } from '../support/orders.ts';

/** An entry of 100, and a target and a stop for each of 25, 35 and 40; so much has filled, and which have ended. */
const pairs = (fills: Readonly<Record<string, number>> = {}, ended: readonly string[] = []): readonly Leg[] => [
  entered(fills.entry ?? 100),
  ...[25, 35, 40].flatMap((size, pair) =>
    (['target', 'stop'] as const).map((role) => {
      const order = `${role}${pair}`;
      return leg(order, role, pair, fills[order] ?? 0, { size, state: ended.includes(order) ? 'ended' : 'working' });
    }),
  ),
];
const cut = (shares: number): Cut => ({ order: 'cut' as OrderId, quantity: quantity(shares) });

describe('what a group that has been left has less than a lot of', () => {
  const exit = { order: 'x' as OrderId };
  const left = context([entered(100), leg('exit', 'exit', 0, 99.6, { size: 100, state: 'ended' })], { exit });

  it.each([
    ['stays left where a split makes less than a lot of it', 2, exit],
    ['is to be held again where it makes a lot', '2.5', null],
    ['is to be held again where it makes more than one', 3, null],
  ])('%s', (_what, newShares, expected) => {
    expect(hear(left, on.split(newShares, 1)).exit).toEqual(expected);
  });
});

describe('what each pair is to close', () => {
  it.each<[string, GroupContext, readonly number[]]>([
    ['its part of all', context(pairs()), [25, 35, 40]],
    ['its part of what came in', context(pairs({ entry: 40 })), [10, 14, 16]],
    [
      'all of it to the last, where each part is less than the broker takes',
      context(pairs({ entry: 40 }), { least: quantity(20) }),
      [0, 0, 40],
    ],
    ['nothing, where nothing came in', context(pairs({ entry: 0 })), [0, 0, 0]],
    ['nothing, where too much went out', context(pairs({ entry: 10, target0: 25 })), [0, 0, 0]],
    ['less what it has closed', context(pairs({ target1: 15 })), [25, 20, 40]],
    ['nothing once it is over, and the others as before', context(pairs({ target0: 25 }, ['target0'])), [0, 35, 40]],
    ['what is left, where its target ended in part', context(pairs({ target0: 10 }, ['target0'])), [15, 35, 40]],
    ['what is left, where its target has not ended yet', context(pairs({ target0: 25 })), [0, 35, 40]],
    [
      'its part, although its stop has ended as an order for nothing',
      context([entered(100), leg('stop0', 'stop', 0, 0, { size: 0, state: 'ended' })]),
      [25, 35, 40],
    ],
    [
      'less, from the last, where both legs of another have filled',
      context(pairs({ target0: 25, stop0: 25 }, ['target0', 'stop0'])),
      [0, 35, 15],
    ],
    [
      'its part of what is left beside what went out elsewhere',
      context(pairs(), { held: quantity(-50) }),
      [12, 17, 21],
    ],
    [
      'less, from the last but one, where the last has no more',
      context(pairs({ target0: 25, stop0: 25, stop2: 30 }, ['target0', 'stop0'])),
      [0, 20, 0],
    ],
    ['room for a part that is to be sold', context(pairs(), { cut: cut(20) }), [20, 28, 32]],
    [
      'room for what of the part has not filled',
      context([...pairs(), leg('cut', 'exit', 0, 15, { size: 20 })], { cut: cut(20) }),
      [20, 28, 32],
    ],
    ['more, where something came in beside the legs', context(pairs(), { held: quantity(100) }), [50, 70, 80]],
    [
      'whole lots, and what is less than one for nobody',
      context(pairs({ entry: 95 }), { lot: quantity(10) }),
      [20, 30, 40],
    ],
    [
      'all of it the last, where every pair is over',
      context(pairs({ target0: 25, target1: 35, target2: 40 }, ['target0', 'target1', 'target2']), {
        held: quantity(10),
      }),
      [0, 0, 10],
    ],
    [
      'what is over all the same the last that is not over',
      context(pairs({ entry: 110, target2: 40 }, ['target2'])),
      [27, 43, 0],
    ],
  ])('%s', (_name, of, expected) => {
    expect(portionsOf(of)).toEqual(expected.map(quantity));
  });

  it('is for an order of its own where every leg of the pair has ended', () => {
    expect(uncoveredOf(context(pairs()))).toBe(zero);
    expect(uncoveredOf(context(pairs({}, ['target0'])))).toBe(zero);
    expect(uncoveredOf(context(pairs({}, ['target0', 'stop0'])))).toBe(quantity(25));
    expect(uncoveredOf(context(pairs({}, ['target0', 'stop0', 'target1', 'stop1'])))).toBe(quantity(60));
    expect(uncoveredOf(context([entered(100), leg('x', 'exit', 0, 0)]))).toBe(quantity(100));
  });
});

describe('a leg', () => {
  it.each<[Role, boolean]>([
    ['entry', false],
    ['adjust', false],
    ['exit', false],
    ['target', true],
    ['stop', true],
  ])('that is for %s is one of a pair: %s', (role, expected) => {
    expect(isPaired(leg('x', role, 0, 0))).toBe(expected);
  });

  it('is open for what has not filled, never for less than nothing', () => {
    expect(openOf(leg('x', 'stop', 0, 40))).toBe(quantity(60));
    expect(openOf(leg('x', 'stop', 0, 101))).toBe(zero);
  });

  it.each<[Leg['state'], boolean]>([
    ['planned', false],
    ['asked', false],
    ['waitingForParent', true],
    ['working', true],
    ['held', true],
    ['doubtful', false],
    ['ended', false],
  ])('%s is at the broker: %s', (state, expected) => {
    expect(isLive(leg('x', 'stop', 0, 0, { state }))).toBe(expected);
  });
});

describe('a part that is to be sold', () => {
  it('is open for what its order has not filled', () => {
    expect(cutOpen(context(pairs()))).toBe(zero);
    expect(cutOpen(context(pairs(), { cut: cut(20) }))).toBe(quantity(20));
    expect(cutOpen(context([...pairs(), leg('cut', 'exit', 0, 15)], { cut: cut(20) }))).toBe(quantity(5));
    expect(cutOpen(context([...pairs(), leg('cut', 'exit', 0, 21)], { cut: cut(20) }))).toBe(zero);
  });
});

describe('what a group holds', () => {
  it('is what came in less what went out, and nothing for orders that only let others go', () => {
    const legs = [
      entered(100),
      leg('adjust', 'adjust', 0, 50),
      leg('target', 'target', 0, 30),
      leg('exit', 'exit', 0, 5),
    ];
    expect(heldOf(context(legs, { held: quantity(7) }))).toBe(quantity(122));
    expect(heldOf(context(legs, { kind: 'oto' }))).toBe(zero);
  });

  it('is flat below a lot, and not where too much went out', () => {
    const lots = (filled: number) => isFlat(context([entered(filled)], { lot: quantity(10) }));
    expect([lots(0), lots(9), lots(10), lots(-1)]).toEqual([true, true, false, false]);
  });

  it('has come in by an entry, an addition, or before', () => {
    expect(hasEntered(context([entered(0)]))).toBe(false);
    expect(hasEntered(context([entered(1)]))).toBe(true);
    expect(hasEntered(context([entered(0), leg('adjust', 'adjust', 0, 1)]))).toBe(true);
    expect(hasEntered(context([entered(0), leg('target', 'target', 0, 1)]))).toBe(false);
    expect(hasEntered(context([entered(0)], { held: quantity(1) }))).toBe(true);
    expect(hasEntered(context([entered(0)], { held: quantity(-1) }))).toBe(false);
    expect(hasEntered(context([entered(1)], { held: quantity(-1) }))).toBe(true);
    expect(hasEntered(context([entered(0)], { entered: true }))).toBe(true);
  });

  it('has not come in while it is less than a lot', () => {
    const lots = (filled: number, held = 0) =>
      hasEntered(context([entered(filled)], { lot: quantity(10), held: quantity(held) }));
    expect([lots(9), lots(10), lots(9, 1), lots(0, 10)]).toEqual([false, true, true, true]);
  });

  it('grows no more once every entry has ended', () => {
    const addition = (state: Leg['state']) => leg('adjust', 'adjust', 0, 0, { state });
    expect(isEntryOver(context([entered(100), addition('ended'), leg('stop', 'stop', 0, 0)]))).toBe(true);
    expect(isEntryOver(context([entered(100), addition('working')]))).toBe(false);
    expect(isAllEnded(context([entered(100), addition('ended')]))).toBe(true);
    expect(isAllEnded(context([entered(100), leg('stop', 'stop', 0, 0)]))).toBe(false);
  });
});

describe('the cover of a group', () => {
  const covers = (over: Over = {}, filled = 0, role: Role = 'stop') =>
    leg('x', role, 0, filled, { protecting: true, ...over });

  it('is what its stops that work would trade', () => {
    expect(coverOf(context([entered(100), covers()]))).toBe(quantity(-100));
    expect(coverOf(context([entered(100), covers({}, 40)]))).toBe(quantity(-60));
    expect(coverOf(context([entered(100), covers({ terms: { side: 'buy' } })]))).toBe(quantity(100));
    expect(coverOf(context([entered(100), covers({ protecting: false })]))).toBe(zero);
    expect(coverOf(context([entered(100), covers({}, 0, 'target')]))).toBe(zero);
  });

  it('is too little where it is for less than is held', () => {
    expect(isUnderprotected(context([entered(100), covers()]))).toBe(false);
    expect(isUnderprotected(context([entered(100), covers({ size: 99 })]))).toBe(true);
    expect(isUnderprotected(context([entered(100), covers({}, 0, 'target')]))).toBe(false);
    expect(isUnderprotected(context([entered(0), covers({ protecting: false })]))).toBe(false);
    const lots = { lot: quantity(10) };
    expect(isUnderprotected(context([entered(100), covers({ size: 91 })], lots))).toBe(false);
    expect(isUnderprotected(context([entered(100), covers({ size: 90 })], lots))).toBe(true);
  });
});

describe('a stop that is lost', () => {
  it('is that of a pair that holds something, while a name is left and the position stays', () => {
    const lost = ['stop0', 'target0', 'stop2'];
    expect(pairsWithoutStop(context(pairs({}, lost)))).toEqual([0, 2]);
    expect(pairsWithoutStop(context(pairs({ entry: 0 }, lost)))).toEqual([]);
    expect(pairsWithoutStop(context(pairs({}, lost), { sparesUsed: 3 }))).toEqual([0, 2]);
    expect(pairsWithoutStop(context(pairs({}, lost), { sparesUsed: 4 }))).toEqual([]);
    expect(pairsWithoutStop(context(pairs({}, lost), { exit: { order: 'x' as OrderId } }))).toEqual([]);
    expect(pairsWithoutStop(context([entered(100)]))).toEqual([]);
  });

  const put = (legs: readonly Leg[], over: Partial<GroupContext> = {}) => {
    const { context: after } = replaceLost({ messages: [], context: context(legs, over) });
    return after.legs
      .slice(legs.length)
      .map(({ order, role, pair, state, terms: of }) => ({ order, role, pair, state, terms: of }));
  };
  const stopped = (over: Over = {}): Leg =>
    leg('stop0', 'stop', 0, 0, {
      state: 'ended',
      terms: {
        type: 'stop',
        stop: price(94),
        parent: 'entry' as OrderId,
        transmit: false,
        oca: { name: 'g1', type: 2 },
      },
      ...over,
    });
  const single = { parts: [ratio(1)] };

  it('is put back for what its pair holds, at the level of the position, by itself', () => {
    expect(put([entered(60), stopped()], single)).toStrictEqual([
      {
        order: 'spare1',
        role: 'stop',
        pair: 0,
        state: 'asked',
        terms: terms({ side: 'sell', type: 'stop', quantity: quantity(60), stop: price(95) }),
      },
    ]);
  });

  it('is put back at its own level where the position has none', () => {
    expect(put([entered(60), stopped()], { ...single, stop: null })[0]?.terms.stop).toBe(price(94));
  });

  it('joins the target that lives, whatever that is called', () => {
    const alive = leg('target0', 'target', 0, 0, { terms: { oca: { name: 'theirs', type: 2 } } });
    expect(put([entered(60), stopped(), alive], single).map((each) => each.terms.oca)).toEqual([
      { name: 'theirs', type: 2 },
    ]);
  });

  it('joins the target that lives although an entry that joins nobody lives as well', () => {
    const alive = leg('target0', 'target', 0, 0, { terms: { oca: { name: 'g1', type: 2 } } });
    const filling = leg('entry', 'entry', 0, 60);
    expect(put([filling, alive, stopped()], single).map((each) => each.terms.oca)).toEqual([{ name: 'g1', type: 2 }]);
  });

  it('comes with a target where that ended asleep, and the two reduce each other', () => {
    const asleep = leg('target0', 'target', 0, 0, { state: 'ended', isToReturn: true, terms: { limit: price(104) } });
    expect(put([entered(60), stopped(), asleep], { ...single, targets: [price(105)] })).toStrictEqual([
      {
        order: 'spare1',
        role: 'stop',
        pair: 0,
        state: 'asked',
        terms: terms({
          side: 'sell',
          type: 'stop',
          quantity: quantity(60),
          stop: price(95),
          oca: { name: 'spare1', type: 2 },
        }),
      },
      {
        order: 'spare2',
        role: 'target',
        pair: 0,
        state: 'asked',
        terms: terms({ side: 'sell', quantity: quantity(60), limit: price(105), oca: { name: 'spare1', type: 2 } }),
      },
    ]);
    expect(put([entered(60), stopped(), asleep], { ...single, targets: [null] })[1]?.terms.limit).toBe(price(104));
    const taken = { ...asleep, isToReturn: false };
    expect(put([entered(60), stopped(), taken], single).map(({ role }) => role)).toEqual(['stop']);
  });

  it('is put back once, and not where nothing is held or no name is left', () => {
    expect(put([entered(60), stopped({ state: 'working' })], single)).toEqual([]);
    expect(put([entered(0), stopped()], single)).toEqual([]);
    expect(put([entered(60), stopped()], { ...single, sparesUsed: 4 })).toEqual([]);
    expect(put([entered(60)], single)).toEqual([]);
  });

  it('of a second pair is put back there', () => {
    expect(put(pairs({}, ['stop1'])).map(({ role, pair, terms: of }) => [role, pair, of.quantity])).toEqual([
      ['stop', 1, quantity(35)],
    ]);
  });
});

describe('what was turned down', () => {
  it('may be asked for again, and so may what never came', () => {
    const stuck = context([leg('x', 'stop', 0, 0, { stuck: true }), leg('y', 'stop', 0, 0, { restating: true })]);
    expect(unstuck(stuck).legs.map((each) => [each.stuck, each.restating])).toEqual([
      [false, false],
      [false, false],
    ]);
    const calm = context([leg('x', 'stop', 0, 0)]);
    expect(unstuck(calm)).toBe(calm);
  });
});

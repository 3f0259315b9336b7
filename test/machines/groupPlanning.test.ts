/** What orders that somebody places together are for, and why some do not belong together. */
import { describe, expect, it } from 'vitest';
import type { AccountId, BookId, GroupId, InstrumentId, OrderId, PositionId } from '../../src/identifiers.ts';
import type { GroupDraft, GroupWish } from '../../src/machines/group/drafting.ts';
import { planGroup } from '../../src/machines/group/planning.ts';
import { divide } from '../../src/machines/group/shares.ts';
import type { Quantity } from '../../src/money.ts';
import { price, quantity, ratio, zero } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import { refuse } from '../../src/refusals.ts';
import { terms } from '../support/orders.ts';

const shares = (...counts: number[]): readonly Quantity[] => counts.map((count) => quantity(count));
const buy = (count: number, over: Partial<OrderTerms> = {}): OrderTerms =>
  terms({ quantity: quantity(count), ...over });
const target = (count: number, at = 105): OrderTerms =>
  terms({ side: 'sell', quantity: quantity(count), limit: price(at) });
const stop = (count: number, type: 'stop' | 'stopLimit' | 'trailingStop' = 'stop'): OrderTerms => {
  const { limit: _limit, ...rest } = terms({ side: 'sell', quantity: quantity(count), type, stop: price(95) });
  return rest;
};
const wish = (kind: GroupWish['kind'], orders: readonly OrderTerms[], over: Partial<GroupWish> = {}): GroupWish => ({
  group: 'g1' as GroupId,
  book: 'main' as BookId,
  kind,
  orders,
  lot: quantity(1),
  names: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as unknown as readonly OrderId[],
  held: zero,
  ...over,
});
const draft = (of: GroupWish): GroupDraft => {
  const planned = planGroup(of);
  if ('code' in planned) throw new Error(`${planned.code}: ${planned.limit}`);
  return planned;
};
/** A leg in a line: its name, role and pair, what it trades, on whom it hangs, and the broker's own group. */
const lines = (of: GroupDraft): readonly string[] =>
  of.legs.map(({ order, links, pair, terms: { quantity: count, parent, oca, transmit, timeInForce } }) =>
    [
      ...[order, links.role, pair ?? '-', count / quantity(1), timeInForce, parent ?? 'free'],
      ...[oca === undefined ? 'alone' : `${oca.name}:${oca.type}`, transmit ? 'sent' : 'waits'],
    ].join(' '),
  );

describe('orders that do not belong together', () => {
  it.each<[string, GroupWish, string, string]>([
    ['none at all', wish('oco', []), 'at least two orders', '0'],
    ['one alone', wish('oco', [buy(100)]), 'at least two orders', '1'],
    [
      'of two instruments',
      wish('oco', [buy(100), buy(100, { instrument: 'IBM' as InstrumentId })]),
      'one account and instrument',
      'IBM',
    ],
    [
      'of two accounts',
      wish('bracket', [buy(100), buy(100, { account: 'U1' as AccountId })]),
      'one account and instrument',
      'SPY',
    ],
    ['an OCO on two sides', wish('oco', [buy(100), target(100)]), 'one side and quantity', 'sell'],
    ['an OCO of two quantities', wish('oco', [buy(100), buy(50)]), 'one side and quantity', 'buy'],
    ['a bracket with two entries', wish('bracket', [buy(50), buy(50), stop(100)]), 'one entry', '2'],
    [
      'a way out by another type',
      wish('bracket', [buy(100), terms({ side: 'sell', type: 'relative' })]),
      'limits and stops on the way out',
      'another type',
    ],
    ['two stops', wish('bracket', [buy(100), stop(50), stop(50)]), 'one stop for everything', '2'],
    [
      'targets for more than the entry',
      wish('bracket', [buy(100), target(101)]),
      'exits for no more than the entries',
      'more',
    ],
    [
      'a stop for more than the entries',
      wish('ladder', [buy(50), buy(50), stop(101)]),
      'exits for no more than the entries',
      'more',
    ],
  ])('%s', (_name, of, limit, value) => {
    expect(planGroup(of)).toStrictEqual(refuse('groupWrong', limit, value));
  });
});

describe('a bracket by hand', () => {
  it('hangs on its entry at the broker', () => {
    expect(draft(wish('bracket', [buy(100), target(100), stop(100)], { position: 'p1' as PositionId }))).toStrictEqual({
      legs: [
        {
          order: 'a',
          terms: { ...buy(100), transmit: false },
          links: { book: 'main', group: 'g1', role: 'entry', position: 'p1' },
        },
        {
          order: 'b',
          pair: 0,
          terms: {
            ...target(100),
            timeInForce: 'gtc',
            oca: { name: 'g1', type: 2 },
            parent: 'a',
            transmit: false,
          },
          links: { book: 'main', group: 'g1', role: 'target', position: 'p1' },
        },
        {
          order: 'd',
          pair: 0,
          terms: { ...stop(100), timeInForce: 'gtc', oca: { name: 'g1', type: 2 }, parent: 'a', transmit: true },
          links: { book: 'main', group: 'g1', role: 'stop', position: 'p1' },
        },
      ],
      parts: [ratio(1)],
      held: zero,
      entries: 1,
      levels: { stop: price(95), targets: [price(105)] },
    });
  });

  it.each<[string, readonly OrderTerms[], readonly string[], readonly string[]]>([
    [
      'two targets share its one stop',
      [buy(100), target(40), target(60, 110), stop(100)],
      [
        'a entry - 100 day free alone waits',
        'b target 0 40 gtc a g1:2 waits',
        'e stop 0 40 gtc a g1:2 waits',
        'c target 1 60 gtc a g1/2:2 waits',
        'f stop 1 60 gtc a g1/2:2 sent',
      ],
      ['0.4', '0.6'],
    ],
    [
      'what no target is for has the stop alone',
      [buy(100), target(40), stop(100)],
      [
        'a entry - 100 day free alone waits',
        'b target 0 40 gtc a g1:2 waits',
        'd stop 0 40 gtc a g1:2 waits',
        'e stop 1 60 gtc a alone sent',
      ],
      ['0.4', '1'],
    ],
    [
      'a stop alone is in no group of the broker’s',
      [buy(100), stop(100, 'trailingStop')],
      ['a entry - 100 day free alone waits', 'c stop 0 100 gtc a alone sent'],
      ['1'],
    ],
    [
      'a target alone is in no group of the broker’s',
      [buy(100), target(100)],
      ['a entry - 100 day free alone waits', 'b target 0 100 gtc a alone sent'],
      ['1'],
    ],
    [
      'a third is rounded up, so that whole shares stay whole',
      [buy(3), target(1), target(1), target(1), stop(3, 'stopLimit')],
      [
        'a entry - 3 day free alone waits',
        'b target 0 1 gtc a g1:2 waits',
        'f stop 0 1 gtc a g1:2 waits',
        'c target 1 1 gtc a g1/2:2 waits',
        'g stop 1 1 gtc a g1/2:2 waits',
        'd target 2 1 gtc a g1/3:2 waits',
        'h stop 2 1 gtc a g1/3:2 sent',
      ],
      ['0.33333334', '0.33333334', '0.33333334'],
    ],
  ])('%s', (_name, orders, legs, parts) => {
    const planned = draft(wish('bracket', orders));
    expect(lines(planned)).toStrictEqual(legs);
    expect(planned.parts).toStrictEqual(parts.map((part) => ratio(part)));
  });

  it('has no pair for less than a lot: what is left has the stop, and where nothing is left the entry goes alone', () => {
    const lot = quantity(10);
    expect(lines(draft(wish('bracket', [buy(100), target(5), stop(100)], { lot })))).toStrictEqual([
      'a entry - 100 day free alone waits',
      'e stop 1 100 gtc a alone sent',
    ]);
    expect(lines(draft(wish('bracket', [buy(100), target(5)], { lot })))).toStrictEqual([
      'a entry - 100 day free alone sent',
    ]);
  });

  it('is of no position unless told', () => {
    expect(draft(wish('bracket', [buy(100), stop(100)])).legs[0]?.links).toStrictEqual({
      book: 'main',
      group: 'g1',
      role: 'entry',
    });
  });

  it('has levels where it has exits', () => {
    expect(draft(wish('bracket', [buy(100), stop(100)])).levels).toStrictEqual({ stop: price(95) });
    expect(draft(wish('bracket', [buy(100), target(100)])).levels).toStrictEqual({ targets: [price(105)] });
  });
});

describe('a ladder by hand', () => {
  it('enters by several orders, and its exits wait with us', () => {
    const planned = draft(wish('ladder', [buy(40), buy(60), target(100), stop(100)]));
    expect(lines(planned)).toStrictEqual([
      'a entry - 40 day free alone sent',
      'b entry - 60 day free alone sent',
      'c target 0 100 gtc free g1:2 sent',
      'e stop 0 100 gtc free g1:2 sent',
    ]);
    expect(planned).toMatchObject({ entries: 2, held: zero, levels: { stop: price(95), targets: [price(105)] } });
  });

  it('of entries alone is sent', () => {
    expect(lines(draft(wish('ladder', [buy(40), buy(60)])))).toStrictEqual([
      'a entry - 40 day free alone sent',
      'b entry - 60 day free alone sent',
    ]);
    expect(lines(draft(wish('ladder', [buy(40), stop(40)])))[0]).toBe('a entry - 40 day free alone sent');
  });
});

describe('orders of which one ends or reduces the others', () => {
  const held = quantity(100);

  it.each<[string, GroupWish, readonly string[]]>([
    [
      'an OCO of two entries cancels',
      wish('oco', [buy(100), buy(100, { limit: price(9) })]),
      ['a manual - 100 day free g1:1 sent', 'b manual - 100 day free g1:1 sent'],
    ],
    [
      'an OUO reduces',
      wish('ouo', [buy(100), buy(100, { limit: price(9) })]),
      ['a manual - 100 day free g1:2 sent', 'b manual - 100 day free g1:2 sent'],
    ],
    [
      'an OCO of the exits of what is held reduces where there is a stop',
      wish('oco', [target(100), stop(100)], { held }),
      ['a target - 100 day free g1:2 sent', 'b stop - 100 day free g1:2 sent'],
    ],
    [
      'an OCO of two targets cancels',
      wish('oco', [target(100), target(100, 110)], { held }),
      ['a target - 100 day free g1:1 sent', 'b target - 100 day free g1:1 sent'],
    ],
    [
      'an OCO for a part of what is held is its exits as well',
      wish('oco', [target(99), stop(99)], { held }),
      ['a target - 99 day free g1:2 sent', 'b stop - 99 day free g1:2 sent'],
    ],
    [
      'an OCO for more than is held is no exit',
      wish('oco', [target(101), stop(101)], { held }),
      ['a manual - 101 day free g1:1 sent', 'b manual - 101 day free g1:1 sent'],
    ],
    [
      'an OCO that adds to what is held is no exit',
      wish('oco', [buy(100), buy(100)], { held }),
      ['a manual - 100 day free g1:1 sent', 'b manual - 100 day free g1:1 sent'],
    ],
    [
      'an OCO that buys back what is sold short is its exits',
      wish('oco', [buy(100), buy(100)], { held: quantity(-100) }),
      ['a target - 100 day free g1:1 sent', 'b target - 100 day free g1:1 sent'],
    ],
    [
      'an OCO of sales with nothing held is no exit',
      wish('oco', [target(100), stop(100)]),
      ['a manual - 100 day free g1:1 sent', 'b manual - 100 day free g1:1 sent'],
    ],
  ])('%s', (_name, of, legs) => {
    const planned = draft(of);
    expect(lines(planned)).toStrictEqual(legs);
    expect(planned).toMatchObject({ parts: [ratio(1)], held: of.orders[0]?.quantity, entries: 0, levels: {} });
  });
});

describe('one order that lets others go', () => {
  it('enters; the others are as they were given, whatever they trade', () => {
    const planned = draft(
      wish('oto', [
        buy(100, { transmit: false }),
        buy(7, { instrument: 'IBM' as InstrumentId, transmit: false, parent: 'x' as OrderId }),
      ]),
    );
    expect(lines(planned)).toStrictEqual(['a entry - 100 day free alone sent', 'b manual - 7 day free alone sent']);
    expect(planned).toMatchObject({ parts: [ratio(1)], held: zero, entries: 1, levels: {} });
  });
});

describe('a whole that is divided', () => {
  it.each([
    ['goes to one part', 100, ['1'], 1, [100]],
    ['goes in lots, and what is left to the last', 105, ['0.5', '0.5'], 10, [50, 55]],
    ['is less than a lot of each: the last has it', 9, ['0.5', '0.5'], 10, [0, 9]],
    ['is never more than there is', 100, ['0.8', '0.8', '0.1'], 1, [80, 20, 0]],
    ['may be nothing', 0, ['0.5', '0.5'], 1, [0, 0]],
  ] as const)('%s', (_name, whole, parts, lot, expected) => {
    const taken = divide(
      quantity(whole),
      parts.map((part) => ratio(part)),
      { lot: quantity(lot), least: quantity(lot) },
    );
    expect(taken).toStrictEqual(shares(...expected));
  });

  it.each([
    ['goes as it is where every part is enough for an order', 100, ['0.5', '0.3', '0.2'], [50, 30, 20]],
    ['a part that is not goes with the last', 100, ['0.1', '0.5', '0.4'], [0, 50, 50]],
    ['a last one that is not goes with the one before', 100, ['0.5', '0.4', '0.1'], [50, 50, 0]],
    ['or the one before that', 30, ['0.7', '0.2', '0.1'], [30, 0, 0]],
    ['what the others leave may be enough for the last', 40, ['0.4', '0.4', '0.2'], [0, 0, 40]],
    ['what is too little as a whole goes whole', 15, ['0.5', '0.5'], [0, 15]],
  ] as const)('whose order is for twenty at least: %s', (_name, whole, parts, expected) => {
    const taken = divide(
      quantity(whole),
      parts.map((part) => ratio(part)),
      { lot: quantity(1), least: quantity(20) },
    );
    expect(taken).toStrictEqual(shares(...expected));
  });
});

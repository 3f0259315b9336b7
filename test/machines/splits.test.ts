import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Split } from '../../src/corporateActions.ts';
import { joined, levelAfter, priceAfter, sharedAfter, sharesAfter, termsAfter } from '../../src/corporateActions.ts';
import type { InstrumentId, OrderId } from '../../src/identifiers.ts';
import type { GroupContext, GroupEvent } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { coverOf, hear, heldOf } from '../../src/machines/group/legs.ts';
import { fold } from '../../src/machines/position/accounting.ts';
import type { PositionEvent, PositionInput } from '../../src/machines/position/position.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import { printedState } from '../../src/machines/position/selectors.ts';
import type { Quantity } from '../../src/money.ts';
import { amount, decimalText, magnitude, price, quantity, ratio, times } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import { bracket, entry, G, ladder, oco, on, oto, stop, target } from '../support/groups.ts';
import { context, entered, leg } from '../support/legs.ts';
import { terms } from '../support/orders.ts';
import { positionInput, tell } from '../support/positions.ts';

const of = (newShares: number, oldShares: number): Split => ({
  newShares: quantity(newShares),
  oldShares: quantity(oldShares),
});
const anySplit = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }))
  .map(([newShares, oldShares]) => of(newShares, oldShares));

describe('quantities and prices after a split', () => {
  it.each([
    ['2 for 1', of(2, 1), '200', '50.005', '50.01'],
    ['7 for 1', of(7, 1), '700', '14.28714286', '14.29'],
    ['1 for 20', of(1, 20), '5', '2000.2', '2000.2'],
    ['3 for 2', of(3, 2), '150', '66.67333333', '66.67'],
    ['1 for 3: halves to even at the last digit there is', of(1, 3), '33.33333333', '300.03', '300.03'],
  ])('%s of 100 shares at 100.01', (_, split, shares, at, level) => {
    expect(decimalText(sharesAfter(quantity(100), split))).toBe(shares);
    expect(decimalText(priceAfter(price('100.01'), split))).toBe(at);
    expect(decimalText(levelAfter(price('100.01'), split, price('0.01')))).toBe(level);
  });

  it('a level is never less than a tick', () => {
    expect(levelAfter(price('0.02'), of(100, 1), price('0.01'))).toBe(price('0.01'));
  });

  it('all prices of an order follow, shares of a price stay, and it is still for something', () => {
    const before = terms({
      quantity: quantity(100),
      limit: price(100),
      stop: price(90),
      activation: price(110),
      limitOffset: price(1),
      displaySize: quantity(10),
      minimumQuantity: quantity(20),
      trail: { by: 'amount', amount: price(4) },
      offset: { by: 'percent', ratio: ratio('0.01') },
    });
    expect(termsAfter(before, of(2, 1), price('0.01'))).toEqual({
      ...before,
      quantity: quantity(200),
      limit: price(50),
      stop: price(45),
      activation: price(55),
      limitOffset: price('0.5'),
      displaySize: quantity(20),
      minimumQuantity: quantity(40),
      trail: { by: 'amount', amount: price(2) },
    });
    expect(termsAfter(before, { newShares: 1n as Quantity, oldShares: quantity(1_000) }, price('0.01')).quantity).toBe(
      1n,
    );
  });

  it('one split after another is one split', () => {
    expect(sharesAfter(quantity(100), joined(of(2, 1), of(3, 2)))).toBe(quantity(300));
  });

  it('what several hold comes to exactly what they hold together', () => {
    const sizes = fc.array(fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }) as fc.Arbitrary<Quantity>, {
      maxLength: 8,
    });
    fc.assert(
      fc.property(sizes, anySplit, fc.bigInt({ min: 0n, max: 10n ** 12n }), (parts, split, start) => {
        const before = start as Quantity;
        const after = sharedAfter(parts, split, before).reduce(
          (sum, each) => sum + each,
          sharesAfter(before, split) as bigint,
        );
        expect(after).toBe(sharesAfter(parts.reduce((sum, each) => sum + each, start) as Quantity, split));
      }),
    );
  });
});

describe('a position through fills and splits', () => {
  const step = fc.oneof(
    fc.record({
      what: fc.constant('buy' as const),
      shares: fc.integer({ min: 1, max: 500 }),
      at: fc.integer({ min: 1, max: 90_000 }),
    }),
    fc.record({
      what: fc.constant('sell' as const),
      share: fc.integer({ min: 1, max: 90 }),
      at: fc.integer({ min: 1, max: 90_000 }),
    }),
    fc.record({ what: fc.constant('split' as const), by: anySplit }),
  );

  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
  const started = (accounting: 'average' | 'fifo') => {
    const chart = drive(positionMachine, positionInput({ accounting }));
    chart.send(tell.open(), tell.filled(100, '50'));
    return chart;
  };
  type Chart = ReturnType<typeof started>;

  /** Cost and profit stay. */
  function divide(chart: Chart, by: Split): bigint {
    const { quantity: held, cost, realised } = chart.snapshot().context;
    const after = sharesAfter(held, by);
    if (after === 0n) return 0n;
    chart.send({ ...tell.split(1, 1, 0), ...by, quantity: after } as never);
    expect(chart.snapshot().context).toMatchObject({ quantity: after, cost, realised });
    return 0n;
  }

  /** Does it; returns what was paid. */
  function take(chart: Chart, each: Step): bigint {
    if (each.what === 'split') return divide(chart, each.by);
    const held = chart.snapshot().context.quantity;
    const isBuy = each.what === 'buy';
    const at = (each.at / 100).toFixed(2);
    const size = isBuy ? quantity(each.shares) : (((held * BigInt(each.share)) / 100n) as Quantity);
    if (size === 0n) return 0n;
    chart.send({ ...tell.filled(isBuy ? 1 : -1, at, isBuy ? 'adjust' : 'target'), quantity: size } as never);
    return times(price(at), isBuy ? size : (-size as Quantity));
  }

  it.each([
    'average',
    'fifo',
  ] as const)('at %s cost: paid is held at cost less gained, to the last digit; folded again it is the same', (accounting) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const chart = started(accounting);
        const first: bigint = times(price(50), quantity(100));
        const paid = steps.reduce((sum, each) => sum + take(chart, each), first);
        const { quantity: held, cost, realised, fills, folded, lots = [] } = chart.snapshot().context;
        expect(cost - realised).toBe(paid);
        const again = fold(fills, folded);
        expect([again.quantity, again.cost - again.realised]).toEqual([held, paid]);
        expect(lots.reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(accounting === 'fifo' ? held : 0n);
      }),
      { numRuns: 150 },
    );
  });

  function expectOpenFrom(chart: Chart, lot: Quantity): void {
    const { context, value } = chart.snapshot();
    const isOpen = magnitude(context.quantity) >= lot;
    const told = [printedState(chart.snapshot()), value.protection, context.over];
    expect(told).toEqual(isOpen ? ['open', 'naked', false] : ['closed', 'none', true]);
  }

  it('in lots of a share what is over holds less than one, and what holds one is open and says how it is protected', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const lot = quantity(1);
        const chart = drive(positionMachine, positionInput({ plan: { ...positionInput().plan, lot } }));
        chart.send(tell.open(), tell.filled(100, '50'), tell.settled('entry'));
        for (const each of steps) {
          if (each.what !== 'split' && chart.snapshot().context.over) continue;
          take(chart, each);
          expectOpenFrom(chart, lot);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('levels, distances and the best price become those of the new shares', () => {
    const plan = {
      tick: price('0.01'),
      stopDistance: price(1),
      targetDistances: [price('0.5'), price(3)],
      trail: { by: { by: 'amount', amount: price(2) }, step: price('0.01') },
      breakeven: { after: price(1), offset: price('0.1') },
      scaleOut: [{ distance: price(4), part: ratio('0.25') }],
    } as const;
    const chart = drive(
      positionMachine,
      positionInput({ plan, levels: { stop: price(99), targets: [price('100.5'), price(103)] } }),
    );
    chart.send(tell.open(), tell.filled(100, '100'), tell.settled('entry'), tell.split(2, 1, 200));
    expect(chart.snapshot().context).toMatchObject({
      levels: { stop: price('49.5'), targets: [price('50.25'), price('51.5')] },
      plan: {
        stopDistance: price('0.5'),
        targetDistances: [price('0.25'), price('1.5')],
        trail: { by: { amount: price(1) }, step: price('0.01') },
        breakeven: { after: price('0.5'), offset: price('0.05') },
        scaleOut: [{ distance: price(2), part: ratio('0.25') }],
      },
      trail: { amount: price(1) },
    });
  });

  it('a dividend is income and no profit, whatever the position does', () => {
    const chart = drive(positionMachine, positionInput());
    chart.send(tell.open(), tell.filled(100, '100'), tell.dividend('0.5', '50'));
    expect(chart.snapshot().context).toMatchObject({ dividends: 500_000_000_000_000_000n, realised: 0n });
  });
});

describe('a position at the moment of a split', () => {
  const held = [tell.open(), tell.asked(), tell.filled(100, '100', 'entry', 'e1'), tell.settled('entry')];
  const lots = { plan: { tick: price('0.01'), lot: quantity(1) }, levels: {} };
  const split = (given: readonly PositionEvent[], when: PositionEvent, over: Partial<PositionInput> = {}) => {
    const chart = drive(positionMachine, positionInput(over));
    chart.send(...given);
    const said = chart.send(when);
    return { said, state: printedState(chart.snapshot()), context: chart.snapshot().context };
  };

  it('is naked, and says why: its stops are those of before', () => {
    const { said, context } = split([...held, tell.covered(-100)], tell.split(2, 1, 200));
    expect(context).toMatchObject({ cover: 0n, asked: false, verdict: 'naked' });
    expect(said.find(({ type }) => type === 'position.naked')).toMatchObject({
      detail: 'its stops are those of before a split',
    });
  });

  it.each([
    ['planned', []],
    ['whose entry waits', [tell.open()]],
  ])('that is %s has its levels in new shares, and says nothing', (_what, given) => {
    const { said, context } = split(given, tell.split(2, 1, 0));
    expect(context.levels).toEqual({ stop: price('49.5'), targets: [price('50.25')] });
    expect(said).toEqual([]);
  });

  it('that holds nothing any more still has its stops, for new shares', () => {
    const gone = [...held, tell.covered(-100), tell.filled(-100, '101', 'target')];
    expect(split(gone, tell.split(2, 1, 0)).context.cover).toBe(quantity(-200));
  });

  it('that comes back has no cover of before, is naked and not on its way out', () => {
    const gone = [...held, tell.close(), tell.covered(-100), tell.filled(-99.6, '101', 'target')];
    const { said, context } = split(gone, tell.split(3, 1, '1.2'), lots);
    expect(context).toMatchObject({ cover: 0n, verdict: 'naked', over: false, leaving: false });
    expect(said.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['position.reopened', 'position.naked', 'position.spoke']),
    );
  });

  it('with no level, no distance and no best price has none afterwards', () => {
    const { context } = split(held, tell.split(2, 1, 200), lots);
    expect(context).toMatchObject({ levels: {}, plan: lots.plan, best: null });
    expect(context.plan).toStrictEqual(lots.plan);
  });

  it('follows a best price of the new shares', () => {
    const trail = { by: { by: 'amount', amount: price(2) }, step: price('0.01') } as const;
    const trailing = { plan: { ...lots.plan, trail } };
    expect(split([...held, tell.reached('trail', '101')], tell.split(2, 1, 200), trailing).context.best).toBe(
      price('50.5'),
    );
  });

  it('restates the lots of fills that are folded', () => {
    const many = Array.from({ length: 257 }, (_, index) => tell.filled(1, '100', 'entry', `f${index}`));
    const { context } = split([tell.open(), ...many], tell.split(2, 1, 514), { accounting: 'fifo' });
    expect(context.folded.lots?.[0]).toMatchObject({ quantity: quantity(2), price: price(50) });
  });

  it.each<[string, readonly PositionEvent[], PositionEvent, string, readonly string[]]>([
    ['planned', [], tell.split(2, 1, 0), 'planned', []],
    [
      'begun with less than a lot',
      [tell.open(), tell.filled(0.4, '100')],
      tell.split(2, 1, '0.8'),
      'opening',
      ['position.changed', 'position.restated'],
    ],
    [
      'begun, and what filled was busted',
      [tell.open(), tell.filled(40, '100', 'entry', 'b'), tell.revised('b', [40, '100'], [0, '100'])],
      tell.split(2, 1, 0),
      'opening',
      [],
    ],
    ['worn away to less than a lot', held, tell.split(1, 200, '0.5'), 'closed', ['position.changed']],
    [
      'closed with a residue',
      [...held, tell.filled(-99.6, '101', 'target')],
      tell.split(2, 1, '0.8'),
      'closed',
      ['position.changed'],
    ],
    [
      'closed with a residue that is a lot again',
      [...held, tell.filled(-99.6, '101', 'target')],
      tell.split(3, 1, '1.2'),
      'open',
      ['position.changed', 'position.restated'],
    ],
    ['closed with nothing', [...held, tell.filled(-100, '101', 'target')], tell.split(2, 1, 0), 'closed', []],
  ])('%s', (_name, given, when, state, expected) => {
    const result = split(given, when, lots);
    expect(result.state).toBe(state);
    const told = result.said.map(({ type }) => type);
    expect(told.filter((type) => type === 'position.changed' || type === 'position.restated')).toEqual(expected);
  });
});

describe('a group through a split', () => {
  const working = [
    on.start(),
    on.works(target, 100, 'parent'),
    on.works(stop, 100, 'parent'),
    on.works(entry, 100),
    on.fills(entry, 100),
    on.works(target, 100),
    on.works(stop, 100),
    on.ends(entry, 'filled', 100),
  ];
  const shown = (messages: readonly { readonly type: string }[]): readonly string[] =>
    messages
      .flatMap((message) =>
        message.type === 'group.spoke'
          ? (message as unknown as { messages: { type: string; order?: string }[] }).messages
          : [],
      )
      .filter(({ type }) => type.startsWith('order.'))
      .map(({ type, order }) => `${type} ${order}`);

  it('takes back both exits at once, and covers nothing until one of the new shares works', () => {
    const chart = drive(groupMachine, bracket());
    chart.send(...working);
    expect(shown(chart.send(on.split(2, 1)))).toEqual(['order.cancel target', 'order.cancel stop']);
    const { context } = chart.snapshot();
    expect([decimalText(heldOf(context)), decimalText(magnitude(coverOf(context)))]).toEqual(['200', '0']);
    const next = chart.send(on.ends(stop, 'cancelled', 0), on.ends(target, 'cancelled', 0));
    expect(shown(next)).toEqual(['order.place spare1', 'order.place spare2']);
  });

  it('what a leg of before says of its size counts for nothing; what it fills counts', () => {
    const chart = drive(groupMachine, bracket());
    chart.send(...working, on.split(2, 1), on.works(stop, 100), on.amended(stop, { quantity: quantity(100) }));
    expect(decimalText(heldOf(chart.snapshot().context))).toBe('200');
    expect(coverOf(chart.snapshot().context)).toBe(0n);
    // Heard in new shares, as the desk tells it; that the order counts 20 of the old ones in the end changes nothing.
    chart.send(on.fills(target, 40), on.ends(target, 'cancelled', 20));
    expect(decimalText(heldOf(chart.snapshot().context))).toBe('160');
  });

  it.each([
    ['an entry that waits', bracket(), [on.start()], ['entry', 'target', 'stop']],
    ['a ladder', ladder(), [on.start(), on.works(entry, 100)], ['entry']],
    [
      'orders that one cancels another',
      oco(),
      [on.start(), on.works(target, 100), on.works(stop, 100)],
      ['target', 'stop'],
    ],
    ['an order that lets others go', oto(), [on.start(), on.works(entry, 100)], ['entry']],
    [
      'those that it has let go',
      oto(),
      [on.start(), on.works(entry, 100), on.fills(entry, 40)],
      ['entry', 'target', 'stop'],
    ],
  ] as const)('%s: what is out is taken back', (_, input, given, cancelled) => {
    const chart = drive(groupMachine, input);
    chart.send(...given);
    expect(shown(chart.send(on.split(2, 1)))).toEqual(cancelled.map((order) => `order.cancel ${order}`));
  });

  it('what has not been placed yet has the terms of the new shares', () => {
    const chart = drive(groupMachine, ladder());
    chart.send(on.start(), on.works(entry, 100), on.split(2, 1));
    const [, exit, guard] = chart.snapshot().context.legs;
    expect(exit?.terms).toMatchObject({ quantity: quantity(200), limit: price('52.5') });
    expect(guard?.terms).toMatchObject({ quantity: quantity(200), stop: price('47.5') });
    expect(chart.snapshot().context).toMatchObject({ group: G, stop: price('47.5'), targets: [price('52.5')] });
  });

  it('says why an order is taken back', () => {
    const chart = drive(groupMachine, bracket());
    chart.send(...working);
    const spoken = chart.send(on.split(2, 1)).flatMap(({ messages = [] }) => messages as readonly object[]);
    expect(spoken).toContainEqual({
      type: 'order.cancel',
      order: stop,
      why: 'a split has changed what it is for',
    });
  });

  it('what has not been placed yet is not of before, and an order that had ended stays ended', () => {
    const waiting = hear(drive(groupMachine, ladder()).snapshot().context, on.split(2, 1));
    expect(waiting.legs.map(({ stale }) => stale)).toEqual([false, false, false]);
    const chart = drive(groupMachine, bracket());
    chart.send(...working, on.ends(target, 'cancelled', 0), on.split(2, 1));
    expect(shown(chart.send(on.ends(stop, 'cancelled', 0)))).toEqual(['order.place spare1']);
  });

  it('the way out and a part that is to be sold have the figures of the new shares', () => {
    const levelled = { order: 'exit' as OrderId, limit: price(98), stop: price(97) };
    const leaving = [on.reduce(40), { type: 'group.close', group: G, exit: levelled, why: 'enough' }] as const;
    const next = (...events: readonly GroupEvent[]) =>
      events.reduce(hear, drive(groupMachine, bracket()).snapshot().context);
    expect(next(...working, leaving[0], on.split(2, 1)).cut).toStrictEqual({
      order: 'cut',
      limit: price(49),
      quantity: quantity(80),
    });
    expect(next(...working, leaving[1], on.split(2, 1)).exit).toStrictEqual({
      order: 'exit',
      limit: price(49),
      stop: price('48.5'),
    });
    const atMarket = { ...leaving[1], exit: { order: 'exit' as OrderId } };
    expect(next(...working, atMarket, on.split(2, 1)).exit).toStrictEqual({ order: 'exit' });
    expect(next(...working, on.split(2, 1))).toMatchObject({ exit: null, cut: null });
  });

  it('a stop of before covers nothing of a lot or more, and is still at work where nothing is held', () => {
    const next = (held: number) =>
      hear(
        context([entered(held), leg('stop', 'stop', 0, 0, { protecting: true })], { lot: quantity(10) }),
        on.split(2, 1),
      );
    expect([10, 9, 0].map((held) => decimalText(magnitude(coverOf(next(held)))))).toEqual(['0', '200', '200']);
  });

  it('only orders of its instrument are of before', () => {
    const other = leg('other', 'manual', 0, 0, { terms: { instrument: 'QQQ' as InstrumentId } });
    const next = hear(context([leg('entry', 'entry', 0, 0), other], { kind: 'oto' }), on.split(2, 1));
    expect(next.legs.map(({ stale }) => stale)).toEqual([true, false]);
    expect(next.legs[1]).toEqual(other);
  });

  it('holds exactly what the split makes of it, however its orders are rounded; orders that only let others go hold nothing', () => {
    const halves = [leg('entry', 'entry', 0, 50), leg('adjust', 'adjust', 0, 50)];
    const [held, free] = (['bracket', 'oto'] as const).map((kind) => hear(context(halves, { kind }), on.split(1, 3)));
    expect(decimalText(heldOf(held as GroupContext))).toBe('33.33333333');
    expect(free?.held).toBe(0n);
  });

  it.each<[string, readonly GroupEvent[], string, readonly string[]]>([
    ['planned', [], 'planned', []],
    ['balanced', [...working, on.works(target, 100)], 'active.balancing', ['order.cancel target', 'order.cancel stop']],
    ['active', working, 'active.balancing', ['order.cancel target', 'order.cancel stop']],
    [
      'standalone',
      [...working, on.ends(stop, 'cancelled', 0)],
      'standalone',
      ['order.cancel target', 'order.cancel spare1'],
    ],
    ['winding', [...working, on.fills(target, 100)], 'winding', ['order.cancel stop']],
    ['overfilled', [...working, on.fills(target, 140)], 'overfilled', ['order.cancel spare1']],
    [
      'done',
      [...working, on.fills(target, 100), on.ends(target, 'filled', 100), on.ends(stop, 'cancelled', 0)],
      'done',
      [],
    ],
  ])('%s: where it is and what it asks for', (_name, given, state, asked) => {
    const chart = drive(groupMachine, bracket());
    chart.send(...given);
    expect(shown(chart.send(on.split(2, 1)))).toEqual(asked);
    expect(chart.value()).toBe(state);
  });

  it.each<[string, readonly GroupEvent[], string, readonly string[]]>([
    [
      'done',
      [...working, on.fills(target, 99.6), on.ends(target, 'cancelled', 99.6), on.ends(stop, 'cancelled', 0)],
      'standalone',
      ['order.place spare1'],
    ],
    [
      'done after it was left',
      [
        ...working,
        on.close(),
        on.fills(target, 99.6),
        on.ends(target, 'cancelled', 99.6),
        on.ends(stop, 'cancelled', 0),
      ],
      'standalone',
      ['order.place spare1'],
    ],
    ['winding', [...working, on.fills(target, 99.6)], 'active.balancing', []],
  ])('%s, with a residue that a split makes a lot of: it protects again', (_name, given, state, asked) => {
    const chart = drive(groupMachine, bracket({ lot: quantity(1) }));
    chart.send(...given);
    expect(shown(chart.send(on.split(3, 1)))).toEqual(asked);
    expect(chart.value()).toBe(state);
    expect(chart.snapshot().context.exit).toBeNull();
  });

  it('one that has nothing left to ask for comes to rest', () => {
    const chart = drive(groupMachine, bracket());
    chart.send(...working, on.split(2, 1), on.ends(stop, 'cancelled', 0), on.ends(target, 'cancelled', 0));
    chart.send(on.works('spare2' as never, 200), on.works('spare1' as never, 200, 'trigger'));
    expect(chart.value()).toBe('active.balancing');
    chart.send(on.deadline('balance'));
    expect(chart.value()).toBe('active.balanced');
  });
});

describe('a position whose fraction leaves for cash', () => {
  const plan = { tick: price('0.01'), lot: quantity(1) };
  const held = [tell.open(), tell.asked(), tell.filled(33.5, '300', 'entry', 'e1'), tell.settled('entry')];
  const settled = (given: readonly PositionEvent[], event: PositionEvent) => {
    const chart = drive(positionMachine, positionInput({ plan, levels: {} }));
    chart.send(...given);
    const before = chart.snapshot().context;
    const said = chart.send(event);
    return { before, said, context: chart.snapshot().context, protection: chart.snapshot().value.protection };
  };

  it.each<[string, readonly PositionEvent[], number, string, string]>([
    ['covered for whole shares, it still is', [...held, tell.covered(-33)], 0.5, '33', 'protected'],
    [
      'covered for a share too few by a fraction, it is covered',
      [...held, tell.covered(-32.3)],
      0.5,
      '33',
      'protected',
    ],
    ['covered for a share too many, the stops follow', [...held, tell.covered(-34.2)], 0.5, '33', 'resizing'],
    ['naked, it stays naked', [...held, tell.lost(0)], 0.5, '33', 'naked'],
    [
      'naked because its stops are for too little, it is covered by what is left',
      [...held, tell.covered(-32.3), tell.deadline('protection')],
      0.5,
      '33',
      'protected',
    ],
    ['over, nothing is left of it', [...held, tell.filled(-33, '310', 'target')], 0.5, '0', 'none'],
  ])('%s', (_name, given, fraction, left, protection) => {
    const result = settled(given, tell.fractionSettled(fraction, '160'));
    expect(decimalText(result.context.quantity)).toBe(left);
    expect(result.protection).toBe(protection);
    expect(result.context.verdict).toBe(protection);
    expect(result.said.map(({ type }) => type)).toContain('position.changed');
  });

  it('earns what was paid less what the fraction cost, and a later correction finds it among the fills', () => {
    const gone = [...held, tell.filled(-33, '310', 'target', 'x1')];
    const { before, context } = settled(gone, tell.fractionSettled(0.5, '160.01'));
    expect(context.realised - before.realised).toBe(amount('160.01') - before.cost);
    expect(context.fills.at(-1)).toMatchObject({ quantity: quantity('-0.5'), price: price('320.02'), role: 'manual' });
    const chart = drive(positionMachine, positionInput({ plan, levels: {} }));
    chart.send(...gone, tell.fractionSettled(0.5, '160.01'), tell.revised('e1', [33.5, '300'], [33.5, '302']));
    expect(chart.snapshot().context).toMatchObject({ quantity: 0n, cost: 0n });
    expect(context.realised - chart.snapshot().context.realised).toBe(amount(67));
  });
});

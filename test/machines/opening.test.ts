/** From an intent to orders: distances, sizes, levels and the terms of every leg, to the tick. */
import { describe, expect, it } from 'vitest';
import type { AccountId, BookId, Duration, GroupId, InstrumentId, OrderId, PositionId } from '../../src/identifiers.ts';
import { bracket, ocaOf, partsOf, sideOf, targetsOf } from '../../src/machines/position/bracket.ts';
import type { Circumstances } from '../../src/machines/position/distances.ts';
import { distanceOf, entryTerms, indicatorsOf, sizeOf, through } from '../../src/machines/position/distances.ts';
import type { Opening } from '../../src/machines/position/plan.ts';
import { planAddition, planExit, planOpening } from '../../src/machines/position/plan.ts';
import { amount, price, quantity, ratio } from '../../src/money.ts';
import type { Distance, EntryPlan, OpenIntent } from '../../src/plans.ts';
import { refuse } from '../../src/refusals.ts';

const indicators: Readonly<Record<string, number>> = { atr: 0.5, flat: 0, broken: Number.NaN };
const where = (over: Partial<Circumstances> = {}): Circumstances => ({
  account: 'PAPER' as AccountId,
  book: 'main' as BookId,
  instrument: 'SPY' as InstrumentId,
  quote: { bid: price(99), ask: price(101) },
  indicator: (name) => indicators[name],
  tick: price('0.01'),
  lot: quantity(1),
  ...over,
});
const intent = (over: Partial<OpenIntent> = {}): OpenIntent => ({
  side: 'long',
  sizing: { by: 'quantity', quantity: quantity(100) },
  entry: { type: 'market' },
  ...over,
});
const names = {
  position: 'p1' as PositionId,
  group: 'g1' as GroupId,
  entry: 'entry' as OrderId,
  targets: ['t0', 't1', 't2'] as unknown as readonly OrderId[],
  stops: ['s0', 's1', 's2'] as unknown as readonly OrderId[],
};
const by = (figure: string | number): Distance => ({ by: 'amount', amount: price(figure) });
const share = (figure: string | number): Distance => ({ by: 'ratio', ratio: ratio(figure) });
const times = (indicator: string, multiple: number): Distance => ({
  by: 'indicator',
  indicator,
  multiple: ratio(multiple),
});
const opening = (over: Partial<OpenIntent> = {}, at: Partial<Circumstances> = {}): Opening => {
  const planned = planOpening(intent(over), where(at), names);
  if ('code' in planned) throw new Error(planned.code);
  return planned;
};

describe('a distance', () => {
  it.each<[string, Distance | undefined, string | undefined | null]>([
    ['is none where none is wanted', undefined, undefined],
    ['is an amount', by('0.25'), '0.25'],
    ['is a share of the price', share('0.02'), '2'],
    ['is a multiple of an indicator', times('atr', 3), '1.5'],
    ['is not known before its indicator is', times('sma', 3), null],
    ['is not known where its indicator is nothing', times('flat', 3), null],
    ['is not known where its indicator is no number', times('broken', 3), null],
  ])('%s', (_name, distance, expected) => {
    const found = distanceOf(distance, price(100), where());
    expect(found).toBe(typeof expected === 'string' ? price(expected) : expected);
  });

  it('names each indicator that it needs once', () => {
    expect(indicatorsOf([times('atr', 1), undefined, by(1), times('sma', 2), times('atr', 2)])).toBe('atr sma');
  });
});

describe('a size', () => {
  it.each([
    ['is what the money buys', { by: 'allocation', allocation: amount(1050) }, 1, 10],
    ['is what the money buys, in whole lots', { by: 'allocation', allocation: amount(10_500) }, 10, 100],
    ['is a quantity', { by: 'quantity', quantity: quantity(105) }, 1, 105],
    ['is a quantity in whole lots', { by: 'quantity', quantity: quantity(105) }, 10, 100],
  ] as const)('%s', (_name, sizing, lot, expected) => {
    expect(sizeOf(sizing, price(100), quantity(lot))).toBe(quantity(expected));
  });
});

describe('an entry', () => {
  it.each<[string, EntryPlan, 'buy' | 'sell', object]>([
    ['at the market', { type: 'market' }, 'buy', { type: 'market' }],
    [
      'a limit to buy stands below the bid, rounded down',
      { type: 'limit', offset: price('0.2') },
      'buy',
      { type: 'limit', limit: price('98.5') },
    ],
    [
      'a limit to sell stands above the offer, rounded up',
      { type: 'limit', offset: price('0.2') },
      'sell',
      { type: 'limit', limit: price('101.5') },
    ],
    [
      'a stop to buy waits above the offer, rounded up',
      { type: 'stop', offset: price('0.2') },
      'buy',
      { type: 'stop', stop: price('101.5') },
    ],
    [
      'a stop to sell waits below the bid, rounded down',
      { type: 'stop', offset: price('0.2') },
      'sell',
      { type: 'stop', stop: price('98.5') },
    ],
    [
      'a stop with a limit to buy pays so much more, rounded up',
      { type: 'stopLimit', offset: price('0.2'), slip: price('0.1') },
      'buy',
      { type: 'stopLimit', stop: price('101.5'), limit: price(102) },
    ],
    [
      'a stop with a limit to sell takes so much less, rounded down',
      { type: 'stopLimit', offset: price('0.2'), slip: price('0.1') },
      'sell',
      { type: 'stopLimit', stop: price('98.5'), limit: price(98) },
    ],
  ])('%s', (_name, entry, side, expected) => {
    expect(entryTerms({ entry }, where({ tick: price('0.5') }), side)).toStrictEqual(expected);
  });

  it('without a quote is at the market', () => {
    const blind = where({ quote: undefined });
    expect(entryTerms({ entry: { type: 'limit', offset: price(1) } }, blind, 'buy')).toStrictEqual({ type: 'market' });
  });
});

describe('the parts of a target', () => {
  const target = (part: string) => ({ distance: by(1), part: ratio(part) });

  it.each([
    ['one for everything', intent({ target: by(1) }), ['1'], ['1']],
    ['none: the stop is for everything', intent(), [], ['1']],
    ['two for everything', intent({ targets: [target('0.25'), target('0.75')] }), ['0.25', '0.75'], ['0.25', '0.75']],
    [
      'what no target is for',
      intent({ targets: [target('0.25'), target('0.5')] }),
      ['0.25', '0.5'],
      ['0.25', '0.5', '0.25'],
    ],
  ])('%s', (_name, of, targets, parts) => {
    expect(targetsOf(of).map(({ part }) => part)).toStrictEqual(targets.map((each) => ratio(each)));
    expect(partsOf(of)).toStrictEqual(parts.map((each) => ratio(each)));
  });

  it('one target is as far away as it says', () => {
    expect(targetsOf(intent({ target: by(7) }))).toStrictEqual([{ distance: by(7), part: ratio(1) }]);
  });
});

describe('the orders of an opening', () => {
  const common = {
    account: 'PAPER',
    instrument: 'SPY',
    outsideRegularHours: false,
    trigger: 'quote',
  };
  const links = { book: 'main', position: 'p1', group: 'g1' };

  it('are an entry, a target and a stop that hang on it and on each other', () => {
    expect(opening({ stop: by(1), target: by(2) }).legs).toStrictEqual([
      {
        order: 'entry',
        links: { ...links, role: 'entry', arrivalMid: price(100) },
        terms: { ...common, side: 'buy', quantity: quantity(100), type: 'market', timeInForce: 'day', transmit: false },
      },
      {
        order: 't0',
        pair: 0,
        links: { ...links, role: 'target' },
        terms: {
          ...common,
          side: 'sell',
          quantity: quantity(100),
          type: 'limit',
          limit: price(102),
          timeInForce: 'gtc',
          oca: { name: 'g1', type: 2 },
          parent: 'entry',
          transmit: false,
        },
      },
      {
        order: 's0',
        pair: 0,
        links: { ...links, role: 'stop' },
        terms: {
          ...common,
          side: 'sell',
          quantity: quantity(100),
          type: 'stop',
          stop: price(99),
          timeInForce: 'gtc',
          oca: { name: 'g1', type: 2 },
          parent: 'entry',
          transmit: true,
        },
      },
    ]);
  });

  const short = (of: Opening) =>
    of.legs.map(({ order, pair, terms: { side, quantity: shares, limit, stop, oca, transmit } }) =>
      [order, pair ?? '', side, shares / quantity(1), limit ?? stop ?? '', oca?.name ?? 'alone', transmit].join(' '),
    );

  it.each<[string, Partial<OpenIntent>, Partial<Circumstances>, readonly string[]]>([
    ['an entry alone is sent at once', {}, {}, [`entry  buy 100  alone true`]],
    [
      'a stop alone is in no group of the broker’s',
      { stop: by(1) },
      {},
      ['entry  buy 100  alone false', `s0 0 sell 100 ${price(99)} alone true`],
    ],
    [
      'a target alone is in no group of the broker’s',
      { target: by(1) },
      {},
      ['entry  buy 100  alone false', `t0 0 sell 100 ${price(101)} alone true`],
    ],
    [
      'a short position is the other way round',
      { side: 'short', stop: by(1), target: by(2) },
      {},
      ['entry  sell 100  alone false', `t0 0 buy 100 ${price(98)} g1 false`, `s0 0 buy 100 ${price(101)} g1 true`],
    ],
    [
      'two targets are two pairs, and what is left has a stop alone',
      {
        stop: by(1),
        targets: [
          { distance: by(1), part: ratio('0.25') },
          { distance: by(2), part: ratio('0.5') },
        ],
      },
      {},
      [
        'entry  buy 100  alone false',
        `t0 0 sell 25 ${price(101)} g1 false`,
        `s0 0 sell 25 ${price(99)} g1 false`,
        `t1 1 sell 50 ${price(102)} g1/2 false`,
        `s1 1 sell 50 ${price(99)} g1/2 false`,
        `s2 2 sell 25 ${price(99)} alone true`,
      ],
    ],
    [
      'a part of less than a lot has no pair, and the rest has it',
      {
        stop: by(1),
        targets: [
          { distance: by(1), part: ratio('0.25') },
          { distance: by(2), part: ratio('0.75') },
        ],
      },
      { lot: quantity(50) },
      ['entry  buy 100  alone false', `t1 1 sell 100 ${price(102)} g1/2 false`, `s1 1 sell 100 ${price(99)} g1/2 true`],
    ],
    [
      'a limit measures its levels from itself',
      { entry: { type: 'limit', offset: price(1) }, stop: by(1), target: by(2) },
      {},
      [
        `entry  buy 100 ${price(98)} alone false`,
        `t0 0 sell 100 ${price(100)} g1 false`,
        `s0 0 sell 100 ${price(97)} g1 true`,
      ],
    ],
    [
      'a stop with a limit measures its levels from its stop',
      { entry: { type: 'stopLimit', offset: price(1), slip: price(1) }, stop: by(1), target: by(2) },
      {},
      [
        `entry  buy 100 ${price(103)} alone false`,
        `t0 0 sell 100 ${price(104)} g1 false`,
        `s0 0 sell 100 ${price(101)} g1 true`,
      ],
    ],
  ])('%s', (_name, over, at, expected) => {
    expect(short(opening(over, at))).toStrictEqual(expected);
  });

  it('are as many as there are names', () => {
    const base = opening().legs[0]?.terms;
    if (base === undefined) throw new Error('there is no entry');
    const parts = {
      intent: intent({ target: by(1) }),
      where: where(),
      base,
      levels: { stop: price(99), targets: [price(101)] },
      mid: price(100),
    };
    const few = (over: Partial<typeof names>) =>
      bracket({ ...parts, names: { ...names, ...over } }).map(({ order }) => order);
    expect(few({})).toStrictEqual(['entry', 't0', 's0']);
    expect(few({ targets: [] })).toStrictEqual(['entry', 's0']);
    expect(few({ stops: [] })).toStrictEqual(['entry', 't0']);
  });

  it('the first pair is named for its group, the others for their place in it', () => {
    expect([ocaOf(names.group, 0), ocaOf(names.group, 2)]).toStrictEqual([
      { name: 'g1', type: 2 },
      { name: 'g1/3', type: 2 },
    ]);
  });

  it('a long position buys, a short one sells', () => {
    expect([sideOf('long'), sideOf('short')]).toStrictEqual(['buy', 'sell']);
  });
});

describe('the plan of an opening', () => {
  it.each<[string, Partial<OpenIntent>, object]>([
    ['nothing but ticks and lots', {}, {}],
    ['a stop', { stop: share('0.01') }, { stopDistance: price(1) }],
    ['a target', { target: by(2) }, { targetDistances: [price(2)] }],
    ['additions', { doubleDown: { at: ratio('0.5'), times: 2 } }, { doubleDown: { at: ratio('0.5'), times: 2 } }],
    [
      'a trail is the first stop as well, and moves by a tick',
      { trail: { distance: by(1) } },
      { stopDistance: price(1), trail: { by: { by: 'amount', amount: price(1) }, step: price('0.01') } },
    ],
    [
      'a stop of its own beside the trail, which moves as far as it is told',
      { stop: by(3), trail: { distance: times('atr', 2), step: price('0.2') } },
      { stopDistance: price(3), trail: { by: { by: 'amount', amount: price(1) }, step: price('0.2') } },
    ],
    [
      'a trail that is a share stays one',
      { trail: { distance: share('0.02') } },
      { stopDistance: price(2), trail: { by: { by: 'percent', ratio: ratio('0.02') }, step: price('0.01') } },
    ],
    [
      'breakeven at the entry unless told',
      { breakeven: { after: by(1) } },
      { breakeven: { after: price(1), offset: price(0) } },
    ],
    [
      'breakeven beyond the entry',
      { breakeven: { after: share('0.01'), offset: price('0.1') } },
      { breakeven: { after: price(1), offset: price('0.1') } },
    ],
    [
      'parts that are sold on the way',
      { scaleOut: [{ distance: share('0.01'), part: ratio('0.5') }] },
      { scaleOut: [{ distance: price(1), part: ratio('0.5') }] },
    ],
    ['a time limit', { timeLimit: 60 as Duration }, { timeLimit: 60 }],
  ])('%s', (_name, over, plan) => {
    expect(opening(over).plan).toStrictEqual({ tick: price('0.01'), lot: quantity(1), ...plan });
  });

  it.each<[string, Partial<OpenIntent>, string]>([
    ['a stop', { stop: times('sma', 1) }, 'sma'],
    ['a target', { target: times('sma', 1) }, 'sma'],
    [
      'one of several targets',
      {
        targets: [
          { distance: by(1), part: ratio('0.5') },
          { distance: times('sma', 1), part: ratio('0.5') },
        ],
      },
      'sma',
    ],
    ['a trail', { stop: by(1), trail: { distance: times('sma', 1) } }, 'sma'],
    ['breakeven', { breakeven: { after: times('sma', 1) } }, 'sma'],
    ['a part on the way', { scaleOut: [{ distance: times('sma', 1), part: ratio('0.5') }] }, 'sma'],
    ['several things', { stop: times('atr', 1), target: times('sma', 1) }, 'atr sma'],
  ])('waits for the indicator of %s', (_name, over, needs) => {
    expect(planOpening(intent(over), where(), names)).toStrictEqual(refuse('indicatorNotReady', needs));
  });

  it('needs a quote, and money for one lot', () => {
    expect(planOpening(intent(), where({ quote: undefined }), names)).toStrictEqual(refuse('noQuote'));
    const poor = intent({ sizing: { by: 'allocation', allocation: amount(99) } });
    expect(planOpening(poor, where(), names)).toStrictEqual(refuse('sizeZero', 'one lot', 'less'));
  });

  it('sets the levels that are sent with the entry', () => {
    expect(opening({ stop: by(1), target: by(2) }).levels).toStrictEqual({ stop: price(99), targets: [price(102)] });
    expect(opening().levels).toStrictEqual({});
  });
});

describe('an addition', () => {
  const of = { side: 'short', quantity: quantity(50) } as const;

  it('is of the size of the entry, at the market, measured from the middle', () => {
    expect(planAddition(where(), names, of)).toStrictEqual({
      terms: {
        account: 'PAPER',
        instrument: 'SPY',
        side: 'sell',
        quantity: quantity(50),
        type: 'market',
        timeInForce: 'day',
        outsideRegularHours: false,
        trigger: 'quote',
        transmit: true,
      },
      links: { book: 'main', position: 'p1', group: 'g1', role: 'adjust', arrivalMid: price(100) },
    });
  });

  it('without a quote is measured from nothing', () => {
    expect(planAddition(where({ quote: undefined }), names, of).links).toStrictEqual({
      book: 'main',
      position: 'p1',
      group: 'g1',
      role: 'adjust',
    });
  });
});

describe('the way out', () => {
  const order = 'x' as OrderId;

  it.each([
    [
      'of a long position goes below the bid, its stop above the offer',
      100,
      { limit: price('97.99'), stop: price('102.03') },
    ],
    [
      'of a short position goes above the offer, its stop below the bid',
      -100,
      { limit: price('102.03'), stop: price('97.99') },
    ],
  ] as const)('%s', (_name, held, expected) => {
    expect(planExit(where(), quantity(held), ratio('0.01012'), order)).toStrictEqual({ order, ...expected });
  });

  it('without a quote is at the market', () => {
    expect(planExit(where({ quote: undefined }), quantity(100), ratio('0.01'), order)).toStrictEqual({ order });
  });

  it('goes through a price by a share of it, away from it to the tick', () => {
    expect(through(price(99), ratio('0.015'), price('0.05'), 'down')).toBe(price('97.5'));
    expect(through(price(99), ratio('0.015'), price('0.05'), 'up')).toBe(price('100.5'));
  });
});

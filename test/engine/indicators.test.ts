/** Every kind of indicator over hand-made bars, by figures worked out here by hand. */
import { describe, expect, it } from 'vitest';
import { migrated, migrations } from '../../src/actors/engine/migrations.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import type { Event } from '../../src/events.ts';
import { later, minutes, seconds } from '../../src/identifiers.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, SPY, START } from '../support/desk.ts';

const period = minutes(1);
/** High, low, close and volume of the minutes from the opening on. */
const bars: readonly (readonly [number, number, number, number])[] = [
  [101, 99, 100, 100],
  [103, 100, 102, 200],
  [102, 98, 99, 300],
  [104, 99, 103, 400],
  [105, 102, 104, 500],
  [104, 101, 101, 600],
];
const opened = {
  type: 'clock.sessionOpened',
  session: '2025-03-03',
  opens: START,
  closes: later(START, minutes(60)),
} as const;

/** A desk with these indicators that has heard its session open, so many minutes too late. */
function deskOf(indicators: string, { rules = '{}', late = 0 } = {}): Desk {
  const desk = createDesk({ yaml: `indicators:\n  ${indicators}\nrules: ${rules}` });
  desk.clock.advance(later(START, minutes(late)));
  desk.engine.hear(opened, 'clock');
  return desk;
}
function hear(desk: Desk, from = 0, to = bars.length): void {
  for (const [minute, [high, low, close, volume]] of bars.entries()) {
    if (minute < from || minute >= to) continue;
    const start = later(START, minutes(minute));
    desk.clock.advance(later(start, period));
    desk.engine.hear(
      {
        ...{ type: 'market.bar', instrument: SPY, start, period, open: price(low) },
        ...{ high: price(high), low: price(low), close: price(close), volume: quantity(volume) },
      },
      'market',
    );
  }
}
/** The values of a name, rounded to a millionth; `previous` behind each. */
const values = (desk: Desk, name: string): readonly number[] =>
  desk.said('market.indicator').flatMap((each) => (each.name === name ? [Math.round(each.value * 1e6) / 1e6] : []));
const last = (desk: Desk, name: string): Event<'market.indicator'> | undefined =>
  desk.said('market.indicator').findLast((each) => each.name === name);

const mean = (...all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / all.length;
const round = (value: number): number => Math.round(value * 1e6) / 1e6;
/** Around the mean of three closes, so many deviations of the whole population away. */
function band(closes: readonly number[], deviations: number): number {
  const middle = mean(...closes);
  return round(middle + deviations * Math.sqrt(mean(...closes.map((close) => (close - middle) ** 2))));
}
const typical = bars.map(([high, low, close, volume]) => [mean(high, low, close), volume] as const);
const vwapAfter = (count: number): number => {
  const heard = typical.slice(0, count);
  const worth = heard.reduce((sum, [at, volume]) => sum + at * volume, 0);
  return round(worth / heard.reduce((sum, [, volume]) => sum + volume, 0));
};

describe('indicators', () => {
  it('rsi: what has risen against what has fallen, smoothed as Wilder has it', () => {
    const desk = deskOf('x: { kind: rsi, length: 3 }');
    hear(desk);
    // Closes 100 102 99 103 104 101: changes +2 −3 +4 +1 −3.
    const [gain1, loss1] = [(2 + 0 + 4) / 3, (0 + 3 + 0) / 3];
    const [gain2, loss2] = [(gain1 * 2 + 1) / 3, (loss1 * 2) / 3];
    const [gain3, loss3] = [(gain2 * 2) / 3, (loss2 * 2 + 3) / 3];
    const rsi = (gain: number, loss: number): number => round(100 - 100 / (1 + gain / loss));
    expect(values(desk, 'x')).toEqual([rsi(gain1, loss1), rsi(gain2, loss2), rsi(gain3, loss3)]);
    expect(round(last(desk, 'x')?.previous ?? 0)).toBe(rsi(gain2, loss2));
  });

  it('bollinger: three lines, so many deviations around the mean', () => {
    const desk = deskOf('x: { kind: bollinger, length: 3, deviations: 1.5 }');
    hear(desk, 0, 4);
    const [first, second] = [
      [100, 102, 99],
      [102, 99, 103],
    ];
    for (const [line, by] of [
      ['upper', 1.5],
      ['middle', 0],
      ['lower', -1.5],
    ] as const)
      expect(values(desk, `x.${line}`)).toEqual([band(first ?? [], by), band(second ?? [], by)]);
    expect(values(desk, 'x')).toEqual([]);
  });

  it('vwap: the mean of typical prices by volume, from the opening on', () => {
    const desk = deskOf('x: { kind: vwap }');
    hear(desk);
    expect(values(desk, 'x')).toEqual([1, 2, 3, 4, 5, 6].map(vwapAfter));
  });

  it('openingRange: high and low of the first bars, once their time is over, and then for the whole session', () => {
    const desk = deskOf('x: { kind: openingRange, length: 3 }');
    hear(desk);
    expect([values(desk, 'x.high'), values(desk, 'x.low')]).toEqual([
      [103, 103, 103, 103],
      [98, 98, 98, 98],
    ]);
  });

  it('openingRange: without a trade in its last minute it is there with the next bar', () => {
    const desk = deskOf('x: { kind: openingRange, length: 3 }');
    hear(desk, 0, 2);
    hear(desk, 4);
    expect([values(desk, 'x.high'), values(desk, 'x.low')]).toEqual([
      [103, 103],
      [99, 99],
    ]);
  });

  it('sessionRange: high and low so far', () => {
    const desk = deskOf('x: { kind: sessionRange }');
    hear(desk);
    expect(values(desk, 'x.high')).toEqual([101, 103, 103, 104, 105, 105]);
    expect(values(desk, 'x.low')).toEqual([99, 99, 98, 98, 98, 98]);
    expect(last(desk, 'x.high')?.previous).toBe(105);
  });

  it('over longer bars, put together from shorter ones', () => {
    const desk = deskOf(
      'v: { kind: vwap, bars: 3m }\n  r: { kind: openingRange, length: 1, bars: 3m }\n  s: { kind: sessionRange, bars: 3m }',
    );
    hear(desk);
    const three = (from: number) => {
      const parts = bars.slice(from, from + 3);
      const high = Math.max(...parts.map(([each]) => each));
      const low = Math.min(...parts.map(([, each]) => each));
      return [mean(high, low, parts.at(-1)?.[2] ?? 0), parts.reduce((sum, [, , , volume]) => sum + volume, 0)] as const;
    };
    const [[p1, v1], [p2, v2]] = [three(0), three(3)];
    expect(values(desk, 'v')).toEqual([round(p1), round((p1 * v1 + p2 * v2) / (v1 + v2))]);
    expect([values(desk, 'r.high'), values(desk, 's.high')]).toEqual([
      [103, 103],
      [103, 105],
    ]);
  });

  it('begin anew with each session', () => {
    const desk = deskOf('v: { kind: vwap }\n  s: { kind: sessionRange }\n  r: { kind: rsi, length: 3 }');
    hear(desk);
    const opens = later(START, minutes(10));
    desk.clock.advance(opens);
    desk.engine.hear({ ...opened, session: '2025-03-04', opens }, 'clock');
    desk.clock.advance(later(opens, period));
    const flat = price(50);
    desk.engine.hear(
      {
        type: 'market.bar',
        instrument: SPY,
        start: opens,
        period,
        open: flat,
        high: flat,
        low: flat,
        close: flat,
        volume: quantity(1),
      },
      'market',
    );
    expect([last(desk, 'v'), last(desk, 's.high')]).toMatchObject([{ value: 50 }, { value: 50 }]);
    expect(last(desk, 'v')).not.toHaveProperty('previous');
    expect(values(desk, 'r')).toHaveLength(3);
  });
});

describe('what is worked out from the opening of a session on', () => {
  const anchored =
    'v: { kind: vwap }\n  o: { kind: openingRange, length: 2 }\n  s: { kind: sessionRange }\n  m: { kind: sma, length: 2 }';
  const names = (desk: Desk): readonly string[] => [...new Set(desk.said('market.indicator').map(({ name }) => name))];
  const past = (desk: Desk, count: number): void =>
    desk.engine.hear(
      {
        ...{ type: 'market.history', instrument: SPY, period, until: later(START, minutes(count)) },
        bars: bars.slice(0, count).map(([high, low, close, volume], minute) => ({
          ...{ start: later(START, minutes(minute)), open: price(low) },
          ...{ high: price(high), low: price(low), close: price(close), volume: quantity(volume) },
        })),
      },
      'market',
    );

  it('has no value in a session of which the first bars were missed, as others have', () => {
    const desk = deskOf(anchored, { late: 2 });
    hear(desk, 2);
    expect(names(desk)).toEqual(['m']);
  });

  it('has one where the opening was heard too late and its first bar not', () => {
    const desk = deskOf(anchored, { late: 2 });
    hear(desk, 0);
    expect(names(desk)).toContain('v');
  });

  it('has one where an instrument has not traded in the first minutes', () => {
    const desk = deskOf(anchored);
    hear(desk, 2);
    expect(values(desk, 's.low')).toEqual([98, 98, 98, 98]);
    expect(names(desk)).not.toContain('o.high');
  });

  it('has one where the past has been told, the same as if every bar had been heard', () => {
    const [late, whole] = [deskOf(anchored, { late: 4 }), deskOf(anchored)];
    past(late, 4);
    hear(late, 4);
    hear(whole);
    for (const name of ['v', 'o.high', 'o.low', 's.high', 's.low', 'm'])
      expect(values(late, name)).toEqual(values(whole, name).slice(-2));
  });

  it('is nothing that a rule could read there', () => {
    const desk = deskOf(anchored, {
      late: 2,
      rules: '{ r: { when: market.bar, if: indicator.v > 0 || indicator.s.low > 0, then: { notify: read } } }',
    });
    hear(desk, 2);
    expect(desk.said('rule.failed').map(({ detail }) => detail)).toEqual(Array(4).fill('indicator.v is not known'));
  });

  it('goes on in new shares after a split; what is a ratio stays', () => {
    const condition = 'indicator.r > 50 && indicator.v < 60 && indicator.s.high < 60 && previous.o.low < 60';
    const desk = deskOf(`${anchored}\n  r: { kind: rsi, length: 3 }`, {
      rules: `{ r: { when: market.quote, if: "${condition}", then: { notify: halved } } }`,
    });
    hear(desk, 0, 5);
    expect(last(desk, 'r')?.value).toBeGreaterThan(50);
    desk.quote('100.00', '100.02');
    expect(desk.said('rule.notified')).toEqual([]);
    const shares = { newShares: quantity(2), oldShares: quantity(1) };
    desk.engine.hear(
      { type: 'market.split', instrument: SPY, ...shares, exDate: '2025-03-03', source: 'test' },
      'market',
    );
    desk.quote('50.00', '50.02');
    expect(desk.said('rule.notified')).toHaveLength(1);
    const start = later(START, minutes(5));
    const flat = price(60);
    desk.clock.advance(later(start, period));
    desk.engine.hear(
      {
        ...{ type: 'market.bar', instrument: SPY, start, period, open: flat },
        ...{ high: flat, low: flat, close: flat, volume: quantity(300) },
      },
      'market',
    );
    const [worth, traded] = [(vwapAfter(5) / 2) * 3_000, 3_000];
    expect(last(desk, 'v')?.value).toBeCloseTo((worth + 60 * 300) / (traded + 300), 5);
  });
});

describe('rules that read lines', () => {
  const rule = (condition: string): string =>
    `{ r: { when: market.bar, if: "${condition}", then: { open: { side: long, quantity: 10, stop: { indicator: x.upper, times: 0.01 } } } } }`;

  it('act by them, and stand off by them', () => {
    const desk = deskOf('x: { kind: bollinger, length: 3 }', {
      rules: rule('indicator.x.upper > 101 && previous.x.lower < 100'),
    });
    desk.quote('100.00', '100.02');
    hear(desk, 0, 4);
    desk.pass();
    const [position] = desk.engine.views.openPositions();
    const distance = band([102, 99, 103], 2) / 100;
    expect(Number(decimalText(position?.stop ?? (0n as never)))).toBeCloseTo(100.02 - distance, 1);
  });

  it('do nothing while one of them is not known, and say so', () => {
    const desk = deskOf('x: { kind: bollinger, length: 3 }', { rules: rule('!(indicator.x.upper > 101)') });
    desk.quote('100.00', '100.02');
    hear(desk, 0, 2);
    expect(desk.said('rule.failed').map(({ detail }) => detail)).toEqual(
      Array(2).fill('indicator.x.upper is not known'),
    );
    expect(desk.said('order.place')).toEqual([]);
  });
});

it('all of them come to the same in a replay, and by a restored state', async () => {
  const desk = deskOf(
    'a: { kind: rsi, length: 3, session: all }\n  b: { kind: bollinger, length: 3 }\n  c: { kind: vwap }\n  d: { kind: openingRange, length: 2 }\n  e: { kind: sessionRange }',
  );
  hear(desk, 0, 4);
  const half = desk.engine.save();
  hear(desk, 4);
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  expect(half.indicators?.version).toBe(2);
});

it('the state of before indicators had lines becomes that of now', () => {
  const old = {
    indicators: {
      version: 1,
      state: { series: { 'SPY/x': { inputs: [[3, 1, 2]], session: 1, value: 2, previous: null } }, pasts: {} },
    },
    candles: { version: 1, state: { building: { 'SPY/x': { ends: 5, candle: [3, 1, 2] } }, feeding: {} } },
    sessions: { version: 1, state: { current: { session: 's', opens: 1, closes: 9, isOpen: true, count: 1 } } },
  };
  const now = migrated(old, { indicators: 2, candles: 2, sessions: 2 }, 'an older version', migrations);
  expect(now.indicators?.state.series).toEqual({
    'SPY/x': { inputs: [[3, 1, 2, 0, 0]], session: 1, whole: true, values: [2], previous: null },
  });
  expect(now.candles?.state.building).toEqual({ 'SPY/x': { ends: 5, candle: [3, 1, 2, 0, 0] } });
  expect(now.sessions?.state.current).toMatchObject({ session: 's', heard: Number.MAX_SAFE_INTEGER });
  expect(seconds(60)).toBe(period);
});

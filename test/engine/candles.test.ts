import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/events.ts';
import type { Duration, Timestamp } from '../../src/identifiers.ts';
import { later, minutes, seconds } from '../../src/identifiers.ts';
import type { Price } from '../../src/money.ts';
import { price, quantity } from '../../src/money.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, SPY, START } from '../support/desk.ts';

type Bar = Event<'market.bar'>;
const yaml = (session: string): string =>
  `indicators: { atr: { kind: atr, length: 3, bars: 1m, session: ${session} } }`;

/** A walk of bars of a second over six minutes, with gaps: each fifth second has no trade, nor has the end of the third minute. */
const walk: readonly Bar[] = Array.from({ length: 360 }, (_, second) => second)
  .filter((second) => second % 5 !== 4 && !(second > 150 && second < 185))
  .map((second) => {
    const close = 100 + ((second * 7919) % 101) / 100;
    return bar(later(START, seconds(second)), seconds(1), [close, close + 0.03, close - 0.02, close]);
  });

function bar(start: Timestamp, period: Duration, [open = 0, high = 0, low = 0, close = 0]: readonly number[]): Bar {
  const made = [open, high, low, close].map((value) => price(value.toFixed(2)));
  const [o, h, l, c] = made as [Price, Price, Price, Price];
  return {
    type: 'market.bar',
    instrument: SPY,
    start,
    period,
    open: o,
    high: h,
    low: l,
    close: c,
    volume: quantity(1),
  };
}

/** The same trades as bars of a minute. */
const minuteBars: readonly Bar[] = [...Map.groupBy(walk, ({ start }) => Math.floor((start - START) / minutes(1)))].map(
  ([minute, parts]) => ({
    ...(parts[0] as Bar),
    start: later(START, minute * minutes(1)),
    period: minutes(1),
    high: parts.reduce((most, { high }) => (high > most ? high : most), parts[0]?.high as Price),
    low: parts.reduce((least, { low }) => (low < least ? low : least), parts[0]?.low as Price),
    close: parts.at(-1)?.close as Price,
  }),
);

const opened = { type: 'clock.sessionOpened', session: '2025-03-03', opens: START } as const;
function feed(desk: Desk, bars: readonly Bar[], closes = later(START, minutes(10))): void {
  desk.engine.hear({ ...opened, closes }, 'clock');
  for (const each of bars) {
    desk.clock.advance(later(each.start, each.period));
    desk.engine.hear(each, 'market');
  }
}
const values = (desk: Desk): readonly number[] => desk.said('market.indicator').map(({ value }) => value);

describe('an indicator over minutes', () => {
  it.each(['regular', 'all'])('comes to the same by bars of a second, over %s bars', (session) => {
    const [byMinute, bySecond] = [createDesk({ yaml: yaml(session) }), createDesk({ yaml: yaml(session) })];
    feed(byMinute, minuteBars);
    feed(bySecond, walk);
    bySecond.clock.advance(later(START, minutes(6) + 1));
    bySecond.quote('100.00', '100.02');
    expect(values(byMinute)).toHaveLength(4);
    expect(values(bySecond)).toEqual(values(byMinute));
  });

  it('hears of a minute without trades at its end from the next quote, as soon as the minute is over', () => {
    const desk = createDesk({ yaml: yaml('regular') });
    feed(
      desk,
      walk.filter(({ start }) => start < START + seconds(185)),
    );
    expect(values(desk)).toEqual([]);
    desk.clock.advance(later(START, minutes(3)));
    desk.quote('100.00', '100.02');
    expect(values(desk)).toHaveLength(0);
    desk.pass();
    desk.quote('100.00', '100.02');
    expect(values(desk)).toHaveLength(1);
  });

  it('is fed each minute once when there are bars of both lengths', () => {
    const [both, byMinute] = [createDesk({ yaml: yaml('regular') }), createDesk({ yaml: yaml('regular') })];
    feed(byMinute, minuteBars);
    feed(both, [...walk.slice(0, 60), ...minuteBars]);
    expect(values(both)).toEqual(values(byMinute));
  });

  it('begins anew with a session: what an earlier one left unfinished is no part of it', () => {
    const [desk, fresh] = [createDesk({ yaml: yaml('regular') }), createDesk({ yaml: yaml('regular') })];
    feed(desk, walk.slice(0, 30));
    const opens = later(START, minutes(60));
    const next = walk.map((each) => ({ ...each, start: later(each.start, minutes(60)) }));
    for (const each of [desk, fresh]) {
      each.engine.hear({ ...opened, session: '2025-03-04', opens, closes: later(opens, minutes(10)) }, 'clock');
      for (const part of next) {
        each.clock.advance(later(part.start, part.period));
        each.engine.hear(part, 'market');
      }
    }
    expect(values(desk)).toEqual(values(fresh));
  });
});

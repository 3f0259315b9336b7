/** Past bars that a broker's history has told: indicators are warm by them, and nobody trades on them. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { Event } from '../../src/events.ts';
import { later, minutes } from '../../src/identifiers.ts';
import type { PastBar } from '../../src/marketStates.ts';
import { price, quantity, ratio } from '../../src/money.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, SPY, START } from '../support/desk.ts';

const period = minutes(1);
const walk: readonly PastBar[] = Array.from({ length: 40 }, (_, minute) => {
  const close = 100 + ((minute * 7919) % 101) / 100;
  const [high, low] = [price((close + 0.03).toFixed(2)), price((close - 0.02).toFixed(2))];
  const [open, last] = [price(close.toFixed(2)), price(close.toFixed(2))];
  return { start: later(START, minutes(minute)), open, high, low, close: last, volume: quantity(1) };
});
const rules = `
indicators: {atr: {kind: atr, length: 3, bars: 1m, session: SESSION}, ema: {kind: ema, length: 2, bars: 1m, session: SESSION}, sma: {kind: sma, length: 4, bars: 1m, session: SESSION}}
rules:
  any: {when: market, if: "indicator.atr > 0", times: 1, then: [{open: {side: long, quantity: 10, stop: {indicator: atr, times: 3}}}]}
`;
const opened = { type: 'clock.sessionOpened', session: '2025-03-03', opens: START } as const;

/** A desk with a session of an hour, a part of it over. */
function deskAt(minute: number, session: string, yaml = rules): Desk {
  const desk = createDesk({ yaml: yaml.replaceAll('SESSION', session) });
  desk.engine.hear({ ...opened, closes: later(START, minutes(60)) }, 'clock');
  desk.clock.advance(later(START, minutes(minute)));
  return desk;
}
const live = (desk: Desk, bars: readonly PastBar[]): void => {
  for (const bar of bars) {
    desk.clock.advance(later(bar.start, period));
    desk.engine.hear({ type: 'market.bar', instrument: SPY, period, ...bar }, 'market');
  }
};
const past = (desk: Desk, bars: readonly PastBar[]): void =>
  desk.engine.hear(
    { type: 'market.history', instrument: SPY, period, until: later(bars.at(-1)?.start ?? START, period), bars },
    'market',
  );
const awaited = (desk: Desk): void =>
  desk.engine.hear({ type: 'market.historyAwaited', instrument: SPY, period, detail: 'connected' }, 'market');
const told = (desk: Desk, from = 0): readonly (readonly [string, number, number | undefined])[] =>
  desk
    .said('market.indicator')
    .slice(from)
    .map(({ name, value, previous }) => [name, value, previous]);

describe('indicators that are warm by history', () => {
  it.each(['regular', 'all'])('go on as if they had heard every bar as it came, over %s bars', (session) => {
    const none = rules.slice(0, rules.indexOf('rules:'));
    const [heard, warmed] = [deskAt(0, session, none), deskAt(30, session, none)];
    live(heard, walk);
    awaited(warmed);
    past(warmed, walk.slice(0, 30));
    expect(told(warmed)).toEqual([]); // nothing is said of what is past
    live(warmed, walk.slice(30));
    expect(told(warmed)).toHaveLength(30);
    expect(told(warmed)).toEqual(told(heard).slice(-30));
  });

  it('of a session that begins anew, the bars of that session alone', () => {
    const desk = deskAt(5, 'regular');
    const before = walk.slice(0, 30).map((bar) => ({ ...bar, start: later(bar.start, minutes(-600)) }));
    past(desk, before);
    desk.quote('100.00', '100.02');
    expect(desk.said('rule.failed')).toMatchObject([{ detail: 'indicator.atr is not known' }]);
  });

  it('no rule acts on a bar of the past; the next quote finds the indicator ready', () => {
    const desk = deskAt(30, 'all');
    past(desk, walk.slice(0, 30));
    expect(desk.said('rule.matched')).toEqual([]);
    desk.quote('100.00', '100.02');
    expect(desk.said('rule.triggered')).toHaveLength(1);
    expect(desk.said('position.entered').length + desk.said('order.sent').length).toBeGreaterThan(0);
  });

  it('a rule that names history by its own name hears it', () => {
    const yaml = rules.replace('when: market,', 'when: market.history,');
    const desk = deskAt(30, 'all', yaml);
    desk.quote('100.00', '100.02');
    past(desk, walk.slice(0, 30));
    expect(desk.said('rule.triggered')).toHaveLength(1);
  });

  it('have no value from a gap on until the past has been read, and bars meanwhile say nothing', () => {
    const desk = deskAt(0, 'all', rules.replace('indicator.atr > 0', 'indicator.atr > 1000'));
    live(desk, walk.slice(0, 10));
    const before = told(desk).length;
    awaited(desk);
    live(desk, walk.slice(10, 15));
    expect(told(desk)).toHaveLength(before);
    desk.quote('100.00', '100.02');
    expect(desk.said('rule.failed').at(-1)).toMatchObject({ detail: 'indicator.atr is not known' });
    desk.open({ stop: { by: 'indicator', indicator: 'atr', multiple: ratio(3) } });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'indicatorNotReady' }]);
    past(desk, walk.slice(0, 15));
    live(desk, walk.slice(15, 16));
    const whole = deskAt(0, 'all');
    live(whole, walk.slice(0, 16));
    expect(told(desk, before)).toEqual(told(whole).slice(-3));
  });

  it('a bar that the history has told already is not heard twice', () => {
    const [desk, once] = [deskAt(0, 'all'), deskAt(0, 'all')];
    for (const each of [desk, once]) past(each, walk.slice(0, 10));
    live(desk, walk.slice(9, 12));
    live(once, walk.slice(10, 12));
    expect(told(desk)).toEqual(told(once));
  });

  it('begin anew at a split: nobody knows which shares the history was in', () => {
    const desk = deskAt(0, 'all');
    past(desk, walk.slice(0, 10));
    const split: Event<'market.split'> = {
      ...{ type: 'market.split', instrument: SPY, newShares: quantity(2), oldShares: quantity(1) },
      ...{ exDate: '2025-03-03', source: 'test' },
    };
    desk.engine.hear(split, 'market');
    desk.quote('50.00', '50.02');
    expect(desk.said('rule.failed').at(-1)).toMatchObject({ detail: 'indicator.atr is not known' });
  });

  it('replayed, come to the same', async () => {
    const desk = deskAt(0, 'all');
    live(desk, walk.slice(0, 10));
    awaited(desk);
    past(desk, walk.slice(0, 12));
    live(desk, walk.slice(12, 20));
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});

import { describe, expect, it } from 'vitest';
import { visibleLength } from '../../src/adapters/reports/terminal.ts';
import { aboutRun } from '../../src/cli/run/about.ts';
import { picture } from '../../src/cli/run/liveTable.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import { createDesk } from '../support/desk.ts';

const desk = createDesk();
for (const symbol of ['SPY', 'BRK.B', 'GOOGL'] as InstrumentId[]) {
  desk.quote('1234.50', '1234.60', 1_000, symbol);
  desk.open({}, symbol);
}
desk.pass();
const news = Array.from({ length: 8 }, (_, index) => `${index} ${'news '.repeat(40)}`);
const about =
  'a generated market, ALFA BRVO CHRL DLTA, 2025-03-03, 1200 times as fast as the market; Ctrl-C stops in order';
const lines = (width: number, height = 40): readonly string[] =>
  picture(desk.engine, { about, news }, { width, height }).split('\n');

describe('the live table', () => {
  it.each([200, 120, 80, 60, 50])('has no line wider than a terminal of %i columns', (width) => {
    expect(Math.max(...lines(width).map(visibleLength))).toBeLessThanOrEqual(width);
  });

  it.each([40, 24, 12])('is no higher than a terminal of %i rows, and gives up news first', (height) => {
    expect(lines(80, height).length).toBeLessThan(height + (height < 20 ? 6 : 0));
    expect(lines(80, height).join('\n')).toContain('GOOGL');
  });

  it('keeps symbol, size, protection, stop and profit in 80 columns, and shows the quote where there is room', () => {
    expect(lines(80).join('\n')).toMatch(/symbol.*held.*protection.*stop.*profit/);
    expect(lines(80).join('\n')).not.toContain('bid');
    expect(lines(120).join('\n')).toMatch(/bid.*ask/);
  });

  it('says what is going on before anything happens', () => {
    expect(picture(createDesk().engine, { about, news: [] }, { width: 80, height: 24 })).toContain(
      'waiting for the first session to open',
    );
    expect(lines(80).slice(1, 3).join(' ')).toMatch(/generated market.*Ctrl-C stops/);
  });
});

describe('where signals come from', () => {
  it('stands in the live table as it is, and not at all where nobody listens', () => {
    const heard = createDesk();
    const shown = () => picture(heard.engine, { about, news: [] }, { width: 80, height: 24 });
    expect(shown()).not.toContain('signals:');
    heard.engine.hear({ type: 'feed.opened', feed: 'monitor', silence: seconds(10) }, 'signal');
    heard.engine.hear({ type: 'feed.opened', feed: 'http' }, 'signal');
    heard.engine.hear({ type: 'feed.answered', feed: 'http' }, 'signal');
    expect(shown()).toMatch(/signals: .*http live.* {2}.*monitor unheard/);
    heard.pass(11);
    expect(shown()).toMatch(/monitor stale/);
    expect(heard.engine.views.feeds()).toEqual([
      { feed: 'http', state: 'live', isAlarm: false },
      { feed: 'monitor', state: 'stale', isAlarm: true },
    ]);
  });
});

describe('what a run is about', () => {
  it('is told with symbols, days and speed', () => {
    const market = {
      name: 'LEAN minute bars',
      instruments: 'ABCDEFGH'.split('') as InstrumentId[],
      days: { from: '2013-10-07', to: '2013-10-11' },
      batches: async function* () {},
    };
    expect(aboutRun(market, undefined)).toBe(
      'LEAN minute bars, A B C D E F and 2 more, 2013-10-07 to 2013-10-11, as fast as it goes; Ctrl-C stops in order',
    );
    expect(aboutRun({ ...market, days: { from: '2013-10-07', to: '2013-10-07' } }, 60)).toContain(
      '2013-10-07, 60 times as fast as the market',
    );
  });
});

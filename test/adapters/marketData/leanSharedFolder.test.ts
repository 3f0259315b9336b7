import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLeanData } from '../../../src/adapters/marketData/lean.ts';
import { eventProblem } from '../../../src/events.ts';
import { isoTime } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import { readAll } from './reading.ts';

const root = fileURLToPath(new URL('../../../../shared/data/lean', import.meta.url));

/** The rows were counted and read with unzip and wc, not with this project. */
describe.runIf(existsSync(root))("LEAN's own sample data", () => {
  it('BAC on 2013-10-07 has 595 minutes with trades and 641 with quotes, from 04:00 to 20:00', async () => {
    const data = await createLeanData({ root, symbols: ['bac'], from: '2013-10-07', to: '2013-10-07' });
    const events = await readAll(data);
    const trades = events.filter(({ event }) => event.type === 'market.bar');
    const quotes = events.filter(({ event }) => event.type === 'market.quoteBar');
    expect([trades.length, quotes.length]).toEqual([595, 641]);
    expect(isoTime(trades[0]?.at ?? (0 as never))).toBe('2013-10-07T08:01:00Z');
    expect(trades[0]?.event).toMatchObject({
      instrument: 'BAC',
      open: price('13.94'),
      high: price('13.95'),
      low: price('13.94'),
      close: price('13.95'),
      volume: quantity(1_000),
    });
    expect(isoTime(trades.at(-1)?.at ?? (0 as never))).toBe('2013-10-08T00:00:00Z');
    expect(trades.at(-1)?.event).toMatchObject({ open: price('13.8'), close: price('13.81'), volume: quantity(6_320) });
    expect(quotes[0]?.event).toMatchObject({
      bidOpen: price('13.84'),
      bidSize: quantity(700),
      askOpen: price('14.02'),
      askLow: price('13.95'),
      askSize: quantity(19_500),
    });
    expect(quotes.at(-1)?.event).toMatchObject({
      bidClose: price('13.8'),
      bidSize: quantity(8_000),
      askClose: price('13.86'),
      askSize: quantity(18_000),
    });
  });

  it.each([
    ['minute', 24_598, { from: '2013-10-07', to: '2013-10-11' }],
    ['second', 60_883, { from: '2013-10-07', to: '2013-10-07' }],
    ['daily', 29_245, { from: '1998-01-02', to: '2021-03-31' }],
  ] as const)('all rows of %s bars are good and come in the order of time', async (resolution, rows, days) => {
    const data = await createLeanData({ root, resolution });
    expect(data.days).toEqual(days);
    const events = await readAll(data);
    expect(events).toHaveLength(rows);
    expect(events.findIndex(({ at }, index) => at < (events[index - 1]?.at ?? 0))).toBe(-1);
    expect(events.find(({ event }) => eventProblem(event) !== undefined)).toBeUndefined();
  });
});

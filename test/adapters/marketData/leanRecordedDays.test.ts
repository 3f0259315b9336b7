import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLeanData } from '../../../src/adapters/marketData/lean.ts';
import { eventProblem } from '../../../src/events.ts';
import { minutes, timestamp } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import { recordedDays, tradeRows } from '../../support/recordedDays.ts';
import { readAll } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-lean-'));
afterAll(() => rmSync(folder, { recursive: true }));
const days = recordedDays(folder);
const { data: root, from, to } = days;
const symbol = days.symbols.at(-2) ?? '';

describe('recorded days in the LEAN layout', () => {
  it('have a bar for each row of a file, with its figures and the time of its end', async () => {
    const data = await createLeanData({ root, symbols: [symbol], from, to: from });
    const bars = (await readAll(data)).filter(({ event }) => event.type === 'market.bar');
    const midnight = timestamp(`${from}T00:00:00-04:00`);
    expect(bars.map(({ at, event }) => ({ at, event }))).toMatchObject(
      tradeRows(days, symbol, from).map(([time = 0, open = 0, high = 0, low = 0, close = 0, volume = 0]) => ({
        at: midnight + time * 1_000 + minutes(1),
        event: {
          instrument: symbol,
          start: midnight + time * 1_000,
          open: price((open / 10_000).toFixed(4)),
          high: price((high / 10_000).toFixed(4)),
          low: price((low / 10_000).toFixed(4)),
          close: price((close / 10_000).toFixed(4)),
          volume: quantity(volume),
        },
      })),
    );
  });

  // Seconds and days lie only in the real folder; its rows were counted with unzip and wc.
  const real = existsSync(join(root, 'equity/usa/second'));
  it.each([
    ['minute', real ? 24_598 : 7_800, { from, to }],
    ...(real
      ? ([
          ['second', 60_883, { from, to: from }],
          ['daily', 29_245, { from: '1998-01-02', to: '2021-03-31' }],
        ] as const)
      : []),
  ] as const)('all rows of %s bars are good and come in the order of time', async (resolution, rows, range) => {
    const data = await createLeanData({ root, resolution, corporateActions: 'none' });
    expect(data.days).toEqual(range);
    const events = await readAll(data);
    expect(events).toHaveLength(rows);
    expect(events.findIndex(({ at }, index) => at < (events[index - 1]?.at ?? 0))).toBe(-1);
    expect(events.find(({ event }) => eventProblem(event) !== undefined)).toBeUndefined();
  });
});

/** Days that were made, traded under limits so tight that each one bites. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordermaton } from '../support/commandLine.ts';
import { madeDays } from '../support/recordedDays.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-losses-'));
afterAll(() => rmSync(folder, { recursive: true }));
const days = madeDays(folder);
const deskWith = (losses: string): string => {
  const file = join(folder, 'desk.yaml');
  writeFileSync(
    file,
    `desk: tight
symbols: [${days.symbols.join(', ')}]
losses: ${losses}
rules:
  buy: { when: signal.prediction, then: { open: { side: long, quantity: 100, stop: { amount: 0.10 }, target: { amount: 0.10 } } } }
`,
  );
  return file;
};
const run = (losses: string) =>
  ordermaton(
    ...['run', '--desk', deskWith(losses), '--data', days.data, '--symbols', days.symbols.join(',')],
    ...['--signals', days.signals, '--from', days.from, '--to', days.from, '--json', '--no-journal'],
  );

let free = 0;
beforeAll(async () => {
  const report = JSON.parse((await run('{}')).stdout) as { readonly trades: readonly unknown[] };
  free = report.trades.length;
});

describe('a day under a limit that is tight', () => {
  it.each([
    ['maxDailyLoss', '{ desk: { maxDailyLoss: 5 } }', 'desk has reached maxDailyLoss'],
    ['maxDailyLossWithOpen', '{ desk: { maxDailyLossWithOpen: 5 } }', 'desk has reached maxDailyLossWithOpen'],
    ['maxDrawdown', '{ book: { maxDrawdown: 8 } }', 'book/main has reached maxDrawdown'],
    ['losingStreak', '{ desk: { losingStreak: { trades: 2, pause: 30m } } }', 'desk has reached losingStreak'],
    ['maxTradesPerDay', '{ desk: { maxTradesPerDay: 2 } }', 'desk has reached maxTradesPerDay'],
  ])('%s is told, and less is traded than without it', async (_name, losses, told) => {
    const { code, stdout } = await run(losses);
    expect(code).toBe(0);
    expect(stdout).toContain(told);
    const { trades } = JSON.parse(stdout) as { readonly trades: readonly unknown[] };
    expect(trades.length).toBeGreaterThan(0);
    expect(trades.length).toBeLessThan(free);
  });
});

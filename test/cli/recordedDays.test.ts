import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import { ordermaton } from '../support/commandLine.ts';
import { recordedDays, tradeRows } from '../support/recordedDays.ts';

interface Row {
  readonly [field: string]: string | number | null;
}
interface Report {
  readonly stateHash: string;
  readonly account: Readonly<Record<string, string>>;
  readonly days: readonly Row[];
  readonly trades: readonly Row[];
  readonly orders: readonly Row[];
  readonly fills: readonly Row[];
  readonly openPositions: readonly unknown[];
}

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-days-'));
afterAll(() => rmSync(folder, { recursive: true }));
const days = recordedDays(folder);
const exported = join(folder, 'days.ndjson');
const journal = join(folder, 'days.db');
const args = ['--data', days.data, '--symbols', days.symbols.join(','), '--from', days.from, '--to', days.to];
const run = (...more: readonly string[]) => ordermaton('run', ...args, '--signals', days.signals, '--json', ...more);

let text: string;
let report: Report;
beforeAll(async () => {
  const { code, stdout, stderr } = await run('--export', exported, '--journal', journal);
  expect([code, stderr]).toEqual([0, '']);
  text = stdout;
  report = JSON.parse(stdout) as Report;
});

/** Exact decimals without a line of the project's own arithmetic. */
const SCALE = 16;
const exact = (value: string | number | null | undefined): bigint => {
  const [whole = '0', fraction = ''] = String(value ?? '0').split('.');
  const magnitude = BigInt(whole.replace('-', '') + fraction.padEnd(SCALE, '0'));
  return whole.startsWith('-') ? -magnitude : magnitude;
};
const product = (a: bigint, b: bigint): bigint => (a * b) / 10n ** BigInt(SCALE);
const sum = (rows: readonly Row[], field: string): bigint => rows.reduce((total, row) => total + exact(row[field]), 0n);

describe('five recorded days under the reference desk', () => {
  it('come to the same hash and the same document a second time', async () => {
    expect((await run()).stdout).toBe(text);
  });

  it.each(['stock', 'compared'])('come to the same hash and document with --charts %s', async (mode) => {
    const { code, stdout, stderr } = await run('--charts', mode);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(text);
  });

  it('come to the same hash by a replay of their record', async () => {
    const { code, stdout } = await ordermaton('replay', exported, '--json');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Report).stateHash).toBe(report.stateHash);
  });

  it('come to the same hash at every checkpoint of their journal', async () => {
    const reader = openJournal(journal);
    const checkpoints = reader.checkpointHashes();
    const replayed = await replay(reader.records(), { checkpoints });
    reader.close();
    expect(replayed.compared).toBe(checkpoints.length);
    expect(checkpoints.length).toBeGreaterThan(1);
    expect(checkpoints.at(-1)?.hash).toBe(report.stateHash);
  });

  it('trade, and end flat every day', () => {
    expect(report.trades.length).toBeGreaterThan(10);
    expect(report.openPositions).toEqual([]);
    const held = new Map<string, bigint>();
    for (const { symbol, side, quantity, at } of report.fills) {
      const key = `${symbol} ${String(at).slice(0, 10)}`;
      held.set(key, (held.get(key) ?? 0n) + (side === 'buy' ? 1n : -1n) * exact(quantity));
    }
    expect([...held].filter(([, quantity]) => quantity !== 0n)).toEqual([]);
  });

  it('add up to the last digit: equity is what the fills bought and sold, less their fees', () => {
    const cash = report.fills.reduce((total, { side, quantity, price, fee }) => {
      const value = product(exact(quantity), exact(price));
      return total + (side === 'buy' ? -value : value) - exact(fee);
    }, 0n);
    expect(cash).toBe(exact(report.account.change));
    expect(sum(report.days, 'net')).toBe(cash);
    expect(sum(report.trades, 'net')).toBe(cash);
    expect(exact(report.account.startingEquity) + cash).toBe(exact(report.account.endingEquity));
  });

  it('open with floor(30,000 / mid) shares, a stop at 6 × and a target at 4 × ATR(14) of the session', () => {
    const entries = report.orders.filter(({ role, outcome }) => role === 'entry' && outcome === 'filled');
    expect(entries.length).toBe(report.trades.length);
    for (const entry of entries) {
      const legs = report.orders.filter(({ position }) => position === entry.position);
      const atr = wilder(String(entry.symbol), String(entry.placedAt));
      const fill = Number(entry.averagePrice);
      const [stop, target] = ['stop', 'target'].map((role) => legs.find((leg) => leg.role === role));
      const reached = report.trades.find(({ position }) => position === entry.position);
      // The stop stays where the entry put it; the target moves when the position is added to.
      expect(Math.abs(Number(stop?.stop) - fill)).toBeCloseTo(6 * atr, 1);
      if (reached?.size === entry.quantity && reached?.reason !== 'exit')
        expect(Math.abs(Number(target?.limit) - fill)).toBeCloseTo(4 * atr, 1);
      expect(Number(entry.quantity)).toBeLessThanOrEqual(30_000 / (fill * 0.99));
      expect(Number(entry.quantity)).toBeGreaterThanOrEqual(30_000 / (fill * 1.01) - 1);
    }
  });
});

/** Wilder's average true range of 14 one-minute bars that ended by then, begun anew at 09:30 (summer time in New York). */
function wilder(symbol: string, at: string): number {
  const midnight = Date.parse(`${at.slice(0, 10)}T04:00:00Z`);
  const bars = tradeRows(days, symbol, at.slice(0, 10)).filter(
    ([time = 0]) => time >= 34_200_000 && time + 60_000 <= Date.parse(at) - midnight,
  );
  let average = 0;
  let before: number | undefined;
  for (const [index, [, , high = 0, low = 0, close = 0]] of bars.entries()) {
    const range =
      before === undefined ? high - low : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
    average = index < 14 ? average + range / 14 : (average * 13 + range) / 14;
    before = close;
  }
  return average / 10_000;
}

import { describe, expect, it } from 'vitest';
import { equityCsv, tradesCsv } from '../../../src/adapters/reports/csv.ts';
import { grouped } from '../../../src/adapters/reports/figures.ts';
import { reportHtml } from '../../../src/adapters/reports/html.ts';
import type { RunRecorder } from '../../../src/adapters/reports/recorder.ts';
import { createRecorder } from '../../../src/adapters/reports/recorder.ts';
import type { Report } from '../../../src/adapters/reports/report.ts';
import { buildReport, maxDrawdown } from '../../../src/adapters/reports/report.ts';
import { clipped, visibleLength } from '../../../src/adapters/reports/terminal.ts';
import { reportText } from '../../../src/adapters/reports/text.ts';
import { alarmTypes } from '../../../src/events.ts';
import type { AccountId, ExecutionId, OrderId, Timestamp } from '../../../src/identifiers.ts';
import { amount, amountText, price, quantity } from '../../../src/money.ts';
import { BOOK, createDesk, SPY } from '../../support/desk.ts';
import type { HandDesk } from '../../support/handBroker.ts';
import { createHandDesk, enterAt } from '../../support/handBroker.ts';

/** Two round trips and one position that stays open, seen by a recorder from the first fact on. */
function aRun(): { report: Report; equity: string } {
  const desk = createDesk();
  const recorder = createRecorder(desk.engine.bus);
  recorder.recording.startingEquity = desk.engine.views.account().startingCash;
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass(61);
  desk.quote('100.60', '100.62');
  desk.pass(61);
  desk.open({ side: 'short' });
  desk.pass(61);
  desk.quote('101.70', '101.72');
  desk.pass(61);
  desk.open();
  desk.pass(61);
  desk.quote('101.60', '101.62');
  desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
  desk.send({
    type: 'desk.place',
    terms: { ...desk.engine.views.orders()[0]?.terms, quantity: 0n } as never,
    links: { book: BOOK, role: 'manual' },
  });
  return { report: reportOf(desk, recorder), equity: amountText(desk.engine.views.account().equity) };
}

function reportOf({ engine }: Pick<HandDesk, 'engine'>, recorder: RunRecorder): Report {
  recorder.finish();
  return buildReport({
    recording: recorder.recording,
    desk: 'test',
    currency: 'USD',
    account: engine.views.account(),
    openPositions: engine.views.openPositions(),
    stateHash: engine.hash(),
    sequence: engine.sequence(),
    version: '0',
  });
}

describe('a report', () => {
  const { report, equity } = aRun();

  it('the recorder, from the facts alone, comes to the same equity as the engine', () => {
    expect(report.equityCurve.at(-1)?.equity).toBe(equity);
    expect(report.account.residue).toBe('0');
  });

  it('what happens before a session has been heard of is booked to the day in New York', () => {
    expect(report.days.map(({ session }) => session)).toEqual(['2025-03-03']);
  });

  it('the days add up to the account', () => {
    const sum = (name: 'realised' | 'fees' | 'unrealised'): string =>
      amountText(report.days.reduce((total, day) => (total + amount(day[name])) as never, amount(0)));
    expect(sum('realised')).toBe(report.account.realised);
    expect(sum('fees')).toBe(report.account.fees);
    expect(sum('unrealised')).toBe(report.account.unrealised);
  });

  it('round trips say how they were entered, left and why', () => {
    expect(
      report.trades.map(({ side, averageEntry, averageExit, realised, reason }) => [
        side,
        averageEntry,
        averageExit,
        realised,
        reason,
      ]),
    ).toEqual([
      ['long', '100.02', '100.52', '50', 'target'],
      ['short', '100.6', '101.72', '-112', 'stop'],
      ['long', '101.72', null, '0', null],
    ]);
    expect(report.totals).toMatchObject({ trades: 2, wins: 1, winRate: 0.5 });
  });

  it('slippage is what was paid against the middle of the quote at the decision, on entries', () => {
    expect(
      report.fills.filter(({ slippage }) => slippage !== null).map(({ role, slippage }) => [role, slippage]),
    ).toEqual([
      ['entry', '1'],
      ['entry', '1'],
      ['entry', '1'],
    ]);
    expect(report.totals.slippage).toBe('3');
  });

  it('what stays open is listed, and what was refused counted', () => {
    expect(report.openPositions).toMatchObject([{ symbol: 'SPY', quantity: '100', state: 'closing' }]);
    expect(report.counts).toMatchObject({ 'refused.termsIncomplete': 1 });
  });

  it('is one JSON document whose decimals are text', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('CSV has a header, one row a point or trade, and quotes what must be', () => {
    const [header, first, ...rest] = tradesCsv(report).trim().split('\r\n');
    expect(header).toBe(
      'position,symbol,side,rule,signal,openedAt,closedAt,size,averageEntry,averageExit,realised,fees,dividends,net,reason',
    );
    expect(first).toContain(',SPY,long,');
    expect(rest).toHaveLength(2);
    expect(equityCsv(report).split('\r\n')[0]).toBe('at,equity');
    const risky = { ...report, trades: [{ ...report.trades[0], rule: '=1+1', signal: 'a,"b"' }] } as Report;
    expect(tradesCsv(risky)).toContain(`,'=1+1,"a,""b""",`);
  });

  it('the page is whole in itself, escapes what comes from outside, and draws the curve', () => {
    const html = reportHtml({ ...report, desk: '<script>alert(1)</script>' });
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(src|href)=|@import|url\(/);
    expect(html).toContain('<path class="curve" d="M');
    expect(html.match(/<tr>/g)?.length).toBeGreaterThan(5);
  });

  it('the page of a run without data says so', () => {
    expect(reportHtml({ ...report, equityCurve: [], from: null, to: null })).toContain('Too few points');
  });

  it('the text says what matters, and that the books do not add up when they do not', () => {
    const text = reportText(report);
    expect(text).toContain('Report of test');
    expect(text).toContain('1 position(s) stay open');
    expect(text).not.toContain('do not add up');
    expect(reportText({ ...report, account: { ...report.account, residue: '0.01' } })).toContain(
      'The books do not add up: 0.01',
    );
  });
});

describe('a round trip that a correction reopens', () => {
  /** A hundred that left at their target; then the broker says that fewer did, and so on. */
  function corrected(...sold: readonly number[]): Report {
    const desk = createHandDesk();
    const recorder = createRecorder(desk.engine.bus);
    desk.quote('100.00', '100.02');
    const { target } = enterAt(desk, '100');
    for (const [index, shares] of [100, ...sold].entries()) {
      const executedAt = desk.engine.views.now();
      const execution = { execution: 'left' as ExecutionId, revision: index + 1, price: price(101), executedAt };
      desk.tell({ type: 'broker.execution', order: target, ...execution, quantity: quantity(shares) });
    }
    return reportOf(desk, recorder);
  }

  it.each([
    ['is one round trip when it has ended', [], 1, 'target'],
    ['is none while it is open', [60], 0, null],
    ['is one when it has ended again', [60, 100], 1, 'target'],
    ['is one however often', [60, 100, 40, 100], 1, 'target'],
  ])('%s', (_name, sold, count, reason) => {
    const { totals, days, trades } = corrected(...sold);
    expect(totals).toMatchObject({ trades: count, wins: count });
    expect(days).toMatchObject([{ session: '2025-03-03', trades: count, wins: count }]);
    expect(trades).toMatchObject([{ reason, closedAt: count === 0 ? null : '2025-03-03T15:00:00Z' }]);
  });
});

it('a round trip of which others have closed a part left at their price as well, and the report still adds up', () => {
  const desk = createHandDesk();
  const recorder = createRecorder(desk.engine.bus);
  recorder.recording.startingEquity = desk.engine.views.account().startingCash;
  desk.quote('100.00', '100.02');
  const { target } = enterAt(desk, '100');
  const sold = (order: OrderId, execution: string, shares: number, at: number) =>
    desk.tell({
      type: 'broker.execution',
      ...{ order, execution: execution as ExecutionId, revision: 1, quantity: quantity(shares), price: price(at) },
      ...{ executedAt: desk.engine.views.now(), account: 'PAPER' as AccountId, instrument: SPY, side: 'sell' },
    });
  sold('ib:7' as OrderId, 'x1', 60, 99);
  sold(target, 'x2', 40, 101);
  const report = reportOf(desk, recorder);
  expect(report.trades).toMatchObject([{ averageExit: '99.8', realised: '-20', reason: 'target' }]);
  expect(report.alarms.map(({ text }) => text)).toContain('SPY: others traded -60 against what we hold');
  expect(report.account).toMatchObject({ realised: '-20', residue: '0' });
});

describe('what was left out', () => {
  it('is told by its source, with the place of the first in it', () => {
    const { report } = aRun();
    const row = { source: 'a/b.csv', rows: 2, what: 'row', first: 'a/b.csv:7: low is zero' };
    const day = { source: 'a/spy', rows: 1, what: 'file of a day', first: 'a/spy/1_quote.zip is not there' };
    const text = reportText({ ...report, skipped: [row, day] });
    expect(text).toContain('Left out of a/b.csv: 2 × row (first: line 7: low is zero)');
    expect(text).toContain('Left out of a/spy: 1 × file of a day (first: 1_quote.zip is not there)');
  });
});

describe('text in a terminal', () => {
  const { report } = aRun();
  const widest = (text: string): number => Math.max(...text.split('\n').map(visibleLength));

  it.each([200, 104, 80])('of %i columns is no wider than that', (width) => {
    expect(widest(reportText(report, width))).toBeLessThanOrEqual(width);
  });

  it('gives up what matters least first, and keeps session, symbol and net', () => {
    expect(reportText(report, 200)).toMatch(/session +symbol +trades +won +realised .* net .* slippage/);
    expect(reportText(report, 80)).toMatch(/session +symbol +trades +won .* net +drawdown$/m);
    expect(reportText(report, 80)).not.toMatch(/slippage$/m);
    expect(reportText(report, 60)).toMatch(/session +symbol .* net/);
  });

  it.each([
    ['as it is when it fits', 'one two', 7, 'one two'],
    ['with an ellipsis when it does not', 'one two', 5, 'one …'],
    ['without counting colours', '\u001b[31mone two\u001b[39m', 7, '\u001b[31mone two\u001b[39m'],
    ['and without leaving a colour on', '\u001b[31mone two\u001b[39m', 5, '\u001b[31mone …\u001b[0m'],
  ])('a line is clipped %s', (_name, text, width, expected) => {
    expect(clipped(text, width)).toBe(expected);
  });
});

describe('figures', () => {
  it.each([
    ['1234567.891', '1,234,567.89'],
    ['-1234.5', '-1,234.50'],
    ['0', '0.00'],
    ['-0.001', '0.00'],
  ])('%s is read as %s', (exact, read) => {
    expect(grouped(exact)).toBe(read);
  });

  it('a drawdown is the deepest fall from a peak', () => {
    const curve = [100, 120, 90, 130, 110].map((equity, at) => ({ at: at as Timestamp, equity: amount(equity) }));
    expect(maxDrawdown(curve)).toBe(amount(30));
    expect(maxDrawdown([])).toBe(0n);
  });
});

describe('alarms', () => {
  it('of every kind that there is are in the report', () => {
    const listening: string[] = [];
    const subscribe = (topic: string) => {
      listening.push(topic);
      return () => undefined;
    };
    createRecorder({ subscribe } as never);
    expect(alarmTypes.length).toBeGreaterThan(10);
    expect(alarmTypes.filter((type) => !listening.includes(type))).toEqual([]);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doorOf } from '../../src/actors/engine/doors.ts';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import { visibleLength } from '../../src/adapters/reports/terminal.ts';
import { readChanges } from '../../src/adapters/whatIf/changesFile.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { encode } from '../../src/codec.ts';
import type { JournalRecord } from '../../src/ports.ts';
import { ordermatonHere as here, start } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-what-if-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const journal = at('day.db');

/** A file of changes, one a line. */
let files = 0;
function changes(...lines: readonly unknown[]): string {
  const file = at(`changes${++files}.ndjson`);
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : encode(line))).join('\n'));
  return file;
}
interface Rows {
  readonly same: number;
  readonly recordedOnly: readonly Readonly<Record<string, string | null>>[];
  readonly hypotheticalOnly: readonly Readonly<Record<string, string | null>>[];
}
interface Found {
  readonly hypothetical: true;
  readonly changes: unknown;
  readonly seeded: unknown;
  readonly firstDifference: null | {
    readonly sequence: number;
    readonly recorded: unknown;
    readonly hypothetical: unknown;
  };
  readonly inputs: { readonly recorded: number; readonly hypothetical: number };
  readonly fills: Rows;
  readonly trades: Rows;
  readonly orders: Rows;
  readonly stateHash: { readonly recorded: string; readonly hypothetical: string };
  readonly account: Readonly<
    Record<string, { readonly recorded: string; readonly hypothetical: string; readonly difference: string }>
  >;
}
async function whatIf(file: string, from: number, ...lines: readonly unknown[]): Promise<Found> {
  const { code, stdout, stderr } = await here(
    'replay',
    file,
    '--what-if',
    changes(...lines),
    '--from',
    String(from),
    '--json',
  );
  if (code !== exitCodes.done) throw new Error(stderr);
  return JSON.parse(stdout) as Found;
}
const recordsOf = (file: string): readonly JournalRecord[] => {
  const reader = openJournal(file);
  const records = [...reader.recordsNow()];
  reader.close();
  return records;
};

const day = ['run', '--speed', 'max', '--symbols', 'ALFA,BRVO', '--json'] as const;
let records: readonly JournalRecord[];
/** The signal of the first trade that was won or lost by its own stop or target, and the trade. */
let signal: number;
let fills: number;
let trade: Readonly<Record<string, string>>;
beforeAll(async () => {
  const { code, stdout } = await here(...day, '--journal', journal, '--export', at('day.ndjson'));
  expect(code).toBe(0);
  records = recordsOf(journal);
  const report = JSON.parse(stdout) as { trades: Record<string, string>[]; fills: unknown[] };
  fills = report.fills.length;
  trade = report.trades[3] as Record<string, string>;
  signal = sequenceOf(({ data }) => data.type === 'signal.prediction' && data.id === trade.signal);
});

/** The first input behind a sequence for which something holds. */
function sequenceOf(holds: (envelope: JournalRecord['envelope']) => boolean, behind = 0): number {
  const found = records.find(({ envelope }) => envelope.sequence > behind && holds(envelope))?.envelope.sequence;
  if (found === undefined) throw new Error('the day has no such input');
  return found;
}
const isOf = (sequence: number) => records[sequence - 1]?.envelope;

describe('a what-if of which nothing is otherwise', () => {
  it.each(['day.db', 'day.ndjson'])('comes to every input, every command and the state of %s', async (name) => {
    const found = await whatIf(at(name), 1_000);
    expect(found).toMatchObject({ hypothetical: true, seeded: null, firstDifference: null });
    expect(found.stateHash.hypothetical).toBe(found.stateHash.recorded);
    expect(found.fills).toMatchObject({ same: fills, recordedOnly: [], hypotheticalOnly: [] });
  });

  it('comes to the same where a person has stopped the run', async () => {
    const file = at('stopped.db');
    const running = start('run', '--speed', '2400', '--journal', file, '--flatten');
    await running.printed('entered');
    running.signal('SIGINT');
    await running.ended;
    expect(recordsOf(file).some(({ envelope }) => envelope.type === 'desk.flatten')).toBe(true);
    expect(await whatIf(file, 20)).toMatchObject({ firstDifference: null });
  });

  it('says so where the record breaks off', async () => {
    const file = at('killed.db');
    const running = start('run', '--speed', '2400', '--journal', file);
    await running.printed('entered');
    running.signal('SIGKILL');
    await running.ended;
    const { stdout } = await here('replay', file, '--what-if', changes(), '--from', '20');
    expect(stdout).toContain('Nothing differs');
    expect(stdout).toContain('The record breaks off');
  });
});

describe('a what-if in which a signal comes that nobody acts on', () => {
  /** Every input behind it has another number, and so every order another name. */
  const neutral = (sequence: number): object => {
    const given = isOf(signal)?.data;
    return {
      after: sequence,
      event: { ...given, id: 'nobody', signal: 'NEUTRAL', confidence: 0, observedAt: isOf(sequence)?.at },
    };
  };
  const branches: readonly (readonly [string, () => number])[] = [
    [
      'a command is on its way',
      () => sequenceOf(({ data }) => data.type === 'outbox.releasing' && data.kind === 'place', signal),
    ],
    [
      'an amendment is on its way',
      () => sequenceOf(({ data }) => data.type === 'outbox.releasing' && data.kind === 'amend', signal),
    ],
    ['an entry has filled in part', () => partFilled()],
    ['a bracket works', () => sequenceOf(({ type }) => type === 'broker.orderWaiting', signal)],
    [
      'an exit has filled, and its sibling is being cancelled',
      () => sequenceOf(({ type }) => type === 'broker.orderCancelled') - 1,
    ],
  ];
  /** The first execution of an order that has more than one. */
  function partFilled(): number {
    const seen = new Map<string, number>();
    for (const { envelope } of records) {
      if (envelope.data.type !== 'broker.execution') continue;
      const first = seen.get(envelope.data.order);
      if (first !== undefined) return first;
      seen.set(envelope.data.order, envelope.sequence);
    }
    throw new Error('no order fills in parts');
  }

  it.each(branches)('trades what was recorded, to the last fee, from where %s', async (_where, branch) => {
    const from = branch();
    const found = await whatIf(journal, from, neutral(from));
    expect(found.inputs.hypothetical).toBe(found.inputs.recorded + 1);
    expect(found.firstDifference?.sequence).toBeGreaterThan(from);
    for (const rows of [found.fills, found.trades, found.orders])
      expect(rows).toMatchObject({ recordedOnly: [], hypotheticalOnly: [] });
    expect(found.account.endingEquity?.difference).toBe('0');
  });
});

describe('a what-if that is otherwise', () => {
  const [opened, closed] = [() => Date.parse(trade.openedAt ?? ''), () => Date.parse(trade.closedAt ?? '')];
  /** A moment while the trade was held, at this share of its time. */
  const isoBetween = (share: number): string =>
    new Date(Math.round(opened() + (closed() - opened()) * share)).toISOString();
  /** The input behind which it was held. */
  const openedBy = (): number => sequenceOf(({ at: moment }) => moment > (opened() + 1_000) * 1_000);

  it('lacks the trade of a signal that is dropped, and says which input is the first to differ', async () => {
    const found = await whatIf(journal, signal - 1, { drop: signal });
    expect(found.changes).toEqual({ added: 0, dropped: 1, replaced: 0 });
    expect(found.firstDifference).toMatchObject({
      sequence: signal,
      recorded: { type: 'signal.prediction', id: trade.signal },
    });
    expect(found.trades.recordedOnly[0]).toMatchObject({ signal: trade.signal, net: trade.net });
    expect(found.trades.hypotheticalOnly.map((row) => row.signal)).not.toContain(trade.signal);
    expect(found.account.residue?.hypothetical).toBe('0');
  });

  it('goes short where the signal is replaced by its opposite', async () => {
    const given = isOf(signal)?.data as { readonly signal: string };
    const other = given.signal === 'BUY' ? 'SHORT' : 'BUY';
    const found = await whatIf(journal, signal - 1, { replace: signal, event: { ...given, signal: other } });
    const ours = (rows: Rows['recordedOnly']) => rows.find((row) => row.signal === trade.signal)?.side;
    expect([ours(found.trades.recordedOnly), ours(found.trades.hypotheticalOnly)]).toEqual(
      other === 'SHORT' ? ['long', 'short'] : ['short', 'long'],
    );
  });

  it('leaves a position when a person says so, written as people write', async () => {
    const moment = isoBetween(0.5);
    const close = `{"at": "${moment}", "event": {"type": "desk.close", "book": "flow", "instrument": "${trade.symbol}", "why": "what if"}}`;
    const found = await whatIf(journal, openedBy(), '', close, '');
    const left = found.trades.hypotheticalOnly.find((row) => row.signal === trade.signal);
    expect(left).toMatchObject({ reason: 'exit' });
    expect(left?.closedAt?.slice(0, 16)).toBe(moment.slice(0, 16));
  });

  it('takes a price that was never quoted, and the paper broker fills at it', async () => {
    const behind = sequenceOf(({ type }) => type === 'market.bar', openedBy());
    // Beyond the stop, on whichever side it is.
    const [bid, ask] = trade.side === 'long' ? ['1.00', 1.01] : ['9999.99', 10_000];
    const crash = { type: 'market.quote', instrument: trade.symbol, bid, ask, bidSize: '100000', askSize: '100000' };
    const found = await whatIf(journal, behind, { after: behind, event: crash });
    const prices = found.fills.hypotheticalOnly
      .filter(({ symbol }) => symbol === trade.symbol)
      .map(({ price }) => price);
    expect(prices).toContain(trade.side === 'long' ? '1' : '10000');
  });

  it('says on every line that it is hypothetical, and is no wider than it may be', async () => {
    const file = changes({ drop: signal });
    const { code, stdout } = await here('replay', journal, '--what-if', file, '--from', String(signal - 1));
    expect(code).toBe(exitCodes.done);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => !line.startsWith('HYPOTHETICAL'))).toEqual([]);
    expect(stdout).toMatch(
      /HYPOTHETICAL Fills: \d+ the same, [1-9]\d* only recorded, \d+ only hypothetical\nHYPOTHETICAL {3}- 2025/,
    );
    expect(Math.max(...lines.map(visibleLength))).toBeGreaterThan(80);
  });

  it('leaves record and changes as they were', async () => {
    const before = readFileSync(journal);
    await whatIf(journal, signal - 1, { drop: signal });
    expect(readFileSync(journal).equals(before)).toBe(true);
  });
});

describe('the lines that are shown', () => {
  const linesIn = (text: string): readonly string[] => text.split('\n').filter((line) => /^ *{"/.test(line));

  it.each(['the guide', 'the help'])('in %s can be read', async (where) => {
    const text =
      where === 'the guide' ? readFileSync('docs/guides/what-if.md', 'utf8') : (await here('replay', '--help')).stdout;
    const lines = linesIn(text);
    expect(lines.length).toBeGreaterThan(1);
    expect(await readChanges(changes(...lines), (type) => doorOf(type) !== undefined)).toHaveLength(lines.length);
  });
});

describe('what a what-if refuses', () => {
  const close = { type: 'desk.close', book: 'flow', instrument: 'ALFA', why: 'what if' };
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['no JSON', 'no', /:1: this is no JSON object; expected \{"at"/],
    ['a list', '[1]', /:1: expected \{"at"/],
    ['nothing to do', { event: close }, /:1: expected \{"at"/],
    ['two things at once', { drop: 700, after: 700 }, /:1: expected \{"at"/],
    ['a word without meaning', { drop: 700, event: close }, /event has no meaning beside drop/],
    ['no number', { drop: '700' }, /expected the number of an input, found "700"/],
    ['no moment', { at: 'noon', event: close }, /noon is no moment in time/],
    ['a moment before the branch', { at: '2025-03-03T14:00:00Z', event: close }, /is before the branch at 2025-03-03T/],
    ['no event', { after: 700, event: 7 }, /expected an event/],
    [
      'an event that there is not',
      { after: 700, event: { type: 'desk.clos' } },
      /there is no event desk\.clos; did you mean desk\.close/,
    ],
    [
      'what the broker says',
      { after: 700, event: { type: 'broker.orderExpired', order: 'x' } },
      /does not come from outside.* the paper broker answers/,
    ],
    [
      'what follows from others',
      { after: 700, event: { type: 'order.submit', order: 'x', approval: 'y' } },
      /order\.submit does not come from outside/,
    ],
    ['a field that lacks', { after: 700, event: { type: 'desk.close' } }, /desk\.close: book is missing/],
    [
      'a price that is none',
      { after: 700, event: { type: 'market.trade', instrument: 'ALFA', price: 'dear', size: '1' } },
      /dear is no price/,
    ],
    ['an input before the branch', { drop: 500 }, /input 500 is not behind the branch, which is input 600/],
    ['an input beyond the end', { drop: 999_999 }, /there is no input 999999: the record ends at \d+\./],
  ];

  it.each(wrong)('badWhatIfLine: %s, with its line', async (_what, line, expected) => {
    const { code, stdout, stderr } = await here('replay', journal, '--what-if', changes(line), '--from', '600');
    expect([code, stdout]).toEqual([exitCodes.data, '']);
    expect(stderr).toMatch(expected);
    expect(stderr).toContain('docs/guides/what-if.md');
  });

  it('to drop what followed, or the same input twice', async () => {
    const followed = sequenceOf(({ type }) => type === 'broker.execution', 600);
    const one = await here('replay', journal, '--what-if', changes({ drop: followed }), '--from', '600');
    expect(one.stderr).toContain(`input ${followed} is broker.execution, which follows from others`);
    const twice = changes({ drop: signal }, '', { drop: signal });
    const two = await here('replay', journal, '--what-if', twice, '--from', String(signal - 1));
    expect(two.stderr).toContain(`:3: input ${signal} is dropped or replaced already`);
  });

  it('a branch beyond the record, and one option without the other', async () => {
    const beyond = await here('replay', journal, '--what-if', changes(), '--from', '20000');
    expect([beyond.code, beyond.stderr]).toEqual([
      exitCodes.usage,
      expect.stringContaining(`the record ends at ${records.length}`),
    ]);
    for (const options of [
      ['--from', '5'],
      ['--what-if', changes()],
    ])
      expect(await here('replay', journal, ...options)).toMatchObject({
        code: exitCodes.usage,
        stderr: expect.stringContaining('goes with --'),
      });
    const both = await here('replay', journal, '--what-if', changes(), '--from', '5', '--to', '7');
    expect(both.code).toBe(exitCodes.usage);
    expect((await here('replay', journal, '--what-if', at('nowhere'), '--from', '5')).code).toBe(exitCodes.data);
  });
});

describe('a what-if of a record that the paper broker does not come to', () => {
  const scenarios = at('scenarios');
  const named = (part: string): string =>
    join(scenarios, readdirSync(scenarios).find((name) => name.includes(part)) ?? '');
  beforeAll(async () => {
    await here('test', 'examples/scenarios/broker-words.yaml', 'examples/scenarios/entry.yaml', '--journal', scenarios);
  });

  it('goes on from what another broker had told, and says so', async () => {
    const { code, stdout } = await here(
      'replay',
      named('connection-loses-no-order'),
      '--what-if',
      changes(),
      '--from',
      '20',
    );
    expect(code).toBe(exitCodes.done);
    const text = stdout.replace(/\nHYPOTHETICAL +/g, ' ');
    expect(text).toContain('does not come to the branch by itself: at input 1 the record has the broker scripted.');
    expect(text).toContain('What a broker does not tell is begun anew');
    expect(text).not.toContain('first difference');
  });

  it('where a scenario was played by hand, says that it differs by itself, and behind that goes on from what was told', async () => {
    // Its commands left between the inputs of a moment.
    const byHand = named('a-confident-buy');
    const { stdout } = await here('replay', byHand, '--what-if', changes(), '--from', '8');
    const [, sequence = ''] = /first difference is input (\d+)/.exec(stdout) ?? [];
    expect(stdout).toContain('It comes before anything that was changed');
    const later = await whatIf(byHand, Number(sequence) + 1);
    expect(later.seeded).toMatchObject({ sequence: Number(sequence) });
    expect(later.fills).toMatchObject({ recordedOnly: [], hypotheticalOnly: [] });
  });
});

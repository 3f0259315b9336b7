import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermaton, ordermatonHere, root, start } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('run', () => {
  it('plays the generated day, prints its report and ends with 0', async () => {
    const { code, stdout, stderr } = await ordermaton('run', '--speed', 'max');
    expect(code).toBe(exitCodes.done);
    expect(stdout).toMatch(/session 2025-03-03 opened/);
    expect(stdout).toMatch(/Report of reference/);
    expect(stdout).toMatch(/Nothing stays open/);
    expect(stderr).toBe('');
  });

  it('with --json prints one document on stdout, the same for the same seed and another for another', async () => {
    const [one, two, other] = await Promise.all([
      ordermaton('run', '--speed', 'max', '--json'),
      ordermaton('run', '--speed', 'max', '--json', '--log-level', 'info'),
      ordermaton('run', '--speed', 'max', '--json', '--seed', '8'),
    ]);
    const report = JSON.parse(one.stdout) as {
      stateHash: string;
      account: { residue: string };
      orders: unknown[];
      fills: unknown[];
      equityCurve: unknown[];
    };
    expect(report.account.residue).toBe('0');
    expect(report.orders.length).toBeGreaterThan(10);
    expect(report.fills.length).toBeGreaterThan(10);
    expect(report.equityCurve.length).toBeGreaterThan(300);
    expect(two.stdout).toBe(one.stdout);
    expect(
      two.stderr
        .split('\n')
        .filter((line) => line !== '')
        .every((line) => JSON.parse(line) !== null),
    ).toBe(true);
    expect((JSON.parse(other.stdout) as { stateHash: string }).stateHash).not.toBe(report.stateHash);
  });

  it('exports what replay comes to the same hash by, and writes its report files', async () => {
    const exported = join(folder, 'run.ndjson');
    const reports = join(folder, 'reports');
    const ran = await ordermaton('run', '--speed', 'max', '--json', '--export', exported, '--report', reports);
    const { code, stdout } = await ordermaton('replay', exported, '--json');
    expect(code).toBe(exitCodes.done);
    const [live, again] = [JSON.parse(ran.stdout), JSON.parse(stdout)] as [
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    expect(again).toEqual(live);
    for (const name of ['report.html', 'report.json', 'equity.csv', 'trades.csv'])
      expect(existsSync(join(reports, name))).toBe(true);
    expect(JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8'))).toEqual(live);
  });

  it('Ctrl-C stops taking signals, keeps protection, reports what stays open, and ends with its own code', async () => {
    const running = start('run', '--speed', '3000');
    await running.printed('entered');
    running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(exitCodes.staysOpen);
    expect(stdout).toMatch(/desk is draining/);
    expect(stdout).toMatch(/position\(s\) stay open:\n.*protected/);
  });

  it.each([
    ['that can not be planned', ['--desk', 'nowhere.yaml'], exitCodes.data],
    ['whose report can not be written', ['--report', 'package.json'], exitCodes.data],
    ['that has ended', ['--no-journal', '--speed', 'max', '--json'], exitCodes.done],
  ])('a run %s listens for signals no more', async (_what, options, code) => {
    const listeners = () => (['SIGINT', 'SIGTERM'] as const).map((signal) => process.listenerCount(signal));
    const before = listeners();
    expect(await ordermatonHere('run', ...options)).toMatchObject({ code });
    expect(listeners()).toEqual(before);
  });

  it('SIGTERM with --flatten closes everything first', async () => {
    const running = start('run', '--speed', '3000', '--flatten');
    await running.printed('entered');
    running.signal('SIGTERM');
    const { code, stdout } = await running.ended;
    expect(code).toBe(exitCodes.done);
    expect(stdout).toMatch(/closed by its exit/);
    expect(stdout).toMatch(/Nothing stays open/);
  });

  it("keeps the paper broker's book in its own file, and goes on with it", async () => {
    const book = join(folder, 'kept.json');
    await ordermaton('run', '--speed', 'max', '--json', '--broker-state', book);
    const { stdout } = await ordermaton(
      'run',
      '--speed',
      'max',
      '--json',
      '--broker-state',
      book,
      '--from',
      '2025-03-04',
    );
    const report = JSON.parse(stdout) as { account: { startingEquity: string } };
    expect(Number(report.account.startingEquity)).not.toBe(1_000_000);
  });
});

describe('bad input', () => {
  const bars = (rows: readonly string[]): string => ['time,symbol,open,high,low,close,volume', ...rows].join('\n');
  const good = '2025-03-03T14:30:00Z,SPY,100,101,99,100.5,1000';
  const next = '2025-03-03T14:31:00Z,SPY,100,101,99,100.5,1000';

  it.each([
    [
      'a desk document that is not there',
      ['run', '--desk', 'nowhere.yaml'],
      exitCodes.data,
      /nowhere\.yaml does not exist/,
    ],
    [
      'a desk document with a mistake',
      ['run', '--desk', file('wrong.yaml', 'desk: x\nrule: {}\n')],
      exitCodes.usage,
      /wrong\.yaml:2:7 rule: there is no such field; did you mean rules\?/,
    ],
    [
      'a rule that reads an unknown name',
      [
        'run',
        '--desk',
        file('rule.yaml', 'desk: x\nrules: { r: { when: market.bar, if: market.bod > 1, then: flatten } }\n'),
      ],
      exitCodes.usage,
      /there is no market\.bod; did you mean market\.bid\?/,
    ],
    ['data that is not there', ['run', '--data', join(folder, 'nowhere')], exitCodes.data, /nowhere does not exist/],
    ['a folder without data', ['run', '--data', folder], exitCodes.data, /ordermaton: /],
    [
      'a bad row',
      ['run', '--data', file('row.csv', bars([good, '2025-03-03T14:31:00Z,SPY,100,101,99,NaN,1000']))],
      exitCodes.data,
      /row\.csv:3: /,
    ],
    [
      'a negative price',
      ['run', '--data', file('negative.csv', bars([good, '2025-03-03T14:31:00Z,SPY,100,101,-99,100,1000']))],
      exitCodes.data,
      /negative\.csv:3: /,
    ],
    [
      'time that runs backwards',
      ['run', '--data', file('back.csv', bars([good, next, '2025-03-03T14:29:00Z,SPY,100,101,99,100,1000']))],
      exitCodes.data,
      /back\.csv(:4)?: /,
    ],
    [
      'a symbol that the data has not',
      ['run', '--data', file('one.csv', bars([good, next])), '--symbols', 'IBM'],
      exitCodes.data,
      /IBM/,
    ],
    [
      'a symbol that the desk does not trade',
      ['run', '--desk', file('one.yaml', 'desk: x\nsymbols: [SPY]\nrules: {}\n'), '--symbols', 'IBM'],
      exitCodes.data,
      /IBM is not known to desk x/,
    ],
    ['signals that are not there', ['run', '--signals', 'nowhere.ndjson'], exitCodes.data, /nowhere\.ndjson/],
    [
      'a bad signal',
      ['run', '--signals', file('bad.ndjson', '{"ticker":"ALFA"}\n')],
      exitCodes.data,
      /bad\.ndjson:1: /,
    ],
    [
      'a book of another kind',
      ['run', '--broker-state', file('book.json', '{}')],
      exitCodes.data,
      /book\.json does not hold the state of a paper broker/,
    ],
    [
      'an export in the place of the data',
      ['run', '--data', file('mine.csv', bars([good, next])), '--export', join(folder, 'mine.csv')],
      exitCodes.data,
      /mine\.csv can not be written: the run reads it/,
    ],
    [
      'a report in the place of a file',
      ['run', '--report', file('taken', '')],
      exitCodes.data,
      /taken can not be written: something else is in its place/,
    ],
    ['an export that is none', ['replay', file('no.ndjson', 'no\n')], exitCodes.data, /no\.ndjson:1: /],
    ['a machine that is none', ['charts', 'ordr'], exitCodes.usage, /no machine called ordr/],
    ['a date that is none', ['run', '--from', '2025-13-01'], exitCodes.usage, /Expected a date/],
    ['an option that is none', ['run', '--sped', 'max'], exitCodes.usage, /Did you mean one of --seed, --speed\?/],
    ['a command that is none', ['rum'], exitCodes.usage, /Did you mean run\?/],
  ] as const)('%s gives one clear error, and nothing trades', async (_name, args, expected, message) => {
    const { code, stdout, stderr } = await ordermaton(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(expected);
    expect(stdout).toBe('');
  });

  it('a bad row is left out, counted and reported when that is asked for', async () => {
    const path = file('skip.csv', bars([good, next, 'nonsense', '2025-03-03T14:32:00Z,SPY,100,101,99,100,1000']));
    const { code, stdout } = await ordermaton('run', '--data', path, '--on-bad-row', 'skip', '--json');
    expect(code).toBe(exitCodes.done);
    expect((JSON.parse(stdout) as { skipped: unknown }).skipped).toMatchObject([
      { source: path, rows: 1, first: expect.stringContaining('skip.csv:4') },
    ]);
  });
});

describe('output', () => {
  const toCharts = (stdout: 'pipe' | number) =>
    spawn(process.execPath, ['src/cli/main.ts', 'charts', '--json'], { cwd: root, stdio: ['ignore', stdout, 'pipe'] });
  const endOf = async (child: ReturnType<typeof toCharts>) => {
    const stderr = text(child.stderr as Readable);
    return [...((await once(child, 'close')) as [number | null]).slice(0, 1), await stderr];
  };

  it('that nobody reads any more ends the command, and is no fault', async () => {
    const child = toCharts('pipe');
    child.stdout?.destroy();
    expect(await endOf(child)).toEqual([exitCodes.done, '']);
  });

  it('notWritable: that can not be written is an error with a remedy', async () => {
    const readOnly = openSync(join(root, 'package.json'), 'r');
    const ends = await endOf(toCharts(readOnly));
    closeSync(readOnly);
    expect(ends).toEqual([exitCodes.data, expect.stringContaining('stdout can not be written: ')]);
  });
});

describe('help', () => {
  it('says what can be done, with examples and exit codes', async () => {
    const { code, stdout } = await ordermaton('--help');
    expect(code).toBe(exitCodes.done);
    for (const word of ['run', 'replay', 'charts', 'Examples:', 'Exit codes:']) expect(stdout).toContain(word);
  });
  it('every option of run is explained', async () => {
    const { stdout } = await ordermaton('run', '--help');
    for (const option of [
      '--desk',
      '--data',
      '--signals',
      '--speed',
      '--export',
      '--flatten',
      '--json',
      '--on-bad-row',
    ])
      expect(stdout).toContain(option);
  });
});

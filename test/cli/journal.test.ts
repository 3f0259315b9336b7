import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { OrdermatonError } from '../../src/errors.ts';
import { ordermatonHere as here, start } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const journal = at('day.db');
const day = ['run', '--speed', 'max', '--json'] as const;

interface Report {
  readonly stateHash: string;
  readonly sequence: number;
  readonly orders: readonly { readonly order: string; readonly position: string }[];
  readonly fills: readonly { readonly execution: string }[];
  readonly trades: readonly unknown[];
}
let text: string;
let report: Report;
beforeAll(async () => {
  const { code, stdout, stderr } = await here(...day, '--journal', journal, '--export', at('day.ndjson'));
  expect([code, stderr]).toEqual([0, '']);
  text = stdout;
  report = JSON.parse(stdout) as Report;
});

describe('the journal of a run', () => {
  it('changes nothing of the run: without it everything is the same, to the last input', async () => {
    const { stdout } = await here(...day, '--no-journal', '--export', at('memory.ndjson'));
    expect(stdout).toBe(text);
    expect(readFileSync(at('memory.ndjson'), 'utf8')).toBe(readFileSync(at('day.ndjson'), 'utf8'));
  });

  it('of a run that has ended is reported again, and nothing is traded', async () => {
    const { code, stdout } = await here(...day, '--journal', journal);
    expect([code, stdout]).toEqual([exitCodes.done, text]);
  });

  it('is heard again by a version that is to take over, and comes to the same', async () => {
    const { code, stdout } = await here('upgrade', '--check', journal);
    expect(code).toBe(exitCodes.done);
    expect(stdout).toMatch(
      /Every command is the same.\n.* orders and \d+ positions .* 0 of them other.\n.*may take over/,
    );
    const found = JSON.parse((await here('upgrade', '--check', journal, '--json')).stdout);
    expect(found).toMatchObject({ first: 1, last: report.sequence, comparedAt: report.sequence, differences: [] });
  });

  it('of a run that was killed goes on where it broke off, to the same end, and not with other arguments', async () => {
    const killed = at('killed.db');
    const running = start('run', '--speed', '2400', '--journal', killed);
    await running.printed('entered');
    running.signal('SIGKILL');
    await running.ended;
    const verified = await here('journal', 'verify', killed);
    expect(verified.stdout).toMatch(/is whole: \d+ inputs.*\n.*has no end/);

    const other = await here(...day, '--seed', '8', '--journal', killed);
    expect(other.code).toBe(exitCodes.differs);
    const [, sequence = ''] = /begun otherwise: input (\d+)/.exec(other.stderr) ?? [];
    expect(other.stderr).toContain(new OrdermatonError('resumeDiffers', { file: killed, sequence }).message);

    const { code, stdout, stderr } = await here(...day, '--journal', killed);
    expect([code, stdout]).toEqual([exitCodes.done, text]);
    expect(stderr).toMatch(/broke off at .*; the run goes on from there/);
    await here('journal', 'export', killed, '--out', at('killed.ndjson'));
    expect(readFileSync(at('killed.ndjson'), 'utf8')).toBe(readFileSync(at('day.ndjson'), 'utf8'));
  });

  it('is kept in the state folder where none is named', async () => {
    const state = at('state');
    const { code, stdout } = await here('run', '--speed', 'max', '--state-dir', state);
    expect(code).toBe(exitCodes.done);
    const [, file = ''] = /^Journal: (.*)$/m.exec(stdout) ?? [];
    expect(file.startsWith(join(state, 'reference-'))).toBe(true);
    expect((await here('journal', 'verify', file, '--json')).stdout).toContain(report.stateHash);
  });
});

describe('ordermaton journal trade', () => {
  const write = (name: string, out: string) => here('journal', 'trade', journal, name, '--out', out);

  it.each([
    ['.html', '<!doctype html>'],
    ['.svg', '<svg xmlns="http://www.w3.org/2000/svg" class="story"'],
    ['.mmd', 'sequenceDiagram'],
  ])('writes a position as %s, with the market around it', async (ending, beginning) => {
    const [first] = report.orders;
    const out = at(`trade${ending}`);
    const { code, stdout } = await write(String(first?.position), out);
    expect([code, stdout]).toEqual([exitCodes.done, `Written to ${out}\n`]);
    const written = readFileSync(out, 'utf8');
    expect(written.startsWith(beginning)).toBe(true);
    if (ending === '.html') expect(written).toMatch(/class="spread" d="M/);
  });

  it('writes a single order as well', async () => {
    const [first] = report.orders;
    expect(await write(String(first?.order), at('order.html'))).toMatchObject({ code: exitCodes.done });
  });

  it.each([
    ['a name that the record does not know', 'nobody', 'trade.html', /nobody: is no order and no position/],
    ['a file that does not say what to write', 'nobody', 'trade.pdf', /trade\.pdf: .*\.html, \.svg, \.mmd/],
  ])('refuses %s', async (_, name, out, says) => {
    const { code, stderr } = await write(name, at(out));
    expect(code).not.toBe(exitCodes.done);
    expect(stderr).toMatch(says);
  });

  it('refuses a place that can not be written', async () => {
    const [first] = report.orders;
    const { stderr } = await write(String(first?.position), join(at('nowhere'), 'trade.html'));
    expect(stderr).toMatch(/nowhere.trade\.html can not be written/);
  });
});

describe('ordermaton replay', () => {
  it('comes to the end of the run from its journal', async () => {
    expect((await here('replay', journal, '--json')).stdout).toBe(text);
  });

  it('rebuilds any moment, by input or by time', async () => {
    const { stdout: byInput } = await here('replay', journal, '--json', '--to', '5000');
    expect(JSON.parse(byInput)).toMatchObject({ sequence: 5_000, partial: true });
    const { stdout: byTime } = await here('replay', journal, '--json', '--to', '2025-03-03T16:00:00Z');
    const { sequence } = JSON.parse(byTime) as { sequence: number };
    const { stdout: shown } = await here('journal', 'show', journal, String(sequence), '--json');
    const { stdout: next } = await here('journal', 'show', journal, String(sequence + 1), '--json');
    const timeOf = (json: string): number => (JSON.parse(json) as { envelope: { at: number } }).envelope.at / 1_000;
    expect(timeOf(shown)).toBeLessThanOrEqual(Date.parse('2025-03-03T16:00:00Z'));
    expect(timeOf(next)).toBeGreaterThan(Date.parse('2025-03-03T16:00:00Z'));
  });
});

describe('ordermaton replay --speed', () => {
  it('tells what happened as the run told it, ends where it is told to, and reports the same', async () => {
    const { stdout: told } = await here('run', '--speed', 'max', '--no-journal');
    const { code, stdout } = await here('replay', journal, '--speed', 'max', '--to', '2025-03-03T16:00:00Z');
    expect(code).toBe(exitCodes.done);
    const [about = '', ...lines] = stdout.split('\n\n')[0]?.split('\n') ?? [];
    expect(about).toBe(`${journal} as it was recorded, as fast as it goes; Ctrl-C ends it`);
    expect(lines.length).toBeGreaterThan(10);
    // The first two were said before there was anything to look at.
    const first = told.split('\n').indexOf(lines[0] ?? '');
    expect(first).toBeGreaterThan(0);
    expect(lines).toEqual(told.split('\n').slice(first, first + lines.length));
    expect(lines.at(-1)?.slice(0, 16) ?? '').toMatch(/^2025-03-03T1[45]/);
    const { stdout: unseen } = await here('replay', journal, '--to', '2025-03-03T16:00:00Z');
    expect(stdout.endsWith(unseen)).toBe(true);
  });

  it('takes so much less time than the day took, and shows nothing beside JSON', async () => {
    const { code, stdout } = await here('replay', journal, '--speed', '1000000', '--json');
    expect([code, stdout]).toEqual([exitCodes.done, text]);
  });
});

describe('ordermaton journal', () => {
  it('verify says how far it goes and in which state the run ended', async () => {
    const { code, stdout } = await here('journal', 'verify', journal);
    expect(code).toBe(exitCodes.done);
    expect(stdout).toContain(`is whole: ${report.sequence} inputs`);
    expect(stdout).toContain(`ended after input ${report.sequence} in state ${report.stateHash}`);
  });

  it('verify names the record that was changed', async () => {
    const changed = at('changed.db');
    await here('journal', 'export', journal, '--format', 'sqlite', '--out', at('unused.db'));
    const database = new DatabaseSync(journal, { readOnly: true });
    database.exec(`VACUUM INTO '${changed}'`);
    database.close();
    const copy = new DatabaseSync(changed);
    copy.exec(
      'UPDATE records SET data = replace(data, \'"kind":"place"\', \'"kind":"amend"\') WHERE type = \'outbox.releasing\'',
    );
    const first = copy
      .prepare("SELECT min(sequence) AS first FROM records WHERE type = 'outbox.releasing'")
      .get()?.first;
    copy.close();
    const { code, stderr } = await here('journal', 'verify', changed);
    expect(code).toBe(exitCodes.data);
    expect(stderr).toContain(`input ${first}, or its commit, is not as the engine wrote it`);
  });

  it('tail prints the last inputs, without market data unless asked', async () => {
    const { stdout } = await here('journal', 'tail', journal, '--count', '3');
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stdout).toMatch(/desk\.stop +why the run is over/);
    expect(stdout).not.toContain('market.');
    expect((await here('journal', 'tail', journal, '--market')).stdout).toContain('market.');
  });

  it('show refuses an input that is not there', async () => {
    const { code, stderr } = await here('journal', 'show', journal, '999999');
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain(`the record ends at ${report.sequence}`);
  });

  it('why tells an order from its signal to its fill, and a position to its close', async () => {
    const { order = '', position = '' } = report.orders[0] ?? {};
    const { stdout: ofOrder } = await here('journal', 'why', journal, order);
    const types = ofOrder.split('\n').map((line) => line.trim().split(/ +/)[3]);
    expect(types[0]).toBe('signal.prediction');
    const path = [
      'order.place',
      'risk.approved',
      'order.submit',
      'outbox.releasing',
      'order.sent',
      'broker.execution',
      'order.filled',
      'order.completed',
    ];
    expect(types.filter((type) => path.includes(type ?? ''))).toEqual(expect.arrayContaining(path));
    const places = path.map((type) => types.indexOf(type));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const { stdout: ofPosition } = await here('journal', 'why', journal, position);
    expect(ofPosition).toContain('signal.prediction');
    expect(ofPosition).toContain('position.closed');
    const unknown = await here('journal', 'why', journal, 'reference-1.1');
    expect(unknown.code).toBe(exitCodes.usage);
    expect(unknown.stderr).toContain('is no order and no position of this record');
  });

  it('its tables agree with the report, in the file itself and copied out as CSV', async () => {
    const database = new DatabaseSync(journal, { readOnly: true });
    const rows = (sql: string) => database.prepare(sql).all();
    expect(rows('SELECT "order" FROM orders').map((row) => row.order)).toEqual(
      report.orders.map(({ order }) => order).sort(),
    );
    expect(
      rows('SELECT execution FROM fills')
        .map((row) => row.execution)
        .sort(),
    ).toEqual(report.fills.map(({ execution }) => execution).sort());
    expect(rows("SELECT position FROM positions WHERE state = 'closed'")).toHaveLength(report.trades.length);
    expect(rows("SELECT * FROM positions WHERE protection <> 'none'")).toEqual([]);
    expect(rows('SELECT at FROM equity').length).toBeGreaterThan(300);
    database.close();
    const { code } = await here('journal', 'export', journal, '--format', 'csv', '--out', at('tables'));
    expect(code).toBe(exitCodes.done);
    const lines = readFileSync(at('tables/fills.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('order,execution,sequence,position,instrument,role,side,quantity,price,fee,at');
    expect(lines).toHaveLength(report.fills.length + 1);
  });
});

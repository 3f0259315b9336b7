import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';
import { changeDatabase } from '../support/journals.ts';
import { recordedDays } from '../support/recordedDays.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-dropped-'));
afterAll(() => rmSync(folder, { recursive: true }));
const days = recordedDays(folder);
const [journal, whole] = [join(folder, 'days.db'), join(folder, 'whole.db')];
const archive = (day: string): string => `${journal}.${day}.archive`;
const json = async (...args: readonly string[]) => JSON.parse((await here(...args, '--json')).stdout);
const moved = ['2013-10-07', '2013-10-08', '2013-10-09'];
const drop = (...more: readonly string[]) =>
  here('journal', 'archive', journal, '--before', '2013-10-10', '--drop-market', ...more);

type Ended = Awaited<ReturnType<typeof here>>;
let [planned, done, text]: [Ended?, Ended?, string?] = [];
let sizes: readonly number[];
beforeAll(async () => {
  const some = ['--symbols', days.symbols.join(','), '--from', days.from, '--to', days.to];
  const run = ['run', '--speed', 'max', '--json', '--data', days.data, '--signals', days.signals, ...some];
  text = (await here(...run, '--journal', journal)).stdout;
  copyFileSync(journal, whole);
  // One day lies in an archive with its market data already.
  await here('journal', 'archive', journal, '--before', '2013-10-08');
  sizes = [statSync(journal).size, statSync(archive('2013-10-07')).size];
  planned = await drop('--dry-run', '--json');
  done = await drop('--json');
});

describe('ordermaton journal archive --drop-market', () => {
  it('lists with --dry-run what would be freed, and does nothing', async () => {
    expect(planned?.code).toBe(exitCodes.done);
    const plan = JSON.parse(planned?.stdout ?? '');
    expect(plan.toMove.map(({ day }: { day: string }) => day)).toEqual(moved.slice(1));
    expect(plan.toDrop.map(({ day }: { day: string }) => day)).toEqual(moved);
    expect(plan.toDrop.every(({ market }: { market: { bytes: number } }) => market.bytes > 10_000)).toBe(true);
    const { stdout } = await here('journal', 'archive', whole, '--before', '2013-10-08', '--drop-market', '--dry-run');
    expect(stdout).toContain(`would be moved to ${whole}.2013-10-07.archive`);
    expect(stdout).toMatch(/2013-10-07: the market data of \d+ inputs, \d+ bytes in \d+ block\(s\), would be dropped/);
    expect(stdout).toMatch(/1 day\(s\) would be moved; \d+ bytes of market data of 1 day\(s\) would be gone for good/);
    expect(readdirSync(folder)).not.toContain('whole.db.2013-10-07.archive');
  });

  it('drops the market data of every day before, in archives too, and says how much', () => {
    expect(done?.code).toBe(exitCodes.done);
    const said = JSON.parse(done?.stdout ?? '');
    expect(said.moved.map(({ day }: { day: string }) => day)).toEqual(moved.slice(1));
    const dropped = said.dropped as readonly { day: string; inputs: number; freed: number }[];
    expect(dropped.map(({ day }) => day)).toEqual(moved);
    expect(dropped.every(({ inputs }) => inputs > 1_000)).toBe(true);
    // To the byte, also where the checkpoint that came in the place of a quiet day takes more than the day did.
    expect(statSync(archive('2013-10-07')).size).toBe((sizes[1] ?? 0) - (dropped[0]?.freed ?? 0));
    expect(done?.stderr).toContain(`2013-10-08: the market data of ${dropped[1]?.inputs} inputs was dropped from`);
  });

  it('is done once', async () => {
    const { code, stdout } = await drop();
    expect([code, stdout]).toEqual([
      exitCodes.done,
      `${journal} has no day before 2013-10-10: nothing was moved.\nNo archive of a day before 2013-10-10 has market data: nothing was dropped.\n`,
    ]);
  });
});

describe('a journal whose market data was dropped', () => {
  it('is verified, and says what is gone', async () => {
    const [now, then] = [await json('journal', 'verify', journal), await json('journal', 'verify', whole)];
    expect([now.commands, now.end, now.broken]).toEqual([then.commands, then.end, []]);
    expect(now.inputs + now.dropped.inputs).toBe(then.inputs);
    const { code, stdout } = await here('journal', 'verify', journal);
    expect(code).toBe(exitCodes.done);
    expect(stdout).toMatch(/2013-10-08 is in .*, which is whole but for market data that was dropped: \d+ inputs in/);
    const { stdout: alone } = await here('journal', 'verify', archive('2013-10-08'));
    expect(alone).toMatch(
      /Its market data was dropped: \d+ inputs in \d+ block\(s\), of which only places and digests/,
    );
  });

  it('is opened at the nearest place before one that can not be heard, and says so', async () => {
    const until = '2013-10-08T15:00:00Z';
    const { code, stdout, stderr } = await here('replay', journal, '--to', until, '--json');
    expect(code).toBe(exitCodes.done);
    const { sequence, stateHash, partial } = JSON.parse(stdout);
    expect(partial).toBe(true);
    expect(stderr).toContain(`marketDropped: ${archive('2013-10-08')} has no market data of 2013-10-08 any more`);
    expect(stderr).toContain(`This is the nearest place before that can be opened, input ${sequence}.`);
    const then = await json('replay', whole, '--to', String(sequence));
    expect([stateHash, then.sequence]).toEqual([then.stateHash, sequence]);
    const asked = await json('replay', whole, '--to', until);
    expect(asked.sequence).toBeGreaterThan(sequence);
  });

  it('is opened at the end of each of its days to the last digit', async () => {
    const { archives } = await json('journal', 'verify', journal);
    expect(archives).toHaveLength(moved.length);
    for (const { last } of archives as readonly { last: number }[]) {
      const { stderr } = await here('replay', journal, '--to', String(last));
      expect(stderr).not.toContain('nearest place');
      const [opened, heard] = [
        await json('replay', journal, '--to', `${last}`),
        await json('replay', whole, '--to', `${last}`),
      ];
      expect([opened.sequence, opened.stateHash, opened.account]).toEqual([last, heard.stateHash, heard.account]);
    }
  });

  it('is replayed to its end from the last checkpoint behind what is gone', async () => {
    const now = await json('replay', journal);
    const then = JSON.parse(text ?? '');
    expect([now.sequence, now.stateHash, now.account, now.openPositions, now.partial]).toEqual([
      then.sequence,
      then.stateHash,
      then.account,
      then.openPositions,
      undefined,
    ]);
    expect(now.days.at(-1)).toEqual(then.days.at(-1));
  });

  it('lists what was not market data as before, and says so of the rest', async () => {
    const count = ['--count', '4000'];
    expect((await here('journal', 'tail', journal, ...count)).stdout).toBe(
      (await here('journal', 'tail', whole, ...count)).stdout,
    );
    const { stderr } = await here('journal', 'tail', journal, '--market');
    expect(stderr).toMatch(/Market data that was dropped is not listed: \d+ inputs/);
  });

  it('shows what was recorded beside it, and of what followed what can be known', async () => {
    const fill = firstFill('2013-10-08');
    const { code, stdout } = await here('journal', 'show', journal, String(fill));
    expect(code).toBe(exitCodes.done);
    const { stdout: then } = await here('journal', 'show', whole, String(fill));
    expect(stdout.split('\n').slice(0, 2)).toEqual(then.split('\n').slice(0, 2));
    expect(stdout).toContain('What followed is not known. marketDropped:');
    expect(await json('journal', 'show', journal, String(fill))).toMatchObject({
      facts: null,
      unknown: 'marketDropped',
    });
    const later = String(firstFill('2013-10-10'));
    expect(await here('journal', 'show', journal, later)).toEqual(await here('journal', 'show', whole, later));
    const gone = await here('journal', 'show', journal, String(firstTick('2013-10-08')));
    expect([gone.code, gone.stderr]).toEqual([
      exitCodes.data,
      expect.stringContaining('has no market data of 2013-10-08'),
    ]);
  });

  it('tells why an order or a position came about as far as it was recorded', async () => {
    const { position } = (JSON.parse(text ?? '').trades as readonly { position: string }[])[0] ?? { position: '' };
    const { code, stdout, stderr } = await here('journal', 'why', journal, position);
    const { stdout: then } = await here('journal', 'why', whole, position);
    expect(code).toBe(exitCodes.done);
    expect(stderr).toContain('only what was recorded is listed');
    for (const line of stdout.trim().split('\n')) expect(then).toContain(line.trim());
  });

  it('is exported with what is there; the export says what is not, and is verified', async () => {
    const out = join(folder, 'days.ndjson');
    const { code, stderr } = await here('journal', 'export', journal, '--out', out);
    expect([code, stderr]).toEqual([exitCodes.done, expect.stringMatching(/dropped, \d+ inputs, is not in/)]);
    const [now, then] = [await json('journal', 'verify', out), await json('journal', 'verify', journal)];
    expect([now.kind, now.inputs, now.dropped.inputs, now.end.stateHash]).toEqual([
      'export',
      then.inputs,
      then.dropped.inputs,
      then.end.stateHash,
    ]);
    const replayed = await here('replay', out);
    expect([replayed.code, replayed.stderr]).toEqual([exitCodes.data, expect.stringContaining('it was dropped')]);
  });

  it('says which of its checkpoints can not be used any more', async () => {
    const file = archive('2013-10-09');
    const before = readFileSync(file);
    changeDatabase(file, "UPDATE checkpoints SET body = x'00'");
    const { code, stdout } = await here('journal', 'verify', journal);
    writeFileSync(file, before);
    expect([code, stdout]).toEqual([
      exitCodes.data,
      expect.stringMatching(/The checkpoint behind input \d+ can not be used/),
    ]);
  });
});

const inputOfWhole = (sql: string, day: string): number => {
  const database = new DatabaseSync(whole, { readOnly: true });
  const found = database.prepare(sql).get(Date.parse(`${day}T04:00:00Z`) * 1_000);
  database.close();
  return Number(Object.values(found ?? {})[0]);
};
const firstFill = (day: string): number =>
  inputOfWhole("SELECT min(sequence) FROM records WHERE type = 'broker.execution' AND at > ?", day);
const firstTick = (day: string): number => inputOfWhole('SELECT min(first) FROM blocks WHERE began > ?', day);

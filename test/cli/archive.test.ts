import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recover } from '../../src/actors/engine/recovery.ts';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import { createSqliteJournal } from '../../src/adapters/journal/sqliteJournal.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { VERSION } from '../../src/version.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';
import { recordedDays } from '../support/recordedDays.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));
const days = recordedDays(folder);
const journal = join(folder, 'days.db');
const whole = join(folder, 'whole.db');
const archive = (day: string): string => `${journal}.${day}.archive`;
const run = ['run', '--speed', 'max', '--json', '--data', days.data, '--signals', days.signals] as const;
const some = ['--symbols', days.symbols.join(','), '--from', days.from, '--to', days.to] as const;
const json = async (...args: readonly string[]) => JSON.parse((await here(...args, '--json')).stdout);

let text: string;
let size: number;
let moved: { readonly code: number | null; readonly stdout: string; readonly stderr: string };
beforeAll(async () => {
  text = (await here(...run, ...some, '--journal', journal)).stdout;
  copyFileSync(journal, whole);
  size = statSync(journal).size;
  moved = await here('journal', 'archive', journal, '--before', '2013-10-10', '--json');
});

/** With the archives of some days elsewhere. */
async function without(away: readonly string[], act: () => Promise<void>): Promise<void> {
  for (const day of away) renameSync(archive(day), join(folder, day));
  try {
    await act();
  } finally {
    for (const day of away) renameSync(join(folder, day), archive(day));
  }
}

describe('ordermaton journal archive', () => {
  it('moves whole days, says to where, and the journal is smaller', () => {
    expect(moved.code).toBe(exitCodes.done);
    const said = JSON.parse(moved.stdout);
    expect(said.moved.map(({ day, file }: { day: string; file: string }) => [day, file])).toEqual(
      ['2013-10-07', '2013-10-08', '2013-10-09'].map((day) => [day, archive(day)]),
    );
    expect(said.bytes).toBe(statSync(journal).size);
    expect(said.bytes).toBeLessThan(size);
    expect(moved.stderr).toContain(`2013-10-07: ${said.moved[0].inputs} inputs are in ${archive('2013-10-07')}`);
  });

  it('says so when there is nothing to move', async () => {
    const { code, stdout } = await here('journal', 'archive', journal, '--before', '2013-10-10');
    expect([code, stdout]).toEqual([exitCodes.done, `${journal} has no day before 2013-10-10: nothing was moved.\n`]);
  });

  it.each([
    ['a day to come', '2999-01-01', exitCodes.usage],
    ['no date', 'yesterday', exitCodes.usage],
  ])('refuses %s', async (_, before, expected) => {
    expect((await here('journal', 'archive', journal, '--before', before)).code).toBe(expected);
  });

  it('refuses a file that is not there, and makes none', async () => {
    const { code } = await here('journal', 'archive', join(folder, 'none.db'), '--before', '2013-10-10');
    expect([code, existsSync(join(folder, 'none.db'))]).toEqual([exitCodes.data, false]);
  });
});

describe('a journal whose days were moved', () => {
  it('is replayed, reported, listed, exported and checked as before', async () => {
    expect((await here('replay', journal, '--json')).stdout).toBe(text);
    expect((await here(...run, ...some, '--journal', journal)).stdout).toBe(text);
    for (const args of [
      ['replay', '--to', '2013-10-08T15:00:00Z', '--json'],
      ['journal tail', '--count', '4000'],
      ['journal show', '5000'],
      ['upgrade', '--check'],
    ] as const) {
      const [command, ...rest] = args;
      const of = (file: string) =>
        command === 'upgrade' ? here(command, ...rest, file) : here(...command.split(' '), file, ...rest);
      const [now, then] = [await of(journal), await of(whole)];
      expect([args, now.code, now.stdout.replaceAll(journal, whole)]).toEqual([args, 0, then.stdout]);
    }
  });

  it('is verified across its archives, each of which is verified alone', async () => {
    const then = await json('journal', 'verify', whole);
    const now = await json('journal', 'verify', journal);
    expect([now.inputs, now.commands, now.first, now.last, now.end]).toEqual([
      then.inputs,
      then.commands,
      then.first,
      then.last,
      then.end,
    ]);
    expect(now.archives.map(({ day, isHere }: { day: string; isHere: boolean }) => [day, isHere])).toEqual([
      ['2013-10-07', true],
      ['2013-10-08', true],
      ['2013-10-09', true],
    ]);
    expect(await json('journal', 'verify', archive('2013-10-08'))).toMatchObject({ kind: 'archive' });
    const { stdout } = await here('journal', 'verify', archive('2013-10-08'));
    expect(stdout).toContain('It is an archive: what follows is in the journal that it was moved out of.');
  });

  it('says which archive is not there, and what can be done without it is done', async () => {
    await without(['2013-10-08'], async () => {
      const { code, stdout } = await here('journal', 'verify', journal);
      expect(code).toBe(exitCodes.done);
      expect(stdout).toContain(`2013-10-08 was moved to days.db.2013-10-08.archive, which is not there`);
      expect((await here('journal', 'tail', journal)).stdout).toBe((await here('journal', 'tail', whole)).stdout);
      const { code: ended, stderr } = await here('replay', journal, '--to', '2013-10-08T15:00:00Z');
      expect(ended).toBe(exitCodes.data);
      expect(stderr).toContain('which was moved to days.db.2013-10-08.archive, and that is not there');
    });
  });

  it('is replayed from a checkpoint behind the archive that is missing, and says so', async () => {
    await without(['2013-10-08'], async () => {
      const { stdout, stderr } = await here('replay', journal, '--json');
      const [now, then] = [JSON.parse(stdout), JSON.parse(text)];
      expect(stderr).toContain(`The replay begins at the checkpoint behind input ${now.since.sequence}`);
      expect([now.account, now.openPositions, now.sequence, now.stateHash]).toEqual([
        then.account,
        then.openPositions,
        then.sequence,
        then.stateHash,
      ]);
      expect(now.partial).toBeUndefined();
      const isLater = ({ at }: { readonly at: string }) => Date.parse(at) > Date.parse(now.since.at);
      expect(now.fills).toEqual(then.fills.filter(isLater));
      expect(now.equityCurve).toEqual(then.equityCurve.filter(isLater));
      expect(now.fills.length).toBeGreaterThan(0);
      expect(now.days.at(-1)).toEqual(then.days.at(-1));
      expect((await here('replay', journal)).stdout).toContain(
        `What was traded up to input ${now.since.sequence} (${now.since.at}) is in the account and in no list`,
      );
      const before = await json('replay', journal, '--to', '2013-10-07T18:00:00Z');
      expect([before.since, before.from]).toEqual([undefined, then.from]);
      expect(await json('replay', journal, '--to', String(now.since.sequence))).toMatchObject({
        sequence: now.since.sequence,
        since: now.since,
        partial: true,
        equityCurve: [{ at: now.since.at }],
      });
    });
  });

  it('is enough for an engine to go on from, without its archives', async () => {
    const { stateHash, sequence } = JSON.parse(text);
    await without(['2013-10-07', '2013-10-08', '2013-10-09'], async () => {
      const reader = openJournal(journal);
      reader.close();
      const { account, mode, desk } = reader.about;
      const opened = await createSqliteJournal({ file: journal, owner: { account, mode, desk }, version: VERSION });
      const recovered = await recover(opened, { version: VERSION, publish: () => undefined, migrations: [] });
      await opened.close();
      expect([recovered.sequence, recovered.core.owners.hash()]).toEqual([sequence, stateHash]);
    });
  });
});

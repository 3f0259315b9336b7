import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../src/adapters/journal/archiveFile.ts';
import { archiveDays } from '../../../src/adapters/journal/archiving.ts';
import { openJournal } from '../../../src/adapters/journal/journalFile.ts';
import { openRecords } from '../../../src/adapters/journal/recordSource.ts';
import { OrdermatonError } from '../../../src/errors.ts';
import { days, INPUTS, inputOf, inputsOf, journalOfDays } from '../../support/archives.ts';
import { codeOf } from '../../support/codes.ts';
import { bringBackTo, changeDatabase, freshFolder, openJournalAt } from '../../support/journals.ts';

const ALL = days.length * INPUTS;
const expected = Array.from({ length: ALL }, (_, index) => inputOf(index + 1));
const fresh = (checkpoints?: readonly number[]): Promise<string> =>
  journalOfDays(join(freshFolder(), 'desk.db'), checkpoints);
const archiveOf = (journal: string, day: string): string => `${journal}.${day}.archive`;

function countsIn(file: string): readonly number[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const counts = ['records', 'blocks', 'batches', 'archives'].map((table) =>
    Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows),
  );
  database.close();
  return counts;
}
function readArchive(file: string): readonly number[] {
  const archive = openArchive(file);
  try {
    return [...archive.records()].map(({ envelope }) => envelope.sequence);
  } finally {
    archive.close();
  }
}

describe('days that are moved to archives', () => {
  it('are in files of their own, are gone from the journal, and are read from it as before', async () => {
    const journal = await fresh();
    const moved = archiveDays(journal, { before: '2025-03-05' });
    expect(moved.map(({ day, first, last, file }) => [day, first, last, file])).toEqual([
      ['2025-03-03', 1, 12, archiveOf(journal, '2025-03-03')],
      ['2025-03-04', 13, 24, archiveOf(journal, '2025-03-04')],
    ]);
    expect(countsIn(journal)).toEqual([6, 6, 4, 2]);
    expect(inputsOf(journal)).toEqual(expected);
    const reader = openJournal(journal);
    expect([...reader.recordsNow(18)].map(({ envelope }) => envelope)).toEqual(expected.slice(17));
    expect(reader.last()).toBe(ALL);
    reader.close();
  });

  it('can be read and verified alone', async () => {
    const journal = await fresh();
    archiveDays(journal, { before: '2025-03-05' });
    const file = archiveOf(journal, '2025-03-04');
    rmSync(journal);
    expect(readArchive(file)).toEqual(Array.from({ length: INPUTS }, (_, index) => 13 + index));
    const archive = openArchive(file);
    expect(archive.about).toMatchObject({ account: 'PAPER', mode: 'simulated', desk: 'desk', day: '2025-03-04' });
    expect(archive.segments()).toEqual([{ first: 13, version: '0.1.0' }]);
    archive.close();
  });

  it('may be all that there is: the next input goes on from the digest of the last of them', async () => {
    const journal = await fresh();
    expect(archiveDays(journal, { before: '2025-04-01' })).toHaveLength(3);
    expect(countsIn(journal)).toEqual([0, 0, 0, 3]);
    const writing = await openJournalAt(journal);
    expect(writing.durable()).toBe(ALL);
    writing.append({ ...inputOf(1), sequence: ALL + 1, cause: 1 });
    await writing.close();
    expect(inputsOf(journal).map(({ sequence }) => sequence)).toHaveLength(ALL + 1);
    changeDatabase(journal, `DELETE FROM archives WHERE last = ${ALL}`);
    expect(codeOf(() => inputsOf(journal))).toBe('journalGap');
  });

  it('are moved once: nothing is left to move the second time, nor before the first day', async () => {
    const journal = await fresh();
    expect(archiveDays(journal, { before: '2025-03-03' })).toEqual([]);
    archiveDays(journal, { before: '2025-03-04' });
    expect(archiveDays(journal, { before: '2025-03-04' })).toEqual([]);
    expect(archiveDays(journal, { before: '2025-03-05' }).map(({ day }) => day)).toEqual(['2025-03-04']);
  });

  it('begin and end at midnight in New York, not in UTC', async () => {
    const journal = join(freshFolder(), 'desk.db');
    const writing = await openJournalAt(journal);
    const at = (text: string) => (Date.parse(text) * 1_000) as never;
    for (const [index, moment] of ['2025-03-04T04:59:59Z', '2025-03-04T05:00:00Z'].entries()) {
      writing.append({ ...inputOf(index + 1), at: at(moment) });
      for await (const _ of writing.read(1));
    }
    writing.keep?.({ ...checkpoint, sequence: 2 });
    await writing.close();
    expect(archiveDays(journal, { before: '2025-03-04' }).map(({ day, last }) => [day, last])).toEqual([
      ['2025-03-03', 1],
    ]);
  });

  it('may be moved while somebody reads', async () => {
    const journal = await fresh();
    const reader = openJournal(journal);
    const records = reader.recordsNow();
    const read = [records.next().value?.envelope, records.next().value?.envelope];
    archiveDays(journal, { before: '2025-03-05' });
    for (const { envelope } of records) read.push(envelope);
    reader.close();
    expect(read).toEqual(expected);
  });

  it('may lie in another folder, and go along with the journal', async () => {
    const journal = await fresh();
    const cold = join(journal, '..', 'cold');
    const [first] = archiveDays(journal, { before: '2025-03-04', folder: cold });
    expect(first?.file).toBe(join(cold, 'desk.db.2025-03-03.archive'));
    expect(inputsOf(journal)).toEqual(expected);
    renameSync(first?.file ?? '', archiveOf(journal, '2025-03-03'));
    expect(inputsOf(journal)).toEqual(expected);
    const moved = join(freshFolder(), 'moved');
    mkdirSync(moved);
    for (const name of readdirSync(join(journal, '..')).filter((each) => !each.startsWith('cold')))
      renameSync(join(journal, '..', name), join(moved, name));
    expect(inputsOf(join(moved, basename(journal)))).toEqual(expected);
  });
});

const checkpoint = {
  base: 0,
  at: 0 as never,
  version: '0.1.0',
  heard: {},
  machines: {},
  hash: 'hash',
  entries: [],
};

describe('what breaks off on the way', () => {
  it.each([
    'written',
    'checked',
    'named',
    'noted',
  ] as const)('behind the step "%s" leaves every input to be read, and goes on when it is run again', async (broken) => {
    const journal = await fresh();
    const stop = new Error('broken off');
    const hear = (step: string, { day }: { readonly day: string }): void => {
      if (step === broken && day === '2025-03-04') throw stop;
    };
    expect(() => archiveDays(journal, { before: '2025-03-06', hear })).toThrow(stop);
    expect(inputsOf(journal)).toEqual(expected);
    archiveDays(journal, { before: '2025-03-06' });
    expect(countsIn(journal)).toEqual([0, 0, 0, 3]);
    expect(inputsOf(journal)).toEqual(expected);
    expect(readdirSync(join(journal, '..')).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('for another program that holds the journal is told, and each day is in one of the two', async () => {
    const journal = await fresh();
    const other = new DatabaseSync(journal);
    const hear = (step: string): void => {
      if (step === 'named') other.exec('BEGIN IMMEDIATE');
    };
    expect(codeOf(() => archiveDays(journal, { before: '2025-03-05', hear }))).toBe('notWritable');
    other.close();
    expect(inputsOf(journal)).toEqual(expected);
    expect(archiveDays(journal, { before: '2025-03-05' })).toHaveLength(2);
    expect(inputsOf(journal)).toEqual(expected);
  }, 20_000);

  it('leaves a beginning that is written anew', async () => {
    const journal = await fresh();
    writeFileSync(`${archiveOf(journal, '2025-03-03')}.part`, 'half of an archive');
    archiveDays(journal, { before: '2025-03-04' });
    expect(readArchive(archiveOf(journal, '2025-03-03'))).toHaveLength(INPUTS);
  });
});

describe('nothing is moved', () => {
  const untouched = async (journal: string, code: string, folder?: string): Promise<void> => {
    expect(codeOf(() => archiveDays(journal, { before: '2025-03-05', folder }))).toBe(code);
    expect(inputsOf(journal)).toEqual(expected);
    expect(readdirSync(join(journal, '..')).filter((name) => name.includes('.part'))).toEqual([]);
  };

  it('while an engine writes', async () => {
    const journal = await fresh();
    const writing = await openJournalAt(journal);
    await untouched(journal, 'journalLocked');
    await writing.close();
  });

  it.each([
    ['no checkpoint at all', []],
    ['none behind what would be moved', [23]],
  ])('when an engine could not go on from what is left: %s', async (_, checkpoints) => {
    await untouched(await fresh(checkpoints), 'archiveUnready');
  });

  it('when the checkpoint behind it is not as it was written', async () => {
    const journal = await fresh();
    changeDatabase(journal, "UPDATE checkpoints SET hash = 'another'");
    await untouched(journal, 'archiveUnready');
  });

  it('onto a file that is something else, or the archive of another journal', async () => {
    const journal = await fresh();
    writeFileSync(archiveOf(journal, '2025-03-03'), 'something else');
    await untouched(journal, 'archiveTaken');
    const [folder, other] = [freshFolder(), await journalOfDays(join(freshFolder(), 'desk.db'), [24])];
    archiveDays(other, { before: '2025-03-04', folder });
    changeDatabase(join(folder, 'desk.db.2025-03-03.archive'), "UPDATE about SET value = '00' WHERE name = 'digest'");
    await untouched(journal, 'archiveTaken', folder);
  });

  it('into a folder that can not be made', async () => {
    const journal = await fresh();
    await untouched(journal, 'notWritable', join(journal, 'below a file'));
  });

  it('onto a folder of that name', async () => {
    const journal = await fresh();
    mkdirSync(archiveOf(journal, '2025-03-03'));
    await untouched(journal, 'archiveTaken');
  });

  it('of a day with a record that was changed: it stays where it is, and is named', async () => {
    const journal = await fresh();
    changeDatabase(journal, "UPDATE records SET source = 'user' WHERE sequence = 4");
    expect(() => archiveDays(journal, { before: '2025-03-05' })).toThrow(
      new OrdermatonError('journalRecordChanged', { file: journal, sequence: 4 }),
    );
    expect(countsIn(journal)).toEqual([18, 18, 12, 0]);
  });
});

describe('an archive', () => {
  it.each([
    ['a page', "UPDATE pages SET body = x'00'", 'journalRecordChanged'],
    ['the checksum of a page', 'UPDATE pages SET checksum = checksum + 1', 'journalRecordChanged'],
    ['a block', "UPDATE blocks SET body = x'00' WHERE first = 1", 'journalRecordChanged'],
    ['a block that is gone', 'DELETE FROM blocks WHERE first = 3', 'journalRecordChanged'],
    ['a page that is gone', 'DELETE FROM pages', 'journalGap'],
    ['its word of how it ends', "UPDATE about SET value = '00' WHERE name = 'digest'", 'journalRecordChanged'],
    ['its word of what it goes on from', "UPDATE about SET value = '00' WHERE name = 'before'", 'journalRecordChanged'],
    ['its form', 'PRAGMA user_version = 9', 'journalForm'],
    ['what kind of file it is', 'PRAGMA application_id = 0', 'journalBroken'],
  ])('tells that something was changed: %s', async (_, statement, code) => {
    const journal = await fresh();
    archiveDays(journal, { before: '2025-03-04' });
    const file = archiveOf(journal, '2025-03-03');
    changeDatabase(file, statement);
    expect(codeOf(() => readArchive(file))).toBe(code);
  });

  it('that is not there is told with its day and its place; the days behind it are read without it', async () => {
    const journal = await fresh();
    archiveDays(journal, { before: '2025-03-05' });
    rmSync(archiveOf(journal, '2025-03-03'));
    expect(() => inputsOf(journal)).toThrow(
      new OrdermatonError('archiveMissing', {
        journal,
        day: '2025-03-03',
        first: 1,
        last: 12,
        file: 'desk.db.2025-03-03.archive',
      }),
    );
    const reader = openJournal(journal);
    expect([...reader.recordsNow(13)]).toHaveLength(24);
    expect([...reader.recordsNow(1, 'here')].map(({ envelope }) => envelope)).toEqual(expected.slice(12));
    reader.close();
  });

  it('of another journal under its name is refused', async () => {
    const journal = await fresh();
    archiveDays(journal, { before: '2025-03-05' });
    renameSync(archiveOf(journal, '2025-03-04'), archiveOf(journal, '2025-03-03'));
    expect(codeOf(() => inputsOf(journal))).toBe('archiveForeign');
  });

  it('alone can be listed, and is not run: the days before it are missing', async () => {
    const journal = await fresh();
    archiveDays(journal, { before: '2025-03-05' });
    const source = await openRecords(archiveOf(journal, '2025-03-04'));
    const listed: number[] = [];
    for await (const { envelope } of source.records({ scope: 'here' })) listed.push(envelope.sequence);
    expect([source.kind, listed.length, listed[0]]).toEqual(['archive', INPUTS, 13]);
    await expect(source.records()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'archiveAlone' });
    source.close();
  });
});

it('a journal of the second form has no archives, is read as it is, and is brought to this form when it is archived', async () => {
  const journal = await fresh();
  bringBackTo(2, journal);
  expect(inputsOf(journal)).toEqual(expected);
  expect(archiveDays(journal, { before: '2025-03-04' })).toHaveLength(1);
  expect(inputsOf(journal)).toEqual(expected);
});

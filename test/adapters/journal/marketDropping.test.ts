import { hash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../src/adapters/journal/archiveFile.ts';
import type { MarketDay } from '../../../src/adapters/journal/archivePlan.ts';
import { planOf } from '../../../src/adapters/journal/archivePlan.ts';
import { archiveDays } from '../../../src/adapters/journal/archiving.ts';
import { openJournal } from '../../../src/adapters/journal/journalFile.ts';
import type { DroppingStep } from '../../../src/adapters/journal/marketDropping.ts';
import { dropMarket } from '../../../src/adapters/journal/marketDropping.ts';
import { openRecords } from '../../../src/adapters/journal/recordSource.ts';
import { OrdermatonError } from '../../../src/errors.ts';
import type { Checkpoint } from '../../../src/ports.ts';
import { days, INPUTS, inputOf, inputsOf, journalOfDays } from '../../support/archives.ts';
import { codeOf } from '../../support/codes.ts';
import { changeDatabase, freshFolder, openJournalAt } from '../../support/journals.ts';

const ALL = days.length * INPUTS;
const expected = Array.from({ length: ALL }, (_, index) => inputOf(index + 1));
const isMarket = ({ cause }: { readonly cause: number }): boolean => cause === 0;
const [first = '', second = ''] = days;

const checkpointAt = (sequence: number): Checkpoint => ({
  sequence,
  at: inputOf(sequence).at,
  version: '0.1.0',
  heard: { market: sequence },
  machines: {},
  hash: `hash of ${sequence}`,
  entries: [
    { owner: 'o', version: 1, part: 'p', key: 'k', text: `${sequence}` },
    { owner: 'o', version: 1, part: 'p', key: sequence < 9 ? 'early' : 'late', text: 'here' },
  ],
});

/** The journal, its first two days in archives, and the first of them. */
async function archived(): Promise<{ journal: string; day: MarketDay; checkpoints: readonly Checkpoint[] }> {
  const journal = await journalOfDays(join(freshFolder(), 'desk.db'));
  archiveDays(journal, { before: '2025-03-05' });
  const [day] = planOf(journal, '2025-03-05', '.').withMarket;
  if (day === undefined) throw new Error('nothing was archived');
  return { journal, day, checkpoints: [checkpointAt(6), checkpointAt(12)] };
}
async function dropped() {
  const found = await archived();
  dropMarket(found.journal, found);
  return found;
}
function kept(journal: string): readonly number[] {
  const reader = openJournal(journal);
  try {
    return [...reader.recordsNow(1, 'kept')].map(({ envelope }) => envelope.sequence);
  } finally {
    reader.close();
  }
}
/** Whoever reads makes SQLite's files beside a journal. */
const contentsOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !/-(wal|shm)$/.test(name))
    .map((name) => [name, hash('sha256', readFileSync(join(folder, name)))]);
const beside = expected.filter((input) => input.sequence > INPUTS || !isMarket(input)).map(({ sequence }) => sequence);

describe('a day whose market data is dropped', () => {
  it('keeps every other input, comes to its digest all the same, and says what is gone', async () => {
    const { journal, day } = await dropped();
    expect(kept(journal)).toEqual(beside);
    const archive = openArchive(day.file);
    expect([archive.about.market, archive.dropped(), archive.about.day]).toEqual([
      'dropped',
      { blocks: day.market.blocks, inputs: 6 },
      first,
    ]);
    archive.close();
    const reader = openJournal(journal);
    expect(reader.archives().map(({ market, dropped: gone }) => [market, gone?.inputs])).toEqual([
      ['dropped', 6],
      ['kept', undefined],
    ]);
    reader.close();
  });

  it('is refused to whoever needs all of it, with the place', async () => {
    const { journal, day } = await dropped();
    expect(() => inputsOf(journal)).toThrow(
      new OrdermatonError('marketDropped', { file: day.file, day: first, first: 1, last: 1 }),
    );
    const reader = openJournal(journal);
    expect([...reader.recordsNow(INPUTS + 1)]).toHaveLength(ALL - INPUTS);
    expect([...reader.recordsNow(12)]).toHaveLength(ALL - 11); // its last input was kept
    reader.close();
  });

  it('can not be heard from what is gone to the next checkpoint, and has each checkpoint whole', async () => {
    const { journal } = await dropped();
    const reader = openJournal(journal);
    expect(reader.unheard().map(({ kind, first: from, last, error }) => [kind, from, last, error.code])).toEqual([
      ['dropped', 1, 6, 'marketDropped'],
      ['dropped', 7, 12, 'marketDropped'],
    ]);
    expect([...reader.checkpointsFrom(1)]).toEqual([
      checkpointAt(6),
      checkpointAt(12),
      expect.objectContaining({ sequence: 36 }),
    ]);
    expect([...reader.checkpointsFrom(7)].map(({ sequence }) => sequence)).toEqual([12, 36]);
    reader.close();
  });

  it('goes on being written behind', async () => {
    const { journal } = await dropped();
    const writing = await openJournalAt(journal);
    writing.append({ ...inputOf(1), at: inputOf(ALL).at, sequence: ALL + 1, cause: 1 });
    await writing.close();
    expect(kept(journal)).toEqual([...beside, ALL + 1]);
  });

  it('is dropped once: the second time there is nothing', async () => {
    const { journal } = await dropped();
    expect(planOf(journal, '2025-03-05', '.').withMarket.map(({ day }) => day)).toEqual([second]);
    expect(planOf(journal, '2025-03-04', '.').withMarket).toEqual([]);
  });

  it('takes less room on the disk', async () => {
    const { journal, day, checkpoints } = await archived();
    changeDatabase(
      day.file,
      `CREATE TABLE filler (body BLOB); INSERT INTO filler VALUES (zeroblob(100000)); DROP TABLE filler`,
    );
    const before = statSync(day.file).size;
    dropMarket(journal, { day, checkpoints });
    expect(statSync(day.file).size).toBeLessThan(before);
  });
});

describe('market data stays', () => {
  it.each([
    ['no checkpoint at all', []],
    ['none behind the last of it', [checkpointAt(6)]],
    ['one that is of another day', [checkpointAt(6), checkpointAt(13)]],
  ] as const)('when its day could not be opened any more: %s', async (_, checkpoints) => {
    const { journal, day } = await archived();
    const before = readFileSync(day.file);
    expect(codeOf(() => dropMarket(journal, { day, checkpoints }))).toBe('archiveUnopenable');
    expect(readFileSync(day.file)).toEqual(before);
    expect(inputsOf(journal)).toEqual(expected);
    expect(readdirSync(join(journal, '..')).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('when some of it is not as it was written', async () => {
    const { journal, day, checkpoints } = await archived();
    changeDatabase(day.file, "UPDATE blocks SET body = x'00' WHERE first = 3");
    const before = readFileSync(day.file);
    expect(codeOf(() => dropMarket(journal, { day, checkpoints }))).toBe('journalRecordChanged');
    expect(readFileSync(day.file)).toEqual(before);
  });

  it('in the archive of another journal, or of another day', async () => {
    const { journal, day, checkpoints } = await archived();
    renameSync(day.file.replace(first, second), day.file);
    expect(codeOf(() => dropMarket(journal, { day, checkpoints }))).toBe('archiveForeign');
  });

  it('while an engine writes', async () => {
    const { journal, day, checkpoints } = await archived();
    const writing = await openJournalAt(journal);
    expect(codeOf(() => dropMarket(journal, { day, checkpoints }))).toBe('journalLocked');
    await writing.close();
  });

  it('until what a kill has left is written anew', async () => {
    const { journal, day, checkpoints } = await archived();
    for (const name of ['.part', '.part-journal']) writeFileSync(`${day.file}${name}`, 'half of an archive');
    dropMarket(journal, { day, checkpoints });
    expect(kept(journal)).toEqual(beside);
    expect(readdirSync(join(journal, '..')).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it.each([
    'written',
    'checked',
    'noted',
  ] as const)('when it breaks off behind the step "%s", and it is dropped when it is run again', async (step) => {
    const { journal, day, checkpoints } = await archived();
    const stop = new Error('broken off');
    const hear = (done: DroppingStep): void => {
      if (done === step) throw stop;
    };
    expect(() => dropMarket(journal, { day, checkpoints, hear })).toThrow(stop);
    expect(inputsOf(journal)).toEqual(expected);
    const [again] = planOf(journal, '2025-03-04', '.').withMarket;
    expect(again).toEqual(day);
    dropMarket(journal, { day, checkpoints });
    expect(kept(journal)).toEqual(beside);
  });
});

describe('an archive without its market data', () => {
  it.each([
    ['a page', "UPDATE pages SET body = x'00'", 'journalRecordChanged'],
    ['the digest of what is gone', "UPDATE dropped SET hash = x'00' WHERE first = 3", 'journalRecordChanged'],
    ['when it was', 'UPDATE dropped SET ended = ended + 1 WHERE first = 3', 'journalRecordChanged'],
    ['the note that it is gone', 'DELETE FROM dropped WHERE first = 3', 'journalRecordChanged'],
    ['its form', 'PRAGMA user_version = 9', 'journalForm'],
  ])('tells that something was changed: %s', async (_, statement, code) => {
    const { journal, day } = await dropped();
    changeDatabase(day.file, statement);
    expect(codeOf(() => kept(journal))).toBe(code);
  });

  it('tells which checkpoint can not be used any more', async () => {
    const { journal, day } = await dropped();
    changeDatabase(day.file, "UPDATE checkpoints SET body = x'00' WHERE sequence = 6");
    const reader = openJournal(journal);
    expect([...reader.checkpointsFrom(1)].map((found) => [found.sequence, 'problem' in found])).toEqual([
      [6, true],
      [12, true], // it builds on that one
      [36, false],
    ]);
    reader.close();
  });

  it('alone is listed without it', async () => {
    const { day } = await dropped();
    const source = await openRecords(day.file);
    const listed: number[] = [];
    for await (const { envelope } of source.records({ scope: 'here' })) listed.push(envelope.sequence);
    expect([listed, source.dropped().inputs]).toEqual([[2, 4, 6, 8, 10, 12], 6]);
    expect([...source.checkpointsFrom(7)].map(({ sequence }) => sequence)).toEqual([12]);
    source.close();
  });
});

it('what would be moved and dropped is found out without a change', async () => {
  const journal = await journalOfDays(join(freshFolder(), 'desk.db'));
  archiveDays(journal, { before: '2025-03-04' });
  const before = contentsOf(join(journal, '..'));
  const plan = planOf(journal, '2025-03-05', 'cold');
  expect(plan.toMove.map(({ day, first: from, last, file, market }) => [day, from, last, file, market.inputs])).toEqual(
    [[second, 13, 24, join('cold', `desk.db.${second}.archive`), 6]],
  );
  expect(plan.withMarket.map(({ day, market }) => [day, market.inputs, market.bytes > 0])).toEqual([[first, 6, true]]);
  renameSync(`${journal}.${first}.archive`, join(freshFolder(), 'away'));
  expect(planOf(journal, '2025-03-05', 'cold').elsewhere.map(({ day }) => day)).toEqual([first]);
  expect(contentsOf(join(journal, '..'))).toEqual(before.filter(([name]) => name !== `desk.db.${first}.archive`));
});

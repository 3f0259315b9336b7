import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { replay } from '../../../src/actors/engine/replay.ts';
import type { RecordEntry } from '../../../src/adapters/journal/entries.ts';
import { checksumOf, recordEntry, sealedText } from '../../../src/adapters/journal/entries.ts';
import { openJournal } from '../../../src/adapters/journal/journalFile.ts';
import { JournalWriter } from '../../../src/adapters/journal/journalWriter.ts';
import { createSqliteJournal } from '../../../src/adapters/journal/sqliteJournal.ts';
import type { Envelope } from '../../../src/envelope.ts';
import type { CommandId } from '../../../src/identifiers.ts';
import type { JournalRecord } from '../../../src/ports.ts';
import { createDesk } from '../../support/desk.ts';
import {
  bringBackTo,
  changeDatabase,
  freshFolder,
  openFreshJournal,
  openJournalAt,
  volumeInput,
} from '../../support/journals.ts';

/** A small run with a position that is opened and closed, and market data enough for several blocks. */
async function smallRun(): Promise<{ readonly records: readonly JournalRecord[]; readonly hash: string }> {
  const desk = createDesk();
  for (let cents = 0; cents < 20; cents++) desk.quote(`100.${10 + cents}`, `100.${12 + cents}`);
  desk.open();
  desk.pass();
  for (let cents = 0; cents < 50; cents++) desk.quote(`100.${10 + cents}`, `100.${12 + cents}`);
  desk.pass();
  const records: JournalRecord[] = [];
  for await (const record of desk.journal.read(1)) records.push(record);
  return { records, hash: desk.engine.hash() };
}

interface Written {
  readonly file: string;
  readonly records: readonly JournalRecord[];
  readonly hash: string;
}

const originals = new Map<number, Promise<Written>>();
const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of the run in a file, closed; each part is a commit of its own. */
async function written(parts = 1): Promise<Written> {
  const original = originals.get(parts) ?? write(parts);
  originals.set(parts, original);
  const file = join(freshFolder(), 'journal.db');
  copyFileSync((await original).file, file);
  return { ...(await original), file };
}

async function write(parts: number): Promise<Written> {
  const file = join(folder, `${parts}.db`);
  const { records, hash } = await smallRun();
  const size = Math.ceil(records.length / parts);
  for (let from = 0; from < records.length; from += size) {
    const journal = await openJournalAt(file);
    for (const { envelope, commands } of records.slice(from, from + size)) {
      journal.append(envelope);
      if (commands.length > 0) journal.note(() => commands);
    }
    await journal.close(
      from + size < records.length ? undefined : { how: 'ended', sequence: records.length, stateHash: hash },
    );
  }
  return { file, records, hash };
}

async function recordsOf(file: string, from?: number): Promise<JournalRecord[]> {
  const reader = openJournal(file);
  const records: JournalRecord[] = [];
  try {
    for await (const record of reader.records(from)) records.push(record);
  } finally {
    reader.close();
  }
  return records;
}

const change = (file: string, ...statements: readonly string[]): void => {
  const database = new DatabaseSync(file);
  for (const statement of statements) expect(database.prepare(statement).run().changes).toBe(1);
  database.close();
};

describe('a journal on disk', () => {
  it('gives back what it took, record by record, and replays to the state of the run', async () => {
    const { file, records, hash } = await written();
    expect(await recordsOf(file)).toEqual(records);
    const reader = openJournal(file);
    expect((await replay(reader.records())).hash()).toBe(hash);
    expect(reader.about).toEqual({
      account: 'PAPER',
      mode: 'simulated',
      desk: 'desk',
      version: '0.1.0',
      end: { how: 'ended', sequence: records.length, stateHash: hash },
    });
    reader.close();
  });

  it('is read from any sequence, also from within a block', async () => {
    const { file, records } = await written();
    for (let from = 1; from <= records.length; from++)
      expect(await recordsOf(file, from)).toEqual(records.slice(from - 1));
  });

  it('goes on where it was left, as one chain', async () => {
    const { file, records } = await written(4);
    expect(await recordsOf(file)).toEqual(records);
  });

  it('acknowledges an input once others can read it', async () => {
    const { records } = await smallRun();
    const journal = await openFreshJournal();
    const acknowledged = new Promise<void>((resolve) => journal.onDurable(() => journal.durable() >= 5 && resolve()));
    for (const { envelope } of records.slice(0, 5)) journal.append(envelope);
    expect(journal.durable()).toBe(0);
    await acknowledged;
    expect(await recordsOf(journal.name)).toHaveLength(5);
  });

  it('writes nothing more once a commit has failed, also when the disk works again: that would leave a gap', async () => {
    const { records } = await smallRun();
    const file = join(freshFolder(), 'journal.db');
    const owner = { account: 'PAPER', mode: 'simulated', desk: 'desk' } as const;
    const journal = await createSqliteJournal({ file, owner, version: '0.1.0', patience: 0 });
    const told = (when: () => boolean): Promise<void> =>
      new Promise((resolve) => journal.onDurable(() => when() && resolve()));
    const [first, second, third] = records.map(({ envelope }) => envelope) as [Envelope, Envelope, Envelope];
    const isThere = told(() => journal.durable() === 1);
    journal.append(first);
    await isThere;
    const other = new DatabaseSync(file, { timeout: 5_000 });
    other.exec('ALTER TABLE records RENAME TO elsewhere');
    const isFailed = told(() => journal.failure?.() !== undefined);
    journal.append(second);
    await Promise.resolve(); // it is on its way
    journal.append(third);
    await isFailed;
    other.exec('ALTER TABLE elsewhere RENAME TO records');
    other.close();
    journal.show(['equity', { at: '2025-03-03T15:00:00Z', sequence: 3, equity: '1' }]);
    await Promise.resolve();
    await expect(journal.close()).rejects.toMatchObject({ code: 'journalFailed' });
    expect(await recordsOf(file)).toMatchObject([{ envelope: first }]);
    const shown = new DatabaseSync(file, { readOnly: true });
    expect(shown.prepare('SELECT * FROM equity').all()).toEqual([]);
    shown.close();
  });

  it('lets market data wait for more of its kind, and nothing else', async () => {
    const { records } = await smallRun();
    const journal = await openFreshJournal();
    for (const { envelope } of records) journal.append(envelope);
    await journal.close();
    const database = new DatabaseSync(journal.name, { readOnly: true });
    const count = (table: string): number => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
    const ticks = records.filter(({ envelope }) => envelope.source === 'market').length;
    expect(count('records')).toBe(records.length - ticks);
    expect(count('blocks')).toBeLessThan(ticks / 5);
    database.close();
  });
});

describe('a journal is one engine’s', () => {
  it('a second engine is refused, and told which process has it', async () => {
    const journal = await openFreshJournal();
    await expect(openJournalAt(journal.name)).rejects.toMatchObject({
      code: 'journalLocked',
      details: { process: String(process.pid) },
    });
  });

  it('the lock of a process that was killed is free', async () => {
    const file = join(freshFolder(), 'journal.db');
    const module = JSON.stringify(new URL('../../../src/adapters/journal/sqliteJournal.ts', import.meta.url).href);
    const script = `
      const { createSqliteJournal } = await import(${module});
      const owner = { account: 'PAPER', mode: 'simulated', desk: 'desk' };
      await createSqliteJournal({ file: ${JSON.stringify(file)}, owner, version: '0.1.0' });
      process.kill(process.pid, 'SIGKILL');`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })).toThrow();
    const journal = await openJournalAt(file);
    await journal.close();
  });

  it.each([
    ['account', { account: 'DU123' }],
    ['mode', { mode: 'live' }],
    ['desk', { desk: 'other' }],
  ] as const)('that of another %s is refused', async (name, owner) => {
    const { file } = await written();
    await expect(openJournalAt(file, owner)).rejects.toMatchObject({ code: 'journalForeign', details: { name } });
    await (await openJournalAt(file)).close(); // and left as it is
  });
});

describe('what is no journal of ours, or not as it was written, is refused with its place', () => {
  it('a file of something else', async () => {
    const file = join(freshFolder(), 'notes.txt');
    writeFileSync(
      file,
      'These are my notes, and they are long enough to be looked at as a database would be.'.repeat(20),
    );
    await expect(openJournalAt(file)).rejects.toMatchObject({ code: 'journalBroken' });
    expect(() => openJournal(file)).toThrow(expect.objectContaining({ code: 'journalBroken' }));
  });

  it('a database of something else', async () => {
    const file = join(freshFolder(), 'other.db');
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE notes (text TEXT)');
    other.close();
    await expect(openJournalAt(file)).rejects.toMatchObject({ code: 'journalBroken' });
    expect(() => openJournal(file)).toThrow(expect.objectContaining({ code: 'journalBroken' }));
  });

  it('a journal of a newer form', async () => {
    const { file } = await written();
    changeDatabase(file, 'PRAGMA user_version = 99');
    await expect(openJournalAt(file)).rejects.toMatchObject({ code: 'journalForm', details: { found: 99 } });
    expect(() => openJournal(file)).toThrow(expect.objectContaining({ code: 'journalForm' }));
  });

  it('a folder that is not there', async () => {
    const file = join(freshFolder(), 'missing', 'journal.db');
    await expect(openJournalAt(file)).rejects.toMatchObject({ code: 'notWritable' });
    expect(() => openJournal(file)).toThrow(expect.objectContaining({ code: 'missingFile' }));
  });

  it.each([
    ['a changed record', "UPDATE records SET data = replace(data, 'PAPER', 'OTHER') WHERE sequence = 2", 2],
    ['a changed time', 'UPDATE records SET at = at + 1 WHERE sequence = 2', 2],
    [
      'changed commands',
      'UPDATE records SET commands = NULL WHERE sequence = (SELECT min(sequence) FROM records WHERE commands IS NOT NULL)',
      27,
    ],
    ['a changed block', "UPDATE blocks SET body = CAST(body || x'00' AS BLOB) WHERE first = 7", 7],
  ])('%s', async (_what, statement, sequence) => {
    const { file } = await written();
    change(file, statement);
    await expect(recordsOf(file)).rejects.toMatchObject({ code: 'journalRecordChanged', details: { sequence } });
  });

  it('a record that was changed together with its checksum', async () => {
    const { file } = await written();
    const database = new DatabaseSync(file);
    const record = database.prepare('SELECT * FROM records WHERE sequence = 2').get() as unknown as RecordEntry;
    const checksum = checksumOf(sealedText({ ...record, at: record.at + 1 }));
    database.prepare('UPDATE records SET at = at + 1, checksum = ? WHERE sequence = 2').run(checksum);
    database.close();
    // Only the digest of its commit knows, which begins at the first input.
    await expect(recordsOf(file)).rejects.toMatchObject({ code: 'journalRecordChanged', details: { sequence: 1 } });
  });

  it.each([
    ['a missing record', 'DELETE FROM records WHERE sequence = 3', { from: 2, to: 4 }],
    ['a missing block', 'DELETE FROM blocks WHERE first = 7', { from: 6, to: 27 }],
    ['a missing last record', 'DELETE FROM records WHERE sequence = (SELECT max(sequence) FROM records)', undefined],
  ])('%s', async (_what, statement, places) => {
    const { file } = await written();
    change(file, statement);
    await expect(recordsOf(file)).rejects.toMatchObject({
      code: 'journalGap',
      ...(places === undefined ? {} : { details: places }),
    });
  });

  it('a missing commit', async () => {
    const { file } = await written(3);
    const database = new DatabaseSync(file);
    const [, second] = database.prepare('SELECT first, last FROM batches ORDER BY first').all() as {
      first: number;
      last: number;
    }[];
    database.exec(`DELETE FROM batches WHERE first = ${second?.first}`);
    database.close();
    await expect(recordsOf(file)).rejects.toMatchObject({
      code: 'journalGap',
      details: { from: (second?.first ?? 0) - 1, to: (second?.last ?? 0) + 1 },
    });
  });
});

describe('many inputs at once', () => {
  const owner = { account: 'PAPER', mode: 'simulated', desk: 'desk' } as const;
  const entries = (...sequences: readonly number[]): RecordEntry[] =>
    sequences.map((sequence) => recordEntry(volumeInput(sequence), []));
  const batchesOf = (file: string): unknown[] => {
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database.prepare('SELECT first, last FROM batches').all();
    database.close();
    return rows.map(({ first, last }) => [first, last]);
  };

  it('are one commit, though the first of them are written while others are still to come', async () => {
    const journal = await openFreshJournal();
    for (let sequence = 1; sequence <= 100; sequence++) {
      journal.append(volumeInput(sequence));
      if (sequence % 10 === 0)
        journal.note(() => [{ command: `c${sequence}` as CommandId, cause: sequence, hash: 'h' }]);
    }
    for await (const _ of journal.read(1));
    for (let sequence = 101; sequence <= 140; sequence++) journal.append(volumeInput(sequence));
    await journal.close();
    const records = await recordsOf(journal.name);
    expect(batchesOf(journal.name)).toEqual([
      [1, 100],
      [101, 140],
    ]);
    expect(records.map(({ envelope }) => envelope.sequence)).toEqual(Array.from({ length: 140 }, (_, at) => at + 1));
    expect(records.flatMap(({ commands }) => commands.map(({ command }) => command))).toEqual(
      Array.from({ length: 10 }, (_, at) => `c${(at + 1) * 10}`),
    );
  });

  it('are on the disk all or none: also when only their beginning could not be written', async () => {
    const file = join(freshFolder(), 'journal.db');
    const writer = new JournalWriter(file, owner, '0.1.0');
    writer.begin(entries(1, 2));
    writer.begin(entries(3));
    writer.commit({ entries: entries(4), views: [] });
    writer.begin(entries(5, 5));
    writer.begin(entries(6));
    expect(() => writer.commit({ entries: entries(7), views: [] })).toThrow('UNIQUE');
    expect(writer.last).toBe(4);
    writer.commit({ entries: entries(5), views: [] });
    writer.close();
    expect(batchesOf(file)).toEqual([[1, 4]]);
    expect((await recordsOf(file)).map(({ envelope }) => envelope.sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  it('find room in the log from the beginning, and leave nothing of it in the file', async () => {
    const journal = await openFreshJournal();
    const room = statSync(`${journal.name}-wal`).size;
    for (let sequence = 1; sequence <= 2_000; sequence++) journal.append(volumeInput(sequence));
    for await (const _ of journal.read(2_000));
    expect(statSync(`${journal.name}-wal`).size).toBe(room);
    const database = new DatabaseSync(journal.name, { readOnly: true });
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'room'").get()).toEqual({ n: 0 });
    database.close();
    await journal.close();
    expect(statSync(journal.name).size).toBeLessThan(room / 4);
  });

  it('that were begun and never ended are not there', async () => {
    const file = join(freshFolder(), 'journal.db');
    const writer = new JournalWriter(file, owner, '0.1.0');
    writer.commit({ entries: entries(1, 2), views: [] });
    writer.begin(entries(3, 4));
    writer.close();
    expect((await recordsOf(file)).map(({ envelope }) => envelope.sequence)).toEqual([1, 2]);
  });
});

describe('records that are committed alone', () => {
  /** Each in a commit of its own, closed or left as a crash leaves it; then one commit of two. */
  async function alone(count: number): Promise<string> {
    const file = join(freshFolder(), 'journal.db');
    const journal = await openJournalAt(file);
    for (let sequence = 1; sequence <= count; sequence++) {
      journal.append(lone(sequence));
      for await (const _ of journal.read(sequence)); // what waits is committed before it is read
    }
    await journal.close();
    return file;
  }
  const lone = (sequence: number) => ({ ...volumeInput(sequence), cause: 1 });
  const sequencesOf = async (file: string) => (await recordsOf(file)).map(({ envelope }) => envelope.sequence);

  it('have their digests in their own rows, and are read, also among larger commits', async () => {
    const file = await alone(3);
    const journal = await openJournalAt(file);
    for (const sequence of [4, 5]) journal.append(lone(sequence));
    for await (const _ of journal.read(1));
    journal.append(lone(6));
    await journal.close();
    const database = new DatabaseSync(file, { readOnly: true });
    const [lones, batches] = [
      'SELECT sequence FROM records WHERE digest IS NOT NULL',
      'SELECT first, last FROM batches',
    ].map((sql) =>
      database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row)),
    );
    database.close();
    expect([lones, batches]).toEqual([[[1], [2], [3], [6]], [[4, 5]]]);
    expect(await sequencesOf(file)).toEqual([1, 2, 3, 4, 5, 6]);
    const reader = openJournal(file);
    expect([...reader.recordsNow(5)].map(({ envelope }) => envelope.sequence)).toEqual([5, 6]);
    expect(reader.last()).toBe(6);
    reader.close();
  });

  it.each([
    ['one in the middle is gone', 'DELETE FROM records WHERE sequence = 2', 'journalGap'],
    ['the last one is gone', 'DELETE FROM records WHERE sequence = 3', 'journalGap'],
    [
      'the last two are gone',
      'DELETE FROM records WHERE sequence = 3; DELETE FROM records WHERE sequence = 2',
      'journalGap',
    ],
    ['a digest was changed', "UPDATE records SET digest = x'00' WHERE sequence = 2", 'journalRecordChanged'],
    ['a digest is gone', 'UPDATE records SET digest = NULL WHERE sequence = 2', 'journalGap'],
    ['the last digest is gone', 'UPDATE records SET digest = NULL WHERE sequence = 3', 'journalGap'],
  ])('tell that %s', async (_, statement, code) => {
    const file = await alone(3);
    change(file, ...statement.split(';'));
    await expect(recordsOf(file)).rejects.toMatchObject({ code });
  });

  it('of a journal of the third form are read as they are, and go on in this form', async () => {
    const file = await alone(3);
    bringBackTo(3, file);
    expect(await sequencesOf(file)).toEqual([1, 2, 3]);
    const journal = await openJournalAt(file);
    journal.append(lone(4));
    await journal.close();
    expect(await sequencesOf(file)).toEqual([1, 2, 3, 4]);
  });
});

/** Journals on disk for tests: each in a folder of its own, closed and removed after the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { SqliteJournal, SqliteJournalOptions } from '../../src/adapters/journal/sqliteJournal.ts';
import { createSqliteJournal } from '../../src/adapters/journal/sqliteJournal.ts';
import type { Envelope } from '../../src/envelope.ts';
import type { InstrumentId, Timestamp } from '../../src/identifiers.ts';
import { quantity } from '../../src/money.ts';

/** A folder that is gone after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A journal of its own kind; whatever is not told is the same for all tests. */
export const openJournalAt = (
  file: string,
  owner: Partial<SqliteJournalOptions['owner']> = {},
  version = '0.1.0',
): Promise<SqliteJournal> =>
  createSqliteJournal({
    file,
    owner: { account: 'PAPER', mode: 'simulated', desk: 'desk', ...owner },
    version,
  });

/** A fresh journal, closed after the test. */
export async function openFreshJournal(file = join(freshFolder(), 'journal.db')): Promise<SqliteJournal> {
  const journal = await openJournalAt(file);
  onTestFinished(() => journal.close());
  return journal;
}

/** Waits until a run in another process has an input of that type on the disk: what it prints may be ahead of that. */
export async function recorded(file: string, type: string): Promise<void> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const count = database.prepare('SELECT count(*) AS count FROM records WHERE type = ?');
    while (count.get(type)?.count === 0) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    database.close();
  }
}

/** Something else has written to the file. */
export function changeDatabase(file: string, statements: string): void {
  const database = new DatabaseSync(file);
  database.exec(statements);
  database.close();
}

/** A journal as an older form had it. */
export const bringBackTo = (form: 1 | 2 | 3, file: string): void =>
  changeDatabase(
    file,
    `
    INSERT INTO batches SELECT sequence, sequence, digest FROM records WHERE digest IS NOT NULL;
    ALTER TABLE records DROP COLUMN digest;
    DELETE FROM about WHERE name = 'last';
    DROP TABLE readers; DROP TABLE reader_entries;
    ${form < 3 ? 'DROP TABLE archives;' : ''} ${form < 2 ? 'DROP TABLE checkpoints;' : ''}
    PRAGMA user_version = ${form}`,
  );

/** An input that no block takes: it is a record of its own. */
export const volumeInput = (sequence: number): Envelope => ({
  v: 1,
  sequence,
  index: 0,
  at: sequence as Timestamp,
  type: 'market.volume',
  source: 'market',
  cause: 0,
  correlation: sequence,
  data: { type: 'market.volume', instrument: 'SPY' as InstrumentId, volume: quantity(12) },
});

/** A journal that is changed by somebody other than an engine: its lock is held meanwhile, and it is whole before anything is done. */
import type { DatabaseSync } from 'node:sqlite';
import { CommitTable } from './commitTable.ts';
import { migrate } from './form.ts';
import { openJournal } from './journalFile.ts';
import { lockJournal } from './journalLock.ts';
import { assertNotShort } from './journalMark.ts';
import { assertWhole, openForWriting, unusable } from './writableFile.ts';

export interface HeldJournal {
  readonly database: DatabaseSync;
  readonly commits: CommitTable;
}

/** @throws `journalLocked`, `notWritable`, `missingFile`; what is wrong with the journal */
export function withJournalHeld<T>(file: string, act: (held: HeldJournal) => T): T {
  openJournal(file).close(); // it is there, and a journal: opening it for writing would make one
  const lock = lockJournal(file);
  try {
    const database = openForWriting(file);
    try {
      assertWhole(database, file);
      migrate(database);
      const commits = new CommitTable(file, database);
      assertNotShort(file, commits.newest().last);
      return act({ database, commits });
    } catch (error) {
      throw isOfSqlite(error) ? unusable(file, error) : error;
    } finally {
      database.close();
    }
  } finally {
    lock.release();
  }
}

/** What SQLite says of the journal itself: it is full, in other hands, damaged. */
const isOfSqlite = (error: unknown): boolean => (error as { code?: unknown }).code === 'ERR_SQLITE_ERROR';

/**
 * One engine a journal: whoever writes holds an open transaction on a small database beside it. The system ends the transaction with the
 * process, however it ends, and the committed name of the holder can be read all the while.
 */
import { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import { notWritable } from '../documents/outputs.ts';

export interface JournalLock {
  release(): void;
}

/** Takes the lock of a journal. @throws `journalLocked` with the process that has it; `notWritable` */
export function lockJournal(file: string): JournalLock {
  const database = openLock(file);
  try {
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS holder (process INTEGER NOT NULL)');
    database.exec('BEGIN IMMEDIATE; DELETE FROM holder');
    database.prepare('INSERT INTO holder VALUES (?)').run(process.pid);
    database.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (error) {
    const holder = isBusy(error) ? holderIn(database) : undefined;
    database.close();
    if (holder === undefined) throw notWritable(`${file}.lock`, error);
    throw new OrdermatonError('journalLocked', { file, process: holder });
  }
  return { release: () => database.close() };
}

function openLock(file: string): DatabaseSync {
  try {
    return new DatabaseSync(`${file}.lock`);
  } catch (error) {
    throw notWritable(file, error);
  }
}

/** SQLite's code for a database that somebody else is writing. */
const BUSY = 5;
const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === BUSY;

function holderIn(database: DatabaseSync): string {
  try {
    return String(database.prepare('SELECT process FROM holder').get()?.process ?? 'unknown');
  } catch {
    return 'unknown';
  }
}

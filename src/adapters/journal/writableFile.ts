/** Opens the file of a journal for writing, and says why that can not be done. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';

/** @throws `notWritable`, `journalBroken` */
export function openForWriting(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { timeout: 5_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    return database;
  } catch (error) {
    throw unusable(file, error);
  }
}

/** A last page that is not all there SQLite takes for zeros. While some of the log is not in the file yet, nobody can say. */
export function assertWhole(database: DatabaseSync, file: string): void {
  const { log, checkpointed } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {};
  const size = Number(database.prepare('PRAGMA page_size').get()?.page_size);
  const beyond = statSync(file).size % size;
  if (log !== checkpointed || beyond === 0) return;
  throw new OrdermatonError('journalBroken', { file, problem: 'it is cut off within a page' });
}

/** Why a journal can not be opened: it is damaged or none, or the place takes no writing. */
export function unusable(file: string, error: unknown): OrdermatonError {
  if (error instanceof OrdermatonError) return error;
  const { message: problem, errcode = 0 } = error as Error & { errcode?: number };
  return new OrdermatonError(DAMAGED.includes(errcode & 0xff) ? 'journalBroken' : 'notWritable', { file, problem });
}
/** SQLite's codes for a file that is malformed, and for one that is none of its own. */
const DAMAGED: readonly number[] = [11, 26];

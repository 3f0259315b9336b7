/**
 * Room in the write-ahead log. While a log grows, the file system keeps its own record of that, and each commit waits for both: twice as
 * long as one that writes over what is there. So the log gets the size at which SQLite begins it anew before the first commit.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** A little more than the thousand pages behind which SQLite brings a log into its file and begins anew. */
const ROOM = 4_400_000;

/** Makes room by a transaction that is taken back: its pages stay in the log, and the next commits are written over them. */
export function reserveLog(database: DatabaseSync, file: string): void {
  try {
    // With so few pages in memory the others go to the log at once.
    database.exec(`PRAGMA cache_size = 10; BEGIN IMMEDIATE; CREATE TABLE room (bytes BLOB)`);
    database.exec(`INSERT INTO room VALUES (zeroblob(${ROOM}))`);
  } catch {
    // Where there is no room, the log grows as it is needed: the commit that finds none says so.
  }
  if (database.isTransaction) database.exec('ROLLBACK');
  database.exec('PRAGMA cache_size = -2000');
  sync(`${file}-wal`);
}

function sync(path: string): void {
  try {
    const log = openSync(path, 'r+');
    fsyncSync(log);
    closeSync(log);
  } catch {
    // The first commit waits for it.
  }
}

/** Writes one day of a journal into an archive, under a name of its own until it has been read back. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import { notWritable } from '../documents/outputs.ts';
import { openArchive } from './archiveFile.ts';
import type { ArchiveAbout } from './archiveForm.ts';
import { beginArchive } from './archiveForm.ts';
import type { PageCommit } from './archivePages.ts';
import { PAGE, pageOf } from './archivePages.ts';
import { broken } from './brokenFile.ts';
import type { Batch, CommitTable } from './commitTable.ts';
import type { StoredBlock, StoredRow } from './storedRows.ts';
import { unusable } from './writableFile.ts';

export interface ArchiveSource {
  readonly commits: CommitTable;
  readonly segments: readonly { readonly first: number; readonly version: string }[];
}

/** Writes the commits from `about.first` to `about.last`; on the disk when it returns. @throws `notWritable`; what is wrong with the journal */
export function writeArchive(part: string, about: ArchiveAbout, { commits, segments }: ArchiveSource): void {
  rmSync(part, { force: true });
  rmSync(`${part}-journal`, { force: true });
  const database = opened(part);
  try {
    database.exec('PRAGMA synchronous = FULL; BEGIN');
    beginArchive(database, about);
    const segment = database.prepare('INSERT INTO segments VALUES (?, ?)');
    for (const { first, version } of segments) segment.run(first, version);
    writeCommits(database, about, commits);
    database.exec('COMMIT');
  } catch (error) {
    throw unusable(part, error);
  } finally {
    database.close();
  }
  sync(part);
}

function writeCommits(database: DatabaseSync, { first, last }: ArchiveAbout, commits: CommitTable): void {
  const insertPage = database.prepare('INSERT INTO pages VALUES (?, ?, ?, ?, ?)');
  const insertBlock = database.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)');
  let [waiting, count, begins]: [PageCommit[], number, number] = [[], 0, first];
  for (let batch = commits.find('>=', first); batch !== undefined && batch.last <= last; ) {
    const current = batch;
    const rows = broken(commits.file, () => commits.rowsOf(current));
    for (const block of rows.filter(isBlock))
      insertBlock.run(block.first, block.last, block.began, block.ended, block.body, block.checksum);
    waiting.push({ last: batch.last, records: rows.filter((row) => !isBlock(row)) as PageCommit['records'] });
    count += rows.length;
    const next: Batch | undefined = commits.find('>=', batch.last + 1);
    if (count >= PAGE || batch.last === last) {
      const page = pageOf(waiting, begins, batch.digest);
      insertPage.run(page.first, page.last, page.digest, page.body, page.checksum);
      [waiting, count, begins] = [[], 0, batch.last + 1];
    }
    batch = next;
  }
}

const isBlock = (row: StoredRow): row is StoredBlock => 'body' in row;

/** Reads an archive back, every checksum and digest. @throws what is wrong with it */
export function readBack(part: string): void {
  const archive = openArchive(part);
  try {
    const { first, last } = archive.about;
    let count = archive.dropped().inputs;
    for (const _ of archive.records(first, 'passedOver')) count++;
    if (count !== last - first + 1)
      throw new OrdermatonError('journalGap', { journal: part, from: first + count, to: last });
  } finally {
    archive.close();
  }
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file);
  } catch (error) {
    throw unusable(file, error);
  }
}

/** Takes the place of what has the name; on the disk when it returns. @throws `notWritable` */
export function nameArchive(part: string, target: string): void {
  try {
    renameSync(part, target);
    sync(dirname(target));
  } catch (error) {
    throw notWritable(target, error);
  }
}

/** On the disk: a file, or the names in a folder. */
export function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Reads an archive: some days of a journal in a file of their own, which is verified by itself. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import type { JournalRecord, JournalSegment } from '../../ports.ts';
import type { ArchiveAbout } from './archiveForm.ts';
import { aboutOf, assertArchive, isArchive } from './archiveForm.ts';
import type { ArchiveNote } from './archiveNotes.ts';
import type { PageCommit, PageRow } from './archivePages.ts';
import { checksumOfPage, commitsIn } from './archivePages.ts';
import { broken } from './brokenFile.ts';
import type { RecordEntry } from './entries.ts';
import { CommitDigest } from './entries.ts';
import type { StoredBlock } from './storedRows.ts';
import { recordsIn, seal } from './storedRows.ts';

export interface ArchiveReader {
  readonly about: ArchiveAbout;
  segments(): readonly JournalSegment[];
  /** Whether it is what a journal notes: the same inputs with the same digest. */
  isOf(note: Pick<ArchiveNote, 'first' | 'last' | 'digest'>): boolean;
  /** Its inputs from a sequence on. @throws `journalGap`, `journalRecordChanged` with the sequence */
  records(from?: number): Generator<JournalRecord>;
  close(): void;
}

/** Opens an archive. @throws `missingFile`, `journalBroken`, `journalForm` */
export function openArchive(file: string): ArchiveReader {
  if (!existsSync(file)) throw new OrdermatonError('missingFile', { file, problem: 'there is no such file' });
  return broken(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      assertArchive(database, file);
      return new ArchiveFile(file, database);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Whether an SQLite file is an archive. @throws `journalBroken` */
export const isArchiveFile = (file: string): boolean =>
  broken(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      return isArchive(database);
    } finally {
      database.close();
    }
  });

class ArchiveFile implements ArchiveReader {
  readonly about: ArchiveAbout;
  readonly #file: string;
  readonly #database: DatabaseSync;

  constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
    this.about = aboutOf(database);
  }

  segments(): readonly JournalSegment[] {
    return this.#database
      .prepare('SELECT first, version FROM segments ORDER BY first')
      .all()
      .map(({ first, version }) => ({ first: Number(first), version: String(version) }));
  }

  isOf({ first, last, digest }: Pick<ArchiveNote, 'first' | 'last' | 'digest'>): boolean {
    const { about } = this;
    return about.first === first && about.last === last && Buffer.compare(about.digest, digest) === 0;
  }

  *records(from = 1): Generator<JournalRecord> {
    for (const { page, before } of this.#pages()) {
      if (page.last < from) continue;
      for (const row of broken(this.#file, () => this.#rowsOf(page, before)))
        for (const record of recordsIn(row)) if (record.envelope.sequence >= from) yield record;
    }
  }

  close(): void {
    this.#database.close();
  }

  /** The pages, each with the digest that it goes on from: none is missing, and the last comes to what the archive says of itself. */
  *#pages(): Generator<{ readonly page: PageRow; readonly before: Uint8Array }> {
    const { first, last, digest } = this.about;
    let [before, expected] = [this.about.before, first];
    for (let page = this.#page(expected); page !== undefined; page = this.#page(expected)) {
      if (page.first !== expected) throw this.#gap(expected - 1, page.first);
      yield { page, before };
      before = page.digest;
      expected = page.last + 1;
    }
    if (expected !== last + 1) throw this.#gap(expected - 1, last + 1);
    if (Buffer.compare(before, digest) !== 0) throw this.#changed(last);
  }

  #page(from: number): PageRow | undefined {
    const sql = 'SELECT * FROM pages WHERE first >= ? ORDER BY first LIMIT 1';
    return broken(this.#file, () => this.#database.prepare(sql).get(from) as PageRow | undefined);
  }

  /** The rows of a page, in sequence, once all of them are as they were written. */
  #rowsOf(page: PageRow, before: Uint8Array): readonly (RecordEntry | StoredBlock)[] {
    if (checksumOfPage(page) !== page.checksum) throw this.#changed(page.first);
    const rows: (RecordEntry | StoredBlock)[] = [];
    let [digest, first] = [before, page.first];
    for (const commit of commitsIn(page)) {
      const sealed = new CommitDigest(digest);
      for (const row of this.#rowsOfCommit(commit, first)) {
        seal(row, sealed);
        rows.push(row);
      }
      digest = sealed.end();
      first = commit.last + 1;
    }
    if (Buffer.compare(digest, page.digest) !== 0) throw this.#changed(page.first);
    return rows;
  }

  /** Its blocks have their places between its records. */
  *#rowsOfCommit({ last, records }: PageCommit, first: number): Generator<RecordEntry | StoredBlock> {
    const blocks = this.#database.prepare('SELECT * FROM blocks WHERE first BETWEEN ? AND ? ORDER BY first');
    const waiting = blocks.all(first, last) as unknown as StoredBlock[];
    for (const record of records) {
      while (waiting[0] !== undefined && waiting[0].first < record.sequence) yield waiting.shift() as StoredBlock;
      yield record;
    }
    yield* waiting;
  }

  #gap(from: number, to: number): OrdermatonError {
    return new OrdermatonError('journalGap', { journal: this.#file, from, to });
  }
  #changed(sequence: number): OrdermatonError {
    return new OrdermatonError('journalRecordChanged', { file: this.#file, sequence });
  }
}

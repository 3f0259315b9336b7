/** Reads an archive: some days of a journal in a file of their own, which is verified by itself. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { BrokenCheckpoint, Checkpoint, JournalRecord, JournalSegment } from '../../ports.ts';
import type { ArchiveAbout } from './archiveForm.ts';
import { aboutOf, assertArchive, isArchive, isWithoutMarket } from './archiveForm.ts';
import type { ArchiveNote } from './archiveNotes.ts';
import type { PageCommit, PageRow } from './archivePages.ts';
import { checksumOfPage, commitsIn } from './archivePages.ts';
import { broken } from './brokenFile.ts';
import type { CheckpointPlace } from './checkpointTable.ts';
import { checkpointAt, checkpointPlaces } from './checkpointTable.ts';
import type { RecordEntry } from './entries.ts';
import { CommitDigest } from './entries.ts';
import type { DroppedBlock, StoredBlock } from './storedRows.ts';
import { recordsIn, seal } from './storedRows.ts';

export interface ArchiveReader {
  readonly about: ArchiveAbout;
  segments(): readonly JournalSegment[];
  /** Whether it is what a journal notes: the same inputs with the same digest. */
  isOf(note: Pick<ArchiveNote, 'first' | 'last' | 'digest'>): boolean;
  /** Its inputs from a sequence on. @throws `journalGap`, `journalRecordChanged` with the sequence; `marketDropped` */
  records(from?: number, market?: WithoutMarket): Generator<JournalRecord>;
  /** What of it can not be heard again since its market data is gone, the first one first. */
  gaps(): readonly ArchiveGap[];
  /** How much market data is gone. */
  dropped(): DroppedMarket;
  /** Behind which inputs, from a sequence on, it has a checkpoint. */
  checkpointPlaces(from: number): readonly CheckpointPlace[];
  checkpointAt(sequence: number): Checkpoint | BrokenCheckpoint;
  close(): void;
}

/** What is done where market data is gone. */
export type WithoutMarket = 'refused' | 'passedOver';

export interface DroppedMarket {
  readonly blocks: number;
  readonly inputs: number;
}

/** Inputs that can not be heard: from the first whose market data is gone to the next checkpoint, or to the end. */
export interface ArchiveGap {
  readonly first: number;
  readonly last: number;
  /** Nothing of it is from before this moment. */
  readonly from: Timestamp;
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

type ArchivedRow = RecordEntry | StoredBlock | DroppedBlock;

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

  *records(from = 1, market: WithoutMarket = 'refused'): Generator<JournalRecord> {
    for (const { page, before } of this.#pages()) {
      if (page.last < from) continue;
      for (const row of broken(this.#file, () => this.#rowsOf(page, before))) {
        if (!('hash' in row)) yield* this.#recordsIn(row, from);
        else if (market === 'refused' && row.last >= from) throw this.#marketDropped(row);
      }
    }
  }

  *#recordsIn(row: RecordEntry | StoredBlock, from: number): Generator<JournalRecord> {
    for (const record of broken(this.#file, () => recordsIn(row))) if (record.envelope.sequence >= from) yield record;
  }

  gaps(): readonly ArchiveGap[] {
    const gaps: ArchiveGap[] = [];
    const checkpoints = this.checkpointPlaces(1);
    let [begins, since] = [this.about.first, 0];
    for (const { first, last, began } of this.#droppedBlocks()) {
      while (begins <= last) {
        const missing = Math.max(first, begins);
        const next = checkpoints.find(({ sequence }) => sequence >= missing);
        const end = next?.sequence ?? this.about.last;
        gaps.push({ first: missing, last: end, from: Math.max(began, since) as Timestamp });
        [begins, since] = [end + 1, next?.at ?? 0];
      }
    }
    return gaps;
  }

  dropped(): DroppedMarket {
    const blocks = this.#droppedBlocks();
    return { blocks: blocks.length, inputs: blocks.reduce((sum, { first, last }) => sum + last - first + 1, 0) };
  }

  checkpointPlaces(from: number): readonly CheckpointPlace[] {
    return this.#isWithoutMarket ? broken(this.#file, () => checkpointPlaces(this.#database, from)) : [];
  }
  checkpointAt(sequence: number): Checkpoint | BrokenCheckpoint {
    return broken(this.#file, () => checkpointAt(this.#database, sequence));
  }

  get #isWithoutMarket(): boolean {
    return isWithoutMarket(this.#database);
  }
  #droppedBlocks(first = this.about.first, last = this.about.last): DroppedBlock[] {
    if (!this.#isWithoutMarket) return [];
    const sql = 'SELECT * FROM dropped WHERE first BETWEEN ? AND ? ORDER BY first';
    return broken(this.#file, () => this.#database.prepare(sql).all(first, last)) as unknown as DroppedBlock[];
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
  #rowsOf(page: PageRow, before: Uint8Array): readonly ArchivedRow[] {
    if (checksumOfPage(page) !== page.checksum) throw this.#changed(page.first);
    const rows: ArchivedRow[] = [];
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

  /** Its blocks have their places between its records; all of them are there, or none is. */
  *#rowsOfCommit({ last, records }: PageCommit, first: number): Generator<ArchivedRow> {
    const blocks = this.#database.prepare('SELECT * FROM blocks WHERE first BETWEEN ? AND ? ORDER BY first');
    const waiting: (StoredBlock | DroppedBlock)[] = this.#isWithoutMarket
      ? this.#droppedBlocks(first, last)
      : (blocks.all(first, last) as unknown as StoredBlock[]);
    for (const record of records) {
      while (waiting[0] !== undefined && waiting[0].first < record.sequence) yield waiting.shift() as ArchivedRow;
      yield record;
    }
    yield* waiting;
  }

  #gap(from: number, to: number): OrdermatonError {
    return new OrdermatonError('journalGap', { journal: this.#file, from, to });
  }
  #marketDropped({ first, last }: DroppedBlock): OrdermatonError {
    return new OrdermatonError('marketDropped', { file: this.#file, day: this.about.day, first, last });
  }
  #changed(sequence: number): OrdermatonError {
    return new OrdermatonError('journalRecordChanged', { file: this.#file, sequence });
  }
}

/** Reads a journal file, also while an engine writes it, and believes nothing that does not agree with its checksums and digests. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import type {
  BrokenCheckpoint,
  BrokenReaderBook,
  Checkpoint,
  JournalRecord,
  JournalSegment,
  ReaderBook,
} from '../../ports.ts';
import { newYorkTime } from '../calendar/newYork.ts';
import type { ArchiveReader, DroppedMarket } from './archiveFile.ts';
import { openArchive } from './archiveFile.ts';
import type { ArchiveNote } from './archiveNotes.ts';
import { archiveMissing, archiveNotes, placeOfArchive } from './archiveNotes.ts';
import { broken } from './brokenFile.ts';
import { checkpointAt, checkpointHashesOf, checkpointPlaces, checkpointsOf } from './checkpointTable.ts';
import { CommitTable } from './commitTable.ts';
import type { JournalEnd, JournalOwner } from './form.ts';
import { assertForm, formOf } from './form.ts';
import { readersIn } from './readerTable.ts';
import type { StoredRow } from './storedRows.ts';
import { recordsIn } from './storedRows.ts';

/** What is known of a journal without reading it. */
export interface JournalAbout extends JournalOwner {
  /** The version that began it. */
  readonly version: string;
  /** How the run ended; not there while it goes on, and after a crash. */
  readonly end: JournalEnd | null;
}

export interface JournalReader {
  readonly about: JournalAbout;
  /** The sequence of the last input. */
  last(): number;
  /** The checkpoints that are kept whole, the newest first; one that is not as it was written is said with what is wrong. */
  checkpoints(): Generator<Checkpoint | BrokenCheckpoint>;
  /** The hash of the state behind every sequence that ever had a checkpoint. */
  checkpointHashes(): readonly Pick<Checkpoint, 'sequence' | 'hash'>[];
  /** What readers had written down when they were last kept; a book that is not as it was written is said with what is wrong. */
  readerBooks(): readonly (ReaderBook | BrokenReaderBook)[];
  segments(): readonly JournalSegment[];
  /** The days that were moved out of it, the first one first. */
  archives(): readonly ArchivedDay[];
  /** What of it can not be heard again, the first one first. */
  unheard(): readonly Unheard[];
  /** The checkpoints behind a sequence or later ones that are kept whole, the oldest first. */
  checkpointsFrom(sequence: number): Generator<Checkpoint | BrokenCheckpoint>;
  /**
   * Everything from a sequence on, across the days that were moved to archives.
   * @throws `journalGap`, `journalRecordChanged` with the sequence; `archiveMissing`, `archiveForeign`, `marketDropped`
   */
  records(from?: number, scope?: RecordScope): AsyncGenerator<JournalRecord>;
  /** The same, for those who can not wait. */
  recordsNow(from?: number, scope?: RecordScope): Generator<JournalRecord>;
  /** The orders of a position, as the tables for people have them. */
  ordersOf(position: string): readonly string[];
  close(): void;
}

/** All of a record; all but market data that was dropped; or only what is here: days whose archive is elsewhere are then passed over too. */
export type RecordScope = 'all' | 'kept' | 'here';

/** A day that was moved out of a journal, and where its archive is found; not there when it is elsewhere. */
interface NotedDay extends ArchiveNote {
  readonly found: string | undefined;
}
export interface ArchivedDay extends NotedDay {
  /** What of its market data is gone; not known while the archive is elsewhere. */
  readonly dropped: DroppedMarket | undefined;
}

/** A part of a record that can not be heard again: a replay begins before it and ends there, or begins at a checkpoint behind it. */
export interface Unheard {
  /** Its archive is elsewhere, or its market data is gone for good. */
  readonly kind: 'missing' | 'dropped';
  readonly first: number;
  readonly last: number;
  /** Nothing of it is from before this moment. */
  readonly from: Timestamp;
  /** What whoever needs it is told. */
  readonly error: OrdermatonError;
}

/** A commit, or a day in an archive. */
type Stretch = { readonly last: number; readonly rows: readonly StoredRow[] } | NotedDay;

/** Opens a journal for reading. @throws `missingFile`, `journalBroken`, `journalForm` */
export function openJournal(file: string): JournalReader {
  if (!existsSync(file)) throw new OrdermatonError('missingFile', { file, problem: 'there is no such file' });
  return broken(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    assertForm(database, file);
    return new JournalFile(file, database);
  });
}

/** What of an archive can not be heard again since its market data is gone. */
export const unheardIn = (file: string, archive: ArchiveReader): readonly Unheard[] =>
  archive.gaps().map(({ first, last, from }) => {
    const error = new OrdermatonError('marketDropped', { file, day: archive.about.day, first, last });
    return { kind: 'dropped', first, last, from, error };
  });

class JournalFile implements JournalReader {
  readonly about: JournalAbout;
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #commits: CommitTable;

  constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
    this.#commits = new CommitTable(file, database);
    const rows = database.prepare('SELECT name, value FROM about').all();
    const { account, mode, desk, end } = Object.fromEntries(rows.map(({ name, value }) => [name, String(value)]));
    const version = String(database.prepare('SELECT version FROM segments ORDER BY first').get()?.version);
    this.about = {
      account: String(account),
      mode: mode as JournalOwner['mode'],
      desk: String(desk),
      version,
      end: end === undefined ? null : (JSON.parse(end) as JournalEnd),
    };
  }

  last(): number {
    return broken(this.#file, () => this.#commits.newest().last);
  }

  *checkpoints(): Generator<Checkpoint | BrokenCheckpoint> {
    if (this.#hasCheckpoints) yield* checkpointsOf(this.#database);
  }

  checkpointHashes(): readonly Pick<Checkpoint, 'sequence' | 'hash'>[] {
    return this.#hasCheckpoints ? broken(this.#file, () => checkpointHashesOf(this.#database)) : [];
  }

  readerBooks(): readonly (ReaderBook | BrokenReaderBook)[] {
    if (formOf(this.#database) < 4) return []; // older forms kept none
    return broken(this.#file, () => this.#atOnce(() => readersIn(this.#database)));
  }

  segments(): readonly JournalSegment[] {
    return this.#database
      .prepare('SELECT first, version FROM segments ORDER BY first')
      .all()
      .map(({ first, version }) => ({ first: Number(first), version: String(version) }));
  }

  /** The first form had none. */
  get #hasCheckpoints(): boolean {
    return formOf(this.#database) > 1;
  }

  async *records(from = 1, scope: RecordScope = 'all'): AsyncGenerator<JournalRecord> {
    yield* this.recordsNow(from, scope);
  }

  *recordsNow(from = 1, scope: RecordScope = 'all'): Generator<JournalRecord> {
    for (let next = from; ; ) {
      const stretch = this.#stretchFrom(next);
      if (stretch === undefined) return;
      for (const record of this.#recordsOf(stretch, next, scope)) if (record.envelope.sequence >= next) yield record;
      next = stretch.last + 1;
    }
  }

  archives(): readonly ArchivedDay[] {
    return this.#notedDays().map((day) => ({ ...day, dropped: this.#inArchive(day, (archive) => archive.dropped()) }));
  }

  unheard(): readonly Unheard[] {
    return this.#notedDays().flatMap((day): readonly Unheard[] => {
      const { day: name, first, last, found: file } = day;
      if (file === undefined)
        return [{ kind: 'missing', first, last, from: newYorkTime(name), error: archiveMissing(this.#file, day) }];
      return this.#inArchive(day, (archive) => unheardIn(file, archive)) ?? [];
    });
  }

  *checkpointsFrom(sequence: number): Generator<Checkpoint | BrokenCheckpoint> {
    const found = new Map<number, () => Checkpoint | BrokenCheckpoint | undefined>();
    for (const day of this.#notedDays().filter(({ last }) => last >= sequence))
      for (const place of this.#inArchive(day, (archive) => archive.checkpointPlaces(sequence)) ?? [])
        found.set(place.sequence, () => this.#inArchive(day, (archive) => archive.checkpointAt(place.sequence)));
    const own = this.#hasCheckpoints ? checkpointPlaces(this.#database, sequence) : [];
    for (const place of own) found.set(place.sequence, () => checkpointAt(this.#database, place.sequence));
    for (const [, read] of [...found].sort(([a], [b]) => a - b)) {
      const checkpoint = read();
      if (checkpoint !== undefined) yield checkpoint;
    }
  }

  #notedDays(): readonly NotedDay[] {
    const notes = broken(this.#file, () => archiveNotes(this.#database));
    return notes.map((note) => ({ ...note, found: placeOfArchive(this.#file, note) }));
  }

  /** What an archive says without its market data; nothing for one that is elsewhere, or has all of it. */
  #inArchive<T>({ found, market, ...note }: NotedDay, ask: (archive: ArchiveReader) => T): T | undefined {
    if (found === undefined || market === 'kept') return undefined;
    const archive = openArchive(found);
    try {
      if (!archive.isOf(note)) throw new OrdermatonError('archiveForeign', { file: found, journal: this.#file });
      return ask(archive);
    } finally {
      archive.close();
    }
  }

  ordersOf(position: string): readonly string[] {
    const rows = this.#database
      .prepare('SELECT "order" FROM orders WHERE position = ? ORDER BY sequence')
      .all(position);
    return rows.map(({ order }) => String(order));
  }

  close(): void {
    this.#database.close();
  }

  /** What holds an input, or what comes behind it, read as one: a day may be moved to an archive while somebody reads. */
  #stretchFrom(sequence: number): Stretch | undefined {
    const find = (): Stretch | undefined => {
      const before = this.#commits.find('<=', sequence);
      const isThere = before !== undefined && sequence <= before.last;
      const archived = isThere
        ? undefined
        : this.#notedDays().find((day) => day.first <= sequence && sequence <= day.last);
      if (archived !== undefined) return archived;
      const batch = isThere ? before : this.#commits.find('>=', sequence);
      if (batch === undefined && this.#commits.saidLast() >= sequence)
        throw new OrdermatonError('journalGap', {
          journal: this.#file,
          from: sequence - 1,
          to: this.#commits.saidLast(),
        });
      return batch && { last: batch.last, rows: this.#commits.rowsOf(batch) };
    };
    return broken(this.#file, () => this.#atOnce(find));
  }

  /** Reads what belongs together as of one moment, whoever writes meanwhile. */
  #atOnce<T>(read: () => T): T {
    this.#database.exec('BEGIN');
    try {
      return read();
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  *#recordsOf(stretch: Stretch, from: number, scope: RecordScope): Generator<JournalRecord> {
    if ('day' in stretch) yield* this.#archivedRecords(stretch, from, scope);
    else for (const row of stretch.rows) yield* broken(this.#file, () => recordsIn(row));
  }

  *#archivedRecords(day: NotedDay, from: number, scope: RecordScope): Generator<JournalRecord> {
    if (day.found === undefined) {
      if (scope === 'here') return;
      throw archiveMissing(this.#file, day);
    }
    const archive = openArchive(day.found);
    try {
      if (!archive.isOf(day)) throw new OrdermatonError('archiveForeign', { file: day.found, journal: this.#file });
      yield* archive.records(from, scope === 'all' ? 'refused' : 'passedOver');
    } finally {
      archive.close();
    }
  }
}

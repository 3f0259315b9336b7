/** The commits in a journal file: their rows, once all of them are as they were written, and what each digest goes on from. */
import type { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import { archiveNotes, digestBeforeOf } from './archiveNotes.ts';
import { CommitDigest, NO_DIGEST } from './entries.ts';
import { formOf, WITH_LONE_RECORDS } from './form.ts';
import type { StoredBlock, StoredRecord, StoredRow } from './storedRows.ts';
import { endOf, isIntact, placeOf, seal } from './storedRows.ts';

/** One commit. */
export interface Batch {
  readonly first: number;
  readonly last: number;
  readonly digest: Uint8Array;
}

export class CommitTable {
  readonly file: string;
  readonly #database: DatabaseSync;

  constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.#database = database;
  }

  /** The last commit that begins at or before a sequence, or the first that begins at or after it. */
  find(where: '<=' | '>=', sequence: number): Batch | undefined {
    const order = where === '<=' ? 'DESC' : 'ASC';
    const batch = this.#database
      .prepare(`SELECT * FROM batches WHERE first ${where} ? ORDER BY first ${order} LIMIT 1`)
      .get(sequence) as Batch | undefined;
    if (!this.#hasLoneRecords) return batch;
    const [from, to] =
      where === '<=' ? [(batch?.last ?? 0) + 1, sequence] : [sequence, (batch?.first ?? Number.MAX_SAFE_INTEGER) - 1];
    const lone = this.#database
      .prepare(`
        SELECT sequence AS first, sequence AS last, digest FROM records
        WHERE sequence BETWEEN ? AND ? AND digest IS NOT NULL ORDER BY sequence ${order} LIMIT 1`)
      .get(from, to) as Batch | undefined;
    return lone ?? batch;
  }

  /** What the journal said of its end when it was closed; 0 while it is written, and after a crash. */
  saidLast(): number {
    return Number(this.#database.prepare("SELECT value FROM about WHERE name = 'last'").get()?.value ?? 0);
  }

  /** Where the record ends, here or in the last archive, and the digest that the next commit goes on from. */
  newest(): Pick<Batch, 'last' | 'digest'> {
    const newest = this.find('<=', Number.MAX_SAFE_INTEGER) ?? archiveNotes(this.#database).at(-1);
    return newest ?? { last: 0, digest: NO_DIGEST };
  }

  /** The rows of a commit, in sequence. @throws `journalGap`, `journalRecordChanged` */
  rowsOf({ first, last, digest }: Batch): readonly StoredRow[] {
    const sealed = new CommitDigest(this.digestBefore(first));
    const rows = this.#storedRows(first, last);
    let expected = first;
    for (const row of rows) {
      const begins = placeOf(row);
      if (begins !== expected) throw this.#gap(expected - 1, begins);
      if (!isIntact(row)) throw this.#changed(begins);
      seal(row, sealed);
      expected = endOf(row) + 1;
    }
    if (expected !== last + 1) throw this.#gap(expected - 1, last + 1);
    if (Buffer.compare(sealed.end(), digest) !== 0) throw this.#changed(first);
    return rows;
  }

  /** The digest of the commit before the one that begins with a sequence. @throws `journalGap` */
  digestBefore(first: number): Uint8Array {
    if (first === 1) return NO_DIGEST;
    const before = this.find('<=', first - 1);
    if (before?.last === first - 1) return before.digest;
    const archived = before === undefined ? digestBeforeOf(this.#database, first) : undefined;
    if (archived === undefined) throw this.#gap(before?.last ?? 0, first);
    return archived;
  }

  /** Asked each time: an engine may bring the journal to a newer form while somebody reads. */
  get #hasLoneRecords(): boolean {
    return formOf(this.#database) >= WITH_LONE_RECORDS;
  }

  #storedRows(first: number, last: number): readonly StoredRow[] {
    const records = this.#rows<StoredRecord>('records', 'sequence', first, last);
    const blocks = this.#rows<StoredBlock>('blocks', 'first', first, last);
    return [...records, ...blocks].sort((a, b) => placeOf(a) - placeOf(b));
  }

  #rows<T>(table: string, key: string, first: number, last: number): T[] {
    return this.#database
      .prepare(`SELECT * FROM ${table} WHERE ${key} BETWEEN ? AND ? ORDER BY ${key}`)
      .all(first, last) as unknown as T[];
  }

  #gap(from: number, to: number): OrdermatonError {
    return new OrdermatonError('journalGap', { journal: this.file, from, to });
  }
  #changed(sequence: number): OrdermatonError {
    return new OrdermatonError('journalRecordChanged', { file: this.file, sequence });
  }
}

/** The commits in a journal file: their rows, once all of them are as they were written, and what each digest goes on from. */
import type { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import { archiveNotes, digestBeforeOf } from './archiveNotes.ts';
import { CommitDigest, NO_DIGEST } from './entries.ts';
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
    return this.#database
      .prepare(`SELECT * FROM batches WHERE first ${where} ? ORDER BY first ${order}`)
      .get(sequence) as Batch | undefined;
  }

  /** Where the record ends, here or in the last archive, and the digest that the next commit goes on from. */
  newest(): Pick<Batch, 'last' | 'digest'> {
    const batch = this.#database.prepare('SELECT last, digest FROM batches ORDER BY first DESC LIMIT 1').get();
    const newest = (batch as Batch | undefined) ?? archiveNotes(this.#database).at(-1);
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
    const before = this.#database
      .prepare('SELECT last, digest FROM batches WHERE first < ? ORDER BY first DESC')
      .get(first);
    if (before?.last === first - 1) return before.digest as Uint8Array;
    const archived = before === undefined ? digestBeforeOf(this.#database, first) : undefined;
    if (archived === undefined) throw this.#gap(Number(before?.last ?? 0), first);
    return archived;
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

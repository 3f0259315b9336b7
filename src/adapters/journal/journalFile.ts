/** Reads a journal file, also while an engine writes it, and believes nothing that does not agree with its checksums and digests. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';
import { OrdermatonError } from '../../errors.ts';
import type { BrokenCheckpoint, Checkpoint, JournalRecord, JournalSegment } from '../../ports.ts';
import { checkpointHashesOf, checkpointsOf } from './checkpointTable.ts';
import type { BlockEntry, RecordEntry } from './entries.ts';
import { CommitDigest, checksumOf, checksumOfBlock, NO_DIGEST, recordOf, sealedText } from './entries.ts';
import type { JournalEnd, JournalOwner } from './form.ts';
import { assertForm, formOf } from './form.ts';
import { ticksOf } from './marketBlock.ts';

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
  segments(): readonly JournalSegment[];
  /** Everything from a sequence on. @throws `journalGap`, `journalRecordChanged` with the sequence */
  records(from?: number): AsyncGenerator<JournalRecord>;
  /** The same, for those who can not wait. */
  recordsNow(from?: number): Generator<JournalRecord>;
  close(): void;
}

interface StoredBlock extends Omit<BlockEntry, 'text'> {
  readonly body: Uint8Array;
  readonly checksum: number;
}
type StoredRecord = RecordEntry & { readonly checksum: number };
interface Batch {
  readonly first: number;
  readonly last: number;
  readonly digest: Uint8Array;
}

/** Opens a journal for reading. @throws `missingFile`, `journalBroken`, `journalForm` */
export function openJournal(file: string): JournalReader {
  if (!existsSync(file)) throw new OrdermatonError('missingFile', { file, problem: 'there is no such file' });
  return broken(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    assertForm(database, file);
    return new JournalFile(file, database);
  });
}

/** SQLite's word that a file is damaged is ours that the journal is. */
function broken<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OrdermatonError) throw error;
    throw new OrdermatonError('journalBroken', { file, problem: (error as Error).message });
  }
}

class JournalFile implements JournalReader {
  readonly about: JournalAbout;
  readonly #file: string;
  readonly #database: DatabaseSync;

  constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
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
    return broken(this.#file, () =>
      Number(this.#database.prepare('SELECT max(last) AS last FROM batches').get()?.last ?? 0),
    );
  }

  *checkpoints(): Generator<Checkpoint | BrokenCheckpoint> {
    if (this.#hasCheckpoints) yield* checkpointsOf(this.#database);
  }

  checkpointHashes(): readonly Pick<Checkpoint, 'sequence' | 'hash'>[] {
    return this.#hasCheckpoints ? broken(this.#file, () => checkpointHashesOf(this.#database)) : [];
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

  async *records(from = 1): AsyncGenerator<JournalRecord> {
    yield* this.recordsNow(from);
  }

  *recordsNow(from = 1): Generator<JournalRecord> {
    for (let batch = this.#batch('<=', from) ?? this.#batch('>=', from); batch !== undefined; ) {
      const current = batch;
      for (const record of broken(this.#file, () => this.#recordsOf(current)))
        if (record.envelope.sequence >= from) yield record;
      batch = this.#batch('>=', current.last + 1);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** The last batch that begins at or before a sequence, or the first that begins at or after it. */
  #batch(where: '<=' | '>=', sequence: number): Batch | undefined {
    const order = where === '<=' ? 'DESC' : 'ASC';
    return broken(
      this.#file,
      () =>
        this.#database.prepare(`SELECT * FROM batches WHERE first ${where} ? ORDER BY first ${order}`).get(sequence) as
          | Batch
          | undefined,
    );
  }

  /** The records of a commit, in sequence, once all of them are as they were written. */
  #recordsOf({ first, last, digest }: Batch): readonly JournalRecord[] {
    const sealed = new CommitDigest(this.#digestBefore(first));
    const found: JournalRecord[] = [];
    let expected = first;
    for (const row of this.#rowsOf(first, last)) {
      const begins = 'body' in row ? row.first : row.sequence;
      if (begins !== expected) throw this.#gap(expected - 1, begins);
      if (!isIntact(row)) throw this.#changed(begins);
      const records = recordsIn(row, sealed);
      expected += records.length;
      found.push(...records);
    }
    if (expected !== last + 1) throw this.#gap(expected - 1, last + 1);
    if (Buffer.compare(sealed.end(), digest) !== 0) throw this.#changed(first);
    return found;
  }

  /** The digest of the commit before the one that begins with a sequence. */
  #digestBefore(first: number): Uint8Array {
    if (first === 1) return NO_DIGEST;
    const before = this.#database
      .prepare('SELECT last, digest FROM batches WHERE first < ? ORDER BY first DESC')
      .get(first);
    if (before?.last !== first - 1) throw this.#gap(Number(before?.last ?? 0), first);
    return before.digest as Uint8Array;
  }

  #rowsOf(first: number, last: number): readonly (StoredRecord | StoredBlock)[] {
    const records = this.#rows<StoredRecord>('records', 'sequence', first, last);
    const blocks = this.#rows<StoredBlock>('blocks', 'first', first, last);
    const placeOf = (row: StoredRecord | StoredBlock): number => ('body' in row ? row.first : row.sequence);
    return [...records, ...blocks].sort((a, b) => placeOf(a) - placeOf(b));
  }

  #rows<T>(table: string, key: string, first: number, last: number): T[] {
    return this.#database
      .prepare(`SELECT * FROM ${table} WHERE ${key} BETWEEN ? AND ? ORDER BY ${key}`)
      .all(first, last) as unknown as T[];
  }

  #gap(from: number, to: number): OrdermatonError {
    return new OrdermatonError('journalGap', { journal: this.#file, from, to });
  }
  #changed(sequence: number): OrdermatonError {
    return new OrdermatonError('journalRecordChanged', { file: this.#file, sequence });
  }
}

const isIntact = (row: StoredRecord | StoredBlock): boolean =>
  row.checksum === ('body' in row ? checksumOfBlock(row, row.body) : checksumOf(sealedText(row)));

/** What a row holds; it is taken into the digest of its commit. */
function recordsIn(row: StoredRecord | StoredBlock, sealed: CommitDigest): readonly JournalRecord[] {
  if ('body' in row) {
    sealed.block(row, row.body);
    const text = inflateRawSync(row.body).toString('utf8');
    return ticksOf(text, row.first).map((envelope) => ({ envelope, commands: [] }));
  }
  sealed.record(sealedText(row));
  return [recordOf(row)];
}

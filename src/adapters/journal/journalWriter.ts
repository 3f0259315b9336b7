/** Writes commits into a journal file: each in one transaction that is on the disk when `commit` returns. */

import { existsSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { deflateRawSync } from 'node:zlib';
import { OrdermatonError } from '../../errors.ts';
import type { PackedCheckpoint } from './checkpointChain.ts';
import { keepCheckpoint } from './checkpointTable.ts';
import { CommitTable } from './commitTable.ts';
import type { BlockEntry, Entry, RecordEntry } from './entries.ts';
import { CommitDigest, checksumOf, checksumOfBlock, isBlock, lastOf, sealedText } from './entries.ts';
import type { JournalOwner } from './form.ts';
import { assertForm, isFresh, migrate } from './form.ts';
import { assertNotShort, JournalMark } from './journalMark.ts';
import { reserveLog } from './logRoom.ts';
import type { PackedReaderChange } from './readerTable.ts';
import { keepReader } from './readerTable.ts';
import { assertWhole, openForWriting, unusable } from './writableFile.ts';

/** A row for people and tools: a table and its columns. */
export type ViewRow = readonly [table: ViewTable, row: Readonly<Record<string, string | number | null>>];
export type ViewTable = 'orders' | 'fills' | 'positions' | 'equity';

/** A commit that is being written: nothing of it is on the disk before its end. */
interface Begun {
  readonly digest: CommitDigest;
  /** Why its beginning could not be written. */
  failure?: unknown;
}

/** What one commit holds. */
export interface Commit {
  readonly entries: readonly Entry[];
  readonly views: readonly ViewRow[];
  /** What the state was behind the last of them. */
  readonly checkpoints?: readonly PackedCheckpoint[];
  /** What readers had written down by then. */
  readonly books?: readonly PackedReaderChange[];
  /** How the run ended, with its last commit. */
  readonly end?: string;
}

/** So many commits that follow one another at once are noted together. */
const UNMARKED = 16;

export class JournalWriter {
  readonly #database: DatabaseSync;
  readonly #insert: { readonly record: StatementSync; readonly block: StatementSync; readonly batch: StatementSync };
  readonly #views = new Map<ViewTable, StatementSync>();
  readonly #mark: JournalMark;
  #digest: Uint8Array;
  #last: number;
  /** The commit that has begun, if one has. */
  #begun: Begun | undefined;
  /** The version that writes, until it has written something. */
  #newcomer: string | undefined;
  #isGoingOn = false;
  /** How many commits the mark is behind. */
  #unmarked = 1;

  /** @throws `journalBroken`, `journalForm`, `journalForeign`, `journalShort`, `notWritable` */
  constructor(file: string, owner: JournalOwner, version: string) {
    const isThere = existsSync(file);
    this.#database = openForWriting(file);
    const database = this.#database;
    try {
      if (!isFresh(database)) assertForm(database, file);
      assertWhole(database, file);
      migrate(database);
      own(database, file, owner);
      this.#insert = {
        record: database.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
        block: database.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?)'),
        batch: database.prepare('INSERT INTO batches VALUES (?, ?, ?)'),
      };
      const { last, digest } = new CommitTable(file, database).newest();
      this.#last = last;
      if (isThere) assertNotShort(file, last);
      this.#digest = digest;
      const writer = database.prepare('SELECT version FROM segments ORDER BY first DESC LIMIT 1').get();
      if (writer === undefined) this.#beginSegment(version);
      else if (writer.version !== version) this.#newcomer = version;
      this.#mark = new JournalMark(file);
      this.mark();
      reserveLog(database, file);
    } catch (error) {
      database.close();
      throw unusable(file, error);
    }
  }

  /** The sequence of the last input that is on the disk. */
  get last(): number {
    return this.#last;
  }

  /** The beginning of a commit whose rest is to come. What the disk says against it is thrown by `commit`. */
  begin(entries: readonly Entry[]): void {
    const begun = this.#begun ?? this.#beginCommit();
    if (begun.failure !== undefined) return;
    try {
      for (const entry of entries) this.#add(entry, begun.digest, false);
    } catch (failure) {
      begun.failure = failure;
    }
  }

  /** All of it or nothing, what was begun included. @throws what the disk says */
  commit(commit: Commit): void {
    const newest = commit.entries.at(-1);
    // SQLite begins and ends a transaction of its own for a statement outside of any.
    const isRow = this.#isGoingOn && this.#begun === undefined && isOneRow(commit);
    const sealed = isRow
      ? this.#addEntries(commit.entries, new CommitDigest(this.#digest), false)
      : this.#transact(commit);
    if (newest === undefined) return;
    this.#digest = sealed;
    this.#isGoingOn = true;
    this.#last = lastOf(newest);
  }

  #transact(commit: Commit): Uint8Array {
    const hasBegun = this.#begun !== undefined;
    const { digest, failure } = this.#begun ?? this.#beginCommit();
    this.#begun = undefined;
    try {
      if (failure !== undefined) throw failure;
      const sealed = this.#addEntries(commit.entries, digest, hasBegun);
      this.#addOthers(commit);
      this.#database.exec('COMMIT');
      return sealed;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Notes beside the journal how far it is: whoever waits for a commit does not wait for that. */
  mark(): void {
    if (this.#unmarked === 0) return;
    this.#mark.note(this.#last);
    this.#unmarked = 0;
  }
  /** The same while commits follow one another: not for each of them. */
  markSometimes(): void {
    if (++this.#unmarked === UNMARKED) this.mark();
  }

  close(): void {
    this.mark();
    this.#sayLast();
    this.#database.close();
    this.#mark.close();
  }

  /** A lone record at the end that somebody deletes leaves no trace in the tables: this is one. A disk that fails is told elsewhere. */
  #sayLast(): void {
    if (!this.#isGoingOn) return;
    try {
      this.#database.prepare("INSERT OR REPLACE INTO about VALUES ('last', ?)").run(String(this.#last));
    } catch {
      // The mark beside the journal says it as well.
    }
  }

  #beginCommit(): Begun {
    const begun: Begun = { digest: new CommitDigest(this.#digest) };
    this.#begun = begun;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
    } catch (failure) {
      begun.failure = failure;
    }
    return begun;
  }

  /** With its first input a run that had ended goes on, and another version begins its segment. */
  #goOn(): void {
    if (this.#isGoingOn) return;
    this.#database.exec("DELETE FROM about WHERE name IN ('end', 'last')");
    if (this.#newcomer !== undefined) this.#beginSegment(this.#newcomer);
  }
  #beginSegment(version: string): void {
    this.#database.prepare('INSERT INTO segments VALUES (?, ?)').run(this.#last + 1, version);
  }

  /** The inputs of a commit, and the digest that seals them: a lone record has it in its own row. */
  #addEntries(entries: readonly Entry[], digest: CommitDigest, hasBegun: boolean): Uint8Array {
    const newest = entries.at(-1);
    if (newest === undefined) return this.#digest;
    this.#goOn();
    const isAlone = !hasBegun && entries.length === 1 && !isBlock(newest);
    for (const entry of entries) this.#add(entry, digest, isAlone);
    const sealed = digest.end();
    if (!isAlone) this.#insert.batch.run(this.#last + 1, lastOf(newest), sealed);
    return sealed;
  }
  #addOthers({ views, checkpoints = [], books = [], end }: Commit): void {
    for (const row of views) this.#show(row);
    if (end !== undefined) this.#database.prepare("INSERT OR REPLACE INTO about VALUES ('end', ?)").run(end);
    for (const checkpoint of checkpoints) keepCheckpoint(this.#database, checkpoint);
    for (const book of books) keepReader(this.#database, book);
  }

  #add(entry: Entry, digest: CommitDigest, isAlone: boolean): void {
    if (isBlock(entry)) this.#addBlock(entry, digest);
    else this.#addRecord(entry, digest, isAlone);
  }

  #addRecord(entry: RecordEntry, digest: CommitDigest, isAlone: boolean): void {
    const { sequence, at, type, source, cause, correlation, data, commands } = entry;
    const sealed = sealedText(entry);
    digest.record(sealed);
    const own = isAlone ? digest.end() : null;
    this.#insert.record.run(sequence, at, type, source, cause, correlation, data, commands, checksumOf(sealed), own);
  }

  #addBlock(entry: BlockEntry, digest: CommitDigest): void {
    const { first, last, began, ended, text } = entry;
    const body = deflateRawSync(text);
    this.#insert.block.run(first, last, began, ended, body, checksumOfBlock(entry, body));
    digest.block(entry, body);
  }

  #show([table, row]: ViewRow): void {
    let statement = this.#views.get(table);
    if (statement === undefined) {
      const names = Object.keys(row);
      statement = this.#database.prepare(
        `INSERT OR REPLACE INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      );
      this.#views.set(table, statement);
    }
    statement.run(...Object.values(row));
  }
}

/** A lone record is one row, with nothing beside it. */
const isOneRow = ({ entries: [entry, ...others], views, checkpoints = [], books = [], end }: Commit): boolean =>
  entry !== undefined &&
  !isBlock(entry) &&
  others.length + views.length + checkpoints.length + books.length === 0 &&
  end === undefined;

/** Notes whose journal a fresh one is, and refuses that of somebody else. */
function own(database: DatabaseSync, file: string, owner: JournalOwner): void {
  const note = database.prepare('INSERT OR IGNORE INTO about VALUES (?, ?)');
  const find = database.prepare('SELECT value FROM about WHERE name = ?');
  for (const [name, value] of Object.entries(owner)) {
    note.run(name, value);
    const found = String(find.get(name)?.value);
    if (found !== value) throw new OrdermatonError('journalForeign', { file, name, found, value });
  }
}

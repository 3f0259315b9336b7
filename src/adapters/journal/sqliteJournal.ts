/**
 * The durable journal. The engine's thread makes rows and hands them on; a thread of its own commits them, and while it waits for the
 * disk the next commit gathers. Market data alone waits a moment for more of its kind; anything else goes at once, with all before it.
 */
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type {
  BrokenCheckpoint,
  BrokenReaderBook,
  Checkpoint,
  CheckpointChange,
  CommandRecord,
  Journal,
  JournalRecord,
  JournalSegment,
  ReaderBook,
  ReaderChange,
} from '../../ports.ts';
import type { PackedCheckpoint } from './checkpointChain.ts';
import { packCheckpoint } from './checkpointChain.ts';
import type { Entry } from './entries.ts';
import { blockEntry, recordEntry } from './entries.ts';
import type { JournalEnd, JournalOwner } from './form.ts';
import { openJournal } from './journalFile.ts';
import { lockJournal } from './journalLock.ts';
import type { Commit, ViewRow } from './journalWriter.ts';
import { isTick } from './marketBlock.ts';
import type { PackedReaderChange } from './readerTable.ts';
import { packReaderChange } from './readerTable.ts';
import type { JournalThread } from './threadHandle.ts';
import { startThread } from './threadHandle.ts';

export interface SqliteJournalOptions {
  readonly file: string;
  readonly owner: JournalOwner;
  /** The version of the engine that writes. */
  readonly version: string;
  /** How long market data waits for more of its kind, so that it makes larger blocks: milliseconds, 200 unless told. */
  readonly patience?: number;
}

export interface SqliteJournal extends Journal {
  /** Keeps a row for people and tools beside the inputs that follow. */
  show(row: ViewRow): void;
  /** Writes all that is left, how the run ended if it did, and closes the file. @throws `journalFailed` */
  close(end?: JournalEnd): Promise<void>;
}

interface Pending {
  readonly envelope: Envelope;
  commands: readonly CommandRecord[];
}

/** Market data waits this long for more, unless told: milliseconds. */
const PATIENCE = 200;
/** … and for no more than this many. */
const BLOCK = 1_024;
/** So many inputs are handed on before the others of their commit are made. */
const PART = 16;
/** With so much waiting, simulated time waits for the disk. */
const CONGESTED = 16_384;

/**
 * Opens a journal for writing, or makes it, and holds its lock until it is closed.
 * @throws `journalLocked`, `journalForeign`, `journalForm`, `journalBroken`, `notWritable`
 */
export async function createSqliteJournal(options: SqliteJournalOptions): Promise<SqliteJournal> {
  const lock = lockJournal(options.file);
  const thread = startThread(options);
  try {
    const durable = await thread.ready;
    return new SqliteJournalFile(options, thread, durable, () => lock.release());
  } catch (error) {
    await thread.close();
    lock.release();
    throw error;
  }
}

class SqliteJournalFile implements SqliteJournal {
  readonly name: string;
  readonly #thread: JournalThread;
  readonly #release: () => void;
  readonly #patience: number;
  readonly #waiting: Pending[] = [];
  #views: ViewRow[] = [];
  #checkpoints: PackedCheckpoint[] = [];
  #books: PackedReaderChange[] = [];
  #sequence: number;
  #durable: number;
  #grown: () => void = () => undefined;
  #isWriting = false;
  #isUrgent = false;
  #isClosed = false;
  #turn: 'none' | 'soon' | 'later' = 'none';
  #timer: NodeJS.Timeout | undefined;
  #failure: OrdermatonError | undefined;
  #emptied: (() => void)[] = [];

  constructor(
    { file, patience = PATIENCE }: SqliteJournalOptions,
    thread: JournalThread,
    durable: number,
    release: () => void,
  ) {
    this.name = file;
    this.#patience = patience;
    this.#thread = thread;
    this.#sequence = durable;
    this.#durable = durable;
    this.#release = release;
    thread.hear((answer) => this.#answered(answer));
  }

  append(envelope: Envelope): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (envelope.sequence !== this.#sequence + 1)
      throw new OrdermatonError('journalGap', { journal: this.name, from: this.#sequence, to: envelope.sequence });
    this.#sequence = envelope.sequence;
    this.#waiting.push({ envelope, commands: [] });
    if (!isTick(envelope)) this.#isUrgent = true;
    this.#arrange();
    this.#begin();
  }

  note(commands: () => readonly CommandRecord[]): void {
    const last = this.#waiting.at(-1);
    if (last === undefined) return;
    last.commands = commands();
    this.#isUrgent = true;
    this.#arrange();
  }

  show(row: ViewRow): void {
    if (this.#failure !== undefined) return;
    this.#views.push(row);
    this.#arrange();
  }

  keep(checkpoint: CheckpointChange, books: readonly ReaderChange[] = []): void {
    this.#checkpoints.push(packCheckpoint(checkpoint));
    this.#books.push(...books.map(packReaderChange));
    this.#isUrgent = true;
    this.#arrange();
  }

  async *checkpoints(): AsyncGenerator<Checkpoint | BrokenCheckpoint> {
    await this.#flushed();
    const reader = openJournal(this.name);
    try {
      yield* reader.checkpoints();
    } finally {
      reader.close();
    }
  }

  async readerBooks(): Promise<readonly (ReaderBook | BrokenReaderBook)[]> {
    await this.#flushed();
    const reader = openJournal(this.name);
    try {
      return reader.readerBooks();
    } finally {
      reader.close();
    }
  }

  segments(): readonly JournalSegment[] {
    const reader = openJournal(this.name);
    try {
      return reader.segments();
    } finally {
      reader.close();
    }
  }

  durable(): number {
    return this.#durable;
  }
  onDurable(grown: () => void): void {
    this.#grown = grown;
  }
  failure(): OrdermatonError | undefined {
    return this.#failure;
  }
  get isCongested(): boolean {
    return this.#waiting.length > CONGESTED;
  }

  async *read(from: number): AsyncIterable<JournalRecord> {
    await this.#flushed();
    const reader = openJournal(this.name);
    try {
      yield* reader.records(from);
    } finally {
      reader.close();
    }
  }

  async close(end?: JournalEnd): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#flushed();
    if (end !== undefined && this.#failure === undefined) {
      this.#write({ entries: [], views: [], end: JSON.stringify(end) });
      await this.#flushed();
    }
    await this.#thread.close();
    this.#release();
    if (this.#failure !== undefined) throw this.#failure;
  }

  get #hasMore(): boolean {
    return this.#waiting.length > 0 || this.#views.length > 0 || this.#checkpoints.length > 0;
  }

  /** What waits goes when the work at hand is done; market data alone a little later. */
  #arrange(): void {
    if (this.#isWriting || this.#failure !== undefined) return;
    if (this.#isUrgent || this.#waiting.length >= BLOCK || this.#patience === 0) {
      if (this.#turn === 'soon') return;
      clearTimeout(this.#timer);
      this.#turn = 'soon';
      this.#thread.announce();
      queueMicrotask(() => this.#commit());
    } else if (this.#turn === 'none') {
      this.#turn = 'later';
      this.#timer = setTimeout(() => this.#commit(), this.#patience);
    }
  }

  /** Of many that go soon, the thread writes the first while the engine makes the others. The last of them may still get its commands. */
  #begin(): void {
    const before = this.#waiting.at(-2);
    if (this.#turn !== 'soon' || this.#waiting.length <= PART || before === undefined || isTick(before.envelope))
      return;
    this.#thread.begin(entriesOf(this.#waiting.splice(0, this.#waiting.length - 1)));
  }

  #commit(): void {
    this.#turn = 'none';
    // What comes behind a commit that failed would leave a gap, should the disk work again.
    if (this.#isWriting || !this.#hasMore || this.#failure !== undefined) return;
    const entries = entriesOf(this.#waiting.splice(0));
    const [views, checkpoints, books] = [this.#views, this.#checkpoints, this.#books];
    this.#views = [];
    this.#checkpoints = [];
    this.#books = [];
    this.#isUrgent = false;
    this.#write(checkpoints.length === 0 ? { entries, views } : { entries, views, checkpoints, books });
  }

  #write(commit: Commit): void {
    this.#isWriting = true;
    this.#thread.ask(commit);
  }

  #answered(answer: number | OrdermatonError): void {
    this.#isWriting = false;
    if (typeof answer === 'number') this.#durable = answer;
    else this.#failure ??= answer;
    if (this.#failure === undefined && this.#hasMore) {
      if (this.#emptied.length > 0) this.#commit();
      else this.#arrange();
    }
    if (!this.#isWriting) for (const done of this.#emptied.splice(0)) done();
    this.#grown();
  }

  /** Everything that waits now is on the disk, or can not be brought there. */
  async #flushed(): Promise<void> {
    while (this.#failure === undefined && (this.#isWriting || this.#hasMore)) {
      clearTimeout(this.#timer);
      if (!this.#isWriting) this.#commit();
      await new Promise<void>((resolve) => this.#emptied.push(resolve));
    }
  }
}

/** Ticks that follow one another become blocks; one whose pass emitted commands is a record like any other input. */
function entriesOf(waiting: readonly Pending[]): Entry[] {
  const entries: Entry[] = [];
  let ticks: Envelope[] = [];
  const close = (): void => {
    const [first, ...rest] = ticks;
    if (first !== undefined) entries.push(blockEntry([first, ...rest]));
    ticks = [];
  };
  for (const { envelope, commands } of waiting) {
    if (commands.length === 0 && isTick(envelope)) {
      ticks.push(envelope);
      if (ticks.length === BLOCK) close();
      continue;
    }
    close();
    entries.push(recordEntry(envelope, commands));
  }
  close();
  return entries;
}

/**
 * Signals from a folder into which somebody puts files: each `*.ndjson` is read to its end once, line by line as lines are whole, and how far
 * it has been read is kept, so that a restart goes on there.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { hashOf } from '../../codec.ts';
import type { Duration } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Clock, SignalSource } from '../../ports.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { SmallDocument } from '../documents/smallDocument.ts';
import { openDocument } from '../documents/smallDocument.ts';
import { readSignal } from './http/alerts.ts';
import { Polling } from './polling.ts';
import type { Said } from './signalQueue.ts';

export interface WatchedFolderOptions {
  readonly folder: string;
  /** The document that says how far each file has been read. */
  readonly marks: string;
  readonly clock: Pick<Clock, 'now'>;
  /** What is older than this is passed over, and counted. */
  readonly oldest: Duration;
  /** Hears what a person might want to know. */
  readonly onProblem: (problem: string) => void;
  /** How often it is looked at: milliseconds, 200 unless told. */
  readonly every?: number;
}

export interface WatchedFolder extends SignalSource<Said> {
  close(): void;
}

const mark = z.object({ bytes: z.int().min(0), lines: z.int().min(0), begins: z.string() });
const marks = z.record(z.string(), mark);
type Mark = z.infer<typeof mark>;

const EVERY = 200;
/** No line is longer: bytes. */
const LONGEST_LINE = 1 << 20;
/** By so much of its beginning a file is known from another of the same name: bytes. */
const BEGINNING = 1_024;
const LINE_FEED = 10;
const UNREAD: Mark = { bytes: 0, lines: 0, begins: '' };

/** @throws `missingFile` when the marks can not be read, `notWritable` when they can not be kept */
export const createWatchedFolder = (options: WatchedFolderOptions): WatchedFolder => new Watched(options);

class Watched implements WatchedFolder {
  readonly name: string;
  readonly isLive = true;
  readonly #options: WatchedFolderOptions;
  readonly #marks: SmallDocument<Record<string, Mark>>;
  /** As long as a file is as it was, there is nothing to read. */
  readonly #states = new Map<string, string>();
  readonly #polling: Polling;

  constructor(options: WatchedFolderOptions) {
    this.name = `signals in ${options.folder}`;
    this.#options = options;
    this.#polling = new Polling(options.every ?? EVERY, options.onProblem);
    this.#marks = openDocument(options.marks, { schema: marks, absent: {}, broken: () => ({}) });
  }

  close(): void {
    this.#polling.close();
  }

  async *batches() {
    while (!this.#polling.isClosed) {
      let isIdle = true;
      for (const name of await this.#names()) {
        const { batch, read } = await this.#read(name);
        if (batch.length > 0) yield batch;
        if (read === undefined) continue;
        isIdle = false;
        // what comes behind the yield comes behind its hearing: what was not heard is read again
        this.#marks.write({ ...this.#marks.data, [name]: read });
      }
      if (isIdle) await this.#polling.pause();
    }
  }

  async #names(): Promise<readonly string[]> {
    const { folder } = this.#options;
    try {
      const found = (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort();
      this.#forgetAllBut(new Set(found));
      this.#polling.isWell(folder);
      return found;
    } catch (error) {
      this.#polling.tell(folder, `${folder}: ${fileProblem(error)}`);
      return [];
    }
  }

  #forgetAllBut(names: ReadonlySet<string>): void {
    const kept = Object.entries(this.#marks.data).filter(([name]) => names.has(name));
    if (kept.length < Object.keys(this.#marks.data).length) this.#marks.write(Object.fromEntries(kept));
    for (const name of this.#states.keys()) if (!names.has(name)) this.#states.delete(name);
  }

  /** What has been added to a file, as far as its lines are whole. */
  async #read(name: string): Promise<{ readonly batch: readonly Heard[]; readonly read?: Mark }> {
    const file = join(this.#options.folder, name);
    try {
      const { size, mtimeMs } = await stat(file);
      const state = `${size} ${mtimeMs}`;
      if (this.#states.get(name) === state) return { batch: [] };
      const handle = await open(file);
      try {
        const at = async (place: number, length: number): Promise<Buffer> => {
          const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, place);
          return buffer.subarray(0, bytesRead);
        };
        const before = await this.#markOf(name, at);
        const added = await at(before.bytes, LONGEST_LINE);
        this.#polling.isWell(file);
        const end = added.lastIndexOf(LINE_FEED) + 1 || (added.length === LONGEST_LINE ? LONGEST_LINE : 0);
        if (before.bytes + added.length >= size) this.#states.set(name, state);
        if (end === 0) return { batch: [] };
        const texts = added.toString('utf8', 0, end).split('\n');
        if (added[end - 1] === LINE_FEED) texts.pop();
        const bytes = before.bytes + end;
        const begins = hashOf((await at(0, Math.min(BEGINNING, bytes))).toString('base64'));
        const read = { bytes, lines: before.lines + texts.length, begins };
        return { batch: this.#heard(texts, file, before.lines), read };
      } finally {
        await handle.close();
      }
    } catch (error) {
      this.#polling.tell(file, `${file}: ${fileProblem(error)}`);
      return { batch: [] };
    }
  }

  /** How far it has been read; another file of the same name has not been. */
  async #markOf(name: string, at: (place: number, length: number) => Promise<Buffer>): Promise<Mark> {
    const kept = this.#marks.data[name];
    if (kept === undefined) return UNREAD;
    const beginning = await at(0, Math.min(BEGINNING, kept.bytes));
    if (hashOf(beginning.toString('base64')) === kept.begins) return kept;
    const { [name]: _other, ...rest } = this.#marks.data;
    this.#marks.write(rest);
    this.#options.onProblem(`${name} is another file than before: it is read from its beginning`);
    return UNREAD;
  }

  #heard(texts: readonly string[], file: string, lines: number): readonly Heard[] {
    const { clock, oldest, onProblem } = this.#options;
    const at = clock.now();
    let passedOver = 0;
    const batch: Heard[] = [];
    for (const [index, text] of texts.entries()) {
      if (text.trim() === '') continue;
      const signal = readSignal(text);
      const detail = `${file}:${lines + index + 1}: ${signal}`;
      if (typeof signal === 'string')
        batch.push({ at, event: { type: 'feed.refused', feed: 'folder', code: 'signalUnreadable', detail } });
      else if (later(signal.observedAt, oldest) < at) passedOver++;
      else batch.push({ at, event: signal });
    }
    if (passedOver > 0) onProblem(`${file}: ${passedOver} older signal(s) are passed over`);
    return batch;
  }
}

type Heard = { readonly at: ReturnType<Clock['now']>; readonly event: Said };

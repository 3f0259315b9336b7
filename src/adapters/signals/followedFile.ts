/**
 * Signals from a file that somebody goes on writing to: predictions, one JSON object a line, heard as soon as the line is whole. Of what
 * stands there at the start only what is still young is heard: after a restart too, where the engine knows what it has heard.
 */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { OrdermatonError } from '../../errors.ts';
import type { Duration, InstrumentId } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Clock, SignalEvent, SignalSource, Timed } from '../../ports.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { Polling } from './polling.ts';
import { PredictionNames } from './predictionNames.ts';
import { readPrediction } from './predictionSchema.ts';

export interface FollowedFileOptions {
  /** NDJSON, each line as {@link readPrediction} takes it; it may not be there yet. */
  readonly file: string;
  readonly clock: Pick<Clock, 'now'>;
  /** What is older than this at the start is passed over. */
  readonly oldest: Duration;
  /** Predictions for others are passed over; all unless told. */
  readonly symbols?: readonly InstrumentId[];
  /** Hears of a line that is passed over, with its place. Nothing that somebody writes may stop a desk that holds something. */
  readonly onProblem: (problem: string) => void;
  /** How often the file is looked at: milliseconds, 100 unless told. */
  readonly every?: number;
}

/** Signals that come as they are written. */
export interface FollowedSignals extends SignalSource {
  /** Nothing more comes: the source ends. */
  close(): void;
}

const EVERY = 100;
const CHUNK = 1 << 16;
const LINE_FEED = 10;

/** @throws `missingFile` for a folder, and for a file that may not be read; one that is not there yet is waited for */
export async function createFollowedFile(options: FollowedFileOptions): Promise<FollowedSignals> {
  const { file } = options;
  try {
    const handle = await open(file);
    const found = await handle.stat().finally(() => handle.close());
    if (!found.isFile()) throw new Error('it is no file');
    return new FollowedFile(options, found.size);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new FollowedFile(options, 0);
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  }
}

class FollowedFile implements FollowedSignals {
  readonly name: string;
  readonly isLive = true;
  readonly #options: FollowedFileOptions;
  readonly #wanted: ReadonlySet<InstrumentId> | undefined;
  readonly #names = new PredictionNames();
  /** Read so far: bytes, and whole lines. */
  #position = 0;
  #lines = 0;
  /** The beginning of a line that is not whole yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** So many bytes stood there at the start: until they have been read. */
  #old: number;
  #passedOver = 0;
  readonly #polling: Polling;

  constructor(options: FollowedFileOptions, size: number) {
    const { file, symbols } = options;
    this.name = `predictions ${basename(file)}`;
    this.#options = options;
    this.#polling = new Polling(options.every ?? EVERY, options.onProblem);
    this.#old = size;
    this.#wanted = symbols === undefined ? undefined : new Set(symbols);
  }

  close(): void {
    this.#polling.close();
  }

  async *batches(): AsyncGenerator<readonly Timed<SignalEvent>[]> {
    while (!this.#polling.isClosed) {
      const added = await this.#read();
      const batch = this.#heard(added ?? []);
      if (this.#position >= this.#old) this.#begun();
      if (batch.length > 0) yield batch;
      else if (added === undefined) await this.#polling.pause();
    }
  }

  #begun(): void {
    this.#old = 0;
    if (this.#passedOver === 0) return;
    this.#options.onProblem(`${this.#options.file}: ${this.#passedOver} older prediction(s) are passed over`);
    this.#passedOver = 0;
  }

  /** The lines that have been added; nothing when there is nothing new. */
  async #read(): Promise<readonly string[] | undefined> {
    const { file } = this.#options;
    try {
      const handle = await open(file);
      try {
        const { size } = await handle.stat();
        if (size < this.#position) {
          this.#polling.tell(file, `${file} has become shorter: it is read from its beginning`);
          this.#position = 0;
          this.#old = 0;
          this.#lines = 0;
          this.#rest = Buffer.alloc(0);
        }
        const wanted = this.#old === 0 ? CHUNK : Math.min(CHUNK, this.#old - this.#position);
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, this.#position);
        this.#position += bytesRead;
        if (bytesRead === 0) return undefined;
        this.#polling.isWell(file);
        return this.#split(buffer.subarray(0, bytesRead));
      } finally {
        await handle.close();
      }
    } catch (error) {
      this.#polling.tell(file, `${file}: ${fileProblem(error)}`);
      return undefined;
    }
  }

  #split(added: Buffer): readonly string[] {
    const all = Buffer.concat([this.#rest, added]);
    const end = all.lastIndexOf(LINE_FEED) + 1;
    this.#rest = all.subarray(end);
    return end === 0 ? [] : all.toString('utf8', 0, end - 1).split('\n');
  }

  #heard(lines: readonly string[]): readonly Timed<SignalEvent>[] {
    const batch: Timed<SignalEvent>[] = [];
    for (const text of lines) {
      this.#lines++;
      if (text.trim() === '') continue;
      const place = `${this.#options.file}:${this.#lines}`;
      const prediction = readPrediction(text);
      if (typeof prediction === 'string') {
        this.#options.onProblem(`${place}: ${prediction}`);
        continue;
      }
      const { id, instrument, observedAt } = prediction;
      const { clock, oldest } = this.#options;
      const name = this.#names.take(prediction);
      if (name === 'contradictory') this.#options.onProblem(`${place}: ${id} is another prediction already`);
      else if (name === 'repeated' || this.#wanted?.has(instrument) === false) continue;
      else if (this.#old > 0 && later(observedAt, oldest) < clock.now()) this.#passedOver++;
      else batch.push({ at: clock.now(), event: prediction });
    }
    return batch;
  }
}

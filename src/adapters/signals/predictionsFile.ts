/** Signals from a file of predictions, one JSON object a line in time order, read as a stream. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId, isoTime } from '../../identifiers.ts';
import type { SignalEvent, SignalSource, Timed } from '../../ports.ts';
import { checkDays, dateAfter, newYorkTime } from '../calendar/newYork.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { BadRowOptions } from '../marketData/rows.ts';
import { BadRows } from '../marketData/rows.ts';
import { PredictionNames } from './predictionNames.ts';
import type { Prediction } from './predictionSchema.ts';
import { readPrediction } from './predictionSchema.ts';

/** What to read of a predictions file. */
export interface PredictionsFileOptions extends BadRowOptions {
  /** The file: NDJSON, each line with `ticker`, `prediction` and `model_info`; empty lines are nothing. */
  readonly file: string;
  /** Tickers in any case. Predictions for others are left out, counted, and reported apart from bad lines. All unless told. */
  readonly symbols?: readonly string[];
  /** First and last day wanted, `YYYY-MM-DD` in New York. Predictions of other days are left out, counted and reported. All unless told. */
  readonly days?: { readonly from: string; readonly to: string };
}

/** Predictions at most in a batch. */
const BATCH = 1_000;
const BYTE_ORDER_MARK = '\ufeff';
/** A file smaller than this is read once before anything trades: bytes. */
const READ_AT_ONCE = 50_000_000;

/**
 * Opens a file of predictions (`signal.prediction`, told at their `timestamp`). A file of less than 50 MB is checked from end to end up
 * front; the mistakes of a larger one are found when they are reached. A prediction that stands there twice is told once, and the other
 * counted and reported. Memory holds one batch, and a digest for each name.
 * @throws `missingFile`, `badSignalRow` unless bad lines are skipped, `timeRunsBackwards`, `badIdentifier`
 */
export async function createPredictionsFile(options: PredictionsFileOptions): Promise<SignalSource> {
  const { file } = options;
  if (options.days !== undefined) checkDays(options.days);
  const wanted = options.symbols === undefined ? undefined : new Set(options.symbols.map(instrumentId));
  if ((await sizeOf(file)) < READ_AT_ONCE)
    for await (const _ of readLines(file, new BadRows(file, 'badSignalRow', options)));
  return { name: `predictions ${basename(file)}`, batches: () => batches(options, wanted) };
}

/** @throws `missingFile` also for a folder and for a file that may not be read */
async function sizeOf(file: string): Promise<number> {
  try {
    const handle = await open(file);
    const found = await handle.stat().finally(() => handle.close());
    if (!found.isFile()) throw new Error('it is no file');
    return found.size;
  } catch (error) {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  }
}

interface Line {
  readonly number: number;
  readonly prediction: Prediction;
  /** Whether the very same prediction stands in an earlier line. */
  readonly isRepeated: boolean;
}

async function* readLines(file: string, bad: BadRows): AsyncGenerator<Line> {
  const names = new PredictionNames();
  let last = 0 as Timestamp;
  let isEmpty = true;
  for await (const { number, text } of textsOf(file)) {
    isEmpty = false;
    const prediction = readPrediction(text);
    if (typeof prediction === 'string') {
      bad.add(number, prediction);
      continue;
    }
    checkOrder(`${file}:${number}`, last, prediction.observedAt);
    last = prediction.observedAt;
    const name = names.take(prediction);
    // One name for two predictions: nobody knows which of them is meant.
    if (name === 'contradictory') bad.add(number, `prediction.id: ${prediction.id} is another prediction already`);
    else yield { number, prediction, isRepeated: name === 'repeated' };
  }
  if (isEmpty) bad.add(1, 'the file holds no prediction');
}

/** The lines that hold anything, with their numbers. */
async function* textsOf(file: string): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  let number = 0;
  for await (const raw of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    const text = number++ === 0 && raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw;
    if (text.trim() !== '') yield { number, text };
  }
}

function checkOrder(place: string, last: Timestamp, at: Timestamp): void {
  if (at >= last) return;
  throw new OrdermatonError('timeRunsBackwards', { place, from: isoTime(last), to: isoTime(at) });
}

async function* batches(
  options: PredictionsFileOptions,
  wanted: ReadonlySet<InstrumentId> | undefined,
): AsyncGenerator<readonly Timed<SignalEvent>[]> {
  const { file } = options;
  const bad = new BadRows(file, 'badSignalRow', options);
  const others = new LeftOut(options, wanted);
  let batch: Timed<SignalEvent>[] = [];
  for await (const line of readLines(file, bad)) {
    if (others.takes(line)) continue;
    batch.push({ at: line.prediction.observedAt, event: line.prediction });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  bad.report();
  others.report();
}

/** Good lines that are not wanted, counted by the reason. */
class LeftOut {
  readonly #begins: number;
  readonly #ends: number;
  readonly #wanted: ReadonlySet<InstrumentId> | undefined;
  readonly #symbols: BadRows;
  readonly #days: BadRows;
  readonly #repeated: BadRows;

  constructor(options: PredictionsFileOptions, wanted: ReadonlySet<InstrumentId> | undefined) {
    const { file, days } = options;
    const counted = (what: string): BadRows =>
      new BadRows(file, 'badSignalRow', { ...options, onBadRow: 'skip' }, what);
    this.#begins = days === undefined ? Number.NEGATIVE_INFINITY : newYorkTime(days.from);
    this.#ends = days === undefined ? Number.POSITIVE_INFINITY : newYorkTime(dateAfter(days.to));
    this.#wanted = wanted;
    this.#symbols = counted('prediction for another symbol');
    this.#days = counted('prediction of another day');
    this.#repeated = counted('prediction that was there already');
  }

  /** Whether the line is left out. */
  takes({ number, prediction, isRepeated }: Line): boolean {
    const { instrument, observedAt, id } = prediction;
    if (this.#wanted?.has(instrument) === false)
      this.#symbols.add(number, `${instrument} is none of the symbols asked for`);
    else if (observedAt < this.#begins || observedAt >= this.#ends)
      this.#days.add(number, `${isoTime(observedAt)} is none of the days asked for`);
    else if (isRepeated) this.#repeated.add(number, `${id} was there already`);
    else return false;
    return true;
  }

  report(): void {
    for (const each of [this.#symbols, this.#days, this.#repeated]) each.report();
  }
}

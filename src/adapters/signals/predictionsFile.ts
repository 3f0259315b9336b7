/** Signals from a file of predictions, one JSON object a line in time order, read as a stream. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId, isoTime } from '../../identifiers.ts';
import type { SignalEvent, SignalSource, Timed } from '../../ports.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { BadRowOptions } from '../marketData/rows.ts';
import { BadRows } from '../marketData/rows.ts';
import type { Prediction } from './predictionSchema.ts';
import { readPrediction } from './predictionSchema.ts';

/** What to read of a predictions file. */
export interface PredictionsFileOptions extends BadRowOptions {
  /** The file: NDJSON, each line with `ticker`, `prediction` and `model_info`; empty lines are nothing. */
  readonly file: string;
  /** Tickers in any case. Predictions for others are left out, counted, and reported apart from bad lines. All unless told. */
  readonly symbols?: readonly string[];
}

/** Predictions at most in a batch. */
const BATCH = 1_000;
/** A file smaller than this is read once before anything trades: bytes. */
const READ_AT_ONCE = 50_000_000;

/**
 * Opens a file of predictions (`signal.prediction`, told at their `timestamp`). A file of less than 50 MB is checked from end to end up
 * front; the mistakes of a larger one are found when they are reached. Memory holds one batch.
 * @throws `missingFile`, `badSignalRow` unless bad lines are skipped, `timeRunsBackwards`, `badIdentifier`
 */
export async function createPredictionsFile(options: PredictionsFileOptions): Promise<SignalSource> {
  const { file } = options;
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
}

async function* readLines(file: string, bad: BadRows): AsyncGenerator<Line> {
  let last = 0 as Timestamp;
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() === '') continue;
    const prediction = readPrediction(text);
    if (typeof prediction === 'string') {
      bad.add(number, prediction);
      continue;
    }
    const at = prediction.observedAt;
    if (at < last) {
      throw new OrdermatonError('timeRunsBackwards', {
        place: `${file}:${number}`,
        from: isoTime(last),
        to: isoTime(at),
      });
    }
    last = at;
    yield { number, prediction };
  }
}

async function* batches(
  options: PredictionsFileOptions,
  wanted: ReadonlySet<InstrumentId> | undefined,
): AsyncGenerator<readonly Timed<SignalEvent>[]> {
  const { file, onSkipped } = options;
  const bad = new BadRows(file, 'badSignalRow', options);
  const others = new BadRows(file, 'badSignalRow', {
    onBadRow: 'skip',
    ...(onSkipped === undefined ? {} : { onSkipped }),
  });
  let batch: Timed<SignalEvent>[] = [];
  for await (const { number, prediction } of readLines(file, bad)) {
    if (wanted !== undefined && !wanted.has(prediction.instrument)) {
      others.add(number, `${prediction.instrument} is none of the symbols asked for`);
      continue;
    }
    batch.push({ at: prediction.observedAt, event: prediction });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  bad.report();
  others.report();
}

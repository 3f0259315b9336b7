/** What a monitor predicted on some days, asked for day by day and told at the time of each: for recorded markets. */
import type { InstrumentId } from '../../../identifiers.ts';
import type { SignalSource, Timed } from '../../../ports.ts';
import { dateAfter, newYorkDate } from '../../calendar/newYork.ts';
import type { BadRowOptions } from '../../marketData/rows.ts';
import { BadRows } from '../../marketData/rows.ts';
import { PredictionNames } from '../predictionNames.ts';
import type { Prediction } from '../predictionSchema.ts';
import { predictionIn } from '../predictionSchema.ts';
import type { Said } from '../signalQueue.ts';
import { answerOf, predictionsAnswer, rangeAnswer } from './answers.ts';
import type { MonitorAddress } from './request.ts';
import { ask } from './request.ts';

export interface MonitorHistoryOptions extends BadRowOptions {
  readonly address: MonitorAddress;
  readonly symbols: readonly InstrumentId[];
  /** First and last day, `YYYY-MM-DD` in New York. */
  readonly days: { readonly from: string; readonly to: string };
}

/** Rows of one symbol on one day. */
const MOST = 10_000;
const NAME = 'the options-flow monitor';

/**
 * Asks first which days the monitor has, so that one that can not be reached is known before anything trades; then for each day once it
 * comes.
 * @throws what `ask` throws; `badSignalRow` unless bad predictions are skipped
 */
export async function createMonitorHistory(options: MonitorHistoryOptions): Promise<SignalSource<Said>> {
  const { address, symbols } = options;
  const known: InstrumentId[] = [];
  for (const ticker of symbols) {
    const range = answerOf(rangeAnswer, 'data-range', await ask(address, 'data-range', { ticker }));
    if (range.start_date !== null) known.push(ticker);
  }
  return { name: NAME, batches: () => batches(options, known) };
}

async function* batches(
  options: MonitorHistoryOptions,
  tickers: readonly InstrumentId[],
): AsyncGenerator<readonly Timed<Said>[]> {
  const bad = new BadRows(NAME, 'badSignalRow', options);
  const names = new PredictionNames();
  let hasBegun = false;
  for (let day = options.days.from; day <= options.days.to; day = dateAfter(day)) {
    const batch: Timed<Said>[] = [];
    for (const ticker of tickers)
      for (const prediction of await predictedOn(day, ticker, options.address, bad))
        if (names.take(prediction) === 'new')
          batch.push({ at: prediction.observedAt, event: { ...prediction, source: 'monitor' } });
    batch.sort((a, b) => a.at - b.at);
    const [first] = batch;
    if (first === undefined) continue;
    // a rule that asks whether the monitor is heard is to do the same as live
    yield hasBegun ? batch : [...heardFrom(first), ...batch];
    hasBegun = true;
  }
  bad.report();
}

const heardFrom = ({ at }: Timed): readonly Timed<Said>[] => [
  { at, event: { type: 'feed.opened', feed: 'monitor' } },
  { at, event: { type: 'feed.answered', feed: 'monitor' } },
];

/** What is of another day was not asked for, and comes with its own. */
async function predictedOn(
  day: string,
  ticker: InstrumentId,
  address: MonitorAddress,
  bad: BadRows,
): Promise<readonly Prediction[]> {
  const query = { ticker, start_date: day, end_date: day, limit: MOST };
  const answer = answerOf(predictionsAnswer, 'predictions', await ask(address, 'predictions', query));
  const found: Prediction[] = [];
  for (const [index, raw] of answer.entries()) {
    const prediction = predictionIn(raw);
    if (typeof prediction === 'string') bad.add(index + 1, prediction);
    else if (newYorkDate(prediction.observedAt) === day) found.push(prediction);
  }
  return found;
}

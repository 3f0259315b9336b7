/** What the answers of a monitor come to: each prediction, unusual trade, change of the divergence and crossing once. */
import type { Duration, InstrumentId, SignalId, Timestamp } from '../../../identifiers.ts';
import { later } from '../../../identifiers.ts';
import type { Amount } from '../../../money.ts';
import type { Clock, SignalEvent } from '../../../ports.ts';
import { predictionIn } from '../predictionSchema.ts';
import type { Said } from '../signalQueue.ts';
import { answerOf, divergenceAnswer, minutesAnswer, predictionsAnswer, tradesAnswer } from './answers.ts';
import type { ThresholdPlan } from './thresholds.ts';
import { Thresholds } from './thresholds.ts';

export interface FindingsOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Of what a list holds, what is older than this is passed over. */
  readonly oldest: Duration;
  /** A trade for less is nothing unusual. */
  readonly minPremium?: Amount;
  /** The divergence has changed when it has moved so far. */
  readonly step: number;
  readonly thresholds: readonly ThresholdPlan[];
}

/** With so many names kept it is looked which of them are of no use any more. */
const FEW = 256;

export class Findings {
  readonly #options: FindingsOptions;
  readonly #thresholds: Thresholds;
  readonly #told = new Map<string, Timestamp>();
  #limit = FEW;
  readonly #divergences = new Map<InstrumentId, number>();
  /** Up to which minute the rows of an instrument have been measured. */
  readonly #measured = new Map<InstrumentId, Timestamp>();

  constructor(options: FindingsOptions) {
    this.#options = options;
    this.#thresholds = new Thresholds(options.thresholds);
  }

  latest(data: unknown): readonly Said[] {
    return this.#predicted(data);
  }

  predictions(data: unknown): readonly Said[] {
    const found = answerOf(predictionsAnswer, 'predictions', data).flatMap((each) => this.#predicted(each));
    const isOld = (event: Said): boolean => 'observedAt' in event && this.#isOld(event.observedAt);
    return found.filter((event) => !isOld(event)).sort((a, b) => observedAtOf(a) - observedAtOf(b));
  }

  trades(data: unknown, instrument: InstrumentId): readonly SignalEvent[] {
    const { minPremium } = this.#options;
    return answerOf(tradesAnswer, 'trades', data)
      .filter(({ premium }) => minPremium === undefined || premium >= minPremium)
      .filter(({ timestamp, id }) => !this.#isOld(timestamp) && this.#isNew(id, timestamp))
      .sort((a, b) => a.timestamp - b.timestamp)
      .map(({ id, timestamp: observedAt, type: right, side, premium, size: contracts }) => ({
        ...{ type: 'signal.flowTrade', id: id as SignalId, instrument, observedAt },
        ...{ right, side, premium, contracts },
      }));
  }

  /** The first value is what others are compared with. */
  divergence(data: unknown, instrument: InstrumentId): readonly SignalEvent[] {
    const found: SignalEvent[] = [];
    for (const { timestamp: observedAt, value } of inTime(answerOf(divergenceAnswer, 'divergence', data))) {
      if (!this.#isNew(`divergence/${instrument}/${observedAt}`, observedAt)) continue;
      found.push(...this.#crossings(instrument, observedAt, { divergence: value }));
      const before = this.#divergences.get(instrument);
      if (before !== undefined && Math.abs(value - before) < this.#options.step) continue;
      this.#divergences.set(instrument, value);
      if (before === undefined || this.#isOld(observedAt)) continue;
      const id = `divergence/${instrument}/${observedAt}` as SignalId;
      found.push({ type: 'signal.divergence', id, instrument, observedAt, value });
    }
    return found;
  }

  minutes(data: unknown, instrument: InstrumentId): readonly SignalEvent[] {
    const found: SignalEvent[] = [];
    for (const { timestamp: observedAt, ...values } of inTime(answerOf(minutesAnswer, 'minute-data', data))) {
      if (observedAt <= (this.#measured.get(instrument) ?? 0)) continue;
      this.#measured.set(instrument, observedAt);
      found.push(...this.#crossings(instrument, observedAt, values));
    }
    return found;
  }

  #crossings(
    instrument: InstrumentId,
    observedAt: Timestamp,
    values: Readonly<Record<string, unknown>>,
  ): readonly SignalEvent[] {
    return this.#thresholds
      .measure(instrument, values)
      .filter(() => !this.#isOld(observedAt))
      .map((crossing) => ({
        type: 'signal.threshold',
        id: `threshold/${instrument}/${crossing.name}/${crossing.direction}/${observedAt}` as SignalId,
        ...{ instrument, observedAt, ...crossing },
      }));
  }

  /** One that can not be read is refused by itself: what else the answer holds is heard. */
  #predicted(raw: unknown): readonly Said[] {
    const prediction = predictionIn(raw);
    if (typeof prediction !== 'string') {
      const { id, observedAt } = prediction;
      return this.#isNew(id, observedAt) ? [prediction] : [];
    }
    const { now } = this.#options.clock;
    if (!this.#isNew(`refused/${prediction}`, now.call(this.#options.clock))) return [];
    return [{ type: 'feed.refused', feed: 'monitor', code: 'signalUnreadable', detail: prediction }];
  }

  #isOld(at: Timestamp): boolean {
    return later(at, this.#options.oldest) < this.#options.clock.now();
  }

  /** Notes the name. Names of what is old are forgotten: who hears it again calls it stale. */
  #isNew(name: string, at: Timestamp): boolean {
    if (this.#told.has(name)) return false;
    this.#told.set(name, at);
    if (this.#told.size > this.#limit) {
      const newest = [...this.#told].slice(-FEW / 2);
      const young = [...this.#told].filter(([, told]) => !this.#isOld(told));
      this.#told.clear();
      for (const [each, told] of [...newest, ...young]) this.#told.set(each, told);
      this.#limit = Math.max(FEW, 2 * this.#told.size);
    }
    return true;
  }
}

const inTime = <T extends { readonly timestamp: Timestamp }>(rows: readonly T[]): readonly T[] =>
  [...rows].sort((a, b) => a.timestamp - b.timestamp);
const observedAtOf = (event: Said): number => ('observedAt' in event ? event.observedAt : 0);

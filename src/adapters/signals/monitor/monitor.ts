/**
 * Signals of an options-flow monitor, asked for as they come: each ticker and kind of answer at its own pace, a few questions at a time. A
 * monitor that fails is left alone for longer and longer; when it is back, what was missed and is still young is asked for first.
 */
import { OrdermatonError } from '../../../errors.ts';
import type { Duration, InstrumentId, Timestamp } from '../../../identifiers.ts';
import { later } from '../../../identifiers.ts';
import type { Clock, SignalSource } from '../../../ports.ts';
import { rank } from '../../../ports.ts';
import { newYorkDate } from '../../calendar/newYork.ts';
import { wordEvery } from '../listening.ts';
import type { Said } from '../signalQueue.ts';
import { SignalQueue } from '../signalQueue.ts';
import { answerOf, statusAnswer, tickersAnswer } from './answers.ts';
import type { FindingsOptions } from './findings.ts';
import { Findings } from './findings.ts';
import type { MonitorAddress, Query } from './request.ts';
import { ask } from './request.ts';
import type { RestOptions } from './rest.ts';
import { Failures } from './rest.ts';
import { withoutKey } from './secrecy.ts';

/** What is asked for again and again. */
export type Look = 'prediction' | 'trades' | 'divergence' | 'minuteData';

export interface MonitorOptions extends MonitorAddress, RestOptions, Omit<FindingsOptions, 'clock'> {
  readonly clock: Clock;
  readonly tickers: readonly InstrumentId[];
  /** How often each is asked for, for each ticker; what is not named is not asked for. */
  readonly every: Readonly<Partial<Record<Look, Duration>>>;
  /** As the desk has it: it decides how often the monitor is said to be heard. */
  readonly silence: Duration;
  /** Hears of what a person might want to know. */
  readonly onProblem: (problem: string) => void;
}

export interface Monitor extends SignalSource<Said> {
  /** Questions that have not been answered yet. */
  readonly open: number;
  close(): void;
}

interface Poll {
  readonly look: Look;
  readonly ticker: InstrumentId;
  readonly every: Duration;
  /** Something may have been missed. */
  isBehind: boolean;
}

/** Questions at a time. */
const AT_ONCE = 4;
const ROWS = 50;

export const createMonitor = (options: MonitorOptions): Monitor => new Polled(options);

class Polled implements Monitor {
  readonly name = 'the options-flow monitor';
  readonly isLive = true;
  readonly #options: MonitorOptions;
  readonly #queue: SignalQueue<Said>;
  readonly #findings: Findings;
  readonly #failures: Failures;
  readonly #end = new AbortController();
  readonly #polls: readonly Poll[];
  /** Due, and waiting for a question to be answered or for the monitor to be back. */
  #due: Poll[] = [];
  #asking = 0;
  #open = 0;
  #isResting = false;
  #said = Number.NEGATIVE_INFINITY as Timestamp;
  /** Which questions fail, and of what, for as long as they do. */
  readonly #failing = new Map<string, string>();

  constructor(options: MonitorOptions) {
    const { clock, tickers, every } = options;
    this.#options = options;
    this.#queue = new SignalQueue(clock);
    this.#findings = new Findings(options);
    this.#failures = new Failures(options);
    const looks = Object.entries(every) as readonly (readonly [Look, Duration])[];
    this.#polls = looks.flatMap(([look, pace]) =>
      tickers.map((ticker): Poll => ({ look, ticker, every: pace, isBehind: true })),
    );
  }

  get open(): number {
    return this.#open;
  }

  close(): void {
    this.#end.abort();
    this.#queue.close();
  }

  batches() {
    void this.#probe();
    return this.#queue.batches();
  }

  /** The question that goes first: once it is answered the others follow. */
  async #probe(): Promise<void> {
    this.#isResting = true;
    try {
      answerOf(statusAnswer, 'status', await this.#ask('status', {}));
      await this.#compare();
      if (this.#failing.size > 0) this.#said = Number.NEGATIVE_INFINITY as Timestamp;
      this.#failing.clear();
      this.#answered('');
      this.#isResting = false;
      const waiting = this.#due.length > 0 ? this.#due.splice(0) : this.#polls;
      for (const poll of this.#polls) poll.isBehind = true;
      // not all at once, and none of them much later than it was to be
      for (const poll of waiting) this.#later(poll, poll.every * this.#options.chance() * 0.1);
    } catch (error) {
      const rest = this.#failed('', error);
      if (rest !== undefined) this.#wait(rest.for, () => void this.#probe());
    }
  }

  async #compare(): Promise<void> {
    const known = answerOf(tickersAnswer, 'tickers', await this.#ask('tickers', {}));
    const names = new Set(known.map((each) => each.toUpperCase()));
    const missing = this.#options.tickers.filter((ticker) => !names.has(ticker));
    if (missing.length > 0) this.#options.onProblem(`the monitor does not know ${missing.join(', ')}`);
  }

  #wait(time: number, then: () => void): void {
    const { clock } = this.#options;
    clock.schedule(later(clock.now(), Math.round(time)), rank.signal, () => {
      if (!this.#end.signal.aborted) then();
    });
  }

  #later(poll: Poll, time: number): void {
    this.#wait(time, () => {
      this.#due.push(poll);
      this.#next();
    });
  }

  #next(): void {
    while (!this.#isResting && this.#asking < AT_ONCE) {
      const poll = this.#due.shift();
      if (poll === undefined) return;
      this.#asking++;
      void this.#look(poll).finally(() => {
        this.#asking--;
        this.#next();
      });
    }
  }

  async #look(poll: Poll): Promise<void> {
    try {
      const found = await this.#find(poll);
      poll.isBehind = false;
      this.#answered(questionOf(poll));
      this.#say(...found);
      // a tenth more or less, so that the questions do not fall into step
      this.#later(poll, poll.every * (0.9 + 0.2 * this.#options.chance()));
    } catch (error) {
      const rest = this.#failed(questionOf(poll), error);
      if (rest === undefined) return;
      if (!rest.isWhole) return this.#later(poll, Math.max(poll.every, rest.for));
      this.#due.push(poll);
      if (this.#isResting) return;
      this.#isResting = true;
      this.#wait(rest.for, () => void this.#probe());
    }
  }

  async #find({ look, ticker, isBehind }: Poll): Promise<readonly Said[]> {
    const findings = this.#findings;
    const query = { ticker, limit: ROWS };
    if (look === 'trades') return findings.trades(await this.#ask('trades', query), ticker);
    if (look === 'divergence') return findings.divergence(await this.#ask('divergence', query), ticker);
    if (look === 'minuteData') return findings.minutes(await this.#ask('minute-data', query), ticker);
    if (!isBehind) return this.#latest(ticker);
    return findings.predictions(await this.#ask('predictions', { ...query, ...this.#lately() }));
  }

  /** A ticker of which nothing has been predicted yet is no failure. */
  async #latest(ticker: InstrumentId): Promise<readonly Said[]> {
    const none = (error: unknown): undefined => {
      if (error instanceof OrdermatonError && error.code === 'monitorRefuses' && error.details.status === 404) return;
      throw error;
    };
    const told = await this.#ask('prediction/latest', { ticker }).catch(none);
    return told === undefined || told === null ? [] : this.#findings.latest(told);
  }

  /** The days on which something may have been said that is still young. */
  #lately(): Query {
    const { clock, oldest } = this.#options;
    const now = clock.now();
    return { start_date: newYorkDate(later(now, -oldest)), end_date: newYorkDate(now) };
  }

  async #ask(path: string, query: Query): Promise<unknown> {
    this.#open++;
    try {
      return await ask(this.#options, path, query, this.#end.signal);
    } finally {
      this.#open--;
    }
  }

  #answered(question: string): void {
    const { clock, silence } = this.#options;
    this.#failures.end();
    const isBack = this.#failing.delete(question) && this.#failing.size === 0;
    if (!isBack && later(this.#said, wordEvery(silence)) > clock.now()) return;
    this.#said = clock.now();
    this.#say({ type: 'feed.answered', feed: 'monitor' });
  }

  /** Says what it is, when it is another failure than before; nothing when the question was given up by us. */
  #failed(question: string, error: unknown): ReturnType<Failures['rest']> | undefined {
    if (this.#end.signal.aborted) return undefined;
    if (!(error instanceof OrdermatonError)) throw error;
    const { code, message } = error;
    const isNew = ![...this.#failing.values()].includes(code);
    this.#failing.set(question, code);
    if (isNew) this.#say({ type: 'feed.failed', feed: 'monitor', code, detail: message });
    return this.#failures.rest(error);
  }

  #say(...said: readonly Said[]): void {
    if (said.length > 0) void this.#queue.put(...said.map((each) => withoutKey(each, this.#options.key)));
  }
}

const questionOf = ({ look, ticker }: Poll): string => `${look}/${ticker}`;

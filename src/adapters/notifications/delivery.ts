/**
 * Brings notices out on one way, in order, in its own time: whoever gives one never waits. What can not be delivered is tried again, less
 * and less often; what is given up is counted and said, and the next notice that arrives says so as well.
 */
import { setTimeout } from 'node:timers/promises';
import { OrdermatonError } from '../../errors.ts';
import type { Notice, Notifier } from '../../ports.ts';

/** How a way fares. */
export interface WayState {
  readonly way: string;
  /** `unused` until something was to be told on it. */
  readonly state: 'unused' | 'well' | 'failing';
  readonly sent: number;
  /** Attempts that failed. */
  readonly failed: number;
  /** Notices that were given up. */
  readonly lost: number;
  readonly waiting: number;
  /** What was wrong with the last attempt, while it is. */
  readonly problem: string | null;
}

export interface DeliveryOptions {
  readonly notifier: Notifier;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** Hears what is wrong, once for as long as it stays the same, and what was given up. */
  readonly onProblem: (problem: string) => void;
  /** Rests for so many milliseconds, or until it is ended. */
  readonly rest?: (milliseconds: number, end: AbortSignal) => Promise<void>;
}

/** So many attempts a notice has, and so many notices may wait: then the oldest that repeat nothing are given up. */
const [MOST_ATTEMPTS, MOST_WAITING] = [8, 100];
/** The first rest, the longest, and the longest that a service may ask for: milliseconds. */
const [FIRST, LONGEST, PATIENCE] = [1_000, 60_000, 900_000];

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #end = new AbortController();
  readonly #rest: NonNullable<DeliveryOptions['rest']>;
  #waiting: Notice[] = [];
  #isBusy = false;
  #state: Omit<WayState, 'way' | 'waiting'> = { state: 'unused', sent: 0, failed: 0, lost: 0, problem: null };
  /** Given up since something last arrived. */
  #untold = 0;
  #idle: (() => void)[] = [];

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#rest = options.rest ?? rested;
  }

  get state(): WayState {
    return { way: this.#options.notifier.name, ...this.#state, waiting: this.#waiting.length };
  }

  /** Takes a notice; returns at once. */
  take(notice: Notice): void {
    if (this.#end.signal.aborted) return this.#lose(1, 'the desk has ended');
    this.#waiting.push(notice);
    if (this.#waiting.length > MOST_WAITING) {
      const oldest = this.#waiting.findIndex(({ weight }, place) => place > 0 && weight !== 'critical');
      this.#waiting.splice(oldest < 0 ? 1 : oldest, 1); // the first is on its way
      this.#lose(1, `more than ${MOST_WAITING} wait`);
    }
    if (!this.#isBusy) void this.#work();
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    return this.#isBusy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  /** Gives up what waits. */
  close(): void {
    this.#end.abort();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let notice = this.#waiting[0]; notice !== undefined; notice = this.#waiting[0]) {
      await this.#deliver(notice);
      this.#waiting = this.#waiting.filter((each) => each !== notice);
      if (!this.#end.signal.aborted) continue;
      if (this.#waiting.length > 0) this.#lose(this.#waiting.length, 'the desk has ended');
      this.#waiting = [];
    }
    this.#isBusy = false;
    for (const tell of this.#idle.splice(0)) tell();
  }

  async #deliver(notice: Notice): Promise<void> {
    const { notifier } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const untold = this.#untold;
      try {
        await notifier.send(untold === 0 ? notice : withLost(notice, untold), this.#end.signal);
        this.#untold -= untold;
        this.#arrived();
        return;
      } catch (error) {
        this.#failed(error);
        const isFinal = error instanceof OrdermatonError && error.code === 'notifierRefuses';
        if (isFinal || attempt >= MOST_ATTEMPTS || this.#end.signal.aborted) return this.#lose(1, messageOf(error));
        await this.#rest(this.#restAfter(attempt, error), this.#end.signal);
      }
    }
  }

  /** Twice as long each time, half of it left to chance, and no shorter than it asks for. */
  #restAfter(attempt: number, error: unknown): number {
    const whole = Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
    const asked = error instanceof OrdermatonError ? error.details.retryAfter : undefined;
    const least = typeof asked === 'number' ? Math.min(PATIENCE, asked * 1_000) : 0;
    return Math.max(least, whole * (0.5 + this.#options.chance() / 2));
  }

  #arrived(): void {
    this.#state = { ...this.#state, state: 'well', sent: this.#state.sent + 1, problem: null };
  }

  #failed(error: unknown): void {
    const problem = messageOf(error);
    if (problem !== this.#state.problem) this.#options.onProblem(problem);
    this.#state = { ...this.#state, state: 'failing', failed: this.#state.failed + 1, problem };
  }

  #lose(count: number, why: string): void {
    this.#state = { ...this.#state, lost: this.#state.lost + count };
    this.#untold += count;
    this.#options.onProblem(`${count} notice(s) for ${this.#options.notifier.name} were given up: ${why}`);
  }
}

const withLost = (notice: Notice, count: number): Notice => ({
  ...notice,
  text: `${notice.text}(${count} earlier notice(s) could not be delivered.)\n`,
});
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Ended sooner where the desk ends. */
const rested = (milliseconds: number, end: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal: end, ref: false }).catch(() => undefined);

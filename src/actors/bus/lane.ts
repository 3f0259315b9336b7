/** One reader's own queue on the bus: in order, one event at a time, never overlapping. */
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';

/** What happens to a lane whose reader is slower than the events. */
export type Overflow =
  /** Nothing is lost: a simulated run waits before time moves on. */
  | 'wait'
  /** The oldest waiting event is lost and counted. */
  | 'dropOldest'
  /** The newest event is lost and counted. */
  | 'dropNewest';

export type Reader = (event: Event, envelope: Envelope | undefined) => unknown;

/** A capacity that is no whole number above zero bounds nothing, and a policy that is none would lose in silence. */
export function laneOptions({ capacity = 10_000, overflow = 'wait' }: Partial<LaneOptions>): LaneOptions {
  if (!Number.isSafeInteger(capacity) || capacity < 1)
    throw new OrdermatonError('badArgument', {
      argument: `capacity ${capacity}`,
      problem: 'expected a whole number of 1 or more',
    });
  if (!policies.includes(overflow))
    throw new OrdermatonError('badArgument', {
      argument: `overflow ${overflow}`,
      problem: `expected ${policies.join(', ')}`,
    });
  return { capacity, overflow };
}
const policies: readonly Overflow[] = ['wait', 'dropOldest', 'dropNewest'];

export interface LaneOptions {
  /** How many events may wait; 10,000 unless told. */
  readonly capacity: number;
  readonly overflow: Overflow;
}

/** Told by a lane: a reader threw; the last waiting event is done. */
export interface LaneWatcher {
  failed(lane: Lane, event: Event, error: unknown): void;
  settled(): void;
}

/** Most lanes never have anything waiting: they share this. */
const NONE: Waiting[] = [];

interface Waiting {
  readonly event: Event;
  readonly envelope: Envelope | undefined;
}

export class Lane {
  // What every delivery touches stands first: it shares a cache line, which a bus with a thousand readers can tell.
  /** `closed` hears nothing more; `busy` has an event in hand. */
  state: 'idle' | 'busy' | 'closed' = 'idle';
  readonly #reader: Reader;
  #waiting: Waiting[] = NONE;
  delivered = 0;
  dropped = 0;
  failures = 0;
  readonly topic: string;
  /** Place in the order of subscriptions. */
  readonly place: number;
  readonly #options: LaneOptions;
  readonly #watcher: LaneWatcher;

  constructor(topic: string, place: number, reader: Reader, options: LaneOptions, watcher: LaneWatcher) {
    this.topic = topic;
    this.place = place;
    this.#reader = reader;
    this.#options = options;
    this.#watcher = watcher;
  }

  /** Events that wait for this reader, the one it has in hand included. */
  get pending(): number {
    return this.#waiting.length + (this.state === 'busy' ? 1 : 0);
  }

  get isCongested(): boolean {
    return this.#options.overflow === 'wait' && this.#waiting.length > this.#options.capacity;
  }

  /**
   * Hands the event to the reader, or keeps it while the reader is busy. What the reader throws comes out here: the caller tells
   * `fail`, so that one guard can serve a whole round of lanes.
   */
  deliver(event: Event, envelope: Envelope | undefined): void {
    if (this.state !== 'idle') {
      if (this.state === 'busy') this.#keep(event, envelope);
      return;
    }
    this.state = 'busy';
    const answer = this.#reader(event, envelope);
    this.delivered++;
    if (answer === undefined && this.#waiting === NONE) {
      if (this.state === 'busy') this.state = 'idle';
    } else if (isPromise(answer)) this.#await(answer, event);
    else this.#free();
  }

  /** The reader threw at an event that it was handed. */
  fail(event: Event, error: unknown): void {
    this.failures++;
    this.#watcher.failed(this, event, error);
    this.#free();
  }

  close(): void {
    this.state = 'closed';
    this.#waiting = NONE;
  }

  /** The event in hand is done: on to those that wait. */
  #free(): void {
    if (this.state === 'busy') this.state = 'idle';
    if (this.#waiting.length > 0) this.#drain();
  }

  #drain(): void {
    while (this.state === 'idle') {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      try {
        this.deliver(next.event, next.envelope);
      } catch (error) {
        this.fail(next.event, error);
      }
    }
  }

  #await(answer: PromiseLike<unknown>, event: Event): void {
    answer.then(
      () => this.#resume(),
      (error: unknown) => {
        this.failures++;
        this.#watcher.failed(this, event, error);
        this.#resume();
      },
    );
  }

  #resume(): void {
    this.#free();
    if (this.pending === 0) this.#watcher.settled();
  }

  #keep(event: Event, envelope: Envelope | undefined): void {
    const { capacity, overflow } = this.#options;
    if (overflow !== 'wait' && this.#waiting.length >= capacity) {
      this.dropped++;
      if (overflow === 'dropNewest') return;
      this.#waiting.shift();
    }
    if (this.#waiting === NONE) this.#waiting = [];
    this.#waiting.push({ event, envelope });
  }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

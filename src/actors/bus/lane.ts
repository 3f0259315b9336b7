/** One reader's own queue on the bus: in order, one event at a time, never overlapping. */
import type { Envelope } from '../../envelope.ts';
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

export class Lane {
  readonly topic: string;
  /** Place in the order of subscriptions. */
  readonly place: number;
  delivered = 0;
  dropped = 0;
  failures = 0;
  closed = false;
  readonly #reader: Reader;
  readonly #options: LaneOptions;
  readonly #watcher: LaneWatcher;
  readonly #waiting: { readonly event: Event; readonly envelope: Envelope | undefined }[] = [];
  #busy = false;

  constructor(topic: string, place: number, reader: Reader, options: LaneOptions, watcher: LaneWatcher) {
    this.topic = topic;
    this.place = place;
    this.#reader = reader;
    this.#options = options;
    this.#watcher = watcher;
  }

  /** Events that wait for this reader, the one it has in hand included. */
  get pending(): number {
    return this.#waiting.length + (this.#busy ? 1 : 0);
  }

  get isCongested(): boolean {
    return this.#options.overflow === 'wait' && this.#waiting.length > this.#options.capacity;
  }

  deliver(event: Event, envelope: Envelope | undefined): void {
    if (this.closed) return;
    if (this.#busy) this.#enqueue(event, envelope);
    else if (this.#hand(event, envelope) && this.#waiting.length > 0) this.#drain();
  }

  close(): void {
    this.closed = true;
    this.#waiting.length = 0;
  }

  #enqueue(event: Event, envelope: Envelope | undefined): void {
    const { capacity, overflow } = this.#options;
    if (overflow !== 'wait' && this.#waiting.length >= capacity) {
      this.dropped++;
      if (overflow === 'dropNewest') return;
      this.#waiting.shift();
    }
    this.#waiting.push({ event, envelope });
  }

  /** Hands one event to the reader; false while the reader's promise is open. */
  #hand(event: Event, envelope: Envelope | undefined): boolean {
    this.#busy = true;
    try {
      const answer = this.#reader(event, envelope);
      this.delivered++;
      if (isPromise(answer)) {
        answer.then(
          () => this.#resume(),
          (error: unknown) => this.#resume(event, error),
        );
        return false;
      }
    } catch (error) {
      this.#fail(event, error);
    }
    this.#busy = false;
    return true;
  }

  #resume(event?: Event, error?: unknown): void {
    if (event !== undefined) this.#fail(event, error);
    this.#busy = false;
    this.#drain();
    if (this.pending === 0) this.#watcher.settled();
  }

  #drain(): void {
    while (this.#waiting.length > 0) {
      const next = this.#waiting.shift();
      if (next === undefined || !this.#hand(next.event, next.envelope)) return;
    }
  }

  #fail(event: Event, error: unknown): void {
    this.failures++;
    this.#watcher.failed(this, event, error);
  }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

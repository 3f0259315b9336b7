/** Simulated time: it stands still until everything that was to happen at a moment has happened, then it moves to the next one. */
import TinyQueue from 'tinyqueue';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Clock, Feed, Rank, TradingHours } from '../../ports.ts';
import { earliest, FeedCursor } from './feedCursor.ts';
import { Jumps } from './jumps.ts';
import type { Pace, PaceOptions } from './pace.ts';
import { createPace } from './pace.ts';

export interface SimulatedClockOptions {
  /** Where time begins; 0 unless told. It moves to the first item of the feeds by itself. */
  readonly start?: Timestamp;
  /** So many simulated seconds pass in one; without it time moves as fast as the work is done. */
  readonly speed?: number;
  /** With a speed: outside of these sessions time moves as fast as the work is done. */
  readonly hours?: TradingHours;
  /** With a speed: until this moment time moves as fast as the work is done. */
  readonly from?: Timestamp;
  /** How long time goes on after the last item, so that what is on its way arrives: microseconds, one minute unless told. */
  readonly aftermath?: number;
}

export interface SimulatedClock extends Clock {
  /** Moves time on, waking what is due on the way; at the moment itself up to a rank, all of it unless told. For use without feeds. */
  advance(to: Timestamp, upTo?: Rank): void;
  /** Moves time on, waking what is due before the moment and nothing that is due then. For use without feeds. */
  approach(to: Timestamp): void;
  /** When the next of what is scheduled up to a rank is due; `undefined` where there is none. */
  due(upTo?: Rank): Timestamp | undefined;
  /** The lid closes: nothing is woken on the way; then the jump is told, and all that is due wakes late, in order. For use without feeds. */
  sleep(to: Timestamp): void;
}

/** Makes a simulated clock. */
export const createSimulatedClock = (options: SimulatedClockOptions = {}): SimulatedClock => new Simulated(options);

interface Wake {
  readonly at: Timestamp;
  readonly rank: Rank;
  readonly place: number;
  readonly wake: () => void;
}
type Settle = () => undefined | Promise<void>;

/** Comes after every rank: all that is due at a moment. */
const LAST = 9;
/** Comes before every rank: nothing that is due at a moment. */
const NONE = -1;

class Simulated implements SimulatedClock {
  readonly #wakes = new TinyQueue<Wake>([], (a, b) => a.at - b.at || a.rank - b.rank || a.place - b.place);
  readonly #jumps = new Jumps();
  readonly #pace: PaceOptions;
  readonly #aftermath: number;
  #now: Timestamp;
  #places = 0;

  constructor({ start, speed, hours, from, aftermath = 60_000_000 }: SimulatedClockOptions) {
    this.#now = start ?? (0 as Timestamp);
    this.#pace = { speed, hours, from };
    this.#aftermath = aftermath;
  }

  now(): Timestamp {
    return this.#now;
  }

  schedule(at: Timestamp, rank: Rank, wake: () => void): void {
    this.#wakes.push({ at: at > this.#now ? at : this.#now, rank, place: this.#places++, wake });
  }

  advance(to: Timestamp, upTo?: Rank): void {
    while (this.#wakeNext(to, upTo ?? LAST));
    this.#moveTo(to);
  }

  approach(to: Timestamp): void {
    while (this.#wakeNext(to, NONE));
    this.#moveTo(to);
  }

  due(upTo?: Rank): Timestamp | undefined {
    let first: Timestamp | undefined;
    for (const { at, rank } of this.#wakes.data)
      if (rank <= (upTo ?? LAST) && (first === undefined || at < first)) first = at;
    return first;
  }

  sleep(to: Timestamp): void {
    const by = to - this.#now;
    this.#moveTo(to);
    if (this.#jumps.isJump(by)) this.#jumps.tell(by);
    this.advance(to);
  }

  onJump(hear: (by: Duration) => void): void {
    this.#jumps.listen(hear);
  }

  async play(feeds: readonly Feed[], settle: Settle, stop: () => boolean): Promise<void> {
    const pace = createPace(this.#pace);
    const cursors = feeds.map((feed) => new FeedCursor(feed));
    await Promise.all(cursors.map((cursor) => cursor.refill()));
    for (;;) {
      const settling = settle();
      if (settling !== undefined) await settling;
      const cursor = stop() ? undefined : earliest(cursors);
      if (cursor === undefined) break;
      const waiting = this.#turn(cursor, pace);
      if (waiting !== undefined) await waiting;
    }
    await this.#rest(later(this.#now, this.#aftermath), settle);
  }

  /** One thing happens: a wait for the pace, a wake that is due, or the next item. Returns what must be awaited. */
  #turn(cursor: FeedCursor, pace: Pace): Promise<void> | undefined {
    const { item, feed } = cursor;
    if (item === undefined) return undefined;
    const waiting = pace(Math.min(item.at, this.#wakes.peek()?.at ?? item.at) as Timestamp);
    if (waiting !== undefined) return waiting;
    if (this.#wakeNext(item.at, feed.rank)) return undefined;
    this.#moveTo(item.at);
    feed.deliver(item);
    return cursor.advance() ? undefined : cursor.refill();
  }

  /** What is on its way still arrives. */
  async #rest(until: Timestamp, settle: Settle): Promise<void> {
    do {
      const settling = settle();
      if (settling !== undefined) await settling;
    } while (this.#wakeNext(until, LAST));
  }

  /** Wakes what is due first, if it is due by then; false when there is nothing. */
  #wakeNext(until: Timestamp, rank: number): boolean {
    const next = this.#wakes.peek();
    if (next === undefined || next.at > until || (next.at === until && next.rank > rank)) return false;
    this.#wakes.pop();
    this.#moveTo(next.at);
    next.wake();
    return true;
  }

  #moveTo(to: Timestamp): void {
    if (to > this.#now) this.#now = to;
  }
}

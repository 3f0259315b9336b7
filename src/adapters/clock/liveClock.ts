/** The time of day: what is due is woken when its time has come, and a sleep of the machine or a clock that was set is noticed. */
import TinyQueue from 'tinyqueue';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Clock, Feed, Rank } from '../../ports.ts';
import { earliest, FeedCursor } from './feedCursor.ts';
import { Jumps } from './jumps.ts';

/** The two clocks of a machine, in milliseconds. */
export interface Dials {
  /** The time of day since 1970; it can be set, and goes on while the machine sleeps. */
  wall(): number;
  /** Time that has passed; nobody sets it, and on many machines it stands still in a sleep. */
  monotonic(): number;
}

export interface LiveClockOptions {
  /** The machine's own unless told. */
  readonly dials?: Dials;
  /** How often the two are compared when nothing else happens; a second unless told. */
  readonly beat?: Duration;
  /** How long time goes on after the last item, so that what is on its way arrives; five seconds unless told. */
  readonly aftermath?: Duration | (() => Duration);
}

/** Makes a clock of real time. */
export const createLiveClock = (options: LiveClockOptions = {}): Clock => new Live(options);

interface Wake {
  at: number;
  readonly rank: Rank;
  readonly place: number;
  readonly wake: () => void;
}
type Settle = () => undefined | Promise<void>;

const MACHINE: Dials = { wall: () => Date.now(), monotonic: () => performance.now() };
const inOrder = (a: Wake, b: Wake): number => a.at - b.at || a.rank - b.rank || a.place - b.place;
/** Timers of the platform take no longer waits: milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;
const [AT_ONCE, NEVER] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

class Live implements Clock {
  readonly #dials: Dials;
  readonly #beat: Duration;
  readonly #aftermath: () => Duration;
  readonly #jumps = new Jumps();
  /** By the wall clock, wherever it stands: when it is set back, what waits is set back with it. */
  #wakes = new TinyQueue<Wake>([], inOrder);
  #places = 0;
  #last = 0;
  #wall: number;
  #monotonic: number;
  #disarm: () => void = () => undefined;
  /** When what is armed rings, by the clock that nobody sets; never before, always for at once. */
  #rings = NEVER;
  /** While feeds are played they and what is due are taken in one order: this ends the wait for whichever comes first. */
  #nudge: (() => void) | undefined;
  #isPlaying = false;

  constructor({ dials = MACHINE, beat = seconds(1), aftermath = seconds(5) }: LiveClockOptions) {
    this.#dials = dials;
    this.#beat = beat;
    this.#aftermath = typeof aftermath === 'function' ? aftermath : () => aftermath;
    this.#wall = dials.wall();
    this.#monotonic = dials.monotonic();
    setInterval(() => this.#stir(), beat / 1_000).unref();
  }

  /** It never goes back: while the wall clock is behind what was said before, time stands still. */
  now(): Timestamp {
    return this.#said(this.#look());
  }

  #said(wall: number): Timestamp {
    this.#last = Math.max(this.#last, wall);
    return this.#last as Timestamp;
  }

  schedule(at: Timestamp, rank: Rank, wake: () => void): void {
    const wall = this.#look();
    this.#wakes.push({ at: wall + at - this.#said(wall), rank, place: this.#places++, wake });
    this.#arm();
  }

  onJump(hear: (by: Duration) => void): void {
    this.#jumps.listen(hear);
  }

  async play(feeds: readonly Feed[], settle: Settle, stop: () => boolean): Promise<void> {
    this.#isPlaying = true;
    try {
      await this.#play(feeds, settle, stop);
    } finally {
      this.#isPlaying = false;
      this.#arm();
    }
  }

  async #play(feeds: readonly Feed[], settle: Settle, stop: () => boolean): Promise<void> {
    const sources = feeds.map((feed) => new Source(feed, () => this.#nudge?.()));
    while (!stop()) {
      // What a feed has at hand is waited for; what has not happened yet is not.
      await new Promise((resolve) => setImmediate(resolve));
      await settle();
      const source = earliestOf(sources);
      if (source === undefined && sources.every(({ hasEnded }) => hasEnded)) break;
      const wakeFirst = this.#isFirst(source);
      const next = wakeFirst ? this.#wakes.peek()?.at : source?.cursor.item?.at;
      if (next === undefined || next > this.#look()) await this.#wait(next);
      else if (wakeFirst) this.#wakeNext();
      else source?.deliver();
    }
    await this.#rest(settle);
  }

  /** Whether what is scheduled comes before the next item. */
  #isFirst(source: Source | undefined): boolean {
    const wake = this.#wakes.peek();
    const item = source?.cursor.item;
    if (wake === undefined || source === undefined || item === undefined) return wake !== undefined;
    return wake.at === item.at ? wake.rank <= source.cursor.feed.rank : wake.at < item.at;
  }

  /** What is on its way still arrives. */
  async #rest(settle: Settle): Promise<void> {
    const until = later(this.#look() as Timestamp, this.#aftermath());
    for (;;) {
      await settle();
      const next = this.#wakes.peek()?.at;
      if (next === undefined || next > until || this.#look() > until) return;
      if (next > this.#look()) await this.#wait(next);
      else this.#wakeNext();
    }
  }

  /** Until then, or until a feed has something new; never longer than a beat, since the clock may be set and the run be stopped. */
  #wait(until: number | undefined): Promise<void> {
    const ahead = until === undefined ? this.#beat : Math.min(this.#beat, until - this.#look());
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.ceil(ahead / 1_000));
      this.#nudge = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #wakeNext(): void {
    this.#wakes.pop()?.wake();
  }

  /** All that is due is woken, unless feeds are played: then it has its place among their items. */
  #stir(): void {
    const now = this.#look();
    this.#disarm();
    this.#rings = NEVER;
    if (this.#isPlaying) return;
    for (let next = this.#wakes.peek(); next !== undefined && next.at <= now; next = this.#wakes.peek())
      this.#wakeNext();
    this.#arm();
  }

  /** What rings early enough stays: set anew with every wish, it would not ring as long as there are wishes. */
  #arm(): void {
    if (this.#isPlaying) return this.#nudge?.();
    const next = this.#wakes.peek();
    if (next === undefined) return;
    const wait = Math.min(LONGEST_WAIT, Math.ceil((next.at - this.#look()) / 1_000));
    const rings = wait > 0 ? this.#monotonic + wait : AT_ONCE;
    if (rings >= this.#rings) return;
    this.#disarm();
    this.#rings = rings;
    const stir = (): void => this.#stir();
    if (wait > 0) {
      // What is due some day keeps no process from ending.
      const timer = setTimeout(stir, wait).unref();
      this.#disarm = () => clearTimeout(timer);
    } else {
      // A timer would take a millisecond.
      const turn = setImmediate(stir);
      this.#disarm = () => clearImmediate(turn);
    }
  }

  /**
   * Reads both clocks. Where the wall clock has left the time that has passed, or nobody has looked for longer than a beat explains (some
   * machines count their sleep as time), that is a jump, and is told before anything else happens.
   */
  #look(): number {
    const [wall, monotonic] = [this.#dials.wall(), this.#dials.monotonic()];
    const passed = (monotonic - this.#monotonic) * 1_000;
    const gap = (wall - this.#wall) * 1_000 - passed;
    const away = passed - this.#beat;
    this.#wall = wall;
    this.#monotonic = monotonic;
    const by = this.#jumps.isJump(gap) ? gap : away;
    if (gap < 0 && by === gap) this.#setBack(gap);
    if (by === gap || (by > 0 && this.#jumps.isJump(by))) this.#jumps.tell(by);
    return wall * 1_000;
  }

  /** What was to be in ten seconds still is. */
  #setBack(by: number): void {
    const moved: Wake[] = [];
    for (let wake = this.#wakes.pop(); wake !== undefined; wake = this.#wakes.pop())
      moved.push({ ...wake, at: wake.at + by });
    this.#wakes = new TinyQueue(moved, inOrder);
  }
}

/** A feed as it is played: the next item, once it is there. */
class Source {
  readonly cursor: FeedCursor;
  readonly #news: () => void;
  #failure: unknown;
  #isFetching = false;

  constructor(feed: Feed, news: () => void) {
    this.cursor = new FeedCursor(feed);
    this.#news = news;
    this.#fetch();
  }

  /** Whether nothing is to come any more. @throws what the feed threw */
  get hasEnded(): boolean {
    if (this.#failure !== undefined) throw this.#failure;
    return !this.#isFetching && this.cursor.item === undefined;
  }

  /** Whether its next item is there. @throws what the feed threw */
  get isAtHand(): boolean {
    return !this.hasEnded && !this.#isFetching;
  }

  deliver(): void {
    const { item, feed } = this.cursor;
    if (item === undefined) return;
    feed.deliver(item);
    if (!this.cursor.advance()) this.#fetch();
  }

  #fetch(): void {
    this.#isFetching = true;
    this.cursor
      .refill()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#isFetching = false;
        this.#news();
      });
  }
}

function earliestOf(sources: readonly Source[]): Source | undefined {
  const ready = sources.filter(({ isAtHand }) => isAtHand);
  const first = earliest(ready.map(({ cursor }) => cursor));
  return ready.find(({ cursor }) => cursor === first);
}

/** Simulated time: it stands still until everything that was to happen at a moment has happened, then it moves to the next one. */
import TinyQueue from 'tinyqueue';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Clock, Feed, Rank, Timed } from '../../ports.ts';

export interface SimulatedClockOptions {
  /** Where time begins; 0 unless told. It moves to the first item of the feeds by itself. */
  readonly start?: Timestamp;
  /** So many simulated seconds pass in one; without it time moves as fast as the work is done. */
  readonly speed?: number;
  /** How long time goes on after the last item, so that what is on its way arrives: microseconds, one minute unless told. */
  readonly aftermath?: number;
}

export interface SimulatedClock extends Clock {
  /** Moves time on, waking what is due on the way. For use without feeds. */
  advance(to: Timestamp): void;
}

interface Wake {
  readonly at: Timestamp;
  readonly rank: Rank;
  readonly place: number;
  readonly wake: () => void;
}

/** Waiting less than this is not worth it: milliseconds. */
const NAP = 15;
/** How long the work may keep the process from anything else: milliseconds. */
const SLICE = 40;

/** Makes a simulated clock. */
export function createSimulatedClock(options: SimulatedClockOptions = {}): SimulatedClock {
  const { speed, aftermath = 60_000_000 } = options;
  const wakes = new TinyQueue<Wake>([], (a, b) => a.at - b.at || a.rank - b.rank || a.place - b.place);
  let now = options.start ?? (0 as Timestamp);
  let places = 0;

  /** Wakes what is due first, if it is due by then; false when there is nothing. */
  function wakeNext(until: Timestamp, rank: Rank | 5): boolean {
    const next = wakes.peek();
    if (next === undefined || next.at > until || (next.at === until && next.rank > rank)) return false;
    wakes.pop();
    if (next.at > now) now = next.at;
    next.wake();
    return true;
  }

  async function play(feeds: readonly Feed[], settle: () => undefined | Promise<void>, stop: () => boolean): Promise<void> {
    const pace = createPace(speed);
    const cursors = await Promise.all(feeds.map(openCursor));
    let end = now;
    for (;;) {
      const settling = settle();
      if (settling !== undefined) await settling;
      if (stop()) break;
      const cursor = earliest(cursors);
      if (cursor === undefined) break;
      const { at } = cursor.item;
      const waiting = pace(Math.min(at, wakes.peek()?.at ?? at));
      if (waiting !== undefined) await waiting;
      if (wakeNext(at, cursor.feed.rank)) continue;
      if (at > now) now = at;
      end = now;
      cursor.feed.deliver(cursor.item);
      if (!cursor.advance()) await cursor.refill();
    }
    await rest((Math.max(end, now) + aftermath) as Timestamp, settle);
  }

  /** What is on its way still arrives. */
  async function rest(until: Timestamp, settle: () => undefined | Promise<void>): Promise<void> {
    do {
      const settling = settle();
      if (settling !== undefined) await settling;
    } while (wakeNext(until, 5));
  }

  return {
    now: () => now,
    schedule(at, rank, wake) {
      wakes.push({ at: at > now ? at : now, rank, place: places++, wake });
    },
    play,
    advance(to) {
      while (wakeNext(to, 5));
      if (to > now) now = to;
    },
  };
}

interface Cursor {
  readonly feed: Feed;
  item: Timed;
  ended: boolean;
  /** Moves to the next item of the batch in hand; false when it has none. */
  advance(): boolean;
  /** Fetches the next batch. */
  refill(): Promise<void>;
}

async function openCursor(feed: Feed): Promise<Cursor> {
  const batches = feed.batches()[Symbol.asyncIterator]();
  let batch: readonly Timed[] = [];
  let index = -1;
  let last = Number.NEGATIVE_INFINITY;
  const cursor: Cursor = {
    feed,
    item: undefined as unknown as Timed,
    ended: false,
    advance() {
      const item = batch[++index];
      if (item === undefined) return false;
      if (item.at < last) {
        throw new OrdermatonError('timeRunsBackwards', { place: feed.name, from: isoTime(last as Timestamp), to: isoTime(item.at) });
      }
      last = item.at;
      cursor.item = item;
      return true;
    },
    async refill() {
      do {
        const next = await batches.next();
        if (next.done === true) {
          cursor.ended = true;
          return;
        }
        batch = next.value;
        index = -1;
      } while (!cursor.advance());
    },
  };
  await cursor.refill();
  return cursor;
}

/** The cursor whose item comes first: by time, then by rank, then in the order of the feeds. */
function earliest(cursors: readonly Cursor[]): Cursor | undefined {
  let first: Cursor | undefined;
  for (const cursor of cursors) {
    if (cursor.ended) continue;
    if (first === undefined || cursor.item.at < first.item.at) first = cursor;
    else if (cursor.item.at === first.item.at && cursor.feed.rank < first.feed.rank) first = cursor;
  }
  return first;
}

/** Waits until simulated time may move to a moment: for the pace, and now and then for the rest of the process. */
function createPace(speed: number | undefined): (to: number) => Promise<void> | undefined {
  let begun: { readonly wall: number; readonly simulated: number } | undefined;
  let yielded = performance.now();
  return (to) => {
    const wall = performance.now();
    if (speed !== undefined) {
      begun ??= { wall, simulated: to };
      const ahead = begun.wall + (to - begun.simulated) / 1_000 / speed - wall;
      if (ahead > NAP) {
        yielded = wall + ahead;
        return new Promise((resolve) => setTimeout(resolve, ahead));
      }
    }
    if (wall - yielded < SLICE) return undefined;
    yielded = wall;
    return new Promise((resolve) => setImmediate(resolve));
  };
}

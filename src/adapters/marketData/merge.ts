/** Several sources as one, in time order; at equal times the source named first comes first. */
import TinyQueue from 'tinyqueue';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { MarketData, MarketFact, Timed } from '../../ports.ts';

/** Anything read in time order, a batch at a time. */
export interface Ordered<E extends Event> {
  readonly name: string;
  batches(): AsyncIterable<readonly Timed<E>[]>;
}

/** How many events a merged batch holds at most, unless told. */
const BATCH = 4_096;
/** How many sources are opened at once: each may open a file, and there are only so many handles. */
const AT_ONCE = 64;

/**
 * Quotes, trades and bars of several sources as one; no more than one batch of each is held at a time.
 * Reading it throws `timeRunsBackwards` when a source is not in order.
 */
export function mergeMarketData<E extends MarketFact>(...sources: readonly MarketData<E>[]): MarketData<E> {
  const firsts = sources.map(({ days }) => days.from).sort();
  const lasts = sources.map(({ days }) => days.to).sort();
  return {
    name: sources.map(({ name }) => name).join(' + '),
    instruments: [...new Set(sources.flatMap(({ instruments }) => instruments))],
    ...(sources.every(({ bars }) => bars !== undefined)
      ? { bars: [...new Set(sources.flatMap(({ bars }) => bars ?? []))] }
      : {}),
    days: { from: firsts[0] ?? '1970-01-01', to: lasts.at(-1) ?? '1970-01-01' },
    batches: () => mergeOrdered(sources),
  };
}

/** Merges sources that are each in time order. @throws `timeRunsBackwards` naming the source that is not */
export async function* mergeOrdered<E extends Event>(
  sources: readonly Ordered<E>[],
  size = BATCH,
): AsyncGenerator<readonly Timed<E>[]> {
  const cursors = sources.map((source, place) => new Cursor(source, place));
  const queue = new TinyQueue<Cursor<E>>([], (a, b) => a.item.at - b.item.at || a.place - b.place);
  let merged: Timed<E>[] = [];
  try {
    for (let first = 0; first < cursors.length; first += AT_ONCE) {
      const group = cursors.slice(first, first + AT_ONCE);
      const areFull = await Promise.all(group.map((cursor) => cursor.refill()));
      for (const [index, cursor] of group.entries()) if (areFull[index]) queue.push(cursor);
    }
    for (let cursor = queue.pop(); cursor !== undefined; cursor = queue.pop()) {
      const hasMore = cursor.handOver(merged, queue.peek(), size);
      if (merged.length === size) {
        yield merged;
        merged = [];
      }
      if (hasMore || (await cursor.refill())) queue.push(cursor);
    }
    if (merged.length > 0) yield merged;
  } finally {
    for (const cursor of cursors) await cursor.close();
  }
}

/** A place in a source. */
class Cursor<E extends Event> {
  readonly place: number;
  item: Timed<E> = { at: Number.NEGATIVE_INFINITY as Timestamp } as Timed<E>;
  readonly #name: string;
  readonly #batches: AsyncIterator<readonly Timed<E>[]>;
  #batch: readonly Timed<E>[] = [];
  #index = -1;

  constructor(source: Ordered<E>, place: number) {
    this.#name = source.name;
    this.#batches = source.batches()[Symbol.asyncIterator]();
    this.place = place;
  }

  /** Hands over items while they come before another's and there is room; false when the batch in hand is used up. */
  handOver(to: Timed<E>[], other: Cursor<E> | undefined, size: number): boolean {
    do {
      to.push(this.item);
      if (!this.#advance()) return false;
    } while (to.length < size && this.#isBefore(other));
    return true;
  }

  #isBefore(other: Cursor<E> | undefined): boolean {
    if (other === undefined || this.item.at < other.item.at) return true;
    return this.item.at === other.item.at && this.place < other.place;
  }

  /** Moves to the next item of the batch in hand; false when it has none. */
  #advance(): boolean {
    const item = this.#batch[++this.#index];
    if (item === undefined) return false;
    if (item.at < this.item.at) {
      throw new OrdermatonError('timeRunsBackwards', {
        place: this.#name,
        from: isoTime(this.item.at),
        to: isoTime(item.at),
      });
    }
    this.item = item;
    return true;
  }

  /** Fetches batches until one has an item; false when the source has ended. */
  async refill(): Promise<boolean> {
    do {
      const next = await this.#batches.next();
      if (next.done === true) return false;
      this.#batch = next.value;
      this.#index = -1;
    } while (!this.#advance());
    return true;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}

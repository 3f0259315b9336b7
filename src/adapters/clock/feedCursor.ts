/** A place in a feed: the item that comes next, fetched a batch at a time. */
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Feed, Timed } from '../../ports.ts';

export class FeedCursor {
  readonly feed: Feed;
  readonly #batches: AsyncIterator<readonly Timed[]>;
  #batch: readonly Timed[] = [];
  #index = -1;
  #item: Timed | undefined;

  constructor(feed: Feed) {
    this.feed = feed;
    this.#batches = feed.batches()[Symbol.asyncIterator]();
  }

  /** The item that comes next; `undefined` once the feed has ended. */
  get item(): Timed | undefined {
    return this.#item;
  }

  /** Moves on within the batch in hand; false when another must be fetched. @throws `timeRunsBackwards` */
  advance(): boolean {
    const next = this.#batch[++this.#index];
    if (next === undefined) return false;
    const last = this.#item?.at ?? Number.NEGATIVE_INFINITY;
    if (next.at < last) {
      const [from, to] = [isoTime(last as Timestamp), isoTime(next.at)];
      throw new OrdermatonError('timeRunsBackwards', { place: this.feed.name, from, to });
    }
    this.#item = next;
    return true;
  }

  /** Fetches the next batch that holds anything. */
  async refill(): Promise<void> {
    do {
      const next = await this.#batches.next();
      if (next.done === true) {
        this.#item = undefined;
        return;
      }
      this.#batch = next.value;
      this.#index = -1;
    } while (!this.advance());
  }
}

/** The cursor whose item comes first: by time, then by rank, then in the order of the feeds; `undefined` when all have ended. */
export function earliest(cursors: readonly FeedCursor[]): FeedCursor | undefined {
  let first: FeedCursor | undefined;
  for (const cursor of cursors) {
    if (cursor.item === undefined) continue;
    if (first?.item === undefined || isBefore(cursor, first)) first = cursor;
  }
  return first;
}

function isBefore(a: FeedCursor, b: FeedCursor): boolean {
  const [at, than] = [a.item?.at ?? 0, b.item?.at ?? 0];
  return at === than ? a.feed.rank < b.feed.rank : at < than;
}

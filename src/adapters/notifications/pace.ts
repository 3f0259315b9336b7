/** How much one way is told within a time: what is beyond is held back, and summed up in one notice when there is room again. */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { NoticeTopic } from '../../noticeTopics.ts';

export interface Limit {
  readonly count: number;
  readonly within: Duration;
}

/** What was held back, by topic. */
export interface HeldBack {
  readonly counts: ReadonlyMap<NoticeTopic, number>;
  /** What was last said of it. */
  readonly last: string;
}

export class Pace {
  readonly #limit: Limit;
  /** When each was told that still counts, the oldest first. */
  #told: Timestamp[] = [];
  #held: { readonly counts: Map<NoticeTopic, number>; last: string } | undefined;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  get held(): number {
    return [...(this.#held?.counts.values() ?? [])].reduce((sum, each) => sum + each, 0);
  }

  /** Whether it may be told now, and counts from then on; otherwise it is held back. What comes behind something held back waits with it. */
  mayTell(topic: NoticeTopic, text: string, now: Timestamp): boolean {
    this.#forget(now);
    if (this.#held === undefined && this.#told.length < this.#limit.count) {
      this.#told.push(now);
      return true;
    }
    this.#held ??= { counts: new Map(), last: '' };
    this.#held.counts.set(topic, (this.#held.counts.get(topic) ?? 0) + 1);
    this.#held.last = text;
    return false;
  }

  /** When there is room for what is held back; `undefined` where nothing is. */
  roomAt(now: Timestamp): Timestamp | undefined {
    const [oldest] = this.#told;
    if (this.#held === undefined) return undefined;
    return oldest === undefined ? now : later(oldest, this.#limit.within);
  }

  /** Gives out what was held back, where there is room; it counts as one. */
  take(now: Timestamp): HeldBack | undefined {
    this.#forget(now);
    if (this.#told.length >= this.#limit.count) return undefined;
    return this.#takeAll(now);
  }

  /** The same at the end, room or none. */
  takeLast(now: Timestamp): HeldBack | undefined {
    return this.#takeAll(now);
  }

  #takeAll(now: Timestamp): HeldBack | undefined {
    const held = this.#held;
    if (held !== undefined) this.#told.push(now);
    this.#held = undefined;
    return held;
  }

  #forget(now: Timestamp): void {
    this.#told = this.#told.filter((at) => later(at, this.#limit.within) > now);
  }
}

/**
 * Paces what is written to the broker: never more than so many messages in any second, cancels and protection first, a bracket whole. What
 * waits here has not been written; when the connection goes, it is given back, and nothing of it is sent on the next one.
 */
import type { Timestamp } from '../../identifiers.ts';
import { later, MICROSECONDS } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';

/** `urgent`: cancels, protection, what reduces. `order`: all other orders. `question`: everything that is only asked. */
export const lanes = ['urgent', 'order', 'question'] as const;
export type Lane = (typeof lanes)[number];

/** How much of a second each lane may fill: something is always left for what is more urgent. */
const share: Readonly<Record<Lane, number>> = { urgent: 1, order: 0.9, question: 0.6 };

export interface PacerOptions {
  readonly clock: Clock;
  /** Messages in any second; 45 unless told: the broker allows 50, and counts where they arrive. */
  readonly limit?: number;
}

/** Messages that only mean something together: none of them is written before the last one is there, and then all are. */
export interface Family {
  readonly name: string;
  readonly isLast: boolean;
}

interface Waiting {
  readonly key?: string;
  readonly family?: Family;
  readonly write: () => void;
  /** How many came before it. */
  readonly place: number;
}

export class Pacer {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #queues: Record<Lane, Waiting[]> = { urgent: [], order: [], question: [] };
  /** When the messages of the last second were written, the oldest first. */
  readonly #written: Timestamp[] = [];
  #wakesAt: Timestamp | undefined;
  #isClosed = false;
  #count = 0;

  constructor({ clock, limit = 45 }: PacerOptions) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Something was written past the pacer: it counts. */
  count(): void {
    this.#written.push(this.#clock.now());
  }

  /**
   * Writes as soon as it may. What waits under the same key is the same message: it is written once, as it is wanted by then, in the more
   * urgent of the two lanes.
   */
  send(lane: Lane, write: () => void, known: Pick<Waiting, 'key' | 'family'> = {}): void {
    if (this.#isClosed) return;
    const { key } = known;
    const before = key === undefined ? undefined : this.laneOf(key);
    if (before !== undefined && lanes.indexOf(before) <= lanes.indexOf(lane)) return;
    if (key !== undefined && before !== undefined) this.withdraw(key);
    this.#queues[lane].push({ ...known, write, place: this.#count++ });
    this.#flush();
  }

  /** In which lane a message waits under that key; nothing when none does. */
  laneOf(key: string): Lane | undefined {
    return lanes.find((lane) => this.#queues[lane].some((each) => each.key === key));
  }

  /** Takes back what waits under a key; false when it has been written, or never was there. */
  withdraw(key: string): boolean {
    const lane = this.laneOf(key);
    if (lane === undefined) return false;
    const queue = this.#queues[lane];
    queue.splice(
      queue.findIndex((each) => each.key === key),
      1,
    );
    return true;
  }

  /** Nothing is written any more. Returns the keys of what has not been. */
  close(): readonly string[] {
    this.#isClosed = true;
    const left = lanes.flatMap((lane) => this.#queues[lane].flatMap(({ key }) => (key === undefined ? [] : [key])));
    for (const lane of lanes) this.#queues[lane].length = 0;
    return left;
  }

  #flush(): void {
    for (const lane of lanes)
      for (let next = this.#next(lane); next.length > 0 && next.length <= this.#room(lane); next = this.#next(lane))
        for (const each of next) {
          for (const of of lanes) this.#queues[of] = this.#queues[of].filter((other) => other !== each);
          this.count();
          each.write();
        }
    this.#arm();
  }

  /**
   * What leaves a lane next, together: a family in the lane of its first, whatever those of the others. What waits for the rest of its family
   * holds nobody up. A family that no second has room for leaves in parts.
   */
  #next(lane: Lane): readonly Waiting[] {
    for (const each of this.#queues[lane]) {
      const all = this.#together(each);
      if (all[0] !== each || all.every(({ family }) => family?.isLast === false)) continue;
      return all.length > this.#most(lane) ? [each] : all;
    }
    return [];
  }

  /** All that waits of the family of a message, as it came. */
  #together(each: Waiting): readonly Waiting[] {
    const name = each.family?.name;
    if (name === undefined) return [each];
    const all = lanes.flatMap((lane) => this.#queues[lane].filter(({ family }) => family?.name === name));
    return all.toSorted((a, b) => a.place - b.place);
  }

  /** How many more messages of a lane may leave now. */
  #room(lane: Lane): number {
    if (this.#isClosed) return 0;
    const since = this.#clock.now() - MICROSECONDS.second;
    while ((this.#written[0] ?? since + 1) <= since) this.#written.shift();
    return this.#most(lane) - this.#written.length;
  }

  #most = (lane: Lane): number => Math.max(1, Math.floor(this.#limit * share[lane]));

  /** Wakes when the first of what waits may leave. */
  #arm(): void {
    const moments = lanes.flatMap((lane) => {
      const { length } = this.#next(lane);
      const last = this.#written.at(length - 1 - this.#most(lane)) ?? this.#clock.now();
      return length === 0 ? [] : [later(last, MICROSECONDS.second)];
    });
    if (moments.length === 0) return;
    const next = Math.min(...moments) as Timestamp;
    if (this.#wakesAt !== undefined && this.#wakesAt <= next) return;
    this.#wakesAt = next;
    this.#clock.schedule(next, rank.broker, () => {
      this.#wakesAt = undefined;
      this.#flush();
    });
  }
}

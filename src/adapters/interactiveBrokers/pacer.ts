/**
 * Paces what is written to the broker: never more than so many messages in any second, cancels and protection first. What waits here has
 * not been written; when the connection goes, it is given back, and nothing of it is sent on the next one.
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

interface Waiting {
  readonly key: string | undefined;
  readonly write: () => void;
}

export class Pacer {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #queues: Readonly<Record<Lane, Waiting[]>> = { urgent: [], order: [], question: [] };
  /** When the messages of the last second were written, the oldest first. */
  readonly #written: Timestamp[] = [];
  #wakesAt: Timestamp | undefined;
  #isClosed = false;

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
  send(lane: Lane, write: () => void, key?: string): void {
    if (this.#isClosed) return;
    const before = key === undefined ? undefined : this.#laneOf(key);
    if (before !== undefined && lanes.indexOf(before) <= lanes.indexOf(lane)) return;
    if (key !== undefined && before !== undefined) this.withdraw(key);
    this.#queues[lane].push({ key, write });
    this.#flush();
  }

  /** Whether a message waits under that key. */
  isWaiting(key: string): boolean {
    return this.#laneOf(key) !== undefined;
  }

  /** Takes back what waits under a key; false when it has been written, or never was there. */
  withdraw(key: string): boolean {
    const lane = this.#laneOf(key);
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

  #laneOf(key: string): Lane | undefined {
    return lanes.find((lane) => this.#queues[lane].some((each) => each.key === key));
  }

  #flush(): void {
    for (const lane of lanes) {
      if (this.#queues[lane].length === 0) continue;
      for (let room = this.#room(lane); room > 0 && this.#queues[lane].length > 0; room = this.#room(lane)) {
        const next = this.#queues[lane].shift();
        this.count();
        next?.write();
      }
    }
    this.#arm();
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
    const moments = lanes
      .filter((lane) => this.#queues[lane].length > 0)
      .map((lane) => later(this.#written.at(-this.#most(lane)) ?? this.#clock.now(), MICROSECONDS.second));
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

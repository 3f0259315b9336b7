/**
 * The clock of a run whose broker is a gateway with a clock of its own: both move together, from one thing that happens to the next, by the
 * barrier of the admin interface. At a moment the gateway is first; what it has told is heard before anything else happens here.
 */

import { earliest, FeedCursor } from '../../src/adapters/clock/feedCursor.ts';
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import type { Duration, Timestamp } from '../../src/identifiers.ts';
import { isoTime, timestamp } from '../../src/identifiers.ts';
import type { Clock, Feed, Rank } from '../../src/ports.ts';
import { rank } from '../../src/ports.ts';
import type { AdminClient } from './adminClient.ts';
import { turns, until } from './ibRig.ts';
import type { InStep } from './lockStep.ts';

type Settle = () => undefined | Promise<void>;

export interface LockStepParts {
  readonly admin: AdminClient;
  readonly start: Timestamp;
  readonly end: Timestamp;
  /** The id of the client whose clock it is. */
  readonly client: number;
  /** What has gone each way on its socket. */
  readonly traffic: InStep['traffic'];
  /** Whether the gateway has taken the client; time stands until then, since sockets open in turns of the process. */
  readonly isTaken: () => boolean;
}

/** A source that tells of what it hears, when it hears it. */
const isLive = (feed: Feed): boolean => feed.rank === rank.market;
const ranks = Object.values(rank);

export class LockStepClock implements Clock {
  readonly #parts: LockStepParts;
  readonly #own: SimulatedClock;
  /** What a source has told and nobody has heard yet: how the sockets cut it is no matter. */
  readonly #told: (() => void)[] = [];
  /** When the gateway has something to do next. */
  #due: Timestamp | undefined;
  /** How often time was moved. */
  steps = 0;

  constructor(parts: LockStepParts) {
    this.#parts = parts;
    this.#own = createSimulatedClock({ start: parts.start });
  }

  now(): Timestamp {
    return this.#own.now();
  }

  schedule(at: Timestamp, of: Rank, wake: () => void): void {
    this.#own.schedule(at, of, wake);
  }

  onJump(hear: (by: Duration) => void): void {
    this.#own.onJump(hear);
  }

  async play(feeds: readonly Feed[], settle: Settle, stop: () => boolean): Promise<void> {
    const cursors = feeds.filter((feed) => !isLive(feed)).map((feed) => new FeedCursor(feed));
    await Promise.all(cursors.map((cursor) => cursor.refill()));
    for (const feed of feeds.filter(isLive)) void this.#listen(feed);
    do await this.#moment(cursors, settle);
    while (!this.#parts.isTaken());
    for (let next = this.#next(cursors); next <= this.#parts.end && !stop(); next = this.#next(cursors)) {
      this.#own.approach(next);
      this.steps++;
      await this.#moment(cursors, settle);
    }
  }

  #next(cursors: readonly FeedCursor[]): Timestamp {
    const moments = [this.#own.due(), this.#due, earliest(cursors)?.item?.at];
    return Math.min(...moments.map((at) => at ?? Number.POSITIVE_INFINITY)) as Timestamp;
  }

  /** All that happens at a moment, until neither end has anything more to tell the other. */
  async #moment(cursors: readonly FeedCursor[], settle: Settle): Promise<void> {
    let read: number;
    do {
      read = await this.#meet();
      for (const each of ranks) {
        this.#own.advance(this.now(), each);
        if (each === rank.market) await this.#tell();
        await settle();
        await this.#deliver(cursors, each, settle);
      }
    } while (this.#written() !== read);
  }

  async #deliver(cursors: readonly FeedCursor[], of: Rank, settle: Settle): Promise<void> {
    for (const cursor of cursors) {
      while (cursor.feed.rank === of && cursor.item !== undefined && cursor.item.at <= this.now()) {
        cursor.feed.deliver(cursor.item);
        await settle();
        if (!cursor.advance()) await cursor.refill();
      }
    }
  }

  async #listen(feed: Feed): Promise<void> {
    for await (const batch of feed.batches()) for (const item of batch) this.#told.push(() => feed.deliver(item));
  }

  async #tell(): Promise<void> {
    await turns(2);
    for (const tell of this.#told.splice(0)) tell();
  }

  #written = (): number => this.#parts.traffic()?.written ?? 0;

  /** The gateway reads what was written, and moves to this moment; all that it tells is heard. Returns how much was written by then. */
  async #meet(): Promise<number> {
    const { admin, client, traffic } = this.#parts;
    await until(() => traffic()?.isConnecting !== true);
    const written = this.#written();
    const { clients = [], nextDue } = await admin.time({ to: isoTime(this.now()), read: { [client]: written } });
    this.#due = nextDue === undefined ? undefined : timestamp(nextDue);
    const { bytes = 0 } = clients.find((each) => each.client === client) ?? {};
    await until(() => (traffic()?.read ?? bytes) >= bytes);
    await turns(2);
    return written;
  }
}

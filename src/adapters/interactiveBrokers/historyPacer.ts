/**
 * Paces requests for past bars by the rules that the broker has for them, beside its limit of messages. It outlives connections: the
 * broker counts on.
 * Source: TWS API, Historical Data Limitations: no more than 60 requests in ten minutes, no identical one within 15 seconds, fewer than six
 * of one contract within two seconds.
 */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, minutes, seconds } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';

/** What the broker counts by. */
export interface HistoryRequest {
  readonly contract: string;
  /** All of the request as text: two that are the same are identical. */
  readonly request: string;
}
interface Waiting extends HistoryRequest {
  readonly write: () => boolean;
}
interface Asked extends HistoryRequest {
  readonly at: Timestamp;
}

/** The broker counts where requests arrive, and not by our clock. */
const MARGIN = seconds(1);
const rules = [
  { most: 60, within: minutes(10), counts: () => true },
  { most: 1, within: seconds(15), counts: (one: Asked, other: HistoryRequest) => one.request === other.request },
  { most: 5, within: seconds(2), counts: (one: Asked, other: HistoryRequest) => one.contract === other.contract },
] as const satisfies readonly Rule[];
interface Rule {
  readonly most: number;
  readonly within: Duration;
  readonly counts: (one: Asked, other: HistoryRequest) => boolean;
}
const LONGEST = minutes(10) + MARGIN;

export class HistoryPacer {
  readonly #clock: Clock;
  #asked: readonly Asked[] = [];
  #waiting: readonly Waiting[] = [];
  #wakesAt: Timestamp | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Writes as soon as it may; `write` says whether anything was written: what is not wanted any more does not count. */
  send(request: HistoryRequest, write: () => boolean): void {
    this.#waiting = [...this.#waiting, { ...request, write }];
    this.#flush();
  }

  #flush(): void {
    const now = this.#clock.now();
    this.#asked = this.#asked.filter(({ at }) => at > now - LONGEST);
    const waiting = this.#waiting;
    this.#waiting = [];
    const left = waiting.filter((each) => !this.#take(each, now));
    this.#waiting = [...left, ...this.#waiting];
    this.#arm(now);
  }

  /** True when it has left, or is not wanted any more. */
  #take({ write, contract, request }: Waiting, now: Timestamp): boolean {
    if (this.#mayLeaveAt({ contract, request }, now) > now) return false;
    if (write()) this.#asked = [...this.#asked, { contract, request, at: now }];
    return true;
  }

  #mayLeaveAt(wanted: HistoryRequest, now: Timestamp): Timestamp {
    return rules.reduce<Timestamp>((latest, { most, within, counts }) => {
      const oldest = this.#asked.filter((each) => counts(each, wanted)).at(-most);
      const free = oldest === undefined ? now : later(later(oldest.at, within), MARGIN);
      return free > latest ? free : latest;
    }, now);
  }

  #arm(now: Timestamp): void {
    if (this.#waiting.length === 0) return;
    const next = Math.min(...this.#waiting.map((each) => this.#mayLeaveAt(each, now))) as Timestamp;
    if (this.#wakesAt !== undefined && this.#wakesAt > now && this.#wakesAt <= next) return;
    this.#wakesAt = next;
    this.#clock.schedule(next, rank.broker, () => this.#flush());
  }
}

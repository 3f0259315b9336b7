/** A connection on which questions are asked, each with an end: an answer, an error, or silence for so long. Nothing can be placed on it but a preview. */
import type { EventName, IBApi } from '@stoqey/ib';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { Link } from '../interactiveBrokers/link.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  readonly clock: Clock;
  readonly handshake: Duration;
  /** By then every question has ended. */
  readonly deadline: Timestamp;
}

/** What may be asked: nothing here changes anything. */
export type Questions = Pick<
  IBApi,
  | 'reqContractDetails'
  | 'reqCurrentTime'
  | 'reqHistoricalData'
  | 'cancelHistoricalData'
  | 'reqMarketDataType'
  | 'reqMktData'
  | 'cancelMktData'
>;
/** Only `preview.ts` takes it. */
export type Previews = Pick<IBApi, 'placeOrder'>;

export type Opened =
  | { readonly consultation: Consultation; readonly accounts: readonly string[] }
  /** `version`: what was agreed upon before it ended; 0 when nothing was. */
  | { readonly lost: string; readonly code: string | undefined; readonly version: number };

/** An error about the question; silence is undefined. */
export interface Failed {
  readonly code: number;
  readonly text: string;
}
export interface Answer<T> {
  readonly value?: T;
  readonly failed?: Failed;
}
export interface Question<T, A> {
  readonly ask: (api: A, id: number) => void;
  /** What is heard, by event; a value ends the question. Of events with a number only those of the question come. */
  readonly hear: Partial<Record<EventName, (...args: never[]) => T | undefined>>;
  /** Events whose first field is no number of a request. */
  readonly isNumbered?: boolean;
  /** Whether an error about it ends it; all do unless told. */
  readonly ends?: (failed: Failed) => boolean;
  readonly within: Duration;
}

interface Waiting {
  readonly id: number;
  hear(event: EventName, args: readonly unknown[]): void;
  fail(failed: Failed): void;
  end(): void;
}

/** Numbers of requests; those of previews are numbers of orders. */
const FIRST_REQUEST = 30_000_000;

export class Consultation {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #deadline: Timestamp;
  readonly #waiting = new Set<Waiting>();
  readonly #events = new Set<EventName>();
  /** Words about no request, in order. */
  readonly notices: Failed[] = [];
  #request = FIRST_REQUEST;
  #order = 0;
  #isOver = false;

  /** Connects as that client. */
  static open(place: Place): Promise<Opened> {
    return new Promise((resolve) => {
      const made: Consultation = new Consultation(place, {
        ready: (accounts) => resolve({ consultation: made, accounts }),
        lost: (lost, code) => resolve({ lost, code, version: made.version }),
      });
      made.#link.open();
    });
  }

  private constructor(
    place: Place,
    { ready, lost }: { ready: (accounts: readonly string[]) => void; lost: (detail: string, code?: string) => void },
  ) {
    this.#clock = place.clock;
    this.#deadline = place.deadline;
    this.#link = new Link(place, {
      opened: () => undefined,
      ready: (accounts, nextId) => {
        this.#order = nextId;
        ready(accounts);
      },
      lost: (detail, _unsent, problem) => {
        this.#isOver = true;
        for (const each of this.#waiting) each.end();
        lost(detail, problem?.code);
      },
      told: (code, text) => this.notices.push({ code, text }),
      failed: (id, code, text) => {
        for (const each of this.#waiting) if (each.id === id) each.fail({ code, text });
      },
    });
  }

  get version(): number {
    return this.#link.api.serverVersion ?? 0;
  }

  /** Said to the other side, and not answered. */
  tell(say: (api: Questions) => void): void {
    this.#link.pacer.send('question', () => say(this.#link.api));
  }

  /** Asks, and hears what comes of it. */
  ask<T>(question: Question<T, Questions>): Promise<Answer<T>> {
    return this.#ask(question, this.#request++);
  }

  /** Asks what an order would come to. */
  preview<T>(question: Question<T, Previews>): Promise<Answer<T>> {
    return this.#ask(question, this.#order++);
  }

  close(): void {
    this.#isOver = true;
    for (const each of this.#waiting) each.end();
    this.#link.close();
  }

  #ask<T>(
    { ask, hear, isNumbered = true, ends = () => true, within }: Question<T, Questions & Previews>,
    id: number,
  ): Promise<Answer<T>> {
    return new Promise((resolve) => {
      const now = this.#clock.now();
      if (this.#isOver || now >= this.#deadline) return resolve({});
      const done = (answer: Answer<T>): void => {
        this.#waiting.delete(waiting);
        resolve(answer);
      };
      const waiting: Waiting = {
        id,
        hear: (event, args) => {
          if (isNumbered && args[0] !== id) return;
          const value = hear[event]?.(...(args as never[]));
          if (value !== undefined) done({ value });
        },
        fail: (failed) => {
          if (ends(failed)) done({ failed });
        },
        end: () => done({}),
      };
      this.#waiting.add(waiting);
      for (const event of Object.keys(hear) as EventName[]) this.#listen(event);
      this.#link.pacer.send('question', () => ask(this.#link.api, id));
      const until = Math.min(later(now, within), this.#deadline) as Timestamp;
      this.#clock.schedule(until, rank.broker, () => waiting.end());
    });
  }

  #listen(event: EventName): void {
    if (this.#events.has(event)) return;
    this.#events.add(event);
    this.#link.on(event, (...args: readonly unknown[]) => {
      for (const each of this.#waiting) each.hear(event, args);
    });
  }
}

/** How long a question that is answered at once is waited for. */
export const SOON = seconds(5);

/**
 * Sessions by the word of the broker where it has one, and by the calendar otherwise. A day is decided when it comes; what was decided is
 * kept, so that an engine that goes on hears the same sessions as before.
 */
import * as z from 'zod';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { isoTime, later, seconds } from '../../identifiers.ts';
import type { Clock, RegularSession, SessionSchedule, TradingHours } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import type { NyseCalendar } from '../calendar/nyseCalendar.ts';
import { eventsOf } from '../calendar/nyseCalendar.ts';
import { openDocument } from '../documents/smallDocument.ts';
import type { DaysTold } from './liquidHours.ts';

/** The days that have been decided: up to which one, and those that are other than the calendar has them. */
export interface DecidedDays {
  readonly last: string;
  readonly days: Readonly<Record<string, { readonly opens: number; readonly closes: number } | null>>;
}
export interface DayStore {
  read(): DecidedDays;
  /** Kept when this returns. */
  write(decided: DecidedDays): void;
}
export interface SessionDaysParts {
  readonly calendar: NyseCalendar;
  readonly clock: Clock;
  readonly store: DayStore;
  /** Hears of a day that is other than the calendar has it, when it is decided. */
  readonly onDifference: (day: string, calendar: string, broker: string) => void;
}

/** So long the first day waits for the word of the broker. */
const FIRST_WORD = seconds(3);
/** Longer than any run of days without a session. */
const FAR = 15;

export class SessionDays implements TradingHours {
  readonly name = 'NYSE, by the word of the broker';
  readonly #parts: SessionDaysParts;
  readonly #told = new Map<string, RegularSession | null>();
  readonly #hasWord: Promise<void>;
  #heard: () => void = () => undefined;

  constructor(parts: SessionDaysParts) {
    this.#parts = parts;
    const { clock } = parts;
    this.#hasWord = new Promise((resolve) => {
      this.#heard = resolve;
      clock.schedule(later(clock.now(), FIRST_WORD), rank.broker, resolve);
    });
  }

  learn(days: DaysTold): void {
    for (const [day, session] of days) this.#told.set(day, session);
    this.#heard();
  }

  sessionAt(at: Timestamp): RegularSession {
    const today = newYorkDate(at);
    for (let ahead = 0; ahead < FAR; ahead++) {
      const session = this.#of(dateAfter(today, ahead));
      if (session !== undefined && session.closes > at) return session;
    }
    return this.#parts.calendar.sessionAt(at);
  }

  extendedHours(session: RegularSession): Pick<RegularSession, 'opens' | 'closes'> {
    return this.#parts.calendar.extendedHours(session);
  }

  schedule({ from, beforeClose }: { readonly from: string; readonly beforeClose: Duration }): SessionSchedule {
    const decide = (day: string) => this.#decide(day);
    return {
      name: `sessions from ${from} on`,
      async *batches() {
        for (let day = from; ; day = dateAfter(day)) {
          const session = await decide(day);
          if (session !== undefined) yield eventsOf(session, beforeClose);
        }
      },
    };
  }

  async #decide(day: string): Promise<RegularSession | undefined> {
    const { calendar, clock, store, onDifference } = this.#parts;
    if (day <= store.read().last) return this.#kept(day);
    const begins = newYorkTime(day);
    if (begins > clock.now()) await new Promise<void>((resolve) => clock.schedule(begins, rank.deadline, resolve));
    await this.#hasWord;
    const own = calendar.session(day);
    const word = this.#told.get(day);
    const isOther = word !== undefined && textOf(word ?? undefined) !== textOf(own);
    if (isOther) onDifference(day, textOf(own), textOf(word ?? undefined));
    const { days } = store.read();
    store.write({ last: day, days: isOther ? { ...days, [day]: hoursOf(word) } : days });
    return this.#kept(day);
  }

  #of(day: string): RegularSession | undefined {
    const word = day <= this.#parts.store.read().last ? undefined : this.#told.get(day);
    return word === undefined ? this.#kept(day) : (word ?? undefined);
  }

  #kept(day: string): RegularSession | undefined {
    const kept = this.#parts.store.read().days[day];
    if (kept === undefined) return this.#parts.calendar.session(day);
    return kept === null ? undefined : ({ session: day, ...kept } as RegularSession);
  }
}

const hoursOf = (session: RegularSession | null): DecidedDays['days'][string] =>
  session === null ? null : { opens: session.opens, closes: session.closes };
const textOf = (session: Pick<RegularSession, 'opens' | 'closes'> | undefined): string =>
  session === undefined ? 'no session' : `${isoTime(session.opens)} to ${isoTime(session.closes)}`;

const schema = z.strictObject({
  last: z.string(),
  days: z.record(z.string(), z.strictObject({ opens: z.int(), closes: z.int() }).nullable()),
});

/**
 * Kept in a small document; `last` is the day up to which the calendar has decided where there is none.
 * @throws `missingFile`, `notWritable`
 */
export function openDayStore(file: string, last: string): DayStore {
  const absent: DecidedDays = { last, days: {} };
  const document = openDocument<DecidedDays>(file, { schema, absent, broken: () => absent });
  return { read: () => document.data, write: (decided) => document.write(decided) };
}

/** Forgotten with the process. */
export function createMemoryDayStore(last = ''): DayStore {
  let kept: DecidedDays = { last, days: {} };
  return {
    read: () => kept,
    write: (decided) => {
      kept = decided;
    },
  };
}

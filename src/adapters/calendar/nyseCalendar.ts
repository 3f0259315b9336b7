/** The calendar of the New York Stock Exchange and Nasdaq: which session is on, which comes next, and what happens to them. */
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, MICROSECONDS } from '../../identifiers.ts';
import type { RegularSession, SessionSchedule, Timed, TradingHours } from '../../ports.ts';
import { checkDate, checkDays, dateAfter, newYorkTime } from './newYork.ts';
import { hoursOn } from './nyseHours.ts';

/** Which days a schedule tells of. */
export interface ScheduleOptions {
  /** First and last day, both told of: `YYYY-MM-DD` in exchange time. */
  readonly from: string;
  readonly to: string;
  /** How long before the close `clock.beforeClose` comes; never before the opening. Microseconds. */
  readonly beforeClose: Duration;
}

/** The regular sessions of the New York Stock Exchange, 09:30 to 16:00 in New York unless the day is special. */
export interface NyseCalendar extends TradingHours {
  extendedHours(session: RegularSession): Pick<RegularSession, 'opens' | 'closes'>;
  /** Whether there is a session on a date, `YYYY-MM-DD`. @throws `badArgument` for no date */
  isSession(date: string): boolean;
  /** The session of a date, if it has one. @throws `badArgument` for no date */
  session(date: string): RegularSession | undefined;
  /** All sessions of a range of days, both ends included; without `to` they never end. @throws `badArgument` */
  sessions(from: string, to?: string): Iterable<RegularSession>;
  /** Openings, the time before closings, and closings, in order. @throws `badArgument` */
  schedule(options: ScheduleOptions): SessionSchedule;
}

type SessionEvent = Event<'clock.sessionOpened' | 'clock.beforeClose' | 'clock.sessionClosed'>;

/** Sessions by year. They are facts, so all calendars share them. */
const years = new Map<number, readonly RegularSession[]>();

/** The calendar. Each year is worked out once, when it is first asked about. */
export function createNyseCalendar(): NyseCalendar {
  // Asked at every event of a market, nearly always about the session of the event before.
  let current: RegularSession | undefined;
  let since = 0 as Timestamp;
  return {
    name: 'NYSE',
    sessionAt(at) {
      if (current !== undefined && at >= since && at < current.closes) return current;
      current = findSession(at);
      since = at;
      return current;
    },
    extendedHours,
    isSession: (date) => sessionOf(date) !== undefined,
    session: sessionOf,
    sessions,
    schedule(options) {
      const { from, to, beforeClose } = options;
      checkDays(options);
      if (!Number.isSafeInteger(beforeClose) || beforeClose < 0) {
        throw new OrdermatonError('badArgument', {
          argument: 'beforeClose',
          problem: `${beforeClose} is no number of microseconds`,
        });
      }
      return {
        name: `NYSE sessions ${from} to ${to}`,
        async *batches() {
          for (const session of sessions(from, to)) yield eventsOf(session, beforeClose);
        },
      };
    },
  };
}

const PRE_MARKET = 4 * 60;
const POST_MARKET = (4 * MICROSECONDS.hour) as Duration;

/**
 * From 04:00 until four hours after the close: 20:00, or 17:00 after an early close.
 * Source: NYSE Arca and Nasdaq, trading hours; their notes on early closings.
 */
const extendedHours = ({ session, closes }: RegularSession): Pick<RegularSession, 'opens' | 'closes'> => ({
  opens: newYorkTime(session, PRE_MARKET),
  closes: later(closes, POST_MARKET),
});

function sessionsOf(year: number): readonly RegularSession[] {
  let known = years.get(year);
  if (known === undefined) {
    known = [...workOut(year)];
    years.set(year, known);
  }
  return known;
}

function* workOut(year: number): Generator<RegularSession> {
  const prefix = String(year).padStart(4, '0');
  for (let session = `${prefix}-01-01`; session.startsWith(prefix); session = dateAfter(session)) {
    const hours = hoursOn(session);
    if (hours === undefined) continue;
    yield { session, opens: newYorkTime(session, hours.opens), closes: newYorkTime(session, hours.closes) };
  }
}

/** A session lies within one day of UTC as well, so the year of UTC is the year to look in. */
function findSession(at: Timestamp): RegularSession {
  const year = new Date(Math.floor(at / MICROSECONDS.millisecond)).getUTCFullYear();
  const known = sessionsOf(year);
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((known[middle] as RegularSession).closes > at) high = middle;
    else low = middle + 1;
  }
  return known[low] ?? (sessionsOf(year + 1)[0] as RegularSession);
}

function sessionOf(date: string): RegularSession | undefined {
  checkDate('date', date);
  return sessionsOf(Number(date.slice(0, 4))).find(({ session }) => session === date);
}

function sessions(from: string, to?: string): Iterable<RegularSession> {
  checkDays({ from, to });
  return listSessions(from, to ?? '9999-12-31');
}

function* listSessions(from: string, to: string): Generator<RegularSession> {
  const lastYear = Number(to.slice(0, 4));
  for (let year = Number(from.slice(0, 4)); year <= lastYear; year++) {
    for (const session of sessionsOf(year)) {
      if (session.session > to) return;
      if (session.session >= from) yield session;
    }
  }
}

/** What happens in a session, in order. */
export function eventsOf({ session, opens, closes }: RegularSession, before: Duration): readonly Timed<SessionEvent>[] {
  const near = Math.max(opens, closes - before) as Timestamp;
  return [
    { at: opens, event: { type: 'clock.sessionOpened', session, opens, closes } },
    { at: near, event: { type: 'clock.beforeClose', session, closes, before } },
    { at: closes, event: { type: 'clock.sessionClosed', session, closes } },
  ];
}

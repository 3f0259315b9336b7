/** The regular sessions of NYSE and Nasdaq: 09:30 to 16:00 New York, 13:00 on half days. */
import type { Event } from '../../events.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, MICROSECONDS } from '../../identifiers.ts';
import type { RegularSession, SessionSchedule, Timed, TradingHours } from '../../ports.ts';
import { closedDays, earlyCloses, isWeekday } from './closings.ts';
import { checkDate, checkRange, daysAfter, newYorkTime } from './newYork.ts';

/** The days of a schedule and when it warns. */
export interface ScheduleOptions {
  /** First day, `YYYY-MM-DD` in exchange time. */
  readonly from: string;
  /** Last day, `YYYY-MM-DD` in exchange time. */
  readonly to: string;
  /** How long before the close `clock.beforeClose` is said: microseconds; at the open where a session is shorter. */
  readonly beforeClose: Duration;
}

/** When the New York exchanges trade. Right from 1998 on; late openings and unplanned halts are not in it. */
export interface NyseCalendar extends TradingHours {
  /** The session of a date `YYYY-MM-DD`; `undefined` on weekends and holidays. @throws `badArgument` if the text is no date */
  session(date: string): RegularSession | undefined;
  /** What happens to the sessions of some days. @throws `badArgument` if an end is no date or they are the wrong way round */
  schedule(options: ScheduleOptions): SessionSchedule;
}

type SessionEvent = Event<'clock.sessionOpened' | 'clock.beforeClose' | 'clock.sessionClosed'>;

/** Makes the calendar; the sessions of a year are reckoned when they are first asked for. */
export function createNyseCalendar(): NyseCalendar {
  let current: RegularSession = { session: '', opens: 0 as Timestamp, closes: 0 as Timestamp };
  let since = 0 as Timestamp;

  function sessionAt(at: Timestamp): RegularSession {
    if (at >= since && at < current.closes) return current;
    current = find(at);
    since = at;
    return current;
  }

  return {
    name: 'NYSE',
    sessionAt,
    session(date) {
      checkDate('date', date);
      return sessionsOf(yearOf(date)).find(({ session }) => session === date);
    },
    schedule(options) {
      checkRange(options);
      return { name: 'NYSE', batches: () => scheduled(options) };
    },
  };
}

const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The first session that has not closed yet. No session touches New Year in UTC, so the UTC year will do. */
function find(at: Timestamp): RegularSession {
  for (let year = new Date(at / MICROSECONDS.millisecond).getUTCFullYear(); ; year++) {
    const sessions = sessionsOf(year);
    let low = 0;
    let high = sessions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sessions[middle] as RegularSession).closes > at) high = middle;
      else low = middle + 1;
    }
    const session = sessions[low];
    if (session !== undefined) return session;
  }
}

/** Reckoned once a process: a year is the same for every calendar. */
const years = new Map<number, readonly RegularSession[]>();

function sessionsOf(year: number): readonly RegularSession[] {
  const known = years.get(year);
  if (known !== undefined) return known;
  const closed = closedDays(year);
  const early = earlyCloses(year, closed);
  const sessions: RegularSession[] = [];
  for (let session = `${year}-01-01`; yearOf(session) === year; session = daysAfter(session, 1)) {
    if (!isWeekday(session) || closed.has(session)) continue;
    const closes = newYorkTime(session, early.has(session) ? 13 : 16);
    sessions.push({ session, opens: newYorkTime(session, 9, 30), closes });
  }
  years.set(year, sessions);
  return sessions;
}

/** A batch a year. */
async function* scheduled({ from, to, beforeClose }: ScheduleOptions): AsyncGenerator<readonly Timed<SessionEvent>[]> {
  for (let year = yearOf(from); year <= yearOf(to); year++) {
    const sessions = sessionsOf(year).filter(({ session }) => session >= from && session <= to);
    yield sessions.flatMap((session) => happenings(session, beforeClose));
  }
}

function happenings({ session, opens, closes }: RegularSession, before: Duration): Timed<SessionEvent>[] {
  const warned = Math.max(opens, later(closes, -before)) as Timestamp;
  return [
    { at: opens, event: { type: 'clock.sessionOpened', session, opens, closes } },
    { at: warned, event: { type: 'clock.beforeClose', session, closes, before } },
    { at: closes, event: { type: 'clock.sessionClosed', session, closes } },
  ];
}

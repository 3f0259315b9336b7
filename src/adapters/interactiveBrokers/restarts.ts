/**
 * When the program at the other end restarts each day, as somebody has set it there, and when its login ends, on Sunday: the connection is
 * closed before, and opened again after.
 */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, minutes } from '../../identifiers.ts';
import { dateAfter, newYorkDate, newYorkTime, weekdayOf } from '../calendar/newYork.ts';

/** A restart each day, by the clocks of New York. */
export interface DailyRestart {
  /** Minutes after midnight. */
  readonly at: number;
  /** Until it is tried again; nothing is asked of the broker meanwhile. */
  readonly lasts: Duration;
}

/** Why the connection is lost then. */
export const AS_ANNOUNCED = 'the broker restarts, as announced';

/** A restart to come. */
export interface NextRestart {
  readonly begins: Timestamp;
  readonly backAt: Timestamp;
  /** The login of the week ends with it: the next one is a full one, which a person may have to approve. */
  readonly endsLogin: boolean;
}

/** At one on Sunday in New York every login ends (IBC, user guide, on auto-restart tokens); no session is near. */
const LOGIN_ENDS = 60;
const LOGIN_LASTS = minutes(5);
const SUNDAY = 0;

/** The next one that begins after a moment: that of the day, where it is known, or the end of the login. */
export function nextRestart(daily: DailyRestart | undefined, now: Timestamp): NextRestart {
  const login = nextOn((date) => weekdayOf(date) === SUNDAY, LOGIN_ENDS, now);
  const endOfLogin = { begins: login, backAt: later(login, LOGIN_LASTS), endsLogin: true };
  if (daily === undefined) return endOfLogin;
  const begins = nextOn(() => true, daily.at, now);
  return begins < login ? { begins, backAt: later(begins, daily.lasts), endsLogin: false } : endOfLogin;
}

function nextOn(isDay: (date: string) => boolean, minutesAfterMidnight: number, now: Timestamp): Timestamp {
  for (let date = newYorkDate(now); ; date = dateAfter(date)) {
    if (!isDay(date)) continue;
    const begins = newYorkTime(date, minutesAfterMidnight);
    if (begins > now) return begins;
  }
}

/** The hours of the days to come, as Interactive Brokers writes them: `20261123:0930-20261123:1600;…;20261126:CLOSED`. */
import type { Timestamp } from '../../identifiers.ts';
import type { RegularSession, TradingHours } from '../../ports.ts';
import { dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import { wireDate, wireHour } from './wireTimes.ts';

/** Today and the five days behind it. */
const DAYS = 6;

type Window = Pick<RegularSession, 'opens' | 'closes'>;

/** Regular hours, and those with what comes before and after; every minute of every day where one trades round the clock. */
export function hoursTold(at: Timestamp, hours: TradingHours | undefined) {
  const today = newYorkDate(at);
  const days = Array.from({ length: DAYS }, (_, count) => dateAfter(today, count));
  const told = (windowOf: (session: RegularSession, hours: TradingHours) => Window): string =>
    days.map((day) => (hours === undefined ? roundTheClock(day) : toldOf(day, hours, windowOf))).join(';');
  return {
    tradingHours: told((session, { extendedHours }) => extendedHours?.(session) ?? session),
    liquidHours: told((session) => session),
  };
}

function toldOf(
  day: string,
  hours: TradingHours,
  windowOf: (session: RegularSession, hours: TradingHours) => Window,
): string {
  const session = hours.sessionAt(newYorkTime(day));
  if (session.session !== day) return `${wireDay(day)}:CLOSED`;
  const { opens, closes } = windowOf(session, hours);
  return `${wireDate(opens)}:${wireHour(opens)}-${wireDate(closes)}:${wireHour(closes)}`;
}

const wireDay = (day: string): string => day.replaceAll('-', '');
const roundTheClock = (day: string): string => `${wireDay(day)}:0000-${wireDay(day)}:2359`;

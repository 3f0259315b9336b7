/**
 * The regular hours of the New York Stock Exchange, which Nasdaq shares, on a date. Exact from 1993 on, except that a halt or a late
 * opening nobody could know the day before is not in it; earlier years have the holidays but not the other hours of their time.
 */
import { getHolidays } from 'nyse-holidays';
import { weekdayOf } from './newYork.ts';

/** Minutes after midnight in New York. */
export interface Hours {
  readonly opens: number;
  readonly closes: number;
}

const NOON = 12 * 60;
const REGULAR: Hours = { opens: 9 * 60 + 30, closes: 16 * 60 };
const EARLY: Hours = { ...REGULAR, closes: 13 * 60 };

/**
 * Weekdays without trading that no rule gives.
 * Source: NYSE, "Holidays and Trading Hours" (nyse.com/markets/hours-calendars) and its list of special closings since 1885.
 */
const specialClosings = new Set([
  '1994-04-27', // mourning for President Nixon
  '2001-09-11', // the attack on the World Trade Center
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11', // mourning for President Reagan
  '2007-01-02', // mourning for President Ford
  '2012-10-29', // hurricane Sandy
  '2012-10-30',
  '2018-12-05', // mourning for President Bush
  '2025-01-09', // mourning for President Carter
]);

/** Other hours that were announced and that no rule gives. Source: as above. */
const specialHours: Readonly<Record<string, Hours>> = {
  '1996-07-05': EARLY, // the Friday after a Thursday's Independence Day; since 2013 it is the Wednesday before
  '1997-12-26': EARLY,
  '2002-07-05': EARLY,
  '2002-09-11': { ...REGULAR, opens: NOON }, // a year after the attack
  '2003-12-26': EARLY,
};

const holidays = new Map<number, ReadonlySet<string>>();

/** Holidays by date. Only the texts of the library are used: its `Date`s are midnights of wherever the machine stands. */
function holidaysOf(year: number): ReadonlySet<string> {
  let known = holidays.get(year);
  if (known === undefined) {
    // Before 1959 New Year's Day could be kept on the last day of the year before.
    known = new Set([...getHolidays(year), ...getHolidays(year + 1)].map(({ dateString }) => dateString));
    holidays.set(year, known);
  }
  return known;
}

/**
 * Whether the session of a trading day ends at 13:00: the day after Thanksgiving; Christmas Eve; 3 July, on Wednesdays since 2013.
 * Where Christmas or Independence Day falls on a Saturday, the Friday before is itself the holiday and never asked about.
 * Source: NYSE, "Holidays and Trading Hours", the notes on early closings, and its announcements of 1993 to 2025.
 */
function closesEarly(year: number, monthAndDay: string, weekday: number): boolean {
  if (year < 1993) return false;
  if (monthAndDay === '12-24') return true;
  if (monthAndDay === '07-03') return weekday !== 3 || year >= 2013;
  return weekday === 5 && monthAndDay >= '11-23' && monthAndDay <= '11-29';
}

/** The regular hours on a date (`YYYY-MM-DD`); `undefined` on weekends, holidays and special closings. */
export function hoursOn(date: string): Hours | undefined {
  const weekday = weekdayOf(date);
  const year = Number(date.slice(0, 4));
  if (weekday === 0 || weekday === 6 || specialClosings.has(date) || holidaysOf(year).has(date)) return undefined;
  return specialHours[date] ?? (closesEarly(year, date.slice(5), weekday) ? EARLY : REGULAR);
}

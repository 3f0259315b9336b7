/**
 * The days on which the New York exchanges stay closed or close early.
 *
 * Source: NYSE, "Holidays & Trading Hours", https://www.nyse.com/markets/hours-calendars, and NYSE Rule 7.2 (a holiday on a Saturday
 * is kept on the Friday, except where that Friday ends a year); the days of 1998 to 2012 after the exchange's list of special closings.
 */
import { getHolidays } from 'nyse-holidays';
import { daysAfter, weekdayOf } from './newYork.ts';

/** Days on which the exchanges stayed closed for once. */
const SPECIAL_CLOSINGS: readonly string[] = [
  // the attacks of September 11
  '2001-09-11',
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  // mourning for President Reagan, President Ford
  '2004-06-11',
  '2007-01-02',
  // hurricane Sandy
  '2012-10-29',
  '2012-10-30',
  // mourning for President G. H. W. Bush, President Carter
  '2018-12-05',
  '2025-01-09',
];

/** Days that closed early for once: the Friday after a Christmas on Thursday. */
const SPECIAL_EARLY_CLOSES: readonly string[] = ['2003-12-26'];

const [SUNDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY] = [0, 2, 4, 5, 6] as const;

/** The weekdays of a year without trading, as `YYYY-MM-DD`. */
export function closedDays(year: number): ReadonlySet<string> {
  // `dateString` is what the library reckoned with; its `date` is midnight of the machine, which another zone reads as another day
  const holidays = getHolidays(year).map(({ dateString }) => dateString);
  return new Set([...holidays, ...SPECIAL_CLOSINGS.filter((date) => date.startsWith(`${year}-`))]);
}

/** The days of a year on which trading ends at 13:00, as `YYYY-MM-DD`. */
export function earlyCloses(year: number, closed: ReadonlySet<string>): ReadonlySet<string> {
  const days = [
    afterThanksgiving(year),
    `${year}-12-24`,
    ...aroundIndependenceDay(year),
    ...SPECIAL_EARLY_CLOSES.filter((date) => date.startsWith(`${year}-`)),
  ];
  return new Set(days.filter((date) => isWeekday(date) && !closed.has(date)));
}

/** Monday to Friday. */
export function isWeekday(date: string): boolean {
  const day = weekdayOf(date);
  return day !== SUNDAY && day !== SATURDAY;
}

/** The day after the fourth Thursday of November. */
function afterThanksgiving(year: number): string {
  const first = `${year}-11-01`;
  return daysAfter(first, ((THURSDAY - weekdayOf(first) + 7) % 7) + 22);
}

/** The eve, when the 4th falls on Tuesday to Friday; until 2012 a 4th on Thursday shortened the Friday after it instead. */
function aroundIndependenceDay(year: number): readonly string[] {
  const fourth = weekdayOf(`${year}-07-04`);
  if (fourth === THURSDAY && year < 2013) return [`${year}-07-05`];
  return fourth >= TUESDAY && fourth <= FRIDAY ? [`${year}-07-03`] : [];
}

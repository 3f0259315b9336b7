/** Dates and times of day in New York, whatever the time zone of the machine. */
import { DateTime } from 'luxon';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';

const zone = 'America/New_York';

/** The moment of a time of day (midnight unless told) on a date `YYYY-MM-DD` in New York. The date must be one. */
export function newYorkTime(date: string, hour = 0, minute = 0): Timestamp {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return (DateTime.fromObject({ year, month, day, hour, minute }, { zone }).toMillis() *
    MICROSECONDS.millisecond) as Timestamp;
}

/** The date in New York at a moment, as `YYYY-MM-DD`. */
export const newYorkDate = (at: Timestamp): string =>
  DateTime.fromMillis(at / MICROSECONDS.millisecond, { zone }).toFormat('yyyy-MM-dd');

/** The date `days` after a date `YYYY-MM-DD`. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The day of the week of a date `YYYY-MM-DD`: 0 is Sunday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** Whether a text is a date `YYYY-MM-DD` that the calendar has. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const parsed = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text);
}

/** @throws `badArgument` unless the text is a date `YYYY-MM-DD` that the calendar has. */
export function checkDate(argument: string, text: string): void {
  if (!isDate(text)) {
    throw new OrdermatonError('badArgument', { argument, problem: `'${text}' is no date; write YYYY-MM-DD` });
  }
}

/** Both ends are days of the range. */
export interface DateRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** @throws `badArgument` when an end that is given is no date, or `from` is after `to`. */
export function checkRange({ from, to }: DateRange): void {
  if (from !== undefined) checkDate('from', from);
  if (to !== undefined) checkDate('to', to);
  if (from !== undefined && to !== undefined && from > to) {
    throw new OrdermatonError('badArgument', { argument: 'from', problem: `${from} is after to, ${to}` });
  }
}

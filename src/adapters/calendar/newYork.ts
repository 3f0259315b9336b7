/** Dates and wall-clock times of New York as moments; nothing here depends on the time zone of the machine. */
import { DateTime } from 'luxon';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';

const ZONE = 'America/New_York';
const DAY_MILLISECONDS = 86_400_000;

/** Midnights by date: they are asked for again and again, and a time zone is slow to look up. */
const midnights = new Map<string, Timestamp>();

/** The moment at which clocks in New York show so many minutes after midnight on a date (`YYYY-MM-DD`); summer time is seen to. */
export function newYorkTime(date: string, minutesAfterMidnight = 0): Timestamp {
  if (minutesAfterMidnight !== 0) return lookUp(date, minutesAfterMidnight);
  let midnight = midnights.get(date);
  if (midnight === undefined) {
    midnight = lookUp(date, 0);
    midnights.set(date, midnight);
  }
  return midnight;
}

function lookUp(date: string, minutesAfterMidnight: number): Timestamp {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const [hour, minute] = [Math.floor(minutesAfterMidnight / 60), minutesAfterMidnight % 60];
  const moment = DateTime.fromObject({ year, month, day, hour, minute }, { zone: ZONE });
  return (moment.toMillis() * MICROSECONDS.millisecond) as Timestamp;
}

/** The date in New York at a moment, `YYYY-MM-DD`. */
export const newYorkDate = (at: Timestamp): string =>
  DateTime.fromMillis(Math.floor(at / MICROSECONDS.millisecond), { zone: ZONE }).toFormat('yyyy-MM-dd');

/** What clocks in New York show at a moment: `10:31:05`, with a fraction of a second only where there is one. */
export function newYorkClock(at: Timestamp): string {
  const time = DateTime.fromMillis(Math.floor(at / MICROSECONDS.millisecond), { zone: ZONE }).toFormat('HH:mm:ss');
  const fraction = String(at % MICROSECONDS.second)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return fraction === '' ? time : `${time}.${fraction}`;
}

/** The date so many days after another; fewer than zero are days before. */
export const dateAfter = (date: string, days = 1): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);

/** The day of the week of a date, 0 for Sunday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** Whether a text is a date that exists, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const parsed = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text);
}

/** The text, when it is a date that exists. @throws `badArgument` naming the argument otherwise */
export function checkDate(argument: string, text: string): string {
  if (isDate(text)) return text;
  throw new OrdermatonError('badArgument', { argument, problem: `'${text}' is no date such as 2013-10-07` });
}

/** Checks both ends of a range of days, each if it is given. @throws `badArgument` for no date, or a range that ends before it begins */
export function checkDays(days: { readonly from?: string | undefined; readonly to?: string | undefined }): void {
  const { from, to } = days;
  if (from !== undefined) checkDate('from', from);
  if (to !== undefined) checkDate('to', to);
  if (from === undefined || to === undefined || from <= to) return;
  throw new OrdermatonError('badArgument', { argument: 'from', problem: `${from} is after the last day, ${to}` });
}

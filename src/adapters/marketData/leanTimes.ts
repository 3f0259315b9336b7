/** Reads when a LEAN row begins: milliseconds after midnight in New York, or a date for daily bars. */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { MICROSECONDS, minutes, seconds } from '../../identifiers.ts';
import { dateAfter, isDate, newYorkTime } from '../calendar/newYork.ts';
import type { LeanQuery } from './leanFolder.ts';
import type { NumberLines } from './numberLines.ts';

const DAY_MILLISECONDS = 86_400_000;
const periods = { minute: minutes(1), second: seconds(1) } as const;

/** When a bar begins and how long it lasts. */
export interface Span {
  readonly start: Timestamp;
  readonly period: Duration;
}

/** Reads the span of the line in hand; a text says what is wrong with it, `undefined` that the day is not wanted. */
export type SpanReader = (lines: NumberLines) => Span | string | undefined;

/**
 * For a file of one day. Midnight is looked up once. Wall-clock time and time since midnight are the same except on the Sundays on which
 * clocks change, when equities do not trade.
 */
export function intradaySpans(date: string, resolution: 'minute' | 'second'): SpanReader {
  const midnight = newYorkTime(date);
  const period = periods[resolution];
  return (lines) => {
    const milliseconds = lines.fields[0] as number;
    if (!Number.isInteger(milliseconds) || milliseconds < 0 || milliseconds >= DAY_MILLISECONDS) {
      return `time is '${lines.text(0)}', not milliseconds after midnight`;
    }
    return { start: (midnight + milliseconds * MICROSECONDS.millisecond) as Timestamp, period };
  };
}

/** For a daily file: a day lasts from midnight to midnight. */
export function dailySpans({ from = '', to = '9999' }: LeanQuery): SpanReader {
  return (lines) => {
    const date = dailyDate(lines);
    if (date === undefined) return `time is '${lines.text(0)}', not a day such as 20131007 00:00`;
    if (date < from || date > to) return undefined;
    const start = newYorkTime(date);
    return { start, period: (newYorkTime(dateAfter(date)) - start) as Duration };
  };
}

/** The date of a daily row. */
export function dailyDate(lines: NumberLines): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d) 00:00$/.exec(lines.text(0));
  const date = match === null ? '' : `${match[1]}-${match[2]}-${match[3]}`;
  return isDate(date) ? date : undefined;
}

/** When the program at the other end restarts each day, as somebody has set it there: the connection is closed before, and opened again after. */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import { dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';

/** A restart each day, by the clocks of New York. */
export interface DailyRestart {
  /** Minutes after midnight. */
  readonly at: number;
  /** Until it is tried again; nothing is asked of the broker meanwhile. */
  readonly lasts: Duration;
}

/** Why the connection is lost then. */
export const AS_ANNOUNCED = 'the broker restarts, as announced';

/** The next one that begins after a moment. */
export function nextRestart({ at, lasts }: DailyRestart, now: Timestamp): { begins: Timestamp; backAt: Timestamp } {
  const today = newYorkDate(now);
  const first = newYorkTime(today, at);
  const begins = first > now ? first : newYorkTime(dateAfter(today), at);
  return { begins, backAt: later(begins, lasts) };
}

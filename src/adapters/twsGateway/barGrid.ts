/** Where bars begin: by the clock of New York within the hours that were asked for, by days, weeks or months. */
import { DateTime } from 'luxon';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { TradingHours } from '../../ports.ts';
import { newYorkTime } from '../calendar/newYork.ts';
import type { Folded } from './barFold.ts';
import { barOf } from './barFold.ts';
import type { BarsAsked } from './barsAsked.ts';
import { DAY, secondsOf } from './barsAsked.ts';
import type { WireBar } from './wire/historyMessages.ts';
import { wireDate, wireTime } from './wireTimes.ts';

export const ZONE = 'America/New_York';
/** 09:30 and 04:00, in seconds of a day: the hours of a bar are counted from there. */
const [OPENS, OPENS_EARLY] = [34_200, 14_400];
const WEEK = 7 * DAY;

/** A bar, and the second since 1970 at which it begins. */
export interface PlacedBar {
  readonly start: number;
  readonly bar: Folded;
}

type Asked = Pick<BarsAsked, 'size' | 'useRth'>;

export class BarGrid {
  readonly #asked: Asked;
  readonly #hours: TradingHours | undefined;
  /** The day that was looked at last: time zones are slow to look up. */
  #day = { from: 0, to: 0, start: 0 };

  constructor(asked: Asked, hours: TradingHours | undefined) {
    this.#asked = asked;
    this.#hours = hours;
  }

  /** The beginning of the bar that a moment belongs to; `undefined` outside of the hours. */
  startOf(at: Timestamp): number | undefined {
    const { size, useRth } = this.#asked;
    if (!this.#isOpen(at)) return undefined;
    const second = secondsOf(at);
    if (second < this.#day.from || second >= this.#day.to) this.#day = dayAt(second, size);
    if (size >= DAY) return this.#day.start;
    const first = this.#day.from + (useRth ? OPENS : OPENS_EARLY);
    return first + Math.floor((second - first) / size) * size;
  }

  #isOpen(at: Timestamp): boolean {
    const hours = this.#hours;
    if (hours === undefined) return true;
    const session = hours.sessionAt(at);
    if (at >= session.opens) return true;
    if (this.#asked.useRth) return false;
    const window = hours.extendedHours?.(session);
    if (window === undefined || at >= window.opens) return true;
    const before = hours.sessionAt((at - EVENING) as Timestamp);
    return before.closes <= at && at < (hours.extendedHours?.(before).closes ?? at);
  }
}

/** A session that was on so long ago may have hours that are still on. */
const EVENING = 8 * MICROSECONDS.hour;

function dayAt(second: number, size: number) {
  const day = DateTime.fromSeconds(second, { zone: ZONE }).startOf('day');
  const first = size < WEEK ? day : day.startOf(size === WEEK ? 'week' : 'month');
  return {
    from: day.toSeconds(),
    to: day.plus({ days: 1 }).toSeconds(),
    start: first.toSeconds(),
  };
}

/**
 * When what was asked for begins: so many seconds back, or with the first of so many days of trading. A day whose hours have not begun is none
 * of them: before the open the day before is the first.
 */
export function beginOf(
  { end, back, useRth }: Pick<BarsAsked, 'end' | 'back' | 'useRth'>,
  hours: TradingHours | undefined,
): number {
  if ('seconds' in back) return secondsOf(end) - back.seconds;
  const begun = secondsOf(end) - (useRth ? OPENS : OPENS_EARLY);
  let left = back.tradingDays;
  let day = DateTime.fromSeconds(secondsOf(end), { zone: ZONE }).startOf('day');
  for (;;) {
    if (day.toSeconds() < begun && isTradingDay(day, hours)) left--;
    if (left <= 0) return Math.floor(day.toSeconds());
    day = day.minus({ days: 1 });
  }
}

export function isTradingDay(day: DateTime, hours: TradingHours | undefined): boolean {
  if (hours === undefined) return day.weekday <= 5;
  const date = day.toFormat('yyyy-MM-dd');
  return hours.sessionAt(newYorkTime(date)).session === date;
}

/** As clients are told of it. */
export function wireBar({ start, bar }: PlacedBar, { kind, size, asSeconds }: BarsAsked): WireBar {
  const at = (start * MICROSECONDS.second) as Timestamp;
  return { date: asSeconds ? String(start) : size < DAY ? wireTime(at) : wireDate(at), ...barOf(bar, kind) };
}

/** Which trading day it is: dates and summer time worked out by rule, so that a record comes to the same days everywhere. Pure. */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { DayZone, TradingDay } from '../../lossLimits.ts';

export interface DayAt {
  /** `2026-03-31` */
  readonly day: string;
  /** The first moment of the next one. */
  readonly ends: Timestamp;
}

const { day: DAY, hour: HOUR, minute: MINUTE } = MICROSECONDS;

/** The trading day of a moment, and when it ends. */
export function tradingDayAt(at: Timestamp, { zone, rollover }: TradingDay): DayAt {
  const local = at + offsetOf(zone, at) - rollover;
  const date = Math.floor(local / DAY);
  const named = rollover >= DAY / 2 ? date + 1 : date;
  return { day: dateText(named), ends: momentOf((date + 1) * DAY + rollover, zone) };
}

/** The moment at which clocks there show so much since the beginning of 1970; one that is skipped in spring is the first behind it. */
function momentOf(shown: number, zone: DayZone): Timestamp {
  const before = shown - offsetOf(zone, (shown - DAY / 2) as Timestamp);
  const after = shown - offsetOf(zone, before as Timestamp);
  return Math.max(before, after) as Timestamp;
}

/** Standard time in minutes east of Greenwich, and whose summer time is kept. */
const zones: Readonly<Record<DayZone, readonly [minutes: number, summer?: 'american' | 'european']>> = {
  'America/New_York': [-300, 'american'],
  'America/Chicago': [-360, 'american'],
  'America/Los_Angeles': [-480, 'american'],
  'Europe/London': [0, 'european'],
  'Europe/Berlin': [60, 'european'],
  'Asia/Hong_Kong': [480],
  'Asia/Tokyo': [540],
  UTC: [0],
};

/** How far the clocks there are ahead of UTC. */
export function offsetOf(zone: DayZone, at: Timestamp): Duration {
  const [minutes, summer] = zones[zone];
  const standard = minutes * MINUTE;
  if (summer === undefined) return standard as Duration;
  const year = yearOf(Math.floor(at / DAY));
  const [begins, ends] = summer === 'american' ? american(year, standard) : european(year);
  return (at >= begins && at < ends ? standard + HOUR : standard) as Duration;
}

/** From two in the morning, by the clocks of then: second Sunday of March to first of November; until 2006 first of April to last of October. */
function american(year: number, standard: number): readonly [number, number] {
  const [first, last] =
    year < 2007
      ? [sundayFrom(year, 4, 1), sundayFrom(year, 10, 25)]
      : [sundayFrom(year, 3, 8), sundayFrom(year, 11, 1)];
  return [first * DAY + 2 * HOUR - standard, last * DAY + HOUR - standard];
}

/** From the last Sunday of March to that of October, at one in the morning in Greenwich. */
const european = (year: number): readonly [number, number] => [
  sundayFrom(year, 3, 25) * DAY + HOUR,
  sundayFrom(year, 10, 25) * DAY + HOUR,
];

/** The first Sunday from a date on; days count from the beginning of 1970, which was a Thursday. */
function sundayFrom(year: number, month: number, day: number): number {
  const from = dayNumber(year, month, day);
  return from + ((10 - (from % 7)) % 7);
}

/** Days since the beginning of 1970, by the calendar of Gregory; the year is counted from March. */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + ofYear - 719_468
  );
}

const yearOf = (number: number): number => Number(dateText(number).slice(0, 4));

const pad = (part: number, width = 2): string => String(part).padStart(width, '0');

/** The date of a day, `YYYY-MM-DD`. */
function dateText(number: number): string {
  const day = number + 719_468;
  const era = Math.floor(day / 146_097);
  const ofEra = day - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month)}-${pad(ofYear - Math.floor((153 * shifted + 2) / 5) + 1)}`;
}

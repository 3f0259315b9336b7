/** Trading days worked out by rule, beside a kept library that asks the tables of time zones. */
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { Duration, Timestamp } from '../../src/identifiers.ts';
import { isoTime, MICROSECONDS, timestamp } from '../../src/identifiers.ts';
import { dayZones } from '../../src/lossLimits.ts';
import { offsetOf, tradingDayAt } from '../../src/machines/risk/tradingDay.ts';

const hours = (count: number): Duration => (count * MICROSECONDS.hour) as Duration;

describe('the trading day', () => {
  it.each([
    [
      'of New York turns at its midnight, in winter',
      'America/New_York',
      0,
      '2025-03-03T15:00:00Z',
      '2025-03-03',
      '2025-03-04T05:00:00.000000Z',
    ],
    ['… and in summer', 'America/New_York', 0, '2025-07-03T03:59:59Z', '2025-07-02', '2025-07-03T04:00:00.000000Z'],
    [
      'is shorter by an hour when clocks go forward',
      'America/New_York',
      0,
      '2025-03-09T06:00:00Z',
      '2025-03-09',
      '2025-03-10T04:00:00.000000Z',
    ],
    [
      'is longer by an hour when they go back',
      'America/New_York',
      0,
      '2025-11-02T04:00:00Z',
      '2025-11-02',
      '2025-11-03T05:00:00.000000Z',
    ],
    [
      'that turns at five in the afternoon has the name of the next date from then on',
      'America/New_York',
      17,
      '2025-03-03T22:00:00Z',
      '2025-03-04',
      '2025-03-04T22:00:00.000000Z',
    ],
    [
      '… and of the date until then',
      'America/New_York',
      17,
      '2025-03-03T21:59:59Z',
      '2025-03-03',
      '2025-03-03T22:00:00.000000Z',
    ],
    [
      'that turns early in the morning keeps the name of the evening before',
      'America/Chicago',
      3,
      '2025-01-15T08:59:00Z',
      '2025-01-14',
      '2025-01-15T09:00:00.000000Z',
    ],
    ['of Tokyo is ahead', 'Asia/Tokyo', 0, '2025-03-03T15:00:00Z', '2025-03-04', '2025-03-04T15:00:00.000000Z'],
    ['goes over the end of a year', 'UTC', 0, '2024-12-31T23:00:00Z', '2024-12-31', '2025-01-01T00:00:00.000000Z'],
    ['knows leap years', 'UTC', 0, '2024-02-29T12:00:00Z', '2024-02-29', '2024-03-01T00:00:00.000000Z'],
  ] as const)('%s', (_name, zone, rollover, at, day, ends) => {
    const found = tradingDayAt(timestamp(at), { zone, rollover: hours(rollover) });
    expect([found.day, isoTime(found.ends)]).toEqual([day, isoTime(timestamp(ends))]);
  });

  it.each(dayZones)('in %s has the dates and the summer time that a library has, around every change', (zone) => {
    const wrong = momentsOf(zone).filter((moment) => {
      const at = (moment.toMillis() * MICROSECONDS.millisecond) as Timestamp;
      const there = moment.setZone(zone);
      const isSame = offsetOf(zone, at) === there.offset * MICROSECONDS.minute;
      return !isSame || tradingDayAt(at, { zone, rollover: hours(0) }).day !== there.toISODate();
    });
    expect(wrong.map(String)).toEqual([]);
  });
});

/** Every five hours of the weeks in which clocks may change. Until 1995 Europe's changed in September. */
const momentsOf = (zone: string): readonly DateTime[] =>
  [1987, 1998, 2006, 2007, 2013, 2024, 2025, 2026, 2040]
    .filter((year) => !zone.startsWith('Europe') || year > 1995)
    .flatMap((year) => [3, 4, 10, 11].map((month) => DateTime.utc(year, month, 1)))
    .flatMap((first) => Array.from({ length: 145 }, (_, step) => first.plus({ hours: step * 5 })));

/** The past of the generated market in bars: any moment of an instrument has one price, whoever asks for it and in whatever bars. */
import { DateTime } from 'luxon';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { price, quantity, toTick } from '../../money.ts';
import type { Refusal } from './refusal.ts';
import type { WireBar } from './wire/historyMessages.ts';
import { epochSeconds, wireDate, wireTime } from './wireTimes.ts';

/** An instrument of a seed, and the price that it stays near. */
export interface Past {
  readonly seed: number;
  readonly conId: number;
  readonly base: Price;
}

const ZONE = 'America/New_York';
const sizes: Readonly<Record<string, number>> = {
  ...{ '1 secs': 1, '5 secs': 5, '10 secs': 10, '15 secs': 15, '30 secs': 30, '1 min': 60, '2 mins': 120 },
  ...{ '3 mins': 180, '5 mins': 300, '10 mins': 600, '15 mins': 900, '20 mins': 1_200, '30 mins': 1_800 },
  ...{ '1 hour': 3_600, '2 hours': 7_200, '3 hours': 10_800, '4 hours': 14_400, '8 hours': 28_800 },
  ...{ '1 day': 86_400, '1 week': 604_800, '1W': 604_800, '1 month': 2_592_000, '1M': 2_592_000 },
};
const units: Readonly<Record<string, number>> = { S: 1, D: 86_400, W: 604_800, M: 2_592_000, Y: 31_536_000 };
const DAY = 86_400;
const MOST = 5_000;

export interface BarsAsked {
  readonly barSize: string;
  readonly duration: string;
  readonly useRth: boolean;
  readonly formatDate: number;
}

/** The bars up to a moment, oldest first; or why there are none. */
export function barsOf(past: Past, asked: BarsAsked, to: Timestamp): readonly WireBar[] | Refusal {
  const size = sizes[asked.barSize];
  if (size === undefined) return { code: 321, text: `Error validating request: invalid bar size ${asked.barSize}` };
  const match = /^(\d{1,5}) ([SDWMY])$/.exec(asked.duration.toUpperCase());
  if (match === null) return { code: 321, text: `Error validating request: invalid duration ${asked.duration}` };
  const span = Number(match[1]) * (units[match[2] ?? ''] ?? 0);
  const end = epochSeconds(to);
  const begins = [...startsOf(size, end, match[2] === 'D' ? tradingSpan(end, Number(match[1])) : span, asked.useRth)];
  if (begins.length > MOST)
    return { code: 162, text: `Historical Market Data Service error message: more than ${MOST} bars: ask for less` };
  return begins.map((at) => barAt(past, at, size, asked.formatDate));
}

/** So many days of trading reach back so far. */
function tradingSpan(end: number, days: number): number {
  let left = days;
  let day = DateTime.fromSeconds(end, { zone: ZONE }).startOf('day');
  while (left > 0) {
    if (day.weekday <= 5) left--;
    if (left > 0) day = day.minus({ days: 1 });
  }
  return end - Math.floor(day.toSeconds());
}

function* startsOf(size: number, end: number, span: number, useRth: boolean): Generator<number> {
  const begin = end - span;
  let day = DateTime.fromSeconds(begin, { zone: ZONE }).startOf('day');
  for (; day.toSeconds() < end; day = day.plus({ days: 1 })) {
    const midnight = Math.floor(day.toSeconds());
    if (day.weekday > 5) continue;
    if (size < DAY) yield* within(midnight, size, useRth).filter((at) => at >= begin && at < end);
    else if (size === DAY || day.weekday === 1) yield midnight;
  }
}

/** The bars of one day, in regular hours or in all. */
function within(midnight: number, size: number, useRth: boolean): readonly number[] {
  const [opens, closes] = useRth ? [34_200, 57_600] : [14_400, 72_000];
  return Array.from({ length: Math.ceil((closes - opens) / size) }, (_, place) => midnight + opens + place * size);
}

function barAt(past: Past, at: number, size: number, format: number): WireBar {
  const steps = 4;
  const path = Array.from({ length: steps + 1 }, (_, step) => valueAt(past, at + (size * step) / steps));
  const [open, close] = [path[0] as Price, path[steps] as Price];
  const high = path.reduce((most, each) => (each > most ? each : most));
  const low = path.reduce((least, each) => (each < least ? each : least));
  const moment = (at * MICROSECONDS.second) as Timestamp;
  const daily = size >= DAY ? wireDate(moment) : wireTime(moment);
  const volume = quantity(100 * (1 + (hashOf(past.seed, past.conId, at) % 50)) * Math.ceil(size / 60));
  const date = format === 2 ? String(at) : daily;
  return {
    date,
    open,
    high,
    low,
    close,
    volume,
    wap: toTick(((open + close) / 2n) as Price, CENT, 'nearest'),
    count: 10,
  };
}

const CENT = price('0.01');
/** Within one in a hundred of where the instrument began: slow waves and quick ones, each between points that the seed gives. */
function valueAt(past: Past, at: number): Price {
  let sum = 0;
  for (const [period, share] of [
    [86_400, 40],
    [3_600, 30],
    [300, 20],
    [30, 10],
  ] as const) {
    const place = Math.floor(at / period);
    const into = at / period - place;
    const left = (hashOf(past.seed, past.conId + period, place) % 2_001) - 1_000;
    const right = (hashOf(past.seed, past.conId + period, place + 1) % 2_001) - 1_000;
    sum += share * (left + (right - left) * into);
  }
  // The sum is within ±100,000: a hundredth of the price.
  const away = (past.base * BigInt(Math.round(sum))) / 10_000_000n;
  return toTick((past.base + away) as Price, CENT, 'nearest');
}

/** FNV-1a over three numbers. */
function hashOf(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const number of numbers)
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((number >>> shift) & 0xff), 0x01000193);
  return hash >>> 0;
}

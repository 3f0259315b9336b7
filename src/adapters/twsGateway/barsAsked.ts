/** A request for bars as it is meant: how long they are, how far back, of what; or what is wrong with it. */
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { BarKind } from './barFold.ts';
import { barKinds } from './barFold.ts';
import type { Refusal } from './refusal.ts';
import type { readHistoricalData } from './wire/dataRequests.ts';
import { readWireTime } from './wireTimes.ts';

export const DAY = 86_400;
/** Since when there are bars of the generated past: seconds since 1970, in January 2000. */
export const FIRST_BAR = 946_909_800;

/** By name, in seconds. Source: Interactive Brokers, TWS API, "Valid Bar Sizes". */
const sizes: Readonly<Record<string, number>> = {
  ...{ '1 secs': 1, '5 secs': 5, '10 secs': 10, '15 secs': 15, '30 secs': 30, '1 min': 60, '2 mins': 120 },
  ...{ '3 mins': 180, '5 mins': 300, '10 mins': 600, '15 mins': 900, '20 mins': 1_200, '30 mins': 1_800 },
  ...{ '1 hour': 3_600, '2 hours': 7_200, '3 hours': 10_800, '4 hours': 14_400, '8 hours': 28_800 },
  ...{ '1 day': DAY, '1 week': 604_800, '1W': 604_800, '1 month': 2_592_000, '1M': 2_592_000 },
};
const units: Readonly<Record<string, number>> = { S: 1, D: DAY, W: 604_800, M: 2_592_000, Y: 31_536_000 };
/** So many of a unit, and no more. Source: Interactive Brokers, TWS API, error texts of code 321. */
const mostOf: Readonly<Record<string, readonly [most: number, instead: string]>> = {
  S: [DAY, 'days'],
  D: [365, 'years'],
  W: [52, 'years'],
  M: [12, 'years'],
};
/** Bars of these are asked for by Interactive Brokers' own models or have nothing to do with stocks; there are none here. */
const others = ['HISTORICAL_VOLATILITY', 'OPTION_IMPLIED_VOLATILITY', 'FEE_RATE', 'SCHEDULE', 'AGGTRADES'];
/** Bars that are kept up to date are of five seconds at least. */
const SHORTEST_KEPT = 5;

type Asked = ReturnType<typeof readHistoricalData>;

export interface BarsAsked {
  /** Seconds. */
  readonly size: number;
  readonly kind: BarKind;
  readonly end: Timestamp;
  /** Days of trading where they are counted so; else seconds. */
  readonly back: { readonly tradingDays: number } | { readonly seconds: number };
  readonly useRth: boolean;
  /** Seconds since 1970 instead of a date; days are dates all the same. */
  readonly asSeconds: boolean;
}

export const invalid = (cause: string): Refusal => ({
  code: 321,
  text: `Error validating request.-'bW' : cause - ${cause}`,
});

/** Of a time that can not be read. Source: Interactive Brokers, TWS API, error codes. */
export const BAD_TIME: Refusal = {
  code: 10314,
  text: 'End Date/Time: The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xx/xxxx where yyyymmdd and xx/xxxx are optional. E.g.: 20031126 15:59:00 US/Eastern  Note that there is a space between the date and time, and between the time and time-zone.  If no date is specified, current date is assumed. If no time-zone is specified, local time-zone is assumed(deprecated).  You can also provide yyyymmddd-hh:mm:ss time is in UTC. Note that there is a dash between the date and time in UTC notation.',
};

export const failed = (problem: string): Refusal => ({
  code: 162,
  text: `Historical Market Data Service error message:${problem}`,
});

/** Of what there is nothing: no trades, no quotes, or none in that time. */
export const NO_DATA = failed('HMDS query returned no data');

export function barsAsked(asked: Asked, now: Timestamp): BarsAsked | Refusal {
  const size = sizes[asked.barSize];
  if (size === undefined)
    return invalid(`Historical data bar size setting is invalid. Legal ones are: ${Object.keys(sizes).join(', ')}`);
  const back = backOf(asked.duration);
  if ('code' in back) return back;
  const kind = kindOf(asked.whatToShow);
  if (typeof kind === 'object') return kind;
  const end = endOf(asked, size, now);
  if (typeof end === 'object') return end;
  return { size, kind, end, back, useRth: asked.useRth, asSeconds: asked.formatDate === 2 && size < DAY };
}

function backOf(duration: string): BarsAsked['back'] | Refusal {
  const match = /^(\d{1,5}) ([SDWMY])$/.exec(duration.trim().toUpperCase());
  if (match === null || Number(match[1]) === 0)
    return invalid(`Historical data query duration is invalid: "${duration}". Legal units are S, D, W, M and Y`);
  const [count, unit] = [Number(match[1]), match[2] ?? ''];
  const [most, instead] = mostOf[unit] ?? [Number.POSITIVE_INFINITY, ''];
  if (count > most)
    return invalid(`Historical data requests for durations longer than ${most} ${unit} must be made in ${instead}`);
  return unit === 'D' ? { tradingDays: count } : { seconds: count * (units[unit] ?? 0) };
}

function kindOf(asked: string): BarKind | Refusal {
  const wanted = asked.toUpperCase();
  const kind = barKinds.find((each) => each === wanted);
  if (kind !== undefined) return kind;
  return others.includes(wanted)
    ? failed(`No historical market data for this instrument of the kind ${wanted}`)
    : invalid(`What to show value of ${asked} is invalid`);
}

function endOf({ endDateTime, keepUpToDate, whatToShow }: Asked, size: number, now: Timestamp): Timestamp | Refusal {
  if (endDateTime === '') {
    if (keepUpToDate && size < SHORTEST_KEPT) return invalid('Bars that are kept up to date are of 5 seconds or more');
    return now;
  }
  if (keepUpToDate) return invalid('End Date/Time cannot be specified with keepUpToDate');
  if (whatToShow.toUpperCase() === 'ADJUSTED_LAST') return invalid('End Date/Time not supported with adjusted last');
  const end = readWireTime(endDateTime);
  return end ?? BAD_TIME;
}

/** The same moment in seconds. */
export const secondsOf = (at: Timestamp): number => Math.floor(at / MICROSECONDS.second);

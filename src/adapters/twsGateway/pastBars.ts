/** The past of the generated market: any moment of an instrument has one price, whoever asks for it and in whatever bars. */
import { DateTime } from 'luxon';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { price, quantity, toTick, zero } from '../../money.ts';
import type { TradingHours } from '../../ports.ts';
import type { BarKind, Folded } from './barFold.ts';
import { folded, quoted } from './barFold.ts';
import type { PlacedBar } from './barGrid.ts';
import { BarGrid, beginOf, isTradingDay, ZONE } from './barGrid.ts';
import type { BarsAsked } from './barsAsked.ts';
import { DAY, failed, secondsOf } from './barsAsked.ts';
import type { Refusal } from './refusal.ts';

/** An instrument of a seed, and the price that it stays near. */
export interface Past {
  readonly seed: number;
  readonly conId: number;
  readonly base: Price;
  readonly hours: TradingHours | undefined;
  /** Nothing is known of what comes later. */
  readonly now: Timestamp;
}

const MOST = 5_000;
/** A bar is the way between so many prices. */
const STEPS = 4;

/** The bars up to a moment, oldest first; or why there are none. */
export function generatedBars(past: Past, asked: BarsAsked): readonly PlacedBar[] | Refusal {
  const { hours } = past;
  const grid = new BarGrid(asked, hours);
  const begins: number[] = [];
  for (const at of startsOf(asked, hours)) {
    const isOpen = hours === undefined || asked.size >= DAY || grid.startOf(microseconds(at)) === at;
    if (isOpen) begins.push(at);
    if (begins.length > MOST) return failed('Time length exceed max.');
  }
  return begins.map((start) => ({ start, bar: barAt(past, start, asked) }));
}

function* startsOf(asked: BarsAsked, hours: TradingHours | undefined): Generator<number> {
  const { size, end, useRth } = asked;
  const begin = beginOf(asked, hours);
  const last = secondsOf(end);
  let day = DateTime.fromSeconds(begin, { zone: ZONE }).startOf('day');
  for (; day.toSeconds() < last; day = day.plus({ days: 1 })) {
    const midnight = Math.floor(day.toSeconds());
    if (day.weekday > 5) continue;
    if (size < DAY) yield* within(midnight, size, useRth).filter((at) => at >= begin && at < last);
    else if (size === DAY ? isTradingDay(day, hours) : size < MONTH ? day.weekday === 1 : day.day === 1) yield midnight;
  }
}
const MONTH = 2_592_000;

/** The bars of one day, in regular hours or in all. */
function within(midnight: number, size: number, useRth: boolean): readonly number[] {
  const [opens, closes] = useRth ? [34_200, 57_600] : [14_400, 72_000];
  return Array.from({ length: Math.ceil((closes - opens) / size) }, (_, place) => midnight + opens + place * size);
}

function barAt(past: Past, at: number, { size, kind }: BarsAsked): Folded {
  const ends = at + size <= secondsOf(past.now) ? at + size : Math.max(at, secondsOf(past.now));
  let bar: Folded | undefined;
  for (let step = 0; step <= STEPS; step++)
    bar = folded(bar, momentOf(kind, priceAt(past, at + ((ends - at) * step) / STEPS)));
  const volume = quantity(100 * (1 + (hashOf(past.seed, past.conId, at) % 50)) * Math.ceil(size / 60));
  const made = bar as Folded;
  const wap = toTick(((made.open + made.close) / 2n) as Price, CENT, 'nearest');
  return kind === 'TRADES' || kind === 'ADJUSTED_LAST'
    ? { ...made, volume, value: (wap * volume) as Folded['value'], count: 10 }
    : made;
}

/** What a moment adds to a bar; the sides of a quote are a cent away from its price. */
function momentOf(kind: BarKind, at: Price) {
  const flat = (value: Price) => ({ open: value, high: value, low: value, close: value });
  if (kind === 'TRADES' || kind === 'ADJUSTED_LAST') return { ...flat(at), volume: zero };
  return quoted({ bid: flat((at - CENT) as Price), ask: flat((at + CENT) as Price) }, kind);
}

const CENT = price('0.01');
/** Within one in a hundred of where the instrument began: slow waves and quick ones, each between points that the seed gives. */
export function priceAt(past: Pick<Past, 'seed' | 'conId' | 'base'>, at: number): Price {
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

const microseconds = (second: number): Timestamp => (second * MICROSECONDS.second) as Timestamp;

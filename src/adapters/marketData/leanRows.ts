/** Turns the rows of a LEAN file into bars, each due at its end, or says what is wrong with a row. */
import type { InstrumentId } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { MarketEvent, Timed } from '../../ports.ts';
import type { Span } from './leanTimes.ts';
import { EMPTY, type NumberLines } from './numberLines.ts';

/** A bar, what is wrong with its row, or nothing where a row rightly says nothing. */
export type LeanRow = Timed<MarketEvent> | string | undefined;

/** LEAN's prices count 1e-4 and ours 1e-8; its volumes and sizes are shares. Source: LEAN, `LeanData.Scale`. */
const PER_UNIT = 10_000;
const PER_UNIT_EXACT = 10_000n;
/** Beyond this a number could not be scaled exactly. */
const LARGEST = Number.MAX_SAFE_INTEGER / PER_UNIT;

const tradeFields = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
const quoteFields = [
  'time',
  ...['bidOpen', 'bidHigh', 'bidLow', 'bidClose', 'bidSize'],
  ...['askOpen', 'askHigh', 'askLow', 'askClose', 'askSize'],
] as const;

/** The bar of trades in the line in hand: `time,open,high,low,close,volume`. */
export function tradeBar(lines: NumberLines, instrument: InstrumentId, { start, period }: Span): LeanRow {
  const problem = countProblem(lines, tradeFields) ?? sideProblem(lines, 1, tradeFields);
  if (problem !== undefined) return problem;
  return {
    at: later(start, period),
    event: {
      type: 'market.bar',
      instrument,
      start,
      period,
      open: priceAt(lines, 1),
      high: priceAt(lines, 2),
      low: priceAt(lines, 3),
      close: priceAt(lines, 4),
      volume: sizeAt(lines, 5),
    },
  };
}

/**
 * The bar of quotes in the line in hand: `time,bidOpen,bidHigh,bidLow,bidClose,bidSize,askOpen,…,askSize`.
 * LEAN writes four empty prices for a side that nobody quoted in that time (`LeanData.ToCsv` of no bar, which `QuoteBar` reads back as no
 * side), so such a row is in order; but a market with one side is no quote, and the row is left out without a word.
 */
export function quoteBar(lines: NumberLines, instrument: InstrumentId, { start, period }: Span): LeanRow {
  const wrongCount = countProblem(lines, quoteFields);
  if (wrongCount !== undefined) return wrongCount;
  if (isSideEmpty(lines, 1) || isSideEmpty(lines, 6)) return undefined;
  const problem = sideProblem(lines, 1, quoteFields) ?? sideProblem(lines, 6, quoteFields);
  if (problem !== undefined) return problem;
  return {
    at: later(start, period),
    event: {
      type: 'market.quoteBar',
      instrument,
      start,
      period,
      bidOpen: priceAt(lines, 1),
      bidHigh: priceAt(lines, 2),
      bidLow: priceAt(lines, 3),
      bidClose: priceAt(lines, 4),
      bidSize: sizeAt(lines, 5),
      askOpen: priceAt(lines, 6),
      askHigh: priceAt(lines, 7),
      askLow: priceAt(lines, 8),
      askClose: priceAt(lines, 9),
      askSize: sizeAt(lines, 10),
    },
  };
}

const numberAt = (lines: NumberLines, field: number): number => lines.fields[field] as number;
const scaled = (lines: NumberLines, field: number): bigint => BigInt(Math.round(numberAt(lines, field) * PER_UNIT));
const priceAt = (lines: NumberLines, field: number): Price => scaled(lines, field) as Price;
const sizeAt = (lines: NumberLines, field: number): Quantity => (scaled(lines, field) * PER_UNIT_EXACT) as Quantity;

const isSideEmpty = (lines: NumberLines, first: number): boolean =>
  lines.fields[first] === EMPTY && lines.fields.subarray(first, first + 4).every((value) => value === EMPTY);

function countProblem(lines: NumberLines, names: readonly string[]): string | undefined {
  return lines.count === names.length ? undefined : `has ${lines.count} fields instead of ${names.length}`;
}

/** What is wrong with open, high, low, close and size, which stand at `first` and after it. */
function sideProblem(lines: NumberLines, first: number, names: readonly string[]): string | undefined {
  for (let field = first; field < first + 4; field++) {
    const value = numberAt(lines, field);
    if (!(value > 0 && value <= LARGEST)) return `${names[field]} is '${lines.text(field)}', not a price above zero`;
  }
  const size = numberAt(lines, first + 4);
  if (!(size >= 0 && size <= LARGEST)) {
    return `${names[first + 4]} is '${lines.text(first + 4)}', not a size of zero or more`;
  }
  return orderProblem(lines, first, names);
}

function orderProblem(lines: NumberLines, first: number, names: readonly string[]): string | undefined {
  const high = numberAt(lines, first + 1);
  const low = numberAt(lines, first + 2);
  if (high < low) return `${names[first + 1]} ${high} is below ${names[first + 2]} ${low}`;
  for (const field of [first, first + 3]) {
    const value = numberAt(lines, field);
    if (value < low || value > high) {
      return `${names[field]} ${value} is not between ${names[first + 2]} ${low} and ${names[first + 1]} ${high}`;
    }
  }
  return undefined;
}

/** Turns the rows of a CSV file into events, or says what is wrong with a row. */
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId, later, MICROSECONDS, timestamp } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { decimalText, price, quantity } from '../../money.ts';
import type { MarketEvent, Timed } from '../../ports.ts';

/** What the rows of a file are. */
export type CsvKind = 'bars' | 'quotes' | 'trades';

/** What a header says. */
export interface CsvColumns {
  readonly kind: CsvKind;
  /** Where each column stands, by its name in small letters. */
  readonly places: ReadonlyMap<string, number>;
  /** How many fields a row has. */
  readonly width: number;
}

/** The last moment that has a date, at which a number of another unit than milliseconds shows: microseconds since 1970. */
const LATEST = 8.64e15;

/** Beyond these a number is a slip. */
const HIGHEST = price('90000000');
const LARGEST = quantity('1000000000000');

/** Something wrong with a row; it never leaves {@link attemptRow}. */
class RowProblem extends Error {}

/** Reads a row; a text is what is wrong with it. */
export function attemptRow<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof RowProblem) return error.message;
    throw error;
  }
}

/** The time of a row: ISO 8601 with an offset, or whole milliseconds since 1970. For use within {@link attemptRow}. */
export function timeOf({ places, width }: CsvColumns, fields: readonly string[]): Timestamp {
  if (fields.length !== width) throw new RowProblem(`has ${fields.length} fields instead of ${width}`);
  const text = fields[places.get('time') ?? 0] ?? '';
  const problem = `time is '${text}', neither ISO 8601 with an offset nor milliseconds since 1970`;
  const isMilliseconds = /^\d+$/.test(text);
  const at = isMilliseconds ? Number(text) * MICROSECONDS.millisecond : orProblem(() => timestamp(text), problem);
  if (at < 0 || at > LATEST) throw new RowProblem(problem);
  return at as Timestamp;
}

/** The instrument of a row, where the file has a column for it. For use within {@link attemptRow}. */
export function symbolOf({ places }: CsvColumns, fields: readonly string[]): InstrumentId | undefined {
  const place = places.get('symbol');
  if (place === undefined) return undefined;
  const text = fields[place] ?? '';
  return orProblem(() => instrumentId(text), `symbol is '${text}', not a name`);
}

/** What a row is about besides its numbers. */
interface Row {
  readonly at: Timestamp;
  readonly instrument: InstrumentId;
  /** How long a bar lasts. */
  readonly period: Duration;
}

/** The event of a row: a bar at its end, a quote or a trade at its time. For use within {@link attemptRow}. */
export function eventOf(columns: CsvColumns, fields: readonly string[], row: Row): Timed<MarketEvent> {
  if (columns.kind === 'bars') return barOf(columns, fields, row);
  const { at, instrument } = row;
  const priced = (column: string): Price => priceIn(columns, fields, column);
  const sized = (column: string): Quantity => sizeIn(columns, fields, column);
  if (columns.kind === 'trades') {
    const size = sized('size');
    if (size === 0n) throw new RowProblem('size is zero');
    return { at, event: { type: 'market.trade', instrument, price: priced('price'), size } };
  }
  const [bid, ask, bidSize, askSize] = [priced('bid'), priced('ask'), sized('bidSize'), sized('askSize')];
  if (bid > ask) throw new RowProblem(`bid ${decimalText(bid)} is above ask ${decimalText(ask)}`);
  return { at, event: { type: 'market.quote', instrument, bid, ask, bidSize, askSize } };
}

function barOf(columns: CsvColumns, fields: readonly string[], { at, instrument, period }: Row): Timed<MarketEvent> {
  const priced = (column: string): Price => priceIn(columns, fields, column);
  const [open, high, low, close] = [priced('open'), priced('high'), priced('low'), priced('close')];
  if (high < low) throw new RowProblem('high is below low');
  if (open > high || open < low) throw new RowProblem('open is not between low and high');
  if (close > high || close < low) throw new RowProblem('close is not between low and high');
  const volume = sizeIn(columns, fields, 'volume');
  return {
    at: later(at, period),
    event: { type: 'market.bar', instrument, start: at, period, open, high, low, close, volume },
  };
}

function priceIn({ places }: CsvColumns, fields: readonly string[], column: string): Price {
  const text = fields[places.get(column.toLowerCase()) ?? 0] ?? '';
  const problem = `${column} is '${text}', not a price above zero and up to 90 million, with at most 8 decimals`;
  const value = orProblem(() => price(text), problem);
  if (value <= 0n || value > HIGHEST) throw new RowProblem(problem);
  return value;
}

function sizeIn({ places }: CsvColumns, fields: readonly string[], column: string): Quantity {
  const text = fields[places.get(column.toLowerCase()) ?? 0] ?? '';
  const problem = `${column} is '${text}', not a size of zero or more and up to 1,000 billion, with at most 8 decimals`;
  const value = orProblem(() => quantity(text), problem);
  if (value < 0n || value > LARGEST) throw new RowProblem(problem);
  return value;
}

function orProblem<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch {
    throw new RowProblem(problem);
  }
}

/** The header of a CSV file of market data, and its rows as bars, quotes or trades. */
import { OrdermatonError } from '../../errors.ts';
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId, MICROSECONDS, timestamp } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { price, quantity } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';

const layouts = {
  bar: ['time', 'open', 'high', 'low', 'close', 'volume'],
  quote: ['time', 'bid', 'ask', 'bidsize', 'asksize'],
  trade: ['time', 'price', 'size'],
} as const;
type Kind = keyof typeof layouts;

/** What a header may be, for messages and documentation. */
export const expectedHeaders =
  'time,open,high,low,close,volume or time,bid,ask,bidSize,askSize or time,price,size, each in any order and with or without symbol';

/** What the rows are, and in which column each field stands. */
export interface CsvHeader {
  readonly kind: Kind;
  readonly columns: readonly string[];
  readonly hasSymbols: boolean;
}

/** Reads the names of the columns, in capitals or not; `undefined` when they are none of {@link expectedHeaders}. */
export function readHeader(names: readonly string[]): CsvHeader | undefined {
  const columns = names.map((name) => name.trim().toLowerCase());
  const fields = columns.filter((name) => name !== 'symbol');
  if (new Set(columns).size !== columns.length) return undefined;
  const kind = (Object.keys(layouts) as Kind[]).find(
    (each) => layouts[each].length === fields.length && layouts[each].every((name) => fields.includes(name)),
  );
  return kind === undefined ? undefined : { kind, columns, hasSymbols: fields.length < columns.length };
}

/** A row: `time` is when the quote or trade was, or the bar began. */
export interface CsvRow {
  readonly time: Timestamp;
  readonly event: MarketEvent;
}

/** What rows do not say themselves. */
export interface CsvRowOptions {
  /** The symbol of a file without a column for it. */
  readonly instrument: InstrumentId | undefined;
  /** How long bars last. */
  readonly period: Duration;
}

/** Makes a reader of rows; what it can not read it says in a text. */
export function createRowReader(
  header: CsvHeader,
  options: Partial<CsvRowOptions>,
): (cells: readonly string[]) => CsvRow | string {
  const read = readers[header.kind];
  const period = options.period ?? (0 as Duration);
  return (cells) => {
    if (cells.length !== header.columns.length) {
      return `${cells.length} fields instead of ${header.columns.length} (${header.columns.join(',')})`;
    }
    const row: Row = { header, cells };
    try {
      const time = timeOf(row);
      const instrument = header.hasSymbols ? symbolOf(row) : options.instrument;
      if (instrument === undefined) throw new Wrong('the row names no symbol');
      return { time, event: read(row, instrument, time, period) };
    } catch (error) {
      if (error instanceof Wrong) return error.message;
      throw error;
    }
  };
}

interface Row {
  readonly header: CsvHeader;
  readonly cells: readonly string[];
}

class Wrong extends Error {}

const readers: Readonly<
  Record<Kind, (row: Row, instrument: InstrumentId, time: Timestamp, period: Duration) => MarketEvent>
> = {
  bar(row, instrument, start, period) {
    const [open, high, low, close] = [
      priceOf(row, 'open'),
      priceOf(row, 'high'),
      priceOf(row, 'low'),
      priceOf(row, 'close'),
    ];
    const volume = sizeOf(row, 'volume');
    if (high < low) throw new Wrong(`the high, ${textOf(row, 'high')}, is below the low, ${textOf(row, 'low')}`);
    if (open < low || open > high || close < low || close > high) {
      throw new Wrong(
        `the open or the close is not between the low, ${textOf(row, 'low')}, and the high, ${textOf(row, 'high')}`,
      );
    }
    return { type: 'market.bar', instrument, start, period, open, high, low, close, volume };
  },
  quote(row, instrument) {
    const sizes = { bidSize: sizeOf(row, 'bidsize'), askSize: sizeOf(row, 'asksize') };
    return { type: 'market.quote', instrument, bid: priceOf(row, 'bid'), ask: priceOf(row, 'ask'), ...sizes };
  },
  trade(row, instrument) {
    const size = sizeOf(row, 'size');
    if (size <= 0n) throw new Wrong(`the size is '${textOf(row, 'size')}', not a quantity above zero`);
    return { type: 'market.trade', instrument, price: priceOf(row, 'price'), size };
  },
};

const textOf = ({ header, cells }: Row, column: string): string => cells[header.columns.indexOf(column)] ?? '';

function timeOf(row: Row): Timestamp {
  const text = textOf(row, 'time');
  const at = /^\d{1,15}$/.test(text)
    ? ((Number(text) * MICROSECONDS.millisecond) as Timestamp)
    : attempt(() => timestamp(text));
  if (at === undefined || !Number.isSafeInteger(at) || at < 0) {
    throw new Wrong(`the time is '${text}', neither ISO 8601 with an offset nor milliseconds since 1970`);
  }
  return at;
}

function symbolOf(row: Row): InstrumentId {
  const text = textOf(row, 'symbol');
  return attempt(() => instrumentId(text)) ?? wrong(`the symbol is '${text}', which is no name`);
}

function priceOf(row: Row, column: string): Price {
  const text = textOf(row, column);
  const value = attempt(() => price(text));
  return value !== undefined && value > 0n ? value : wrong(`the ${column} is '${text}', not a price above zero`);
}

function sizeOf(row: Row, column: string): Quantity {
  const text = textOf(row, column);
  const value = attempt(() => quantity(text));
  return value !== undefined && value >= 0n
    ? value
    : wrong(`the ${column} is '${text}', not a quantity of zero or more`);
}

function wrong(problem: string): never {
  throw new Wrong(problem);
}

/** What `make` makes of a text; `undefined` where it says that it can not. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof OrdermatonError) return undefined;
    throw error;
  }
}

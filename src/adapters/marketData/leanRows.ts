/** The rows of a LEAN file as bars, read one at a time in the order they stand. */
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { MarketEvent, Timed } from '../../ports.ts';
import { isDate, newYorkTime } from '../calendar/newYork.ts';
import type { Kind, Resolution } from './leanFolder.ts';
import type { BadRows } from './rows.ts';
import { BadRow } from './rows.ts';

/** How long the bars are, in microseconds. A daily bar lasts from midnight to midnight: the clocks only change on Sundays. */
export const periods: Readonly<Record<Resolution, Duration>> = {
  second: MICROSECONDS.second as Duration,
  minute: MICROSECONDS.minute as Duration,
  daily: (24 * MICROSECONDS.hour) as Duration,
};

const columns: Readonly<Record<Kind, readonly string[]>> = {
  trade: 'time,open,high,low,close,volume'.split(','),
  quote: 'time,bid open,bid high,bid low,bid close,bid size,ask open,ask high,ask low,ask close,ask size'.split(','),
};

const DAY = 86_400_000;
/** Stands for a field without text. */
const EMPTY = -1;
/** Above these a float would not hold the product. */
const [WIDEST_PRICE, WIDEST_SIZE] = [900_000_000_000, 90_000_000];

/** What a file is and how it is read. */
export interface LeanRowsOptions {
  readonly instrument: InstrumentId;
  readonly kind: Kind;
  readonly resolution: Resolution;
  /** Midnight in New York of the day of the file: reckoned once a day, so that daylight saving time is right. Unused for daily bars. */
  readonly midnight: Timestamp;
  readonly bad: BadRows;
}

/** Goes through the rows of one CSV. The time of a row is the start of its bar; the bar is told at its end. */
export class LeanRows {
  /** The bar in hand, `undefined` before the first and after the last. */
  item: Timed<MarketEvent> | undefined;
  readonly #bytes: Uint8Array;
  readonly #options: LeanRowsOptions;
  readonly #columns: readonly string[];
  readonly #period: Duration;
  readonly #row = new Float64Array(11);
  #offset = 0;
  #line = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #lastBid = EMPTY;
  #lastAsk = EMPTY;

  constructor(bytes: Uint8Array, options: LeanRowsOptions) {
    this.#bytes = bytes;
    this.#options = options;
    this.#columns = columns[options.kind];
    this.#period = periods[options.resolution];
  }

  /** Moves to the next bar; false when there is none. @throws `badCsvRow` unless such rows are skipped */
  next(): boolean {
    this.item = undefined;
    while (this.item === undefined && this.#offset < this.#bytes.length) {
      try {
        if (this.#scan()) this.#take();
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
        this.#options.bad.take(this.#line, error.message);
      }
    }
    if (this.item !== undefined) return true;
    this.#options.bad.report();
    return false;
  }

  /** Reads one line of whole numbers; false for an empty line. Anything else than whole numbers is read again as text. */
  #scan(): boolean {
    const bytes = this.#bytes;
    const begin = this.#offset;
    let [column, value, digits, isPlain] = [0, 0, 0, true];
    let place = begin;
    for (; place < bytes.length; place++) {
      const byte = bytes[place] as number;
      if (byte >= 48 && byte <= 57) {
        value = value * 10 + byte - 48;
        digits++;
      } else if (byte === 44) {
        this.#row[column++] = digits === 0 ? EMPTY : value;
        value = 0;
        digits = 0;
      } else if (byte === 10) break;
      else if (byte !== 13) isPlain = false;
    }
    this.#row[column++] = digits === 0 ? EMPTY : value;
    this.#offset = place + 1;
    this.#line++;
    if (isPlain && column === 1 && digits === 0) return false;
    if (column !== this.#columns.length)
      throw new BadRow(`${column} fields instead of ${this.#columns.length} (${this.#columns.join(', ')})`);
    if (!isPlain) this.#readText(Buffer.from(bytes.subarray(begin, place)).toString('latin1').trimEnd());
    return true;
  }

  #readText(line: string): void {
    const isDaily = this.#options.resolution === 'daily';
    line.split(',').forEach((text, column) => {
      this.#row[column] = isDaily && column === 0 ? dailyStart(text) : wholeNumber(text, this.#columns[column] ?? '');
    });
  }

  #take(): void {
    const start = this.#start();
    if (start <= this.#lastStart) throw new BadRow('time does not move on from the row before');
    const { instrument, kind } = this.#options;
    const event = kind === 'trade' ? this.#tradeBar(instrument, start) : this.#quoteBar(instrument, start);
    this.#lastStart = start;
    if (event !== undefined) this.item = { at: (start + this.#period) as Timestamp, event };
  }

  #start(): Timestamp {
    const time = this.#row[0] as number;
    if (this.#options.resolution === 'daily') {
      if (time < DAY) throw new BadRow('the time is not written yyyymmdd HH:MM');
      return time as Timestamp;
    }
    if (!(time >= 0 && time < DAY)) throw new BadRow('the time is no milliseconds after midnight');
    return (this.#options.midnight + time * MICROSECONDS.millisecond) as Timestamp;
  }

  #tradeBar(instrument: InstrumentId, start: Timestamp): MarketEvent {
    const row = this.#row;
    this.#checkPrices(1);
    this.#checkSize(5);
    return {
      type: 'market.bar',
      instrument,
      start,
      period: this.#period,
      open: toPrice(row[1] as number),
      high: toPrice(row[2] as number),
      low: toPrice(row[3] as number),
      close: toPrice(row[4] as number),
      volume: toQuantity(row[5] as number),
    };
  }

  /**
   * LEAN leaves the fields of a side empty while nobody quotes it (none of the rows we have seen does). Such a side stands at its last
   * close with nothing shown, so that nothing trades against it; before it was ever quoted there is no quote to tell.
   */
  #quoteBar(instrument: InstrumentId, start: Timestamp): MarketEvent | undefined {
    const row = this.#row;
    const isTwoSided = this.#standIn(1, this.#lastBid) && this.#standIn(6, this.#lastAsk);
    if (!isTwoSided) {
      if (row[4] !== EMPTY) this.#lastBid = row[4] as number;
      if (row[9] !== EMPTY) this.#lastAsk = row[9] as number;
      return undefined;
    }
    for (const side of [1, 6]) {
      this.#checkPrices(side);
      this.#checkSize(side + 4);
    }
    this.#lastBid = row[4] as number;
    this.#lastAsk = row[9] as number;
    return {
      type: 'market.quoteBar',
      instrument,
      start,
      period: this.#period,
      bidOpen: toPrice(row[1] as number),
      bidHigh: toPrice(row[2] as number),
      bidLow: toPrice(row[3] as number),
      bidClose: toPrice(row[4] as number),
      bidSize: toQuantity(row[5] as number),
      askOpen: toPrice(row[6] as number),
      askHigh: toPrice(row[7] as number),
      askLow: toPrice(row[8] as number),
      askClose: toPrice(row[9] as number),
      askSize: toQuantity(row[10] as number),
    };
  }

  /** Fills an empty side with its last close and no size; false when there is none. */
  #standIn(side: number, last: number): boolean {
    const row = this.#row;
    for (let column = side; column < side + 4; column++) if (row[column] !== EMPTY) return true;
    if (last === EMPTY) return false;
    row.fill(last, side, side + 4);
    row[side + 4] = 0;
    return true;
  }

  #checkPrices(first: number): void {
    const row = this.#row;
    const [open, high, low, close] = [row[first], row[first + 1], row[first + 2], row[first + 3]] as [
      number,
      number,
      number,
      number,
    ];
    if (open > 0 && close > 0 && low > 0 && open >= low && open <= high && close >= low && close <= high) return;
    for (let column = first; column < first + 4; column++) {
      if (!((row[column] as number) > 0))
        throw new BadRow(`the ${this.#columns[column]} is ${show(row[column])}, not a price above zero`);
    }
    const [opening, top, bottom, closing] = this.#columns.slice(first, first + 4);
    if (high < low) throw new BadRow(`the ${top}, ${high}, is below the ${bottom}, ${low}`);
    throw new BadRow(`the ${opening} or the ${closing} is not between the ${bottom}, ${low}, and the ${top}, ${high}`);
  }

  #checkSize(column: number): void {
    const size = this.#row[column] as number;
    if (!(size >= 0)) throw new BadRow(`the ${this.#columns[column]} is ${show(size)}, not a number of zero or more`);
  }
}

const show = (value: number | undefined): string => (value === EMPTY ? 'missing' : String(value));

/** LEAN counts 1e-4 of a dollar, a price of ours 1e-8. */
const toPrice = (units: number): Price =>
  (units <= WIDEST_PRICE ? BigInt(units * 10_000) : BigInt(units) * 10_000n) as Price;
const toQuantity = (count: number): Quantity =>
  (count <= WIDEST_SIZE ? BigInt(count * 100_000_000) : BigInt(count) * 100_000_000n) as Quantity;

/** Some writers put `100.0` for 100. */
function wholeNumber(text: string, column: string): number {
  if (text === '') return EMPTY;
  if (/^-?\d{1,15}(\.0*)?$/.test(text)) return Number(text);
  throw new BadRow(`the ${column} is '${text}', not a whole number`);
}

/** The start of a daily bar: `yyyymmdd HH:MM` in New York. */
function dailyStart(text: string): Timestamp {
  const [, year, month, date, hour, minute] = /^(\d{4})(\d\d)(\d\d) ([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  const day = `${year}-${month}-${date}`;
  if (!isDate(day)) throw new BadRow(`the time is '${text}', not yyyymmdd HH:MM`);
  return newYorkTime(day, Number(hour), Number(minute));
}

/** The rows of a LEAN file as bars, one at a time in the order they stand, each told at its end. */
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { MarketEvent, Timed } from '../../ports.ts';
import type { LeanFile } from './leanFolder.ts';
import type { SpanReader } from './leanTimes.ts';
import { EMPTY, NumberLines } from './numberLines.ts';
import type { BadRows } from './rows.ts';

/** When a bar begins and how long it lasts. */
export interface Span {
  readonly start: Timestamp;
  readonly period: Duration;
}

const columns = {
  trade: 'time,open,high,low,close,volume'.split(','),
  quote: 'time,bid open,bid high,bid low,bid close,bid size,ask open,ask high,ask low,ask close,ask size'.split(','),
} as const;

/** Where the sides of a quote row begin. */
const [BID, ASK] = [1, 6] as const;

/** Goes through the rows of one file. */
export class LeanRows {
  /** The bar in hand; `undefined` before the first and after the last. */
  item: Timed<MarketEvent> | undefined;
  readonly #instrument: InstrumentId;
  readonly #kind: LeanFile['kind'];
  readonly #columns: readonly string[];
  readonly #lines: NumberLines;
  readonly #readSpan: SpanReader;
  readonly #bad: BadRows;
  #lastStart = Number.NEGATIVE_INFINITY;
  #lastBid = EMPTY;
  #lastAsk = EMPTY;

  constructor({ instrument, kind }: LeanFile, bytes: Uint8Array, readSpan: SpanReader, bad: BadRows) {
    this.#instrument = instrument;
    this.#kind = kind;
    this.#columns = columns[kind];
    this.#lines = new NumberLines(bytes);
    this.#readSpan = readSpan;
    this.#bad = bad;
  }

  /** Moves to the next bar; false when there is none. @throws `badCsvRow` unless such rows are skipped */
  next(): boolean {
    this.item = undefined;
    while (this.item === undefined && this.#lines.next()) {
      const problem = this.#take();
      if (problem !== undefined) this.#bad.add(this.#lines.line, problem);
    }
    if (this.item !== undefined) return true;
    this.#bad.report();
    return false;
  }

  /** Makes a bar of the row; says what is wrong with it. */
  #take(): string | undefined {
    const { count } = this.#lines;
    if (count !== this.#columns.length) {
      return `${count} fields instead of ${this.#columns.length} (${this.#columns.join(',')})`;
    }
    const span = this.#readSpan(this.#lines);
    if (typeof span !== 'object') return span;
    if (span.start <= this.#lastStart) return 'time does not move on from the row before';
    const problem = this.#kind === 'trade' ? this.#tradeBar(span) : this.#quoteBar(span);
    if (problem === undefined) this.#lastStart = span.start;
    return problem;
  }

  #tradeBar({ start, period }: Span): string | undefined {
    const { fields } = this.#lines;
    const problem = this.#sideProblem(1);
    if (problem !== undefined) return problem;
    const event: MarketEvent = {
      type: 'market.bar',
      instrument: this.#instrument,
      start,
      period,
      open: toPrice(fields[1] as number),
      high: toPrice(fields[2] as number),
      low: toPrice(fields[3] as number),
      close: toPrice(fields[4] as number),
      volume: toQuantity(fields[5] as number),
    };
    this.item = { at: (start + period) as Timestamp, event };
    return undefined;
  }

  /**
   * LEAN leaves the fields of a side empty while nobody quotes it (no row of the data we have does). Such a side stands at its last close
   * with nothing shown, so that nothing trades against it; until both sides were quoted there is no quote to tell.
   */
  #quoteBar({ start, period }: Span): string | undefined {
    const { fields } = this.#lines;
    const hasBid = this.#standIn(BID, this.#lastBid);
    const hasAsk = this.#standIn(ASK, this.#lastAsk);
    const problem = (hasBid ? this.#sideProblem(BID) : undefined) ?? (hasAsk ? this.#sideProblem(ASK) : undefined);
    if (problem !== undefined) return problem;
    this.#lastBid = fields[BID + 3] as number;
    this.#lastAsk = fields[ASK + 3] as number;
    if (!hasBid || !hasAsk) return undefined;
    const event: MarketEvent = {
      type: 'market.quoteBar',
      instrument: this.#instrument,
      start,
      period,
      bidOpen: toPrice(fields[1] as number),
      bidHigh: toPrice(fields[2] as number),
      bidLow: toPrice(fields[3] as number),
      bidClose: toPrice(fields[4] as number),
      bidSize: toQuantity(fields[5] as number),
      askOpen: toPrice(fields[6] as number),
      askHigh: toPrice(fields[7] as number),
      askLow: toPrice(fields[8] as number),
      askClose: toPrice(fields[9] as number),
      askSize: toQuantity(fields[10] as number),
    };
    this.item = { at: (start + period) as Timestamp, event };
    return undefined;
  }

  /** Puts a side that is empty at its last close with no size; false when it was never quoted. */
  #standIn(side: number, last: number): boolean {
    const { fields } = this.#lines;
    for (let column = side; column < side + 4; column++) if (fields[column] !== EMPTY) return true;
    fields.fill(last, side, side + 4);
    fields[side + 4] = 0;
    return last !== EMPTY;
  }

  /** What is wrong with four prices and a size. */
  #sideProblem(first: number): string | undefined {
    const { fields } = this.#lines;
    const open = fields[first] as number;
    const high = fields[first + 1] as number;
    const low = fields[first + 2] as number;
    const close = fields[first + 3] as number;
    const fits = low > 0 && open >= low && open <= high && close >= low && close <= high;
    if (!fits || !isWhole(open) || !isWhole(high) || !isWhole(low) || !isWhole(close)) return this.#priceProblem(first);
    const size = fields[first + 4] as number;
    return size >= 0 && isWhole(size) ? undefined : this.#wrong(first + 4, 'a whole number of zero or more');
  }

  #priceProblem(first: number): string {
    const { fields } = this.#lines;
    for (let column = first; column < first + 4; column++) {
      const value = fields[column] as number;
      if (!(value > 0 && isWhole(value))) return this.#wrong(column, 'a price above zero in 1/10000');
    }
    const [open, high, low, close] = this.#columns.slice(first, first + 4);
    const [top, bottom] = [fields[first + 1] as number, fields[first + 2] as number];
    if (top < bottom) return `the ${high}, ${top}, is below the ${low}, ${bottom}`;
    return `the ${open} or the ${close} is not between the ${low}, ${bottom}, and the ${high}, ${top}`;
  }

  #wrong(column: number, expected: string): string {
    return `the ${this.#columns[column]} is '${this.#lines.text(column)}', not ${expected}`;
  }
}

const isWhole = Number.isSafeInteger;

/** Above these a float would not hold the product. */
const [WIDEST_PRICE, WIDEST_SIZE] = [900_000_000_000, 90_000_000] as const;

/** LEAN counts 1e-4 of a dollar, a price of ours 1e-8. */
const toPrice = (units: number): Price =>
  (units <= WIDEST_PRICE ? BigInt(units * 10_000) : BigInt(units) * 10_000n) as Price;
const toQuantity = (count: number): Quantity =>
  (count <= WIDEST_SIZE ? BigInt(count * 100_000_000) : BigInt(count) * 100_000_000n) as Quantity;

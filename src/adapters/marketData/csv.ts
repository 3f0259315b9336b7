/** Market data in one CSV file: bars, quotes or trades of one symbol or several. */
import { basename } from 'node:path';
import { OrdermatonError } from '../../errors.ts';
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import type { MarketData, MarketEvent, Timed } from '../../ports.ts';
import { checkDays, dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import { readCsvRows } from './csvFile.ts';
import type { CsvRow, CsvRowOptions } from './csvRows.ts';
import { noData } from './leanFolder.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';

/** What to read of a CSV file. */
export interface CsvDataOptions extends BadRowOptions {
  /**
   * The file. Its first line names the columns: `time,open,high,low,close,volume`, `time,bid,ask,bidSize,askSize` or `time,price,size`, in
   * any order, and `symbol` where it holds more than one. Times are ISO 8601 with an offset or milliseconds since 1970; of bars, their start.
   */
  readonly file: string;
  /** Tickers in any case; all there are unless told. A file without a `symbol` column is of the one symbol named here. */
  readonly symbols?: readonly string[];
  /** First and last day wanted, `YYYY-MM-DD` in exchange time; all there are unless told. */
  readonly from?: string;
  readonly to?: string;
  /** How long bars last, in microseconds; the time between the first two of a symbol unless told. */
  readonly period?: Duration;
}

/** Events at most in a batch. */
const BATCH = 1_000;

/**
 * Opens market data in a CSV file and reads it once from end to end, so that mistakes are found before anything trades: `market.bar`, told
 * at its end, `market.quote` or `market.trade`. The file must be in time order.
 * @throws `missingFile`, `badCsvRow`, `unknownSymbol`, `noData`, `badArgument`, `badIdentifier`
 */
export async function createCsvData(options: CsvDataOptions): Promise<MarketData> {
  checkDays(options);
  checkPeriod(options.period);
  const selection = selectionOf(options);
  const survey = new Survey(selection);
  const rows = readCsvRows(options.file, selection.rowOptions, new BadRows(options.file, 'badCsvRow', options));
  for await (const row of rows) survey.add(row);
  const found = survey.result(options);
  const rowOptions = { ...selection.rowOptions, period: found.period };
  return {
    name: `CSV ${basename(options.file)}`,
    instruments: found.instruments,
    days: found.days,
    batches: () => readBatches(options, selection, rowOptions),
  };
}

function checkPeriod(period: number | undefined): void {
  if (period === undefined || (Number.isSafeInteger(period) && period > 0)) return;
  throw new OrdermatonError('badArgument', {
    argument: 'period',
    problem: `${period} is no number of microseconds above zero`,
  });
}

/** Which rows are wanted. */
interface Selection {
  readonly symbols: readonly InstrumentId[] | undefined;
  readonly begin: number;
  readonly end: number;
  readonly rowOptions: Partial<CsvRowOptions>;
}

function selectionOf({ symbols, from, to, period }: CsvDataOptions): Selection {
  const instruments = symbols?.map(instrumentId);
  const [only, ...others] = instruments ?? [];
  return {
    symbols: instruments,
    begin: from === undefined ? Number.NEGATIVE_INFINITY : newYorkTime(from),
    end: to === undefined ? Number.POSITIVE_INFINITY : newYorkTime(dateAfter(to)),
    rowOptions: {
      ...(only === undefined || others.length > 0 ? {} : { instrument: only }),
      ...(period === undefined ? {} : { period }),
    },
  };
}

const isWanted = ({ time, event }: CsvRow, { symbols, begin, end }: Selection): boolean =>
  time >= begin && time < end && (symbols === undefined || symbols.includes(event.instrument));

/** What must be known of a file before it is read. */
class Survey {
  readonly #selection: Selection;
  readonly #known = new Set<InstrumentId>();
  /** When the first wanted row of each symbol was. */
  readonly #firsts = new Map<InstrumentId, Timestamp>();
  #period: Duration | undefined;
  #first: Timestamp | undefined;
  #last: Timestamp | undefined;
  #hasBars = false;

  constructor(selection: Selection) {
    this.#selection = selection;
    this.#period = selection.rowOptions.period;
  }

  add(row: CsvRow): void {
    const { instrument } = row.event;
    this.#known.add(instrument);
    if (!isWanted(row, this.#selection)) return;
    this.#hasBars = row.event.type === 'market.bar';
    this.#first ??= row.time;
    this.#last = row.time;
    const first = this.#firsts.get(instrument);
    if (first === undefined) this.#firsts.set(instrument, row.time);
    else if (this.#period === undefined && row.time > first) this.#period = (row.time - first) as Duration;
  }

  /** @throws `unknownSymbol`, `noData`, `badArgument` for bars that do not show how long they last */
  result(options: CsvDataOptions): {
    readonly instruments: readonly InstrumentId[];
    readonly days: MarketData['days'];
    readonly period: Duration;
  } {
    for (const symbol of this.#selection.symbols ?? []) this.#checkSymbol(symbol, options);
    const [first, last] = [this.#first, this.#last];
    if (first === undefined || last === undefined) throw noData(options.file, 'any symbol', options);
    if (this.#hasBars && this.#period === undefined) {
      const problem = `${options.file} has no two bars of a symbol to tell by how long they last`;
      throw new OrdermatonError('badArgument', { argument: 'period', problem });
    }
    return {
      instruments: this.#selection.symbols ?? [...this.#firsts.keys()],
      days: { from: newYorkDate(first), to: newYorkDate(last) },
      period: this.#period ?? (0 as Duration),
    };
  }

  #checkSymbol(symbol: InstrumentId, options: CsvDataOptions): void {
    if (this.#firsts.has(symbol)) return;
    if (this.#known.has(symbol) || this.#known.size === 0) throw noData(options.file, symbol, options);
    const known = [...this.#known].sort().join(', ');
    throw new OrdermatonError('unknownSymbol', { symbol, place: `in ${options.file}`, known });
  }
}

async function* readBatches(
  options: CsvDataOptions,
  selection: Selection,
  rowOptions: Partial<CsvRowOptions>,
): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  const bad = new BadRows(options.file, 'badCsvRow', options);
  let batch: Timed<MarketEvent>[] = [];
  for await (const row of readCsvRows(options.file, rowOptions, bad)) {
    if (row.time >= selection.end) break;
    if (!isWanted(row, selection)) continue;
    const { time, event } = row;
    batch.push({ at: (event.type === 'market.bar' ? time + event.period : time) as Timestamp, event });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  bad.report();
}

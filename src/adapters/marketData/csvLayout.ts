/** Finds out from the first rows of a CSV file of market data what its rows are, whom they are about and how long a bar lasts. */
import { OrdermatonError } from '../../errors.ts';
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import type { CsvRecord } from './csvRecords.ts';
import { csvRecords } from './csvRecords.ts';
import type { CsvColumns, CsvKind } from './csvRows.ts';
import { attemptRow, timeOf } from './csvRows.ts';
import { noData } from './leanFolder.ts';
import type { OnBadRow } from './rows.ts';
import { BadRows } from './rows.ts';

/** What one may tell of a file. */
export interface CsvLayoutOptions {
  readonly file: string;
  /** What all rows are about; needed where the file has no column `symbol`, else the only symbol wanted. */
  readonly symbol?: string;
  /** The symbols wanted; all there are unless told. A single one also names what a file without a column `symbol` is about. */
  readonly symbols?: readonly string[];
  /** What the rows are; found from the header unless told. */
  readonly kind?: CsvKind;
  /** How long a bar lasts, in microseconds; unless told, the time from the first row to the next later one. */
  readonly period?: Duration;
  readonly onBadRow?: OnBadRow;
}

/** All that is needed to read the rows. */
export interface CsvLayout extends CsvColumns {
  /** How long a bar lasts; 0 where there are none. */
  readonly period: Duration;
  /** What all rows are about; `undefined` where each says so itself. */
  readonly instrument: InstrumentId | undefined;
  /** The symbols to pick from the rows; `undefined` for all. */
  readonly wanted: readonly InstrumentId[] | undefined;
}

/** The columns that each kind needs. Their order does not matter, nor do capitals, and other columns are left alone. */
const columnsOf = {
  bars: ['time', 'open', 'high', 'low', 'close', 'volume'],
  quotes: ['time', 'bid', 'ask', 'bidSize', 'askSize'],
  trades: ['time', 'price', 'size'],
} as const satisfies Record<CsvKind, readonly string[]>;

/** Reads the header and as many rows as it takes. @throws `badArgument`, `badIdentifier`, `missingFile`, `badCsvRow`, `noData` */
export async function readLayout(options: CsvLayoutOptions): Promise<CsvLayout> {
  const { file, symbol, symbols = symbol === undefined ? undefined : [symbol], onBadRow = 'stop' } = options;
  const bad = new BadRows(file, 'badCsvRow', { onBadRow });
  const records = csvRecords(file, bad);
  try {
    const header = await records.next();
    if (header.done === true) throw noData(file, 'any symbol', {});
    const columns = readHeader(file, header.value, options.kind);
    const period = columns.kind === 'bars' ? await readPeriod(options, columns, { records, bad }) : (0 as Duration);
    if (columns.places.has('symbol')) {
      return { ...columns, period, instrument: undefined, wanted: symbols?.map(instrumentId) };
    }
    const only = symbol ?? (symbols?.length === 1 ? symbols[0] : undefined);
    if (only !== undefined) return { ...columns, period, instrument: instrumentId(only), wanted: undefined };
    const problem = `${file} has no column symbol, so the one symbol it is about must be told`;
    throw new OrdermatonError('badArgument', { argument: 'symbol', problem });
  } finally {
    await records.return(undefined);
  }
}

function readHeader(file: string, { line, fields }: CsvRecord, kind?: CsvKind): CsvColumns {
  const places = new Map(fields.map((field, place) => [field.toLowerCase(), place]));
  const missing = (each: CsvKind): readonly string[] =>
    columnsOf[each].filter((column) => !places.has(column.toLowerCase()));
  const found = kind ?? (Object.keys(columnsOf) as CsvKind[]).find((each) => missing(each).length === 0);
  const isTwofold = places.size < fields.length;
  if (found !== undefined && missing(found).length === 0 && !isTwofold)
    return { kind: found, places, width: fields.length };
  const kinds = Object.entries(columnsOf).map(([each, columns]) => `${each} (${columns.join()})`);
  const problem = isTwofold
    ? `the header '${fields.join()}' names a column twice`
    : found === undefined
      ? `the header '${fields.join()}' is not that of ${kinds.join(', ')}`
      : `the header '${fields.join()}' lacks ${missing(found).join(', ')}, which ${found} need`;
  throw new OrdermatonError('badCsvRow', { file, line, problem });
}

interface Rows {
  readonly records: AsyncIterable<CsvRecord>;
  readonly bad: BadRows;
}

async function readPeriod(
  { file, period }: CsvLayoutOptions,
  columns: CsvColumns,
  { records, bad }: Rows,
): Promise<Duration> {
  const unfit = (problem: string) => new OrdermatonError('badArgument', { argument: 'period', problem });
  if (period !== undefined && (!Number.isSafeInteger(period) || period <= 0))
    throw unfit(`${period} is no number of microseconds above zero`);
  if (period !== undefined) return period;
  let first: Timestamp | undefined;
  for await (const { line, fields } of records) {
    const at = attemptRow(() => timeOf(columns, fields));
    if (typeof at === 'string') bad.add(line, at);
    else if (first === undefined) first = at;
    else if (at > first) return (at - first) as Duration;
  }
  throw first === undefined
    ? noData(file, 'any symbol', {})
    : unfit(`the rows of ${file} do not tell how long a bar lasts, so it must be told`);
}

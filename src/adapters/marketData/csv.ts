/** Market data from a CSV file of bars, quotes or trades, streamed. */
import { basename } from 'node:path';
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { MarketData, MarketEvent, Timed } from '../../ports.ts';
import { checkDays, dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import type { CsvLayout, CsvLayoutOptions } from './csvLayout.ts';
import { readLayout } from './csvLayout.ts';
import { csvRecords } from './csvRecords.ts';
import { attemptRow, eventOf, symbolOf, timeOf } from './csvRows.ts';
import { noData } from './leanFolder.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';

/** What to read of a CSV file, and what to do with bad rows. */
export interface CsvOptions extends CsvLayoutOptions, BadRowOptions {
  /** First and last day wanted, `YYYY-MM-DD` in New York; all there are unless told. */
  readonly from?: string;
  readonly to?: string;
}

/** How many events a batch holds at most. */
const BATCH = 1_000;

/**
 * Opens a CSV file with a header: `time,open,high,low,close,volume` for `market.bar`, `time,bid,ask,bidSize,askSize` for `market.quote` or
 * `time,price,size` for `market.trade`, and `symbol` besides where there are several. Times are ISO 8601 with an offset or milliseconds
 * since 1970; a bar's is its start, and the bar comes at its end. Rows must be in the order of time.
 * The whole file is read once here, to know its symbols and days, and so that a bad row is known before anything trades.
 * @throws `badArgument`, `badIdentifier`, `missingFile`, `badCsvRow` with file and line, `unknownSymbol`, `noData`
 */
export async function createCsvData(options: CsvOptions): Promise<MarketData<MarketEvent>> {
  checkDays(options);
  const { file, onBadRow = 'stop' } = options;
  const layout = await readLayout(options);
  const wanted = selection(options, layout);
  const { known, instruments, first, last } = await survey(readEvents(file, layout, { onBadRow }), wanted);
  for (const symbol of layout.wanted ?? []) {
    const names = [...known].sort().join(', ');
    if (!known.has(symbol) && known.size > 0)
      throw new OrdermatonError('unknownSymbol', { symbol, place: `in ${file}`, known: names });
    if (!instruments.has(symbol)) throw noData(file, symbol, options);
  }
  if (instruments.size === 0) throw noData(file, layout.instrument ?? 'any symbol', options);
  return {
    name: `CSV ${basename(file)}`,
    instruments: layout.wanted ?? [...instruments],
    bars: layout.kind === 'bars' ? [layout.period] : [],
    days: { from: newYorkDate(first), to: newYorkDate(last) },
    async *batches() {
      for await (const events of readEvents(file, layout, options)) {
        const chosen = events.filter((item) => wanted.has(item));
        if (chosen.length > 0) yield chosen;
        if (wanted.isOver(events)) return;
      }
    },
  };
}

/** Which events are wanted. */
interface Selection {
  has(item: Timed<MarketEvent>): boolean;
  /** Whether all that follows these events is too late. */
  isOver(events: readonly Timed<MarketEvent>[]): boolean;
}

function selection({ from, to }: CsvOptions, layout: CsvLayout): Selection {
  const begins = from === undefined ? Number.NEGATIVE_INFINITY : newYorkTime(from);
  const ends = to === undefined ? Number.POSITIVE_INFINITY : newYorkTime(dateAfter(to));
  const symbols = layout.wanted === undefined ? undefined : new Set(layout.wanted);
  return {
    has(item) {
      const time = startOf(item);
      return time >= begins && time < ends && (symbols === undefined || symbols.has(item.event.instrument));
    },
    isOver(events) {
      const last = events.at(-1);
      return last !== undefined && startOf(last) >= ends;
    },
  };
}

/** The time in the row: a bar's start, although it comes at its end. */
const startOf = ({ at, event }: Timed<MarketEvent>): Timestamp => ('start' in event ? event.start : at);

interface Survey {
  /** All symbols in the file. */
  readonly known: ReadonlySet<InstrumentId>;
  /** Those with a row that is wanted, and the times of the first and the last such row. */
  readonly instruments: ReadonlySet<InstrumentId>;
  readonly first: Timestamp;
  readonly last: Timestamp;
}

async function survey(batches: AsyncIterable<readonly Timed<MarketEvent>[]>, wanted: Selection): Promise<Survey> {
  const known = new Set<InstrumentId>();
  const instruments = new Set<InstrumentId>();
  let first: Timestamp | undefined;
  let last = 0 as Timestamp;
  for await (const events of batches) {
    for (const item of events) {
      known.add(item.event.instrument);
      if (!wanted.has(item)) continue;
      instruments.add(item.event.instrument);
      last = startOf(item);
      first ??= last;
    }
  }
  return { known, instruments, first: first ?? last, last };
}

/** All good rows of the file as events. */
async function* readEvents(
  file: string,
  layout: CsvLayout,
  options: BadRowOptions,
): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  const bad = new BadRows(file, 'badCsvRow', options);
  const read = rowReader(layout);
  let isHeader = true;
  let events: Timed<MarketEvent>[] = [];
  try {
    for await (const { line, fields } of csvRecords(file, bad)) {
      const row = isHeader ? undefined : attemptRow(() => read(fields));
      isHeader = false;
      if (typeof row === 'string') bad.add(line, row);
      else if (row !== undefined) events.push(row);
      if (events.length < BATCH) continue;
      yield events;
      events = [];
    }
    if (events.length > 0) yield events;
  } finally {
    bad.report();
  }
}

/** Reads one row after the other. Time must not run backwards, and a bar must begin after the one before it of its symbol. */
function rowReader(layout: CsvLayout): (fields: readonly string[]) => Timed<MarketEvent> | string {
  const isBars = layout.kind === 'bars';
  const lasts = new Map<InstrumentId, Timestamp>();
  let latest = Number.NEGATIVE_INFINITY;
  return (fields) => {
    const at = timeOf(layout, fields);
    if (at < latest) return 'time is before that of the row before';
    const instrument = symbolOf(layout, fields) ?? layout.instrument;
    if (instrument === undefined) return 'symbol is missing';
    const last = lasts.get(instrument);
    if (isBars && at === last) return `there already is a bar of ${instrument} at this time`;
    if (isBars && last !== undefined && at < last + layout.period)
      return `the bar of ${instrument} before it, which lasts ${layout.period / MICROSECONDS.second} s, has not ended`;
    const event = eventOf(layout, fields, { at, instrument, period: layout.period });
    latest = at;
    if (isBars) lasts.set(instrument, at);
    return event;
  };
}

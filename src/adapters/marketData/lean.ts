/** Market data in the LEAN folder layout: a zip for each symbol, day and kind, merged into one stream in time order. */
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { MarketData, MarketEvent, Timed } from '../../ports.ts';
import type { DateRange } from '../calendar/newYork.ts';
import { checkRange, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import type { LeanFile, LeanSelection, Resolution } from './leanFolder.ts';
import { findLeanFiles, noData } from './leanFolder.ts';
import { LeanRows, periods } from './leanRows.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';
import { checkZip, unzipFirst } from './zip.ts';

/** What to read of a LEAN folder. */
export interface LeanDataOptions extends DateRange, BadRowOptions {
  /** The folder that holds `equity/usa/…`. */
  readonly root: string;
  /** Tickers in any case; every symbol that the folder has when not given. Bars of one time are told in this order. */
  readonly symbols?: readonly string[] | undefined;
  /** First day, `YYYY-MM-DD` in exchange time; the first there is when not given. */
  readonly from?: string | undefined;
  /** Last day, `YYYY-MM-DD` in exchange time; the last there is when not given. */
  readonly to?: string | undefined;
  /** `minute` unless told. */
  readonly resolution?: Resolution | undefined;
}

/** Bars at most in a batch. */
const BATCH = 2_000;
/** Files at most that are open at once. */
const OPEN = 64;

/**
 * Opens market data in the LEAN layout and checks up front all that can be checked without unpacking it: trade bars (`market.bar`) and
 * quote bars (`market.quoteBar`), each told at its end. Memory holds one day of packed rows and a batch, whatever the range; of daily
 * bars, which LEAN keeps in one file a symbol, all of the files. A bad row stops the reading when it is reached (`badCsvRow`).
 *
 * Format: QuantConnect LEAN, `Data/equity/readme.md`: times are milliseconds after midnight in New York at the start of the bar, prices
 * count 1e-4 dollars.
 * @throws `missingFile`, `unknownSymbol`, `noData`, `corruptData`, `badArgument`, `badIdentifier`
 */
export async function createLeanData(options: LeanDataOptions): Promise<MarketData> {
  const { resolution = 'minute' } = options;
  checkOptions(options, resolution);
  const selection = { ...options, resolution };
  const files = await findLeanFiles(selection);
  for (const group of groups(files, OPEN)) await Promise.all(group.map(({ file }) => checkZip(file)));
  const days = resolution === 'daily' ? await dailySpan(files, selection) : daySpan(files);
  return {
    name: `LEAN ${resolution}`,
    instruments: [...new Set(files.map(({ instrument }) => instrument))],
    days,
    batches: () => readDays(files, selection),
  };
}

function checkOptions(options: LeanDataOptions, resolution: string): void {
  checkRange(options);
  if (!Object.hasOwn(periods, resolution)) {
    throw new OrdermatonError('badArgument', {
      argument: 'resolution',
      problem: `'${resolution}' is none of ${Object.keys(periods).join(', ')}`,
    });
  }
  if (options.symbols?.length === 0)
    throw new OrdermatonError('badArgument', { argument: 'symbols', problem: 'no symbol is named' });
}

type Selection = LeanSelection & BadRowOptions;

function daySpan(files: readonly LeanFile[]): MarketData['days'] {
  const sorted = files.map(({ day }) => day).sort();
  return { from: sorted[0] ?? '', to: sorted.at(-1) ?? '' };
}

/** Daily files do not say in their name which days they hold, so they are looked through once. */
async function dailySpan(files: readonly LeanFile[], selection: Selection): Promise<MarketData['days']> {
  let from = '';
  let to = '';
  for (const { file, instrument } of files) {
    const text = Buffer.from(await unzipFirst(file)).toString('latin1');
    const days = [...text.matchAll(/^(\d{4})(\d\d)(\d\d) /gm)].map(
      ([, year, month, date]) => `${year}-${month}-${date}`,
    );
    const inside = days.filter((day) => (selection.from ?? day) <= day && day <= (selection.to ?? day));
    if (inside.length === 0 && selection.symbols !== undefined) noData(selection, instrument);
    for (const day of inside) {
      if (from === '' || day < from) from = day;
      if (day > to) to = day;
    }
  }
  return from === '' ? noData(selection, 'any symbol') : { from, to };
}

/** Day by day: the files of a day are unpacked together, their rows merged. */
async function* readDays(
  files: readonly LeanFile[],
  selection: Selection,
): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  const days = Map.groupBy(files, ({ day }) => day);
  for (const day of [...days.keys()].sort()) {
    const midnight = day === '' ? (0 as Timestamp) : newYorkTime(day);
    const sources: LeanRows[] = [];
    for (const group of groups(days.get(day) ?? [], OPEN)) {
      sources.push(...(await Promise.all(group.map((file) => openRows(file, midnight, selection)))));
    }
    for (const batch of merged(sources)) yield day === '' ? inRange(batch, selection) : batch;
  }
}

async function openRows(
  { file, instrument, kind }: LeanFile,
  midnight: Timestamp,
  selection: Selection,
): Promise<LeanRows> {
  const { resolution } = selection;
  return new LeanRows(await unzipFirst(file), {
    instrument,
    kind,
    resolution,
    midnight,
    bad: new BadRows(file, selection),
  });
}

/**
 * Merges rows by time and, at one time, in the order of their sources. Bars stand on a grid that all share, so it pays to go through
 * all sources once for each time instead of keeping them sorted.
 */
function* merged(all: readonly LeanRows[]): Generator<readonly Timed<MarketEvent>[]> {
  let batch: Timed<MarketEvent>[] = [];
  let sources = all.filter((source) => source.next());
  while (sources.length > 0) {
    let at = Number.POSITIVE_INFINITY;
    for (const { item } of sources) if (item !== undefined && item.at < at) at = item.at;
    let hasEnded = false;
    for (const source of sources) {
      if (source.item?.at !== at) continue;
      batch.push(source.item);
      if (!source.next()) hasEnded = true;
    }
    if (hasEnded) sources = sources.filter(({ item }) => item !== undefined);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function inRange(batch: readonly Timed<MarketEvent>[], { from, to }: DateRange): readonly Timed<MarketEvent>[] {
  if (from === undefined && to === undefined) return batch;
  return batch.filter(({ event }) => {
    const day = newYorkDate((event as { readonly start: Timestamp }).start);
    return (from ?? day) <= day && day <= (to ?? day);
  });
}

function* groups<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let place = 0; place < items.length; place += size) yield items.slice(place, place + size);
}

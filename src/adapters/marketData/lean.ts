/** Market data in the LEAN folder layout: a zip for each symbol, day and kind, merged into one stream in time order. */
import { OrdermatonError } from '../../errors.ts';
import type { MarketData, MarketEvent, Timed } from '../../ports.ts';
import { checkDays } from '../calendar/newYork.ts';
import type { LeanFile, LeanQuery } from './leanFolder.ts';
import { findLeanFiles, noData } from './leanFolder.ts';
import { LeanRows } from './leanRows.ts';
import { dailyDate, dailySpans, intradaySpans } from './leanTimes.ts';
import { checkZip, readZippedCsv } from './leanZip.ts';
import { NumberLines } from './numberLines.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';

/** What to read of a LEAN folder, and what bad rows do. Bars of one time are told in the order of the symbols. */
export interface LeanDataOptions extends LeanQuery, BadRowOptions {}

/** Bars at most in a batch, or a few more: those of one time stay together. */
const BATCH = 2_000;
/** Files at most that are open at once. */
const OPEN = 64;
const resolutions: readonly unknown[] = ['minute', 'second', 'daily', undefined];

/**
 * Opens market data in the LEAN layout and checks all that can be checked without unpacking it: trade bars (`market.bar`) and quote bars
 * (`market.quoteBar`), each told at its end. Memory holds one day of rows and a batch, whatever the range; of daily bars, which LEAN keeps
 * in one file a symbol, those files. A bad row stops the reading when it is reached (`badCsvRow`), unless such rows are skipped.
 *
 * Format: QuantConnect LEAN, `Data/equity/readme.md`: times are milliseconds after midnight in New York at the start of the bar, prices
 * count 1e-4 dollars.
 * @throws `missingFile`, `unknownSymbol`, `noData`, `corruptData`, `badArgument`, `badIdentifier`
 */
export async function createLeanData(options: LeanDataOptions): Promise<MarketData> {
  checkOptions(options);
  const found = await findLeanFiles(options);
  const files = [...found.values()].flat();
  for (const group of groups(files)) await Promise.all(group.map(({ file }) => checkZip(file)));
  return {
    name: `LEAN ${options.resolution ?? 'minute'}`,
    instruments: [...found.keys()],
    days: options.resolution === 'daily' ? await dailyDays(files, options) : daysOf(files),
    batches: () => readDays(files, options),
  };
}

function checkOptions(options: LeanDataOptions): void {
  checkDays(options);
  const { resolution, symbols } = options;
  if (!resolutions.includes(resolution)) {
    const problem = `'${resolution}' is none of minute, second and daily`;
    throw new OrdermatonError('badArgument', { argument: 'resolution', problem });
  }
  if (symbols?.length === 0)
    throw new OrdermatonError('badArgument', { argument: 'symbols', problem: 'there is none' });
}

function daysOf(files: readonly LeanFile[]): MarketData['days'] {
  const dates = files.map(({ date = '' }) => date).sort();
  return { from: dates[0] ?? '', to: dates.at(-1) ?? '' };
}

/** The names of daily files do not say which days they hold: they are looked through once. */
async function dailyDays(files: readonly LeanFile[], options: LeanDataOptions): Promise<MarketData['days']> {
  const { from = '', to = '9999' } = options;
  const ends: string[] = [];
  for (const { file, instrument } of files) {
    const lines = new NumberLines(await readZippedCsv(file));
    const dates: string[] = [];
    while (lines.next()) {
      const date = dailyDate(lines) ?? '';
      if (date !== '' && date >= from && date <= to) dates.push(date);
    }
    dates.sort();
    if (dates.length === 0) throw noData(file, instrument, options);
    ends.push(dates[0] as string, dates.at(-1) as string);
  }
  ends.sort();
  return { from: ends[0] as string, to: ends.at(-1) as string };
}

/** Day by day: the files of a day are unpacked together, their rows merged. */
async function* readDays(
  files: readonly LeanFile[],
  options: LeanDataOptions,
): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  const days = Map.groupBy(files, ({ date = '' }) => date);
  for (const date of [...days.keys()].sort()) {
    const readSpan =
      options.resolution === 'daily' ? dailySpans(options) : intradaySpans(date, options.resolution ?? 'minute');
    const sources: LeanRows[] = [];
    for (const group of groups(days.get(date) ?? [])) {
      const opened = group.map(
        async (file) =>
          new LeanRows(file, await readZippedCsv(file.file), readSpan, new BadRows(file.file, 'badCsvRow', options)),
      );
      sources.push(...(await Promise.all(opened)));
    }
    yield* merged(sources);
  }
}

/** Merges rows by time and, at one time, in the order of their sources. */
function* merged(all: readonly LeanRows[]): Generator<readonly Timed<MarketEvent>[]> {
  let sources = all.filter((source) => source.next());
  let batch: Timed<MarketEvent>[] = [];
  while (sources.length > 0) {
    if (takeEarliest(sources, batch)) sources = sources.filter(({ item }) => item !== undefined);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Takes the bars of the earliest time; true when a source has ended. Bars stand on a grid that all share, so it pays to go through all
 * sources once for each time instead of keeping them sorted.
 */
function takeEarliest(sources: readonly LeanRows[], batch: Timed<MarketEvent>[]): boolean {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { item } of sources) if (item !== undefined && item.at < earliest) earliest = item.at;
  let hasEnded = false;
  for (const source of sources) {
    if (source.item?.at !== earliest) continue;
    batch.push(source.item);
    if (!source.next()) hasEnded = true;
  }
  return hasEnded;
}

function* groups<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let place = 0; place < items.length; place += OPEN) yield items.slice(place, place + OPEN);
}

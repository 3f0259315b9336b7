/** Market data from the flat files of QuantConnect LEAN: US equities, one zip a symbol, day and kind, or one a symbol for daily bars. */
import { OrdermatonError } from '../../errors.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { MarketData, MarketEvent, Timed } from '../../ports.ts';
import { checkDays } from '../calendar/newYork.ts';
import type { LeanActionOptions } from './leanActions.ts';
import { readActions } from './leanActions.ts';
import type { MissingDayOptions } from './leanDays.ts';
import { checkDaysOf } from './leanDays.ts';
import type { LeanFile, LeanQuery } from './leanFolder.ts';
import { findLeanFiles, noData } from './leanFolder.ts';
import type { LeanRow } from './leanRows.ts';
import { quoteBar, tradeBar } from './leanRows.ts';
import type { SpanReader } from './leanTimes.ts';
import { dailyDate, dailySpans, intradaySpans } from './leanTimes.ts';
import { readZippedCsv } from './leanZip.ts';
import { mergeOrdered } from './merge.ts';
import { NumberLines } from './numberLines.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';

/** What to read, and what to do with bad rows. */
export interface LeanOptions extends LeanQuery, BadRowOptions, MissingDayOptions, LeanActionOptions {}

/** How many bars of a file are made at a time. */
const CHUNK = 1_024;

/**
 * Opens a folder in the LEAN layout: `<root>/equity/usa/minute/<ticker>/<yyyymmdd>_{trade,quote}.zip`, the same for `second`, and
 * `<root>/equity/usa/daily/<ticker>.zip`. Trades come as `market.bar`, quotes as `market.quoteBar`, each at the end of its bar. At equal
 * times the symbol named first comes first, and its quotes before its trades. Splits and dividends come from
 * `<root>/equity/usa/factor_files`, before anything of their ex-date. No more than a day is held at a time. Every file is
 * unpacked once here, so that a damaged one is known before anything trades; a bad row is found when it is reached.
 * Source of the format: LEAN's `Data/equity/readme.md`.
 * @throws `badArgument`, `badIdentifier`, `missingFile`, `unknownSymbol`, `noData`, `missingDay`, `corruptData`; when read, `badCsvRow` with file and line
 */
export async function createLeanData(options: LeanOptions): Promise<MarketData> {
  checkOptions(options);
  const found = await findLeanFiles(options);
  const held = new Map<LeanFile, readonly string[]>();
  for (const file of found.flatMap(({ files }) => files)) {
    const days = await checkFile(file, options);
    if (days.length > 0) held.set(file, days);
    else if (options.symbols !== undefined && file.date === undefined)
      throw noData(file.file, file.instrument, options);
  }
  if (options.resolution !== 'daily') checkDaysOf(found, (file) => held.has(file), options);
  if (held.size === 0) throw noData(options.root, 'any symbol', options);
  const files = [...held.keys()];
  const dates = [...held.values()].flat().sort();
  const instruments = [...new Set(files.map(({ instrument }) => instrument))];
  const days = { from: dates[0] as string, to: dates.at(-1) as string };
  const actions = await readActions(options, instruments, days);
  return {
    name: `LEAN ${options.resolution ?? 'minute'} bars`,
    bars: found.some(({ kinds }) => kinds.has('trade')) ? [periodOf(options)] : [],
    instruments,
    days,
    batches: () => actions.among(dayByDay(files, options)),
  };
}

async function* dayByDay(
  files: readonly LeanFile[],
  options: LeanOptions,
): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  const days = Map.groupBy(files, ({ date = '' }) => date);
  for (const day of [...days.keys()].sort()) {
    const sources = (days.get(day) ?? []).map((file) => ({
      name: file.file,
      batches: () => readBars(file, options),
    }));
    yield* mergeOrdered(sources);
  }
}

const periodOf = ({ resolution = 'minute' }: LeanOptions): Duration =>
  MICROSECONDS[resolution === 'daily' ? 'day' : resolution] as Duration;

function checkOptions({ symbols, resolution = 'minute', ...days }: LeanOptions): void {
  checkDays(days);
  if (symbols?.length === 0)
    throw new OrdermatonError('badArgument', { argument: 'symbols', problem: 'none is named' });
  if (['minute', 'second', 'daily'].includes(resolution)) return;
  const problem = `'${resolution}' is not minute, second or daily`;
  throw new OrdermatonError('badArgument', { argument: 'resolution', problem });
}

/** Unpacks a file to see that it can be; the first and last day it holds within the range, or nothing. */
async function checkFile(
  { file, date }: LeanFile,
  { from = '', to = '9999' }: LeanOptions,
): Promise<readonly string[]> {
  const lines = new NumberLines(await readZippedCsv(file));
  if (date !== undefined) return lines.next() ? [date] : [];
  const days: string[] = [];
  while (lines.next()) {
    const day = dailyDate(lines);
    if (day !== undefined && day >= from && day <= to) days.splice(1, 1, day);
  }
  return days;
}

async function* readBars(file: LeanFile, options: LeanOptions): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  const lines = new NumberLines(await readZippedCsv(file.file));
  const next = rowReader(lines, file, options);
  const bad = new BadRows(file.file, 'badCsvRow', options);
  let bars: Timed<MarketEvent>[] = [];
  try {
    while (lines.next()) {
      const row = next();
      if (typeof row === 'object') bars.push(row);
      else if (row !== undefined) bad.add(lines.line, row);
      if (bars.length < CHUNK) continue;
      yield bars;
      bars = [];
    }
    if (bars.length > 0) yield bars;
  } finally {
    bad.report();
  }
}

/** Reads the line in hand; a bar must begin after the one before it. */
function rowReader(lines: NumberLines, { date, instrument, kind }: LeanFile, options: LeanOptions): () => LeanRow {
  const resolution = options.resolution === 'second' ? 'second' : 'minute';
  const spanOf: SpanReader = date === undefined ? dailySpans(options) : intradaySpans(date, resolution);
  const read = kind === 'trade' ? tradeBar : quoteBar;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const span = spanOf(lines);
    if (typeof span !== 'object') return span;
    if (span.start <= last) return `time ${lines.text(0)} is not after that of the row before`;
    const row = read(lines, instrument, span);
    if (typeof row === 'object') last = span.start;
    return row;
  };
}

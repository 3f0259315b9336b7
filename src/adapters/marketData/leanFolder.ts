/** Finds the files of some symbols and days in a folder of the LEAN layout, and says what is missing before anything is read. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import { isDate } from '../calendar/newYork.ts';

/** How long a bar lasts. */
export type LeanResolution = 'minute' | 'second' | 'daily';

/** What to look for. */
export interface LeanQuery {
  /** The folder that holds `equity/usa`. */
  readonly root: string;
  /** Tickers in any case; all there are unless told. */
  readonly symbols?: readonly string[];
  /** First and last day wanted, `YYYY-MM-DD` in exchange time; all there are unless told. */
  readonly from?: string;
  readonly to?: string;
  /** `minute` unless told. */
  readonly resolution?: LeanResolution;
}

/** One zip with one CSV file of bars. */
export interface LeanFile {
  readonly file: string;
  readonly instrument: InstrumentId;
  readonly kind: 'quote' | 'trade';
  /** Its day; `undefined` for a daily file, which holds all of them. */
  readonly date: string | undefined;
}

/** How many symbols an error names as known. */
const NAMED = 20;

/**
 * The files asked for, by symbol in the order asked, by day, quotes before trades.
 * @throws `missingFile` without the folder, `unknownSymbol` naming those there are, `noData` for a symbol named
 * without a file in the range; symbols not named are left out then
 */
export async function findLeanFiles(query: LeanQuery): Promise<ReadonlyMap<InstrumentId, readonly LeanFile[]>> {
  const { root, resolution = 'minute' } = query;
  await list(root);
  const folder = join(root, 'equity', 'usa', resolution);
  const known = await listSymbols(folder, resolution);
  const symbols = query.symbols?.map(instrumentId) ?? [...known.keys()].sort();
  const found = new Map<InstrumentId, readonly LeanFile[]>();
  for (const symbol of symbols) {
    const name = known.get(symbol);
    if (name === undefined) throw unknownSymbol(symbol, folder, [...known.keys()]);
    const place = join(folder, name);
    const files: readonly LeanFile[] =
      resolution === 'daily'
        ? [{ file: place, instrument: symbol, kind: 'trade', date: undefined }]
        : await listDays(place, symbol, query);
    if (files.length > 0) found.set(symbol, files);
    else if (query.symbols !== undefined) throw noData(place, symbol, query);
  }
  if (found.size === 0) throw noData(folder, 'any symbol', query);
  return found;
}

/** The error of a symbol without a bar in the range of a query: `what` names it. */
export function noData(place: string, what: string, { from, to }: Pick<LeanQuery, 'from' | 'to'>): OrdermatonError {
  const range = [from === undefined ? [] : [`from ${from}`], to === undefined ? [] : [`to ${to}`]].flat().join(' ');
  return new OrdermatonError('noData', { place, what: `${what} ${range}`.trimEnd() });
}

/** Ticker to the name of its folder, or of its zip for daily bars: equities have only trades there. */
async function listSymbols(folder: string, resolution: LeanResolution): Promise<ReadonlyMap<InstrumentId, string>> {
  const entries = await list(folder);
  const symbols = new Map<InstrumentId, string>();
  for (const entry of entries) {
    if (resolution !== 'daily' && entry.isDirectory()) symbols.set(instrumentId(entry.name), entry.name);
    else if (resolution === 'daily' && entry.name.endsWith('.zip'))
      symbols.set(instrumentId(entry.name.slice(0, -4)), entry.name);
  }
  return symbols;
}

async function listDays(folder: string, instrument: InstrumentId, query: LeanQuery): Promise<readonly LeanFile[]> {
  const { from = '', to = '9999' } = query;
  const files = (await list(folder)).map(({ name }) => name).sort();
  return files.flatMap((name): LeanFile[] => {
    const match = /^(\d{4})(\d\d)(\d\d)_(quote|trade)\.zip$/.exec(name);
    if (match === null) return [];
    const date = `${match[1]}-${match[2]}-${match[3]}`;
    if (!isDate(date) || date < from || date > to) return [];
    return [{ file: join(folder, name), instrument, kind: match[4] as 'quote' | 'trade', date }];
  });
}

const list = (folder: string) =>
  readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new OrdermatonError('missingFile', { file: folder, problem: error.message });
  });

function unknownSymbol(symbol: InstrumentId, folder: string, known: readonly InstrumentId[]): OrdermatonError {
  const more = known.length > NAMED ? ` and ${known.length - NAMED} more` : '';
  const names = [...known].sort().slice(0, NAMED).join(', ');
  return new OrdermatonError('unknownSymbol', {
    symbol,
    place: `in ${folder}`,
    known: known.length === 0 ? 'none' : names + more,
  });
}

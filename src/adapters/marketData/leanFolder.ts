/** Finds the files of some symbols and days in a folder of the LEAN layout, and says what is missing before anything is read. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import { isDate } from '../calendar/newYork.ts';
import { fileProblem } from '../documents/fileProblem.ts';

/** How long a bar lasts. */
type LeanResolution = 'minute' | 'second' | 'daily';

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

/** What a folder has of a symbol. */
export interface LeanSymbol {
  readonly instrument: InstrumentId;
  /** Where its files lie. */
  readonly folder: string;
  /** The kinds of file that it has on any day. */
  readonly kinds: ReadonlySet<LeanFile['kind']>;
  /** Those of the days wanted. */
  readonly files: readonly LeanFile[];
}

/** How many symbols an error names as known. */
const NAMED = 20;

/**
 * The files asked for, by symbol in the order asked, by day, quotes before trades.
 * @throws `missingFile` without the folder, `unknownSymbol` naming those there are, `noData` for a symbol named that has no file
 * in the range, or if none has; symbols that are not named are left out then
 */
export async function findLeanFiles(query: LeanQuery): Promise<readonly LeanSymbol[]> {
  const { root, resolution = 'minute' } = query;
  await list(root);
  const folder = join(root, 'equity', 'usa', resolution);
  const known = await listSymbols(folder, resolution);
  const symbols = query.symbols?.map(instrumentId) ?? [...known.keys()].sort();
  const found: LeanSymbol[] = [];
  for (const symbol of new Set(symbols)) {
    const name = known.get(symbol);
    if (name === undefined) throw unknownSymbol(symbol, folder, [...known.keys()]);
    const place = join(folder, name);
    const daily: LeanFile = { file: place, instrument: symbol, kind: 'trade', date: undefined };
    const there = resolution === 'daily' ? dailySymbol(daily) : await listDays(place, symbol, query);
    if (there.files.length > 0) found.push(there);
    else if (query.symbols !== undefined) throw noData(place, symbol, query);
  }
  if (found.length === 0) throw noData(folder, 'any symbol', query);
  return found;
}

/** The error of a place without a row of somebody in a range of days. */
export function noData(place: string, whom: string, { from, to }: Pick<LeanQuery, 'from' | 'to'>): OrdermatonError {
  const range = `${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`;
  return new OrdermatonError('noData', { place, what: `${whom}${range}` });
}

/** Ticker to the name of its folder, or of its zip for daily bars: equities have only trades there. */
async function listSymbols(folder: string, resolution: LeanResolution): Promise<ReadonlyMap<InstrumentId, string>> {
  const isDaily = resolution === 'daily';
  const symbols = new Map<InstrumentId, string>();
  for (const entry of await list(folder)) {
    if (isDaily ? !entry.name.endsWith('.zip') : entry.isFile()) continue;
    symbols.set(instrumentId(isDaily ? entry.name.slice(0, -'.zip'.length) : entry.name), entry.name);
  }
  return symbols;
}

/** The file that holds a kind of bars of a symbol for a day. */
export function leanFileOf(
  { folder, instrument }: Pick<LeanSymbol, 'folder' | 'instrument'>,
  date: string,
  kind: LeanFile['kind'],
): LeanFile & { readonly folder: string } {
  return { file: join(folder, `${date.replaceAll('-', '')}_${kind}.zip`), folder, instrument, kind, date };
}

const dailySymbol = (file: LeanFile): LeanSymbol => ({
  instrument: file.instrument,
  folder: file.file,
  kinds: new Set([file.kind]),
  files: [file],
});

async function listDays(folder: string, instrument: InstrumentId, query: LeanQuery): Promise<LeanSymbol> {
  const { from = '', to = '9999' } = query;
  const names = (await list(folder)).map(({ name }) => name).sort();
  const all = names.flatMap((name): readonly LeanFile[] => {
    const [, year, month, day, kind] = /^(\d{4})(\d\d)(\d\d)_(quote|trade)\.zip$/.exec(name) ?? [];
    const date = `${year}-${month}-${day}`;
    return isDate(date) ? [leanFileOf({ folder, instrument }, date, kind as LeanFile['kind'])] : [];
  });
  const files = all.filter(({ date = '' }) => date >= from && date <= to);
  return { instrument, folder, kinds: new Set(all.map(({ kind }) => kind)), files };
}

const list = (folder: string) =>
  readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new OrdermatonError('missingFile', { file: folder, problem: fileProblem(error) });
  });

function unknownSymbol(symbol: InstrumentId, folder: string, known: readonly InstrumentId[]): OrdermatonError {
  const more = known.length > NAMED ? ` and ${known.length - NAMED} more` : '';
  const names = known.length === 0 ? 'none' : [...known].sort().slice(0, NAMED).join(', ') + more;
  return new OrdermatonError('unknownSymbol', { symbol, place: `in ${folder}`, known: names });
}

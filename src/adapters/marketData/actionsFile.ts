/** Splits and dividends from a CSV file of their own, put among what a source of market data says, each at the first moment of its ex-date. */

import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { price, quantity } from '../../money.ts';
import type { CorporateAction, MarketData, MarketFact, Timed } from '../../ports.ts';
import { isDate, newYorkTime } from '../calendar/newYork.ts';
import { createNyseCalendar } from '../calendar/nyseCalendar.ts';
import { csvRecords } from './csvRecords.ts';
import { actionsAmong } from './leanActions.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';

export interface ActionsFileOptions extends BadRowOptions {
  /** With the header `exDate,symbol` and `newShares,oldShares`, `perShare`, or all three; `currency` beside `perShare` where it is not USD. */
  readonly file: string;
}

/** The columns of a header, where each stands. */
type Places = ReadonlyMap<string, number>;

/** What a row says. */
interface Row {
  readonly exDate: string;
  readonly instrument: InstrumentId;
  readonly split?: { readonly newShares: Quantity; readonly oldShares: Quantity };
  readonly dividend?: { readonly perShare: Price; readonly currency: string };
}

/**
 * The same source, with the splits and dividends of the file; those of other symbols and days are left out. The whole file is read here.
 * @throws `missingFile`, `badCsvRow` with file, line and field
 */
export async function withActions(market: MarketData, { file, ...options }: ActionsFileOptions): Promise<MarketData> {
  const { from, to } = market.days;
  const rows = await readRows(file, options);
  const wanted = rows.filter(
    ({ exDate, instrument }) => exDate >= from && exDate <= to && market.instruments.includes(instrument),
  );
  const due = wanted.map((row) => ({ at: newYorkTime(row.exDate), row })).sort((a, b) => a.at - b.at);
  return {
    ...market,
    batches: (): AsyncIterable<readonly Timed<MarketFact>[]> =>
      actionsAmong(market.batches(), due, ({ at, row }) => factsOf(row, at)),
  };
}

async function readRows(file: string, options: BadRowOptions): Promise<readonly Row[]> {
  const bad = new BadRows(file, 'badCsvRow', options);
  const known = new Set<string>();
  const rows: Row[] = [];
  let places: Places | undefined;
  for await (const { line, fields } of csvRecords(file, bad)) {
    if (places === undefined) {
      places = readHeader(file, line, fields);
      continue;
    }
    const row = readRow(places, fields);
    const problem = typeof row === 'string' ? row : repeated(row, known);
    if (typeof row === 'string' || problem !== undefined) bad.add(line, problem ?? '');
    else rows.push(row);
  }
  if (places === undefined) throw new OrdermatonError('badCsvRow', { file, line: 1, problem: 'there is no header' });
  bad.report();
  return rows;
}

const ALWAYS = ['exDate', 'symbol'] as const;
const COLUMNS = [...ALWAYS, 'newShares', 'oldShares', 'perShare', 'currency'] as const;

/** Capitals do not matter, nor does the order; a column of another name is refused: it could be one of these, misspelt. */
function readHeader(file: string, line: number, fields: readonly string[]): Places {
  const places = new Map<string, number>();
  for (const [place, field] of fields.entries()) {
    const column = COLUMNS.find((each) => each.toLowerCase() === field.toLowerCase());
    const problem =
      column === undefined
        ? `the header names '${field}', and not only ${COLUMNS.join(', ')}`
        : places.has(column)
          ? `the header names ${column} twice`
          : undefined;
    if (column === undefined || problem !== undefined)
      throw new OrdermatonError('badCsvRow', { file, line, problem: problem ?? '' });
    places.set(column, place);
  }
  const isWhole = places.has('newShares') === places.has('oldShares');
  const missing = ALWAYS.filter((column) => !places.has(column));
  if (missing.length === 0 && isWhole && (places.has('newShares') || places.has('perShare'))) return places;
  const problem = `the header '${fields.join()}' lacks ${missing[0] ?? 'newShares and oldShares, or perShare'}`;
  throw new OrdermatonError('badCsvRow', { file, line, problem });
}

function readRow(places: Places, fields: readonly string[]): Row | string {
  if (fields.length !== places.size) return `has ${fields.length} fields instead of ${places.size}`;
  const text = (column: (typeof COLUMNS)[number]): string => fields[places.get(column) ?? -1] ?? '';
  const exDate = text('exDate');
  if (!isDate(exDate) || !isSession(exDate)) return `exDate is '${exDate}', not a trading day such as 2025-03-04`;
  const instrument = attempted(() => instrumentId(text('symbol').toUpperCase()));
  if (instrument === undefined) return `symbol is '${text('symbol')}', not a name`;
  const split = splitOf(text('newShares'), text('oldShares'));
  if (typeof split === 'string') return split;
  const dividend = dividendOf(text('perShare'), text('currency'));
  if (typeof dividend === 'string') return dividend;
  if (split === undefined && dividend === undefined) return 'has neither newShares and oldShares nor perShare';
  return {
    exDate,
    instrument,
    ...(split === undefined ? {} : { split }),
    ...(dividend === undefined ? {} : { dividend }),
  };
}

const calendar = createNyseCalendar();
const isSession = (date: string): boolean => [...calendar.sessions(date, date)].length > 0;

/** Whole shares, as issuers put it: 3 for 2. */
function splitOf(newText: string, oldText: string): Row['split'] | string {
  if (newText === '' && oldText === '') return undefined;
  for (const [column, text] of [
    ['newShares', newText],
    ['oldShares', oldText],
  ] as const)
    if (!/^[1-9]\d{0,8}$/.test(text)) return `${column} is '${text}', not a whole number above zero`;
  if (newText === oldText) return `newShares and oldShares are both '${newText}'`;
  return { newShares: quantity(newText), oldShares: quantity(oldText) };
}

function dividendOf(perShare: string, currency: string): Row['dividend'] | string {
  if (perShare === '') return currency === '' ? undefined : `currency is '${currency}', and perShare is missing`;
  const amount = attempted(() => price(perShare));
  if (amount === undefined || amount <= 0n)
    return `perShare is '${perShare}', not an amount above zero with at most 8 decimals`;
  if (currency !== '' && !/^[A-Z]{3}$/.test(currency))
    return `currency is '${currency}', not three capitals such as USD`;
  return { perShare: amount, currency: currency === '' ? 'USD' : currency };
}

/** One split and one dividend a day and symbol. */
function repeated({ exDate, instrument, split, dividend }: Row, known: Set<string>): string | undefined {
  const kinds = [...(split === undefined ? [] : ['split']), ...(dividend === undefined ? [] : ['dividend'])];
  const again = kinds.find((kind) => known.has(`${kind} of ${instrument} on ${exDate}`));
  if (again !== undefined) return `there already is a ${again} of ${instrument} on ${exDate}`;
  for (const kind of kinds) known.add(`${kind} of ${instrument} on ${exDate}`);
  return undefined;
}

/** A dividend is paid on the shares of before a split of the same day. */
function factsOf({ exDate, instrument, split, dividend }: Row, at: Timestamp): readonly Timed<CorporateAction>[] {
  const what = { instrument, exDate, source: 'actions file' } as const;
  return [
    ...(dividend === undefined ? [] : [{ at, event: { type: 'market.dividend', ...what, ...dividend } as const }]),
    ...(split === undefined ? [] : [{ at, event: { type: 'market.split', ...what, ...split } as const }]),
  ];
}

function attempted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

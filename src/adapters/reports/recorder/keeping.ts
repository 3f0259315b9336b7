/** The recorder's books as entries that a journal keeps: what has changed since the last time, and all of it put back. */
import { decode, encode } from '../../../codec.ts';
import type { InstrumentId, OrderId, PositionId, Timestamp } from '../../../identifiers.ts';
import { zero } from '../../../money.ts';
import type { ReaderEntry } from '../../../ports.ts';
import type { RecordedDay, RecordedFill, RecordedOrder, RecordedTrade, Recording } from '../recording.ts';
import type { Changed, Shelf } from './changed.ts';
import type { DayBook } from './days.ts';
import type { EquityBook, Line } from './equity.ts';
import type { FillBook } from './fills.ts';
import type { TradeBook } from './trades.ts';

/** The version of the entries: another one is not read. */
export const BOOKS_VERSION = 1;

export interface KeptBooks {
  readonly recording: Recording;
  readonly fills: FillBook;
  readonly trades: TradeBook;
  readonly days: DayBook;
  readonly equity: EquityBook;
  readonly changed: Changed;
  currency: string | undefined;
}

/** What there is one of. */
type Run = Pick<Recording, 'startingEquity' | 'since' | 'firstAt' | 'lastAt'> &
  Pick<EquityBook, 'minute'> &
  Partial<Pick<KeptBooks, 'currency'> & Pick<DayBook, 'session'>> &
  Pick<TradeBook, 'cause'>;
/** It changes with every market event, and is kept each time. */
const RUN = 'run';

/** How entries of one book are found and put back. */
interface Access {
  of(key: string): unknown;
  put(key: string, value: unknown): void;
}

/** What is other than the last time it was asked for. */
export function changesIn(books: KeptBooks): readonly ReaderEntry[] {
  const shelves = shelvesOf(books);
  const entries: ReaderEntry[] = [{ part: RUN, key: '', text: encode(runOf(books)) }];
  for (const [part, keys] of books.changed.take())
    for (const key of keys) entries.push({ part, key, text: encode(shelves[part].of(key)) });
  return entries;
}

/** Puts entries in the place of whatever the books hold. Those of another reader are passed over. */
export function putBack(books: KeptBooks, entries: readonly ReaderEntry[]): void {
  clear(books);
  const shelves = shelvesOf(books);
  for (const { part, key, text } of entries) {
    if (part === RUN) putRun(books, decode(text) as Run);
    else if (part in shelves) shelves[part as Shelf].put(key, decode(text));
  }
  books.changed.take(); // as it was kept
}

function shelvesOf({ recording, fills, equity }: KeptBooks): Readonly<Record<Shelf, Access>> {
  const { orders, trades, days, curve, counts, alarms } = recording;
  const { lines } = equity;
  return {
    orders: {
      of: (key) => orders.get(key as OrderId),
      put: (key, value) => orders.set(key as OrderId, value as RecordedOrder),
    },
    fills: { of: (key) => recording.fills[Number(key)], put: (_, value) => fills.add(value as RecordedFill) },
    trades: {
      of: (key) => trades.get(key as PositionId),
      put: (key, value) => trades.set(key as PositionId, value as RecordedTrade),
    },
    days: { of: (key) => days.get(key), put: (key, value) => days.set(key, value as RecordedDay) },
    lines: {
      of: (key) => lines.get(key as InstrumentId),
      put: (key, value) => lines.set(key as InstrumentId, value as Line),
    },
    curve: { of: (key) => curve[Number(key)], put: (_, value) => curve.push(value as Recording['curve'][number]) },
    counts: { of: (key) => counts.get(key), put: (key, value) => counts.set(key, value as number) },
    alarms: { of: (key) => alarms[Number(key)], put: (_, value) => alarms.push(value as Recording['alarms'][number]) },
  };
}

function runOf({ recording, equity, days, trades, currency }: KeptBooks): Run {
  const { startingEquity, since, firstAt, lastAt } = recording;
  const { session } = days;
  return {
    ...{ startingEquity, since, firstAt, lastAt, minute: equity.minute, cause: trades.cause },
    ...(currency === undefined ? {} : { currency }),
    ...(session === undefined ? {} : { session }),
  };
}

function putRun(books: KeptBooks, { minute, cause, currency, session, ...run }: Run): void {
  Object.assign(books.recording, run);
  books.equity.minute = minute;
  books.trades.cause = cause;
  books.currency = currency;
  books.days.session = session;
}

function clear(books: KeptBooks): void {
  const { recording, fills, equity } = books;
  for (const book of [recording.orders, recording.trades, recording.days, recording.counts, equity.lines]) book.clear();
  fills.clear();
  recording.curve.length = 0;
  recording.alarms.length = 0;
  putRun(books, { startingEquity: zero, since: null, firstAt: null, lastAt: 0 as Timestamp, minute: 0, cause: null });
}

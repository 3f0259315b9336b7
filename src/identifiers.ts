/** Names of things. Each is text with a brand, so that an order's name can't be taken for a position's. */
import { OrdermatonError } from './errors.ts';

declare const kind: unique symbol;
type Named<K extends string> = string & { readonly [kind]: K };

/** An instrument as the desk calls it: the ticker of a US stock or ETF. */
export type InstrumentId = Named<'instrument'>;
/** An account at the broker. */
export type AccountId = Named<'account'>;
/** One strategy's positions in one account. */
export type BookId = Named<'book'>;
/** An order of ours; it travels to the broker as its `orderRef`. */
export type OrderId = Named<'order'>;
/** Orders that belong together. */
export type GroupId = Named<'group'>;
/** One round trip in one instrument in one book. */
export type PositionId = Named<'position'>;
/** The broker's name of an execution without its revision (`x` of `x.01`). */
export type ExecutionId = Named<'execution'>;
/** What a person moved into a book: quantity that was in the account before us, or came without us. */
export type AdoptionId = Named<'adoption'>;
/** A command that waits in the outbox or has left it. */
export type CommandId = Named<'command'>;
/** What the risk gate wrote when it let an order or an amendment pass. */
export type ApprovalId = Named<'approval'>;
/** A rule of the desk document. */
export type RuleId = Named<'rule'>;
/** A signal, as its source calls it. */
export type SignalId = Named<'signal'>;
/** A timer: its owner and what it is for. */
export type TimerId = Named<'timer'>;
/** A price level that somebody watches. */
export type WatchId = Named<'watch'>;
/** Microseconds since 1970-01-01T00:00:00Z. */
export type Timestamp = number & { readonly [kind]: 'timestamp' };
/** Microseconds between two moments. */
export type Duration = number & { readonly [kind]: 'duration' };

/**
 * Brands text as a name. Names are 1 to 128 printable characters without spaces.
 * @throws `badIdentifier` for anything else.
 */
export function named<Id extends Named<string>>(text: string): Id {
  if (!/^[!-~]{1,128}$/.test(text)) throw new OrdermatonError('badIdentifier', { value: text });
  return text as Id;
}

/** The instrument called `ticker`, in capitals. @throws `badIdentifier` */
export const instrumentId = (ticker: string): InstrumentId => named<InstrumentId>(ticker.toUpperCase());
/** The account called `text`. @throws `badIdentifier` */
export const accountId = (text: string): AccountId => named<AccountId>(text);
/** The book called `text`. @throws `badIdentifier` */
export const bookId = (text: string): BookId => named<BookId>(text);

/** Microseconds in the units people use. */
export const MICROSECONDS = {
  millisecond: 1_000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
} as const;

/** A duration of so many seconds. */
export const seconds = (count: number): Duration => Math.round(count * MICROSECONDS.second) as Duration;
/** A duration of so many minutes. */
export const minutes = (count: number): Duration => Math.round(count * MICROSECONDS.minute) as Duration;
/** The moment `after` a moment. */
export const later = (at: Timestamp, after: number): Timestamp => (at + after) as Timestamp;

/**
 * The moment an ISO 8601 text with an offset names (`2013-10-07T13:45:02Z`), exact to the microsecond.
 * @throws `badTime` if the text is no such moment.
 */
export function timestamp(iso: string): Timestamp {
  const match = /^(\d{4}-\d\d-\d\d)(T(?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/.exec(iso);
  const parsed = match === null ? Number.NaN : Date.parse(`${match[1]}${match[2]}${match[4]}`);
  if (match === null || Number.isNaN(parsed) || !isDay(match[1] ?? ''))
    throw new OrdermatonError('badTime', { value: iso });
  return (parsed * MICROSECONDS.millisecond + Number((match[3] ?? '').padEnd(6, '0'))) as Timestamp;
}

/** Whether the month has that day: the platform takes 30 February for 2 March. */
function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** ISO 8601 text in UTC; fractions of a second only where there are any. */
export function isoTime(at: Timestamp): string {
  const micros = ((at % MICROSECONDS.second) + MICROSECONDS.second) % MICROSECONDS.second;
  const whole = new Date((at - micros) / MICROSECONDS.millisecond).toISOString().slice(0, 19);
  return micros === 0 ? `${whole}Z` : `${whole}.${String(micros).padStart(6, '0').replace(/0+$/, '')}Z`;
}

/** Profit of each book by itself, kept as it changes while the desk document has limits on the losses of books. */
import type { Event } from '../../events.ts';
import type { BookId, InstrumentId, PositionId } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { minus, plus, times, zero } from '../../money.ts';
import type { Books } from '../desk/books.ts';
import type { Registry } from '../desk/registry.ts';
import type { Quote } from '../market/priceIndex.ts';
import type { Owners } from '../owners.ts';

/** What has been won or lost: `realised` has dividends and fees in it, `open` is what is held at its marks. */
export interface Profit {
  readonly realised: Amount;
  readonly open: Amount;
}

type Changed = Omit<Event<'position.changed'>, 'type' | 'account'>;

/** All that a book holds in one instrument: long and short have marks of their own. */
interface Line {
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly long: Quantity;
  /** Below zero. */
  readonly short: Quantity;
  readonly worth: Amount;
}

/** What a quantity is worth at a quote, by the marks of the desk. */
export type MarkOf = (quote: Quote, isLong: boolean) => Price;

export interface BookProfits {
  changed(position: Changed, quote: Quote | undefined): void;
  mark(instrument: InstrumentId, quote: Quote): void;
  of(book: BookId): Profit;
  /** Books that have traded, by name. */
  books(): readonly BookId[];
  /** Begins with what is held now: until then nobody has asked. */
  seed(registry: Registry, books: Books, quoteOf: (instrument: InstrumentId) => Quote | undefined): void;
}

interface Sums {
  readonly realised: Amount;
  readonly cost: Amount;
  readonly worth: Amount;
}
const nothing: Sums = { realised: zero, cost: zero, worth: zero };

export function createBookProfits(owners: Owners, markOf: MarkOf): BookProfits {
  const own = owners.register('bookProfits', 1);
  const sums = own.records<BookId, Sums>('sums');
  const lines = own.records<string, Line>('lines');
  /** What of each position is in the sums. */
  const counted = own.records<PositionId, { readonly quantity: Quantity; readonly cost: Amount; readonly net: Amount }>(
    'counted',
  );
  /** Which books hold something in an instrument. */
  const holders = own.records<InstrumentId, readonly BookId[]>('holders');

  const worthOf = ({ long, short }: Pick<Line, 'long' | 'short'>, quote: Quote): Amount =>
    plus(times(markOf(quote, true), long), times(markOf(quote, false), short));

  function put(line: Line): void {
    const { book, instrument } = line;
    const key = `${book}/${instrument}`;
    const now = sums.get(book) ?? nothing;
    sums.set(book, { ...now, worth: plus(now.worth, minus(line.worth, lines.get(key)?.worth ?? zero)) });
    const others = (holders.get(instrument) ?? []).filter((each) => each !== book);
    if (line.long !== 0n || line.short !== 0n) {
      lines.set(key, line);
      holders.set(instrument, [...others, book].sort());
      return;
    }
    lines.delete(key);
    if (others.length === 0) holders.delete(instrument);
    else holders.set(instrument, others);
  }

  function changed(position: Changed, quote: Quote | undefined): void {
    const { book, instrument, quantity, cost, realised, fees, dividends } = position;
    const old = counted.get(position.position) ?? { quantity: zero, cost: zero, net: zero };
    const net = (realised + dividends - fees) as Amount;
    counted.set(position.position, { quantity, cost, net });
    const before = sums.get(book) ?? nothing;
    sums.set(book, {
      ...before,
      realised: (before.realised + net - old.net) as Amount,
      cost: (before.cost + cost - old.cost) as Amount,
    });
    const line = lines.get(`${book}/${instrument}`) ?? { book, instrument, long: zero, short: zero, worth: zero };
    const long = (line.long + longOf(quantity) - longOf(old.quantity)) as Quantity;
    const short = (line.short + shortOf(quantity) - shortOf(old.quantity)) as Quantity;
    const worth = quote === undefined ? zero : worthOf({ long, short }, quote);
    put({ book, instrument, long, short, worth });
  }

  return {
    changed,
    mark(instrument, quote) {
      for (const book of holders.get(instrument) ?? []) {
        const line = lines.get(`${book}/${instrument}`);
        const worth = line === undefined ? zero : worthOf(line, quote);
        if (line !== undefined && worth !== line.worth) put({ ...line, worth });
      }
    },
    of(book) {
      const { realised, cost, worth } = sums.get(book) ?? nothing;
      return { realised, open: minus(worth, cost) };
    },
    books: () => sums.ordered().map(([book]) => book),
    seed(registry, books, quoteOf) {
      for (const all of [sums, lines, counted, holders]) for (const [key] of all.ordered()) all.delete(key as never);
      for (const { position } of books.open()) {
        const context = registry.snapshot('position', position)?.context;
        if (context !== undefined) changed(context, quoteOf(context.instrument));
      }
    },
  };
}

const longOf = (quantity: Quantity): bigint => (quantity > 0n ? quantity : 0n);
const shortOf = (quantity: Quantity): bigint => (quantity < 0n ? quantity : 0n);

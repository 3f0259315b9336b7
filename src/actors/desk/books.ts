/**
 * The books: which position a fill belongs to. A fill through zero is split before any position hears of it; a fill that no living
 * position expects opens one of its own. Executions remember their owners, so that a fee or a correction finds them later.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, GroupId, InstrumentId, PositionId } from '../../identifiers.ts';
import { split } from '../../machines/position/accounting.ts';
import type { Amount, Quantity } from '../../money.ts';
import { magnitude, minus, shareOf, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Registry } from './registry.ts';

/** A position's part of an execution; the quantity is without sign. */
interface Part {
  readonly position: PositionId;
  readonly quantity: Quantity;
}

export interface Books {
  readonly filled: Station<Event<'order.filled'>>;
  readonly revised: Station<Event<'order.revised'>>;
  readonly charged: Station<Event<'order.commission'>>;
  readonly settled: Station<Event<'order.settled' | 'order.reopened'>>;
  /** A round trip ended: its place in the book is free. */
  readonly ended: Station<Event<'position.closed' | 'position.abandoned'>>;
  readonly reopened: Station<Event<'position.reopened'>>;
  /** Enters a planned position in its book. */
  plan(book: BookId, instrument: InstrumentId, position: PositionId): void;
  /** The position that is planned or held in a book. */
  positionOf(book: BookId, instrument: InstrumentId): PositionId | undefined;
  /** What that position holds, signed. */
  held(book: BookId, instrument: InstrumentId): Quantity;
  /** All that are planned or held, sorted by book and instrument. */
  open(): readonly { readonly book: BookId; readonly instrument: InstrumentId; readonly position: PositionId }[];
  openCount(): number;
}

const keyOf = (book: BookId, instrument: InstrumentId): string => `${book}/${instrument}`;

export function createBooks(owners: Owners, registry: Registry, configuration: DeskConfiguration): Books {
  const own = owners.register('books', 1);
  const places = own.records<
    string,
    { readonly book: BookId; readonly instrument: InstrumentId; readonly position: PositionId }
  >('places');
  /** By order and execution: the positions that own it. */
  const parts = own.records<string, readonly Part[]>('parts');

  const contextOf = (position: PositionId) => registry.snapshot('position', position)?.context;
  const isAlive = (position: PositionId | undefined): position is PositionId =>
    position !== undefined && contextOf(position)?.over === false;

  /** A position that nobody planned: a late fill, a flip, an order by hand. It says of itself that it is naked. */
  function found(fill: Event<'order.filled'>, side: 'long' | 'short', pass: Pass): PositionId {
    const position = pass.name<PositionId>();
    const { book, account, instrument } = fill;
    registry.create('position', position, {
      position,
      book,
      account,
      instrument,
      side,
      plan: { tick: configuration.tick, lot: configuration.lot },
      levels: {},
      accounting: configuration.accounting,
      currency: configuration.currency,
      patience: configuration.patience,
    });
    plan(book, instrument, position);
    return position;
  }

  function plan(book: BookId, instrument: InstrumentId, position: PositionId): void {
    places.set(keyOf(book, instrument), { book, instrument, position });
  }

  /** The position that a fill is for: the one it was ordered for, else the one in the book, else a new one. */
  function ownerOf(fill: Event<'order.filled'>, pass: Pass): PositionId {
    const inBook = places.get(keyOf(fill.book, fill.instrument))?.position;
    if (isAlive(fill.position)) return fill.position;
    return isAlive(inBook) ? inBook : found(fill, fill.side === 'buy' ? 'long' : 'short', pass);
  }

  function filled(fill: Event<'order.filled'>, pass: Pass): void {
    const position = ownerOf(fill, pass);
    const change = signed(fill.side, fill.quantity);
    const { closing, opening } = split(contextOf(position)?.quantity ?? zero, change);
    const first: Part = { position, quantity: magnitude(closing) };
    const fee = fill.fee === undefined ? undefined : shareOf(fill.fee, first.quantity, fill.quantity);
    tell(fill, first, fee);
    const owned = [first];
    if (opening !== 0n) {
      const rest: Part = { position: found(fill, opening > 0n ? 'long' : 'short', pass), quantity: magnitude(opening) };
      tell(fill, rest, fee === undefined || fill.fee === undefined ? undefined : minus(fill.fee, fee));
      owned.push(rest);
    }
    parts.set(`${fill.order}/${fill.execution}`, owned);
    tellGroup(position, closing, fill.group, pass);
    pass.say({ type: 'holding.booked', account: fill.account, instrument: fill.instrument, change });
  }

  /** A trade by an order that is no leg of the group that protects the position: its exits must follow. */
  function tellGroup(position: PositionId, change: Quantity, of: GroupId | undefined, pass: Pass): void {
    const group = contextOf(position)?.group ?? null;
    if (group !== null && group !== of) pass.say({ type: 'group.traded', group, quantity: change });
  }

  function tell(fill: Event<'order.filled'>, { position, quantity }: Part, fee: Amount | undefined): void {
    const { fee: _fee, ...rest } = fill;
    registry.hear('position', position, { ...rest, position, quantity, ...(fee === undefined ? {} : { fee }) });
  }

  /** A correction refolds the round trip that owns the execution; of a split one the newer owner bears the difference. */
  function revised(event: Event<'order.revised'>, pass: Pass): void {
    const owned = parts.get(`${event.order}/${event.execution}`) ?? [];
    const elsewhere = owned.slice(0, -1).reduce((sum, part) => sum + part.quantity, 0n);
    const last = owned.at(-1);
    if (last === undefined) return;
    const quantity = (event.quantity > elsewhere ? event.quantity - elsewhere : 0n) as Quantity;
    parts.set(`${event.order}/${event.execution}`, [...owned.slice(0, -1), { ...last, quantity }]);
    registry.hear('position', last.position, {
      ...event,
      position: last.position,
      quantity,
      previousQuantity: last.quantity,
    });
    const change = signed(event.side, (event.quantity - event.previousQuantity) as Quantity);
    tellGroup(last.position, change, event.group, pass);
    pass.say({ type: 'holding.booked', account: event.account, instrument: event.instrument, change });
  }

  /** A fee falls to the owners of its execution by quantity; what does not divide stays with the newest. */
  function charged(event: Event<'order.commission'>): void {
    const owned = parts.get(`${event.order}/${event.execution}`) ?? [];
    const whole = owned.reduce((sum, part) => sum + part.quantity, 0n) as Quantity;
    let left = event.change;
    owned.forEach((part, index) => {
      const isLast = index === owned.length - 1;
      const change = isLast ? left : shareOf(event.change, part.quantity, whole);
      left = minus(left, change);
      registry.hear('position', part.position, { ...event, position: part.position, change });
    });
  }

  return {
    filled,
    revised,
    charged,
    settled(event: Event<'order.settled' | 'order.reopened'>) {
      if (event.position !== undefined) registry.hear('position', event.position, event);
    },
    ended({ position }: Event<'position.closed' | 'position.abandoned'>) {
      const context = contextOf(position);
      if (context === undefined) return;
      const key = keyOf(context.book, context.instrument);
      if (places.get(key)?.position === position) places.delete(key);
    },
    reopened({ position }: Event<'position.reopened'>) {
      const context = contextOf(position);
      if (context !== undefined && !places.has(keyOf(context.book, context.instrument))) {
        plan(context.book, context.instrument, position);
      }
    },
    plan,
    positionOf: (book, instrument) => places.get(keyOf(book, instrument))?.position,
    held(book, instrument) {
      const position = places.get(keyOf(book, instrument))?.position;
      return (position === undefined ? undefined : contextOf(position)?.quantity) ?? zero;
    },
    open: () => places.ordered().map(([, place]) => place),
    openCount: () => places.size,
  };
}

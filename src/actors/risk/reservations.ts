/** What open orders have taken of the room there is: risk they may add, and what they are already to reduce. Kept sum by sum. */
import type { Split } from '../../corporateActions.ts';
import { priceAfter, sharesAfter } from '../../corporateActions.ts';
import type { BookId, InstrumentId, OrderId } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { times, zero } from '../../money.ts';
import type { Owners } from '../owners.ts';

/** What one open order holds of the room. */
export interface Reservation {
  readonly book: BookId;
  readonly instrument: InstrumentId;
  /** Whether it may make a position larger; what only makes one smaller takes no room. */
  readonly adds: boolean;
  /** A reduction beyond protection: no second order may reduce the same shares. */
  readonly reduces: boolean;
  readonly unitPrice: Price;
  readonly open: Quantity;
}

export interface Reservations {
  get(order: OrderId): Reservation | undefined;
  /** Replaces what the order holds; nothing sets it free. */
  set(order: OrderId, reservation: Reservation | undefined): void;
  /** The same worth for other quantities. */
  split(instrument: InstrumentId, by: Split): void;
  /** Σ unit price × open quantity of what may add risk. */
  reserved(): Amount;
  /** What other orders are already to take off the position. */
  reduction(book: BookId, instrument: InstrumentId, except: OrderId): Quantity;
  /** Places in books where an open order may make a position. */
  places(): readonly { readonly book: BookId; readonly instrument: InstrumentId }[];
}

interface Place {
  readonly book: BookId;
  readonly instrument: InstrumentId;
  /** How many orders may add here. */
  readonly adding: number;
  /** Σ open quantity of the orders that reduce here. */
  readonly reducing: Quantity;
}

export const worthOf = ({ adds, unitPrice, open }: Reservation): Amount => (adds ? times(unitPrice, open) : zero);

export function createReservations(owners: Owners): Reservations {
  const own = owners.register('reservations', 1);
  const byOrder = own.records<OrderId, Reservation>('byOrder');
  const byPlace = own.records<string, Place>('byPlace');
  const sum = own.cell<Amount>('sum', zero);

  function count({ book, instrument, adds, reduces, open }: Reservation, sign: 1 | -1): void {
    const key = `${book}/${instrument}`;
    const place = byPlace.get(key) ?? { book, instrument, adding: 0, reducing: zero };
    const adding = place.adding + (adds ? sign : 0);
    const reducing = (place.reducing + (reduces ? BigInt(sign) * open : 0n)) as Quantity;
    if (adding === 0 && reducing === 0n) byPlace.delete(key);
    else byPlace.set(key, { book, instrument, adding, reducing });
  }

  function set(order: OrderId, next: Reservation | undefined): void {
    const old = byOrder.get(order);
    if (old !== undefined) count(old, -1);
    if (next !== undefined) count(next, 1);
    if (next === undefined) byOrder.delete(order);
    else byOrder.set(order, next);
    const change = (next === undefined ? 0n : worthOf(next)) - (old === undefined ? 0n : worthOf(old));
    if (change !== 0n) sum.set((sum.get() + change) as Amount);
  }

  return {
    get: (order) => byOrder.get(order),
    set,
    split(instrument, by) {
      for (const [order, held] of byOrder.ordered()) {
        if (held.instrument !== instrument) continue;
        set(order, { ...held, open: sharesAfter(held.open, by), unitPrice: priceAfter(held.unitPrice, by) });
      }
    },
    reserved: () => sum.get(),
    reduction(book, instrument, except) {
      const own = byOrder.get(except);
      const mine = own?.reduces === true && own.book === book && own.instrument === instrument ? own.open : 0n;
      return ((byPlace.get(`${book}/${instrument}`)?.reducing ?? 0n) - mine) as Quantity;
    },
    places: () => [...byPlace.values()].filter(({ adding }) => adding > 0),
  };
}

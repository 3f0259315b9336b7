/** What open orders have taken of the room there is: risk they may add, and what they are already to reduce. Kept sum by sum. */
import type { Split } from '../../corporateActions.ts';
import { priceAfter, sharesAfter } from '../../corporateActions.ts';
import type { BookId, InstrumentId, OrderId } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Side } from '../../orders.ts';
import type { Owners } from '../owners.ts';
import type { OrdersOut } from './ordersOut.ts';
import { createOrdersOut } from './ordersOut.ts';
import type { Reservation } from './reservation.ts';
import { worthOf } from './reservation.ts';

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
  /** The same orders, by where they are. */
  readonly out: OrdersOut;
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

export function createReservations(owners: Owners, sideOf: (order: OrderId) => Side | undefined): Reservations {
  const own = owners.register('reservations', 1);
  const byOrder = own.records<OrderId, Reservation>('byOrder');
  const byPlace = own.records<string, Place>('byPlace');
  const sum = own.cell<Amount>('sum', zero);
  const out = own.part(
    'out',
    createOrdersOut(() => byOrder.ordered(), sideOf),
  );

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
    out.put(order, next);
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
    out,
    reserved: () => sum.get(),
    reduction(book, instrument, except) {
      const own = byOrder.get(except);
      const mine = own?.reduces === true && own.book === book && own.instrument === instrument ? own.open : 0n;
      return ((byPlace.get(`${book}/${instrument}`)?.reducing ?? 0n) - mine) as Quantity;
    },
    places: () => [...byPlace.values()].filter(({ adding }) => adding > 0),
  };
}

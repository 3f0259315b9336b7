/**
 * Orders that are out, found by where they are, and what they may add there. It is all worked out from the reservations: sums follow each
 * change of one, and are made anew from all of them behind a rollback or a restore.
 */
import type { BookId, InstrumentId, OrderId } from '../../identifiers.ts';
import type { Place } from '../../machines/risk/limitScopes.ts';
import type { Amount } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Side } from '../../orders.ts';
import type { StatePart } from '../owners.ts';
import type { Reservation } from './reservation.ts';
import { worthOf } from './reservation.ts';

/** What one order is to the sums. */
interface Out {
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly worth: Amount;
  readonly adds: boolean;
}
/** What is out in one place of one book. */
export interface OutAt extends Place {
  readonly orders: number;
  /** How many of them may add. */
  readonly adding: number;
  /** Reserved for buys that may add. */
  readonly buying: Amount;
  readonly selling: Amount;
}

export interface OrdersOut extends StatePart {
  /** Follows what an order holds of the room; nothing when it holds none any more. */
  put(order: OrderId, reservation: Reservation | undefined): void;
  /** All places where something is out, in no order that may be decided by. */
  places(): Iterable<OutAt>;
  at(place: Place): OutAt | undefined;
  /** The orders in an instrument, in no order that may be decided by. */
  in(instrument: InstrumentId): Iterable<OrderId>;
  /** The part of the order itself in the sums. */
  own(order: OrderId): Out | undefined;
}

const keyOf = ({ book, instrument }: Place): string => `${book}/${instrument}`;
const NOTHING = { orders: 0, adding: 0, buying: zero, selling: zero };
const NONE: ReadonlySet<OrderId> = new Set();

export function createOrdersOut(
  all: () => Iterable<readonly [OrderId, Reservation]>,
  sideOf: (order: OrderId) => Side | undefined,
): OrdersOut {
  const entries = new Map<OrderId, Out>(); // not state: worked out from the reservations
  const sums = new Map<string, OutAt>(); // not state: worked out from the reservations
  const byInstrument = new Map<InstrumentId, Set<OrderId>>(); // not state: worked out from the reservations
  let isKnown = true; // not state: whether they have been worked out

  function add({ book, instrument, side, worth, adds }: Out, sign: 1 | -1): void {
    const key = keyOf({ book, instrument });
    const { orders, adding, buying, selling } = sums.get(key) ?? NOTHING;
    const change = BigInt(sign) * worth;
    const next = {
      ...{ book, instrument, orders: orders + sign, adding: adding + (adds ? sign : 0) },
      buying: (side === 'buy' ? buying + change : buying) as Amount,
      selling: (side === 'sell' ? selling + change : selling) as Amount,
    };
    if (next.orders === 0) sums.delete(key);
    else sums.set(key, next);
  }

  function leave(order: OrderId): void {
    const old = entries.get(order);
    if (old === undefined) return;
    add(old, -1);
    entries.delete(order);
    const others = byInstrument.get(old.instrument);
    others?.delete(order);
    if (others?.size === 0) byInstrument.delete(old.instrument);
  }

  function enter(order: OrderId, reservation: Reservation): void {
    const side = sideOf(order);
    if (side === undefined) return;
    const { book, instrument } = reservation;
    const out = { book, instrument, side, worth: worthOf(reservation), adds: reservation.adds };
    add(out, 1);
    entries.set(order, out);
    const others = byInstrument.get(instrument);
    if (others === undefined) byInstrument.set(instrument, new Set([order]));
    else others.add(order);
  }

  function known(): void {
    if (isKnown) return;
    isKnown = true;
    entries.clear();
    sums.clear();
    byInstrument.clear();
    for (const [order, reservation] of all()) enter(order, reservation);
  }
  const forget = (): void => {
    isKnown = false;
  };

  return {
    put(order, reservation) {
      known();
      leave(order);
      if (reservation !== undefined) enter(order, reservation);
    },
    places() {
      known();
      return sums.values();
    },
    at(place) {
      known();
      return sums.get(keyOf(place));
    },
    in(instrument) {
      known();
      return byInstrument.get(instrument) ?? NONE;
    },
    own(order) {
      known();
      return entries.get(order);
    },
    commit: () => undefined,
    rollback: forget,
    save: () => ({}),
    restore: forget,
    changes: () => [],
  };
}

/** The accounting of one round trip, at average cost or first in first out, exact to the last digit. Cost and quantity carry the sign of the position. */
import type { ExecutionId, OrderId } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { lesser, magnitude, minus, negate, shareOf, signOf, times, zero } from '../../money.ts';
import type { Role } from '../../orders.ts';

/** A fill as the position keeps it: bought above zero, sold below. */
export interface BookedFill {
  readonly order: OrderId;
  readonly execution: ExecutionId;
  readonly role: Role;
  readonly quantity: Quantity;
  readonly price: Price;
  /** As for a lot. */
  readonly value?: Amount;
}

/** The figures of a position. It keeps its cost, not its average. */
export interface Ledger {
  /** Long above zero, short below. */
  readonly quantity: Quantity;
  /** Σ price × quantity of what is held, with the sign of the quantity. */
  readonly cost: Amount;
  /** Profit of what has been closed, before fees. */
  readonly realised: Amount;
  /** First in first out: what is held, fill by fill, the oldest first. Absent at average cost. */
  readonly lots?: readonly Lot[];
}

/** What is left of a fill; the quantity has the sign of the position. */
export interface Lot {
  readonly quantity: Quantity;
  readonly price: Price;
  /** What it came to, signed as the quantity, where a split has left price × quantity inexact. */
  readonly value?: Amount;
}

/** What a fill or a lot came to, exact. */
export const amountOf = ({ value, price, quantity }: Lot): Amount => value ?? times(price, quantity);

export const emptyLedger: Ledger = { quantity: zero, cost: zero, realised: zero };
export const emptyFifoLedger: Ledger = { ...emptyLedger, lots: [] };

/**
 * The ledger after one fill. A fill against the position closes its share of the cost (halves to even, the rest stays with what
 * is held), or the cost of the oldest lots; what goes beyond flat opens the other side at the fill's price.
 */
export function applyFill(ledger: Ledger, fill: Lot): Ledger {
  const { quantity, cost, realised, lots } = ledger;
  if (quantity === 0n || signOf(quantity) === signOf(fill.quantity)) {
    return {
      quantity: (quantity + fill.quantity) as Quantity,
      cost: (cost + amountOf(fill)) as Amount,
      realised,
      ...(lots === undefined ? {} : { lots: [...lots, lotOf(fill)] }),
    };
  }
  const closed = lesser(magnitude(fill.quantity), magnitude(quantity));
  const closedSigned = (quantity > 0n ? closed : -closed) as Quantity;
  const taken = lots === undefined ? undefined : takeOldest(lots, closedSigned);
  const costClosed = taken?.cost ?? shareOf(cost, closed, magnitude(quantity));
  const beyond = (fill.quantity + closedSigned) as Quantity;
  const proceeds = shareOfValue(fill, negate(closedSigned));
  const left = {
    quantity: (quantity - closedSigned) as Quantity,
    cost: (cost - costClosed) as Amount,
    realised: (realised - proceeds - costClosed) as Amount,
    ...(taken === undefined ? {} : { lots: taken.left }),
  };
  return beyond === 0n ? left : applyFill(left, without(fill, negate(closedSigned)));
}

const lotOf = ({ quantity, price, value }: Lot): Lot => ({
  quantity,
  price,
  ...(value === undefined ? {} : { value }),
});
/** What a part of a fill or lot came to. */
function shareOfValue(of: Lot, part: Quantity): Amount {
  if (part === of.quantity) return amountOf(of);
  return of.value === undefined ? times(of.price, part) : shareOf(of.value, part, of.quantity);
}
/** What is left of a fill or lot without a part. */
const without = (of: Lot, part: Quantity): Lot => ({
  quantity: minus(of.quantity, part),
  price: of.price,
  ...(of.value === undefined ? {} : { value: minus(of.value, shareOfValue(of, part)) }),
});

/** The cost of so much of the oldest lots, and what is left of them. */
function takeOldest(lots: readonly Lot[], closed: Quantity): { readonly cost: Amount; readonly left: readonly Lot[] } {
  let open: bigint = closed;
  let cost = 0n;
  const left = lots.flatMap((lot) => {
    const taken = lesserOf(open as Quantity, lot.quantity);
    open -= taken;
    cost += shareOfValue(lot, taken);
    return taken === lot.quantity ? [] : [without(lot, taken)];
  });
  return { cost: cost as Amount, left };
}

const lesserOf = (a: Quantity, b: Quantity): Quantity => (magnitude(a) < magnitude(b) ? a : b);

/** The ledger of a list of fills, in their order. */
export const fold = (fills: readonly BookedFill[], from: Ledger = emptyLedger): Ledger => fills.reduce(applyFill, from);

/**
 * Divides a fill between the position it closes and the one it opens, as a flip through zero does.
 * `opening` is zero when the fill stays within `held` or adds to it.
 */
export function split(held: Quantity, fill: Quantity): { readonly closing: Quantity; readonly opening: Quantity } {
  const flips = held !== 0n && signOf(held) !== signOf(fill) && magnitude(fill) > magnitude(held);
  if (!flips) return { closing: fill, opening: zero };
  return { closing: -held as Quantity, opening: (fill + held) as Quantity };
}

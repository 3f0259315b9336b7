/** What a split makes of quantities, prices and terms: exact where the ratio allows it, else halves to even at 1e-8. */
import type { Price, Quantity } from './money.ts';
import { greater, minus, plus, shareOf, zero } from './money.ts';
import type { OrderTerms, Trail } from './orders.ts';
import type { PriceSteps } from './priceSteps.ts';
import { onStep, stepAt } from './priceSteps.ts';

/** So many new shares stand for so many old ones: 7 and 1 for a 7:1 split, 1 and 20 for a reverse one. */
export interface Split {
  readonly newShares: Quantity;
  readonly oldShares: Quantity;
}

/** What so many old shares are now. */
export const sharesAfter = (shares: Quantity, { newShares, oldShares }: Split): Quantity =>
  shareOf(shares, newShares, oldShares);
/** What a price of an old share is now; it may lie between ticks. */
export const priceAfter = (price: Price, { newShares, oldShares }: Split): Price =>
  shareOf(price, oldShares, newShares);
/** The same, on the nearest tick: a level that an order can have is at least one. */
export const levelAfter = (price: Price, split: Split, tick: PriceSteps): Price =>
  greater(onStep(priceAfter(price, split), tick, 'nearest'), stepAt(tick, zero));

/** One split after the other. */
export const joined = (a: Split, b: Split): Split => ({
  newShares: (a.newShares * b.newShares) as Quantity,
  oldShares: (a.oldShares * b.oldShares) as Quantity,
});

/**
 * Several quantities after a split, so that what they come to is exactly what their sum is after it: each takes what its sum with those
 * before it has grown by. `start` stands before the first.
 */
export function sharedAfter(parts: readonly Quantity[], split: Split, start: Quantity = zero): readonly Quantity[] {
  let sum = start;
  return parts.map((part) => {
    const before = sharesAfter(sum, split);
    sum = plus(sum, part);
    return minus(sharesAfter(sum, split), before);
  });
}

/** A share of the price stays one. */
export const trailAfter = (trail: Trail, split: Split): Trail =>
  trail.by === 'amount' ? { ...trail, amount: priceAfter(trail.amount, split) } : trail;

/** An order is for something, however little the split has left of it. */
const SMALLEST = 1n as Quantity;
const sizeAfter = (size: Quantity, split: Split): Quantity => greater(sharesAfter(size, split), SMALLEST);

/** The terms that would stand for the same order after the split. */
export function termsAfter(terms: OrderTerms, split: Split, tick: PriceSteps): OrderTerms {
  const { limit, stop, activation, limitOffset, trail, offset, displaySize, minimumQuantity } = terms;
  return {
    ...terms,
    quantity: sizeAfter(terms.quantity, split),
    ...(limit === undefined ? {} : { limit: levelAfter(limit, split, tick) }),
    ...(stop === undefined ? {} : { stop: levelAfter(stop, split, tick) }),
    ...(activation === undefined ? {} : { activation: levelAfter(activation, split, tick) }),
    ...(limitOffset === undefined ? {} : { limitOffset: priceAfter(limitOffset, split) }),
    ...(trail === undefined ? {} : { trail: trailAfter(trail, split) }),
    ...(offset === undefined ? {} : { offset: trailAfter(offset, split) }),
    ...(displaySize === undefined ? {} : { displaySize: sizeAfter(displaySize, split) }),
    ...(minimumQuantity === undefined ? {} : { minimumQuantity: sizeAfter(minimumQuantity, split) }),
  };
}

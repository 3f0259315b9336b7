/** How much of an order fills against what is shown, and at what price. */
import type { Price, Quantity } from '../../money.ts';
import { lesser, midpoint, zero } from '../../money.ts';
import type { Market } from './market.ts';
import { leftFor, ownPriceOf, ownSizeOf, touchOf } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import { isPegged, limitOf, openQuantity } from './paperOrder.ts';
import type { Point } from './path.ts';
import type { PaperRules } from './rules.ts';

export interface Fill {
  readonly quantity: Quantity;
  readonly price: Price;
}
export type MatchingRules = Pick<PaperRules, 'limitFill' | 'queue' | 'icebergRefresh' | 'midprice'>;

/** Whether a limit may fill at this price. */
function isMarketable(order: PaperOrder, touch: Price, rules: MatchingRules): boolean {
  const limit = limitOf(order);
  if (limit === undefined) return !isPegged(order);
  if (order.isResting && rules.limitFill === 'through' && touch === limit) return false;
  return order.terms.side === 'buy' ? touch <= limit : touch >= limit;
}

/**
 * What fills against the quote: a resting limit at its limit, unless a bar opened beyond it; everything else at the touch. What can not
 * fill rests.
 */
export function matched(order: PaperOrder, market: Market, by: Point['by'], rules: MatchingRules): Fill | undefined {
  const { quote } = market;
  if (quote === undefined) return undefined;
  const middle = order.terms.type === 'midprice' && rules.midprice === 'atOnce' && isMiddleAllowed(order, quote);
  const touch = touchOf(order.terms, quote);
  if (!middle && !isMarketable(order, touch, rules)) {
    rest(order, quote, rules);
    return undefined;
  }
  const quantity = fillable(order, market, leftFor(order.terms, market), rules);
  if (quantity === 0n) return undefined;
  if (middle) return { quantity, price: midpoint(quote.bid, quote.ask) };
  const price = order.isResting && by !== 'gap' ? (limitOf(order) ?? touch) : touch;
  return { quantity, price };
}

/** What a trade fills of a limit that rests at its price or beyond, after those who stood before it. */
export function matchedByTrade(
  order: PaperOrder,
  market: Market,
  trade: { readonly price: Price; readonly size: Quantity; readonly isBar: boolean },
  rules: MatchingRules,
): Fill | undefined {
  const limit = limitOf(order);
  if (!order.isResting || limit === undefined) return undefined;
  const isThrough = order.terms.side === 'buy' ? trade.price < limit : trade.price > limit;
  if (!isThrough && (trade.price !== limit || rules.limitFill === 'through' || trade.isBar)) return undefined;
  let size = trade.size;
  if (!isThrough) {
    if (order.ahead === undefined) return undefined;
    const before = lesser(order.ahead, size);
    order.ahead = (order.ahead - before) as Quantity;
    size = (size - before) as Quantity;
  }
  const quantity = fillable(order, market, size, rules);
  return quantity === 0n ? undefined : { quantity, price: limit };
}

/** How much of what is there the order takes: no more than it shows, no less than its minimum. */
export function fillable(order: PaperOrder, market: Market, there: Quantity, rules: MatchingRules): Quantity {
  const open = openQuantity(order);
  let quantity = lesser(open, there);
  const { displaySize, minimumQuantity } = order.terms;
  if (displaySize !== undefined && order.isResting && rules.icebergRefresh === 'nextQuote') {
    quantity = lesser(quantity, sliceOf(order, market, displaySize));
  }
  if (minimumQuantity !== undefined && quantity < lesser(minimumQuantity, open)) return zero;
  return quantity > 0n ? quantity : zero;
}

function sliceOf(order: PaperOrder, market: Market, displaySize: Quantity): Quantity {
  if (order.sliceShown !== market.shown) {
    order.sliceShown = market.shown;
    order.slice = displaySize;
  }
  return order.slice;
}

/** The order has filled so much: its slice shrinks, and the next one stands at the back again. */
export function consumed(order: PaperOrder, quantity: Quantity): void {
  const { displaySize } = order.terms;
  if (displaySize === undefined) return;
  const left = (order.slice > 0n ? order.slice : displaySize) - quantity;
  order.slice = (left > 0n ? left : 0n) as Quantity;
  if (order.slice === 0n) order.ahead = undefined;
}

/** Stands at its limit; where it comes to the best price of its side it stands behind what is shown there. */
function rest(order: PaperOrder, quote: Point, { queue }: MatchingRules): void {
  order.isResting = true;
  if (queue === 'front') order.ahead = zero;
  else order.ahead = aheadOf(order, quote);
}

function aheadOf(order: PaperOrder, quote: Point): Quantity | undefined {
  const limit = limitOf(order);
  const best = ownPriceOf(order.terms, quote);
  if (limit === undefined) return undefined;
  const shown = ownSizeOf(order.terms, quote);
  // Those before it may have gone: nobody stands behind more than is shown.
  if (best === limit) return order.ahead === undefined ? shown : lesser(order.ahead, shown);
  const isBest = order.terms.side === 'buy' ? limit > best : limit < best;
  return isBest ? zero : order.ahead;
}

function isMiddleAllowed(order: PaperOrder, quote: Point): boolean {
  const { side, limit } = order.terms;
  const middle = midpoint(quote.bid, quote.ask);
  return limit === undefined || (side === 'buy' ? middle <= limit : middle >= limit);
}

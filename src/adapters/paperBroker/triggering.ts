/** What sets an order off: which price it watches, at which level, and how often that must be seen. */
import type { Price } from '../../money.ts';
import { midpoint } from '../../money.ts';
import type { Market } from './market.ts';
import { ownPriceOf, touchOf } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import type { Point } from './path.ts';
import type { PaperRules } from './rules.ts';

/** The level that sets the order off. */
export const triggerLevel = ({ terms, trailLevel }: PaperOrder): Price | undefined => trailLevel ?? terms.stop;

/** Whether it is set off by trades. Where nothing is quoted trades are the quote. */
export function watchesTrades({ terms: { trigger } }: PaperOrder): boolean {
  return trigger === 'last' || trigger === 'doubleLast' || trigger === 'lastOrQuote';
}
/** Whether it is set off by what is quoted. */
export const watchesQuotes = ({ terms: { trigger } }: PaperOrder, { isQuoted }: Market): boolean =>
  !isQuoted || (trigger !== 'last' && trigger !== 'doubleLast');
/** Whether two prices in a row must be beyond the level. */
export const needsTwo = ({ terms: { trigger } }: PaperOrder): boolean =>
  trigger === 'doubleQuote' || trigger === 'doubleLast';

/** The price that the order watches in a quote. */
export function watchedIn({ terms }: PaperOrder, quote: Point, side: PaperRules['triggerSide']): Price {
  if (terms.trigger === 'midpoint') return midpoint(quote.bid, quote.ask);
  return side === 'filling' ? touchOf(terms, quote) : ownPriceOf(terms, quote);
}

/** Whether a price is at the level or beyond: a stop buys on the way up, an if-touched order on the way down. */
export function isReached(order: PaperOrder, price: Price): boolean {
  const level = triggerLevel(order);
  if (level === undefined) return false;
  return waitsForRise(order) ? price >= level : price <= level;
}
/** Whether a price has gone through the level. */
export const isPassed = (order: PaperOrder, price: Price): boolean =>
  isReached(order, price) && price !== triggerLevel(order);

/** Whether it waits for the price to rise. */
export function waitsForRise({ terms: { side, type } }: PaperOrder): boolean {
  const isTouch = type === 'marketIfTouched' || type === 'limitIfTouched';
  return (side === 'buy') !== isTouch;
}

/** Counts a price that was seen; true when the order is set off by it. */
export function counts(order: PaperOrder, price: Price): boolean {
  if (!isReached(order, price)) {
    order.hits = 0;
    return false;
  }
  order.hits++;
  return !needsTwo(order) || order.hits >= 2;
}

/** One order's turn at a quote or a trade: it is set off, follows the market, or fills as far as what is shown allows. */
import type { Price, Quantity } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Market } from './market.ts';
import { take } from './market.ts';
import type { Fill } from './matching.ts';
import { consumed, matched, matchedByTrade } from './matching.ts';
import type { PaperOrder } from './paperOrder.ts';
import { isPegged, limitOf } from './paperOrder.ts';
import type { Point } from './path.ts';
import { peg } from './pegs.ts';
import type { PaperRules } from './rules.ts';
import { follow } from './trailing.ts';
import {
  counts,
  isPassed,
  isReached,
  needsTwo,
  waitsForRise,
  watchedIn,
  watchesQuotes,
  watchesTrades,
} from './triggering.ts';

/** What becomes of an order at its turn. */
export interface TurnListener {
  /** An order was set off and works now. */
  triggered(order: PaperOrder): void;
  filled(order: PaperOrder, quantity: Quantity, price: Price): void;
}
export type Trade = Extract<MarketEvent, { type: 'market.trade' | 'market.bar' }>;

export class Turns {
  readonly #rules: PaperRules;
  readonly #listener: TurnListener;

  constructor(rules: PaperRules, listener: TurnListener) {
    this.#rules = rules;
    this.#listener = listener;
  }

  /** Sets an order off or fills it, as far as what is shown allows; `isNews` when the quote is one it has not seen. */
  atQuote(order: PaperOrder, market: Market, by: Point['by'], isNews: boolean): void {
    if (market.quote === undefined) return;
    if (order.state === 'working') this.#work(order, market, market.quote, by);
    else if (order.state === 'waitingForTrigger') this.#watch(order, market, market.quote, isNews);
  }

  #watch(order: PaperOrder, market: Market, quote: Point, isNews: boolean): void {
    if (!watchesQuotes(order, market)) return;
    const price = watchedIn(order, quote, this.#rules.triggerSide);
    const isSetOff = isNews || !needsTwo(order) ? counts(order, price) : false;
    if (isSetOff) this.#setOff(order, market);
    else if (!isReached(order, price)) follow(order, price, this.#rules.tick);
  }

  #setOff(order: PaperOrder, market: Market): void {
    order.isTriggered = true;
    const { type, side, limitOffset } = order.terms;
    const level = order.trailLevel ?? order.terms.stop;
    if (type === 'trailingStopLimit' && level !== undefined && limitOffset !== undefined) {
      order.workingLimit = (side === 'sell' ? level - limitOffset : level + limitOffset) as Price;
    }
    this.#listener.triggered(order);
    if (order.state === 'working' && market.quote !== undefined) this.#work(order, market, market.quote, 'jump');
  }

  #work(order: PaperOrder, market: Market, quote: Point, by: Point['by']): void {
    if (isPegged(order) && limitOf(order) === undefined) peg(order, quote, this.#rules.tick);
    this.#match(order, market, by);
    // The quote comes to the peg that stood before the peg follows the quote.
    if (!isPegged(order) || order.state !== 'working' || !peg(order, quote, this.#rules.tick)) return;
    order.isResting = false;
    order.ahead = undefined;
    this.#match(order, market, by);
  }

  #match(order: PaperOrder, market: Market, by: Point['by']): void {
    const fill = matched(order, market, by, this.#rules);
    if (fill === undefined) return;
    take(order.terms, market, fill.quantity);
    this.#fill(order, fill);
  }

  #fill(order: PaperOrder, { quantity, price }: Fill): void {
    consumed(order, quantity);
    this.#listener.filled(order, quantity, price);
  }

  /** Beside quotes: a trade sets off an order that watches trades. */
  watchTrade(order: PaperOrder, event: Trade, market: Market): void {
    if (!watchesTrades(order)) return;
    const isBar = event.type === 'market.bar';
    const rise = isBar ? event.high : event.price;
    const fall = isBar ? event.low : event.price;
    const [toward, away] = waitsForRise(order) ? [rise, fall] : [fall, rise];
    // A bar that goes through the level has traded there more than once.
    const isSetOff = isBar && needsTwo(order) && isPassed(order, toward) ? true : counts(order, toward);
    if (isSetOff) this.#setOff(order, market);
    else follow(order, away, this.#rules.tick);
  }

  /** Beside quotes, where the user wants it so: a trade fills what rests at its price. */
  fillByTrade(order: PaperOrder, event: Trade, market: Market): void {
    const isBar = event.type === 'market.bar';
    const price = isBar ? (order.terms.side === 'buy' ? event.low : event.high) : event.price;
    const trade = { price, size: isBar ? event.volume : event.size, isBar };
    const fill = matchedByTrade(order, market, trade, this.#rules);
    if (fill !== undefined) this.#fill(order, fill);
  }
}

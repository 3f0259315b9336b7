/** The venue: it holds the orders that may be set off or fill, and takes each along the path of every market event. */
import type { InstrumentId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Market, Markets } from './market.ts';
import { show, take } from './market.ts';
import type { Fill } from './matching.ts';
import { consumed, matched, matchedByTrade } from './matching.ts';
import type { PaperOrder } from './paperOrder.ts';
import { isPegged, limitOf, openQuantity } from './paperOrder.ts';
import type { Point } from './path.ts';
import { pathOf } from './path.ts';
import { peg } from './pegs.ts';
import type { PaperRules } from './rules.ts';
import { firstExtreme } from './sameBar.ts';
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
import type { Way } from './walk.ts';
import { nextStop, quoteAt } from './walk.ts';

/** What the venue tells the broker's book. */
export interface VenueListener {
  /** An order was set off and works now. */
  triggered(order: PaperOrder): void;
  filled(order: PaperOrder, quantity: Quantity, price: Price): void;
  /** Which orders may trade while this event happens, or now: regular hours, and those around them. */
  mayTrade(event: MarketEvent | undefined): (order: PaperOrder) => boolean;
}

/** One moment of a market: what has happened, and who may trade then. */
interface Moment {
  readonly market: Market;
  readonly mayTrade: (order: PaperOrder) => boolean;
}
type Trade = Extract<MarketEvent, { type: 'market.trade' | 'market.bar' }>;

export class Venue {
  readonly #rules: PaperRules;
  readonly #listener: VenueListener;
  readonly #markets: Markets;
  /** Orders that may be set off or fill, by instrument, in order of arrival. */
  readonly #live = new Map<InstrumentId, readonly PaperOrder[]>();

  constructor(rules: PaperRules, markets: Markets, listener: VenueListener) {
    this.#rules = rules;
    this.#markets = markets;
    this.#listener = listener;
  }

  /** Whether all that is open could fill at once. */
  canFillWhole(order: PaperOrder): boolean {
    const market = this.#markets.known(order.terms.instrument);
    const fill = market === undefined ? undefined : matched(order, market, 'jump', this.#rules);
    return fill?.quantity === openQuantity(order);
  }

  /** Puts an order to work: it is matched against what is shown at once. */
  enter(order: PaperOrder): void {
    const { instrument } = order.terms;
    const live = this.#live.get(instrument) ?? [];
    if (!live.includes(order))
      this.#live.set(
        instrument,
        [...live, order].sort((a, b) => a.place - b.place),
      );
    const market = this.#markets.known(instrument);
    const mayTrade = this.#listener.mayTrade(undefined);
    if (market?.quote !== undefined && mayTrade(order)) this.#consider(order, market, 'jump', false);
  }

  leave(order: PaperOrder): void {
    const live = this.#live.get(order.terms.instrument);
    if (live === undefined) return;
    const left = live.filter((each) => each !== order);
    if (left.length === 0) this.#live.delete(order.terms.instrument);
    else this.#live.set(order.terms.instrument, left);
  }

  hear(event: MarketEvent): void {
    const market = this.#markets.of(event.instrument);
    const isTrade = event.type === 'market.trade' || event.type === 'market.bar';
    if (!isTrade) market.isQuoted = true;
    const live = this.#live.get(event.instrument);
    const moment = live === undefined ? undefined : { market, mayTrade: this.#listener.mayTrade(event) };
    if (isTrade) {
      market.last = event.type === 'market.bar' ? event.close : event.price;
      if (moment !== undefined && market.isQuoted) this.#hearTrade(event, moment);
    }
    const first = live === undefined ? undefined : firstExtreme(event, live, this.#rules.sameBar);
    const path = pathOf(event, market.isQuoted, this.#rules, first);
    if (moment === undefined) return show(market, path.at(-1));
    for (const point of path) this.#step(event.instrument, point, moment);
  }

  /** Beside quotes, trades set off the orders that watch them, and fill where the user wants it so. */
  #hearTrade(event: Trade, { market, mayTrade }: Moment): void {
    for (const order of this.#liveIn(event.instrument)) {
      if (!mayTrade(order)) continue;
      if (order.state === 'waitingForTrigger') this.#watchTrade(order, event, market);
      else if (order.state === 'working' && this.#rules.trades === 'fill') this.#fillByTrade(order, event, market);
    }
  }

  #watchTrade(order: PaperOrder, event: Trade, market: Market): void {
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

  #fillByTrade(order: PaperOrder, event: Trade, market: Market): void {
    const isBar = event.type === 'market.bar';
    const price = isBar ? (order.terms.side === 'buy' ? event.low : event.high) : event.price;
    const trade = { price, size: isBar ? event.volume : event.size, isBar };
    const fill = matchedByTrade(order, market, trade, this.#rules);
    if (fill !== undefined) this.#fill(order, fill);
  }

  #step(instrument: InstrumentId, point: Point, moment: Moment): void {
    const { market, mayTrade } = moment;
    const from = market.quote;
    if (point.by === 'walk' && from !== undefined) this.#walk(instrument, from, point, moment);
    else show(market, point);
    for (const order of this.#liveIn(instrument)) if (mayTrade(order)) this.#consider(order, market, point.by, true);
  }

  /** Goes from one quote to the next and stops wherever an order's price is reached, the nearest first. */
  #walk(instrument: InstrumentId, from: Point, to: Point, { market, mayTrade }: Moment): void {
    show(market, { ...from, bidSize: to.bidSize, askSize: to.askSize });
    const way: Way = { from, to, market, mayTrade, triggerSide: this.#rules.triggerSide, met: new Set() };
    for (let share = 0; ; ) {
      const stop = nextStop(this.#liveIn(instrument), way, share);
      if (stop === undefined) break;
      share = stop.share;
      way.met.add(stop.order);
      market.quote = quoteAt(stop, way);
      this.#consider(stop.order, market, 'walk', true);
    }
    market.quote = to;
  }

  #liveIn(instrument: InstrumentId): readonly PaperOrder[] {
    return this.#live.get(instrument) ?? [];
  }

  /** Sets an order off or fills it, as far as what is shown allows; `isNews` when the quote is one it has not seen. */
  #consider(order: PaperOrder, market: Market, by: Point['by'], isNews: boolean): void {
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
}

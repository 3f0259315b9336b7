/** The venue: it holds the orders that may be set off or fill, and takes each along the path of every market event. */
import type { InstrumentId } from '../../identifiers.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Market, Markets } from './market.ts';
import { show } from './market.ts';
import { matched } from './matching.ts';
import type { PaperOrder } from './paperOrder.ts';
import { openQuantity } from './paperOrder.ts';
import type { Point } from './path.ts';
import { pathOf } from './path.ts';
import type { PaperRules } from './rules.ts';
import { firstExtreme } from './sameBar.ts';
import type { Trade, TurnListener } from './turns.ts';
import { Turns } from './turns.ts';
import type { Way } from './walk.ts';
import { nextStop, quoteAt } from './walk.ts';

/** What the venue tells the broker's book, and asks of it. */
export interface VenueListener extends TurnListener {
  /** Which orders may trade while this event happens, or now: regular hours, and those around them. */
  mayTrade(event: MarketEvent | undefined): (order: PaperOrder) => boolean;
}

/** One moment of a market: what has happened, and who may trade then. */
interface Moment {
  readonly market: Market;
  readonly mayTrade: (order: PaperOrder) => boolean;
}

export class Venue {
  readonly #rules: PaperRules;
  readonly #listener: VenueListener;
  readonly #markets: Markets;
  readonly #turns: Turns;
  /** Orders that may be set off or fill, by instrument, in order of arrival. */
  readonly #live = new Map<InstrumentId, readonly PaperOrder[]>();

  constructor(rules: PaperRules, markets: Markets, listener: VenueListener) {
    this.#rules = rules;
    this.#markets = markets;
    this.#listener = listener;
    this.#turns = new Turns(rules, listener);
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
    if (market?.quote !== undefined && mayTrade(order)) this.#turns.atQuote(order, market, 'jump', false);
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
      if (order.state === 'waitingForTrigger') this.#turns.watchTrade(order, event, market);
      else if (order.state === 'working' && this.#rules.trades === 'fill')
        this.#turns.fillByTrade(order, event, market);
    }
  }

  #step(instrument: InstrumentId, point: Point, moment: Moment): void {
    const { market, mayTrade } = moment;
    const from = market.quote;
    if (point.by === 'walk' && from !== undefined) this.#walk(instrument, from, point, moment);
    else show(market, point);
    for (const order of this.#liveIn(instrument))
      if (mayTrade(order)) this.#turns.atQuote(order, market, point.by, true);
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
      this.#turns.atQuote(stop.order, market, 'walk', true);
    }
    market.quote = to;
  }

  #liveIn(instrument: InstrumentId): readonly PaperOrder[] {
    return this.#live.get(instrument) ?? [];
  }
}

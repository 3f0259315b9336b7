/** The matching: which orders an event of the market sets off or fills, at what price, and in what order along the event's path. */
import type { InstrumentId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { lesser, magnitude, midpoint } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { PaperOrder } from './paperOrder.ts';
import {
  isMarketable,
  isSetOff,
  isTriggerOrder,
  limitOf,
  openQuantity,
  touchOf,
  trail,
  triggerLevel,
} from './paperOrder.ts';
import type { Point } from './path.ts';
import { pathOf } from './path.ts';
import type { PaperRules } from './rules.ts';

/** What the venue tells the broker's book. */
export interface VenueListener {
  /** An order was set off and works now. */
  triggered(order: PaperOrder): void;
  filled(order: PaperOrder, quantity: Quantity, price: Price): void;
  /** Whether the order may trade while this event happens: regular hours. */
  mayTrade(order: PaperOrder, event: MarketEvent | undefined): boolean;
}

/** What is shown of an instrument now, and how much of it is still there. */
interface Market {
  quote: Point | undefined;
  bidLeft: Quantity;
  askLeft: Quantity;
  isQuoted: boolean;
  last: Price | undefined;
}

export class Venue {
  readonly #rules: Pick<PaperRules, 'barPath' | 'tick'>;
  readonly #listener: VenueListener;
  readonly #markets = new Map<InstrumentId, Market>();
  /** Orders that may be set off or fill, by instrument, in order of arrival. */
  readonly #live = new Map<InstrumentId, PaperOrder[]>();

  constructor(rules: Pick<PaperRules, 'barPath' | 'tick'>, listener: VenueListener) {
    this.#rules = rules;
    this.#listener = listener;
  }

  /** The middle of what is shown; the last trade where nothing is quoted. */
  markOf(instrument: InstrumentId): Price | undefined {
    const market = this.#markets.get(instrument);
    return market?.quote === undefined ? market?.last : midpoint(market.quote.bid, market.quote.ask);
  }

  touch(order: PaperOrder): Price | undefined {
    const quote = this.#markets.get(order.terms.instrument)?.quote;
    return quote === undefined ? undefined : touchOf(order, quote);
  }

  /** How much could fill at once. */
  available(order: PaperOrder): Quantity {
    const market = this.#markets.get(order.terms.instrument);
    const touch = this.touch(order);
    if (market === undefined || touch === undefined || !isMarketable(order, touch)) return 0n as Quantity;
    return order.terms.side === 'buy' ? market.askLeft : market.bidLeft;
  }

  /** Puts an order to work: it is matched against what is shown at once. */
  enter(order: PaperOrder): void {
    const { instrument } = order.terms;
    const live = this.#live.get(instrument);
    if (live === undefined) this.#live.set(instrument, [order]);
    else if (!live.includes(order)) {
      live.push(order);
      live.sort((a, b) => a.place - b.place);
    }
    const market = this.#markets.get(instrument);
    if (market?.quote !== undefined) this.#consider(order, market, 'jump', undefined);
  }

  leave(order: PaperOrder): void {
    const live = this.#live.get(order.terms.instrument);
    if (live === undefined) return;
    const left = live.filter((each) => each !== order);
    if (left.length === 0) this.#live.delete(order.terms.instrument);
    else this.#live.set(order.terms.instrument, left);
  }

  hear(event: MarketEvent): void {
    const market = this.#marketOf(event.instrument);
    const isTrade = event.type === 'market.trade' || event.type === 'market.bar';
    if (!isTrade) market.isQuoted = true;
    if (isTrade) this.#hearLast(event, market);
    const path = pathOf(event, market.isQuoted, this.#rules);
    if (this.#live.has(event.instrument)) for (const point of path) this.#step(event, market, point);
    else show(market, path.at(-1));
  }

  #marketOf(instrument: InstrumentId): Market {
    const known = this.#markets.get(instrument);
    if (known !== undefined) return known;
    const market: Market = {
      quote: undefined,
      bidLeft: 0n as Quantity,
      askLeft: 0n as Quantity,
      isQuoted: false,
      last: undefined,
    };
    this.#markets.set(instrument, market);
    return market;
  }

  /** Trades set off the stops that watch the last price. */
  #hearLast(event: Extract<MarketEvent, { type: 'market.trade' | 'market.bar' }>, market: Market): void {
    const [low, high, last] =
      event.type === 'market.bar' ? [event.low, event.high, event.close] : [event.price, event.price, event.price];
    market.last = last;
    for (const order of this.#live.get(event.instrument) ?? []) {
      if (
        order.terms.trigger !== 'last' ||
        order.state !== 'waitingForTrigger' ||
        !this.#listener.mayTrade(order, event)
      )
        continue;
      if (isSetOff(order, order.terms.side === 'buy' ? high : low)) this.#setOff(order, market);
      else trail(order, order.terms.side === 'buy' ? low : high, this.#rules.tick);
    }
  }

  #step(event: MarketEvent, market: Market, point: Point): void {
    const from = market.quote;
    if (point.by === 'walk' && from !== undefined) this.#walk(event, market, from, point);
    else show(market, point);
    for (const order of [...(this.#live.get(event.instrument) ?? [])]) this.#consider(order, market, point.by, event);
  }

  /** Goes from one quote to the next and stops wherever an order's price is reached, the nearest first. */
  #walk(event: MarketEvent, market: Market, from: Point, to: Point): void {
    show(market, { ...from, bidSize: to.bidSize, askSize: to.askSize });
    const done = new Set<PaperOrder>();
    for (let way = 0; ; ) {
      const next = this.#nextReached(event, from, to, way, done);
      if (next === undefined) break;
      way = next.way;
      done.add(next.order);
      const { order, level } = next;
      market.quote = quoteOnTheWay(from, to, order, level, way);
      this.#consider(order, market, 'walk', event);
    }
    market.quote = to;
  }

  #nextReached(
    event: MarketEvent,
    from: Point,
    to: Point,
    since: number,
    done: ReadonlySet<PaperOrder>,
  ): Reached | undefined {
    let nearest: Reached | undefined;
    for (const order of this.#live.get(event.instrument) ?? []) {
      if (done.has(order) || !this.#listener.mayTrade(order, event)) continue;
      const level = levelOf(order);
      if (level === undefined) continue;
      const start = touchOf(order, from);
      const end = touchOf(order, to);
      if (!isBetween(level, start, end)) continue;
      const way = Number(magnitude((level - start) as Price)) / Number(magnitude((end - start) as Price));
      if (way >= since && (nearest === undefined || way < nearest.way)) nearest = { order, level, way };
    }
    return nearest;
  }

  /** Sets an order off or fills it, as far as what is shown allows. */
  #consider(order: PaperOrder, market: Market, by: Point['by'], event: MarketEvent | undefined): void {
    if (market.quote === undefined || !this.#listener.mayTrade(order, event)) return;
    const touch = touchOf(order, market.quote);
    if (order.state === 'waitingForTrigger') {
      if (order.terms.trigger === 'quote' && isSetOff(order, touch)) this.#setOff(order, market);
      else if (order.terms.trigger === 'quote') trail(order, touch, this.#rules.tick);
    } else if (order.state === 'working') this.#match(order, market, by);
  }

  #setOff(order: PaperOrder, market: Market): void {
    order.isTriggered = true;
    this.#listener.triggered(order);
    this.#match(order, market, 'jump');
  }

  /** A resting limit fills at its limit, unless the bar opened beyond it; everything else fills at the touch. */
  #match(order: PaperOrder, market: Market, by: Point['by']): void {
    if (market.quote === undefined) return;
    const touch = touchOf(order, market.quote);
    if (!isMarketable(order, touch)) {
      order.isResting = true;
      return;
    }
    const shown = order.terms.side === 'buy' ? market.askLeft : market.bidLeft;
    const quantity = lesser(openQuantity(order), shown);
    if (quantity <= 0n) return;
    if (order.terms.side === 'buy') market.askLeft = (market.askLeft - quantity) as Quantity;
    else market.bidLeft = (market.bidLeft - quantity) as Quantity;
    const price = order.isResting && by !== 'gap' ? (limitOf(order) ?? touch) : touch;
    this.#listener.filled(order, quantity, price);
  }
}

interface Reached {
  readonly order: PaperOrder;
  readonly level: Price;
  readonly way: number;
}

/** The price at which the walk must stop for the order: its trigger while it waits for it, else its limit. */
function levelOf(order: PaperOrder): Price | undefined {
  if (order.state === 'waitingForTrigger') return order.terms.trigger === 'quote' ? triggerLevel(order) : undefined;
  return order.state === 'working' && (!isTriggerOrder(order) || order.isTriggered) ? limitOf(order) : undefined;
}

const isBetween = (level: Price, start: Price, end: Price): boolean =>
  start < end ? level > start && level <= end : level < start && level >= end;

/** The quote when the order's side has reached its level; the other side has come as far on its own way. */
function quoteOnTheWay(from: Point, to: Point, order: PaperOrder, level: Price, way: number): Point {
  const share = BigInt(Math.round(way * 1e9));
  const along = (a: Price, b: Price): Price => (a + ((b - a) * share) / 1_000_000_000n) as Price;
  const bid = order.terms.side === 'sell' ? level : along(from.bid, to.bid);
  const ask = order.terms.side === 'buy' ? level : along(from.ask, to.ask);
  return { bid, ask, bidSize: to.bidSize, askSize: to.askSize, by: 'walk' };
}

function show(market: Market, point: Point | undefined): void {
  if (point === undefined) return;
  market.quote = point;
  market.bidLeft = point.bidSize;
  market.askLeft = point.askSize;
}

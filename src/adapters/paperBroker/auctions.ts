/** The opening and the closing auction: orders for them wait here, meet one price, and end. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import type { Clock, MarketEvent } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { Markets } from './market.ts';
import { touchOf } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import { auctionOf, hasEnded } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';

export interface AuctionParts {
  readonly clock: Clock;
  readonly markets: Markets;
  readonly rules: Pick<PaperRules, 'auctionPrice'>;
  readonly isHalted: (instrument: InstrumentId) => boolean;
  /** All of the order fills at the price of the auction. */
  readonly fill: (order: PaperOrder, price: Price) => void;
  /** The auction had nothing for it. */
  readonly expire: (order: PaperOrder) => void;
}

export class Auctions {
  readonly #parts: AuctionParts;
  /** Orders for the opening, by instrument, in order of arrival. */
  readonly #opening = new Map<InstrumentId, readonly PaperOrder[]>();

  constructor(parts: AuctionParts) {
    this.#parts = parts;
  }

  /** The order waits for its auction. */
  join(order: PaperOrder, at: Timestamp): void {
    order.auctionAt = at;
    if (auctionOf(order) === 'closing') {
      // After the last bar of the session, which ends at the close.
      this.#parts.clock.schedule(at, rank.deadline, () => this.#close(order));
      return;
    }
    const { instrument } = order.terms;
    this.#opening.set(instrument, [...(this.#opening.get(instrument) ?? []), order]);
  }

  /** The first event of an instrument in a session is its opening. */
  hear(event: MarketEvent): void {
    const waiting = this.#opening.get(event.instrument);
    if (waiting === undefined) return;
    const at = 'start' in event ? event.start : this.#parts.clock.now();
    const later = waiting.filter((order) => order.auctionAt === undefined || at < order.auctionAt);
    if (later.length === waiting.length || !this.#isPriced(event)) return;
    if (later.length === 0) this.#opening.delete(event.instrument);
    else this.#opening.set(event.instrument, later);
    for (const order of waiting) if (!later.includes(order)) this.#cross(order, openingPrice(order, event));
  }

  /** Whether the event may give the price: a trade may not, where the user wants quotes and there are some. */
  #isPriced(event: MarketEvent): boolean {
    const isTrade = event.type === 'market.trade' || event.type === 'market.bar';
    const isQuoted = this.#parts.markets.known(event.instrument)?.isQuoted === true;
    return !isTrade || this.#parts.rules.auctionPrice === 'trade' || !isQuoted;
  }

  #close(order: PaperOrder): void {
    // An exchange holds no closing auction in what is halted: its orders come back.
    if (this.#parts.isHalted(order.terms.instrument)) return this.#cross(order, undefined);
    const market = this.#parts.markets.known(order.terms.instrument);
    const touch = market?.quote === undefined ? undefined : touchOf(order.terms, market.quote);
    const { auctionPrice } = this.#parts.rules;
    this.#cross(order, auctionPrice === 'trade' ? (market?.last ?? touch) : (touch ?? market?.last));
  }

  /** Everybody who accepts the price gets it: an auction is not bounded by a size shown. */
  #cross(order: PaperOrder, price: Price | undefined): void {
    if (hasEnded(order)) return;
    if (price === undefined || !accepts(order, price)) this.#parts.expire(order);
    else this.#parts.fill(order, price);
  }
}

function openingPrice({ terms }: PaperOrder, event: MarketEvent): Price {
  switch (event.type) {
    case 'market.trade':
      return event.price;
    case 'market.bar':
      return event.open;
    case 'market.quote':
      return touchOf(terms, event);
    case 'market.quoteBar':
      return terms.side === 'buy' ? event.askOpen : event.bidOpen;
  }
}

function accepts({ terms: { limit, side } }: PaperOrder, price: Price): boolean {
  return limit === undefined || (side === 'buy' ? price <= limit : price >= limit);
}

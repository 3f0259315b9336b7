/** What is shown of an instrument now, and how much of it is still there. */
import type { Split } from '../../corporateActions.ts';
import { priceAfter } from '../../corporateActions.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { midpoint, zero } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import type { Point } from './path.ts';

export interface Market {
  quote: Point | undefined;
  bidLeft: Quantity;
  askLeft: Quantity;
  /** Quotes were heard: trades no longer stand for them. */
  isQuoted: boolean;
  last: Price | undefined;
  /** How many quotes were shown. */
  shown: number;
}

type Sided = Pick<OrderTerms, 'side'>;
type Prices = Pick<Point, 'bid' | 'ask'>;

/** The price on the other side, which the order would take. */
export const touchOf = ({ side }: Sided, quote: Prices): Price => (side === 'buy' ? quote.ask : quote.bid);
/** The best price on the order's own side. */
export const ownPriceOf = ({ side }: Sided, quote: Prices): Price => (side === 'buy' ? quote.bid : quote.ask);
/** What the market shows beside the order, on its own side. */
export const ownSizeOf = ({ side }: Sided, quote: Point): Quantity => (side === 'buy' ? quote.bidSize : quote.askSize);

/** What is left on the other side. */
export const leftFor = ({ side }: Sided, market: Market): Quantity =>
  side === 'buy' ? market.askLeft : market.bidLeft;

/** Takes from the other side. */
export function take({ side }: Sided, market: Market, quantity: Quantity): void {
  if (side === 'buy') market.askLeft = (market.askLeft - quantity) as Quantity;
  else market.bidLeft = (market.bidLeft - quantity) as Quantity;
}

/** Shows a quote, its sizes anew. */
export function show(market: Market, point: Point | undefined): void {
  if (point === undefined) return;
  market.quote = point;
  market.bidLeft = point.bidSize;
  market.askLeft = point.askSize;
  market.shown++;
}

export class Markets {
  readonly #markets = new Map<InstrumentId, Market>();

  known(instrument: InstrumentId): Market | undefined {
    return this.#markets.get(instrument);
  }

  of(instrument: InstrumentId): Market {
    const known = this.#markets.get(instrument);
    if (known !== undefined) return known;
    const market = { quote: undefined, bidLeft: zero, askLeft: zero, isQuoted: false, last: undefined, shown: 0 };
    this.#markets.set(instrument, market);
    return market;
  }

  /** What was shown last, in prices of the new shares. */
  split(instrument: InstrumentId, by: Split): void {
    const market = this.#markets.get(instrument);
    if (market === undefined) return;
    const { quote, last } = market;
    if (quote !== undefined)
      market.quote = { ...quote, bid: priceAfter(quote.bid, by), ask: priceAfter(quote.ask, by) };
    if (last !== undefined) market.last = priceAfter(last, by);
  }

  /** The middle of what is shown; the last trade where nothing is quoted. */
  markOf(instrument: InstrumentId): Price | undefined {
    const market = this.#markets.get(instrument);
    return market?.quote === undefined ? market?.last : midpoint(market.quote.bid, market.quote.ask);
  }

  /** The price that an order would take at once. */
  touch(terms: OrderTerms): Price | undefined {
    const quote = this.#markets.get(terms.instrument)?.quote;
    return quote === undefined ? undefined : touchOf(terms, quote);
  }
}

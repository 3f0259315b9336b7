/** A market of a gateway that quotes what a test tells it, and nothing by itself. */
import type { OpenMarket, Shown } from '../../src/adapters/twsGateway/market.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import type { Price } from '../../src/money.ts';
import { quantity, zero } from '../../src/money.ts';
import type { MarketEvent } from '../../src/ports.ts';

export class QuotedMarket {
  readonly #shown = new Map<InstrumentId, Shown>();
  #hear: (event: MarketEvent) => void = () => undefined;

  readonly open: OpenMarket = (hear) => {
    this.#hear = hear;
    return { begin: () => undefined, end: () => undefined, shown: (instrument) => this.#shown.get(instrument) };
  };

  quote(instrument: InstrumentId, bid: Price, ask: Price, size = 300): void {
    const sizes = { bidSize: quantity(size), askSize: quantity(size) };
    const { last = bid, volume = zero, close = bid } = this.#shown.get(instrument) ?? {};
    this.#shown.set(instrument, { bid, ask, ...sizes, last, lastSize: quantity(100), volume, close });
    this.#hear({ type: 'market.quote', instrument, bid, ask, ...sizes });
  }

  trade(instrument: InstrumentId, last: Price, size = 100): void {
    const before = this.#shown.get(instrument);
    if (before !== undefined) this.#shown.set(instrument, { ...before, last, lastSize: quantity(size) });
    this.#hear({ type: 'market.trade', instrument, price: last, size: quantity(size) });
  }
}

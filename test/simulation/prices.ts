/** The market of a simulation: a few instruments that wander by ticks, leap now and then, and show much or little. */
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { instrumentId } from '../../src/identifiers.ts';
import type { Price } from '../../src/money.ts';
import { price, quantity } from '../../src/money.ts';
import type { MarketEvent } from '../../src/ports.ts';

export const instruments = ['SPY', 'QQQ', 'IBM'].map(instrumentId);

const TICK = price('0.01');
const START: Readonly<Record<string, Price>> = { SPY: price(100), QQQ: price(80), IBM: price(50) };

export interface Prices {
  /** The next quote, or now and then a trade. */
  next(instrument: InstrumentId): MarketEvent;
  /** The quote as it stands, with as much shown as anybody could want. */
  deep(instrument: InstrumentId): MarketEvent;
  bid(instrument: InstrumentId): Price;
  /** From now on the prices of other shares, on the grid. */
  split(instrument: InstrumentId, newShares: bigint, oldShares: bigint): void;
}

export function createPrices(chance: Chance): Prices {
  const bids = new Map<InstrumentId, Price>();
  const spreads = new Map<InstrumentId, Price>();
  const bid = (instrument: InstrumentId): Price => bids.get(instrument) ?? START[instrument] ?? price(10);
  const ticks = (count: number): bigint => BigInt(count) * TICK;

  function quote(instrument: InstrumentId, bidSize: number, askSize: number): MarketEvent {
    const ask = (bid(instrument) + (spreads.get(instrument) ?? ticks(2))) as Price;
    const sizes = { bidSize: quantity(bidSize), askSize: quantity(askSize) };
    return { type: 'market.quote', instrument, bid: bid(instrument), ask, ...sizes };
  }
  const shown = (): number => (chance.percent(30) ? chance.whole(1, 60) : chance.whole(100, 1_000));

  return {
    bid,
    next(instrument) {
      if (chance.percent(6)) {
        const size = quantity(chance.whole(1, 300));
        return { type: 'market.trade', instrument, price: (bid(instrument) + TICK) as Price, size };
      }
      const reach = chance.percent(5) ? 200 : 15;
      const next = (bid(instrument) + ticks(chance.whole(-reach, reach))) as Price;
      bids.set(instrument, next > price(20) ? next : price(20));
      spreads.set(instrument, ticks(chance.whole(1, 5)) as Price);
      return quote(instrument, shown(), shown());
    },
    split(instrument, newShares, oldShares) {
      const cents = (bid(instrument) * oldShares) / newShares / TICK;
      bids.set(instrument, (cents * TICK) as Price);
    },
    deep: (instrument) => quote(instrument, 10_000, 10_000),
  };
}

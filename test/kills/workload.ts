/** What the killed desk trades: some simulated hours in six symbols, and a prediction in each every half hour. */
import { createChance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { Event } from '../../src/events.ts';
import type { InstrumentId, SignalId, Timestamp } from '../../src/identifiers.ts';
import { later, minutes, seconds, timestamp } from '../../src/identifiers.ts';
import type { Price } from '../../src/money.ts';
import { price, quantity } from '../../src/money.ts';
import type { MarketData, SignalEvent, SignalSource, Timed } from '../../src/ports.ts';

export const START = timestamp('2025-03-03T10:00:00Z');
const symbols = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF'].map((symbol) => symbol as InstrumentId);
const CENT = price('0.01');

/** A round trip is over before the next prediction of its symbol: what a kill does to one of them it does to no other. */
export const deskDocument = `
desk: killed
risk: { maxOrderQuantity: 1000, maxOrderNotional: 200000, priceCollar: 10% }
rules:
  long:
    when: signal.prediction
    if: signal.signal == 'BUY'
    then: { open: { side: long, quantity: 100, stop: { amount: 0.60 }, target: { amount: 0.40 }, doubleDown: { at: 50% }, timeLimit: 20m } }
  short:
    when: signal.prediction
    if: signal.signal == 'SELL'
    then: { open: { side: short, quantity: 80, stop: { amount: 0.50 }, target: { amount: 0.30 }, breakeven: { after: { amount: 0.20 } }, timeLimit: 20m } }
`;

/** A quote of each symbol every half minute, each at a second of its own. */
function quotes(seed: number, hours: number): readonly Timed<Event<'market.quote'>>[] {
  const chance = createChance(seed, 'prices');
  const bids = symbols.map(() => price(100));
  return Array.from({ length: hours * 120 * symbols.length }, (_, index) => {
    const which = index % symbols.length;
    const bid = ((bids[which] ?? 0n) + BigInt(Math.round(chance.noise() * 5)) * CENT) as Price;
    bids[which] = bid;
    const size = quantity(100 * chance.whole(1, 5));
    const at = later(START, seconds(Math.floor(index / symbols.length) * 30 + which * 4));
    const instrument = symbols[which] as InstrumentId;
    const ask = (bid + CENT) as Price;
    return { at, event: { type: 'market.quote', instrument, bid, ask, bidSize: size, askSize: size } };
  });
}

function predictions(seed: number, hours: number): readonly Timed<SignalEvent>[] {
  const chance = createChance(seed, 'predictions');
  return Array.from({ length: hours * 2 * symbols.length }, (_, index) => {
    const round = Math.floor(index / symbols.length);
    const instrument = symbols[index % symbols.length] as InstrumentId;
    const at = later(START, minutes(round * 30 + 3) + seconds((index % symbols.length) * 11));
    const signal = chance.percent(50) ? 'BUY' : 'SELL';
    const figures = { numeric: 1, confidence: 0.9, probabilities: [], features: {}, horizon: minutes(20) };
    const id = `${instrument}-${round}` as SignalId;
    const about = { id, instrument, observedAt: at, signal, model: 'test', modelVersion: '1' } as const;
    return { at: at as Timestamp, event: { type: 'signal.prediction', ...about, ...figures } };
  });
}

export function workload(seed: number, hours: number): { readonly market: MarketData; readonly signals: SignalSource } {
  return {
    market: {
      name: 'quotes',
      instruments: symbols,
      days: { from: '2025-03-03', to: '2025-03-03' },
      async *batches() {
        yield quotes(seed, hours);
      },
    },
    signals: {
      name: 'predictions',
      async *batches() {
        yield predictions(seed, hours);
      },
    },
  };
}

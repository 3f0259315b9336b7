/** The made-up market of one symbol: a price path with spread, displayed sizes, trades and the bars of these trades, minute by minute. */
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { later, MICROSECONDS, minutes } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { MarketEvent, Timed } from '../../ports.ts';
import type { Chance } from './generatedRandom.ts';
import { createChance } from './generatedRandom.ts';

/** What happens in a minute: quotes and trades in time order, and the bar of the trades at its end. */
export interface GeneratedMinute {
  readonly ticks: readonly Timed<MarketEvent>[];
  readonly bar: Timed<MarketEvent>;
}

/** How far a price moves in a quiet minute at noon, as a share of it: about 1 % a day. */
const MOVE = 0.0006;
/** What a step of a minute moves, for 3, 4, 5 and 6 steps in one: 1/√steps. */
const STEP_MOVES: Readonly<Record<number, number>> = { 3: 0.577, 4: 0.5, 5: 0.447, 6: 0.408 };
/** From this price on a symbol shows 100 to 2,000 shares: cents. */
const SHOWN_IN_FULL = 10_000;
/** Prices turn back here: cents. */
const FLOOR = 1_000;
/** Volatility is never more than so many times its mean, so that the gap of the day stands out. */
const WILDEST = 3;
const MINUTE_MILLISECONDS = 60_000;
const ONE_MINUTE: Duration = minutes(1);

/** A symbol. Its days must be asked for in order, each minute by minute: chance is drawn on the way. */
export class GeneratedSymbol {
  readonly #instrument: InstrumentId;
  readonly #chance: Chance;
  /** The middle of the quote, in cents; between ticks as well. */
  #middle: number;
  /** How wild it is just now, 1 on average: a wild minute is followed by wild ones. */
  #wildness = 1;
  #length = 0;
  #gapAt = 0;

  constructor(seed: number, instrument: InstrumentId) {
    this.#instrument = instrument;
    this.#chance = createChance(seed, 'market', instrument);
    this.#middle = this.#chance.whole(2_000, 40_000);
  }

  /** Begins a day of so many minutes. */
  beginDay(length: number): void {
    this.#length = length;
    this.#gapAt = this.#chance.whole(Math.floor(length / 4), Math.floor((length * 3) / 4));
    this.#move(0.005 * this.#chance.noise());
  }

  /** What happens in a minute of the day, the first of which is 0. */
  minute(start: Timestamp, index: number): GeneratedMinute {
    if (index === this.#gapAt) this.#gap();
    const chance = this.#chance;
    const steps = chance.whole(3, 6);
    const slot = Math.floor(MINUTE_MILLISECONDS / steps);
    const ticks: Timed<MarketEvent>[] = [];
    const trades: Trade[] = [];
    let moved = 0;
    for (let step = 0; step < steps; step++) {
      const noise = chance.noise() * (STEP_MOVES[steps] ?? 0);
      moved += noise;
      this.#move(MOVE * this.#shape(index) * this.#wildness * noise);
      const quoted = step * slot + chance.whole(0, slot / 2 - 1);
      const quote = this.#quote();
      ticks.push({ at: millisecondsAfter(start, quoted), event: quoteEvent(this.#instrument, quote) });
      if (step > 0 && chance.percent(30)) continue;
      const trade = this.#trade(quote, noise > 0, index);
      trades.push(trade);
      const at = millisecondsAfter(start, quoted + chance.whole(1, slot / 2 - 1));
      ticks.push({
        at,
        event: {
          type: 'market.trade',
          instrument: this.#instrument,
          price: toPrice(trade.cents),
          size: toQuantity(trade.size),
        },
      });
    }
    this.#wildness = Math.min(WILDEST, 0.07 + this.#wildness * (0.8 + 0.16 * Math.abs(moved)));
    return { ticks, bar: { at: later(start, ONE_MINUTE), event: barOf(this.#instrument, start, trades) } };
  }

  /** Once a day the price jumps by 1.8 to 2.8 %. */
  #gap(): void {
    const share = this.#chance.whole(180, 280) / 10_000;
    this.#move(this.#chance.percent(50) ? share : -share);
    this.#wildness = Math.min(WILDEST, this.#wildness + 1);
  }

  #move(share: number): void {
    const moved = this.#middle * (1 + share);
    this.#middle = moved < FLOOR ? FLOOR + (FLOOR - moved) : moved;
  }

  /** Much at the open and the close, little at noon. */
  #shape(index: number): number {
    const distance = (2 * index + 1) / this.#length - 1;
    return 0.7 + 1.2 * distance * distance;
  }

  #quote(): Quote {
    const chance = this.#chance;
    const wide = (this.#wildness > 1.6 ? 1 : 0) + (chance.percent(15) ? 1 : 0);
    const spread = 1 + Math.floor(this.#middle / 8_000) + wide;
    const bid = Math.round(this.#middle - spread / 2);
    return { bid, ask: bid + spread, bidSize: this.#displayed(), askSize: this.#displayed() };
  }

  /** A cheap symbol shows more shares than a dear one, so that what is shown is worth about the same. */
  #displayed(): number {
    const lots = this.#chance.whole(1, 20) * Math.max(1, Math.round(SHOWN_IN_FULL / this.#middle));
    return (this.#chance.percent(5) ? lots * 10 : lots) * 100;
  }

  /** At the ask more often while the price rises, at the bid while it falls, now and then between them. */
  #trade({ bid, ask }: Quote, isRising: boolean, index: number): Trade {
    const chance = this.#chance;
    const isInside = ask - bid > 1 && chance.percent(10);
    const atAsk = chance.percent(isRising ? 65 : 35);
    const cents = isInside ? chance.whole(bid + 1, ask - 1) : atAsk ? ask : bid;
    const shape = this.#shape(index);
    return { cents, size: 100 * (1 + Math.floor(shape * shape * this.#wildness * chance.whole(1, 8))) };
  }
}

/** A quote in cents and shares. */
interface Quote {
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

interface Trade {
  readonly cents: number;
  readonly size: number;
}

function quoteEvent(instrument: InstrumentId, { bid, ask, bidSize, askSize }: Quote): MarketEvent {
  const sizes = { bidSize: toQuantity(bidSize), askSize: toQuantity(askSize) };
  return { type: 'market.quote', instrument, bid: toPrice(bid), ask: toPrice(ask), ...sizes };
}

/** The bar of some trades, of which there is at least one. */
function barOf(instrument: InstrumentId, start: Timestamp, trades: readonly Trade[]): MarketEvent {
  const cents = trades.map((trade) => trade.cents);
  return {
    type: 'market.bar',
    instrument,
    start,
    period: ONE_MINUTE,
    open: toPrice(cents[0] ?? 0),
    high: toPrice(Math.max(...cents)),
    low: toPrice(Math.min(...cents)),
    close: toPrice(cents.at(-1) ?? 0),
    volume: toQuantity(trades.reduce((sum, { size }) => sum + size, 0)),
  };
}

const millisecondsAfter = (start: Timestamp, count: number): Timestamp =>
  later(start, count * MICROSECONDS.millisecond);
const toPrice = (cents: number): Price => (BigInt(cents) * 1_000_000n) as Price;
const toQuantity = (shares: number): Quantity => (BigInt(shares) * 100_000_000n) as Quantity;

/** The market of a gateway without data: seeded quotes and trades, near their first price, thinner than a large order. */
import type { InstrumentId } from '../../identifiers.ts';
import { later, MICROSECONDS } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { quantity, zero } from '../../money.ts';
import type { Clock, MarketEvent } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { Chance } from '../marketData/generatedRandom.ts';
import { createChance } from '../marketData/generatedRandom.ts';
import type { GatewayMarket, Shown } from './market.ts';

/** Prices turn back before they are 1 % away from the first one: its thousandths. */
const FURTHEST = 9;
/** No price falls below a dollar. */
const MINIMUM = 100;
const STEP = 250 * MICROSECONDS.millisecond;
const CENT = 1_000_000n;

/** All of it is there from the start. */
type Drawn = Required<{ readonly [K in Exclude<keyof Shown, 'isOfTrades'>]: NonNullable<Shown[K]> }>;

/** One symbol: a walk in cents. */
class Walk {
  readonly #chance: Chance;
  #base: number;
  #middle: number;
  shown: Drawn;

  constructor(seed: number, instrument: InstrumentId) {
    this.#chance = createChance(seed, 'gateway', instrument);
    this.#base = this.#chance.whole(5_000, 40_000);
    this.#middle = this.#base;
    const close = toPrice(this.#base);
    this.shown = { ...this.#quote(), last: close, lastSize: quantity(100), volume: zero, close };
  }

  step(): Drawn {
    const reach = Math.floor((this.#base * FURTHEST) / 1_000) - 3;
    const moved = this.#middle + this.#chance.whole(-2, 2);
    this.#middle = Math.min(this.#base + reach, Math.max(this.#base - reach, moved));
    const quote = this.#quote();
    const lastSize = shares(this.#chance.whole(1, 3));
    const last = this.#chance.percent(50) ? quote.ask : quote.bid;
    const volume = (this.shown.volume + lastSize) as Quantity;
    this.shown = { ...quote, last, lastSize, volume, close: this.shown.close };
    return this.shown;
  }

  /** Begins anew so many per cent away; its first price stays the one of the day before. */
  move(percent: number): void {
    const moved = (cents: number): number => Math.max(MINIMUM, Math.round((cents * (100 + percent)) / 100));
    this.#base = moved(this.#base);
    this.#middle = moved(this.#middle);
  }

  #quote() {
    const spread = this.#chance.whole(1, 2);
    return {
      bid: toPrice(this.#middle),
      ask: toPrice(this.#middle + spread),
      bidSize: shares(this.#chance.whole(1, 3)),
      askSize: shares(this.#chance.whole(1, 3)),
    };
  }
}

/** All symbols of one seed; `hear` is told of every quote and trade. */
export class GeneratedMarket implements GatewayMarket {
  readonly hasGeneratedPast = true;
  readonly #walks: ReadonlyMap<InstrumentId, Walk>;
  readonly #clock: Clock;
  readonly #hear: (event: MarketEvent) => void;
  #isOver = false;

  constructor(
    { seed, clock, instruments }: { seed: number; clock: Clock; instruments: readonly InstrumentId[] },
    hear: (event: MarketEvent) => void,
  ) {
    this.#walks = new Map(instruments.map((instrument) => [instrument, new Walk(seed, instrument)]));
    this.#clock = clock;
    this.#hear = hear;
  }

  begin(): void {
    for (const [instrument, { shown }] of this.#walks) this.#tell(instrument, shown);
    this.#next();
  }

  end(): void {
    this.#isOver = true;
  }

  shown(instrument: InstrumentId): Shown | undefined {
    return this.#walks.get(instrument)?.shown;
  }

  move(instrument: InstrumentId, percent: number): void {
    this.#walks.get(instrument)?.move(percent);
  }

  #next(): void {
    this.#clock.schedule(later(this.#clock.now(), STEP), rank.market, () => {
      if (this.#isOver) return;
      for (const [instrument, walk] of this.#walks) this.#tell(instrument, walk.step());
      this.#next();
    });
  }

  #tell(instrument: InstrumentId, { bid, ask, bidSize, askSize, last, lastSize }: Drawn): void {
    this.#hear({ type: 'market.quote', instrument, bid, ask, bidSize, askSize });
    this.#hear({ type: 'market.trade', instrument, price: last, size: lastSize });
  }
}

const toPrice = (cents: number): Price => (BigInt(cents) * CENT) as Price;
const shares = (lots: number): Quantity => quantity(lots * 100);

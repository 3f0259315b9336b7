/** A recorded market at its own times: the facts of a run over the same data, in the same order. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Clock, MarketData, MarketFact, Timed } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import type { GatewayMarket, OpenMarket, Shown } from './market.ts';
import { ShownMarket } from './shownMarket.ts';

/** The market of recorded data. What is read is not held: a batch at a time. */
export const replayedMarket =
  (data: MarketData, clock: Clock): OpenMarket =>
  (hear) =>
    new ReplayedMarket(data, clock, hear);

class ReplayedMarket implements GatewayMarket {
  readonly #batches: AsyncIterator<readonly Timed<MarketFact>[]>;
  readonly #clock: Clock;
  readonly #hear: (event: MarketFact) => void;
  readonly #shown = new ShownMarket();
  #read: Timed<MarketFact>[] = [];
  #place = 0;
  /** When the next day begins in New York. */
  #midnight: Timestamp;
  #hasBegun = false;
  #isWaiting = false;
  #isOver = false;
  #reading: Promise<void> = Promise.resolve();

  constructor(data: MarketData, clock: Clock, hear: (event: MarketFact) => void) {
    this.#batches = data.batches()[Symbol.asyncIterator]();
    this.#clock = clock;
    this.#midnight = midnightAfter(clock.now());
    this.#hear = hear;
  }

  begin(): void {
    this.#hasBegun = true;
    this.#await();
  }

  end(): void {
    this.#isOver = true;
    this.#hasBegun = false;
    void this.#batches.return?.();
  }

  shown(instrument: InstrumentId): Shown | undefined {
    return this.#shown.of(instrument);
  }

  next(): Timestamp | undefined {
    return this.#read[this.#place]?.at;
  }

  ready(to: Timestamp): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readBeyond(to));
    return this.#reading;
  }

  /** Reads until something is at hand that comes later, or the data end. @throws what is wrong with the data */
  async #readBeyond(to: Timestamp): Promise<void> {
    while (!this.#isOver && (this.#read.at(-1)?.at ?? Number.NEGATIVE_INFINITY) <= to) {
      const batch = await this.#batches.next();
      if (batch.done === true) this.#isOver = true;
      else {
        this.#read = [...this.#read.slice(this.#place), ...batch.value];
        this.#place = 0;
      }
    }
    this.#await();
  }

  /** One at a time, so that at one moment what the broker does comes before the next of the market. */
  #await(): void {
    const next = this.#read[this.#place];
    if (next === undefined || this.#isWaiting || !this.#hasBegun) return;
    this.#isWaiting = true;
    this.#clock.schedule(next.at, rank.market, () => {
      this.#isWaiting = false;
      if (!this.#hasBegun) return;
      this.#place++;
      if (next.at >= this.#midnight) {
        this.#shown.turnDay();
        this.#midnight = midnightAfter(next.at);
      }
      this.#shown.hear(next.event);
      this.#hear(next.event);
      this.#await();
    });
  }
}

const midnightAfter = (at: Timestamp): Timestamp => newYorkTime(dateAfter(newYorkDate(at)));

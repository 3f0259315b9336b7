/** Simulated time that goes by the clock of the machine, so many seconds in one; nights are over at once. */
import type { Timestamp } from '../../identifiers.ts';
import { later, MICROSECONDS, minutes } from '../../identifiers.ts';
import type { TradingHours } from '../../ports.ts';
import type { SimulatedClock } from '../clock/simulatedClock.ts';
import type { GatewayMarket } from './market.ts';

export interface PacedTimeOptions {
  readonly clock: SimulatedClock;
  /** So many simulated seconds in one. */
  readonly speed: number;
  /** Outside of these sessions time moves as fast as the work is done. */
  readonly hours: TradingHours | undefined;
  readonly market: Pick<GatewayMarket, 'ready'>;
  readonly log: (line: string) => void;
}

/** Between two looks at the clock of the machine: milliseconds. */
const LOOK = 10;
/** So much happens before clients are heard again. */
const SLICE = minutes(1);

export class PacedTime {
  readonly #options: PacedTimeOptions;
  #begun: { readonly wall: number; readonly simulated: Timestamp } | undefined;
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #isOver = false;

  constructor(options: PacedTimeOptions) {
    this.#options = options;
  }

  begin(): void {
    if (this.#timer === undefined && !this.#isOver) this.#lookIn(0);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer as NodeJS.Timeout);
  }

  #lookIn(milliseconds: number): void {
    if (this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#look().catch((error: Error) => {
        this.#isOver = true;
        this.#options.log(`time stands: ${error.message}`);
      });
    }, milliseconds);
  }

  async #look(): Promise<void> {
    const { clock, market } = this.#options;
    const to = this.#due();
    const until = Math.min(to, later(clock.now(), SLICE)) as Timestamp;
    await market.ready?.(until);
    if (this.#isOver) return;
    clock.advance(until);
    this.#lookIn(until < to ? 0 : LOOK);
  }

  /** Where time should be: at the next opening, or as far as the clock of the machine has gone since the last one. */
  #due(): Timestamp {
    const { clock, speed, hours } = this.#options;
    const now = clock.now();
    const opens = hours?.sessionAt(now).opens ?? now;
    if (now < opens) {
      this.#begun = undefined;
      return opens;
    }
    const wall = performance.now();
    this.#begun ??= { wall, simulated: now };
    const passed = (wall - this.#begun.wall) * speed * MICROSECONDS.millisecond;
    return Math.max(now, Math.floor(this.#begun.simulated + passed)) as Timestamp;
  }
}

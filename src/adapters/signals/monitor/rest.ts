/**
 * How long a monitor is left alone when it fails: twice as long each time, half of it left to chance, and no shorter than it asks for. After
 * some failures in a row, or when it says that it has enough or does not take the key, it is left alone as a whole, and one question goes
 * first (a circuit breaker).
 */
import type { OrdermatonError } from '../../../errors.ts';
import type { Duration } from '../../../identifiers.ts';
import { minutes, seconds } from '../../../identifiers.ts';

export interface RestOptions {
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly firstRest?: Duration;
  readonly longestRest?: Duration;
}

export interface Rest {
  readonly for: Duration;
  /** Nobody asks anything meanwhile, and one question goes first. */
  readonly isWhole: boolean;
}

/** So many failures in a row, of whatever question. */
const MOST = 5;
/** However long it asks to be left alone. */
const PATIENCE = minutes(15);

export class Failures {
  readonly #options: Required<RestOptions>;
  #count = 0;

  constructor({ chance, firstRest = seconds(1), longestRest = seconds(60) }: RestOptions) {
    this.#options = { chance, firstRest, longestRest };
  }

  /** It has answered. */
  end(): void {
    this.#count = 0;
  }

  /** It has failed once more. */
  rest({ code, details }: OrdermatonError): Rest {
    const { chance, firstRest, longestRest } = this.#options;
    const whole = Math.min(longestRest, firstRest * 2 ** this.#count);
    this.#count = Math.min(this.#count + 1, 30);
    const asked = typeof details.retryAfter === 'number' ? Math.min(PATIENCE, seconds(details.retryAfter)) : 0;
    const length = Math.max(asked, Math.round(whole * (0.5 + chance() / 2))) as Duration;
    const isWhole = this.#count >= MOST || code === 'monitorThrottles' || code === 'monitorKeyRefused';
    return { for: length, isWhole };
  }
}

/** How long is waited before a lost connection is tried again. */
import type { Duration } from '../../identifiers.ts';
import { seconds } from '../../identifiers.ts';

export interface BackOffOptions {
  /** The first wait, and the longest; one second and one minute unless told. */
  readonly backOff?: { readonly first: Duration; readonly longest: Duration };
  /** From 0 to just below 1: so that several programs do not come back in step. */
  readonly chance: () => number;
}

export class BackOff {
  readonly #options: BackOffOptions;
  #attempts = 0;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  /** Twice as long each time, up to the longest; half of it is left to chance. */
  next(): Duration {
    const { backOff: { first, longest } = { first: seconds(1), longest: seconds(60) }, chance } = this.#options;
    const whole = Math.min(longest, first * 2 ** Math.min(this.#attempts++, 20));
    return Math.round(whole * (0.5 + chance() / 2)) as Duration;
  }

  /** It has worked: the next wait is the first one. */
  reset(): void {
    this.#attempts = 0;
  }
}

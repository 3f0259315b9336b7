/** Whether what adds or loosens risk may be asked for: off until somebody who knows the second token arms it, and only for a while. */
import { randomBytes } from 'node:crypto';
import { OrdermatonError } from '../../errors.ts';
import { isSame } from './admission.ts';

export interface ArmingOptions {
  /** The control token; without it nothing can be armed, and `why` says so. */
  readonly token: string | undefined;
  /** Why nothing can be armed. */
  readonly why?: string | undefined;
  /** A clock that nobody sets: milliseconds. */
  readonly now: () => number;
}

/** An arming lasts so long: milliseconds. */
export const ARMED_FOR = 300_000;
/** After so many wrong tokens nobody is let for so long. */
const [MOST_WRONG, LOCKED_FOR] = [5, 300_000];
/** More people do not command a desk at once. */
const MOST_ARMED = 8;

export class Arming {
  readonly #options: ArmingOptions;
  /** Until when each of them holds. */
  readonly #until = new Map<string, number>();
  #wrong: number[] = [];

  constructor(options: ArmingOptions) {
    this.#options = options;
  }

  get state(): 'off' | 'readyToArm' | 'armed' {
    this.#forget();
    if (this.#options.token === undefined) return 'off';
    return this.#until.size > 0 ? 'armed' : 'readyToArm';
  }

  /** @throws `controlOff`, `controlLocked`, `controlTokenWrong` */
  arm(given: string): { readonly arming: string; readonly seconds: number } {
    const { token, now } = this.#options;
    if (token === undefined) throw this.#off('Arming');
    this.#wrong = this.#wrong.filter((at) => at > now() - LOCKED_FOR);
    if (this.#wrong.length >= MOST_WRONG)
      throw new OrdermatonError('controlLocked', { count: MOST_WRONG, minutes: LOCKED_FOR / 60_000 });
    if (!isSame(given, token)) {
      this.#wrong.push(now());
      throw new OrdermatonError('controlTokenWrong');
    }
    this.#wrong = [];
    const arming = randomBytes(24).toString('base64url');
    this.#forget();
    const [oldest] = this.#until.keys();
    if (oldest !== undefined && this.#until.size >= MOST_ARMED) this.#until.delete(oldest);
    this.#until.set(arming, now() + ARMED_FOR);
    return { arming, seconds: ARMED_FOR / 1_000 };
  }

  /** Whether there was anything to disarm. */
  disarm(arming: string | undefined): boolean {
    this.#forget();
    return arming !== undefined && this.#until.delete(arming);
  }

  /** @throws `controlOff`, `controlNotArmed` */
  assertArmed(arming: string | undefined, what: string): void {
    this.#forget();
    if (this.#options.token === undefined) throw this.#off(what);
    if (arming === undefined) throw new OrdermatonError('controlNotArmed', { what, problem: 'X-Arming is missing' });
    if (!this.#until.has(arming))
      throw new OrdermatonError('controlNotArmed', { what, problem: 'the arming has ended, or never was' });
  }

  #off(what: string): OrdermatonError {
    const { why = 'the desk was started without a control token' } = this.#options;
    return new OrdermatonError('controlOff', { what, problem: why });
  }

  #forget(): void {
    const now = this.#options.now();
    for (const [arming, until] of this.#until) if (until <= now) this.#until.delete(arming);
  }
}

/** Who hears that a clock jumped: that the wall clock has left the time that has passed. */
import type { Duration } from '../../identifiers.ts';
import { seconds } from '../../identifiers.ts';

/** A smaller gap is a correction of the clock. */
const GAP: Duration = seconds(5);

export class Jumps {
  readonly #listeners: ((by: Duration) => void)[] = [];

  listen(hear: (by: Duration) => void): void {
    this.#listeners.push(hear);
  }

  /** Whether a gap of so many microseconds is a jump. */
  isJump(by: number): boolean {
    return Math.abs(by) > GAP;
  }

  tell(by: number): void {
    for (const hear of this.#listeners) hear(Math.round(by) as Duration);
  }
}

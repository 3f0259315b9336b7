/** A live clock whose machine can be sent to sleep, stopped, or have its time of day set. */
import type { LiveClockOptions } from '../../src/adapters/clock/liveClock.ts';
import { createLiveClock } from '../../src/adapters/clock/liveClock.ts';
import type { Duration } from '../../src/identifiers.ts';
import type { Clock } from '../../src/ports.ts';

export interface SleepyClock {
  readonly clock: Clock;
  /** The time of day goes on, and nothing else does; below zero it is set back. */
  sleep(duration: Duration): void;
  /** Both clocks go on, and nobody looks. */
  stand(duration: Duration): void;
}

export function createSleepyClock(options: LiveClockOptions = {}): SleepyClock {
  let [slept, stood] = [0, 0]; // milliseconds
  const dials = {
    wall: () => Date.now() + slept + stood,
    monotonic: () => performance.now() + stood,
  };
  return {
    clock: createLiveClock({ dials, ...options }),
    sleep(duration) {
      slept += duration / 1_000;
    },
    stand(duration) {
      stood += duration / 1_000;
    },
  };
}

/** How fast simulated time may move, and that it leaves the rest of the process some room. */
import type { Timestamp } from '../../identifiers.ts';
import type { TradingHours } from '../../ports.ts';

/** Waiting less than this is not worth it: milliseconds. */
const NAP = 15;
/** How long the work may keep the process from anything else: milliseconds. */
const SLICE = 40;

/** Says how long to wait before time may move to a moment (microseconds); `undefined` when it may move at once. */
export type Pace = (to: Timestamp) => Promise<void> | undefined;

export interface PaceOptions {
  /** So many simulated seconds in one; without it only the rest of the process is waited for, now and then. */
  readonly speed?: number | undefined;
  /** Only within these sessions time is paced: nights are over at once. Always, unless told. */
  readonly hours?: TradingHours | undefined;
  /** Until this moment it is not paced: that has been lived through already. */
  readonly from?: Timestamp | undefined;
}

export function createPace({ speed, hours, from }: PaceOptions): Pace {
  let begun: { readonly wall: number; readonly simulated: number } | undefined;
  let yielded = performance.now();

  /** Milliseconds until time may be there. */
  function ahead(to: Timestamp, wall: number): number {
    if (speed === undefined || (from !== undefined && to <= from)) return 0;
    if (hours !== undefined && to < hours.sessionAt(to).opens) {
      begun = undefined;
      return 0;
    }
    begun ??= { wall, simulated: to };
    return begun.wall + (to - begun.simulated) / 1_000 / speed - wall;
  }

  return (to) => {
    const wall = performance.now();
    const wait = ahead(to, wall);
    if (wait > NAP) {
      yielded = wall + wait;
      return new Promise((resolve) => setTimeout(resolve, wait));
    }
    if (wall - yielded < SLICE) return undefined;
    yielded = wall;
    return new Promise((resolve) => setImmediate(resolve));
  };
}

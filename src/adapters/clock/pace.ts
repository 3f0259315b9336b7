/** How fast simulated time may move, and that it leaves the rest of the process some room. */

/** Waiting less than this is not worth it: milliseconds. */
const NAP = 15;
/** How long the work may keep the process from anything else: milliseconds. */
const SLICE = 40;

/** Says how long to wait before time may move to a moment (microseconds); `undefined` when it may move at once. */
export type Pace = (to: number) => Promise<void> | undefined;

/** So many simulated seconds in one; without a speed only the rest of the process is waited for, now and then. */
export function createPace(speed: number | undefined): Pace {
  let begun: { readonly wall: number; readonly simulated: number } | undefined;
  let yielded = performance.now();
  return (to) => {
    const wall = performance.now();
    if (speed !== undefined) {
      begun ??= { wall, simulated: to };
      const ahead = begun.wall + (to - begun.simulated) / 1_000 / speed - wall;
      if (ahead > NAP) {
        yielded = wall + ahead;
        return new Promise((resolve) => setTimeout(resolve, ahead));
      }
    }
    if (wall - yielded < SLICE) return undefined;
    yielded = wall;
    return new Promise((resolve) => setImmediate(resolve));
  };
}

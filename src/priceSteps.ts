/** Which prices and sizes there are where a broker has its own word of it: steps by bands of price, and what of them and our own holds. */
import type { Price, Quantity } from './money.ts';
import { toTick, zero } from './money.ts';

/** From this price on, up to the next band, prices are so far apart (FIX 5.0 TickRules, Interactive Brokers market rules). */
export interface PriceBand {
  readonly from: Price;
  readonly increment: Price;
}
/** One step for every price, or bands from the lowest to the highest; below the first of them its step holds as well. */
export type PriceSteps = Price | readonly PriceBand[];

/** The smallest step there is, where there are no bands to tell it. */
const SMALLEST = 1n as Price;

const bandOf = (value: bigint, bands: readonly PriceBand[]): number =>
  Math.max(
    0,
    bands.findLastIndex(({ from }) => from <= value),
  );

/** How far prices are apart at this one. */
export function stepAt(steps: PriceSteps, value: Price): Price {
  return typeof steps === 'bigint' ? steps : (steps[bandOf(value, steps)]?.increment ?? SMALLEST);
}

/** The price on the steps of its band; what leaves the band by it stands on the steps of the next. `nearest` takes halves up. */
export function onStep(value: Price, steps: PriceSteps, rounding: 'down' | 'up' | 'nearest'): Price {
  if (typeof steps === 'bigint') return toTick(value, steps, rounding);
  if (rounding === 'down') return below(value, steps);
  if (rounding === 'up') return above(value, steps);
  const [lower, upper] = [below(value, steps), above(value, steps)];
  return (value - lower) * 2n >= upper - lower ? upper : lower;
}

function below(value: Price, bands: readonly PriceBand[]): Price {
  const place = bandOf(value, bands);
  const found = toTick(value, bands[place]?.increment ?? SMALLEST, 'down');
  const from = bands[place]?.from ?? zero;
  return place > 0 && found < from ? below((from - 1n) as Price, bands) : found;
}

function above(value: Price, bands: readonly PriceBand[]): Price {
  const place = bandOf(value, bands);
  const found = toTick(value, bands[place]?.increment ?? SMALLEST, 'up');
  const next = bands[place + 1]?.from;
  return next !== undefined && found > next ? above(next, bands) : found;
}

export function areSame(a: PriceSteps, b: PriceSteps): boolean {
  if (typeof a === 'bigint' || typeof b === 'bigint') return a === b;
  return (
    a.length === b.length && a.every(({ from, increment }, at) => from === b[at]?.from && increment === b[at].increment)
  );
}

/** The smallest of the broker's steps that is no finer than our own. */
export const coarser = <S extends Price | Quantity>(own: S, broker: S): S =>
  (own <= broker ? broker : ((own + broker - 1n) / broker) * broker) as S;

/** Our own step against the bands of the broker: in each the coarser holds. One step is left where all bands come to the same. */
export function coarserSteps(own: Price, bands: readonly PriceBand[]): PriceSteps {
  const sorted = [...bands].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const held = sorted.map(({ from, increment }) => ({ from, increment: coarser(own, increment) }));
  const joined = held.filter(({ increment }, index) => index === 0 || held[index - 1]?.increment !== increment);
  const [first, ...others] = joined;
  if (first === undefined) return own;
  return others.length === 0 ? first.increment : [{ ...first, from: zero }, ...others];
}

/** The rules by which prices of the market are apart, as requests for contracts name them. */
import type { Price } from '../../money.ts';
import { price, zero } from '../../money.ts';

/** Steps of a cent, and of a hundredth of one below a dollar. */
export const CENTS = 26;
export const FINE_BELOW_ONE = 27;
const MINIMUM_TICK = price('0.01');
const FINE_TICK = price('0.0001');

interface MarketStep {
  readonly lowEdge: Price;
  readonly increment: Price;
}

/** The rules of the market: from each price on, the step between two prices. */
export const marketRules: ReadonlyMap<number, readonly MarketStep[]> = new Map([
  [CENTS, [{ lowEdge: MINIMUM_TICK, increment: MINIMUM_TICK }]],
  [
    FINE_BELOW_ONE,
    [
      { lowEdge: zero, increment: FINE_TICK },
      { lowEdge: price(1), increment: MINIMUM_TICK },
    ],
  ],
]);
/** The smallest step of a rule. */
export const minimumTick = (rule: number): Price => marketRules.get(rule)?.[0]?.increment ?? MINIMUM_TICK;

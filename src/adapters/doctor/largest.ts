/** The largest order that the desk allows in a symbol: by its limits, or where it has none by what its rules open. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Price, Quantity } from '../../money.ts';
import { greater, lesser, lotsFor, zero } from '../../money.ts';
import type { Side } from '../../orders.ts';
import type { OpenIntent } from '../../plans.ts';

/** `undefined` where nothing names a size. */
export function largestSize(desk: DeskConfiguration, price: Price): Quantity | undefined {
  const { lot, risk } = desk;
  const { maxOrderQuantity, maxOrderNotional } = risk;
  const byNotional = maxOrderNotional === undefined ? undefined : lotsFor(maxOrderNotional, price, lot);
  const limits = [maxOrderQuantity, byNotional].filter((each) => each !== undefined);
  if (limits.length > 0) return limits.reduce(lesser);
  // What is worked out from the equity names no size before it is decided.
  const opened = openings(desk).flatMap(({ sizing }) => {
    if (sizing.by === 'quantity') return [sizing.quantity];
    return sizing.by === 'allocation' ? [lotsFor(sizing.allocation, price, lot)] : [];
  });
  return opened.length === 0 ? undefined : opened.reduce(greater, zero as Quantity);
}

/** The sides on which the desk opens; both are unlikely to differ in margin, and both are asked. */
export function sidesOf(desk: DeskConfiguration): readonly Side[] {
  const sides = new Set<Side>(openings(desk).map(({ side }) => (side === 'long' ? 'buy' : 'sell')));
  return sides.size === 0 ? ['buy'] : [...sides];
}

const openings = ({ rules }: DeskConfiguration): readonly OpenIntent[] =>
  rules.flatMap(({ actions }) => actions.flatMap((act) => (act.do === 'open' ? [act.intent] : [])));

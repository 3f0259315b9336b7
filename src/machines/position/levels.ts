/** Where stop, target and the addition stand, from the average price and the plan. */
import type { Price } from '../../money.ts';
import { averagePrice, scaled, toTick } from '../../money.ts';
import type { Levels, PositionContext, PositionPlan } from './position.ts';

/** The levels of a position with this average: the stop against it, the target with it, both on the nearest tick. */
export function levelsAt(plan: PositionPlan, side: 'long' | 'short', average: Price): Levels {
  const { stopDistance, targetDistance } = plan;
  return {
    ...(stopDistance === undefined
      ? {}
      : { stop: away(average, side === 'long' ? -stopDistance : stopDistance, plan.tick) }),
    ...(targetDistance === undefined
      ? {}
      : { target: away(average, side === 'long' ? targetDistance : -targetDistance, plan.tick) }),
  };
}

/** The average price of what is held. */
export const averageOf = ({ cost, quantity }: Pick<PositionContext, 'cost' | 'quantity'>): Price =>
  averagePrice(cost, quantity);

/** Once the entry is over both levels are set from the average; after an addition the stop stays and the target moves. */
export function levelsAfterEntry(context: PositionContext): Levels {
  return levelsAt(context.plan, context.side, averageOf(context));
}
export function levelsAfterAddition(context: PositionContext): Levels {
  const { target } = levelsAt(context.plan, context.side, averageOf(context));
  return { ...context.levels, ...(target === undefined ? {} : { target }) };
}

/** Where the next addition is due; `undefined` when the plan has none left. */
export function additionLevel(context: PositionContext): Price | undefined {
  const { doubleDown, stopDistance, tick } = context.plan;
  if (doubleDown === undefined || stopDistance === undefined || context.additions >= doubleDown.times) return undefined;
  const distance = scaled(stopDistance, doubleDown.at);
  return away(averageOf(context), context.side === 'long' ? -distance : distance, tick);
}

const away = (from: Price, distance: bigint, tick: Price): Price => toTick((from + distance) as Price, tick, 'nearest');

/** Where stop, target and the addition stand, from the average price and the plan. */
import type { Event } from '../../events.ts';
import type { Price } from '../../money.ts';
import { averagePrice, scaled, toTick } from '../../money.ts';
import type { Levels, PositionContext, PositionPlan } from './position.ts';

/** The levels of a position with this average: the stop against it, the targets with it, all on the nearest tick. */
export function levelsAt(plan: PositionPlan, side: 'long' | 'short', average: Price): Levels {
  const { stopDistance, targetDistances, tick } = plan;
  const forward = side === 'long' ? 1n : -1n;
  return {
    ...(stopDistance === undefined ? {} : { stop: away(average, -forward * stopDistance, tick) }),
    ...(targetDistances === undefined
      ? {}
      : { targets: targetDistances.map((distance) => away(average, forward * distance, tick)) }),
  };
}

/** The average price of what is held. */
export const averageOf = ({ cost, quantity }: Pick<PositionContext, 'cost' | 'quantity'>): Price =>
  averagePrice(cost, quantity);

/** Once the entry is over what is a distance is set from the average; after an addition the stop stays and the targets move. */
export function levelsAfterEntry(context: PositionContext): Levels {
  return { ...context.levels, ...levelsAt(context.plan, context.side, averageOf(context)) };
}
export function levelsAfterAddition(context: PositionContext): Levels {
  const { targets } = levelsAt(context.plan, context.side, averageOf(context));
  return { ...context.levels, ...(targets === undefined ? {} : { targets }) };
}
/** The levels after a wish: one target alone is the first. */
export function levelsAfterWish({ levels }: PositionContext, wish: Event<'position.protect'>): Levels {
  const wanted = wish.targets ?? (wish.target === undefined ? [] : [wish.target]);
  const targets = [...wanted, ...(levels.targets ?? []).slice(wanted.length)];
  return {
    ...levels,
    ...(wish.stop === undefined ? {} : { stop: wish.stop }),
    ...(targets.length === 0 ? {} : { targets }),
  };
}

/** Where the next addition is due; `undefined` when the plan has none left. */
export function additionLevel(context: PositionContext): Price | undefined {
  const { doubleDown, stopDistance, tick } = context.plan;
  if (doubleDown === undefined || stopDistance === undefined || context.additions >= doubleDown.times) return undefined;
  const distance = scaled(stopDistance, doubleDown.at);
  return away(averageOf(context), context.side === 'long' ? -distance : distance, tick);
}

const away = (from: Price, distance: bigint, tick: Price): Price => toTick((from + distance) as Price, tick, 'nearest');

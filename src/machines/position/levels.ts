/** Where stop, target and the addition stand, from the average price and the plan. */
import type { Event } from '../../events.ts';
import type { Price } from '../../money.ts';
import { averagePrice, greater, lesser, scaled } from '../../money.ts';
import type { Trail } from '../../orders.ts';
import type { PriceSteps } from '../../priceSteps.ts';
import { onStep, stepAt } from '../../priceSteps.ts';
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

/**
 * Once the entry is over what is a distance is set from the average, and what a person has set stays (B21.3); after an addition the stop
 * stays and the targets move.
 */
export function levelsAfterEntry(context: PositionContext): Levels {
  const { levels, byHand } = context;
  const { stop, targets } = levelsAt(context.plan, context.side, averageOf(context));
  return {
    ...levels,
    ...(stop === undefined || byHand.stop ? {} : { stop }),
    ...(targets === undefined || byHand.targets ? {} : { targets }),
  };
}
export function levelsAfterAddition(context: PositionContext): Levels {
  const { targets } = levelsAt(context.plan, context.side, averageOf(context));
  return { ...context.levels, ...(targets === undefined ? {} : { targets }) };
}
/** The levels after a wish: one target alone is the first. A stop that would move against the position unasked never comes here. */
export function levelsAfterWish(context: PositionContext, wish: Event<'position.protect'>): Levels {
  const { levels } = context;
  const wanted = wish.targets ?? (wish.target === undefined ? [] : [wish.target]);
  const targets = [...wanted, ...(levels.targets ?? []).slice(wanted.length)];
  const stop = wishedStop(context, wish);
  return {
    ...levels,
    ...(stop === undefined ? {} : { stop }),
    ...(targets.length === 0 ? {} : { targets }),
  };
}
/** Which levels a person has set, the wish included. */
export const byHandAfter = (
  { byHand }: PositionContext,
  { stop, trail, target, targets }: Event<'position.protect'>,
): PositionContext['byHand'] => ({
  stop: byHand.stop || stop !== undefined || trail !== undefined,
  targets: byHand.targets || target !== undefined || targets !== undefined,
});
/** Whether the wish would move the stop against the position. */
export function loosens(context: PositionContext, wish: Event<'position.protect'>): boolean {
  const stop = wishedStop(context, wish);
  return stop !== undefined && wish.loosen !== true && tighter(context, stop) !== stop;
}
const wishedStop = (context: PositionContext, { stop, trail }: Event<'position.protect'>): Price | undefined =>
  stop ?? (trail === undefined ? undefined : stopBehind(context, trail, bestOf(context)));

/** Where the next addition is due; `undefined` when the plan has none left. */
export function additionLevel(context: PositionContext): Price | undefined {
  const { doubleDown, stopDistance, tick } = context.plan;
  if (doubleDown === undefined || stopDistance === undefined || context.additions >= doubleDown.times) return undefined;
  const distance = scaled(stopDistance, doubleDown.at);
  return away(averageOf(context), context.side === 'long' ? -distance : distance, tick);
}

const away = (from: Price, distance: bigint, tick: PriceSteps): Price =>
  onStep((from + distance) as Price, tick, 'nearest');

/** The best price so far: at least the average of the entry. */
export const bestOf = (context: PositionContext): Price => context.best ?? averageOf(context);
/** The better of the best price so far and one that was reached. */
export const bestAfter = (context: PositionContext, reached: Price): Price =>
  context.side === 'long' ? greater(bestOf(context), reached) : lesser(bestOf(context), reached);

/** The levels when the best price is this one: the stop follows it, and never falls back. */
export function levelsAfterBest(context: PositionContext, best: Price): Levels {
  const { levels, trail } = context;
  return trail === null ? levels : { ...levels, stop: tighter(context, stopBehind(context, trail, best)) };
}
/** The levels once the stop has been moved to the average entry price and the offset. */
export function levelsAtBreakeven(context: PositionContext): Levels {
  const { offset = 0n } = context.plan.breakeven ?? {};
  const stop = away(averageOf(context), forwardOf(context) * offset, context.plan.tick);
  return { ...context.levels, stop: tighter(context, stop) };
}
/** The price at which the stop next moves: the best so far and the step, or the smallest that prices of now have. */
export function nextBest(context: PositionContext): Price {
  const { trail, tick } = context.plan;
  const best = bestOf(context);
  const least = stepAt(tick, best);
  return away(best, forwardOf(context) * greater(trail?.step ?? least, least), tick);
}
/** The price at which the stop is moved to breakeven; `undefined` when it has been, or is not to be. */
export function breakevenLevel(context: PositionContext): Price | undefined {
  const { breakeven, tick } = context.plan;
  if (breakeven === undefined || context.atBreakeven) return undefined;
  return away(averageOf(context), forwardOf(context) * breakeven.after, tick);
}

/** Where the next part is sold; `undefined` when the plan has none left. */
export function scaleOutLevel(context: PositionContext): Price | undefined {
  const next = context.plan.scaleOut?.[context.scaledOut];
  return next === undefined
    ? undefined
    : away(averageOf(context), forwardOf(context) * next.distance, context.plan.tick);
}

/** The trail as a price: behind the best one, rounded away from it. */
function stopBehind({ side, plan }: PositionContext, trail: Trail, best: Price): Price {
  const distance = trail.by === 'amount' ? trail.amount : scaled(best, trail.ratio);
  return side === 'long'
    ? onStep((best - distance) as Price, plan.tick, 'down')
    : onStep((best + distance) as Price, plan.tick, 'up');
}
/** The stop that is nearer to the price, of the present one and another. */
function tighter({ side, levels }: PositionContext, stop: Price): Price {
  if (levels.stop === undefined) return stop;
  return side === 'long' ? greater(levels.stop, stop) : lesser(levels.stop, stop);
}
const forwardOf = ({ side }: Pick<PositionContext, 'side'>): 1n | -1n => (side === 'long' ? 1n : -1n);

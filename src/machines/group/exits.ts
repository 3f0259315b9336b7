/** Orders of their own on the way out: for a part of the position, or for what no leg can close. Pure. */
import type { Quantity } from '../../money.ts';
import { lesser, zero } from '../../money.ts';
import { opposite } from '../../orders.ts';
import type { ExitPlan } from '../../plans.ts';
import type { Step } from './asking.ts';
import { add, commonTerms, legPlan } from './asking.ts';
import type { GroupContext } from './group.ts';
import { closableOf, isEnded, isEntryOver } from './legs.ts';
import { isPaired, openOf, portionsOf, uncoveredOf } from './shares.ts';

/** The part that is to be sold leaves once every leg is confirmed at what remains: nothing is ever sold twice. */
export function placeCut(step: Step): Step {
  const { context } = step;
  const { cut, legs } = context;
  if (cut === null || legs.some(({ order }) => order === cut.order)) return step;
  const portions = portionsOf(context);
  const hasRoom = legs.every(
    (leg) =>
      isEnded(leg) ||
      leg.state === 'planned' ||
      !isPaired(leg) ||
      (!leg.stale &&
        openOf(leg) <= (portions[leg.pair] ?? zero) &&
        !leg.asking &&
        !leg.restating &&
        leg.state !== 'doubtful'),
  );
  return hasRoom && !isLeaving(context) ? exitOf(step, cut, lesser(cut.quantity, closableOf(context))) : step;
}

/** What no leg can close leaves by an order of its own; never more than one, and not while an entry may still grow the legs. */
export function placeRest(step: Step, exit: ExitPlan): Step {
  const { context } = step;
  const isOut = isLeaving(context) || context.legs.some(({ order }) => order === exit.order);
  return isEntryOver(context) && !isOut ? exitOf(step, exit, uncoveredOf(context)) : step;
}

const isLeaving = ({ legs }: GroupContext): boolean => legs.some((leg) => leg.role === 'exit' && !isEnded(leg));

/** At the price of the plan, at the market where it has none. */
function exitOf(step: Step, { order, limit }: ExitPlan, quantity: Quantity): Step {
  const { context } = step;
  const model = context.legs[0];
  if (model === undefined || quantity <= 0n) return step;
  const terms = commonTerms(model.terms);
  const side = opposite(context.side);
  const priced = limit === undefined ? ({ type: 'market' } as const) : ({ type: 'limit', limit } as const);
  return add(step, legPlan(context, order, 'exit', { ...terms, ...priced, side, quantity, timeInForce: 'day' }), 0);
}

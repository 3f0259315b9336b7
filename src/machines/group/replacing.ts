/** Puts a stop, and where it slept with it a target, in the place of one that was lost while something is held. Pure. */
import type { OrderId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { OcaGroup } from '../../orders.ts';
import type { Step } from './asking.ts';
import { add, bare, legPlan } from './asking.ts';
import type { GroupContext, Leg } from './group.ts';
import { isEnded } from './legs.ts';
import { portionsOf } from './shares.ts';

/** The pairs that hold something and whose stops have all ended; none while the position is being left, no name is left, or it was just turned down. */
export function pairsWithoutStop(context: GroupContext): readonly number[] {
  if (context.exit !== null || context.sparesUsed >= context.spares.length) return [];
  const portions = portionsOf(context);
  return context.parts.flatMap((_, pair) =>
    (portions[pair] ?? zero) > 0n && isLost(context, pair, 'stop') ? [pair] : [],
  );
}

/** What was lost is put back at once, for what its pair holds. */
export function replaceLost(step: Step): Step {
  const portions = portionsOf(step.context);
  return step.context.parts.reduce((taken: Step, _, pair) => {
    const quantity = portions[pair] ?? zero;
    return quantity > 0n ? replaceTarget(replaceStop(taken, pair, quantity), pair, quantity) : taken;
  }, step);
}

function replaceStop(step: Step, pair: number, quantity: Quantity): Step {
  const { context } = step;
  const model = lastOf(context, pair, 'stop');
  const spare = spareOf(context);
  if (model === undefined || spare === undefined || !isLost(context, pair, 'stop')) return step;
  const stop = context.stop ?? model.terms.stop;
  const terms = {
    ...bare(model.terms),
    quantity,
    ...(stop === undefined ? {} : { stop }),
    ...ocaOf(context, pair, spare),
  };
  const { position } = context;
  const messages =
    position === null ? step.messages : [...step.messages, { type: 'protection.asked', position } as const];
  return add({ messages, context }, { ...legPlan(context, spare, 'stop', terms), pair }, 1);
}

/** A target that slept, or was taken back to be replaced, is put back beside the new stop; one that a person took back is not wanted. */
function replaceTarget(step: Step, pair: number, quantity: Quantity): Step {
  const { context } = step;
  const model = lastOf(context, pair, 'target');
  const spare = spareOf(context);
  const isWanted = isMissed(model) && isLost(context, pair, 'target');
  if (model === undefined || spare === undefined || !isWanted) return step;
  const limit = context.targets[pair] ?? model.terms.limit;
  const terms = {
    ...bare(model.terms),
    quantity,
    ...(limit === undefined ? {} : { limit }),
    ...ocaOf(context, pair, spare),
  };
  return add(step, { ...legPlan(context, spare, 'target', terms), pair }, 1);
}

/** The one-cancels-all name that the living legs of the pair have; one of its own where all have ended and the target comes back too. */
function ocaOf(context: GroupContext, pair: number, spare: OrderId): { readonly oca?: OcaGroup } {
  const living = context.legs.find(
    (leg) => leg.pair === pair && !isEnded(leg) && !leg.stale && leg.terms.oca !== undefined,
  );
  if (living?.terms.oca !== undefined) return { oca: living.terms.oca };
  return isMissed(lastOf(context, pair, 'target')) ? { oca: { name: spare, type: 2 } } : {};
}

const isMissed = (target: Leg | undefined): boolean => target?.isToReturn === true || target?.renew === true;
const placesOf = ({ legs }: GroupContext, pair: number, role: Leg['role']): readonly Leg[] =>
  legs.filter((leg) => leg.pair === pair && leg.role === role);
const lastOf = (context: GroupContext, pair: number, role: Leg['role']): Leg | undefined =>
  placesOf(context, pair, role).at(-1);
const spareOf = ({ spares, sparesUsed }: GroupContext): OrderId | undefined => spares[sparesUsed];
function isLost(context: GroupContext, pair: number, role: Leg['role']): boolean {
  const places = placesOf(context, pair, role);
  return places.length > 0 && places.every(isEnded) && places.at(-1)?.stuck !== true;
}

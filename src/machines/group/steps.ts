/** What the group asks for next, given what it knows. Pure: messages out, and the legs marked as asked. */
import type { Quantity } from '../../money.ts';
import { negate } from '../../money.ts';
import type { Said, Step } from './asking.ts';
import { add, brokerEnds, cancel, commonTerms, legPlan, placePlanned, takeBackStale } from './asking.ts';
import { balance } from './balancing.ts';
import type { GroupContext } from './group.ts';
import { isEntryRole } from './group.ts';
import { coverOf, heldOf, isEnded, isUnderprotected, unstuck } from './legs.ts';
import { arm, disarm } from './timers.ts';
import { release } from './triggering.ts';

/** The steps a group knows; each chart state asks for one of them. */
export type StepName =
  | 'place'
  | 'balance'
  | 'unwind'
  | 'wind'
  | 'windAll'
  | 'flatten'
  | 'release'
  | 'wait'
  | 'takeBack'
  | 'rest';

const steps: Record<StepName, (context: GroupContext) => Step> = {
  place,
  balance,
  unwind: (context) => cancel(context, () => true),
  wind: (context) => cancel(context, (leg) => !brokerEnds(context, leg)),
  windAll: (context) => cancel(context, () => true),
  flatten,
  release,
  wait,
  takeBack: takeBackStale,
  rest: (context) => ({ messages: [], context }),
};

/** One step, with the news of the cover that follows from what was heard. */
export function step(context: GroupContext, name: StepName): Step {
  if (context === lastContext && name === lastName) return lastStep;
  const taken = steps[name](context);
  lastContext = context;
  lastName = name;
  lastStep = withCover(withNames(taken, context));
  return lastStep;
}
let lastContext: GroupContext | undefined;
let lastName: StepName | undefined;
let lastStep: Step;

/** Whether balancing has anything left to ask for or to wait for; what was turned down is still to be asked for. */
export const isUnbalanced = (context: GroupContext): boolean =>
  step(unstuck(context), 'balance').messages.some((message) => message.type.startsWith('order.')) ||
  context.cut !== null ||
  context.legs.some((leg) => !isEnded(leg) && (leg.asking || leg.restating || leg.cancelling));

/** A bracket goes out whole, a ladder without its exits, an OTO with its first order alone. */
function place(context: GroupContext): Step {
  const { kind, legs, position } = context;
  const placed = placePlanned(context, (leg) =>
    kind === 'oto' ? leg === legs[0] : kind !== 'ladder' || isEntryRole(leg.role),
  );
  if (position === null || !legs.some((leg) => leg.role === 'stop')) return placed;
  return { ...placed, messages: [...placed.messages, { type: 'protection.asked', position }] };
}

/** While the entry fills in parts, the time for its children to protect what has filled runs only while the stops that work are not for it. */
function wait(context: GroupContext): Step {
  const isShort = isUnderprotected(context) && isEntryFilling(context);
  if (isShort === context.short) return { messages: [], context };
  return {
    messages: [isShort ? arm(context, 'protection') : disarm(context, 'protection')],
    context: { ...context, short: isShort },
  };
}
const isEntryFilling = ({ legs }: GroupContext): boolean =>
  legs.some((leg) => isEntryRole(leg.role) && !isEnded(leg) && leg.filled < leg.terms.quantity);

/**
 * More went out than was held: the excess is traded back at the market, and every other order is taken back. Where no name is left, that
 * of a way out serves.
 */
function flatten(context: GroupContext): Step {
  const { exit, legs } = context;
  const excess = negate(heldOf(context));
  const kept = context.spares[context.sparesUsed];
  const spare = kept ?? (legs.some(({ order }) => order === exit?.order) ? undefined : exit?.order);
  const rest = cancel(context, (leg) => leg.stale || leg.role !== 'adjust');
  const model = context.legs[0];
  const underway = context.legs.some((leg) => leg.role === 'adjust' && (!isEnded(leg) || leg.stuck));
  if (model === undefined || spare === undefined || excess <= 0n || underway) return rest;
  const terms = commonTerms(model.terms);
  const back = {
    ...terms,
    side: context.side,
    quantity: excess as Quantity,
    type: 'market',
    timeInForce: 'day',
  } as const;
  return add(rest, legPlan(context, spare, 'adjust', back), kept === undefined ? 0 : 1);
}

/** Names run out one by one: more are asked for while there still are some. */
function withNames({ messages, context }: Step, { sparesUsed }: GroupContext): Step {
  const { group, spares } = context;
  const isLow = context.sparesUsed > sparesUsed && spares.length - context.sparesUsed < 2;
  return { messages: isLow ? [...messages, { type: 'group.wantsNames', group }] : messages, context };
}

/** Tells the position when the cover is another; none at all while something is held is a loss. */
function withCover({ messages, context }: Step): Step {
  const cover = coverOf(context);
  if (context.position === null || cover === context.told) return { messages, context };
  const { position } = context;
  const news: Said =
    cover === 0n && heldOf(context) > 0n
      ? { type: 'protection.lost', position, cover, detail: 'no stop works' }
      : { type: 'protection.confirmed', position, cover };
  return { messages: [news, ...messages], context: { ...context, told: cover } };
}

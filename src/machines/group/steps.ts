/** What the group asks for next, given what it knows. Pure: messages out, and the legs marked as asked. */
import type { Event } from '../../events.ts';
import type { OrderId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { negate } from '../../money.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { opposite } from '../../orders.ts';
import type { LegPlan } from '../../plans.ts';
import type { GroupContext, Leg } from './group.ts';
import { isEntryRole, newLeg } from './group.ts';
import { coverOf, heldOf, isEnded, isLive } from './legs.ts';

/** What a group may say of its own accord. */
export type Said = Event<
  | 'order.place'
  | 'order.change'
  | 'order.cancel'
  | 'protection.asked'
  | 'protection.confirmed'
  | 'protection.lost'
  | 'protection.settled'
>;
export interface Step {
  readonly messages: readonly Said[];
  readonly context: GroupContext;
}
/** The steps a group knows; each chart state asks for one of them. */
export type StepName = 'place' | 'balance' | 'unwind' | 'wind' | 'windAll' | 'standalone' | 'flatten' | 'rest';

const steps: Record<StepName, (context: GroupContext) => Step> = {
  place,
  balance,
  unwind: (context) => cancel(context, () => true),
  wind: (context) => cancel(context, (leg) => !brokerEnds(leg)),
  windAll: (context) => cancel(context, () => true),
  standalone,
  flatten,
  rest: (context) => ({ messages: [], context }),
};

/** One step, with the news of the cover that follows from what was heard. */
export function step(context: GroupContext, name: StepName): Step {
  if (context === lastContext && name === lastName) return lastStep;
  const taken = steps[name](context);
  lastContext = context;
  lastName = name;
  lastStep = withCover(taken);
  return lastStep;
}
let lastContext: GroupContext | undefined;
let lastName: StepName | undefined;
let lastStep: Step;

/** Whether balancing has anything left to ask for or to wait for. */
export const isUnbalanced = (context: GroupContext): boolean =>
  step(context, 'balance').messages.some((message) => message.type.startsWith('order.')) ||
  context.legs.some((leg) => !isEnded(leg) && (leg.asking || leg.restating));

function place(context: GroupContext): Step {
  const messages = context.legs.filter((leg) => leg.state === 'planned').map(placing);
  const legs = context.legs.map((leg) => (leg.state === 'planned' ? { ...leg, state: 'asked' as const } : leg));
  const asksProtection = context.position !== null && context.legs.some((leg) => leg.role === 'stop');
  return {
    messages: asksProtection ? [...messages, { type: 'protection.asked', position: context.position }] : messages,
    context: { ...context, legs },
  };
}

/** Places what is planned, brings every exit to the quantity held and to its level, and leaves when told to. */
function balance(context: GroupContext): Step {
  const placed = context.legs.some((leg) => leg.state === 'planned') ? place(context) : { messages: [], context };
  const held = heldOf(context);
  const leaving = context.exit === null ? undefined : exitLeg(context);
  const messages: Said[] = placed.messages.filter((message) => message.type === 'order.place');
  const legs = placed.context.legs.map((leg) => {
    if (context.exit !== null && isEntryRole(leg.role)) return cancelled(leg, messages, 'the position is being left');
    if (held <= 0n || !isLive(leg) || isEntryRole(leg.role) || leg.asking || leg.restating || leg.stuck) return leg;
    const change = difference(leg, wantedTerms(context, leg, held, leg === leaving));
    if (change === undefined) return leg;
    messages.push({ type: 'order.change', order: leg.order, change, why: 'the exit follows the position' });
    return { ...leg, asking: true };
  });
  if (context.exit !== null && leaving === undefined && held > 0n)
    return exitAlone({ ...context, legs }, messages, held);
  return { messages, context: { ...placed.context, legs } };
}

/** The leg that is made marketable to leave: a target that works, else a stop that works. */
function exitLeg(context: GroupContext): Leg | undefined {
  const working = (role: Leg['role']) => context.legs.find((leg) => leg.role === role && leg.state === 'working');
  return working('exit') ?? working('target') ?? working('stop');
}

function wantedTerms(context: GroupContext, leg: Leg, held: Quantity, leaves: boolean): Amendment {
  const quantity = isSizedByBroker(context, leg) ? leg.terms.quantity : ((leg.filled + held) as Quantity);
  const away: Price | null = leaves ? (context.exit?.limit ?? null) : null;
  if (leg.role === 'stop') {
    const stop = away ?? context.stop;
    return { quantity, ...(stop === null ? {} : { stop }) };
  }
  const limit = away ?? (leg.role === 'target' ? context.target : null);
  return { quantity, ...(limit === null ? {} : { limit }) };
}

/** While its parent works, a child is for what the broker lets go. */
const isSizedByBroker = (context: GroupContext, leg: Leg): boolean =>
  context.legs.some((each) => each.order === leg.terms.parent && !isEnded(each));

function difference({ terms }: Leg, wanted: Amendment): Amendment | undefined {
  const change: Amendment = {
    ...(wanted.quantity === terms.quantity || wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
    ...(wanted.limit === terms.limit || wanted.limit === undefined ? {} : { limit: wanted.limit }),
    ...(wanted.stop === terms.stop || wanted.stop === undefined ? {} : { stop: wanted.stop }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** No leg can be amended: an order of its own leaves, unless one is on its way. Its name serves once: another exit is another plan. */
function exitAlone(context: GroupContext, messages: Said[], held: Quantity): Step {
  const model = context.legs[0];
  const underway = context.legs.some((leg) => !isEnded(leg) && !isEntryRole(leg.role));
  const isSpent = context.legs.some((leg) => leg.order === context.exit?.order);
  if (model === undefined || context.exit === null || underway || isSpent) return { messages, context };
  const plan = legPlan(context, context.exit.order, 'exit', {
    ...bare(model.terms),
    side: opposite(context.side),
    quantity: held,
    type: 'limit',
    limit: context.exit.limit,
    timeInForce: 'day',
  });
  return add(context, messages, plan, 0);
}

/** A stop of its own for what is held, at once. */
function standalone(context: GroupContext): Step {
  const model = context.legs.find((leg) => leg.role === 'stop');
  const spare = context.spares[context.sparesUsed];
  if (model === undefined || spare === undefined) return { messages: [], context };
  const stop = context.stop ?? model.terms.stop;
  const plan = legPlan(context, spare, 'stop', {
    ...bare(model.terms),
    quantity: heldOf(context),
    ...(stop === undefined ? {} : { stop }),
    ...(model.terms.oca === undefined ? {} : { oca: model.terms.oca }),
  });
  const asked: Said[] = context.position === null ? [] : [{ type: 'protection.asked', position: context.position }];
  return add(context, asked, plan, 1);
}

/** More went out than was held: the excess is traded back at the market, and every other order is taken back. */
function flatten(context: GroupContext): Step {
  const excess = negate(heldOf(context));
  const spare = context.spares[context.sparesUsed];
  const rest = cancel(context, (leg) => !isEntryRole(leg.role) || leg.state === 'planned');
  const model = context.legs[0];
  const underway = context.legs.some((leg) => leg.role === 'adjust' && !isEnded(leg));
  if (model === undefined || spare === undefined || excess <= 0n || underway) return rest;
  const { limit: _limit, stop: _stop, ...terms } = bare(model.terms);
  const plan = legPlan(context, spare, 'adjust', {
    ...terms,
    side: context.side,
    quantity: excess,
    type: 'market',
    timeInForce: 'day',
  });
  return add(rest.context, rest.messages, plan, 1);
}

function cancel(context: GroupContext, which: (leg: Leg) => boolean): Step {
  const messages: Said[] = [];
  const legs = context.legs.map((leg) => (which(leg) ? cancelled(leg, messages, 'the group ends') : leg));
  return { messages, context: { ...context, legs } };
}

function cancelled(leg: Leg, messages: Said[], why: string): Leg {
  if (isEnded(leg) || leg.cancelling || (leg.filled > 0n && leg.filled >= leg.terms.quantity)) return leg;
  if (leg.state === 'planned') return { ...leg, state: 'ended' };
  messages.push({ type: 'order.cancel', order: leg.order, why });
  return { ...leg, cancelling: true };
}

/** The broker ends this leg by itself when its siblings fill or its parent ends. */
const brokerEnds = (leg: Leg): boolean =>
  isLive(leg) && (leg.terms.oca !== undefined || leg.terms.parent !== undefined);

/** The terms of an order that stands for itself. */
function bare(terms: OrderTerms): OrderTerms {
  const { parent: _parent, oca: _oca, ...rest } = terms;
  return { ...rest, transmit: true };
}

function legPlan(context: GroupContext, order: OrderId, role: Leg['role'], terms: OrderTerms): LegPlan {
  const model = context.legs[0]?.links;
  return { order, terms, links: { ...(model as Leg['links']), role } };
}

function add(context: GroupContext, messages: readonly Said[], plan: LegPlan, spares: number): Step {
  const leg: Leg = { ...newLeg(plan), state: 'asked' };
  return {
    messages: [...messages, placing(leg)],
    context: { ...context, legs: [...context.legs, leg], sparesUsed: context.sparesUsed + spares },
  };
}

const placing = ({ order, terms, links }: Leg): Said => ({ type: 'order.place', order, terms, links });

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

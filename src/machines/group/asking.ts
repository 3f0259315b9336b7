/** The ways in which a group asks for something, each with the note that it has been asked. Pure. */
import type { Event } from '../../events.ts';
import type { OrderId } from '../../identifiers.ts';
import type { OrderTerms } from '../../orders.ts';
import type { LegPlan } from '../../plans.ts';
import type { GroupContext, Leg } from './group.ts';
import { newLeg } from './group.ts';
import { isEnded, isLive } from './legs.ts';

/** What a group may say of its own accord. */
export type Said = Event<
  | 'order.place'
  | 'order.change'
  | 'order.cancel'
  | 'protection.asked'
  | 'protection.confirmed'
  | 'protection.lost'
  | 'protection.settled'
  | 'group.wantsNames'
  | 'clock.arm'
  | 'clock.disarm'
>;
export interface Step {
  readonly messages: readonly Said[];
  readonly context: GroupContext;
}

/** Places the planned legs that are asked for, in their order. */
export function placePlanned(context: GroupContext, which: (leg: Leg) => boolean): Step {
  const messages: Said[] = [];
  const legs = context.legs.map((leg) => {
    if (leg.state !== 'planned' || !which(leg)) return leg;
    messages.push(placing(leg));
    return { ...leg, state: 'asked' as const };
  });
  return { messages, context: { ...context, legs } };
}

/** Adds an order that stands for itself; `spares` says how many of the kept names it takes. */
export function add({ messages, context }: Step, plan: LegPlan, spares: number): Step {
  const leg: Leg = { ...newLeg(plan), state: 'asked' };
  return {
    messages: [...messages, placing(leg)],
    context: { ...context, legs: [...context.legs, leg], sparesUsed: context.sparesUsed + spares },
  };
}

const placing = ({ order, terms, links }: Leg): Said => ({ type: 'order.place', order, terms, links });

/** Takes back every leg of a kind that is still to be taken back. */
export function cancel(context: GroupContext, which: (leg: Leg) => boolean, why = 'the group ends'): Step {
  const messages: Said[] = [];
  const legs = context.legs.map((leg) => (which(leg) ? cancelled(leg, messages, why) : leg));
  return { messages, context: { ...context, legs } };
}

/** Takes back the orders that are out with the prices and quantities of before a split. */
export const takeBackStale = (context: GroupContext): Step =>
  cancel(context, ({ stale }) => stale, 'a split has changed what it is for');

/** The leg, taken back; unless it is on its way back or has filled whole. */
export function cancelled(leg: Leg, messages: Said[], why: string): Leg {
  if (isEnded(leg) || leg.cancelling || leg.stuck || (leg.filled > 0n && leg.filled >= leg.terms.quantity)) return leg;
  if (leg.state === 'planned') return { ...leg, state: 'ended' };
  messages.push({ type: 'order.cancel', order: leg.order, why });
  return { ...leg, cancelling: true };
}

/** The terms of an order that stands for itself. */
export function bare(terms: OrderTerms): OrderTerms {
  const { parent: _parent, oca: _oca, ...rest } = terms;
  return { ...rest, transmit: true };
}

/** What any order of the group has in common with this one: where it trades, and by which prices. */
export const commonTerms = ({ account, instrument, outsideRegularHours, trigger }: OrderTerms) =>
  ({ account, instrument, outsideRegularHours, trigger, transmit: true }) as const;

/** An order of the group beyond those that it was planned with. */
export function legPlan(context: GroupContext, order: OrderId, role: Leg['role'], terms: OrderTerms): LegPlan {
  const { arrivalMid: _mid, ...links } = (context.legs[0] as Leg).links;
  return { order, terms, links: { ...links, role } };
}

/** The broker ends this leg by itself: a sibling has filled whole, or its parent has ended without ever letting it go. */
export const brokerEnds = (context: GroupContext, leg: Leg): boolean =>
  isLive(leg) &&
  context.legs.some(
    (other) =>
      other !== leg &&
      ((leg.terms.oca !== undefined && other.terms.oca?.name === leg.terms.oca.name && isWhole(other)) ||
        (other.order === leg.terms.parent && isEnded(other) && leg.state === 'waitingForParent')),
  );
const isWhole = ({ filled, terms }: Leg): boolean => filled > 0n && filled >= terms.quantity;

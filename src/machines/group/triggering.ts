/** One triggers the others: how far the first order must have filled, and for how much the others are. Pure. */
import type { Quantity } from '../../money.ts';
import type { Said, Step } from './asking.ts';
import { placePlanned } from './asking.ts';
import type { GroupContext, Leg } from './group.ts';
import { isLive } from './legs.ts';

/** Whether the first order has filled as far as it must: whole, or at all. */
export function isTriggered({ legs, triggersOn }: GroupContext): boolean {
  const first = legs[0];
  return first !== undefined && first.filled > 0n && (triggersOn === 'partial' || first.filled >= first.terms.quantity);
}

/** Lets the others go; where a part is enough, each is for the same part of itself, and grows as the first one fills. */
export function release(context: GroupContext): Step {
  const [first] = context.legs;
  if (first === undefined) return { messages: [], context };
  const messages: Said[] = [];
  const legs = context.legs.map((leg) => {
    const quantity = shareOf(context, first, leg);
    if (leg.state === 'planned') return quantity > 0n ? { ...leg, terms: { ...leg.terms, quantity } } : leg;
    if (leg === first || !isLive(leg) || leg.asking || leg.stuck || leg.cancelling || quantity <= leg.terms.quantity)
      return leg;
    messages.push({
      type: 'order.change',
      order: leg.order,
      change: { quantity },
      why: 'the first order has filled more',
    });
    return { ...leg, asking: true };
  });
  const placed = placePlanned({ ...context, legs }, (leg) => shareOf(context, first, leg) > 0n);
  return { messages: [...messages, ...placed.messages], context: placed.context };
}

/** How much of an order the first one has let go, in whole lots. */
function shareOf({ lot }: GroupContext, first: Leg, { whole }: Leg): Quantity {
  const share = (whole * first.filled) / first.terms.quantity;
  return (share >= whole ? whole : share - (share % lot)) as Quantity;
}

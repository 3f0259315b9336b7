/** What a split makes of a group: figures of the new shares, and marks on the orders that are out with those of old ones. Pure. */
import { levelAfter, sharesAfter, termsAfter } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { Price, Quantity } from '../../money.ts';
import { minus } from '../../money.ts';
import type { ExitPlan } from '../../plans.ts';
import type { GroupContext, Leg } from './group.ts';
import { isEntryRole } from './group.ts';

type Divided = Event<'group.split'>;

/**
 * The context in new shares. An order that is out is left in old ones at the broker, so that it covers nothing any more; what has not
 * been placed yet has the terms that it would have now. `held` is what the group held before.
 */
export function afterSplit(context: GroupContext, event: Divided, held: Quantity): GroupContext {
  const isHeld = held >= context.lot;
  const legs = context.legs.map((leg) =>
    leg.terms.instrument === event.instrument ? legAfter(leg, event, isHeld) : leg,
  );
  const { stop, targets, exit, cut, lacking } = context;
  const level = (price: Price): Price => levelAfter(price, event, event.tick);
  const next: GroupContext = {
    ...context,
    legs,
    stop: stop === null ? null : level(stop),
    targets: targets.map((target) => (target === null ? null : level(target))),
    exit: exit === null ? null : exitAfter(exit, level),
    cut: cut === null ? null : { ...exitAfter(cut, level), quantity: sharesAfter(cut.quantity, event) },
    lacking: sharesAfter(lacking, event),
    spares: [...context.spares, ...event.spares],
  };
  return context.kind === 'oto' ? next : { ...next, held: minus(sharesAfter(held, event), tradedBy(legs)) };
}

/** What the legs have filled is rounded leg by leg; what the group holds is not to be. */
const tradedBy = (legs: readonly Leg[]): Quantity =>
  legs.reduce<bigint>((sum, leg) => sum + (isEntryRole(leg.role) ? leg.filled : -leg.filled), 0n) as Quantity;

function legAfter(leg: Leg, split: Divided, isHeld: boolean): Leg {
  const terms = termsAfter(leg.terms, split, split.tick);
  const next = { ...leg, terms, whole: sharesAfter(leg.whole, split) };
  if (leg.state === 'planned') return next;
  return {
    ...next,
    filled: sharesAfter(leg.filled, split),
    stale: true,
    renew: leg.state !== 'ended' || leg.renew,
    protecting: leg.protecting && !isHeld,
    stuck: false,
  };
}

const exitAfter = <E extends ExitPlan>(exit: E, level: (price: Price) => Price): E => ({
  ...exit,
  ...(exit.limit === undefined ? {} : { limit: level(exit.limit) }),
  ...(exit.stop === undefined ? {} : { stop: level(exit.stop) }),
});

/** Brings every exit to the quantity it is to close and to its level, replaces what was lost, and leaves when told to. Pure. */
import type { Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Amendment } from '../../orders.ts';
import type { Said, Step } from './asking.ts';
import { cancelled, placePlanned, takeBackStale } from './asking.ts';
import { placeCut, placeRest } from './exits.ts';
import type { GroupContext, Leg } from './group.ts';
import { isEntryRole } from './group.ts';
import { closableOf, heldOf, isLive, isSizedByBroker } from './legs.ts';
import { replaceLost } from './replacing.ts';
import { cutOpen, isPaired, openOf, portionsOf, uncoveredOf } from './shares.ts';

/** One round of balancing: each leg has at most one request out, and what must wait for evidence waits. */
export function balance(context: GroupContext): Step {
  const cleared = takeBackStale(context);
  const entries = placePlanned(cleared.context, (leg) => isEntryRole(leg.role) && context.exit === null);
  const planned = placeExits({ messages: [...cleared.messages, ...entries.messages], context: entries.context });
  const followed = follow(planned);
  return context.exit === null ? placeCut(replaceLost(followed)) : placeRest(followed, context.exit);
}

/** Exits that wait for a fill rather than for a parent are placed for what is held; once the position is being left they never are. */
function placeExits({ messages, context }: Step): Step {
  const portions = portionsOf(context);
  const isDue = (leg: Leg): boolean => !isEntryRole(leg.role) && (portions[leg.pair] ?? zero) > 0n;
  const legs = context.legs.map((leg) => {
    if (leg.state !== 'planned') return leg;
    if (context.exit !== null) return { ...leg, state: 'ended' as const };
    return isDue(leg) ? { ...leg, terms: { ...leg.terms, quantity: portions[leg.pair] ?? zero } } : leg;
  });
  const placed = placePlanned({ ...context, legs }, isDue);
  return { messages: [...messages, ...placed.messages], context: placed.context };
}

/** Every leg as the position wants it. */
function follow({ messages, context }: Step): Step {
  const said: Said[] = [...messages];
  const portions = portionsOf(context);
  const leaving = context.exit?.limit === undefined ? [] : leavingLegs(context);
  const legs = context.legs.map((leg) => {
    if (isEntryRole(leg.role)) return context.exit === null ? leg : cancelled(leg, said, 'the position is being left');
    if (leg.stale || heldOf(context) <= 0n || !isLive(leg) || leg.asking || leg.restating || leg.stuck) return leg;
    const why = whyTakenBack(context, leg, portions, leaving);
    if (why !== undefined)
      return { ...cancelled(leg, said, why), renew: leg.renew || isWantedAgain(context, leg, portions) };
    const change = difference(leg, wantedOf(context, leg, portions, leaving.includes(leg)));
    if (change === undefined || leg.cancelling) return leg;
    said.push({ type: 'order.change', order: leg.order, change, why: 'the exit follows the position' });
    return { ...leg, asking: true };
  });
  return { messages: said, context: { ...context, legs } };
}

/** The leg of each pair that is made marketable to leave: a target that works, else a stop that works. */
function leavingLegs({ legs, parts }: GroupContext): readonly Leg[] {
  return parts.flatMap((_, pair) => {
    const working = (role: Leg['role']) =>
      legs.find(
        (leg) => leg.role === role && leg.pair === pair && leg.state === 'working' && !leg.cancelling && !leg.stale,
      );
    return working('target') ?? working('stop') ?? [];
  });
}

const isNothingThere = (context: GroupContext): boolean => context.lacking > 0n && closableOf(context) === 0n;
/** Nothing is there for its pair now, and may be again. */
const isWantedAgain = ({ lacking }: GroupContext, { pair }: Leg, portions: readonly Quantity[]): boolean =>
  lacking > 0n && (portions[pair] ?? zero) === 0n;

/** Why a leg may not stay; `undefined` when it may. */
function whyTakenBack(
  context: GroupContext,
  leg: Leg,
  portions: readonly Quantity[],
  leaving: readonly Leg[],
): string | undefined {
  const { legs, kind, exit } = context;
  if (!isPaired(leg)) return isNothingThere(context) ? 'nothing is there for it' : undefined;
  if (leg.terms.oca?.type === 1 && kind === 'oco' && legs.some((each) => each !== leg && each.filled > 0n))
    return 'another order of its group filled';
  if (context.own && isSizedByBroker(context, leg)) return 'it is not for what its parent has filled';
  const isOlder = legs.indexOf(leg) < legs.findLastIndex((each) => isSamePlace(each, leg) && each.state === 'working');
  if ((kind === 'bracket' || kind === 'ladder') && isOlder) return 'another stands in its place';
  if ((portions[leg.pair] ?? zero) === 0n && !isSizedByBroker(context, leg)) return 'nothing is left for it';
  const canLeave = exit === null || leaving.some(({ pair }) => pair === leg.pair);
  return canLeave ? undefined : 'it can not be made to leave';
}
const isSamePlace = (a: Leg, b: Leg): boolean => a.role === b.role && a.pair === b.pair && isPaired(a);

function wantedOf(context: GroupContext, leg: Leg, portions: readonly Quantity[], leaves: boolean): Amendment {
  const { exit } = context;
  if (!isPaired(leg)) return wantedAlone(context, leg);
  const quantity = isSizedByBroker(context, leg)
    ? leg.terms.quantity
    : ((leg.filled + (portions[leg.pair] ?? zero)) as Quantity);
  if (leg.role === 'stop') return { quantity, ...stopOf(leaves ? (exit?.stop ?? exit?.limit) : context.stop) };
  const target = leg.role === 'target' && isLevelled(context) ? context.targets[leg.pair] : null;
  return { quantity, ...limitOf(leaves ? exit?.limit : target) };
}
/** An order of its own on the way out, at the price of its plan. */
function wantedAlone(context: GroupContext, leg: Leg): Amendment {
  const { exit, cut } = context;
  const priced = leg.terms.type === 'limit' ? limitOf((exit ?? cut)?.limit) : {};
  const sized = exit === null ? withinCut(context, leg) : restFor(context, leg);
  return { ...priced, ...sized };
}
/** The part has become smaller while its order is out. */
const withinCut = ({ cut }: GroupContext, { order, filled, terms }: Leg): Amendment =>
  order === cut?.order && cut.quantity < terms.quantity && cut.quantity > filled ? { quantity: cut.quantity } : {};
/** It is for what no pair can close, and for the part that it began with. */
function restFor(context: GroupContext, leg: Leg): Amendment {
  const rest = uncoveredOf(context);
  const part = leg.order === context.cut?.order ? cutOpen(context) : zero;
  return rest > 0n || (part > 0n && part < openOf(leg)) ? { quantity: (leg.filled + rest + part) as Quantity } : {};
}
const limitOf = (limit: Price | null | undefined): Amendment =>
  limit === null || limit === undefined ? {} : { limit };
const stopOf = (stop: Price | null | undefined): Amendment => (stop === null || stop === undefined ? {} : { stop });
/** The orders of an OCO or OUO keep the prices they were given. */
const isLevelled = ({ kind }: GroupContext): boolean => kind === 'bracket' || kind === 'ladder';

function difference({ terms }: Leg, wanted: Amendment): Amendment | undefined {
  const change: Amendment = {
    ...(wanted.quantity === terms.quantity || wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
    ...(wanted.limit === terms.limit || wanted.limit === undefined ? {} : { limit: wanted.limit }),
    ...(wanted.stop === terms.stop || wanted.stop === undefined ? {} : { stop: wanted.stop }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** What the group knows after a fact about one of its legs. Pure. */
import type { Quantity } from '../../money.ts';
import { greater, magnitude, minus, plus, zero } from '../../money.ts';
import { amendedTerms } from '../../orders.ts';
import type { Cut, GroupContext, GroupEvent, Leg } from './group.ts';
import { isEntryRole, newLeg } from './group.ts';
import { afterSplit } from './splitting.ts';

/** The context after an event, before anything is asked for; the same object when nothing is learnt. */
export function hear(context: GroupContext, event: GroupEvent): GroupContext {
  if (context === lastContext && event === lastEvent) return lastHeard;
  lastContext = context;
  lastEvent = event;
  lastHeard = judge(context, event);
  return lastHeard;
}
let lastContext: GroupContext | undefined;
let lastEvent: GroupEvent | undefined;
let lastHeard: GroupContext;

function judge(context: GroupContext, event: GroupEvent): GroupContext {
  switch (event.type) {
    case 'group.start':
      return context;
    case 'group.extend':
      return { ...context, legs: [...context.legs, newLeg(event)] };
    case 'group.protect':
      return {
        ...unstuck(context),
        stop: event.stop ?? context.stop,
        targets: targetsAfter(context, event),
        exit: event.stays === true ? null : context.exit,
      };
    case 'group.reduce':
      return { ...unstuck(context), cut: cutAfter(context, event) };
    case 'group.close':
      return { ...unstuck(context), exit: event.exit, cut: isPlaced(context) ? context.cut : null };
    case 'group.split': {
      const next = afterSplit(context, event, heldOf(context));
      return isLeft(context) && heldOf(next) >= next.lot ? { ...next, exit: null, cut: null } : next;
    }
    case 'group.traded': {
      const change = context.side === 'buy' ? event.quantity : -event.quantity;
      const { lacking = context.lacking } = event;
      const next = { ...unstuck(context), held: (context.held + change) as Quantity, lacking };
      return { ...next, entered: context.entered || heldOf(next) > 0n, cut: cutWithin(next) };
    }
    case 'group.lacking': {
      const next = { ...unstuck(context), lacking: event.quantity };
      return { ...next, cut: cutWithin(next) };
    }
    case 'group.retry':
      return unstuck(context);
    case 'group.supply':
      return { ...context, spares: [...context.spares, ...event.spares] };
    case 'clock.deadline':
      return event.what === 'protection' ? { ...unstuck(context), own: true } : unstuck(context);
    default:
      return withLeg(context, event.order, (leg) => learn(leg, event, context));
  }
}

/** New targets, pair by pair; a single one is the first pair's. */
function targetsAfter(
  { targets }: GroupContext,
  { target, targets: all }: Heard<'group.protect'>,
): GroupContext['targets'] {
  const wanted = all ?? (target === undefined ? [] : [target]);
  return targets.map((old, pair) => wanted[pair] ?? old);
}
/** A cut whose order is out is priced anew; before that, the latest wish stands. */
function cutAfter(context: GroupContext, { exit, quantity }: Heard<'group.reduce'>): Cut | null {
  const { cut } = context;
  if (cut !== null && (quantity === undefined || isPlaced(context)))
    return { ...cut, ...(exit.limit === undefined ? {} : { limit: exit.limit }) };
  return quantity === undefined ? null : { ...exit, quantity };
}
/** A part is never more than what is held and there. */
function cutWithin(context: GroupContext): Cut | null {
  const { cut, legs } = context;
  if (cut === null) return null;
  const filled = legs.find(({ order }) => order === cut.order)?.filled ?? zero;
  const most = plus(filled, closableOf(context));
  return cut.quantity <= most ? cut : { ...cut, quantity: most };
}
const isPlaced = ({ cut, legs }: GroupContext): boolean => legs.some(({ order }) => order === cut?.order);

type LegEvent = Extract<GroupEvent, { order: unknown; role: unknown }>;
type Heard<T extends GroupEvent['type']> = Extract<GroupEvent, { type: T }>;

function learn(leg: Leg, event: LegEvent, context: GroupContext): Leg {
  switch (event.type) {
    case 'leg.working':
      return {
        ...leg,
        state: event.waitingFor === 'parent' ? 'waitingForParent' : 'working',
        ...(leg.stale
          ? {}
          : { protecting: event.protecting, terms: amendedTerms(leg.terms, { quantity: event.quantity }) }),
        restating: false,
        stuck: false,
      };
    case 'leg.held':
      return { ...leg, state: 'held', protecting: false };
    case 'leg.amended':
      return { ...leg, terms: leg.stale ? leg.terms : event.terms, asking: false, stuck: false };
    case 'leg.amendFailed':
      return { ...leg, asking: false, stuck: true };
    case 'leg.cancelFailed':
      return { ...leg, cancelling: false, stuck: true };
    case 'leg.filled':
      return { ...leg, filled: (leg.filled + event.quantity) as Quantity, stuck: false };
    case 'leg.answerless':
      return { ...leg, state: 'doubtful', protecting: false };
    case 'leg.settled': {
      const denied = event.filled === 0n && (event.outcome === 'refused' || event.outcome === 'rejected');
      return {
        ...leg,
        state: 'ended',
        filled: leg.stale ? leg.filled : event.filled,
        protecting: false,
        asking: false,
        restating: false,
        denied,
        // The first one in the place of another goes out at once; one that was turned down itself waits.
        stuck: denied && context.spares.includes(leg.order),
        isToReturn:
          leg.state === 'waitingForParent' || (context.own && leg.cancelling && isSizedByBroker(context, leg)),
      };
    }
    case 'leg.reopened':
      return { ...leg, state: 'doubtful', protecting: false, cancelling: false };
  }
}

function withLeg(context: GroupContext, order: string, change: (leg: Leg) => Leg): GroupContext {
  const before = context.legs.find((leg) => leg.order === order);
  if (before === undefined) return context;
  const next = change(before);
  const isTraded = next.filled !== before.filled;
  const exitFilled = !isEntryRole(next.role) && next.filled > before.filled && next.state !== 'ended';
  const legs = context.legs.map((leg) => {
    if (leg === before) return next;
    const other = isTraded && leg.stuck ? { ...leg, stuck: false } : leg;
    return exitFilled && isSiblingOf(leg, next) ? { ...other, restating: true } : other;
  });
  const isCutOver = next.order === context.cut?.order && isEnded(next);
  return { ...context, legs, cut: isCutOver ? null : context.cut };
}

/** When one order of a group fills the broker reduces the live others, or ends them (type 1). */
const isSiblingOf = (leg: Leg, filled: Leg): boolean =>
  isLive(leg) && leg.terms.oca !== undefined && leg.terms.oca.name === filled.terms.oca?.name;

/** Something has happened or time has passed: what was turned down, or never came, may be asked for again. */
export const unstuck = (context: GroupContext): GroupContext =>
  context.legs.some((leg) => leg.stuck || leg.restating)
    ? { ...context, legs: context.legs.map((leg) => ({ ...leg, stuck: false, restating: false })) }
    : context;

/** While its parent works, a child is for what the broker lets go: the two never both resize. */
export const isSizedByBroker = ({ legs }: GroupContext, leg: Leg): boolean =>
  legs.some((each) => each.order === leg.terms.parent && !isEnded(each));
/** At the broker, as far as is known. */
export const isLive = (leg: Leg): boolean =>
  leg.state === 'working' || leg.state === 'waitingForParent' || leg.state === 'held';
export const isEnded = (leg: Leg): boolean => leg.state === 'ended';
const isEntry = (leg: Leg): boolean => isEntryRole(leg.role);

/** What the group holds: what came in less what went out; below zero when too much went out. An OTO only orders, it holds nothing. */
export function heldOf(context: GroupContext): Quantity {
  if (context.kind === 'oto') return zero;
  let held: bigint = context.held;
  for (const leg of context.legs) held += isEntry(leg) ? leg.filled : -leg.filled;
  return held as Quantity;
}
/** What of it the exits may close: no more than the account has. */
export const closableOf = (context: GroupContext): Quantity => greater(minus(heldOf(context), context.lacking), zero);
/** Whether so little is held that no order could close it. */
export const isFlat = (context: GroupContext): boolean => {
  const held = heldOf(context);
  return held >= 0n && held < context.lot;
};
/** Whether anything ever came in that could go out again; less than a lot is the beginning of an entry. */
export const hasEntered = ({ entered, held, legs, lot }: GroupContext): boolean =>
  entered || legs.reduce<bigint>((sum, leg) => (isEntry(leg) ? sum + leg.filled : sum), greater(held, zero)) >= lot;
/** Whether no entry is out any more. */
export const isEntryOver = (context: GroupContext): boolean =>
  context.legs.every((leg) => !isEntry(leg) || isEnded(leg));
/** Whether all that came in has gone out, but for less than a lot: told to be left, it has been. */
const isLeft = (context: GroupContext): boolean => isFlat(context) && hasEntered(context) && isEntryOver(context);
/** Whether every order has ended on the evidence of the broker. */
export const isAllEnded = (context: GroupContext): boolean => context.legs.every(isEnded);

/** What the working stops would trade, signed. */
export function coverOf(context: GroupContext): Quantity {
  let cover = zero as bigint;
  for (const leg of context.legs) {
    if (leg.role !== 'stop' || !leg.protecting) continue;
    const open = leg.terms.quantity - leg.filled;
    cover += leg.terms.side === 'buy' ? open : -open;
  }
  return cover as Quantity;
}
/** Something is held, and the stops that work are not for all of it; what is less than a lot needs none. */
export const isUnderprotected = (context: GroupContext): boolean =>
  context.legs.some((leg) => leg.role === 'stop') && closableOf(context) - magnitude(coverOf(context)) >= context.lot;

/** The questions callers ask of an order, answered from its snapshot. */
import type { SnapshotFrom } from 'xstate';
import type { Event } from '../../events.ts';
import type { Outcome } from './order.ts';
import type { orderMachine } from './orderMachine.ts';

export type OrderSnapshot = SnapshotFrom<typeof orderMachine>;

/** Over, with nothing pending: no change, no cancel, no second order at the broker, no execution that it counts and we have not booked. */
export const isDone = (order: OrderSnapshot): boolean =>
  (order.hasTag('isSettled') || order.hasTag('isRefused')) &&
  !order.hasTag('isAmendPending') &&
  !order.hasTag('isCancelPending') &&
  !order.hasTag('isOwed') &&
  !order.hasTag('isDoubled');

const outcomes = [
  ['isRefused', 'refused'],
  ['isFilled', 'filled'],
  ['isCancelled', 'cancelled'],
  ['isRejected', 'rejected'],
  ['isExpired', 'expired'],
  ['isAbsent', 'absent'],
  ['isDoneForDay', 'doneForDay'],
] as const;

/** How the order ended; `undefined` while it has not. */
export const outcomeOf = (order: OrderSnapshot): Outcome | undefined =>
  outcomes.find(([tag]) => order.hasTag(tag))?.[1];

/** What a change of snapshot means to those who wait for the end: `order.settled`, `order.reopened` or nothing. */
export function settlement(
  before: OrderSnapshot,
  next: OrderSnapshot,
): Event<'order.settled' | 'order.reopened'> | undefined {
  const done = isDone(next);
  if (done === isDone(before)) return undefined;
  const { order, links, terms, filled } = next.context;
  const where = {
    order,
    ...(links.group === undefined ? {} : { group: links.group }),
    ...(links.position === undefined ? {} : { position: links.position }),
    instrument: terms.instrument,
    role: links.role,
  };
  if (!done) return { type: 'order.reopened', ...where };
  return { type: 'order.settled', ...where, outcome: outcomeOf(next) ?? 'absent', filled };
}

/**
 * The word a trader reads for the state of an order: the one that weighs most of those that hold, in the order of precedence of FIX 4.4
 * (volume 4, "Order State Changes": pending cancel, pending replace, then how it ended, then how far it has filled).
 */
export function printedStatus(order: OrderSnapshot): string {
  if (order.hasTag('isCancelPending')) return 'pending cancel';
  if (order.hasTag('isAmendPending')) return 'pending replace';
  const outcome = outcomeOf(order);
  if (outcome !== undefined) return outcome;
  if (order.hasTag('isUnaccounted')) return 'unaccounted';
  if (order.hasTag('isUnconfirmed')) return 'unconfirmed';
  if (order.hasTag('isHeld')) return 'held';
  if (order.hasTag('isOwed'))
    return order.context.counted >= order.context.terms.quantity ? 'filled' : 'partially filled';
  if (order.hasTag('isPartial')) return 'partially filled';
  if (order.hasTag('isWaiting')) return 'waiting';
  if (order.hasTag('isWorking')) return 'working';
  return order.hasTag('isSubmitting') ? 'pending new' : 'created';
}

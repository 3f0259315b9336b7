/** A change of terms at the broker: what is not taken, and what a taken one does to the order. */
import type { Price } from '../../money.ts';
import type { Amendment } from '../../orders.ts';
import { amendedTerms } from '../../orders.ts';
import { unfitTerms } from './acceptance.ts';
import type { PaperOrder } from './paperOrder.ts';
import { hasEnded } from './paperOrder.ts';
import { retrail } from './trailing.ts';

/** Why the change is not taken; `undefined` when it is. */
export function amendProblem(order: PaperOrder, change: Amendment, tick: Price): string | undefined {
  if (hasEnded(order)) return `104: the order is ${order.state}`;
  if (change.quantity !== undefined && change.quantity <= order.filled)
    return '105: the quantity is not above what has filled';
  if (change.limit !== undefined && order.terms.limit === undefined) return '105: the order has no limit';
  if (change.stop !== undefined && order.terms.stop === undefined && order.terms.trail === undefined)
    return '105: the order has no stop';
  if (order.isTriggered && (change.trail !== undefined || change.activation !== undefined))
    return '105: the order has been set off: there is nothing left to trail';
  return unfitTerms({ terms: amendedTerms(order.terms, change) }, tick);
}

/** The order under its new terms: it stands anew at its price, and a trailing stop is measured anew at once. */
export function amend(order: PaperOrder, change: Amendment, tick: Price): void {
  const isMoved = change.limit !== undefined || change.offset !== undefined;
  const isLarger = change.quantity !== undefined && change.quantity > order.terms.quantity;
  order.terms = amendedTerms(order.terms, change);
  order.isResting = false;
  // Its place in the queue is lost by another price or a larger quantity, and kept otherwise.
  if (isMoved || isLarger) order.ahead = undefined;
  if (isMoved && order.terms.type !== 'trailingStopLimit') order.workingLimit = undefined;
  retrail(order, { trail: change.trail !== undefined, stop: change.stop !== undefined }, tick);
}

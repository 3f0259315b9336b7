/** What a fact about an order means to the group the order belongs to. Pure. */
import type { Event } from '../../events.ts';
import type { Quantity } from '../../money.ts';
import { negate } from '../../money.ts';
import type { GroupEvent } from './group.ts';

/** The facts about orders that matter to a group. */
export type LegSource = Event<
  | 'order.working'
  | 'order.held'
  | 'order.unconfirmed'
  | 'order.filled'
  | 'order.revised'
  | 'order.amended'
  | 'order.amendRefused'
  | 'order.amendRejected'
  | 'order.unanswered'
  | 'order.cancelRejected'
  | 'order.settled'
  | 'order.reopened'
>;

/** The group's own word for the fact; `undefined` when the order belongs to no group. */
export function legFact(event: LegSource): GroupEvent | undefined {
  const { group, order, role } = event;
  if (group === undefined) return undefined;
  const leg = { group, order, role };
  switch (event.type) {
    case 'order.working':
      return {
        type: 'leg.working',
        ...leg,
        quantity: event.quantity,
        protecting: event.protecting,
        waitingFor: event.waitingFor,
      };
    case 'order.held':
      return { type: 'leg.held', ...leg, detail: event.detail };
    case 'order.unconfirmed':
      return { type: 'leg.answerless', ...leg, detail: event.detail };
    case 'order.unanswered':
      if (event.what === 'executions') return undefined;
      return { type: event.what === 'cancel' ? 'leg.cancelFailed' : 'leg.amendFailed', ...leg, detail: event.what };
    case 'order.cancelRejected':
      return { type: 'leg.cancelFailed', ...leg, detail: event.detail };
    case 'order.filled':
      return { type: 'leg.filled', ...leg, quantity: event.quantity };
    case 'order.revised':
      return { type: 'leg.filled', ...leg, quantity: (event.quantity + negate(event.previousQuantity)) as Quantity };
    case 'order.amended':
      return { type: 'leg.amended', ...leg, terms: event.terms };
    case 'order.amendRefused':
      return { type: 'leg.amendFailed', ...leg, detail: event.code };
    case 'order.amendRejected':
      return { type: 'leg.amendFailed', ...leg, detail: event.detail };
    case 'order.settled':
      return { type: 'leg.settled', ...leg, outcome: event.outcome, filled: event.filled };
    case 'order.reopened':
      return { type: 'leg.reopened', ...leg };
  }
}

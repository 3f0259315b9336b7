/** The facts that say how an order stands at a broker, from the answers of a scenario. */
import type { OrderId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import type { BrokerFact } from '../../ports.ts';
import type { Answer, StatusAnswer } from './answers.ts';

/** Answers after which the broker has the order no more. */
export const endings: readonly Answer['says'][] = ['rejected', 'cancelled', 'expired', 'absent'];

/** The fact of an answer; `filled` is what the broker counts. */
export function statusFact(order: OrderId, answer: StatusAnswer, filled: Quantity): BrokerFact {
  switch (answer.says) {
    case 'received':
      return { type: 'broker.orderReceived', order };
    case 'working':
      return { type: 'broker.orderWorking', order };
    case 'waiting':
      return { type: 'broker.orderWaiting', order, for: answer.for };
    case 'dormant':
      return { type: 'broker.orderDormant', order, until: answer.until };
    case 'held':
      return { type: 'broker.orderHeld', order, detail: answer.detail };
    case 'rejected':
      return { type: 'broker.orderRejected', order, detail: answer.detail };
    case 'cancelled':
      return { type: 'broker.orderCancelled', order, filled, detail: answer.detail };
    case 'cancelRejected':
      return { type: 'broker.cancelRejected', order, detail: answer.detail };
    case 'expired':
      return { type: 'broker.orderExpired', order };
    case 'found':
      return { type: 'broker.orderFound', order };
    case 'absent':
      return { type: 'broker.orderAbsent', order };
    case 'unknown':
      return { type: 'broker.orderUnknown', order };
  }
}

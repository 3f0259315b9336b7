/** What can happen to an order of 100 shares, in quantities of 40 and 60. */

import type { AnyMachineSnapshot } from 'xstate';
import { brokerIdOf } from '../../../../src/machines/order/identities.ts';
import type { OrderContext, OrderEvent } from '../../../../src/machines/order/order.ts';
import { orderMachine } from '../../../../src/machines/order/orderMachine.ts';
import { quantity, zero } from '../../../../src/money.ts';
import type { Amendment } from '../../../../src/orders.ts';
import { flat } from '../../../support/charts.ts';
import { orderInput, say } from '../../../support/orders.ts';
import type { Model } from '../exploration.ts';

const plain: readonly OrderEvent[] = [
  ...[say.submit(), say.refuse(), say.cancel(), say.amend(60), say.amend(40), say.amend(20)],
  ...[
    say.releasing('place'),
    say.releasing('cancel'),
    say.dropped(),
    say.dropped('amend'),
    say.dropped('cancel'),
    say.lost(),
  ],
  ...[say.deadline('acknowledge'), say.deadline('amend'), say.deadline('cancel')],
  ...[say.received(), say.working(), say.waiting('trigger'), say.waiting('parent'), say.held()],
  ...[say.dormant('overnight'), say.dormant('day'), say.restated(60), say.restated(100)],
  ...[
    say.status(40),
    say.status(100),
    say.rejected(),
    say.cancelled(),
    say.cancelled(40),
    say.cancelled(100),
    say.expired(),
  ],
  ...[
    say.amendPending(),
    say.amended(60),
    say.amended(100),
    say.amendRejected(),
    say.cancelPending(),
    say.cancelRejected(),
  ],
  ...[say.found(), say.absent(), say.unknown(), say.older('unmoved'), say.older('unclear'), say.conclude()],
  ...[
    say.fill('a', 40),
    say.fill('a', 50),
    say.fill('b', 60),
    say.fill('a', 0, '10', 2),
    say.fill('a', 0, '10', 2, true),
  ],
  ...[
    say.fee('a', '0.35'),
    say.fee('z', '0.35'),
    say.fill('a', 20, '10', 3),
    say.bare(),
    say.failed('place'),
    say.failed('cancel'),
  ],
  ...[say.deadline('executions'), say.adopt(), say.fill('z', 0, '10', 2)],
];

/** The same words with the broker's own name of the order. */
const named = (brokerId: string): readonly OrderEvent[] =>
  [
    ...[say.received(), say.working(), say.waiting('trigger'), say.held(), say.dormant('overnight'), say.restated(100)],
    ...[say.status(0), say.found(), say.fill('n', 100), say.cancelled(), say.rejected(), say.expired()],
  ].map((event) => ({ ...event, brokerId }) as OrderEvent);

const alphabet: readonly OrderEvent[] = [...plain, ...['1', '2', '3'].flatMap(named)];

const isNamed = (event: OrderEvent): boolean => brokerIdOf(event) !== undefined;
/** What happens to an order of somebody else before a person adopts it. */
const ofOthers: readonly OrderEvent['type'][] = ['order.adopt', 'broker.orderFound', 'broker.execution'];
/** What else happens to an order that the broker has named: enough for two names to matter. */
const besideNames: readonly OrderEvent['type'][] = [
  ...(['order.submit', 'order.cancel', 'outbox.releasing', 'connection.lost', 'broker.cancelPending'] as const),
  ...(['broker.orderCancelled', 'broker.orderRejected', 'broker.orderExpired', 'broker.orderFound'] as const),
];

/** Where the order stands, as far as it decides what may happen next. */
interface Standing {
  readonly isUnanswered: boolean;
  readonly lifecycle: string;
  readonly isAmendQuiet: boolean;
  readonly isCancelQuiet: boolean;
  readonly context: OrderContext;
}
type Allows = (event: OrderEvent) => boolean;

/** What may happen next; each way of standing has its own. */
function events({ value, context }: AnyMachineSnapshot, all: readonly OrderEvent[]): readonly OrderEvent[] {
  const { lifecycle, amend, cancel } = value as Readonly<Record<string, unknown>>;
  const standing: Standing = {
    lifecycle: flat(lifecycle),
    isUnanswered: amend === 'unanswered' || cancel === 'unanswered',
    isAmendQuiet: amend === 'quiet',
    isCancelQuiet: cancel === 'quiet',
    context,
  };
  return all.filter(allowedTo(standing));
}

function allowedTo(standing: Standing): Allows {
  const { links, executions, fees, brokerIds } = standing.context;
  if (links.role === 'external') return ofSomebodyElse(standing);
  // A bust that came first is one more execution to be old: nothing else follows from it.
  if (executions.some(({ untold }) => untold) || fees.some(({ execution }) => execution === 'z')) return isBustFirst;
  if (standing.lifecycle === 'unaccounted') return ofLostOnes(standing);
  if (brokerIds.length > 0) return underNames(standing);
  if (standing.isUnanswered) return isAnswer;
  const [isNext, isUsual] = [nextName(standing), plainly(standing)];
  return (event) => (isNamed(event) ? isNext(event) : isUsual(event));
}

/** What can be an answer to a question, and what else an order may be told while nobody answers. */
const isAnswer: Allows = (event) =>
  !isNamed(event) &&
  (answers.includes(event.type) || (event.type === 'clock.deadline' && event.what !== 'acknowledge'));
const answers: readonly OrderEvent['type'][] = [
  ...(['broker.orderFound', 'broker.orderHeld', 'broker.orderWaiting', 'broker.orderWorking'] as const),
  ...(['broker.orderAbsent', 'broker.orderUnknown', 'broker.orderStatus', 'broker.orderRestated'] as const),
  ...(['broker.orderCancelled', 'broker.orderRejected', 'broker.orderExpired', 'outbox.dropped'] as const),
  ...(['broker.amendPending', 'broker.amended', 'broker.amendRejected', 'order.amend'] as const),
  ...(['broker.cancelPending', 'broker.cancelRejected', 'order.cancel', 'broker.orderDormant'] as const),
];

/** Waits that are not for the answer to a change or cancel. */
const isOfTheOrder = (what: string): boolean => what === 'acknowledge' || what === 'executions';

/** An order that nobody can account for is told of everything, as long as little else has happened to it. */
function ofLostOnes({ isAmendQuiet, isCancelQuiet, context }: Standing): Allows {
  const { counted, executions, terms, brokerIds } = context;
  const isPlain = counted === 0n && terms.quantity === quantity(100) && isAmendQuiet && isCancelQuiet;
  const isUntouched = isPlain && executions.length === 0 && brokerIds.length === 0;
  const asked: readonly OrderEvent['type'][] = ['order.amend', 'order.cancel', 'broker.commission'];
  const endings: readonly OrderEvent['type'][] = [
    'broker.orderCancelled',
    'broker.orderRejected',
    'broker.orderExpired',
  ];
  const completing: readonly OrderEvent['type'][] = ['broker.execution', 'broker.amended', 'broker.orderRestated'];
  return (event) => {
    if (isUntouched) return !isNamed(event) && !asked.includes(event.type);
    if (isPlain && brokerIds.length === 2) return endings.includes(event.type) && brokerIdOf(event) !== '3';
    return isPlain && brokerIds.length === 0 && !isNamed(event) && completing.includes(event.type);
  };
}

const isBustFirst: Allows = (event) => event.type === 'broker.execution' && event.execution === 'z';

const ofSomebodyElse =
  ({ lifecycle }: Standing): Allows =>
  (event) =>
    !isNamed(event) &&
    ofOthers.includes(event.type) &&
    (event.type !== 'order.adopt' || lifecycle === 'settled.filled');

/** One name after another: the first, a second beside it, a third beside both. */
function nextName({ lifecycle, isAmendQuiet, context }: Standing): Allows {
  const { counted, executions, terms, brokerIds } = context;
  const isUntouched = counted === 0n && executions.length === 0 && isAmendQuiet && terms.quantity === quantity(100);
  const isOut = ['submitting.sent', 'unconfirmed', 'working.resting'].includes(lifecycle);
  const next = String(brokerIds.length + 1);
  return (event) => isUntouched && isOut && brokerIdOf(event) === next;
}

function underNames(standing: Standing): Allows {
  const { filled, counted, brokerIds } = standing.context;
  const isLost: Allows = (event) =>
    event.type === 'broker.orderAbsent' &&
    event.holding === 'unclear' &&
    standing.lifecycle === 'working.resting' &&
    brokerIds.length === 2 &&
    filled + counted === 0n;
  const isNext = nextName(standing);
  const isKnown: Allows = (event) =>
    filled === zero && brokerIds.some(({ brokerId, live }) => live && brokerId === brokerIdOf(event));
  const isMissed: Allows = (event) => event.type === 'clock.deadline' && event.what === 'cancel';
  return (event) =>
    isNamed(event)
      ? isNext(event) || isKnown(event)
      : isMissed(event) || isLost(event) || besideNames.includes(event.type);
}

/**
 * Beside each other the regions multiply. So a change and a cancel begin only while little has happened, both are open together only
 * while no figure changes, and a fee is told only of an order at rest.
 */
function plainly({ lifecycle, isAmendQuiet, isCancelQuiet, context }: Standing): Allows {
  const { counted, filled, terms, executions } = context;
  const isPlain = counted === 0n && terms.quantity === quantity(100) && filled <= quantity(40);
  const isOneOpen = isAmendQuiet || isCancelQuiet;
  const isResting = lifecycle === 'working.resting' && isAmendQuiet && isCancelQuiet;
  // An answer is missed alike wherever the order stands: where it rests, and where it has filled meanwhile.
  const mayMiss =
    isOneOpen &&
    (lifecycle === 'settled.filled' || (lifecycle === 'working.resting' && executions.length === 0 && counted === 0n));
  const isBooked = executions.some(({ execution, revision }) => execution === 'a' && revision === 1);
  const isAmended = ({ quantity: to }: Amendment): boolean =>
    to === quantity(20) ? filled === quantity(40) && isCancelQuiet : isPlain && (isCancelQuiet || filled === zero);
  return (event) => {
    switch (event.type) {
      case 'order.amend':
        return isAmended(event.change);
      case 'order.cancel':
        return isPlain && filled === zero;
      case 'clock.deadline':
        return mayMiss || isOfTheOrder(event.what);
      case 'broker.commission':
        return isResting && (event.execution !== 'z' || (executions.length === 0 && counted === 0n));
      case 'broker.execution':
        if (event.execution === 'z') return isResting && executions.length === 0 && counted === 0n;
        return isOneOpen && (event.execution !== 'a' || event.quantity === quantity(40) || isBooked);
      case 'broker.orderRestated':
      case 'broker.orderStatus':
        return isOneOpen;
      default:
        return true;
    }
  };
}

export const order: Model = {
  machine: orderMachine,
  inputs: {
    'an order of 100': orderInput(),
    'an order of somebody else': orderInput({}, { role: 'external' }),
  },
  alphabet,
  events: events as never,
  key: ({ acknowledged, terms, executions, filled, counted, changes, fees, brokerIds, links }: OrderContext) => [
    acknowledged,
    terms.quantity,
    filled,
    executions.length,
    counted,
    Math.min(changes.length, 2),
    fees.length,
    executions.some(({ untold }) => untold),
    brokerIds,
    links.role,
  ],
  limit: 700_000,
};

/** What can happen to an order of 100 shares, in quantities of 40 and 60. */

import type { AnyMachineSnapshot } from 'xstate';
import { brokerIdOf } from '../../../../src/machines/order/identities.ts';
import type { OrderContext, OrderEvent } from '../../../../src/machines/order/order.ts';
import { orderMachine } from '../../../../src/machines/order/orderMachine.ts';
import { quantity, zero } from '../../../../src/money.ts';
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
  ...[say.found(), say.absent(), say.unknown()],
  ...[
    say.fill('a', 40),
    say.fill('a', 50),
    say.fill('b', 60),
    say.fill('a', 0, '10', 2),
    say.fill('a', 0, '10', 2, true),
  ],
  ...[say.fee('a', '0.35'), say.fill('a', 20, '10', 3), say.bare(), say.failed('place'), say.failed('cancel')],
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

/**
 * Beside each other the regions multiply. So a change and a cancel begin only while little has happened, both are open together only
 * while no figure changes, and a fee is told only of an order at rest.
 */
function events({ value, context }: AnyMachineSnapshot, all: readonly OrderEvent[]): readonly OrderEvent[] {
  const { lifecycle, amend, cancel } = value as Readonly<Record<string, unknown>>;
  const { counted, filled, terms, executions, brokerIds, links } = context as OrderContext;
  const isPlain = counted === 0n && terms.quantity === quantity(100) && filled <= quantity(40);
  const isBothOpen = amend !== 'quiet' && cancel !== 'quiet';
  const isResting = flat(lifecycle) === 'working.resting' && amend === 'quiet' && cancel === 'quiet';
  const isBooked = executions.some(({ execution, revision }) => execution === 'a' && revision === 1);
  const isFilled = flat(lifecycle) === 'settled.filled';
  if (links.role === 'external')
    return all.filter(
      (event) => ofOthers.includes(event.type) && !isNamed(event) && (event.type !== 'order.adopt' || isFilled),
    );
  // A bust that came first is one more execution to be old: nothing else follows from it.
  if (executions.some(({ untold }) => untold))
    return all.filter((event) => event.type === 'broker.execution' && event.execution === 'z');
  const isOut = ['submitting.sent', 'unconfirmed', 'working.resting'].includes(flat(lifecycle));
  const isUntouched =
    counted === 0n && executions.length === 0 && amend === 'quiet' && terms.quantity === quantity(100);
  // One name after another: the first, a second beside it, a third beside both.
  const next = String(brokerIds.length + 1);
  const isNext = (event: OrderEvent): boolean => isUntouched && isOut && brokerIdOf(event) === next;
  const isKnown = (event: OrderEvent): boolean =>
    filled === zero && brokerIds.some(({ brokerId, live }) => live && brokerId === brokerIdOf(event));
  if (brokerIds.length > 0)
    return all.filter((event) => (isNamed(event) ? isNext(event) || isKnown(event) : besideNames.includes(event.type)));
  return all.filter((event) => {
    if (isNamed(event)) return isNext(event);
    switch (event.type) {
      case 'order.amend':
        if (event.change.quantity === quantity(20)) return filled === quantity(40) && cancel === 'quiet';
        return isPlain && (cancel === 'quiet' || filled === zero);
      case 'order.cancel':
        return isPlain && filled === zero;
      case 'broker.commission':
        return isResting;
      case 'broker.execution':
        if (event.execution === 'z') return isResting && executions.length === 0 && counted === 0n;
        return !isBothOpen && (event.execution !== 'a' || event.quantity === quantity(40) || isBooked);
      case 'broker.orderRestated':
      case 'broker.orderStatus':
        return !isBothOpen;
      default:
        return true;
    }
  });
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
  limit: 400_000,
};

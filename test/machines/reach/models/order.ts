/** What can happen to an order of 100 shares, in quantities of 40 and 60. */

import type { AnyMachineSnapshot } from 'xstate';
import type { OrderContext, OrderEvent } from '../../../../src/machines/order/order.ts';
import { orderMachine } from '../../../../src/machines/order/orderMachine.ts';
import { quantity, zero } from '../../../../src/money.ts';
import { flat } from '../../../support/charts.ts';
import { orderInput, say } from '../../../support/orders.ts';
import type { Model } from '../exploration.ts';

const alphabet: readonly OrderEvent[] = [
  ...[say.submit(), say.refuse(), say.cancel(), say.amend(60), say.amend(40)],
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
  ...[say.fee('a', '0.35')],
];

/**
 * Beside each other the regions multiply. So a change and a cancel begin only while little has happened, both are open together only
 * while no figure changes, and a fee is told only of an order at rest.
 */
function events({ value, context }: AnyMachineSnapshot, all: readonly OrderEvent[]): readonly OrderEvent[] {
  const { lifecycle, amend, cancel } = value as Readonly<Record<string, unknown>>;
  const { counted, filled, terms, executions } = context as OrderContext;
  const isPlain = counted === 0n && terms.quantity === quantity(100) && filled <= quantity(40);
  const isBothOpen = amend !== 'quiet' && cancel !== 'quiet';
  const isResting = flat(lifecycle) === 'working.resting' && amend === 'quiet' && cancel === 'quiet';
  const isBooked = executions.some(({ execution, revision }) => execution === 'a' && revision === 1);
  return all.filter((event) => {
    switch (event.type) {
      case 'order.amend':
        return isPlain && (cancel === 'quiet' || filled === zero);
      case 'order.cancel':
        return isPlain && filled === zero;
      case 'broker.commission':
        return isResting;
      case 'broker.execution':
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
  inputs: { 'an order of 100': orderInput() },
  alphabet,
  events: events as never,
  key: ({ acknowledged, terms, executions, filled, counted, changes, fees }: OrderContext) => [
    acknowledged,
    terms.quantity,
    filled,
    executions.length,
    counted,
    Math.min(changes.length, 2),
    fees.length,
  ],
  limit: 400_000,
};

/**
 * The life of one order, as simultaneous facts: what the broker holds, what has been executed, what change and what cancel are asked
 * for, and under which of its own names the broker has it. It keeps:
 * - an execution is booked in every state, once, at its highest revision;
 * - silence, time and a lost connection lead to a question, never to an assumption;
 * - a refused change or cancel leaves the order as it was;
 * - nothing is dropped: what makes no sense is said as `order.unexpected`.
 */
import { amend } from './amend.ts';
import { cancel } from './cancel.ts';
import { execution } from './execution.ts';
import { identity } from './identity.ts';
import { lifecycle } from './lifecycle/lifecycle.ts';
import * as say from './messages.ts';
import { initialOrder } from './order.ts';
import { orderSetup } from './setup.ts';

export const orderMachine = orderSetup.createMachine({
  id: 'order',
  description: 'The life of one order.',
  type: 'parallel',
  context: initialOrder,
  on: { '*': { actions: { type: 'report', params: say.unexpected } } },
  states: { lifecycle, execution, amend, cancel, identity },
});

/** Phase `settled`: over, as far as the broker has said; late facts are still heard. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { lateStatuses, note } from './statuses.ts';

/** After a cancel or an expiry a fill is booked all the same; when it completes the order, the order is filled. */
const fillsAfterTheEnd = {
  'broker.execution': [
    { guard: 'fills', target: 'filled', actions: note },
    { guard: 'isNews', actions: note, description: 'Booked; the order stays as it ended, with nothing left.' },
  ],
  'broker.amended': { actions: note },
  'broker.orderRestated': { actions: note },
} as const;
/** The broker lists what it has said to have ended: it could still be executed, unless the list is older than the end. It is asked. */
const foundAlive = {
  target: '#order.lifecycle.unconfirmed',
  actions: note,
  description: 'Listed as alive although it has ended: the broker is asked.',
} as const;
const twice = { description: 'Said twice.' } as const;
const otherEnding = { actions: note, description: 'It has ended in another way already.' } as const;

export const settled = orderSetup.createStateConfig({
  description: 'Over, as far as the broker has said. Late facts are still heard.',
  tags: ['isSettled'],
  initial: 'filled',
  entry: 'end',
  on: lateStatuses,
  states: {
    filled: {
      description: 'Executed whole.',
      tags: ['isFilled'],
      entry: ['fill', { type: 'report', params: say.just('order.completed') }],
      on: {
        'broker.execution': [
          { guard: 'reopensByReport', target: '#order.lifecycle.working.resting', actions: note },
          { guard: 'reopensUnasked', target: '#order.lifecycle.unconfirmed', actions: note },
          { guard: 'isNews', actions: note, description: 'More than was asked for.' },
        ],
        'broker.amended': { guard: 'reopensByReport', target: '#order.lifecycle.working.resting' },
        'broker.orderRestated': { guard: 'reopensByReport', target: '#order.lifecycle.working.resting' },
        'broker.orderCancelled': { description: 'The cancel of what had filled already.' },
        'broker.orderRejected': otherEnding,
        'broker.orderExpired': { description: 'The day ended; the order had filled already.' },
      },
    },
    cancelled: {
      description: 'Cancelled on the word of the broker.',
      tags: ['isCancelled'],
      entry: { type: 'report', params: say.quoting('order.cancelled') },
      on: {
        ...fillsAfterTheEnd,
        'broker.orderFound': foundAlive,
        'broker.orderCancelled': twice,
        'broker.orderRejected': otherEnding,
        'broker.orderExpired': otherEnding,
      },
    },
    rejected: {
      description: 'Rejected by the broker. An execution all the same is booked, and the broker asked.',
      tags: ['isRejected'],
      entry: { type: 'report', params: say.quoting('order.rejected') },
      on: {
        'broker.execution': { guard: 'isNews', actions: [note, { type: 'report', params: say.ask }] },
        'broker.orderFound': [
          { guard: 'hasFilled', target: '#order.lifecycle.working.resting', actions: note },
          foundAlive,
        ],
        'broker.amended': { actions: note },
        'broker.orderRestated': { actions: note },
        'broker.orderRejected': twice,
        'broker.orderCancelled': otherEnding,
        'broker.orderExpired': otherEnding,
      },
    },
    expired: {
      description: 'Its time ran out.',
      tags: ['isExpired'],
      entry: { type: 'report', params: say.expired },
      on: {
        ...fillsAfterTheEnd,
        'broker.orderFound': foundAlive,
        'broker.orderExpired': twice,
        'broker.orderCancelled': { description: 'Some brokers cancel what expires.' },
        'broker.orderRejected': otherEnding,
      },
    },
    absent: {
      description: 'Not at the broker, by a complete enumeration; it was never acknowledged.',
      tags: ['isAbsent'],
      entry: { type: 'report', params: say.just('order.absent') },
      on: {
        'broker.orderWorking': { target: '#order.lifecycle.working.resting', actions: note },
        'broker.orderWaiting': [
          { guard: 'isForTrigger', target: '#order.lifecycle.working.waitingForTrigger', actions: note },
          { guard: 'isForParent', target: '#order.lifecycle.working.waitingForParent', actions: note },
        ],
        'broker.orderHeld': { target: '#order.lifecycle.working.held', actions: note },
        'broker.orderFound': { target: '#order.lifecycle.working.resting', actions: note },
        'broker.execution': [
          { guard: 'fills', target: 'filled', actions: note },
          { guard: 'isNews', target: '#order.lifecycle.unconfirmed', actions: note },
        ],
        'broker.amended': { actions: note },
        'broker.orderRestated': { actions: note },
        'broker.orderCancelled': otherEnding,
        'broker.orderRejected': otherEnding,
        'broker.orderExpired': otherEnding,
      },
    },
    doneForDay: {
      description: 'The broker is done with it for the day.',
      tags: ['isDoneForDay'],
      entry: { type: 'report', params: say.just('order.doneForDay') },
      on: {
        ...fillsAfterTheEnd,
        'broker.orderRestated': '#order.lifecycle.working.resting',
        'broker.orderWorking': '#order.lifecycle.working.resting',
        'broker.orderDormant': twice,
        'broker.orderCancelled': 'cancelled',
        'broker.orderExpired': 'expired',
        'broker.orderRejected': otherEnding,
      },
    },
  },
});

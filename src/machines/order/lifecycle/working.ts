/** Phase `working`: the broker has acknowledged the order. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { failedElsewhere, filledByReport, note, statuses } from './statuses.ts';

export const working = orderSetup.createStateConfig({
  description: 'The broker has acknowledged the order.',
  tags: ['isLive', 'isWorking'],
  initial: 'resting',
  entry: 'acknowledge',
  on: {
    ...statuses,
    'broker.execution': filledByReport,
    'broker.amended': filledByReport,
    'broker.orderRestated': filledByReport,
    'broker.orderUnknown': 'unconfirmed',
    'broker.orderAbsent': [
      { guard: 'isExpiredByWindow', target: 'settled.expired' },
      { guard: 'isBeforeList', target: 'unaccounted', actions: { type: 'report', params: say.unconfirmed } },
      { target: 'unconfirmed', actions: note },
    ],
    'broker.orderFound': { description: 'As we thought.' },
    'broker.orderReceived': { description: 'It is beyond that.' },
    'connection.lost': { description: 'The order lives on at the broker.' },
    'outbox.failed': failedElsewhere,
    'outbox.releasing': { description: 'A change or cancel of ours leaves.' },
  },
  states: {
    resting: {
      description: 'At work: it fills when the market comes to it.',
      tags: ['isProtecting'],
      entry: ['awake', { type: 'report', params: say.working('nothing') }],
      on: {
        'broker.orderWorking': { description: 'Said twice.' },
        'broker.orderRestated': [
          { guard: 'fills', target: '#order.lifecycle.settled.filled' },
          { target: 'resting', reenter: true },
        ],
      },
    },
    waitingForTrigger: {
      description: 'The broker watches for the trigger: it protects.',
      tags: ['isWaiting', 'isProtecting'],
      entry: ['awake', { type: 'report', params: say.working('trigger') }],
      on: {
        'broker.orderWaiting': [
          { guard: 'isForTrigger', description: 'Said twice.' },
          { guard: 'isForParent', target: 'waitingForParent' },
        ],
        'broker.execution': [
          { guard: 'fills', target: '#order.lifecycle.settled.filled' },
          { guard: 'isNews', target: 'resting' },
        ],
        'broker.orderRestated': [
          { guard: 'fills', target: '#order.lifecycle.settled.filled' },
          { target: 'waitingForTrigger', reenter: true },
        ],
      },
    },
    waitingForParent: {
      description: 'The broker keeps the order for its parent: it protects nothing.',
      tags: ['isWaiting'],
      entry: ['sleep', { type: 'report', params: say.working('parent') }],
      on: {
        'broker.orderWaiting': [
          { guard: 'isForParent', description: 'Said twice.' },
          { guard: 'isForTrigger', target: 'waitingForTrigger' },
        ],
        'broker.execution': [
          { guard: 'fills', target: '#order.lifecycle.settled.filled' },
          { guard: 'isNews', target: 'resting' },
        ],
        'broker.orderRestated': [
          { guard: 'fills', target: '#order.lifecycle.settled.filled' },
          { target: 'waitingForParent', reenter: true },
        ],
      },
    },
    held: {
      description: 'At the broker and not at work: a locate, inactive, suspended. It ends nothing.',
      tags: ['isHeld'],
      entry: { type: 'report', params: say.held },
      on: {
        'broker.orderHeld': { description: 'Said twice.' },
        'broker.execution': [
          { guard: 'fills', target: '#order.lifecycle.settled.filled' },
          { guard: 'isNews', target: 'resting' },
        ],
      },
    },
    dormant: {
      description: 'Asleep over night; restated when it works again.',
      tags: ['isHeld'],
      entry: { type: 'report', params: say.held },
      on: {
        'broker.orderDormant': [
          { guard: 'isOvernight', description: 'Said twice.' },
          { target: '#order.lifecycle.settled.doneForDay' },
        ],
        'broker.orderRestated': [{ guard: 'fills', target: '#order.lifecycle.settled.filled' }, { target: 'resting' }],
        'broker.execution': [
          { guard: 'fills', target: '#order.lifecycle.settled.filled' },
          { guard: 'isNews', target: 'resting' },
        ],
      },
    },
  },
});

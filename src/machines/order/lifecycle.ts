/** Region `lifecycle`: what the broker holds of the order. Silence never becomes an assumption. */
import * as say from './messages.ts';
import { orderSetup } from './setup.ts';

const note = { type: 'report', params: say.surprised } as const;
const late = { description: 'A status that comes late or twice; the order has moved on.' } as const;

/** What the broker may say of an order it has; the same wherever the order may be at work. */
const statuses = {
  'broker.orderWorking': 'working.resting',
  'broker.orderWaiting': [
    { guard: 'isForTrigger', target: 'working.waitingForTrigger' },
    { guard: 'isForParent', target: 'working.waitingForParent' },
  ],
  'broker.orderHeld': 'working.held',
  'broker.orderDormant': [{ guard: 'isOvernight', target: 'working.dormant' }, { target: 'settled.doneForDay' }],
  'broker.orderRejected': 'settled.rejected',
  'broker.orderCancelled': 'settled.cancelled',
  'broker.orderExpired': 'settled.expired',
} as const;

/** Statuses that change nothing once the order has ended. */
const lateStatuses = {
  'broker.orderReceived': late,
  'broker.orderWorking': late,
  'broker.orderWaiting': late,
  'broker.orderHeld': late,
  'broker.orderDormant': late,
  'broker.orderFound': late,
  'broker.orderAbsent': { description: 'The order has ended: a broker may well have forgotten it.' },
  'broker.orderUnknown': { description: 'The order has ended: a broker may well have forgotten it.' },
  'connection.lost': { description: 'The order has ended.' },
} as const;

const filledByReport = { guard: 'fills', target: 'settled.filled' } as const;

const created = orderSetup.createStateConfig({
  description: 'Written down and before the risk gate.',
  on: {
    'order.submit': { target: 'submitting', actions: { type: 'report', params: say.place } },
    'order.refuse': 'refused',
    'order.cancel': 'refused',
    'broker.execution': [
      { ...filledByReport, actions: note },
      { guard: 'isNews', target: 'working.resting', actions: note },
    ],
    'connection.lost': { description: 'Nothing of the order has left.' },
  },
});

const submitting = orderSetup.createStateConfig({
  description: 'Approved; on its way to the broker.',
  tags: ['isSubmitting'],
  initial: 'queued',
  on: {
    ...statuses,
    'broker.orderReceived': { description: 'The broker has the order and does not work it yet.' },
    'broker.orderFound': 'working.resting',
    'broker.execution': [filledByReport, { guard: 'isNews', target: 'working.resting' }],
    'broker.amended': filledByReport,
    'broker.orderRestated': filledByReport,
  },
  states: {
    queued: {
      description: 'In the outbox until its cause is on record.',
      entry: { type: 'report', params: say.just('order.queued') },
      on: {
        'outbox.releasing': { guard: 'isPlacement', target: 'sent' },
        'outbox.dropped': { guard: 'isPlacement', target: '#order.lifecycle.refused' },
        'order.cancel': { target: '#order.lifecycle.refused', actions: { type: 'report', params: say.withdraw } },
        'order.refuse': { target: '#order.lifecycle.refused', actions: { type: 'report', params: say.withdraw } },
        'connection.lost': { description: 'Nothing of the order has left.' },
      },
    },
    sent: {
      description: 'Perhaps written to the broker; nothing heard yet.',
      tags: ['isLive', 'isInFlight'],
      entry: [
        'goLive',
        { type: 'report', params: say.just('order.sent') },
        { type: 'report', params: say.arm('acknowledge') },
      ],
      exit: { type: 'report', params: say.disarm('acknowledge') },
      on: {
        'clock.deadline': { guard: 'isAcknowledgeDeadline', target: '#order.lifecycle.unconfirmed' },
        'connection.lost': '#order.lifecycle.unconfirmed',
        'outbox.dropped': { guard: 'isPlacement', target: '#order.lifecycle.refused' },
        'outbox.releasing': { description: 'A change or cancel of ours leaves.' },
      },
    },
  },
});

const unconfirmed = orderSetup.createStateConfig({
  description: 'What became of the order is not known: the broker is asked, nothing is assumed, nothing is sent again.',
  tags: ['isLive', 'isUnconfirmed'],
  entry: [
    'goLive',
    { type: 'report', params: say.unconfirmed },
    { type: 'report', params: say.ask },
    { type: 'report', params: say.arm('acknowledge') },
  ],
  exit: { type: 'report', params: say.disarm('acknowledge') },
  on: {
    ...statuses,
    'broker.orderReceived': { description: 'The broker has the order and does not work it yet.' },
    'broker.orderFound': 'working.resting',
    'broker.orderAbsent': [
      { guard: 'isAcknowledged', actions: note, description: 'An order once acknowledged does not vanish: a person must look.' },
      { target: 'settled.absent' },
    ],
    'broker.orderUnknown': { description: 'One more sign that nobody knows; only a complete enumeration decides.' },
    'broker.execution': filledByReport,
    'broker.amended': filledByReport,
    'broker.orderRestated': filledByReport,
    'clock.deadline': {
      guard: 'isAcknowledgeDeadline',
      actions: [{ type: 'report', params: say.ask }, { type: 'report', params: say.arm('acknowledge') }],
      description: 'Asked again; time alone decides nothing.',
    },
    'connection.lost': { description: 'Nothing is known either way; the broker is asked again once it is back.' },
    'outbox.releasing': { description: 'A change, a cancel or a question of ours leaves.' },
  },
});

const working = orderSetup.createStateConfig({
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
    'broker.orderAbsent': { target: 'unconfirmed', actions: note },
    'broker.orderFound': { description: 'As we thought.' },
    'broker.orderReceived': { description: 'It is beyond that.' },
    'connection.lost': { description: 'The order lives on at the broker.' },
    'outbox.releasing': { description: 'A change or cancel of ours leaves.' },
  },
  states: {
    resting: {
      description: 'At work: it fills when the market comes to it.',
      tags: ['isProtecting'],
      entry: { type: 'report', params: say.working('nothing') },
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
      entry: { type: 'report', params: say.working('trigger') },
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
      entry: { type: 'report', params: say.working('parent') },
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

/** After a cancel or an expiry a fill is booked all the same; when it completes the order, the order is filled. */
const fillsAfterTheEnd = {
  'broker.execution': [
    { guard: 'fills', target: 'filled', actions: note },
    { guard: 'isNews', actions: note, description: 'Booked; the order stays as it ended, with nothing left.' },
  ],
  'broker.amended': { actions: note },
  'broker.orderRestated': { actions: note },
} as const;
const twice = { description: 'Said twice.' } as const;
const otherEnding = { actions: note, description: 'It has ended in another way already.' } as const;

const settled = orderSetup.createStateConfig({
  description: 'Over, as far as the broker has said. Late facts are still heard.',
  tags: ['isSettled'],
  initial: 'filled',
  entry: 'end',
  on: lateStatuses,
  states: {
    filled: {
      description: 'Executed whole.',
      tags: ['isFilled'],
      entry: { type: 'report', params: say.just('order.completed') },
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
      entry: { type: 'report', params: say.just('order.expired') },
      on: {
        ...fillsAfterTheEnd,
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

const refused = orderSetup.createStateConfig({
  description: 'Refused by us: it never left.',
  tags: ['isRefused'],
  entry: ['end', { type: 'report', params: say.refused }],
  on: {
    'broker.execution': [
      { ...filledByReport, actions: note },
      { guard: 'isNews', target: 'unconfirmed', actions: note },
    ],
    'connection.lost': { description: 'It never left.' },
  },
});

export const lifecycle = orderSetup.createStateConfig({
  description: 'What the broker holds of the order.',
  initial: 'created',
  states: { created, submitting, unconfirmed, working, settled, refused },
});

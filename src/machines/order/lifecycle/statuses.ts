/** What the broker may say of an order at any time, and what it means by phase. */
import * as say from '../messages.ts';

export const note = { type: 'report', params: say.surprised } as const;
const late = { description: 'A status that comes late or twice; the order has moved on.' } as const;

/** One modify can leave two live orders at the broker: the end of one is not the end of ours. */
const ofSeveral = [
  { guard: 'othersLive', actions: note, description: 'One of two has ended; the other lives.' },
  { guard: 'endsUnnamed', target: 'unconfirmed', actions: note },
] as const;

/** What the broker may say of an order it has; the same wherever the order may be at work. */
export const statuses = {
  'broker.orderWorking': 'working.resting',
  'broker.orderWaiting': [
    { guard: 'isForTrigger', target: 'working.waitingForTrigger' },
    { guard: 'isForParent', target: 'working.waitingForParent' },
  ],
  'broker.orderHeld': 'working.held',
  'broker.orderDormant': [{ guard: 'isOvernight', target: 'working.dormant' }, { target: 'settled.doneForDay' }],
  'broker.orderRejected': [...ofSeveral, { target: 'settled.rejected' }],
  'broker.orderCancelled': [...ofSeveral, { target: 'settled.cancelled' }],
  'broker.orderExpired': [...ofSeveral, { target: 'settled.expired' }],
} as const;

/** The adapter failed at a change, a cancel or a question: its deadline asks again. */
export const failedElsewhere = {
  actions: note,
  description: 'A change, cancel or question may not have left: its deadline asks.',
} as const;

/** Statuses that change nothing once the order has ended. */
export const lateStatuses = {
  'broker.orderReceived': late,
  'broker.orderWorking': late,
  'broker.orderWaiting': late,
  'broker.orderHeld': late,
  'broker.orderDormant': late,
  'broker.orderFound': late,
  'broker.orderAbsent': { description: 'The order has ended: a broker may well have forgotten it.' },
  'broker.orderUnknown': { description: 'The order has ended: a broker may well have forgotten it.' },
  'connection.lost': { description: 'The order has ended.' },
  'outbox.failed': failedElsewhere,
  'outbox.releasing': { description: 'A cancel or a question of ours leaves.' },
} as const;

/**
 * What the broker says of an order that never left, as far as we know. Other regions hear these too, so that the root, which records
 * what nobody hears, is not asked.
 */
export const strangeReports = {
  'broker.orderCancelled': { actions: note },
  'broker.amended': { actions: note },
  'broker.orderRestated': { actions: note },
  'broker.orderStatus': { guard: 'isNews', actions: note },
} as const;

export const filledByReport = { guard: 'fills', target: 'settled.filled' } as const;

/** What the broker may say of an order at any time, and what it means by phase. */
import * as say from '../messages.ts';

export const note = { type: 'report', params: say.surprised } as const;
const late = { description: 'A status that comes late or twice; the order has moved on.' } as const;

/** What the broker may say of an order it has; the same wherever the order may be at work. */
export const statuses = {
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

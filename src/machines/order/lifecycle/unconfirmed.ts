/** Phases `unconfirmed` and `unaccounted`: nobody knows. The broker is asked; where all it lists tells nothing, a person must look. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { failedElsewhere, filledByReport, statuses } from './statuses.ts';

const ask = { type: 'report', params: say.ask } as const;
const arm = { type: 'report', params: say.arm('acknowledge') } as const;
const disarm = { type: 'report', params: say.disarm('acknowledge') } as const;

const whileNobodyKnows = {
  ...statuses,
  'broker.orderReceived': { description: 'The broker has the order and does not work it yet.' },
  'broker.orderFound': 'working.resting',
  'broker.orderUnknown': { description: 'One more sign that nobody knows; only a complete enumeration decides.' },
  'broker.execution': filledByReport,
  'broker.amended': filledByReport,
  'broker.orderRestated': filledByReport,
  'clock.deadline': {
    guard: 'isAcknowledgeDeadline',
    actions: [ask, arm],
    description: 'Asked again; time alone decides nothing.',
  },
  'connection.lost': { description: 'Nothing is known either way; the broker is asked again once it is back.' },
  'outbox.failed': failedElsewhere,
  'outbox.releasing': { description: 'A change, a cancel or a question of ours leaves.' },
} as const;

export const unconfirmed = orderSetup.createStateConfig({
  description: 'What became of the order is not known: the broker is asked, nothing is assumed, nothing is sent again.',
  tags: ['isLive', 'isUnconfirmed'],
  entry: ['goLive', { type: 'report', params: say.unconfirmed }, ask, arm],
  exit: disarm,
  on: {
    ...whileNobodyKnows,
    'broker.orderAbsent': [
      { guard: 'isExpiredByWindow', target: 'settled.expired' },
      { guard: 'isUnaccounted', target: 'unaccounted' },
      { target: 'settled.absent' },
    ],
  },
});

export const unaccounted = orderSetup.createStateConfig({
  description:
    'Nothing that the broker lists tells what became of the order: an alarm. It is still asked; a person may say that it is over.',
  tags: ['isLive', 'isUnconfirmed', 'isUnaccounted'],
  entry: [{ type: 'report', params: say.unaccounted }, arm],
  exit: disarm,
  on: {
    ...whileNobodyKnows,
    'broker.orderAbsent': [
      { guard: 'isExpiredByWindow', target: 'settled.expired' },
      { guard: 'isAbsentAfterAll', target: 'settled.absent' },
      { description: 'A person knows of it already.' },
    ],
    'order.conclude': 'settled.cancelled',
  },
});

/** Phase `unconfirmed`: nobody knows; the broker is asked. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { failedElsewhere, filledByReport, note, statuses } from './statuses.ts';

export const unconfirmed = orderSetup.createStateConfig({
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
      {
        guard: 'isAcknowledged',
        actions: note,
        description: 'An order once acknowledged does not vanish: a person must look.',
      },
      { target: 'settled.absent' },
    ],
    'broker.orderUnknown': { description: 'One more sign that nobody knows; only a complete enumeration decides.' },
    'broker.execution': filledByReport,
    'broker.amended': filledByReport,
    'broker.orderRestated': filledByReport,
    'clock.deadline': {
      guard: 'isAcknowledgeDeadline',
      actions: [
        { type: 'report', params: say.ask },
        { type: 'report', params: say.arm('acknowledge') },
      ],
      description: 'Asked again; time alone decides nothing.',
    },
    'connection.lost': { description: 'Nothing is known either way; the broker is asked again once it is back.' },
    'outbox.failed': failedElsewhere,
    'outbox.releasing': { description: 'A change, a cancel or a question of ours leaves.' },
  },
});

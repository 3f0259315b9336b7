/** Phase `submitting`: from the outbox to the first word of the broker. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { failedElsewhere, filledByReport, statuses } from './statuses.ts';

export const submitting = orderSetup.createStateConfig({
  description: 'Approved; on its way to the broker.',
  tags: ['isSubmitting'],
  initial: 'queued',
  on: {
    ...statuses,
    'broker.orderReceived': { description: 'The broker has the order and does not work it yet.' },
    'broker.orderFound': 'working.resting',
    'broker.execution': [filledByReport, { guard: 'isNews', target: 'working.resting' }],
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
        'outbox.failed': [{ guard: 'isPlacement', target: '#order.lifecycle.unconfirmed' }, failedElsewhere],
        'outbox.dropped': { guard: 'isPlacement', target: '#order.lifecycle.refused' },
        'outbox.releasing': { description: 'A change or cancel of ours leaves.' },
      },
    },
  },
});

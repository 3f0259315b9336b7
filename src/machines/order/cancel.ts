/** Region `cancel`: a cancel asked for and not answered. A refused cancel leaves the order where it was. */
import * as say from './messages.ts';
import { orderSetup } from './setup.ts';

const disarm = { type: 'report', params: say.disarm('cancel') } as const;

const ended = [
  { guard: 'othersLive', description: 'One of two has ended; the other is still to be cancelled.' },
  { target: 'quiet', actions: disarm },
] as const;

const answers = {
  'order.cancel': { description: 'Asked for already.' },
  'broker.cancelRejected': { target: 'quiet', actions: [{ type: 'report', params: say.cancelRejected }, disarm] },
  'clock.deadline': {
    guard: 'isCancelDeadline',
    actions: [
      { type: 'report', params: say.unanswered('cancel') },
      { type: 'report', params: say.ask },
    ],
    description: 'Unanswered: the broker is asked; a late answer still counts.',
  },
  'broker.orderCancelled': ended,
  'broker.orderRejected': ended,
  'broker.orderExpired': ended,
  'broker.orderUnknown': {
    guard: 'isEnded',
    target: 'quiet',
    actions: disarm,
    description: 'It had ended: no answer will come.',
  },
  'outbox.dropped': [
    { guard: 'isPlacement', target: 'quiet', actions: disarm },
    { guard: 'isCancel', target: 'quiet', actions: [{ type: 'report', params: say.cancelRejected }, disarm] },
  ],
  'broker.orderAbsent': [
    { guard: 'isUnacknowledged', target: 'quiet', actions: disarm },
    { guard: 'isEnded', target: 'quiet', actions: disarm, description: 'It had ended: no answer will come.' },
  ],
} as const;

export const cancel = orderSetup.createStateConfig({
  description: 'What cancel is asked for.',
  initial: 'quiet',
  states: {
    quiet: {
      description: 'No cancel is asked for.',
      on: {
        'order.cancel': [
          {
            guard: 'isLive',
            target: 'asked',
            actions: [
              { type: 'report', params: say.cancel },
              { type: 'report', params: say.arm('cancel') },
            ],
          },
          { guard: 'isEnded', actions: { type: 'report', params: say.cancelRefused } },
        ],
      },
    },
    asked: {
      description: 'Asked for; the broker has said nothing.',
      tags: ['isCancelPending', 'isInFlight'],
      on: { ...answers, 'broker.cancelPending': 'pending' },
    },
    pending: {
      description: 'The broker has the cancel and has not decided.',
      tags: ['isCancelPending', 'isInFlight'],
      on: { ...answers, 'broker.cancelPending': { description: 'Said twice.' } },
    },
  },
});

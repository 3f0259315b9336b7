/** Region `cancel`: a cancel asked for and not answered. A refused cancel leaves the order where it was. */
import * as say from './messages.ts';
import { orderSetup } from './setup.ts';

const disarm = { type: 'report', params: say.disarm('cancel') } as const;

const arm = { type: 'report', params: say.arm('cancel') } as const;
const ask = { type: 'report', params: say.ask } as const;
const send = { type: 'report', params: say.cancel } as const;
const unanswered = { type: 'report', params: say.unanswered('cancel') } as const;

const ended = [
  { guard: 'othersLive', description: 'One of two has ended; the other is still to be cancelled.' },
  { target: 'quiet', actions: disarm },
] as const;

const answers = {
  'order.cancel': { description: 'Asked for already.' },
  'broker.cancelRejected': { target: 'quiet', actions: [{ type: 'report', params: say.cancelRejected }, disarm] },
  'clock.deadline': {
    guard: 'isCancelDeadline',
    target: 'unanswered',
    actions: unanswered,
    description: 'The broker is asked; a late answer still counts.',
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
    { guard: 'isExpiredByWindow', target: 'quiet', actions: disarm },
    { guard: 'isUnacknowledged', target: 'quiet', actions: disarm },
    { guard: 'isEnded', target: 'quiet', actions: disarm, description: 'It had ended: no answer will come.' },
  ],
} as const;

/** A cancel may be sent twice: it can only take back what is there. */
const again = {
  target: 'asked',
  actions: [send, arm],
  description: 'It works still: the cancel is sent anew.',
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
            actions: [send, arm],
          },
          { guard: 'isEnded', actions: { type: 'report', params: say.cancelRefused } },
        ],
        'broker.cancelRejected': {
          guard: 'isEnded',
          description: 'It had ended by itself when our cancel came.',
        },
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
    unanswered: {
      description: 'Not answered in its time; what the broker says of the order tells what became of the cancel.',
      tags: ['isCancelPending', 'isInFlight'],
      entry: [ask, arm],
      on: {
        ...answers,
        'broker.cancelPending': 'pending',
        'broker.orderFound': again,
        'broker.orderHeld': again,
        'broker.orderWaiting': again,
        'broker.orderWorking': again,
        'broker.orderStatus': {
          guard: 'isCountedWhole',
          target: 'quiet',
          actions: disarm,
          description: 'It has filled: there is nothing left to cancel.',
        },
        'clock.deadline': {
          guard: 'isCancelDeadline',
          target: 'unanswered',
          reenter: true,
          description: 'Asked again; time alone decides nothing.',
        },
      },
    },
  },
});

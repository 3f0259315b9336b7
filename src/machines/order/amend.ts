/** Region `amend`: changes asked for and not answered. A refused change leaves the order as it was. */
import * as say from './messages.ts';
import { orderSetup } from './setup.ts';

const disarm = { type: 'report', params: say.disarm('amend') } as const;
const arm = { type: 'report', params: say.arm('amend') } as const;
const taken = { type: 'report', params: say.amended } as const;
const ask = { type: 'report', params: say.ask } as const;
const unanswered = { type: 'report', params: say.unanswered('amend') } as const;
const rejected = { type: 'report', params: say.amendRejected } as const;

const asking = [
  { guard: 'isUnchangeable', actions: { type: 'report', params: say.amendRefused('notLive') } },
  { guard: 'asksBelowFilled', actions: { type: 'report', params: say.amendRefused('amendBelowFilled') } },
  { target: 'asked', actions: ['keepChange', { type: 'report', params: say.amend }, arm] },
] as const;

const dropped = { target: 'quiet', actions: ['dropChanges', disarm] } as const;

const answers = {
  'order.amend': asking,
  'broker.amended': [
    {
      guard: 'isBareOfMany',
      actions: { type: 'report', params: say.surprised },
      description: 'Which of the changes it answers is not said: the terms decide when the broker next lists them.',
    },
    { guard: 'hasMoreChanges', target: 'asked', actions: ['dropOldestChange', taken, arm] },
    { target: 'quiet', actions: ['dropOldestChange', taken, disarm] },
  ],
  'broker.amendRejected': [
    { guard: 'hasMoreChanges', target: 'asked', actions: ['dropOldestChange', rejected, arm] },
    { target: 'quiet', actions: ['dropOldestChange', rejected, disarm] },
  ],
  'clock.deadline': {
    guard: 'isAmendDeadline',
    target: 'unanswered',
    actions: unanswered,
    description: 'The broker is asked; the change stands as asked.',
  },
  'broker.orderCancelled': dropped,
  'broker.orderRejected': dropped,
  'broker.orderExpired': dropped,
  'broker.orderUnknown': {
    guard: 'isEnded',
    ...dropped,
    description: 'The order has ended: nothing is left to answer.',
  },
  'outbox.dropped': [
    { guard: 'isPlacement', target: 'quiet', actions: ['dropChanges', disarm] },
    { guard: 'isOneOfMoreChanges', target: 'asked', actions: ['dropOldestChange', rejected, arm] },
    { guard: 'isChange', target: 'quiet', actions: ['dropOldestChange', rejected, disarm] },
  ],
  'broker.orderAbsent': [
    { guard: 'isExpiredByWindow', ...dropped },
    { guard: 'isUnacknowledged', ...dropped },
    { guard: 'isEnded', ...dropped, description: 'The order has ended: nothing is left to answer.' },
  ],
} as const;

export const amend = orderSetup.createStateConfig({
  description: 'What change of terms is asked for.',
  initial: 'quiet',
  states: {
    quiet: {
      description: 'No change is asked for.',
      on: {
        'order.amend': asking,
        'broker.amended': { actions: taken, description: 'The broker changed the terms by itself.' },
      },
    },
    asked: {
      description: 'Asked for; the broker has said nothing.',
      tags: ['isAmendPending', 'isInFlight'],
      on: { ...answers, 'broker.amendPending': 'pending' },
    },
    pending: {
      description: 'The broker has the change and has not decided.',
      tags: ['isAmendPending', 'isInFlight'],
      on: { ...answers, 'broker.amendPending': { description: 'Said twice.' } },
    },
    unanswered: {
      description: 'Not answered in its time; the terms that the broker lists tell what became of the change.',
      tags: ['isAmendPending', 'isInFlight'],
      entry: [ask, arm],
      on: {
        ...answers,
        'broker.amendPending': 'pending',
        'broker.orderRestated': [
          {
            guard: 'isListedAsAsked',
            target: 'quiet',
            actions: ['dropChanges', taken, disarm],
            description: 'The broker has the change; its answer was lost.',
          },
          {
            target: 'quiet',
            actions: ['dropChanges', rejected, disarm],
            description: 'The broker has other terms: the change was lost.',
          },
        ],
        'broker.orderStatus': {
          guard: 'isCountedWhole',
          target: 'quiet',
          actions: ['dropChanges', rejected, disarm],
          description: 'It has filled: there is nothing left to change.',
        },
        'clock.deadline': {
          guard: 'isAmendDeadline',
          target: 'unanswered',
          reenter: true,
          description: 'Asked again; time alone decides nothing.',
        },
      },
    },
  },
});

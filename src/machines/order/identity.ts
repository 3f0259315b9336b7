/**
 * Region `identity`: the broker's own names of the order. One modify can leave two live orders at the broker for one of ours: both are
 * known then, and the order has not ended before both have.
 */
import * as say from './messages.ts';
import { orderSetup } from './setup.ts';

/** What the broker says with its own name of the order. It is heard here only when it is news. */
const named = [
  'broker.orderReceived',
  'broker.orderWorking',
  'broker.orderWaiting',
  'broker.orderHeld',
  'broker.orderDormant',
  'broker.orderRestated',
  'broker.orderStatus',
  'broker.orderFound',
  'broker.execution',
] as const;
const endings = ['broker.orderCancelled', 'broker.orderRejected', 'broker.orderExpired'] as const;
const on = <const T extends readonly string[], A>(types: T, answers: A) =>
  Object.fromEntries(types.map((type) => [type, answers])) as { readonly [K in T[number]]: A };

export const identity = orderSetup.createStateConfig({
  description: "The broker's own names of the order.",
  initial: 'single',
  states: {
    single: {
      description: 'The broker has one order, or none, for ours.',
      on: {
        ...on(named, [
          { guard: 'namesAnother', target: 'doubled', actions: 'identify' },
          { guard: 'namesFirst', actions: 'identify' },
        ] as const),
        ...on(endings, { guard: 'endsNamed', actions: 'identify' } as const),
      },
    },
    doubled: {
      description: 'The broker has a second live order for ours: an alarm.',
      tags: ['isDoubled'],
      entry: { type: 'report', params: say.doubled },
      on: {
        ...on(named, {
          guard: 'namesAnother',
          actions: ['identify', { type: 'report', params: say.doubled }],
        } as const),
        'broker.execution': [
          { guard: 'namesAnother', actions: ['identify', { type: 'report', params: say.doubled }] },
          {
            guard: 'fills',
            actions: { type: 'report', params: say.cancel },
            description: 'All is filled: what else the broker works for it is taken back.',
          },
        ],
        ...on(endings, [
          { guard: 'endsLastButOne', target: 'single', actions: 'identify' },
          { guard: 'endsNamed', actions: 'identify' },
        ] as const),
      },
    },
  },
});

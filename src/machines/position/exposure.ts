/** Region `exposure`: what is held and what is to become of it. Sole owner of the fills and the desired levels. */
import * as say from './messages.ts';
import { positionSetup } from './setup.ts';

const tell = <P>(params: P) => ({ type: 'report', params }) as const;
const book = ['book', tell(say.changed)] as const;

const settledElsewhere = { description: 'A leg has ended; its group sees to the rest.' } as const;
const fee = { actions: book, description: 'A fee changes the profit, not the position.' } as const;
const fills = [
  { guard: 'isFlatAfter', target: '#position.exposure.closed', actions: book },
  { actions: book },
] as const;
const corrections = [
  { guard: 'isFlatAfter', target: '#position.exposure.closed', actions: book },
  { actions: book, description: 'The fills of the round trip are folded anew.' },
] as const;
const nothingToCorrect = {
  actions: tell(say.unexpected),
  description: 'Nothing has filled that could be corrected.',
} as const;
const protect = { actions: ['keepLevels', tell(say.protect)] } as const;
const close = {
  target: '#position.exposure.closing',
  actions: ['leave', tell(say.closing), tell(say.leave)],
} as const;
/** Without a plan there is no group to leave it: the desk places an exit of its own. */
const closeUnplanned = { target: '#position.exposure.closing', actions: ['leave', tell(say.closing)] } as const;

const enter = ['levelsAfterEntry', tell(say.settledAt('position.entered')), tell(say.protect)] as const;
const adjusted = [
  'countAddition',
  'levelsAfterAddition',
  tell(say.settledAt('position.adjusted')),
  tell(say.protect),
] as const;

export const exposure = positionSetup.createStateConfig({
  description: 'What is held.',
  initial: 'planned',
  on: {
    'order.commission': fee,
    'order.reopened': { description: 'An order is open again: its fills will tell.' },
    'order.settled': settledElsewhere,
    'holding.verdict': { description: 'Agreement with the broker is the business of the holding.' },
  },
  states: {
    planned: {
      description: 'Decided, nothing sent.',
      tags: ['isFlat', 'isPlanned'],
      entry: tell(say.planned),
      on: {
        'position.open': { guard: 'isPlanned', target: 'opening', actions: tell(say.start) },
        'position.close': 'abandoned',
        'order.revised': nothingToCorrect,
        'order.filled': [
          { guard: 'isPlanned', target: 'opening.building', actions: book },
          {
            target: 'open',
            actions: [...book, tell(say.opened)],
            description: 'Nobody planned it: a late fill, a flip, an order by hand.',
          },
        ],
      },
    },
    opening: {
      description: 'The entry is out.',
      tags: ['isOpening'],
      initial: 'waiting',
      on: {
        'position.close': close,
        'position.protect': protect,
        'order.settled': [
          { guard: 'isEntrysEndUnfilled', target: 'abandoned' },
          { guard: 'isEntrysEndFlat', target: 'closed' },
          { guard: 'isEntrysEndWithPlan', target: 'open', actions: [...enter, tell(say.watchAddition)] },
          { guard: 'isEntrysEnd', target: 'open', actions: enter },
          settledElsewhere,
        ],
        'order.revised': { actions: book },
      },
      states: {
        waiting: {
          description: 'Nothing has filled yet.',
          tags: ['isFlat'],
          on: { 'order.filled': { target: 'building', actions: book }, 'order.revised': nothingToCorrect },
        },
        building: {
          description: 'The entry fills.',
          tags: ['isExposed'],
          entry: tell(say.opened),
          on: { 'order.filled': fills },
        },
      },
    },
    open: {
      description: 'Held, at the size that was wanted.',
      tags: ['isExposed', 'isOpen'],
      on: {
        'position.adjust': { guard: 'isPlanned', target: 'adjusting', actions: tell(say.extend) },
        'position.close': [{ guard: 'isPlanned', ...close }, closeUnplanned],
        'position.protect': { guard: 'isPlanned', ...protect },
        'order.filled': fills,
        'order.revised': corrections,
      },
    },
    adjusting: {
      description: 'An addition is out.',
      tags: ['isExposed', 'isOpen'],
      on: {
        'position.close': close,
        'position.protect': protect,
        'order.filled': fills,
        'order.revised': corrections,
        'order.settled': [
          { guard: 'isAdditionsEndWithPlan', target: 'open', actions: [...adjusted, tell(say.watchAddition)] },
          { guard: 'isAdditionsEnd', target: 'open', actions: adjusted },
          settledElsewhere,
        ],
      },
    },
    closing: {
      description: 'On the way out.',
      tags: ['isClosing'],
      entry: [tell(say.unwatch), tell(say.arm('exit'))],
      exit: tell(say.disarm('exit')),
      on: {
        'position.close': { guard: 'isPlanned', actions: tell(say.leave), description: 'Priced anew.' },
        'order.filled': fills,
        'order.revised': { actions: book },
        'order.settled': [
          { guard: 'isEntrysEndUnfilled', target: 'abandoned' },
          { guard: 'isEntrysEndFlat', target: 'closed' },
          {
            guard: 'isExitsEndHeld',
            target: 'open',
            actions: 'stay',
            description: 'The exit ended and something is still held.',
          },
          settledElsewhere,
        ],
        'clock.deadline': {
          guard: 'isExitDeadline',
          actions: [tell(say.leaveAnew), tell(say.arm('exit'))],
          description: 'The exit has not filled in its time: the desk prices it anew.',
        },
      },
    },
    closed: {
      description: 'The round trip is over.',
      tags: ['isFlat', 'isOver'],
      entry: ['end', tell(say.unwatch), tell(say.closed)],
      on: {
        'order.filled': {
          actions: tell(say.unexpected),
          description: 'A fill on a closed position belongs to a new one.',
        },
        'order.revised': [
          { guard: 'isHeldAfter', target: 'open', actions: ['reopen', ...book, tell(say.reopened)] },
          { actions: book },
        ],
      },
    },
    abandoned: {
      description: 'The entry ended without a fill.',
      tags: ['isFlat', 'isOver'],
      entry: ['end', tell(say.abandoned)],
      on: {
        'order.filled': {
          actions: tell(say.unexpected),
          description: 'A fill on an abandoned position belongs to a new one.',
        },
        'order.revised': nothingToCorrect,
      },
    },
  },
});

/** Region `exposure`: what is held and what is to become of it. Sole owner of the fills and the desired levels. */
import * as say from './messages.ts';
import { positionSetup } from './setup.ts';
import { checkStop, stays, watches } from './watches.ts';

const tell = <P>(params: P) => ({ type: 'report', params }) as const;
const book = ['book', tell(say.changed)] as const;

const settledElsewhere = { description: 'A leg has ended; its group sees to the rest.' } as const;
const oneEntry = {
  guard: 'isOneEntrysEnd',
  actions: 'countEntry',
  description: 'Other orders of the entry are still out.',
} as const;
const fee = { actions: book, description: 'A fee changes the profit, not the position.' } as const;
const fills = [
  { guard: 'isFlatAfter', target: '#position.exposure.closed', actions: book },
  { actions: book },
] as const;
const corrections = [
  { guard: 'isFlatAfter', target: '#position.exposure.closed', actions: book },
  { actions: book, description: 'The fills of the round trip are folded anew.' },
] as const;
const restate = ['split', tell(say.changed), tell(say.settledAt('position.restated'))] as const;
const splitFlat = {
  guard: 'isEmpty',
  actions: 'split',
  description: 'Nothing is held: its levels and distances are others.',
} as const;
/** The cost of before for other quantities; the price index moves the levels that are waited for by itself. */
const splits = [
  {
    guard: 'isWornAway',
    target: '#position.exposure.closed',
    actions: ['split', tell(say.changed)],
    description: 'Less than a lot is left of it.',
  },
  { actions: restate },
] as const;
const splitsOrFlat = [splitFlat, ...splits] as const;
const nothingToCorrect = {
  actions: tell(say.unexpected),
  description: 'Nothing has filled that could be corrected.',
} as const;
const loosens = {
  guard: 'loosensUnasked',
  actions: tell(say.declined),
  description: 'The stop would move against the position.',
} as const;
const keep = { actions: ['keepLevels', tell(say.protect), tell(checkStop)] } as const;
const protect = [loosens, keep] as const;
/** What the price index says of the levels that were waited for. */
const levels = [
  { guard: 'isTrail', actions: ['follow', tell(say.protect), tell(watches)], description: 'A new best price.' },
  { guard: 'isBreakeven', actions: ['moveToBreakeven', tell(say.protect), tell(watches)] },
  { guard: 'isBeyond', actions: tell(say.leaveNow), description: 'The stop was moved beyond the price.' },
  { description: 'The desk sees to it.' },
] as const;
const close = {
  target: '#position.exposure.closing',
  actions: ['leave', tell(say.closing), tell(say.leave)],
} as const;
/** Without a plan there is no group to leave it: the desk places an exit of its own. */
const closeUnplanned = { target: '#position.exposure.closing', actions: ['leave', tell(say.closing)] } as const;

/** It is not being left any more, whatever was wanted of it before it was over. */
const reopen = ['reopen', ...book, tell(say.reopened), tell(stays)] as const;
const reopenSplit = ['reopen', ...restate, tell(say.reopened), tell(stays)] as const;

const enter = ['levelsAfterEntry', tell(say.settledAt('position.entered')), tell(say.protect), tell(watches)] as const;
const adjusted = [
  'levelsAfterAddition',
  tell(say.settledAt('position.adjusted')),
  tell(say.protect),
  tell(watches),
] as const;

export const exposure = positionSetup.createStateConfig({
  description: 'What is held.',
  initial: 'planned',
  on: {
    'order.commission': fee,
    'position.split': { actions: 'split', description: 'Nothing is held: its levels and distances are others.' },
    'position.adopted': { actions: book, description: 'Moved in on the word of a person.' },
    'position.released': { actions: book, description: 'Moved back on the word of a person.' },
    'position.fractionSettled': { actions: book, description: 'Less than a lot has left for cash.' },
    'position.dividend': { actions: book, description: 'A dividend is income, not a profit of trading.' },
    'position.stepped': {
      actions: 'takeSteps',
      description: 'What is set from now on stands on the steps of the broker.',
    },
    'order.reopened': { description: 'An order is open again: its fills will tell.' },
    'order.settled': settledElsewhere,
    'clock.deadline': {
      guard: 'isHoldDeadline',
      actions: [tell(say.leaveOld), tell(say.arm('hold'))],
      description: 'Held as long as it may be: the desk leaves, and is told again until it has.',
    },
    'market.levelCrossed': { description: 'Nothing is waited for any more.' },
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
        'position.adopted': {
          target: 'open',
          actions: [...book, tell(say.opened)],
          description: 'Held before, and moved in by a person.',
        },
        'order.filled': [
          { guard: 'awaitsEntry', target: 'opening.building', actions: book },
          {
            target: 'open',
            actions: [...book, tell(say.opened)],
            description: 'No entry of its own: a late fill, a flip, an order by hand.',
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
          oneEntry,
          { guard: 'isEntrysEndUnfilled', target: 'abandoned' },
          { guard: 'isEntrysEndFlat', target: 'closed' },
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
          entry: [tell(say.opened), tell(say.held)],
          on: { 'order.filled': fills, 'position.split': splitsOrFlat },
        },
      },
    },
    open: {
      description: 'Held, at the size that was wanted.',
      tags: ['isExposed', 'isOpen'],
      on: {
        'position.adjust': { guard: 'isPlanned', target: 'adjusting', actions: ['countAddition', tell(say.extend)] },
        'position.reduce': {
          guard: 'isPlanned',
          target: 'reducing',
          actions: ['countPart', tell(say.reducing), tell(say.reduce)],
        },
        'position.partSkipped': {
          actions: ['skipPart', tell(watches)],
          description: 'It stays, and leaves with the last exit: the next part is waited for.',
        },
        'position.close': [{ guard: 'isPlanned', ...close }, closeUnplanned],
        'position.protect': [loosens, { guard: 'isPlanned', ...keep }],
        'market.levelCrossed': levels,
        'order.filled': fills,
        'order.revised': corrections,
        'position.split': splits,
        'position.released': [
          { guard: 'isFlatAfter', target: 'abandoned', actions: book },
          { actions: book, description: 'The rest of what is held stays.' },
        ],
      },
    },
    adjusting: {
      description: 'An addition is out.',
      tags: ['isExposed', 'isOpen', 'isAdjusting'],
      on: {
        'position.close': close,
        'position.protect': protect,
        'market.levelCrossed': levels,
        'order.filled': fills,
        'order.revised': corrections,
        'position.split': splits,
        'order.settled': [{ guard: 'isAdditionsEnd', target: 'open', actions: adjusted }, settledElsewhere],
      },
    },
    reducing: {
      description: 'A part is on its way out.',
      tags: ['isExposed', 'isReducing'],
      entry: tell(say.arm('exit')),
      exit: tell(say.disarm('exit')),
      on: {
        'position.close': close,
        'position.protect': protect,
        'market.levelCrossed': levels,
        'order.filled': fills,
        'order.revised': corrections,
        'position.split': splits,
        'order.settled': [
          { guard: 'isCutsEnd', target: 'open', actions: [tell(say.reduced), tell(watches)] },
          settledElsewhere,
        ],
        'clock.deadline': {
          guard: 'isExitDeadline',
          actions: [tell(say.reprice), tell(say.arm('exit'))],
          description: 'The part has not filled in its time: the desk prices it anew.',
        },
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
        'order.revised': corrections,
        'position.split': splitsOrFlat,
        'order.settled': [
          oneEntry,
          { guard: 'isEntrysEndUnfilled', target: 'abandoned' },
          { guard: 'isEntrysEndFlat', target: 'closed' },
          {
            guard: 'isExitsEndHeld',
            target: 'open',
            actions: ['stay', tell(stays)],
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
      entry: ['end', tell(say.letGo), tell(say.closed)],
      on: {
        'position.split': [
          splitFlat,
          { guard: 'isHeldAfter', target: 'open', actions: reopenSplit, description: 'Its residue is a lot again.' },
          { actions: ['split', tell(say.changed)], description: 'A residue is restated with the rest.' },
        ],
        'order.filled': {
          actions: tell(say.unexpected),
          description: 'A fill on a closed position belongs to a new one.',
        },
        'order.revised': [{ guard: 'isHeldAfter', target: 'open', actions: reopen }, { actions: book }],
      },
    },
    abandoned: {
      description: 'The entry ended without a fill that stands.',
      tags: ['isFlat', 'isOver'],
      entry: ['end', tell(say.letGo), tell(say.abandoned)],
      on: {
        'order.filled': {
          actions: tell(say.unexpected),
          description: 'A fill on an abandoned position belongs to a new one.',
        },
        'order.revised': [{ guard: 'isHeldAfter', target: 'open', actions: reopen }, nothingToCorrect],
      },
    },
  },
});

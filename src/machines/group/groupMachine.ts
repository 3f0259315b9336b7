/**
 * The life of orders that belong together. It keeps:
 * - the exits that work are for exactly what is held, at the levels the position wants;
 * - it is done only when every order has ended on the evidence of the broker;
 * - a child that sleeps protects nothing: exits of its own take its place, once it has ended on the broker's word;
 * - a leg that can not be placed takes the rest back, or, once something is held, is replaced by a stop of its own;
 * - more out than in is an alarm and is traded back, never left in silence.
 */
import { initialGroup } from './group.ts';
import * as say from './messages.ts';
import { groupSetup } from './setup.ts';
import type { StepName } from './steps.ts';

const tell = <P>(params: P) => ({ type: 'report', params }) as const;
/** Hear the fact, take the step, say what it asks for. */
const take = (name: StepName) => ['hear', tell(say.asks(name)), { type: 'note', params: name }] as const;

/** The same answers to every fact about a leg that leaves what is held as it is. */
const onLegs = <A>(answers: A) =>
  ({
    'leg.working': answers,
    'leg.held': answers,
    'leg.amended': answers,
    'leg.amendFailed': answers,
    'leg.cancelFailed': answers,
    'leg.answerless': answers,
    'leg.reopened': answers,
  }) as const;
/** The same answers to every fact that changes what is held: a fill of a leg, or of an order that is none. */
const onFills = <A>(answers: A) => ({ 'leg.filled': answers, 'group.traded': answers }) as const;

const overfilled = { guard: 'isOverfilled', target: '#group.overfilled', actions: take('flatten') } as const;
const done = { guard: 'endsFlat', target: '#group.done', actions: take('rest') } as const;
const winding = { guard: 'isFlat', target: '#group.winding', actions: take('wind') } as const;
const unwinding = { guard: 'failsUnfilled', target: '#group.unwinding', actions: take('unwind') } as const;
const standalone = { guard: 'losesStop', target: '#group.standalone', actions: take('balance') } as const;
const active = { guard: 'isEntryOver', target: '#group.active', actions: take('balance') } as const;
const unplaced = { guard: 'holdsUnplaced', target: '#group.active', actions: take('balance') } as const;
const activeAgain = { guard: 'holds', target: '#group.active', actions: take('balance') } as const;
const protectedAgain = { guard: 'isStopWorking', target: '#group.active', actions: take('balance') } as const;
const balance = { actions: take('balance') } as const;
const rest = { actions: take('rest') } as const;
const wait = { actions: take('wait') } as const;
const flatten = { actions: take('flatten') } as const;
const wind = { actions: take('wind') } as const;
const unwind = { actions: take('unwind') } as const;
const triggered = { guard: 'isTriggered', target: '#group.triggered', actions: take('release') } as const;
const release = { actions: take('release') } as const;
const takeBack = {
  actions: take('takeBack'),
  description: 'A split has changed what the orders are for: those that are out are taken back.',
} as const;
const tooLate = { actions: take('rest'), description: 'A late fact that changes nothing.' } as const;
const outAgain = {
  guard: 'isOutAgain',
  target: '#group.winding',
  actions: take('windAll'),
  description: 'An order is open again, and nothing is held: it is taken back.',
} as const;
/** Where the levels would be if it held something again, and that it is not being left. */
const kept = { actions: 'hear', description: 'Kept, should a late fact bring the position back.' } as const;
const endsAlready = {
  'group.lacking': kept,
  'group.protect': kept,
  'group.reduce': { description: 'It ends.' },
  'group.close': { description: 'It ends already.' },
} as const;
/** What was turned down, or never answered, is asked for again. */
const askedAgain = (guard: 'isBalanceDeadline' | 'isWindingDeadline', name: StepName, what: 'balance' | 'winding') =>
  ({
    'clock.deadline': {
      guard,
      actions: [...take(name), tell(say.arm(what))],
      description: 'What was turned down or never answered is asked for again.',
    },
    'group.retry': { actions: [...take(name), tell(say.arm(what))], description: 'Asked again before its time.' },
  }) as const;
const balanceAgain = askedAgain('isBalanceDeadline', 'balance', 'balance');
const whileBalancing = [
  { guard: 'isUnbalanced', actions: take('balance') },
  { target: 'balanced', actions: take('rest') },
] as const;
const changesNothing = { actions: take('rest'), description: 'It changes nothing.' } as const;
const whileBalanced = [
  { guard: 'isUnbalanced', target: 'balancing', actions: take('balance') },
  changesNothing,
] as const;

export const groupMachine = groupSetup.createMachine({
  id: 'group',
  description: 'The life of orders that belong together.',
  context: initialGroup,
  initial: 'planned',
  on: {
    'group.supply': { actions: 'hear', description: 'More names for orders in the place of others.' },
    'group.retry': { description: 'Nothing was turned down that is still wanted.' },
    '*': { actions: tell(say.unexpected) },
  },
  states: {
    planned: {
      description: 'Written down, nothing placed.',
      on: {
        'group.start': [
          { guard: 'isTrigger', target: 'waiting', actions: take('place') },
          { target: 'placing', actions: take('place') },
        ],
        'group.close': { target: 'done', actions: take('unwind') },
        'group.lacking': kept,
        'group.split': { actions: take('rest'), description: 'It will be placed with the prices of the new shares.' },
      },
    },
    placing: {
      description: 'The legs are out; the entry has not ended.',
      tags: ['isPlacing'],
      entry: tell(say.just('group.placed')),
      exit: tell(say.disarm('protection')),
      on: {
        ...onLegs([active, wait] as const),
        'leg.filled': [overfilled, winding, unwinding, active, unplaced, wait],
        'group.traded': [overfilled, winding, active, unplaced, wait],
        'leg.settled': [overfilled, done, winding, unwinding, standalone, active, wait],
        'clock.deadline': [
          {
            guard: 'isUnderprotectedInTime',
            target: 'active',
            actions: take('balance'),
            description: 'The children sleep while their parent fills in parts: exits of our own take their place.',
          },
          { description: 'What has filled is protected.' },
        ],
        'group.reduce': { actions: take('rest'), description: 'Kept until the entry is over.' },
        'group.protect': {
          actions: take('rest'),
          description: 'Kept until the entry is over: the broker sizes the children until then.',
        },
        'group.lacking': {
          actions: take('rest'),
          description: 'Kept until the entry is over, which is taken back.',
        },
        'group.close': { actions: take('balance') },
        'group.split': [winding, takeBack],
      },
    },
    waiting: {
      description: 'The first order is out; the others wait for it to fill.',
      tags: ['isPlacing'],
      entry: tell(say.just('group.placed')),
      on: {
        ...onLegs(rest),
        'leg.filled': [triggered, rest],
        'leg.settled': [
          triggered,
          { target: 'done', actions: take('unwind'), description: 'It ended before it had filled so far.' },
        ],
        'group.close': { actions: take('unwind') },
        'group.lacking': kept,
        'group.split': takeBack,
      },
    },
    triggered: {
      description: 'The first order has filled as far as it must; the others stand for themselves.',
      tags: ['isTriggered'],
      entry: tell(say.just('group.triggered')),
      on: {
        ...onLegs(release),
        'leg.filled': release,
        'leg.settled': [{ guard: 'isAllEnded', target: 'done', actions: take('rest') }, release],
        'group.close': { actions: take('unwind') },
        'group.lacking': kept,
        'group.split': takeBack,
      },
    },
    active: {
      description: 'The exits are kept at the quantity held.',
      tags: ['isActive'],
      initial: 'balancing',
      entry: tell(say.holding('group.active')),
      on: {
        'group.extend': { target: '.balancing', actions: take('balance') },
        'group.split': [winding, { target: '.balancing', actions: take('balance') }],
      },
      states: {
        balancing: {
          description: 'A change is on its way.',
          entry: tell(say.arm('balance')),
          exit: tell(say.disarm('balance')),
          on: {
            ...onLegs(whileBalancing),
            ...onFills([overfilled, done, winding, ...whileBalancing] as const),
            'leg.settled': [overfilled, done, winding, standalone, ...whileBalancing],
            'group.protect': whileBalancing,
            'group.reduce': whileBalancing,
            'group.lacking': whileBalancing,
            'group.close': whileBalancing,
            ...balanceAgain,
            'clock.deadline': [
              {
                guard: 'isBalancedInTime',
                target: 'balanced',
                actions: take('rest'),
                description: 'Nothing is left to ask for: the last answer has come already.',
              },
              balanceAgain['clock.deadline'],
            ],
          },
        },
        balanced: {
          description: 'Every exit is confirmed at what is held.',
          tags: ['isBalanced'],
          entry: tell(say.holding('group.balanced')),
          on: {
            ...onLegs(whileBalanced),
            'leg.amendFailed': changesNothing,
            'leg.cancelFailed': changesNothing,
            'leg.reopened': changesNothing,
            ...onFills([overfilled, done, winding, ...whileBalanced] as const),
            'leg.settled': [overfilled, done, winding, standalone, ...whileBalanced],
            'group.protect': whileBalanced,
            'group.reduce': whileBalanced,
            'group.lacking': whileBalanced,
            'group.close': whileBalanced,
          },
        },
      },
    },
    standalone: {
      description: 'The stop was lost with something held: one of its own is placed.',
      tags: ['isActive', 'isAlarm'],
      entry: [tell(say.failing('group.standalone')), tell(say.arm('balance'))],
      exit: tell(say.disarm('balance')),
      on: {
        ...onLegs(balance),
        ...onFills([overfilled, done, winding, balance] as const),
        'leg.working': [protectedAgain, balance],
        'leg.settled': [overfilled, done, winding, standalone, protectedAgain, balance],
        ...balanceAgain,
        'group.extend': balance,
        'group.protect': balance,
        'group.reduce': balance,
        'group.lacking': balance,
        'group.split': [winding, balance],
        'group.close': { target: 'active', actions: take('balance') },
      },
    },
    unwinding: {
      description: 'A leg could not be placed before anything filled: the rest is taken back.',
      tags: ['isEnding'],
      entry: [tell(say.failing('group.unwinding')), tell(say.arm('winding'))],
      exit: tell(say.disarm('winding')),
      on: {
        ...onLegs(unwind),
        ...onFills([overfilled, standalone, activeAgain, unwind] as const),
        'leg.settled': [overfilled, standalone, done, activeAgain, unwind],
        ...askedAgain('isWindingDeadline', 'unwind', 'winding'),
        'group.split': unwind,
        ...endsAlready,
      },
    },
    winding: {
      description: 'Nothing is held: what is left ends.',
      tags: ['isEnding'],
      entry: [tell(say.just('group.winding')), tell(say.arm('winding'))],
      exit: tell(say.disarm('winding')),
      on: {
        ...onLegs(wind),
        ...onFills([overfilled, standalone, activeAgain, wind] as const),
        'leg.settled': [overfilled, done, standalone, activeAgain, wind],
        'clock.deadline': {
          guard: 'isWindingDeadline',
          actions: [...take('windAll'), tell(say.arm('winding'))],
          description: 'The broker did not end them: we do.',
        },
        'group.extend': { actions: take('wind'), description: 'Too late to add: the addition is dropped.' },
        'group.split': [
          standalone,
          activeAgain,
          { actions: take('windAll'), description: 'What is left ends by our word.' },
        ],
        ...endsAlready,
      },
    },
    overfilled: {
      description: 'More went out than was held: an alarm; the excess is traded back.',
      tags: ['isEnding', 'isAlarm'],
      entry: [tell(say.overfilled), tell(say.arm('winding'))],
      exit: tell(say.disarm('winding')),
      on: {
        ...onLegs(flatten),
        ...askedAgain('isWindingDeadline', 'flatten', 'winding'),
        ...onFills([
          { guard: 'isOverfilled', ...flatten },
          done,
          activeAgain,
          { target: 'winding', actions: take('wind') },
        ] as const),
        'leg.settled': [
          { guard: 'isOverfilled', ...flatten },
          done,
          activeAgain,
          { target: 'winding', actions: take('wind') },
        ],
        ...endsAlready,
        'group.split': {
          actions: take('flatten'),
          description: 'The excess is another: the order for it is placed anew.',
        },
        'group.close': {
          actions: take('flatten'),
          description: 'It ends already; a name for the way back is one more.',
        },
      },
    },
    done: {
      description: 'Every order has ended on the evidence of the broker.',
      tags: ['isDone'],
      entry: tell(say.done),
      on: {
        ...onLegs(tooLate),
        'leg.working': [outAgain, tooLate],
        'leg.held': [outAgain, tooLate],
        ...onFills([overfilled, standalone, activeAgain, tooLate] as const),
        'leg.settled': [overfilled, standalone, activeAgain, tooLate],
        'group.lacking': kept,
        'group.protect': kept,
        'group.reduce': { description: 'It has ended.' },
        'group.close': { description: 'It has ended.' },
        'group.split': [
          standalone,
          activeAgain,
          { actions: take('rest'), description: 'Late facts are told in new shares.' },
        ],
      },
    },
  },
});

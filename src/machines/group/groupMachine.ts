/**
 * The life of orders that belong together. It keeps:
 * - the exits that work are for exactly what is held, at the levels the position wants;
 * - it is done only when every order has ended on the evidence of the broker;
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
    'leg.answerless': answers,
    'leg.reopened': answers,
  }) as const;
/** The same answers to every fact that changes what is held: a fill of a leg, or of an order that is none. */
const onFills = <A>(answers: A) => ({ 'leg.filled': answers, 'group.traded': answers }) as const;

const overfilled = { guard: 'isOverfilled', target: '#group.overfilled', actions: take('flatten') } as const;
const done = { guard: 'endsFlat', target: '#group.done', actions: take('rest') } as const;
const winding = { guard: 'isFlat', target: '#group.winding', actions: take('wind') } as const;
const unwinding = { guard: 'failsUnfilled', target: '#group.unwinding', actions: take('unwind') } as const;
const standalone = { guard: 'losesStop', target: '#group.standalone', actions: take('standalone') } as const;
const active = { guard: 'isEntryOver', target: '#group.active', actions: take('balance') } as const;
const activeAgain = { guard: 'holds', target: '#group.active', actions: take('balance') } as const;
const rest = { actions: take('rest') } as const;
const flatten = { actions: take('flatten') } as const;
const wind = { actions: take('wind') } as const;
const unwind = { actions: take('unwind') } as const;
const tooLate = { actions: take('rest'), description: 'A late fact that changes nothing.' } as const;
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
  on: { '*': { actions: tell(say.unexpected) } },
  states: {
    planned: {
      description: 'Written down, nothing placed.',
      on: {
        'group.start': { target: 'placing', actions: take('place') },
        'group.close': { target: 'done', actions: take('unwind') },
      },
    },
    placing: {
      description: 'The legs are out; the entry has not ended.',
      tags: ['isPlacing'],
      entry: tell(say.just('group.placed')),
      on: {
        ...onLegs([active, rest] as const),
        ...onFills([overfilled, winding, unwinding, active, rest] as const),
        'leg.settled': [overfilled, done, winding, unwinding, standalone, active, rest],
        'group.protect': {
          actions: take('rest'),
          description: 'Kept until the entry is over: the broker sizes the children until then.',
        },
        'group.close': { actions: take('balance') },
      },
    },
    active: {
      description: 'The exits are kept at the quantity held.',
      tags: ['isActive'],
      initial: 'balancing',
      entry: tell(say.holding('group.active')),
      on: {
        'group.extend': { target: '.balancing', actions: take('balance') },
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
            'group.close': whileBalancing,
            'clock.deadline': {
              guard: 'isBalanceDeadline',
              actions: [...take('balance'), tell(say.arm('balance'))],
              description: 'A change was turned down or never answered: asked again.',
            },
          },
        },
        balanced: {
          description: 'Every exit is confirmed at what is held.',
          tags: ['isBalanced'],
          entry: tell(say.holding('group.balanced')),
          on: {
            ...onLegs(whileBalanced),
            'leg.amendFailed': changesNothing,
            'leg.reopened': changesNothing,
            ...onFills([overfilled, done, winding, ...whileBalanced] as const),
            'leg.settled': [overfilled, done, winding, standalone, ...whileBalanced],
            'group.protect': whileBalanced,
            'group.close': whileBalanced,
          },
        },
      },
    },
    standalone: {
      description: 'The stop was lost with something held: one of its own is placed.',
      tags: ['isActive', 'isAlarm'],
      entry: tell(say.failing('group.standalone')),
      on: {
        ...onLegs(rest),
        ...onFills([overfilled, done, winding, rest] as const),
        'leg.working': [{ guard: 'isStopWorking', target: 'active', actions: take('balance') }, rest],
        'leg.settled': [overfilled, done, winding, standalone, rest],
        'group.extend': { actions: take('place') },
        'group.protect': { actions: take('rest') },
        'group.close': { target: 'active', actions: take('balance') },
      },
    },
    unwinding: {
      description: 'A leg could not be placed before anything filled: the rest is taken back.',
      tags: ['isEnding'],
      entry: tell(say.failing('group.unwinding')),
      on: {
        ...onLegs(unwind),
        ...onFills([overfilled, standalone, activeAgain, unwind] as const),
        'leg.settled': [overfilled, standalone, done, activeAgain, unwind],
        'group.protect': { description: 'It ends.' },
        'group.close': { description: 'It ends already.' },
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
        'group.protect': { description: 'It ends.' },
        'group.close': { description: 'It ends already.' },
      },
    },
    overfilled: {
      description: 'More went out than was held: an alarm; the excess is traded back.',
      tags: ['isEnding', 'isAlarm'],
      entry: tell(say.overfilled),
      on: {
        ...onLegs(flatten),
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
        'group.protect': { description: 'It ends.' },
        'group.close': { description: 'It ends already.' },
      },
    },
    done: {
      description: 'Every order has ended on the evidence of the broker.',
      tags: ['isDone'],
      entry: tell(say.done),
      on: {
        ...onLegs(tooLate),
        ...onFills([overfilled, standalone, activeAgain, tooLate] as const),
        'leg.settled': [overfilled, standalone, activeAgain, tooLate],
        'group.protect': { description: 'It has ended.' },
        'group.close': { description: 'It has ended.' },
      },
    },
  },
});

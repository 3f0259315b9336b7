/** Region `protection`: whether the stops that work cover what is held. Judged in the same pass as the fill that changed it. */
import * as say from './messages.ts';
import { positionSetup } from './setup.ts';

const tell = <P>(params: P) => ({ type: 'report', params }) as const;

/** The verdicts. After a fill or a split the other region books; after news of the stops this one does. */
const verdicts = (actions: readonly 'book'[]) =>
  ({
    stands: { guard: 'isAsBefore', actions, description: 'The verdict stands.' },
    isProtected: { guard: 'becomesProtected', target: '.protected', actions },
    isResizing: { guard: 'becomesResizing', target: '.resizing', actions },
    isArming: { guard: 'becomesArming', target: '.arming', actions },
    isReleasing: { guard: 'becomesReleasing', target: '.releasing', actions },
    isNone: { guard: 'becomesNone', target: '.none', actions },
    isNaked: { target: '.naked', actions },
  }) as const;
const [traded, told] = [verdicts([]), verdicts(['book'])];
/** All of them, the last one where none of the others holds. */
const judged = ({ stands, isProtected, isResizing, isArming, ...rest }: ReturnType<typeof verdicts>) =>
  [stands, isProtected, isResizing, isArming, rest.isReleasing, rest.isNone, rest.isNaked] as const;
/** What is adopted makes the position larger: it takes no cover away and leaves nothing flat. */
const adopted = [traded.stands, traded.isProtected, traded.isResizing, traded.isArming, traded.isNaked] as const;
/** What is moved back makes it smaller, or flat: what was covered still is. */
const released = [traded.stands, traded.isProtected, traded.isResizing, traded.isReleasing, traded.isNone] as const;
/** The fraction that leaves had no stop: what is left is covered as before, or by a fraction more. */
const fractionSettled = [traded.stands, traded.isProtected, traded.isResizing] as const;
/** An alarm ends only when what it is about is in order. */
const judgedInAlarm = [
  { guard: 'becomesProtected', target: 'protected' },
  { guard: 'becomesNone', target: 'none' },
  { guard: 'becomesReleasing', target: 'releasing' },
  { description: 'The alarm stands.' },
] as const;
const alarmStands = { actions: 'book', description: 'The alarm stands.' } as const;
/** Something is held while the alarm stands, and no news of the stops changes how much. */
const coveredInAlarm = [{ guard: 'becomesProtected', target: 'protected', actions: 'book' }, alarmStands] as const;
const alarmed = {
  'order.filled': judgedInAlarm,
  'order.revised': judgedInAlarm,
  'position.split': [{ guard: 'becomesNone', target: 'none' }, { description: 'The alarm stands.' }],
  'position.adopted': [{ guard: 'becomesProtected', target: 'protected' }, { description: 'The alarm stands.' }],
  'position.released': judgedInAlarm,
  'position.fractionSettled': [
    { guard: 'becomesProtected', target: 'protected' },
    { description: 'The alarm stands.' },
  ],
  'protection.confirmed': coveredInAlarm,
  'protection.lost': coveredInAlarm,
  'protection.settled': alarmStands,
} as const;

const wait = { entry: tell(say.arm('protection')), exit: tell(say.disarm('protection')) } as const;
const deadline = (target: 'naked' | 'orphaned') =>
  ({ 'clock.deadline': { guard: 'isProtectionDeadline', target } }) as const;

export const protection = positionSetup.createStateConfig({
  description: 'Whether the stops cover what is held.',
  initial: 'none',
  on: {
    'order.filled': judged(traded),
    'order.revised': judged(traded),
    // A split leaves no stop that is for what is held after it, and takes none from a flat position.
    'position.split': [traded.stands, traded.isNone, traded.isNaked],
    'position.adopted': adopted,
    'position.released': released,
    'position.fractionSettled': fractionSettled,
    'protection.asked': {
      actions: 'book',
      description: 'Kept in mind: it counts once something is held without cover.',
    },
    'protection.confirmed': judged(told),
    // Stops that are lost are no longer asked for.
    'protection.lost': [told.stands, told.isProtected, told.isResizing, told.isReleasing, told.isNone, told.isNaked],
    'protection.settled': [told.stands, told.isNone, told.isNaked],
  },
  states: {
    none: { description: 'Nothing is held and nothing covers.' },
    arming: {
      description: 'Protection is asked for and not confirmed.',
      tags: ['isUnprotected'],
      entry: [tell(say.arming), wait.entry],
      exit: wait.exit,
      on: deadline('naked'),
    },
    protected: {
      description: 'The stops cover exactly what is held.',
      tags: ['isProtected'],
      entry: tell(say.covered),
    },
    resizing: {
      description: 'The stops cover another quantity than is held; the change is on its way.',
      tags: ['isPartlyProtected'],
      entry: [tell(say.resizing), wait.entry],
      exit: wait.exit,
      on: deadline('naked'),
    },
    naked: {
      description: 'Held without protection: an alarm.',
      tags: ['isUnprotected', 'isAlarm'],
      entry: tell(say.naked),
      on: {
        ...alarmed,
        'protection.asked': [{ guard: 'becomesArming', target: 'arming', actions: 'book' }, alarmStands],
      },
    },
    releasing: {
      description: 'Nothing is held; the stops are ending.',
      entry: [tell(say.releasing), wait.entry],
      exit: wait.exit,
      on: deadline('orphaned'),
    },
    orphaned: {
      description: 'Nothing is held and stops still work: an alarm.',
      tags: ['isOrphaned', 'isAlarm'],
      entry: tell(say.orphaned),
    },
  },
});

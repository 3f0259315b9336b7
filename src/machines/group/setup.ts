/** The names that the states of the group chart speak with: guards, actions, types. */
import { assign, emit, setup } from 'xstate';
import type { GroupContext, GroupEvent, GroupInput, GroupMessage } from './group.ts';
import { isEntryRole } from './group.ts';
import {
  hasEntered,
  hear,
  heldOf,
  isAllEnded,
  isEnded,
  isEntryOver,
  isFlat,
  isLive,
  isUnderprotected,
} from './legs.ts';
import { pairsWithoutStop } from './replacing.ts';
import type { StepName } from './steps.ts';
import { isUnbalanced, step } from './steps.ts';
import { isTriggered } from './triggering.ts';

interface Asked {
  readonly context: GroupContext;
  readonly event: GroupEvent;
}
/** A question about what the group knows once it has heard the event. */
const heard = (holds: (context: GroupContext) => boolean) => (asked: Asked) => holds(hear(asked.context, asked.event));
const isWhat = (what: string) => (asked: Asked) => asked.event.type === 'clock.deadline' && asked.event.what === what;

const isBracketed = ({ kind }: GroupContext): boolean => kind === 'bracket';
/** Every order that was placed has ended. */
const isNothingOut = ({ legs }: GroupContext): boolean => legs.every((leg) => isEnded(leg) || leg.state === 'planned');
function isEveryStopWorking({ legs }: GroupContext): boolean {
  const stops = legs.filter((leg) => leg.role === 'stop' && !isEnded(leg));
  return stops.length > 0 && stops.every(({ protecting }) => protecting);
}
export const groupSetup = setup({
  types: {
    context: {} as GroupContext,
    events: {} as GroupEvent,
    input: {} as GroupInput,
    emitted: {} as GroupMessage,
    tags: {} as 'isPlacing' | 'isTriggered' | 'isActive' | 'isBalanced' | 'isEnding' | 'isDone' | 'isAlarm',
  },
  guards: {
    /** No order is left, and nothing is held. */
    endsFlat: heard((context) => isNothingOut(context) && isFlat(context)),
    /** An exit ended before anything came in. */
    failsUnfilled: heard(
      (context) => !hasEntered(context) && context.legs.some((leg) => !isEntryRole(leg.role) && isEnded(leg)),
    ),
    holds: heard((context) => heldOf(context) >= context.lot),
    /** The exits of a ladder wait for its first fill. */
    holdsUnplaced: heard((context) => !isBracketed(context) && heldOf(context) >= context.lot),
    isAllEnded: heard(isAllEnded),
    isBalanceDeadline: isWhat('balance'),
    isBalancedInTime: (asked) => isWhat('balance')(asked) && heard((context) => !isUnbalanced(context))(asked),
    isEntryOver: heard(isEntryOver),
    /** Nothing is held: all went out again, or nothing came in and nothing will, as after the bust of an entry. */
    isFlat: heard((context) => isFlat(context) && (hasEntered(context) || isEntryOver(context))),
    isOutAgain: heard(({ legs, kind }) => kind !== 'oto' && legs.some(isLive)),
    isOverfilled: heard((context) => heldOf(context) < 0n),
    isStopWorking: heard(isEveryStopWorking),
    isTrigger: ({ context }) => context.kind === 'oto',
    isTriggered: heard(isTriggered),
    /** The children of an entry that fills in parts have not come to protect what has filled. */
    isUnderprotectedInTime: (asked) => isWhat('protection')(asked) && heard(isUnderprotected)(asked),
    isUnbalanced: heard(isUnbalanced),
    isWindingDeadline: isWhat('winding'),
    losesStop: heard((context) => pairsWithoutStop(context).length > 0),
  },
  actions: {
    hear: assign(({ context, event }) => hear(context, event)),
    /** Notes what the step of that name has asked for. */
    note: assign(({ context }, name: StepName) => step(context, name).context),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: GroupMessage) => message),
  },
});

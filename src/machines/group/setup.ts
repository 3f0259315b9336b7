/** The names that the states of the group chart speak with: guards, actions, types. */
import { assign, emit, setup } from 'xstate';
import type { GroupContext, GroupEvent, GroupInput, GroupMessage } from './group.ts';
import { isEntryRole } from './group.ts';
import { hasEntered, hear, heldOf, isAllEnded, isEnded, isEntryOver } from './legs.ts';
import type { StepName } from './steps.ts';
import { isUnbalanced, step } from './steps.ts';

interface Asked {
  readonly context: GroupContext;
  readonly event: GroupEvent;
}
/** A question about what the group knows once it has heard the event. */
const heard = (holds: (context: GroupContext) => boolean) => (asked: Asked) => holds(hear(asked.context, asked.event));
const isWhat = (what: string) => (asked: Asked) => asked.event.type === 'clock.deadline' && asked.event.what === what;

const lostStop = (context: GroupContext): boolean => {
  const stops = context.legs.filter((leg) => leg.role === 'stop');
  return (
    context.exit === null &&
    stops.length > 0 &&
    stops.every(isEnded) &&
    heldOf(context) > 0n &&
    context.sparesUsed < context.spares.length
  );
};

export const groupSetup = setup({
  types: {
    context: {} as GroupContext,
    events: {} as GroupEvent,
    input: {} as GroupInput,
    emitted: {} as GroupMessage,
    tags: {} as 'isPlacing' | 'isActive' | 'isBalanced' | 'isEnding' | 'isDone' | 'isAlarm',
  },
  guards: {
    /** No order is left, and nothing is held. */
    endsFlat: heard((context) => isAllEnded(context) && heldOf(context) === 0n),
    /** An exit ended before anything came in. */
    failsUnfilled: heard(
      (context) => !hasEntered(context) && context.legs.some((leg) => !isEntryRole(leg.role) && isEnded(leg)),
    ),
    holds: heard((context) => heldOf(context) > 0n),
    isBalanceDeadline: isWhat('balance'),
    isEntryOver: heard(isEntryOver),
    /** Nothing is held: all went out again, or nothing came in and nothing will, as after the bust of an entry. */
    isFlat: heard((context) => heldOf(context) === 0n && (hasEntered(context) || isEntryOver(context))),
    isOverfilled: heard((context) => heldOf(context) < 0n),
    isStopWorking: heard((context) => context.legs.some((leg) => leg.role === 'stop' && leg.protecting)),
    isUnbalanced: heard(isUnbalanced),
    isWindingDeadline: isWhat('winding'),
    losesStop: heard(lostStop),
  },
  actions: {
    hear: assign(({ context, event }) => hear(context, event)),
    /** Notes what the step of that name has asked for. */
    note: assign(({ context }, name: StepName) => step(context, name).context),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: GroupMessage) => message),
  },
});

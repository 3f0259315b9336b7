/** The names that the regions of the position chart speak with: guards, actions, types. */
import { assign, emit, setup } from 'xstate';
import { magnitude } from '../../money.ts';
import { levelsAfterSplit } from './corporateActions.ts';
import { after, isNothing } from './ledger.ts';
import {
  bestAfter,
  byHandAfter,
  levelsAfterAddition,
  levelsAfterBest,
  levelsAfterEntry,
  levelsAfterWish,
  levelsAtBreakeven,
  loosens,
} from './levels.ts';
import type { PositionContext, PositionEvent, PositionInput, PositionMessage, Verdict } from './position.ts';
import type { LevelName } from './watches.ts';

interface Asked {
  readonly context: PositionContext;
  readonly event: PositionEvent;
}
const becomes = (verdict: Verdict) => (asked: Asked) => after(asked.context, asked.event).verdict === verdict;
const isNone = ({ context }: Asked) => isNothing(context, context.quantity);
/** Nothing is held any more, or a fill on the way out has left less than a lot. */
function isFlatAfter({ context, event }: Asked): boolean {
  const { quantity } = after(context, event);
  return quantity === 0n || (magnitude(quantity) < magnitude(context.quantity) && isNothing(context, quantity));
}
const isRole = (role: string) => (asked: Asked) => 'role' in asked.event && asked.event.role === role;
const isEntry = isRole('entry');
const isAddition = isRole('adjust');
/** The order by which a part leaves has ended. */
const isCutsEnd = (asked: Asked) =>
  isRole('exit')(asked) && 'order' in asked.event && asked.event.order === asked.context.cut;
/** Something has come in or gone out; a fill that was busted has not. */
const hasFilled = ({ context }: Asked) => context.fills.some(({ quantity }) => quantity !== 0n);
const isWhat = (what: string) => (asked: Asked) => asked.event.type === 'clock.deadline' && asked.event.what === what;
const isLevel = (level: LevelName) => (asked: Asked) =>
  asked.event.type === 'market.levelCrossed' && asked.event.level === level;

export const positionSetup = setup({
  types: {
    context: {} as PositionContext,
    events: {} as PositionEvent,
    input: {} as PositionInput,
    emitted: {} as PositionMessage,
    tags: {} as
      | 'isPlanned'
      | 'isExposed'
      | 'isFlat'
      | 'isOpening'
      | 'isOpen'
      | 'isAdjusting'
      | 'isReducing'
      | 'isClosing'
      | 'isOver'
      | 'isProtected'
      | 'isPartlyProtected'
      | 'isUnprotected'
      | 'isOrphaned'
      | 'isAlarm',
  },
  guards: {
    awaitsEntry: ({ context }) => context.group !== null && context.entries > 0,
    becomesArming: becomes('arming'),
    becomesNone: becomes('none'),
    becomesProtected: becomes('protected'),
    becomesReleasing: becomes('releasing'),
    becomesResizing: becomes('resizing'),
    /** The verdict on protection is what it was. */
    isAsBefore: ({ context, event }) => after(context, event).verdict === context.verdict,
    /** One of several entry orders ended; the others are still out. */
    isOneEntrysEnd: (asked) => isEntry(asked) && asked.context.entries > 1,
    isEntrysEnd: isEntry,
    isEntrysEndUnfilled: (asked) => isEntry(asked) && !hasFilled(asked),
    isEntrysEndFlat: (asked) => isEntry(asked) && isNone(asked),
    isAdditionsEnd: isAddition,
    isBeyond: isLevel('beyond'),
    isBreakeven: isLevel('breakeven'),
    isExitDeadline: isWhat('exit'),
    isCutsEnd,
    isExitsEndHeld: (asked) => isRole('exit')(asked) && !isCutsEnd(asked) && !isNone(asked),
    isFlatAfter,
    isEmpty: ({ context }) => context.quantity === 0n,
    isHeldAfter: ({ context, event }) => !isNothing(context, after(context, event).quantity),
    isTrail: isLevel('trail'),
    /** Something was held, and the split has left less than could be traded. */
    isWornAway: (asked) => !isNone(asked) && isNothing(asked.context, after(asked.context, asked.event).quantity),
    loosensUnasked: ({ context, event }) => event.type === 'position.protect' && loosens(context, event),
    isHoldDeadline: isWhat('hold'),
    isPlanned: ({ context }) => context.group !== null,
    isProtectionDeadline: isWhat('protection'),
  },
  actions: {
    book: assign(({ context, event }) => after(context, event)),
    countAddition: assign(({ context, event }) =>
      event.type === 'position.adjust' && event.byPlan === true ? { additions: context.additions + 1 } : {},
    ),
    /** A part leaves; one that the plan asked for counts. */
    countPart: assign(({ context, event }) =>
      event.type === 'position.reduce'
        ? { cut: event.exit.order, scaledOut: context.scaledOut + (event.byPlan === true ? 1 : 0) }
        : {},
    ),
    /** A part that is none: the next one is waited for. */
    skipPart: assign(({ context }) => ({ scaledOut: context.scaledOut + 1 })),
    takeSteps: assign(({ context, event }) =>
      event.type === 'position.stepped' ? { plan: { ...context.plan, tick: event.tick } } : {},
    ),
    end: assign({ over: true }),
    /** The price has gone further with the position: the stop follows. */
    follow: assign(({ context, event }) => {
      if (event.type !== 'market.levelCrossed') return {};
      const best = bestAfter(context, event.reached ?? event.price);
      return { best, levels: levelsAfterBest(context, best) };
    }),
    moveToBreakeven: assign(({ context }) => ({ atBreakeven: true, levels: levelsAtBreakeven(context) })),
    countEntry: assign(({ context }) => ({ entries: context.entries - 1 })),
    keepLevels: assign(({ context, event }) =>
      event.type === 'position.protect'
        ? {
            levels: levelsAfterWish(context, event),
            byHand: byHandAfter(context, event),
            trail: event.trail ?? context.trail,
          }
        : {},
    ),
    leave: assign({ leaving: true }),
    levelsAfterAddition: assign(({ context }) => ({ levels: levelsAfterAddition(context) })),
    levelsAfterEntry: assign(({ context }) => ({ levels: levelsAfterEntry(context) })),
    /** Quantities and prices are those of the new shares. */
    split: assign(({ context, event }) =>
      event.type === 'position.split' ? { ...after(context, event), ...levelsAfterSplit(context, event) } : {},
    ),
    reopen: assign({ over: false, leaving: false }),
    stay: assign({ leaving: false }),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: PositionMessage) => message),
  },
});

/**
 * The life of one rule for one instrument. Its condition is judged outside; the chart decides whether it may act. It keeps:
 * - a rule acts once for one match, and not again before its action has been answered;
 * - a match that leads to nothing says why.
 */
import { assign, emit, setup } from 'xstate';
import type { Event } from '../../events.ts';
import type { Duration, InstrumentId, RuleId, TimerId } from '../../identifiers.ts';
import type { Cooldown } from '../../plans.ts';
import type { RefusalCode } from '../../refusals.ts';

export interface RuleInput {
  readonly rule: RuleId;
  readonly instrument: InstrumentId;
  readonly cooldown: Cooldown | null;
  /** How often it may act; `null` for no limit. */
  readonly times: number | null;
}
export interface RuleContext extends RuleInput {
  readonly acted: number;
}
export type RuleEvent = Event<
  | 'rule.arm'
  | 'rule.disarm'
  | 'rule.endRest'
  | 'rule.configure'
  | 'rule.matched'
  | 'rule.answered'
  | 'position.closed'
  | 'clock.deadline'
>;
export type RuleMessage = Event<
  | 'rule.triggered'
  | 'rule.declined'
  | 'rule.cooling'
  | 'rule.cooled'
  | 'rule.exhausted'
  | 'rule.unexpected'
  | 'clock.arm'
  | 'clock.disarm'
>;
interface Of {
  readonly context: RuleContext;
  readonly event: RuleEvent;
}

const where = ({ rule, instrument }: RuleContext) => ({ rule, instrument });
const signalOf = (event: RuleEvent) =>
  'signal' in event && event.signal !== undefined ? { signal: event.signal } : {};
const triggered = ({ context, event }: Of): RuleMessage => ({
  type: 'rule.triggered',
  ...where(context),
  ...signalOf(event),
});
const declined =
  (code: RefusalCode) =>
  ({ context, event }: Of): RuleMessage => ({
    type: 'rule.declined',
    ...where(context),
    code,
    detail: event.type,
    ...signalOf(event),
  });
const just =
  (type: 'rule.cooled' | 'rule.exhausted') =>
  ({ context }: Of): RuleMessage => ({ type, ...where(context) });
const timer = (context: RuleContext): TimerId => `rule/${context.rule}/${context.instrument}#cooldown` as TimerId;
const arm = ({ context }: Of): RuleMessage => ({
  type: 'clock.arm',
  timer: timer(context),
  owner: 'rule',
  id: `${context.rule}/${context.instrument}`,
  what: 'cooldown',
  after: context.cooldown?.for ?? (0 as Duration),
});
const cooling = ({ context }: Of): RuleMessage => ({
  type: 'rule.cooling',
  ...where(context),
  for: context.cooldown?.for ?? (0 as Duration),
});
const disarm = ({ context }: Of): RuleMessage => ({ type: 'clock.disarm', timer: timer(context) });
const unexpected = ({ context, event }: Of): RuleMessage => ({
  type: 'rule.unexpected',
  ...where(context),
  event: event.type,
});

const tell = <P>(params: P) => ({ type: 'report', params }) as const;
const rests = { guard: 'restsAfterClose', target: 'cooling' } as const;
const noRest = { description: 'A close that this rule does not rest after.' } as const;
const configured = { actions: 'configure', description: 'It rests and counts by its new configuration.' } as const;
const configuredSpent = [{ guard: 'isSpentThen', target: 'exhausted', actions: 'configure' }, configured] as const;
const notResting = { description: 'It does not rest.' } as const;
const lateAnswer = { description: 'The answer to an action before it was disarmed.' } as const;
const lateAction = {
  guard: 'isAccepted',
  actions: 'count',
  description: 'An action before it was disarmed counts.',
} as const;

export const ruleMachine = setup({
  types: {
    context: {} as RuleContext,
    events: {} as RuleEvent,
    input: {} as RuleInput,
    emitted: {} as RuleMessage,
    tags: {} as 'isArmed' | 'isActing' | 'isResting' | 'isOff',
  },
  guards: {
    isAccepted: ({ event }) => event.type === 'rule.answered' && event.accepted,
    isAcceptedLast: ({ context, event }) =>
      event.type === 'rule.answered' && event.accepted && context.times !== null && context.acted + 1 >= context.times,
    isAcceptedThenRests: ({ context, event }) =>
      event.type === 'rule.answered' && event.accepted && context.cooldown?.after === 'action',
    /** It has acted as often as it may: arming it again by hand gives it nothing back. */
    isSpent: ({ context }) => context.times !== null && context.acted >= context.times,
    /** Under the new configuration it has acted as often as it may. */
    isSpentThen: ({ context, event }) =>
      event.type === 'rule.configure' && event.times !== undefined && context.acted >= event.times,
    restsAfterClose: ({ context, event }) =>
      event.type === 'position.closed' &&
      (context.cooldown?.after === 'close' || (context.cooldown?.after === 'stop' && event.reason === 'stop')),
  },
  actions: {
    count: assign(({ context }) => ({ acted: context.acted + 1 })),
    configure: assign(({ context, event }) =>
      event.type === 'rule.configure' ? { cooldown: event.cooldown ?? null, times: event.times ?? null } : context,
    ),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: RuleMessage) => message),
  },
}).createMachine({
  id: 'rule',
  description: 'The life of one rule for one instrument.',
  context: ({ input }) => ({ ...input, acted: 0 }),
  initial: 'disarmed',
  on: { 'rule.configure': configured, '*': { actions: tell(unexpected) } },
  states: {
    disarmed: {
      description: 'It may not act.',
      tags: ['isOff'],
      on: {
        'rule.arm': [{ guard: 'isSpent', target: 'exhausted' }, { target: 'armed' }],
        'rule.disarm': { description: 'It is disarmed.' },
        'rule.endRest': notResting,
        'rule.matched': { actions: tell(declined('disarmed')) },
        'rule.answered': [lateAction, lateAnswer],
        'position.closed': noRest,
      },
    },
    armed: {
      description: 'It acts at the next match.',
      tags: ['isArmed'],
      on: {
        'rule.arm': { description: 'It is armed.' },
        'rule.disarm': 'disarmed',
        'rule.endRest': notResting,
        'rule.configure': configuredSpent,
        'rule.matched': { target: 'triggered', actions: tell(triggered) },
        'position.closed': [rests, noRest],
      },
    },
    triggered: {
      description: 'It has acted; the answer is awaited.',
      tags: ['isActing'],
      on: {
        'rule.arm': { description: 'It is armed.' },
        'rule.disarm': 'disarmed',
        'rule.endRest': notResting,
        'rule.matched': { actions: tell(declined('positionBusy')) },
        'rule.answered': [
          { guard: 'isAcceptedLast', target: 'exhausted', actions: 'count' },
          { guard: 'isAcceptedThenRests', target: 'cooling', actions: 'count' },
          { guard: 'isAccepted', target: 'armed', actions: 'count' },
          { target: 'armed' },
        ],
        'position.closed': [rests, noRest],
      },
    },
    cooling: {
      description: 'It rests.',
      tags: ['isResting'],
      entry: [tell(cooling), tell(arm)],
      exit: tell(disarm),
      on: {
        'rule.arm': { description: 'It is armed, and rests.' },
        'rule.disarm': 'disarmed',
        'rule.endRest': { target: 'armed', actions: tell(just('rule.cooled')) },
        'rule.configure': configuredSpent,
        'rule.matched': { actions: tell(declined('cooling')) },
        'rule.answered': [
          { guard: 'isAcceptedLast', target: 'exhausted', actions: 'count' },
          { guard: 'isAccepted', actions: 'count', description: 'It rests already.' },
          { description: 'It was refused; it rests all the same.' },
        ],
        'position.closed': [{ ...rests, reenter: true }, noRest],
        'clock.deadline': { target: 'armed', actions: tell(just('rule.cooled')) },
      },
    },
    exhausted: {
      description: 'It has acted as often as it may.',
      tags: ['isOff'],
      entry: tell(just('rule.exhausted')),
      on: {
        'rule.arm': { description: 'Only a new configuration lets it act again.' },
        'rule.disarm': 'disarmed',
        'rule.endRest': notResting,
        'rule.configure': [
          { guard: 'isSpentThen', actions: 'configure', description: 'It is still spent.' },
          { target: 'armed', actions: 'configure' },
        ],
        'rule.matched': { actions: tell(declined('exhausted')) },
        'rule.answered': lateAnswer,
        'position.closed': noRest,
      },
    },
  },
});

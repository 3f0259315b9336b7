/**
 * The trading state of one scope: a book, an instrument, an account or the desk. It keeps:
 * - halted lasts until a person resumes; no restart and no event of the market lifts it;
 * - reducing refuses what adds risk and lets everything else pass.
 */
import { assign, emit, setup } from 'xstate';
import type { Event } from '../../events.ts';

export interface RiskInput {
  readonly scope: string;
}
export interface RiskContext extends RiskInput {
  readonly why: string;
}
export type RiskEvent = Event<'risk.reduce' | 'risk.halt' | 'risk.resume'>;
export type RiskMessage = Event<'risk.stateChanged' | 'risk.unexpected'>;
interface Of {
  readonly context: RiskContext;
  readonly event: RiskEvent;
}
const changed =
  (state: Event<'risk.stateChanged'>['state']) =>
  ({ context }: Of): RiskMessage => ({ type: 'risk.stateChanged', scope: context.scope, state, why: context.why });
const unexpected = ({ context, event }: Of): RiskMessage => ({
  type: 'risk.unexpected',
  scope: context.scope,
  event: event.type,
});
const tell = <P>(params: P) => ({ type: 'report', params }) as const;

export const riskMachine = setup({
  types: {
    context: {} as RiskContext,
    events: {} as RiskEvent,
    input: {} as RiskInput,
    emitted: {} as RiskMessage,
    tags: {} as 'isActive' | 'isReducing' | 'isHalted',
  },
  actions: {
    keepReason: assign({ why: ({ event }) => event.why }),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: RiskMessage) => message),
  },
}).createMachine({
  id: 'risk',
  description: 'The trading state of one scope.',
  context: ({ input }) => ({ ...input, why: '' }),
  initial: 'active',
  on: { '*': { actions: tell(unexpected) } },
  states: {
    active: {
      description: 'Orders pass within their limits.',
      tags: ['isActive'],
      on: {
        'risk.reduce': { target: 'reducing', actions: ['keepReason', tell(changed('reducing'))] },
        'risk.halt': { target: 'halted', actions: ['keepReason', tell(changed('halted'))] },
        'risk.resume': { description: 'It trades.' },
      },
    },
    reducing: {
      description: 'What adds risk is refused.',
      tags: ['isReducing'],
      on: {
        'risk.reduce': { description: 'It reduces.' },
        'risk.halt': { target: 'halted', actions: ['keepReason', tell(changed('halted'))] },
        'risk.resume': { target: 'active', actions: ['keepReason', tell(changed('active'))] },
      },
    },
    halted: {
      description: 'What adds risk is refused, working entries are cancelled, rules stand still; a person must resume.',
      tags: ['isHalted'],
      on: {
        'risk.reduce': { description: 'Halted is more.' },
        'risk.halt': { description: 'It is halted.' },
        'risk.resume': { target: 'active', actions: ['keepReason', tell(changed('active'))] },
      },
    },
  },
});

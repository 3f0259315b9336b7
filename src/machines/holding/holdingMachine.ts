/**
 * What the broker says an account holds in one instrument, beside what our books say. The broker reports net, so drift, liquidation
 * and trades by hand show here. It keeps:
 * - what was there before us is foreign: never ours to size, protect or sell, until a person moves it into a book;
 * - what others trade is foreign, but for what they close of ours;
 * - a split changes what is expected: the broker may restate what it holds before or after;
 * - a difference is first a doubt, then an alarm; it is never explained by an execution that nobody reported.
 */
import { assign, emit, setup } from 'xstate';
import type { Event } from '../../events.ts';
import type { AccountId, InstrumentId, TimerId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { minus, negate, plus, zero } from '../../money.ts';
import type { Patience } from '../../plans.ts';

export interface HoldingInput {
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  /** What the broker held when last enumerated; `null` when it has not been asked. */
  readonly reported: Quantity | null;
  readonly patience: Pick<Patience, 'agreement'>;
}
export interface HoldingContext extends HoldingInput {
  /** Σ of our books. */
  readonly booked: Quantity;
  readonly foreign: Quantity;
}
export type HoldingEvent = Event<
  | 'holding.booked'
  | 'holding.external'
  | 'holding.adopted'
  | 'holding.released'
  | 'holding.split'
  | 'holding.reconcile'
  | 'broker.position'
  | 'clock.deadline'
>;
export type HoldingMessage = Event<
  'holding.agreed' | 'holding.doubtful' | 'holding.drifted' | 'holding.unexpected' | 'clock.arm' | 'clock.disarm'
>;
interface Of {
  readonly context: HoldingContext;
  readonly event: HoldingEvent;
}

const after = ({ context, event }: Of): HoldingContext => {
  if (event.type === 'holding.booked') return { ...context, booked: (context.booked + event.change) as Quantity };
  if (event.type === 'holding.external') return traded(context, event);
  if (event.type === 'holding.adopted') return moved(context, event.quantity);
  if (event.type === 'holding.released') return moved(context, negate(event.quantity));
  if (event.type === 'holding.split') return { ...context, booked: event.booked, foreign: event.foreign };
  return event.type === 'broker.position' ? { ...context, reported: event.quantity } : context;
};
/** What was not ours is ours: the broker holds what it held. */
const moved = (context: HoldingContext, quantity: Quantity): HoldingContext => ({
  ...context,
  booked: plus(context.booked, quantity),
  foreign: minus(context.foreign, quantity),
});
/** What of a trade of others was not out of our books is not ours. */
const traded = (context: HoldingContext, { change, booked = zero }: Event<'holding.external'>): HoldingContext => ({
  ...context,
  booked: plus(context.booked, booked),
  foreign: plus(context.foreign, minus(change, booked)),
});
const expected = ({ booked, foreign }: HoldingContext): Quantity => (booked + foreign) as Quantity;
const agrees = (asked: Of): boolean => {
  const next = after(asked);
  return next.reported === expected(next);
};

const where = ({ account, instrument }: HoldingContext) => ({ account, instrument });
const timer = ({ account, instrument }: HoldingContext): TimerId =>
  `holding/${account}/${instrument}#agreement` as TimerId;
const agreed = ({ context }: Of): HoldingMessage => ({
  type: 'holding.agreed',
  ...where(context),
  quantity: context.reported ?? zero,
});
const differing =
  (type: 'holding.doubtful' | 'holding.drifted') =>
  ({ context }: Of): HoldingMessage => ({
    type,
    ...where(context),
    expected: expected(context),
    reported: context.reported ?? zero,
  });
const arm = ({ context }: Of): HoldingMessage => ({
  type: 'clock.arm',
  timer: timer(context),
  owner: 'holding',
  id: `${context.account}/${context.instrument}`,
  what: 'agreement',
  after: context.patience.agreement,
});
const disarm = ({ context }: Of): HoldingMessage => ({ type: 'clock.disarm', timer: timer(context) });
const unexpected = ({ context, event }: Of): HoldingMessage => ({
  type: 'holding.unexpected',
  ...where(context),
  event: event.type,
});

const tell = <P>(params: P) => ({ type: 'report', params }) as const;
const compare = [
  { guard: 'agrees', target: 'inSync', actions: 'note' },
  { target: 'doubtful', actions: 'note' },
] as const;
const move = { actions: 'note', description: 'What the broker should hold stays the same.' } as const;
const compareInAlarm = [
  { guard: 'agrees', target: 'inSync', actions: 'note' },
  { actions: 'note', description: 'The alarm stands.' },
] as const;

export const holdingMachine = setup({
  types: {
    context: {} as HoldingContext,
    events: {} as HoldingEvent,
    input: {} as HoldingInput,
    emitted: {} as HoldingMessage,
    tags: {} as 'isKnown' | 'isInSync' | 'isAlarm' | 'isReconciling',
  },
  guards: {
    agrees,
    /** Nothing was ever enumerated: what is there now was there before us. */
    isFirstReport: ({ context }) => context.reported === null,
  },
  actions: {
    /** What the broker held before our books held anything is not ours. */
    foundForeign: assign(({ context, event }) =>
      event.type === 'broker.position'
        ? { reported: event.quantity, foreign: (event.quantity - context.booked) as Quantity }
        : {},
    ),
    note: assign((asked) => after(asked)),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: HoldingMessage) => message),
    /** On the word of a person the difference is foreign. */
    takeAsForeign: assign(({ context }) => ({ foreign: ((context.reported ?? zero) - context.booked) as Quantity })),
  },
}).createMachine({
  id: 'holding',
  description: 'What an account holds in one instrument.',
  context: ({ input }) => ({ ...input, booked: zero, foreign: input.reported ?? zero }),
  initial: 'unknown',
  on: { 'holding.adopted': move, 'holding.released': move, '*': { actions: tell(unexpected) } },
  states: {
    unknown: {
      description: 'Nothing has been compared yet.',
      on: {
        'broker.position': [{ guard: 'isFirstReport', target: 'inSync', actions: 'foundForeign' }, ...compare],
        'holding.booked': compare,
        'holding.external': compare,
        'holding.split': compare,
      },
    },
    inSync: {
      description: 'Books and broker agree.',
      tags: ['isKnown', 'isInSync'],
      entry: tell(agreed),
      on: {
        'broker.position': [
          { guard: 'agrees', actions: 'note', description: 'As we thought.' },
          { target: 'doubtful', actions: 'note' },
        ],
        'holding.booked': compare,
        'holding.external': compare,
        'holding.split': compare,
      },
    },
    doubtful: {
      description: 'They differ; an execution or a report may be on its way.',
      tags: ['isKnown'],
      entry: [tell(differing('holding.doubtful')), tell(arm)],
      exit: tell(disarm),
      on: {
        'broker.position': compareInAlarm,
        'holding.booked': compareInAlarm,
        'holding.external': compareInAlarm,
        'holding.split': compareInAlarm,
        'clock.deadline': 'drifted',
      },
    },
    drifted: {
      description: 'They differ beyond the time allowed: an alarm.',
      tags: ['isKnown', 'isAlarm'],
      entry: tell(differing('holding.drifted')),
      on: {
        'broker.position': compareInAlarm,
        'holding.booked': compareInAlarm,
        'holding.external': compareInAlarm,
        'holding.split': compareInAlarm,
        'holding.reconcile': { target: 'reconciling', actions: 'takeAsForeign' },
      },
    },
    reconciling: {
      description: 'The difference is taken as foreign; the next report of the broker decides.',
      tags: ['isKnown', 'isReconciling'],
      on: {
        'broker.position': [
          { guard: 'agrees', target: 'inSync', actions: 'note' },
          { target: 'drifted', actions: 'note' },
        ],
        'holding.booked': { actions: 'note' },
        'holding.external': { actions: 'note' },
        'holding.split': { actions: 'note' },
      },
    },
  },
});

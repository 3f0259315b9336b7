/**
 * What the broker says an account holds in one instrument, beside what our books say. The broker reports net, so drift, liquidation
 * and trades by hand show here. It keeps:
 * - what was there before us is foreign: never ours to size, protect or sell, until a person moves it into a book;
 * - what others trade is foreign, but for what they close of ours;
 * - a split changes what is expected: the broker may restate what it holds before or after;
 * - a difference is first a doubt, then an alarm; it is never explained by an execution that nobody reported;
 * - what lasts of it says how much of ours is lacking; what we trade ourselves never makes that less.
 */
import { assign, emit, setup } from 'xstate';
import type { TimerId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { HoldingContext, HoldingEvent, HoldingInput, HoldingMessage } from './holding.ts';
import { after, expected } from './holding.ts';
import { judged } from './lacking.ts';

interface Of {
  readonly context: HoldingContext;
  readonly event: HoldingEvent;
}

const agrees = (asked: Of): boolean => {
  const next = after(asked);
  return next.reported === expected(next);
};

const isWhat = (what: Wait) => (asked: Of) => asked.event.type === 'clock.deadline' && asked.event.what === what;

const where = ({ account, instrument }: HoldingContext) => ({ account, instrument });
/** Until a difference is drift; until another one is what is lacking. */
type Wait = 'agreement' | 'lacking';
const timer = ({ account, instrument }: HoldingContext, what: Wait): TimerId =>
  `holding/${account}/${instrument}#${what}` as TimerId;
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
const arm =
  (what: Wait) =>
  ({ context }: Of): HoldingMessage => ({
    type: 'clock.arm',
    timer: timer(context, what),
    owner: 'holding',
    id: `${context.account}/${context.instrument}`,
    what,
    after: context.patience.agreement,
  });
const disarm = ({ context }: Of): HoldingMessage => ({ type: 'clock.disarm', timer: timer(context, 'agreement') });
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
const compareInDoubt = [
  { guard: 'agrees', target: 'inSync', actions: 'note' },
  { actions: 'note', description: 'The doubt stands.' },
] as const;
/** What the broker says now is what is lacking once it has lasted: what we trade meanwhile may be ahead of it or behind. */
const awaited = ['note', tell(arm('lacking'))] as const;
/** They agree again; whether that is more than a moment between a fill and a report shows when it lasts. */
const agreesAfterAll = { guard: 'agreesWhileLacking', target: 'inSync', actions: awaited } as const;
const compareInAlarm = [
  agreesAfterAll,
  { guard: 'agrees', target: 'inSync', actions: 'note' },
  { actions: awaited, description: 'The alarm stands.' },
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
    agreesWhileLacking: (asked) => agrees(asked) && after(asked).lacking > 0n,
    isLackingDeadline: isWhat('lacking'),
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
    /** What lasts is believed. */
    judge: assign(({ context }) => judged(context)),
    note: assign((asked) => after(asked)),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: HoldingMessage) => message),
    /** On the word of a person the difference is foreign. */
    takeAsForeign: assign(({ context }) => ({ foreign: ((context.reported ?? zero) - context.booked) as Quantity })),
  },
}).createMachine({
  id: 'holding',
  description: 'What an account holds in one instrument.',
  context: ({ input }) => ({ ...input, booked: zero, foreign: input.reported ?? zero, lacking: zero, isBehind: false }),
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
          { guard: 'agreesWhileLacking', actions: awaited, description: 'It may be behind what we have traded.' },
          { guard: 'agrees', actions: 'note', description: 'As we thought.' },
          { target: 'doubtful', actions: 'note' },
        ],
        'holding.booked': compare,
        'holding.external': compare,
        'holding.split': compare,
        'clock.deadline': { guard: 'isLackingDeadline', actions: 'judge', description: 'It has lasted.' },
      },
    },
    doubtful: {
      description: 'They differ; an execution or a report may be on its way.',
      tags: ['isKnown'],
      entry: [tell(differing('holding.doubtful')), tell(arm('agreement'))],
      exit: tell(disarm),
      on: {
        'broker.position': [agreesAfterAll, ...compareInDoubt],
        'holding.booked': compareInDoubt,
        'holding.external': compareInDoubt,
        'holding.split': compareInDoubt,
        'clock.deadline': [
          { guard: 'isLackingDeadline', description: 'It is another by now.' },
          { target: 'drifted', actions: 'judge' },
        ],
      },
    },
    drifted: {
      description: 'They differ beyond the time allowed: an alarm.',
      tags: ['isKnown', 'isAlarm'],
      entry: tell(differing('holding.drifted')),
      on: {
        'broker.position': compareInAlarm,
        'holding.booked': [
          { guard: 'agrees', target: 'inSync', actions: 'note' },
          { actions: 'note', description: 'The alarm stands, and as much is lacking: the broker has not said it yet.' },
        ],
        'holding.external': [
          { guard: 'agrees', target: 'inSync', actions: 'note' },
          { actions: awaited, description: 'The alarm stands.' },
        ],
        'holding.split': compareInAlarm,
        'clock.deadline': { guard: 'isLackingDeadline', actions: 'judge', description: 'It has lasted.' },
        'holding.reconcile': { target: 'reconciling', actions: 'takeAsForeign' },
      },
    },
    reconciling: {
      description: 'The difference is taken as foreign; the next report of the broker decides.',
      tags: ['isKnown', 'isReconciling'],
      on: {
        'broker.position': [
          agreesAfterAll,
          { guard: 'agrees', target: 'inSync', actions: 'note' },
          { target: 'drifted', actions: awaited },
        ],
        'clock.deadline': { guard: 'isLackingDeadline', description: 'The next report decides.' },
        'holding.booked': { actions: 'note' },
        'holding.external': { actions: 'note' },
        'holding.split': { actions: 'note' },
      },
    },
  },
});

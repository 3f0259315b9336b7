/**
 * What the broker says an account holds in one instrument, beside what our books say. The broker reports net, so drift, liquidation
 * and trades by hand show here. It keeps:
 * - what was there before us is foreign: never ours to size, protect or sell, until a person moves it into a book;
 * - what others trade is foreign, but for what they close of ours;
 * - a split changes what is expected: the broker may restate what it holds before or after;
 * - a difference is first a doubt, then an alarm; it is never explained by an execution that nobody reported;
 * - what the broker has said behind our last trade, and what lasts of it, says how much of ours is lacking; silence never does.
 */
import { assign, emit, setup } from 'xstate';
import type { TimerId } from '../../identifiers.ts';
import { minus, zero } from '../../money.ts';
import type { HoldingContext, HoldingEvent, HoldingInput, HoldingMessage } from './holding.ts';
import { after, expected } from './holding.ts';
import { isNews, judged } from './lacking.ts';

interface Of {
  readonly context: HoldingContext;
  readonly event: HoldingEvent;
}

const agrees = (asked: Of): boolean => {
  const next = after(asked);
  return next.reported === expected(next);
};

const isLackingDeadline = ({ event }: Of): boolean => event.type === 'clock.deadline' && event.what === 'lacking';

const where = ({ account, instrument }: HoldingContext) => ({ account, instrument });
/** Until a difference is drift; until what the broker says is lacking is believed. */
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
/** The broker says that another quantity is lacking: believed once it has lasted. */
const awaited = ['note', tell(arm('lacking'))] as const;
const agreeing = { guard: 'agrees', target: 'inSync', actions: 'note' } as const;
/** What only explains: it makes nothing lacking. */
const explaining = <D extends object>(differing: D) => [agreeing, { ...differing, actions: 'note' }] as const;
/** Where they agreed. */
const compare = [
  agreeing,
  { guard: 'isNews', target: 'doubtful', actions: awaited },
  { target: 'doubtful', actions: 'note' },
] as const;
/** Where they did not. */
const comparing = <D extends object>(differing: D) =>
  [
    { guard: 'agreesWithNews', target: 'inSync', actions: awaited },
    agreeing,
    { guard: 'isNews', ...differing, actions: awaited },
    { ...differing, actions: 'note' },
  ] as const;
const inDoubt = { description: 'The doubt stands.' } as const;
const inAlarm = { description: 'The alarm stands.' } as const;
const move = { actions: 'note', description: 'What the broker should hold stays the same.' } as const;

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
    agreesWithNews: (asked) => agrees(asked) && isNews(asked),
    isNews,
    isLackingDeadline,
    /** Nothing was ever enumerated: what is there now was there before us. */
    isFirstReport: ({ context }) => context.reported === null,
  },
  actions: {
    /** What the broker held before our books held anything is not ours. */
    foundForeign: assign(({ context, event }) =>
      event.type === 'broker.position'
        ? { reported: event.quantity, foreign: minus(event.quantity, context.booked), isBehind: false }
        : {},
    ),
    /** What lasts is believed. */
    judge: assign(({ context }) => judged(context)),
    note: assign((asked) => after(asked)),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: HoldingMessage) => message),
  },
}).createMachine({
  id: 'holding',
  description: 'What an account holds in one instrument.',
  context: ({ input: { isAway = false, ...input } }) => ({
    ...{ ...input, isAway, isBehind: isAway },
    ...{ booked: zero, foreign: input.reported ?? zero, lacking: zero, leastLacking: zero },
  }),
  initial: 'unknown',
  on: {
    'holding.adopted': move,
    'holding.released': move,
    'connection.stateChanged': { actions: 'note', description: 'While it is away nothing more is believed.' },
    'clock.deadline': { guard: 'isLackingDeadline', actions: 'judge', description: 'It has lasted.' },
    '*': { actions: tell(unexpected) },
  },
  states: {
    unknown: {
      description: 'Nothing has been compared yet.',
      on: {
        'broker.position': [{ guard: 'isFirstReport', target: 'inSync', actions: 'foundForeign' }, ...compare],
        'holding.booked': compare,
        'holding.external': explaining({ target: 'doubtful' }),
        'holding.split': explaining({ target: 'doubtful' }),
      },
    },
    inSync: {
      description: 'Books and broker agree.',
      tags: ['isKnown', 'isInSync'],
      entry: tell(agreed),
      on: {
        'broker.position': [
          { guard: 'agreesWithNews', actions: awaited, description: 'They agree again: believed once it has lasted.' },
          { guard: 'agrees', actions: 'note', description: 'As we thought.' },
          { guard: 'isNews', target: 'doubtful', actions: awaited },
          { target: 'doubtful', actions: 'note' },
        ],
        'holding.booked': compare,
        'holding.external': explaining({ target: 'doubtful' }),
        'holding.split': explaining({ target: 'doubtful' }),
      },
    },
    doubtful: {
      description: 'They differ; an execution or a report may be on its way.',
      tags: ['isKnown'],
      entry: [tell(differing('holding.doubtful')), tell(arm('agreement'))],
      exit: tell(disarm),
      on: {
        'broker.position': comparing(inDoubt),
        'holding.booked': comparing(inDoubt),
        'holding.external': explaining(inDoubt),
        'holding.split': explaining(inDoubt),
        'clock.deadline': [
          { guard: 'isLackingDeadline', actions: 'judge', description: 'It has lasted.' },
          { target: 'drifted' },
        ],
      },
    },
    drifted: {
      description: 'They differ beyond the time allowed: an alarm.',
      tags: ['isKnown', 'isAlarm'],
      entry: tell(differing('holding.drifted')),
      on: {
        'broker.position': comparing(inAlarm),
        'holding.booked': comparing(inAlarm),
        'holding.external': explaining(inAlarm),
        'holding.split': explaining(inAlarm),
        'holding.reconcile': { target: 'reconciling', actions: 'note' },
      },
    },
    reconciling: {
      description: 'The difference is taken as foreign; the next report of the broker decides.',
      tags: ['isKnown', 'isReconciling'],
      on: {
        'broker.position': comparing({ target: 'drifted' }),
        'holding.booked': { actions: 'note' },
        'holding.external': { actions: 'note' },
        'holding.split': { actions: 'note' },
      },
    },
  },
});

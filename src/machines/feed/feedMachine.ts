/**
 * A way by which signals come in. It keeps:
 * - it counts as heard only while it answers: silence longer than it may last is a state and an alarm;
 * - an engine that goes on takes none for open before it has been opened again.
 */
import { assign, emit, setup } from 'xstate';
import type { Event } from '../../events.ts';
import type { FeedName, FeedState } from '../../feedNames.ts';
import type { Duration, TimerId } from '../../identifiers.ts';

export interface FeedContext {
  readonly feed: FeedName;
  /** How long it may be silent; `null` when it may be for ever. */
  readonly silence: Duration | null;
}
export type FeedEvent = Event<
  'feed.opened' | 'feed.answered' | 'feed.failed' | 'feed.closed' | 'desk.resumed' | 'clock.deadline'
>;
export type FeedMessage = Event<
  'feed.stateChanged' | 'feed.wentStale' | 'feed.unexpected' | 'clock.arm' | 'clock.disarm'
>;
interface Of {
  readonly context: FeedContext;
  readonly event: FeedEvent;
}

const timer = ({ feed }: FeedContext): TimerId => `feed/${feed}#silence` as TimerId;
const entered =
  (state: FeedState) =>
  ({ context: { feed } }: Of): FeedMessage => ({ type: 'feed.stateChanged', feed, state });
const stale = ({ context: { feed, silence } }: Of): FeedMessage => ({
  ...{ type: 'feed.wentStale', feed },
  silence: silence ?? (0 as Duration),
});
const arm = ({ context }: Of): FeedMessage => ({
  ...{ type: 'clock.arm', timer: timer(context), owner: 'feed', id: context.feed, what: 'silence' },
  after: context.silence ?? (0 as Duration),
});
const disarm = ({ context }: Of): FeedMessage => ({ type: 'clock.disarm', timer: timer(context) });
const unexpected = ({ context: { feed }, event }: Of): FeedMessage => ({
  ...{ type: 'feed.unexpected', feed, event: event.type },
});

const tell = <P>(params: P) => ({ type: 'report', params }) as const;
const answered = [
  { guard: 'mayBeSilent', target: 'live' },
  { target: 'live', actions: tell(arm) },
] as const;
const silent = { 'clock.deadline': 'stale' } as const;

export const feedMachine = setup({
  types: {
    context: {} as FeedContext,
    events: {} as FeedEvent,
    input: {} as Pick<FeedContext, 'feed'>,
    emitted: {} as FeedMessage,
    tags: {} as 'isHeard' | 'isAlarm',
  },
  guards: {
    mayBeSilent: ({ context }) => context.silence === null,
    /** From here on it may be. */
    isPatient: ({ event }) => event.type === 'feed.opened' && event.silence === undefined,
  },
  actions: {
    keepSilence: assign(({ event }) => (event.type === 'feed.opened' ? { silence: event.silence ?? null } : {})),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: FeedMessage) => message),
  },
}).createMachine({
  id: 'feed',
  description: 'A way by which signals come in.',
  context: ({ input: { feed } }) => ({ feed, silence: null }),
  initial: 'closed',
  on: {
    '*': { actions: tell(unexpected) },
    'feed.opened': [
      { guard: 'isPatient', target: '.unheard', reenter: true, actions: [tell(disarm), 'keepSilence'] },
      { target: '.unheard', reenter: true, actions: ['keepSilence', tell(arm)] },
    ],
    'feed.closed': { target: '.closed', actions: tell(disarm) },
    'desk.resumed': { target: '.closed', actions: tell(disarm) },
  },
  states: {
    closed: {
      description: 'Nobody listens.',
      entry: tell(entered('closed')),
      on: {
        'feed.answered': { description: 'It was on its way when the source was closed.' },
        'feed.failed': { description: 'It was on its way when the source was closed.' },
        'feed.closed': { description: 'It is closed already.' },
        'desk.resumed': { description: 'It is closed already.' },
      },
    },
    unheard: {
      description: 'Somebody listens, and has heard nothing yet.',
      entry: tell(entered('unheard')),
      on: { ...silent, 'feed.answered': answered, 'feed.failed': 'failing' },
    },
    live: {
      description: 'It is heard.',
      tags: ['isHeard'],
      entry: tell(entered('live')),
      on: {
        ...silent,
        'feed.answered': [
          { guard: 'mayBeSilent', description: 'It may be silent for as long as it likes.' },
          { actions: tell(arm), description: 'From now on it may be silent again.' },
        ],
        'feed.failed': 'failing',
      },
    },
    failing: {
      description: 'It could not be heard, and is tried again.',
      entry: tell(entered('failing')),
      on: { ...silent, 'feed.answered': answered, 'feed.failed': { description: 'It fails again.' } },
    },
    stale: {
      description: 'Nothing has been heard of it for too long.',
      tags: ['isAlarm'],
      entry: [tell(entered('stale')), tell(stale)],
      on: { 'feed.answered': answered, 'feed.failed': { description: 'It fails again.' } },
    },
  },
});

/**
 * The way to a broker. It keeps:
 * - orders may leave only when it is ready, and it is ready only after a reconciliation;
 * - every loss leads back through a reconciliation.
 */
import { assign, emit, setup } from 'xstate';
import type { Event } from '../../events.ts';

export interface ConnectionInput {
  readonly broker: string;
}
export interface ConnectionContext extends ConnectionInput {
  readonly account: string;
  readonly simulated: boolean;
  readonly losses: number;
}
export type ConnectionEvent = Event<
  | 'connection.connect'
  | 'connection.disconnect'
  | 'connection.opened'
  | 'connection.handshaken'
  | 'connection.lost'
  | 'connection.degraded'
  | 'connection.restored'
  | 'connection.secondFactorAwaited'
  | 'connection.restartAnnounced'
  | 'broker.snapshot'
>;
export type ConnectionMessage = Event<'connection.stateChanged' | 'connection.ready' | 'connection.unexpected'>;
interface Of {
  readonly context: ConnectionContext;
  readonly event: ConnectionEvent;
}
const entered =
  (state: string) =>
  ({ context }: Of): ConnectionMessage => ({ type: 'connection.stateChanged', broker: context.broker, state });
const ready = ({ context }: Of): ConnectionMessage => ({ type: 'connection.ready', broker: context.broker });
const unexpected = ({ context, event }: Of): ConnectionMessage => ({
  type: 'connection.unexpected',
  broker: context.broker,
  event: event.type,
});
const tell = <P>(params: P) => ({ type: 'report', params }) as const;
const lost = { 'connection.lost': { target: 'disconnected', actions: 'countLoss' } } as const;
const ended = { 'connection.disconnect': 'disconnected' } as const;
const login = {
  'connection.secondFactorAwaited': 'awaitingSecondFactor',
  'connection.restartAnnounced': 'scheduledRestart',
} as const;

export const connectionMachine = setup({
  types: {
    context: {} as ConnectionContext,
    events: {} as ConnectionEvent,
    input: {} as ConnectionInput,
    emitted: {} as ConnectionMessage,
    tags: {} as 'isDown' | 'isConnecting' | 'isReady' | 'isDegraded',
  },
  guards: {
    isComplete: ({ event }) => event.type === 'broker.snapshot' && event.snapshot.complete,
  },
  actions: {
    countLoss: assign(({ context }) => ({ losses: context.losses + 1 })),
    keepAccount: assign(({ event }) =>
      event.type === 'connection.handshaken' ? { account: event.account, simulated: event.simulated } : {},
    ),
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: ConnectionMessage) => message),
  },
}).createMachine({
  id: 'connection',
  description: 'The way to a broker.',
  context: ({ input }) => ({ ...input, account: '', simulated: false, losses: 0 }),
  initial: 'disconnected',
  on: {
    '*': { actions: tell(unexpected) },
    'broker.snapshot': { description: 'Read again while nothing depends on it.' },
  },
  states: {
    disconnected: {
      description: 'No way to the broker.',
      tags: ['isDown'],
      entry: tell(entered('disconnected')),
      on: {
        'connection.connect': 'connecting',
        'connection.opened': 'handshaking',
        'connection.lost': { description: 'It is lost already.' },
        'connection.disconnect': { description: 'It is closed already.' },
      },
    },
    connecting: {
      description: 'The connection is being opened.',
      tags: ['isConnecting'],
      entry: tell(entered('connecting')),
      on: { ...lost, ...ended, ...login, 'connection.opened': 'handshaking' },
    },
    awaitingSecondFactor: {
      description: 'A login waits for a person.',
      tags: ['isConnecting'],
      entry: tell(entered('awaitingSecondFactor')),
      on: { ...lost, ...ended, 'connection.opened': 'handshaking' },
    },
    handshaking: {
      description: 'Open; account and version are being agreed.',
      tags: ['isConnecting'],
      entry: tell(entered('handshaking')),
      on: { ...lost, ...ended, ...login, 'connection.handshaken': { target: 'reconciling', actions: 'keepAccount' } },
    },
    reconciling: {
      description: 'All that the broker has is being read.',
      tags: ['isConnecting'],
      entry: tell(entered('reconciling')),
      on: {
        ...lost,
        ...ended,
        ...login,
        'broker.snapshot': [
          { guard: 'isComplete', target: 'ready' },
          { description: 'Incomplete: it proves presence, never absence; read again.' },
        ],
        'connection.degraded': 'degraded',
      },
    },
    ready: {
      description: 'Orders may leave.',
      tags: ['isReady'],
      entry: [tell(entered('ready')), tell(ready)],
      on: { ...lost, ...ended, ...login, 'connection.degraded': 'degraded' },
    },
    degraded: {
      description: 'The broker lost its own connection: nothing may leave.',
      tags: ['isDegraded'],
      entry: tell(entered('degraded')),
      on: {
        ...lost,
        ...ended,
        ...login,
        'connection.restored': 'reconciling',
        'connection.degraded': { description: 'Said twice.' },
      },
    },
    scheduledRestart: {
      description: 'The broker restarts, as announced.',
      tags: ['isDown'],
      entry: tell(entered('scheduledRestart')),
      on: {
        ...ended,
        'connection.lost': { description: 'As announced.' },
        'connection.connect': 'connecting',
        'connection.opened': 'handshaking',
      },
    },
  },
});

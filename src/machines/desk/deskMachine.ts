/**
 * The supervisor: parent of every other actor. It keeps:
 * - signals are acted on only while it runs;
 * - an actor that fails takes nobody with it: the engine hears of it and sets it apart.
 */
import { emit, setup } from 'xstate';
import type { Event } from '../../events.ts';

export type DeskEvent =
  | Event<
      | 'desk.start'
      | 'desk.drain'
      | 'desk.emergency'
      | 'desk.recover'
      | 'desk.stop'
      | 'connection.ready'
      | 'connection.stateChanged'
      | 'desk.quarantined'
    >
  /** What XState tells a parent when a child throws. */
  | { readonly type: `xstate.error.actor.${string}`; readonly error: unknown };
export type DeskMessage = Event<'desk.stateChanged' | 'desk.unexpected'>;
interface Of {
  readonly event: DeskEvent;
}
const entered = (state: string) => (): DeskMessage => ({ type: 'desk.stateChanged', state });
const unexpected = ({ event }: Of): DeskMessage => ({ type: 'desk.unexpected', event: event.type });
const tell = <P>(params: P) => ({ type: 'report', params }) as const;

export const deskMachine = setup({
  types: {
    context: {} as Record<string, never>,
    events: {} as DeskEvent,
    emitted: {} as DeskMessage,
    tags: {} as 'isRunning' | 'isDraining' | 'isEmergency' | 'isStopped',
  },
  actions: {
    /** Says one thing: to `actor.on` when the chart runs alone, to the agenda when the engine runs it. */
    report: emit((_, message: DeskMessage) => message),
  },
}).createMachine({
  id: 'desk',
  description: 'The supervisor of everything that trades.',
  context: {},
  initial: 'starting',
  on: {
    '*': { actions: tell(unexpected) },
    'desk.recover': { description: 'There is no emergency to recover from.' },
    'connection.stateChanged': { description: 'The gate asks the connection itself.' },
    'desk.quarantined': { description: 'The engine has set the actor apart; the alarm is the fact itself.' },
    'xstate.error.actor.*': { description: 'The engine rolls the pass back and sets the actor apart.' },
  },
  states: {
    starting: {
      description: 'Waiting for the broker to be read.',
      on: {
        'desk.start': { description: 'It starts.' },
        'connection.ready': 'running',
        'desk.drain': 'draining',
        'desk.emergency': 'emergency',
        'desk.stop': 'stopped',
      },
    },
    running: {
      description: 'Signals are acted on.',
      tags: ['isRunning'],
      entry: tell(entered('running')),
      on: {
        'desk.start': { description: 'It runs, and goes on.' },
        'connection.ready': { description: 'The broker was read anew.' },
        'desk.drain': 'draining',
        'desk.emergency': 'emergency',
        'desk.stop': 'stopped',
      },
    },
    draining: {
      description: 'No more signals; entries are cancelled, protection stays.',
      tags: ['isDraining'],
      entry: tell(entered('draining')),
      on: {
        'desk.start': { target: 'starting', description: 'It was to stop, went away before it had, and is to go on.' },
        'connection.ready': { description: 'The broker was read anew.' },
        'desk.drain': { description: 'It drains.' },
        'desk.emergency': 'emergency',
        'desk.stop': 'stopped',
      },
    },
    emergency: {
      description:
        'The record can not be kept: only cancels and orders that reduce risk leave, until a person recovers.',
      tags: ['isEmergency'],
      entry: tell(entered('emergency')),
      on: {
        'desk.start': { description: 'A start ends no emergency.' },
        'connection.ready': { description: 'Even so nothing that adds risk may leave.' },
        'desk.drain': { description: 'An emergency is more.' },
        'desk.emergency': { description: 'It is one already.' },
        'desk.recover': 'draining',
        'desk.stop': 'stopped',
      },
    },
    stopped: {
      description: 'Nothing is acted on.',
      tags: ['isStopped'],
      entry: tell(entered('stopped')),
      on: {
        'connection.ready': { description: 'It has stopped.' },
        'desk.drain': { description: 'It has stopped.' },
        'desk.emergency': { description: 'It has stopped.' },
        'desk.stop': { description: 'It has stopped.' },
        'desk.start': 'starting',
      },
    },
  },
});

/** The small charts on a sheet: a line for each state, a column for each event. */
import type { AnyStateMachine } from 'xstate';
import { minutes, seconds } from '../../src/identifiers.ts';
import { connectionMachine } from '../../src/machines/connection/connectionMachine.ts';
import { deskMachine } from '../../src/machines/desk/deskMachine.ts';
import { feedMachine } from '../../src/machines/feed/feedMachine.ts';
import { holdingMachine } from '../../src/machines/holding/holdingMachine.ts';
import { riskMachine } from '../../src/machines/risk/riskMachine.ts';
import { ruleMachine } from '../../src/machines/rule/ruleMachine.ts';
import { quantity, zero } from '../../src/money.ts';
import { drive } from './charts.ts';

export interface Told {
  readonly type: string;
  readonly [field: string]: unknown;
}
export interface Sheet {
  readonly machine: AnyStateMachine;
  readonly input: unknown;
  /** The words of the columns. */
  readonly events: Readonly<Record<string, Told>>;
  /** How each state is reached, in those words. */
  readonly states: Readonly<Record<string, string>>;
}

/** Driven as far as these words lead it. */
export function led({ machine, input, events }: Sheet, words: string) {
  const driven = drive(machine, input as never);
  const told = words.split(', ').flatMap((word) => events[word] ?? []);
  return { ...driven, said: driven.send(...(told as never[])) };
}

/** A line for each state, a column for each event: where it goes, `·` stays in silence, `!` stays and says so, `?` is not expected. */
export function sheet(of: Sheet): string {
  const columns = Object.keys(of.events);
  const rows = Object.entries(of.states).map(([state, words]) => {
    const cells = columns.map((column) => {
      const driven = led(of, words);
      if (driven.value() !== state) throw new Error(`${words} leads to ${driven.value()}, not to ${state}`);
      const said = driven.send(of.events[column] as never);
      if (driven.value() !== state) return driven.value();
      if (said.some(({ type }) => type.endsWith('.unexpected'))) return '?';
      return said.length === 0 ? '·' : '!';
    });
    return [state, ...cells];
  });
  const all = [['', ...columns], ...rows];
  const widths = all[0]?.map((_, place) => Math.max(...all.map((row) => row[place]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const deadline = { type: 'clock.deadline', timer: 't', generation: 1, owner: 'x', id: 'x', what: 'x' };

const stranger = { type: 'never.heard.of' };
const why = 'test';

export const desk: Sheet = {
  machine: deskMachine,
  input: undefined,
  events: {
    start: { type: 'desk.start', account: 'PAPER' },
    ready: { type: 'connection.ready', broker: 'paper' },
    drain: { type: 'desk.drain', why },
    emergency: { type: 'desk.emergency', why },
    recover: { type: 'desk.recover', operator: 'me', why },
    stop: { type: 'desk.stop', why },
    moved: { type: 'connection.stateChanged', broker: 'paper', state: 'ready' },
    quarantined: { type: 'desk.quarantined', owner: 'order', id: 'o', sequence: 1, code: 'x', detail: '' },
    threw: { type: 'xstate.error.actor.order', error: new Error('a child threw') },
    stranger,
  },
  states: { starting: '', running: 'ready', draining: 'drain', emergency: 'emergency', stopped: 'stop' },
};

export const broker = 'paper';
const snapshot = (complete: boolean): Told => ({
  type: 'broker.snapshot',
  snapshot: { complete, since: 0, account: 'PAPER', cash: zero, orders: [], executions: [], positions: [] },
});
export const connection: Sheet = {
  machine: connectionMachine,
  input: { broker },
  events: {
    connect: { type: 'connection.connect', broker },
    opened: { type: 'connection.opened', broker },
    shaken: { type: 'connection.handshaken', broker, account: 'PAPER', simulated: true },
    part: snapshot(false),
    all: snapshot(true),
    lost: { type: 'connection.lost', broker, detail: 'gone' },
    degraded: { type: 'connection.degraded', broker, detail: '1100' },
    restored: { type: 'connection.restored', broker, dataLost: false },
    person: { type: 'connection.secondFactorAwaited', broker },
    restart: { type: 'connection.restartAnnounced', broker, backAt: 0 },
    close: { type: 'connection.disconnect', broker, why },
    stranger,
  },
  states: {
    disconnected: '',
    connecting: 'connect',
    awaitingSecondFactor: 'connect, person',
    handshaking: 'opened',
    reconciling: 'opened, shaken',
    ready: 'opened, shaken, all',
    degraded: 'opened, shaken, degraded',
    scheduledRestart: 'connect, restart',
  },
};

const monitor = { feed: 'monitor' };
export const feed: Sheet = {
  machine: feedMachine,
  input: monitor,
  events: {
    open: { type: 'feed.opened', ...monitor, silence: seconds(60) },
    patient: { type: 'feed.opened', ...monitor },
    answered: { type: 'feed.answered', ...monitor },
    failed: { type: 'feed.failed', ...monitor, code: 'x', detail: '' },
    silent: {
      ...{ type: 'clock.deadline', timer: 'feed/monitor#silence', generation: 1 },
      ...{ owner: 'feed', id: 'monitor', what: 'silence' },
    },
    close: { type: 'feed.closed', ...monitor, why },
    resumed: { type: 'desk.resumed', version: '0' },
    stranger,
  },
  states: {
    closed: '',
    unheard: 'open',
    live: 'open, answered',
    failing: 'open, failed',
    stale: 'open, silent',
  },
};

const by = { scope: 'desk', operator: 'me', why: 'lunch' };
export const risk: Sheet = {
  machine: riskMachine,
  input: { scope: 'desk' },
  events: {
    reduce: { type: 'risk.reduce', ...by },
    halt: { type: 'risk.halt', ...by },
    resume: { type: 'risk.resume', ...by },
    stranger,
  },
  states: { active: '', reducing: 'reduce', halted: 'halt' },
};

export const ruled = { rule: 'r', instrument: 'SPY' };
/** The round trip of a rule's position is over. */
export const closedBy = (reason: string): Told => ({
  type: 'position.closed',
  position: 'p',
  book: 'main',
  instrument: 'SPY',
  reason,
  realised: zero,
  fees: zero,
});
export const ruleWith = (cooldown: object | null, times: number | null): Sheet => ({
  machine: ruleMachine,
  input: { ...ruled, cooldown, times },
  events: {
    arm: { type: 'rule.arm', ...ruled },
    disarm: { type: 'rule.disarm', ...ruled, why },
    match: { type: 'rule.matched', ...ruled, signal: 's1' },
    taken: { type: 'rule.answered', ...ruled, accepted: true, code: '' },
    refused: { type: 'rule.answered', ...ruled, accepted: false, code: 'halted' },
    stopped: closedBy('stop'),
    won: closedBy('target'),
    rested: deadline,
    stranger,
  },
  states: {
    disarmed: '',
    armed: 'arm',
    triggered: 'arm, match',
    cooling: 'arm, stopped',
    exhausted: 'arm, match, taken, match, taken',
  },
});
export const rule = ruleWith({ for: minutes(3), after: 'stop' }, 2);

export const where = { account: 'PAPER', instrument: 'SPY' };
const booked = (change: number): Told => ({ type: 'holding.booked', ...where, change: quantity(change) });
const foreign = (change: number): Told => ({
  type: 'holding.external',
  ...where,
  change: quantity(change),
  order: 'x',
});
const holds = (held: number): Told => ({ type: 'broker.position', ...where, quantity: quantity(held) });
export const holdingWith = (reported: number | null): Sheet => ({
  machine: holdingMachine,
  input: { ...where, reported: reported === null ? null : quantity(reported), patience: { agreement: seconds(10) } },
  events: {
    'ours +40': booked(40),
    'ours -40': booked(-40),
    'theirs +40': foreign(40),
    'theirs -40': foreign(-40),
    'is 0': holds(0),
    'is 40': holds(40),
    'is 80': holds(80),
    late: deadline,
    reconcile: { type: 'holding.reconcile', ...where, operator: 'me', why },
    stranger,
  },
  states: {
    unknown: '',
    inSync: 'ours +40, is 40',
    doubtful: 'ours +40, ours +40, is 40',
    drifted: 'ours +40, ours +40, is 40, late',
    reconciling: 'ours +40, ours +40, is 40, late, reconcile',
  },
});
export const holding = holdingWith(0);

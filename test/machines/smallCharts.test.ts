import { describe, expect, it } from 'vitest';
import type {
  AccountId,
  InstrumentId,
  OrderId,
  PositionId,
  RuleId,
  SignalId,
  TimerId,
  Timestamp,
} from '../../src/identifiers.ts';
import { minutes, seconds } from '../../src/identifiers.ts';
import type { ConnectionEvent } from '../../src/machines/connection/connectionMachine.ts';
import { connectionMachine } from '../../src/machines/connection/connectionMachine.ts';
import type { DeskEvent } from '../../src/machines/desk/deskMachine.ts';
import { deskMachine } from '../../src/machines/desk/deskMachine.ts';
import type { HoldingEvent } from '../../src/machines/holding/holding.ts';
import { holdingMachine } from '../../src/machines/holding/holdingMachine.ts';
import type { RiskEvent } from '../../src/machines/risk/riskMachine.ts';
import { riskMachine } from '../../src/machines/risk/riskMachine.ts';
import type { RuleEvent, RuleInput } from '../../src/machines/rule/ruleMachine.ts';
import { ruleMachine } from '../../src/machines/rule/ruleMachine.ts';
import { amount, decimalText, quantity } from '../../src/money.ts';
import { drive } from '../support/charts.ts';

const instrument = 'SPY' as InstrumentId;
const said = (messages: readonly { readonly type: string }[]): readonly string[] =>
  messages.map(({ type }) => type).filter((type) => !type.startsWith('clock.'));

describe('a holding', () => {
  const account = 'PAPER' as AccountId;
  const book = (change: number): HoldingEvent => ({
    type: 'holding.booked',
    account,
    instrument,
    change: quantity(change),
  });
  /** Two shares for one: so many are ours and so many foreign after it. */
  const split = (booked: number, foreign: number): HoldingEvent => ({
    type: 'holding.split',
    account,
    instrument,
    exDate: '2025-03-03',
    newShares: quantity(2),
    oldShares: quantity(1),
    booked: quantity(booked),
    foreign: quantity(foreign),
  });
  const report = (held: number): HoldingEvent => ({
    type: 'broker.position',
    account,
    instrument,
    quantity: quantity(held),
  });
  const deadline: HoldingEvent = {
    type: 'clock.deadline',
    timer: 't' as TimerId,
    generation: 1,
    owner: 'holding',
    id: 'x',
    what: 'agreement',
  };
  const reconcile: HoldingEvent = {
    type: 'holding.reconcile',
    account,
    instrument,
    operator: 'me',
    why: 'I sold it by hand',
  };
  const holding = (reported: number | null, ...events: HoldingEvent[]) => {
    const driven = drive(holdingMachine, {
      account,
      instrument,
      reported: reported === null ? null : quantity(reported),
      patience: { agreement: seconds(10) },
    });
    driven.send(...events);
    return driven;
  };

  it.each([
    ['what was there before us is foreign, and agrees', null, [], report(500), 'inSync', ['holding.agreed']],
    ['a fill before the report is a doubt', 0, [], book(100), 'doubtful', ['holding.doubtful']],
    ['a report before the first fill is a doubt, not foreign', 0, [], report(100), 'doubtful', ['holding.doubtful']],
    ['the report settles it', 0, [book(100)], report(100), 'inSync', ['holding.agreed']],
    ['a report before the fill is a doubt', 0, [book(100), report(100)], report(60), 'doubtful', ['holding.doubtful']],
    ['the fill settles it', 0, [book(100), report(100), report(60)], book(-40), 'inSync', ['holding.agreed']],
    [
      'a split before the broker restates what it holds is a doubt',
      0,
      [book(100), report(100)],
      split(200, 0),
      'doubtful',
      ['holding.doubtful'],
    ],
    ['the broker settles it', 0, [book(100), report(100), split(200, 0)], report(200), 'inSync', ['holding.agreed']],
    [
      'a split after the broker has restated what it holds settles that, foreign shares with ours',
      40,
      [report(40), book(100), report(140), report(280)],
      split(200, 80),
      'inSync',
      ['holding.agreed'],
    ],
    [
      'B12: a difference that lasts is drift',
      0,
      [book(100), report(100), report(60)],
      deadline,
      'drifted',
      ['holding.drifted'],
    ],
    [
      'drift ends when they agree again',
      0,
      [book(100), report(100), report(60), deadline],
      report(100),
      'inSync',
      ['holding.agreed'],
    ],
    [
      'a person takes the difference as foreign; the next report decides',
      0,
      [book(100), report(100), report(60), deadline, reconcile],
      report(60),
      'inSync',
      ['holding.agreed'],
    ],
    [
      'and if it is another one it drifts again',
      0,
      [book(100), report(100), report(60), deadline, reconcile],
      report(10),
      'drifted',
      ['holding.drifted'],
    ],
    ['the same report twice is nothing', 0, [book(100), report(100)], report(100), 'inSync', []],
    [
      'there is nothing to reconcile while they agree',
      0,
      [book(100), report(100)],
      reconcile,
      'inSync',
      ['holding.unexpected'],
    ],
  ] as const)('%s', (_name, reported, given, when, then, says) => {
    const driven = holding(reported, ...given);
    expect(said(driven.send(when))).toEqual(says);
    expect(driven.value()).toBe(then);
  });

  it.each([
    ['is foreign', -30, undefined, ['100', '-30']],
    ['is what our books had, where they say so', -30, -30, ['70', '0']],
    ['is both, where it goes beyond that', -150, -100, ['0', '-50']],
    ['is none of its own where only its owner changes', 0, -20, ['80', '20']],
  ])('B12.3: what others trade %s', (_, change, booked, expected) => {
    const trade: HoldingEvent = {
      type: 'holding.external',
      ...{ account, instrument, change: quantity(change), order: 'x' as OrderId },
      ...(booked === undefined ? {} : { booked: quantity(booked) }),
    };
    const driven = holding(0, book(100), report(100), trade, report(100 + change));
    const { booked: ours, foreign } = driven.snapshot().context;
    expect([decimalText(ours), decimalText(foreign)]).toEqual(expected);
    expect(driven.value()).toBe('inSync');
  });

  it('B29: foreign quantity stays foreign through our own trades', () => {
    const driven = holding(null, report(500), book(100), report(600), book(-100), report(500));
    expect(driven.value()).toBe('inSync');
    expect(decimalText(driven.snapshot().context.foreign)).toBe('500');
  });
});

describe('a rule', () => {
  const rule = 'r' as RuleId;
  const input: RuleInput = { rule, instrument, cooldown: { for: minutes(3), after: 'stop' }, times: null };
  const arm: RuleEvent = { type: 'rule.arm', rule, instrument };
  const disarm: RuleEvent = { type: 'rule.disarm', rule, instrument, why: 'test' };
  const match: RuleEvent = { type: 'rule.matched', rule, instrument, signal: 's1' as SignalId };
  const answer = (accepted: boolean): RuleEvent => ({ type: 'rule.answered', rule, instrument, accepted, code: '' });
  const close = (reason: 'stop' | 'target'): RuleEvent => ({
    type: 'position.closed',
    position: 'p' as PositionId,
    book: 'main' as never,
    instrument,
    reason,
    realised: amount(0),
    fees: amount(0),
    dividends: amount(0),
  });
  const rested: RuleEvent = {
    type: 'clock.deadline',
    timer: 't' as TimerId,
    generation: 1,
    owner: 'rule',
    id: 'r/SPY',
    what: 'cooldown',
  };

  it.each([
    ['armed, it acts on a match and names the signal', input, [arm], match, 'triggered', ['rule.triggered']],
    ['disarmed, it declines', input, [], match, 'disarmed', ['rule.declined']],
    ['it does not act again before its action is answered', input, [arm, match], match, 'triggered', ['rule.declined']],
    ['answered, it is armed again', input, [arm, match], answer(true), 'armed', []],
    ['refused, it is armed again', input, [arm, match], answer(false), 'armed', []],
    ['after a stop it rests', input, [arm], close('stop'), 'cooling', ['rule.cooling']],
    ['after a target it does not', input, [arm], close('target'), 'armed', []],
    ['resting, it declines', input, [arm, close('stop')], match, 'cooling', ['rule.declined']],
    ['rested, it is armed', input, [arm, close('stop')], rested, 'armed', ['rule.cooled']],
    [
      'told to end its rest, it is armed',
      input,
      [arm, close('stop')],
      { type: 'rule.endRest', rule, instrument, why: 'clock.sessionOpened' },
      'armed',
      ['rule.cooled'],
    ],
    ['another stop begins the rest anew', input, [arm, close('stop')], close('stop'), 'cooling', ['rule.cooling']],
    [
      'a rest after any close',
      { ...input, cooldown: { for: minutes(1), after: 'close' } },
      [arm],
      close('target'),
      'cooling',
      ['rule.cooling'],
    ],
    [
      'a rest after its own action',
      { ...input, cooldown: { for: minutes(1), after: 'action' } },
      [arm, match],
      answer(true),
      'cooling',
      ['rule.cooling'],
    ],
    [
      'no rest after an action that was refused',
      { ...input, cooldown: { for: minutes(1), after: 'action' } },
      [arm, match],
      answer(false),
      'armed',
      [],
    ],
    ['so often and no more', { ...input, times: 1 }, [arm, match], answer(true), 'exhausted', ['rule.exhausted']],
    [
      'exhausted, it declines',
      { ...input, times: 1 },
      [arm, match, answer(true)],
      match,
      'exhausted',
      ['rule.declined'],
    ],
    ['disarmed by hand', input, [arm], disarm, 'disarmed', []],
    [
      'armed again by hand it has acted as often as before',
      { ...input, times: 1 },
      [arm, match, answer(true), disarm],
      arm,
      'exhausted',
      ['rule.exhausted'],
    ],
    [
      'the answer that exhausts it counts while it rests',
      { ...input, times: 1 },
      [arm, match, close('stop')],
      answer(true),
      'exhausted',
      ['rule.exhausted'],
    ],
    [
      'the answer that exhausts it counts while it is disarmed',
      { ...input, times: 1 },
      [arm, match, disarm, answer(true)],
      arm,
      'exhausted',
      ['rule.exhausted'],
    ],
    ['refused while it rests, it rests on', input, [arm, match, close('stop')], answer(false), 'cooling', []],
    [
      'configured otherwise it stays as it is',
      input,
      [arm],
      { type: 'rule.configure', rule, instrument, times: 1 },
      'armed',
      [],
    ],
    [
      'configured to act no more often than it has, it is exhausted',
      input,
      [arm, match, answer(true)],
      { type: 'rule.configure', rule, instrument, times: 1 },
      'exhausted',
      ['rule.exhausted'],
    ],
    [
      'resting likewise',
      { ...input, cooldown: { for: minutes(3), after: 'action' } },
      [arm, match, answer(true)],
      { type: 'rule.configure', rule, instrument, times: 1 },
      'exhausted',
      ['rule.exhausted'],
    ],
    [
      'configured to act more often, it may act again',
      { ...input, times: 1 },
      [arm, match, answer(true)],
      { type: 'rule.configure', rule, instrument, times: 2 },
      'armed',
      [],
    ],
    [
      'configured to act as often as it has, it stays exhausted',
      { ...input, times: 2 },
      [arm, match, answer(true), match, answer(true)],
      { type: 'rule.configure', rule, instrument, times: 1 },
      'exhausted',
      [],
    ],
    [
      'configured to rest after an action, it does at its next',
      input,
      [arm, { type: 'rule.configure', rule, instrument, cooldown: { for: minutes(1), after: 'action' } }, match],
      answer(true),
      'cooling',
      ['rule.cooling'],
    ],
    ['an answer to nothing is unexpected', input, [arm], answer(true), 'armed', ['rule.unexpected']],
  ] as const)('%s', (_name, of, given, when, then, says) => {
    const driven = drive(ruleMachine, of as RuleInput);
    driven.send(...given);
    expect(said(driven.send(when))).toEqual(says);
    expect(driven.value()).toBe(then);
  });
});

describe('the trading state', () => {
  const by = { scope: 'desk', operator: 'me', why: 'test' } as const;
  const [reduce, halt, resume] = (['risk.reduce', 'risk.halt', 'risk.resume'] as const).map(
    (type): RiskEvent => ({ type, ...by }),
  );

  it.each([
    ['active', [], reduce, 'reducing'],
    ['active', [], halt, 'halted'],
    ['active', [], resume, 'active'],
    ['reducing', [reduce], halt, 'halted'],
    ['reducing', [reduce], resume, 'active'],
    ['halted', [halt], reduce, 'halted'],
    ['halted', [halt], resume, 'active'],
  ] as const)('%s %j on %j is %s', (_from, given, when, then) => {
    const driven = drive(riskMachine, { scope: 'desk' });
    driven.send(...(given as unknown as RiskEvent[]));
    const messages = driven.send(when as RiskEvent);
    expect(driven.value()).toBe(then);
    expect(messages.every(({ type }) => type === 'risk.stateChanged')).toBe(true);
  });
});

describe('a connection', () => {
  const broker = 'paper';
  const of = <T extends ConnectionEvent['type']>(type: T, over: object = {}): ConnectionEvent =>
    ({ type, broker, ...over }) as unknown as ConnectionEvent;
  const connect = of('connection.connect');
  const opened = of('connection.opened');
  const shaken = of('connection.handshaken', { account: 'PAPER', simulated: true });
  const snapshot = (complete: boolean): ConnectionEvent => ({
    type: 'broker.snapshot',
    snapshot: {
      complete,
      since: 0 as Timestamp,
      account: 'PAPER' as AccountId,
      cash: amount(1),
      orders: [],
      executions: [],
      positions: [],
    },
  });
  const lost = of('connection.lost', { detail: 'gone' });
  const ready = [connect, opened, shaken, snapshot(true)];

  it.each([
    ['connect', [], connect, 'connecting'],
    ['open', [connect], opened, 'handshaking'],
    ['agree', [connect, opened], shaken, 'reconciling'],
    ['B1: ready only once everything has been read', [connect, opened, shaken], snapshot(true), 'ready'],
    ['an incomplete reading proves nothing', [connect, opened, shaken], snapshot(false), 'reconciling'],
    ['lost', ready, lost, 'disconnected'],
    ['B1: after a loss everything is read again', [...ready, lost, opened, shaken], snapshot(true), 'ready'],
    ['the broker loses its own connection', ready, of('connection.degraded', { detail: '1100' }), 'degraded'],
    [
      'B1: and when it is back everything is read again',
      [...ready, of('connection.degraded')],
      of('connection.restored', { dataLost: false }),
      'reconciling',
    ],
    ['B17: a login waits for a person', [connect], of('connection.secondFactorAwaited'), 'awaitingSecondFactor'],
    ['an announced restart', ready, of('connection.restartAnnounced', { backAt: 1 }), 'scheduledRestart'],
    ['closed on purpose', ready, of('connection.disconnect', { why: 'test' }), 'disconnected'],
  ] as const)('%s', (_name, given, when, then) => {
    const driven = drive(connectionMachine, { broker });
    driven.send(...given);
    driven.send(when);
    expect(driven.value()).toBe(then);
  });
});

describe('the desk', () => {
  const ready: DeskEvent = { type: 'connection.ready', broker: 'paper' };
  const drain: DeskEvent = { type: 'desk.drain', why: 'test' };
  const stop: DeskEvent = { type: 'desk.stop', why: 'test' };

  it.each([
    ['runs once the broker is read', [], ready, 'running'],
    ['drains', [ready], drain, 'draining'],
    ['stops', [ready, drain], stop, 'stopped'],
    ['an emergency', [ready], { type: 'desk.emergency', why: 'the disk is full' }, 'emergency'],
    [
      'an emergency is ended by a person, into draining',
      [ready, { type: 'desk.emergency', why: 'x' }],
      { type: 'desk.recover', operator: 'me', why: 'disk freed' },
      'draining',
    ],
    [
      'a child that throws takes the desk nowhere',
      [ready],
      { type: 'xstate.error.actor.order', error: new Error('x') },
      'running',
    ],
    ['draining does not end by itself', [ready, drain], ready, 'draining'],
  ] as const)('%s', (_name, given, when, then) => {
    const driven = drive(deskMachine, undefined as never);
    driven.send(...(given as readonly DeskEvent[]));
    driven.send(when as DeskEvent);
    expect(driven.value()).toBe(then);
  });
});

/** What the small charts say word for word, and what they keep in mind. */
import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../src/identifiers.ts';
import { riskMachine } from '../../src/machines/risk/riskMachine.ts';
import { quantity } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import type { Sheet } from '../support/sheets.ts';
import {
  broker,
  connection,
  desk,
  feed,
  holding,
  holdingWith,
  led,
  risk,
  rule,
  ruled,
  ruleWith,
  where,
} from '../support/sheets.ts';

describe('what it says, word for word', () => {
  const unexpected = (of: Sheet, state: string) =>
    led(of, `${of.states[state]}, stranger`).said.filter(({ type }) => type.endsWith('.unexpected'));

  it.each(Object.entries(desk.states).filter(([state]) => state !== 'starting'))('the desk is %s', (state, words) => {
    expect(led(desk, words).said.at(-1)).toStrictEqual({ type: 'desk.stateChanged', state });
  });

  it.each(Object.entries(connection.states))('a connection is %s', (state, words) => {
    const said = led(connection, `lost, connect, lost, ${words}, close, lost, ${words}`).said;
    const moved = { type: 'connection.stateChanged', broker, state };
    const isReady = state === 'ready';
    expect(said.slice(isReady ? -2 : -1)).toStrictEqual(
      isReady ? [moved, { type: 'connection.ready', broker }] : [moved],
    );
  });

  it('a connection that is down again says so', () => {
    expect(led(connection, 'connect, lost').said.at(-1)).toStrictEqual({
      type: 'connection.stateChanged',
      broker,
      state: 'disconnected',
    });
  });

  it.each(Object.entries(feed.states))('a source of signals is %s', (state, words) => {
    const said = led(feed, `patient, ${words}, close, open, ${words}`).said;
    const moved = said.filter(({ type }) => type === 'feed.stateChanged').at(-1);
    expect(moved).toStrictEqual({
      type: 'feed.stateChanged',
      feed: 'monitor',
      state: state === 'closed' ? 'unheard' : state,
    });
    expect(unexpected(feed, state).at(-1)).toStrictEqual({
      ...{ type: 'feed.unexpected', feed: 'monitor', event: 'never.heard.of' },
    });
  });

  it('a source of signals may be silent for so long from each answer on, and is stale then', () => {
    const timer = 'feed/monitor#silence';
    const armed = { type: 'clock.arm', timer, owner: 'feed', id: 'monitor', what: 'silence', after: seconds(60) };
    const moved = (state: string) => ({ type: 'feed.stateChanged', feed: 'monitor', state });
    expect(led(feed, 'open, answered, answered').said).toStrictEqual([
      ...[armed, moved('unheard')],
      ...[armed, moved('live'), armed],
    ]);
    expect(led(feed, 'open, failed, silent').said.slice(2)).toStrictEqual([
      ...[moved('failing'), moved('stale')],
      { type: 'feed.wentStale', feed: 'monitor', silence: seconds(60) },
    ]);
    expect(led(feed, 'open, silent, answered').said.slice(-2)).toStrictEqual([armed, moved('live')]);
    expect(led(feed, 'open, close').said.slice(-2)).toStrictEqual([{ type: 'clock.disarm', timer }, moved('closed')]);
    expect(led(feed, 'open, resumed').said.slice(-2)).toStrictEqual([{ type: 'clock.disarm', timer }, moved('closed')]);
  });

  it('a source that may be silent is never waited for, also when it could not before', () => {
    const arms = (words: string) => led(feed, words).said.filter(({ type }) => type === 'clock.arm').length;
    expect(arms('patient, answered, answered, failed, answered')).toBe(0);
    expect(arms('open, patient, answered')).toBe(1);
    expect(led(feed, 'open, patient').said.at(-2)).toStrictEqual({
      type: 'clock.disarm',
      timer: 'feed/monitor#silence',
    });
  });

  it('a connection knows how often it was lost, and which account is behind it', () => {
    const { losses, account, simulated } = led(connection, 'opened, shaken, lost, lost, opened, lost').snapshot()
      .context;
    expect({ losses, account, simulated }).toStrictEqual({ losses: 2, account: 'PAPER', simulated: true });
    expect(led(connection, 'connect').snapshot().context).toMatchObject({ losses: 0, account: '', simulated: false });
  });

  it.each([
    ['reduce', 'reducing'],
    ['halt', 'halted'],
    ['reduce, halt', 'halted'],
    ['reduce, resume', 'active'],
    ['halt, resume', 'active'],
  ])('the trading state after %s is %s, and why', (words, state) => {
    expect(led(risk, words).said.at(-1)).toStrictEqual({
      type: 'risk.stateChanged',
      scope: 'desk',
      state,
      why: 'lunch',
    });
  });

  it('nothing has happened to a trading state at first', () => {
    expect(drive(riskMachine, { scope: 'desk' }).snapshot().context).toStrictEqual({ scope: 'desk', why: '' });
  });

  it.each([
    ['arm, match', { type: 'rule.triggered', ...ruled, signal: 's1' }],
    ['match', { type: 'rule.declined', ...ruled, code: 'disarmed', detail: 'rule.matched', signal: 's1' }],
    [
      'arm, match, match',
      { type: 'rule.declined', ...ruled, code: 'positionBusy', detail: 'rule.matched', signal: 's1' },
    ],
    ['arm, stopped, match', { type: 'rule.declined', ...ruled, code: 'cooling', detail: 'rule.matched', signal: 's1' }],
    ['arm, stopped, rested', { type: 'rule.cooled', ...ruled }],
    ['arm, match, taken, match, taken', { type: 'rule.exhausted', ...ruled }],
    [
      'arm, match, taken, match, taken, match',
      { type: 'rule.declined', ...ruled, code: 'exhausted', detail: 'rule.matched', signal: 's1' },
    ],
  ])('a rule on %s', (words, message) => {
    expect(led(rule, words).said.at(-1)).toStrictEqual(message);
  });

  it('a match that no signal led to names none', () => {
    const driven = led(rule, 'arm');
    expect(driven.send({ type: 'rule.matched', ...ruled } as never)).toStrictEqual([
      { type: 'rule.triggered', ...ruled },
    ]);
  });

  const timer = 'rule/r/SPY#cooldown';
  const arm = { type: 'clock.arm', timer, owner: 'rule', id: 'r/SPY', what: 'cooldown', after: minutes(3) };
  const rests = { type: 'rule.cooling', ...ruled, for: minutes(3) };
  it.each([
    ['rests for as long as it is told', 'arm', 'stopped', [rests, arm]],
    ['begins its rest anew', 'arm, stopped', 'stopped', [{ type: 'clock.disarm', timer }, rests, arm]],
    [
      'has rested',
      'arm, stopped',
      'rested',
      [
        { type: 'clock.disarm', timer },
        { type: 'rule.cooled', ...ruled },
      ],
    ],
    ['disarmed, it rests no more', 'arm, stopped', 'disarm', [{ type: 'clock.disarm', timer }]],
  ])('a rule %s', (_name, words, word, said) => {
    expect(led(rule, words).send(rule.events[word] as never)).toStrictEqual(said);
  });

  const clock = { timer: 'holding/PAPER/SPY#agreement' };
  const waits = {
    type: 'clock.arm',
    ...clock,
    owner: 'holding',
    id: 'PAPER/SPY',
    what: 'agreement',
    after: seconds(10),
  };
  const differs = { ...where, expected: quantity(80), reported: quantity(40) };
  it.each([
    [
      'agrees',
      'ours +40',
      'is 40',
      [
        { type: 'clock.disarm', ...clock },
        { type: 'holding.agreed', ...where, quantity: quantity(40) },
      ],
    ],
    ['is doubtful', 'ours +40, is 40', 'ours +40', [{ type: 'holding.doubtful', ...differs }, waits]],
    [
      'has drifted',
      'ours +40, is 40, ours +40',
      'late',
      [
        { type: 'clock.disarm', ...clock },
        { type: 'holding.drifted', ...differs },
      ],
    ],
  ])('a holding %s', (_name, words, word, said) => {
    expect(led(holding, words).send(holding.events[word] as never)).toStrictEqual(said);
  });

  it.each([
    ['the desk', desk, 'running', { type: 'desk.unexpected', event: 'never.heard.of' }],
    ['a connection', connection, 'ready', { type: 'connection.unexpected', broker, event: 'never.heard.of' }],
    ['the trading state', risk, 'halted', { type: 'risk.unexpected', scope: 'desk', event: 'never.heard.of' }],
    ['a rule', rule, 'armed', { type: 'rule.unexpected', ...ruled, event: 'never.heard.of' }],
    ['a holding', holding, 'inSync', { type: 'holding.unexpected', ...where, event: 'never.heard.of' }],
  ])('%s records what it does not expect', (_name, of, state, message) => {
    expect(unexpected(of, state)).toStrictEqual([message]);
  });
});

describe('when a rule rests', () => {
  it.each([
    ['after its action', 'action', 'arm, match, taken', 'cooling'],
    ['after its action, not when it was refused', 'action', 'arm, match, refused', 'armed'],
    ['after its action, not at a close', 'action', 'arm, stopped', 'armed'],
    ['after a close by its stop', 'stop', 'arm, stopped', 'cooling'],
    ['after a stop, not at a target', 'stop', 'arm, won', 'armed'],
    ['after a stop, not after its action', 'stop', 'arm, match, taken', 'armed'],
    ['after any close', 'close', 'arm, won', 'cooling'],
    ['after any close, not after its action', 'close', 'arm, match, taken', 'armed'],
  ])('%s', (_name, after, words, state) => {
    expect(led(ruleWith({ for: minutes(1), after }, null), words).value()).toBe(state);
  });

  it('never, when it is not told to', () => {
    const restless = ruleWith(null, null);
    for (const words of ['arm, stopped', 'arm, won', 'arm, match, taken'])
      expect(led(restless, words).value()).toBe('armed');
  });
});

describe('how often a rule may act', () => {
  it.each([
    ['once', 1, 'arm, match, taken', 'exhausted'],
    ['twice: after the first it is armed', 2, 'arm, match, taken', 'armed'],
    ['twice: after the second it is exhausted', 2, 'arm, match, taken, match, taken', 'exhausted'],
    ['an answer that comes while it rests counts', 2, 'arm, match, stopped, taken, rested, match, taken', 'exhausted'],
    [
      'an answer that comes while it is disarmed counts',
      2,
      'arm, match, disarm, taken, arm, match, taken',
      'exhausted',
    ],
    ['what was refused counts for nothing', 1, 'arm, match, refused, disarm, arm', 'armed'],
    ['refused while it rests it counts for nothing', 1, 'arm, match, stopped, refused', 'cooling'],
    ['refused while it is disarmed it counts for nothing', 1, 'arm, match, disarm, refused, arm', 'armed'],
    ['disarmed before it has acted as often, it may act again', 2, 'arm, match, taken, disarm, arm', 'armed'],
  ])('%s', (_name, times, words, state) => {
    expect(led(ruleWith({ for: minutes(3), after: 'stop' }, times), words).value()).toBe(state);
  });
});

describe('what is foreign in a holding', () => {
  const foreignOf = (reported: number | null, words: string) => led(holdingWith(reported), words).snapshot().context;

  it.each([
    ['all that was there before us', null, 'is 80', 80, 80],
    ['what is there beside what our books say', null, 'ours +40, theirs -40, is 80', 80, -40],
    ['what was enumerated before us', 40, '', 40, 40],
    ['what somebody else trades', 40, 'theirs +40', 40, 80],
    ['nothing of what we trade', 0, 'ours +40, is 40', 40, 0],
    ['the difference, on the word of a person', 0, 'ours +40, ours +40, is 40, late, reconcile', 40, -40],
    ['nothing of what we trade while it is reconciled', 0, 'ours +40, is 80, late, reconcile, ours -40', 80, 40],
    ['what others trade while it is reconciled', 0, 'ours +40, is 80, late, reconcile, theirs -40', 80, 0],
  ] as const)('%s', (_name, reported, words, is, expected) => {
    const context = foreignOf(reported, words);
    expect([context.reported, context.foreign]).toStrictEqual([quantity(is), quantity(expected)]);
  });

  it('trades while it is reconciled are kept, and the next report decides', () => {
    const begun = 'ours +40, is 80, late, reconcile';
    expect(led(holding, `${begun}, ours -40, is 40`).value()).toBe('inSync');
    expect(led(holding, `${begun}, theirs -40, is 40`).value()).toBe('inSync');
    expect(led(holding, `${begun}, is 40`).value()).toBe('drifted');
    expect(led(holding, `${begun}, is 40, is 80`).value()).toBe('inSync');
  });
});

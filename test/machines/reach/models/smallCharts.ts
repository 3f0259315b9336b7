/** What can happen to a holding, a rule, a trading state, a connection, a source of signals and the desk. */
import { minutes, seconds } from '../../../../src/identifiers.ts';
import { connectionMachine } from '../../../../src/machines/connection/connectionMachine.ts';
import { deskMachine } from '../../../../src/machines/desk/deskMachine.ts';
import type { FeedContext } from '../../../../src/machines/feed/feedMachine.ts';
import { feedMachine } from '../../../../src/machines/feed/feedMachine.ts';
import type { HoldingContext } from '../../../../src/machines/holding/holding.ts';
import { holdingMachine } from '../../../../src/machines/holding/holdingMachine.ts';
import { riskMachine } from '../../../../src/machines/risk/riskMachine.ts';
import type { RuleContext } from '../../../../src/machines/rule/ruleMachine.ts';
import { ruleMachine } from '../../../../src/machines/rule/ruleMachine.ts';
import { magnitude, price, quantity, zero } from '../../../../src/money.ts';
import { closedBy } from '../../../support/sheets.ts';
import type { Model } from '../exploration.ts';

const account = { account: 'PAPER', instrument: 'SPY' };
const deadline = (owner: string, what: string) => ({
  type: 'clock.deadline',
  timer: `${owner}#${what}`,
  generation: 1,
  owner,
  id: 'x',
  what,
});
const holdingInput = (reported: number | null) => ({
  ...account,
  reported: reported === null ? null : quantity(reported),
  patience: { agreement: seconds(10) },
});

/** Books and broker within 100 shares of nothing; a correction of a price alone books a change of zero. */
export const holding: Model = {
  machine: holdingMachine,
  inputs: {
    'never enumerated': holdingInput(null),
    'enumerated flat': holdingInput(0),
    'enumerated at 60': holdingInput(60),
  },
  alphabet: [
    ...[0, 40, -40].map((change) => ({ type: 'holding.booked', ...account, change: quantity(change) })),
    ...[0, 40, -40].map((change) => ({ type: 'holding.external', ...account, change: quantity(change), order: 'x' })),
    { type: 'holding.booked', ...account, change: quantity(40), listed: true },
    ...['ready', 'disconnected'].map((state) => ({ type: 'connection.stateChanged', broker: 'paper', state })),
    ...[0, 40, 60, 100].map((held) => ({ type: 'broker.position', ...account, quantity: quantity(held) })),
    ...[0, 40].map((booked) => ({
      type: 'holding.split',
      ...account,
      newShares: quantity(1),
      oldShares: quantity(1),
      exDate: '2014-06-09',
      booked: quantity(booked),
      foreign: quantity(0),
    })),
    ...['holding.adopted', 'holding.released'].map((type) => ({
      type,
      ...account,
      book: 'main',
      position: 'p1',
      adoption: 'a1',
      quantity: quantity(40),
      price: price(80),
      operator: 'me',
      why: 'mine',
    })),
    { type: 'holding.reconcile', ...account, operator: 'me', why: 'I sold it by hand' },
    deadline('holding', 'agreement'),
    deadline('holding', 'lacking'),
  ],
  events: ({ context }, all) =>
    all.filter((event) => {
      const { booked, foreign } = context as HoldingContext;
      if (event.type === 'holding.adopted') return booked <= quantity(60) && foreign >= quantity(-60);
      if (event.type === 'holding.released') return booked >= quantity(-60) && foreign <= quantity(60);
      if (!('change' in event)) return true;
      const before = event.type === 'holding.booked' ? booked : foreign;
      return magnitude((before + (event.change as bigint)) as typeof zero) <= quantity(100);
    }),
  key: ({ reported, booked, foreign, lacking, leastLacking, isBehind, isAway }: HoldingContext) => [
    ...[reported, booked, foreign],
    ...[lacking > 0n, leastLacking > lacking, isBehind, isAway],
  ],
  limit: 150_000,
};

const rule_ = { rule: 'r', instrument: 'SPY' };
const ruleInput = (after: 'action' | 'stop' | 'close' | null, times: number | null) => ({
  ...rule_,
  cooldown: after === null ? null : { for: minutes(3), after },
  times,
});

/** A rule acts at most three times: what it has acted before changes nothing beyond its limit. */
export const rule: Model = {
  machine: ruleMachine,
  inputs: {
    'without rest or limit': ruleInput(null, null),
    'resting after its action': ruleInput('action', null),
    'resting after a stop, twice at most': ruleInput('stop', 2),
    'resting after any close, once at most': ruleInput('close', 1),
  },
  alphabet: [
    { type: 'rule.arm', ...rule_ },
    { type: 'rule.disarm', ...rule_, why: 'test' },
    { type: 'rule.endRest', ...rule_, why: 'test' },
    { type: 'rule.configure', ...rule_, times: 2 },
    { type: 'rule.configure', ...rule_, cooldown: { for: minutes(1), after: 'close' } },
    { type: 'rule.matched', ...rule_ },
    ...[true, false].map((accepted) => ({ type: 'rule.answered', ...rule_, accepted, code: '' })),
    ...['stop', 'target'].map(closedBy),
    deadline('rule', 'cooldown'),
  ],
  key: ({ acted, times, cooldown }: RuleContext) => [Math.min(acted, 3), times, cooldown?.after],
  limit: 5_000,
};

const by = { scope: 'desk', operator: 'me', why: 'test' };

export const risk: Model = {
  machine: riskMachine,
  inputs: { 'the desk': { scope: 'desk' } },
  alphabet: ['risk.reduce', 'risk.halt', 'risk.resume'].map((type) => ({ type, ...by })),
  key: () => null,
  limit: 100,
};

const broker = 'paper';
const snapshot = (complete: boolean) => ({
  type: 'broker.snapshot',
  snapshot: { complete, since: 0, account: 'PAPER', cash: zero, orders: [], executions: [], positions: [] },
});

export const connection: Model = {
  machine: connectionMachine,
  inputs: { 'a broker': { broker } },
  alphabet: [
    { type: 'connection.connect', broker },
    { type: 'connection.disconnect', broker, why: 'test' },
    { type: 'connection.opened', broker },
    { type: 'connection.handshaken', broker, account: 'PAPER', simulated: true },
    { type: 'connection.lost', broker, detail: 'gone' },
    { type: 'connection.degraded', broker, detail: '1100' },
    { type: 'connection.restored', broker, dataLost: false },
    { type: 'connection.secondFactorAwaited', broker },
    { type: 'connection.restartAnnounced', broker, backAt: 0 },
    snapshot(true),
    snapshot(false),
  ],
  key: () => null,
  limit: 1_000,
};

export const feed: Model = {
  machine: feedMachine,
  inputs: { 'a monitor': { feed: 'monitor' } },
  alphabet: [
    { type: 'feed.opened', feed: 'monitor', silence: seconds(60) },
    { type: 'feed.opened', feed: 'monitor' },
    { type: 'feed.answered', feed: 'monitor' },
    { type: 'feed.failed', feed: 'monitor', code: 'x', detail: '' },
    { type: 'feed.closed', feed: 'monitor', why: 'test' },
    { type: 'desk.resumed', version: '0' },
    deadline('feed', 'silence'),
  ],
  key: ({ silence }: FeedContext) => silence,
  limit: 100,
};

export const desk: Model = {
  machine: deskMachine,
  inputs: { 'a desk': undefined },
  alphabet: [
    { type: 'desk.start', account: 'PAPER' },
    { type: 'desk.recover', operator: 'me', why: 'disk freed' },
    ...['desk.drain', 'desk.emergency', 'desk.stop'].map((type) => ({ type, why: 'test' })),
    { type: 'connection.ready', broker },
    { type: 'connection.stateChanged', broker, state: 'ready' },
    { type: 'desk.quarantined', owner: 'order', id: 'o1', sequence: 1, code: 'x', detail: '' },
    { type: 'xstate.error.actor.order', error: new Error('a child threw') },
  ],
  key: () => null,
  limit: 1_000,
};

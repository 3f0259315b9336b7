/** What a list that lacks an order says of it: how far back it goes, and what the holding tells of what is older (B35.1). */
import { describe, expect, it } from 'vitest';
import type { AccountId, ExecutionId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import { later, MICROSECONDS, timestamp } from '../../src/identifiers.ts';
import type { OrderEvent } from '../../src/machines/order/order.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import type { Expected } from '../../src/machines/reconciliation/absences.ts';
import { differences } from '../../src/machines/reconciliation/differences.ts';
import type { KnownOrder } from '../../src/machines/reconciliation/knownOrder.ts';
import { amount, price, quantity } from '../../src/money.ts';
import type { OrderTerms, Side } from '../../src/orders.ts';
import type { BrokerExecution, BrokerSnapshot } from '../../src/plans.ts';
import { drive } from '../support/charts.ts';
import { orderInput, say, terms } from '../support/orders.ts';

const SPY = 'SPY' as InstrumentId;
const monday = timestamp('2025-03-03T05:00:00Z');
const friday = timestamp('2025-02-28T19:00:00Z');

const known = (order: string, over: Partial<KnownOrder> = {}, side: Side = 'buy'): KnownOrder => ({
  order: order as OrderId,
  isLive: true,
  isAmending: false,
  isOwed: false,
  terms: terms({ side }),
  executions: [],
  seenAt: friday,
  ...over,
});
const executed = (order: string, id: string, shares: number, over: Partial<BrokerExecution> = {}): BrokerExecution => ({
  order: order as OrderId,
  execution: id as ExecutionId,
  revision: 1,
  quantity: quantity(shares),
  price: price(10),
  executedAt: monday,
  ...over,
});
const holds = (shares: number): Expected => new Map([[SPY, quantity(shares)]]);

/** What is said of the order `a`. */
function saidOf(over: Partial<BrokerSnapshot>, expected: Expected, ...orders: readonly KnownOrder[]) {
  const snapshot: BrokerSnapshot = {
    complete: true,
    since: monday,
    account: 'PAPER' as AccountId,
    cash: amount(0),
    orders: [],
    executions: [],
    positions: [],
    ...over,
  };
  const facts = differences(snapshot, new Map(orders.map((each) => [each.order, each])), expected);
  return facts.find((fact) => fact.type === 'broker.orderAbsent' && fact.order === 'a');
}
const held = (shares: number, instrument = SPY): BrokerSnapshot['positions'] => [
  { instrument, quantity: quantity(shares) },
];
const absent = { type: 'broker.orderAbsent', order: 'a', since: monday };
const a = known('a');

describe('of an order that was seen since the list begins', () => {
  it.each([
    ['at its first moment', monday],
    ['later', later(monday, MICROSECONDS.hour)],
    ['at a time that nobody noted', undefined],
  ])('%s nothing but the absence is said', (_name, seenAt) => {
    expect(saidOf({}, holds(0), known('a', { seenAt }))).toStrictEqual(absent);
  });
});

describe('of an order that is older than the list', () => {
  const unmoved = { ...absent, holding: 'unmoved' };
  const unclear = { ...absent, holding: 'unclear' };

  it.each<[string, Partial<BrokerSnapshot>, Expected, readonly KnownOrder[], typeof unmoved]>([
    ['nothing is held, and nothing should be', {}, new Map(), [a], unmoved],
    ['what is held is what our books say', { positions: held(40) }, holds(40), [a], unmoved],
    ['more is held', { positions: held(140) }, holds(40), [a], unclear],
    ['less is held', {}, holds(40), [a], unclear],
    [
      'what is held elsewhere counts for nothing',
      { positions: held(100, 'IBM' as InstrumentId) },
      new Map(),
      [a],
      unmoved,
    ],
    [
      'what another order has filled since explains the rest',
      { positions: held(30), executions: [executed('b', 'e', 30)] },
      holds(0),
      [a, known('b', { isLive: false })],
      unmoved,
    ],
    [
      'what is booked of it is not counted twice',
      { positions: held(30), executions: [executed('b', 'e', 30)] },
      holds(30),
      [a, known('b', { isLive: false, executions: [executed('b', 'e', 30)] })],
      unmoved,
    ],
    [
      'a correction counts by what it changes',
      { positions: held(20), executions: [executed('b', 'e', 20, { revision: 2 })] },
      holds(30),
      [a, known('b', { isLive: false, executions: [executed('b', 'e', 30)] })],
      unmoved,
    ],
    [
      'a sale lowers what should be held',
      { positions: held(10), executions: [executed('b', 'e', 30)] },
      holds(40),
      [a, known('b', { isLive: false }, 'sell')],
      unmoved,
    ],
    [
      'what somebody else has traded is in the list too',
      { positions: held(30), executions: [executed('x', 'e', 30, { instrument: SPY, side: 'buy' })] },
      holds(0),
      [a],
      unmoved,
    ],
    [
      'what another has traded elsewhere explains nothing here',
      { positions: held(30), executions: [executed('x', 'e', 30, { instrument: 'IBM' as InstrumentId, side: 'buy' })] },
      holds(0),
      [a],
      unclear,
    ],
    [
      'what another has traded elsewhere changes nothing here',
      { executions: [executed('x', 'e', 30, { instrument: 'IBM' as InstrumentId, side: 'buy' })] },
      holds(0),
      [a],
      unmoved,
    ],
    [
      'of two executions of an order each is known by its name',
      { positions: held(50), executions: [executed('b', 'e', 30), executed('b', 'f', 20)] },
      holds(30),
      [a, known('b', { isLive: false, executions: [executed('b', 'e', 30)] })],
      unmoved,
    ],
    [
      'a revision that was corrected since counts for nothing',
      { positions: held(20), executions: [executed('b', 'e', 30)] },
      holds(20),
      [a, known('b', { isLive: false, executions: [executed('b', 'e', 20, { revision: 2 })] })],
      unmoved,
    ],
    [
      'of what nobody says where it belongs nothing is known',
      { positions: held(30), executions: [executed('x', 'e', 30)] },
      holds(0),
      [a],
      unclear,
    ],
    [
      'of what nobody says whether it was bought or sold nothing is known',
      { positions: held(-30), executions: [executed('x', 'e', 30, { instrument: SPY })] },
      holds(0),
      [a],
      unclear,
    ],
    ['executions are owed', {}, holds(0), [known('a', { isOwed: true })], unclear],
    ['another is missing on the same side', {}, holds(0), [a, known('b')], unmoved],
    ['a buy and a sell are missing: both may have filled', {}, holds(0), [a, known('b', {}, 'sell')], unclear],
    ['a sell that has ended has not', {}, holds(0), [a, known('b', { isLive: false }, 'sell')], unmoved],
    [
      'a sell in something else changes nothing here',
      {},
      holds(0),
      [a, known('b', { terms: terms({ side: 'sell', instrument: 'IBM' as InstrumentId }) })],
      unmoved,
    ],
  ])('%s', (_name, snapshot, expected, orders, fact) => {
    expect(saidOf(snapshot, expected, ...orders)).toStrictEqual(fact);
  });

  it('an incomplete list says nothing', () => {
    expect(saidOf({ complete: false }, holds(0), a)).toBeUndefined();
  });
});

describe('an order that the list does not go back to, with nothing traded', () => {
  const endOf = (over: Partial<OrderTerms>, ...events: readonly OrderEvent[]) => {
    const driven = drive(orderMachine, orderInput(over));
    const messages = driven.send(say.submit(), say.releasing(), say.working(), ...events);
    return [driven.snapshot().value.lifecycle, messages.find(({ type }) => type === 'order.unaccounted')?.code];
  };
  const older = say.older('unmoved', monday);

  it.each<[string, Partial<OrderTerms>, unknown]>([
    ['for the day has expired', { timeInForce: 'day' }, { settled: 'expired' }],
    ['for the opening too', { timeInForce: 'opg' }, { settled: 'expired' }],
    ['at once or not at all too', { timeInForce: 'ioc' }, { settled: 'expired' }],
    ['whole or not at all too', { timeInForce: 'fok' }, { settled: 'expired' }],
    ['good till a moment before it too', { timeInForce: 'gtd', goodTill: friday }, { settled: 'expired' }],
    ['good till a moment within it does not', { timeInForce: 'gtd', goodTill: monday }, 'unaccounted'],
    ['good till no moment at all does not', { timeInForce: 'gtd' }, 'unaccounted'],
    ['B35.1: good till cancelled never does', { timeInForce: 'gtc' }, 'unaccounted'],
  ])('%s', (_name, over, state) => {
    expect(endOf(over, older)).toEqual([state, state === 'unaccounted' ? 'outlivesList' : undefined]);
  });

  it('has not ended where the broker may have two of it', () => {
    const named = (brokerId: string) => ({ ...say.working(), brokerId }) as OrderEvent;
    expect(endOf({}, named('1'), named('2'), older)).toEqual(['unaccounted', 'outlivesList']);
  });

  it('is over where it is not ours: what became of it is for others to know', () => {
    const driven = drive(orderMachine, orderInput({ timeInForce: 'gtc' }, { role: 'external' }));
    driven.send(say.found(), older, say.absent());
    expect(driven.snapshot().value.lifecycle).toEqual({ settled: 'absent' });
  });
});

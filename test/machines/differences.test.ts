/** What a snapshot of the broker says beyond what is known, fact by fact. */
import { describe, expect, it } from 'vitest';
import type { AccountId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { differences } from '../../src/machines/reconciliation/differences.ts';
import type { KnownOrder } from '../../src/machines/reconciliation/knownOrder.ts';
import { amount, price, quantity, zero } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import type { BrokerExecution, BrokerOrder, BrokerSnapshot, CompletedOrder } from '../../src/plans.ts';
import { terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;
const [a, b] = ['a', 'b'] as unknown as [OrderId, OrderId];
const listed = (over: Partial<BrokerOrder> = {}): BrokerOrder => ({
  order: a,
  terms: terms(),
  filled: zero,
  state: 'working',
  ...over,
});
const completed = (outcome: CompletedOrder['outcome'], over: Partial<CompletedOrder> = {}): CompletedOrder => ({
  order: a,
  outcome,
  filled: quantity(40),
  ...over,
});
const executed = (over: Partial<BrokerExecution> = {}): BrokerExecution => ({
  order: a,
  execution: 'e1' as ExecutionId,
  revision: 1,
  quantity: quantity(40),
  price: price(10),
  executedAt: 0 as Timestamp,
  ...over,
});
const known = (over: Partial<KnownOrder> = {}): KnownOrder => ({
  order: a,
  isLive: true,
  isAmending: false,
  isOwed: false,
  executions: [],
  terms: terms(),
  ...over,
});
const said = (over: Partial<BrokerSnapshot>, ...orders: readonly KnownOrder[]) =>
  differences(
    {
      complete: true,
      since: 0 as Timestamp,
      account,
      cash: amount(0),
      orders: [],
      executions: [],
      positions: [],
      ...over,
    },
    new Map(orders.map((each) => [each.order, each])),
  );

const found = { type: 'broker.orderFound', order: a };
const works = { type: 'broker.orderWorking', order: a };

describe('an order that is listed', () => {
  it.each([
    ['works', listed(), [found, works]],
    [
      'waits for its trigger',
      listed({ state: 'waitingForTrigger' }),
      [found, { type: 'broker.orderWaiting', order: a, for: 'trigger' }],
    ],
    [
      'waits for its parent',
      listed({ state: 'waitingForParent' }),
      [found, { type: 'broker.orderWaiting', order: a, for: 'parent' }],
    ],
    ['is held', listed({ state: 'held' }), [found, { type: 'broker.orderHeld', order: a, detail: 'listed as held' }]],
    [
      'has filled in part',
      listed({ filled: quantity(40) }),
      [found, works, { type: 'broker.orderStatus', order: a, filled: quantity(40) }],
    ],
    [
      'has a name of the broker’s own',
      listed({ brokerId: '7', filled: quantity(40) }),
      [
        { ...found, brokerId: '7' },
        { ...works, brokerId: '7' },
        { type: 'broker.orderStatus', order: a, brokerId: '7', filled: quantity(40) },
      ],
    ],
  ] as const)('%s', (_name, order, facts) => {
    expect(said({ orders: [order] }, known())).toStrictEqual(facts);
  });

  it('and is none of ours is said to be external before all else', () => {
    expect(said({ orders: [listed({ brokerId: '7' })] })).toStrictEqual([
      { type: 'broker.externalOrder', order: a, brokerId: '7', terms: terms() },
      { ...found, brokerId: '7' },
      { ...works, brokerId: '7' },
    ]);
  });
});

describe('terms that are listed otherwise than ours', () => {
  const restated = (theirs: Partial<OrderTerms>, ours: KnownOrder = known()) =>
    said({ orders: [listed({ terms: terms(theirs), brokerId: '7' })] }, ours).filter(
      ({ type }) => type === 'broker.orderRestated',
    );

  it('are told, each that differs', () => {
    expect(restated({ limit: price(11), quantity: quantity(60) })).toStrictEqual([
      { type: 'broker.orderRestated', order: a, brokerId: '7', limit: price(11), quantity: quantity(60) },
    ]);
  });

  it('are told where we have none', () => {
    expect(restated({ displaySize: quantity(10) })).toStrictEqual([
      { type: 'broker.orderRestated', order: a, brokerId: '7', displaySize: quantity(10) },
    ]);
  });

  it.each([
    ['are the same', {}, known()],
    ['differ while a change of ours is out', { limit: price(11) }, known({ isAmending: true })],
    ['differ in what can not be amended', { timeInForce: 'gtc' }, known()],
  ] as const)('are not told where they %s', (_name, theirs, ours) => {
    expect(restated(theirs, ours)).toStrictEqual([]);
  });

  it('are not told where the list has none of ours', () => {
    const { limit: _limit, ...rest } = terms();
    expect(said({ orders: [listed({ terms: rest as OrderTerms })] }, known())).toStrictEqual([found, works]);
  });
});

describe('an execution that is listed', () => {
  it('is told with the account of the snapshot', () => {
    expect(said({ executions: [executed()] }, known({ isLive: false }))).toStrictEqual([
      { type: 'broker.execution', account, ...executed() },
    ]);
  });

  it('is told with its fee, where both fee and currency are known', () => {
    const fee = { fee: amount('0.35'), currency: 'USD' };
    const [, charged, ...rest] = said({ executions: [executed(fee)] }, known({ isLive: false }));
    expect(charged).toStrictEqual({ type: 'broker.commission', order: a, execution: 'e1', ...fee });
    expect(rest).toStrictEqual([]);
    expect(said({ executions: [executed({ fee: amount(1) })] }, known({ isLive: false }))).toHaveLength(1);
    expect(said({ executions: [executed({ currency: 'USD' })] }, known({ isLive: false }))).toHaveLength(1);
  });

  it('comes before what is said of any order', () => {
    const facts = said({ orders: [listed()], executions: [executed()] }, known());
    expect(facts.map(({ type }) => type)).toStrictEqual([
      'broker.execution',
      'broker.orderFound',
      'broker.orderWorking',
    ]);
  });
});

describe('an order that has ended', () => {
  it.each([
    ['cancelled', completed('cancelled'), { type: 'broker.orderCancelled', order: a, filled: quantity(40) }],
    ['rejected', completed('rejected'), { type: 'broker.orderRejected', order: a, detail: 'listed as rejected' }],
    ['expired', completed('expired'), { type: 'broker.orderExpired', order: a }],
    [
      'cancelled, under the broker’s own name',
      completed('cancelled', { brokerId: '7' }),
      { type: 'broker.orderCancelled', order: a, brokerId: '7', filled: quantity(40) },
    ],
  ] as const)('%s', (_name, order, fact) => {
    expect(said({ completed: [order] }, known())).toStrictEqual([fact]);
  });

  const status = (filled: number) => ({ type: 'broker.orderStatus', order: a, filled: quantity(filled) });
  it.each([
    ['as large as we know it to be', 40, 40, []],
    ['larger than we know it to be', 60, 40, []],
    [
      'smaller: a change of it is not on record',
      40,
      100,
      [{ type: 'broker.orderRestated', order: a, quantity: quantity(40) }],
    ],
    ['by so much that nobody tells', 0, 100, []],
  ] as const)('filled whole, %s', (_name, filled, size, restated) => {
    const ours = known({ terms: terms({ quantity: quantity(size) }) });
    expect(said({ completed: [completed('filled', { filled: quantity(filled) })] }, ours)).toStrictEqual([
      ...restated,
      status(filled),
    ]);
  });

  it('is not told again where we know that it has ended, or never knew it', () => {
    expect(said({ completed: [completed('filled')] }, known({ isLive: false }))).toStrictEqual([]);
    expect(said({ completed: [completed('filled')] })).toStrictEqual([]);
  });
});

describe('an order that is not listed', () => {
  const absent = { type: 'broker.orderAbsent', order: b, since: 0 };

  it('is absent by a complete list alone', () => {
    expect(said({ orders: [listed()] }, known(), known({ order: b }))).toStrictEqual([found, works, absent]);
    expect(said({ orders: [listed()], complete: false }, known(), known({ order: b }))).toStrictEqual([found, works]);
  });

  it('is nothing to speak of when it has ended', () => {
    expect(said({}, known({ order: b, isLive: false }))).toStrictEqual([]);
  });

  it('is not absent where it is listed as ended', () => {
    expect(said({ completed: [completed('expired')] }, known()).map(({ type }) => type)).toStrictEqual([
      'broker.orderExpired',
    ]);
  });
});

it('an order in another instrument is ours all the same', () => {
  const ours = known({ terms: terms({ instrument: 'IBM' as InstrumentId }) });
  const order = listed({ terms: terms({ instrument: 'IBM' as InstrumentId }) });
  expect(said({ orders: [order] }, ours)).toStrictEqual([found, works]);
});

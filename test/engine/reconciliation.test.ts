import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, BookId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { amount, decimalText, price, quantity } from '../../src/money.ts';
import type { BrokerExecution, BrokerOrder } from '../../src/plans.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt, snapshotOf } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;
const X = 'someone-elses' as OrderId;
const lost: BrokerFact = { type: 'connection.lost', broker: 'hand', detail: 'gone' };
const back = (snapshot: Parameters<typeof snapshotOf>[0] = {}): readonly BrokerFact[] => [
  { type: 'connection.opened', broker: 'hand' },
  { type: 'connection.handshaken', broker: 'hand', account, simulated: true },
  { type: 'broker.snapshot', snapshot: snapshotOf(snapshot) },
];
const execution = (
  order: OrderId,
  id: string,
  shares: number,
  over: Partial<BrokerExecution> = {},
): BrokerExecution => ({
  order,
  execution: id as ExecutionId,
  revision: 1,
  quantity: quantity(shares),
  price: price('100.02'),
  executedAt: 0 as Timestamp,
  instrument: SPY,
  side: 'buy',
  ...over,
});

/** One order by hand at the broker, acknowledged unless told otherwise. */
function resting(acknowledged = true): { desk: HandDesk; order: OrderId } {
  const desk = createHandDesk();
  desk.quote('100.00', '100.02');
  desk.send({ type: 'desk.place', terms: terms({ limit: price('99.00') }), links: links({ role: 'manual' }) });
  const order = desk.asked[0]?.order as OrderId;
  if (acknowledged) desk.tell({ type: 'broker.orderWorking', order });
  return { desk, order };
}
const status = (desk: HandDesk, order: OrderId) =>
  desk.engine.views.orders().find((each) => each.order === order)?.status;
const listed = (order: OrderId, over: Partial<BrokerOrder> = {}): BrokerOrder => ({
  order,
  terms: terms({ limit: price('99.00') }),
  filled: quantity(0),
  state: 'working',
  ...over,
});

describe('B1: what happened while nobody listened', () => {
  it('B1.1: a fill during the outage is booked once, from the snapshot', () => {
    const { desk, order } = resting();
    const bought = execution(order, 'e1', 100);
    desk.tell(lost, ...back({ executions: [bought], positions: [{ instrument: SPY, quantity: quantity(100) }] }));
    desk.tell({ type: 'broker.execution', ...bought });
    expect(status(desk, order)).toBe('filled');
    expect(desk.said('order.filled')).toHaveLength(1);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(100) }]);
    expect(desk.said('holding.drifted')).toEqual([]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('B1.2: nothing leaves before the broker has been read', () => {
    const { desk } = resting();
    desk.tell(lost);
    desk.send({ type: 'desk.place', terms: terms(), links: links({ role: 'manual' }) });
    desk.tell(...back().slice(0, 2));
    desk.send({ type: 'desk.place', terms: terms(), links: links({ role: 'manual' }) });
    expect(desk.said('risk.refused').map(({ code }) => code)).toEqual(['notConnected', 'notConnected']);
    desk.tell(...back().slice(2));
    desk.send({ type: 'desk.place', terms: terms({ limit: price(99) }), links: links({ role: 'manual' }) });
    expect(desk.asked.filter(({ what }) => what === 'place')).toHaveLength(2);
  });

  it('B1.3: a fee and a cancel during the outage are applied', () => {
    const { desk, order } = resting();
    const part = execution(order, 'e1', 40, { fee: amount('0.35'), currency: 'USD' });
    desk.tell(
      lost,
      ...back({
        executions: [part],
        completed: [{ order, outcome: 'cancelled', filled: quantity(40) }],
        positions: [{ instrument: SPY, quantity: quantity(40) }],
      }),
    );
    expect(status(desk, order)).toBe('cancelled');
    expect(desk.engine.views.account().fees).toBe(amount('0.35'));
  });
});

describe('B8: what was said to have ended and is listed all the same', () => {
  const asks = (desk: HandDesk) => desk.asked.filter(({ what }) => what === 'ask').length;

  it('lives again, is asked about, and can be taken back', () => {
    const { desk, order } = resting();
    desk.tell({ type: 'broker.orderCancelled', order }, lost);
    expect(status(desk, order)).toBe('cancelled');
    const before = asks(desk);
    desk.tell(...back({ orders: [listed(order)] }));
    expect(status(desk, order)).toBe('working');
    expect(desk.said('order.surprised').map(({ event }) => event)).toContain('broker.orderFound');
    expect(asks(desk)).toBe(before + 1);
    desk.send({ type: 'desk.cancel', order, why: 'not wanted' });
    expect(desk.asked.at(-1)).toMatchObject({ what: 'cancel', order });
  });

  it('where the list was older than the end, the answer ends it again', () => {
    const { desk, order } = resting();
    desk.tell({ type: 'broker.orderCancelled', order }, lost, ...back({ orders: [listed(order)] }));
    desk.tell({ type: 'broker.orderCancelled', order });
    expect(status(desk, order)).toBe('cancelled');
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('a stop that was replaced meanwhile: one of the two goes', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    const { stop } = enterAt(desk, '100.00');
    desk.tell({ type: 'broker.orderCancelled', order: stop });
    const placed = desk.asked.flatMap((each) => (each.what === 'place' ? [each] : []));
    const second = placed.at(-1);
    expect(second).toMatchObject({ terms: { type: 'stop', quantity: quantity(100) } });
    if (second === undefined) return;
    desk.tell({ type: 'broker.orderWaiting', order: second.order, for: 'trigger' });
    const first = placed.find(({ order }) => order === stop);
    desk.tell(
      lost,
      ...back({
        orders: [first, second].flatMap((each) =>
          each === undefined ? [] : [listed(each.order, { terms: each.terms, state: 'waitingForTrigger' })],
        ),
        positions: [{ instrument: SPY, quantity: quantity(100) }],
      }),
    );
    const taken = desk.asked.flatMap(({ what, order }) => (what === 'cancel' ? [order] : []));
    expect(taken.filter((order) => order === stop || order === second.order)).toHaveLength(1);
  });
});

describe('B7: an order that nobody answers for', () => {
  it('listed, it is known again', () => {
    const { desk, order } = resting(false);
    desk.tell(lost);
    expect(status(desk, order)).toBe('unconfirmed');
    desk.tell(...back({ orders: [listed(order)] }));
    expect(status(desk, order)).toBe('working');
    expect(desk.asked.filter(({ what }) => what === 'place')).toHaveLength(1);
  });

  it('in no complete list and never acknowledged, it is absent', () => {
    const { desk, order } = resting(false);
    desk.tell(lost, ...back());
    expect(status(desk, order)).toBe('absent');
  });

  it('an incomplete list proves nothing', () => {
    const { desk, order } = resting(false);
    desk.tell(lost, ...back({ complete: false }));
    expect(status(desk, order)).toBe('unconfirmed');
  });

  it('once acknowledged and in no list, it stays unconfirmed and a person is told', () => {
    const { desk, order } = resting();
    desk.tell(lost, ...back());
    expect(status(desk, order)).toBe('unconfirmed');
    expect(desk.said('order.surprised').map(({ event }) => event)).toContain('broker.orderAbsent');
  });
});

describe('terms that the broker changed', () => {
  it('are adopted from the list', () => {
    const { desk, order } = resting();
    desk.tell(
      lost,
      ...back({ orders: [listed(order, { terms: terms({ limit: price('98.50'), quantity: quantity(60) }) })] }),
    );
    expect(desk.engine.views.orders()).toMatchObject([{ terms: { limit: price('98.50'), quantity: quantity(60) } }]);
  });

  it('B9.2: a listed quantity of zero is no quantity', () => {
    const { desk, order } = resting();
    desk.tell(
      lost,
      ...back({ orders: [listed(order, { terms: terms({ limit: price('99.00'), quantity: quantity(0) }) })] }),
    );
    expect(desk.engine.views.orders()).toMatchObject([{ status: 'working', terms: { quantity: quantity(100) } }]);
  });
});

describe('B29: what the engine did not open is foreign', () => {
  it('B29.1: what the account held before us is foreign, and is never ours to trade', () => {
    const desk = createHandDesk({ first: { positions: [{ instrument: SPY, quantity: quantity(500) }] } });
    desk.quote('100.00', '100.02');
    desk.send({ type: 'desk.flatten', why: 'out' });
    expect(desk.asked).toEqual([]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.engine.views.holdings()).toMatchObject([{ foreign: quantity(500), booked: 0n, state: 'inSync' }]);
  });

  it('an order of somebody else is shown, and what it fills is booked nowhere', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.tell({ type: 'broker.externalOrder', order: X, terms: terms({ quantity: quantity(30) }), brokerId: '7' });
    desk.tell({ type: 'broker.execution', ...execution(X, 'x1', 30) });
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(30) });
    expect(desk.engine.views.orders()).toMatchObject([{ order: X, role: 'external', status: 'filled' }]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.engine.views.account().equity).toBe(amount(1_000_000));
    expect(desk.engine.views.holdings()).toMatchObject([{ foreign: quantity(30), state: 'inSync' }]);
  });

  it('B3.3: an execution of an unknown order makes an external order of it, by parts and with its fee booked nowhere', () => {
    const desk = createHandDesk();
    desk.tell({ type: 'broker.execution', ...execution(X, 'x1', 30) });
    desk.tell({ type: 'broker.execution', ...execution(X, 'x2', 20) });
    desk.tell({ type: 'broker.commission', order: X, execution: 'x1' as ExecutionId, fee: amount(1), currency: 'USD' });
    desk.tell({ type: 'broker.execution', ...execution(X, 'x1', 25, { revision: 2 }) });
    const [order] = desk.engine.views.orders();
    expect(decimalText(order?.filled ?? quantity(0))).toBe('45');
    expect(desk.engine.views.holdings()).toMatchObject([{ foreign: quantity(45) }]);
    expect(desk.engine.views.account()).toMatchObject({ fees: 0n, residue: 0n });
  });

  it('B29.2: adopted by a person, it fills into a book from then on; what came before stays foreign', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.tell({ type: 'broker.externalOrder', order: X, terms: terms() });
    desk.tell({ type: 'broker.execution', ...execution(X, 'x1', 30) });
    desk.send({ type: 'order.adopt', order: X, book: 'main' as BookId, operator: 'me', why: 'mine after all' });
    desk.tell({ type: 'broker.execution', ...execution(X, 'x2', 70) });
    desk.tell({ type: 'broker.execution', ...execution(X, 'x1', 29, { revision: 2 }) });
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(70), protection: 'naked' }]);
    expect(desk.engine.views.holdings()).toMatchObject([{ foreign: quantity(29), booked: quantity(70) }]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('an order of ours can not be adopted', () => {
    const { desk, order } = resting();
    desk.send({ type: 'order.adopt', order, book: 'other' as BookId, operator: 'me', why: 'by mistake' });
    expect(desk.said('order.unexpected')).toMatchObject([{ order, event: 'order.adopt' }]);
  });

  it('B29.3: a halt cancels our own orders and none of somebody else', () => {
    const { desk, order } = resting();
    desk.tell({ type: 'broker.externalOrder', order: X, terms: terms() });
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'me', why: 'stop' });
    expect(desk.asked.filter(({ what }) => what === 'cancel')).toEqual([{ what: 'cancel', order }]);
  });
});

describe('B12: the broker moves what is held without an order of ours', () => {
  it('B12.1: a position that a complete list no longer has is a doubt, then an alarm', () => {
    const { desk, order } = resting();
    const bought = execution(order, 'e1', 100);
    desk.tell({ type: 'broker.execution', ...bought }, lost, ...back({ executions: [bought] }));
    expect(desk.said('holding.doubtful')).toHaveLength(1);
    desk.pass(11);
    expect(desk.said('holding.drifted')).toMatchObject([{ instrument: SPY, expected: quantity(100), reported: 0n }]);
  });

  it('B12.2: while it has drifted, what adds risk in the instrument is refused, and what reduces is not', () => {
    const { desk, order } = resting();
    desk.tell({ type: 'broker.execution', ...execution(order, 'e1', 100) });
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(83) });
    desk.pass(11);
    const { limit: _limit, ...market } = terms({ type: 'market' });
    desk.send({ type: 'desk.place', terms: market, links: links({ role: 'manual' }) });
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'drifted', value: 'SPY' }]);
    const sell = (shares: number): void =>
      desk.send({
        type: 'desk.place',
        terms: { ...market, side: 'sell', quantity: quantity(shares) },
        links: links({ role: 'manual' }),
      });
    sell(84);
    expect(desk.said('risk.refused')).toHaveLength(2);
    sell(83);
    expect(desk.asked.at(-1)).toMatchObject({ what: 'place', terms: { side: 'sell', quantity: quantity(83) } });
  });

  it('B12.4: the difference becomes foreign on the word of a person, never an execution', () => {
    const { desk, order } = resting();
    desk.tell({ type: 'broker.execution', ...execution(order, 'e1', 100) });
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(83) });
    desk.pass(11);
    desk.send({ type: 'holding.reconcile', account, instrument: SPY, operator: 'me', why: 'liquidated' });
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(83) });
    expect(desk.engine.views.holdings()).toMatchObject([
      { state: 'inSync', foreign: quantity(-17), booked: quantity(100) },
    ]);
    expect(desk.said('order.filled')).toHaveLength(1);
  });
});

describe('B5: one modify can leave two live orders at the broker', () => {
  const working = (order: OrderId, brokerId: string): BrokerFact => ({ type: 'broker.orderWorking', order, brokerId });
  const cancelled = (order: OrderId, brokerId?: string): BrokerFact => ({
    type: 'broker.orderCancelled',
    order,
    ...(brokerId === undefined ? {} : { brokerId }),
  });
  function doubled() {
    const { desk, order } = resting(false);
    desk.tell(working(order, '1'), working(order, '2'), working(order, '1'));
    return { desk, order };
  }

  it('B5.1: both are known, and it is an alarm', () => {
    const { desk, order } = doubled();
    expect(desk.said('order.doubled')).toMatchObject([{ order, detail: '1 and 2' }]);
  });

  it('B5.2: it is not cancelled until both are, by evidence', () => {
    const { desk, order } = doubled();
    desk.send({ type: 'desk.cancel', order, why: 'both' });
    desk.tell(cancelled(order, '2'));
    expect(status(desk, order)).toBe('pending cancel');
    expect(desk.said('order.settled')).toEqual([]);
    desk.tell(cancelled(order, '1'));
    expect(status(desk, order)).toBe('cancelled');
    expect(desk.said('order.settled')).toHaveLength(1);
  });

  it('when it is not said which of them has ended, the broker is asked', () => {
    const { desk, order } = doubled();
    desk.tell(cancelled(order));
    expect(status(desk, order)).toBe('unconfirmed');
    expect(desk.asked.at(-1)).toEqual({ what: 'ask', order });
  });

  it('B5.3: the fills of both count; when one has filled all, the other is taken back, and what it fills is an overfill', () => {
    const { desk, order } = doubled();
    desk.tell({ type: 'broker.execution', ...execution(order, 'e1', 100), brokerId: '1' });
    expect(desk.asked.at(-1)).toEqual({ what: 'cancel', order });
    desk.tell({ type: 'broker.execution', ...execution(order, 'e2', 30), brokerId: '2' });
    expect(desk.said('order.overfilled')).toMatchObject([{ order, excess: quantity(30) }]);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(130) }]);
  });
});

it('all of it replays to the same hash', async () => {
  const { desk, order } = resting();
  desk.tell({ type: 'broker.externalOrder', order: X, terms: terms(), brokerId: '7' });
  desk.tell({ type: 'broker.execution', ...execution(X, 'x1', 30) });
  desk.tell(lost, ...back({ executions: [execution(order, 'e1', 100), execution(X, 'x1', 30)] }));
  desk.pass(20);
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  expect(desk.engine.views.orders().map(({ order: each }) => each)).toContain(X);
  expect(SPY as InstrumentId).toBe('SPY');
});

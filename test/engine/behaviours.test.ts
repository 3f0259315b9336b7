import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, ExecutionId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { createDesk, marketOrder, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, snapshotOf } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const place = (desk: HandDesk): OrderId => {
  desk.send({ type: 'desk.place', terms: terms({ limit: price('99.00') }), links: links() });
  return desk.asked.at(-1)?.order as OrderId;
};
const quoted = (): HandDesk => {
  const desk = createHandDesk();
  desk.quote('100.00', '100.02');
  return desk;
};

describe('B2: names never go back', () => {
  it('B2.1: no two orders have one name, and a replay makes the same names', async () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    for (let count = 0; count < 50; count++) desk.send(marketOrder(count % 2 === 0 ? 'buy' : 'sell', 10));
    desk.pass();
    const names = desk.said('order.place').map(({ order }) => order);
    expect(new Set(names).size).toBe(50);
    expect((await replay(desk.journal.read(1))).views.orders().map(({ order }) => order)).toEqual(names);
  });
});

describe('B6: what the broker merely mentions is no outcome', () => {
  it.each(['399', '404', '10349', '2104', '2109', '99999'])('B6.1: notice %s changes no order', (code) => {
    const desk = quoted();
    const order = place(desk);
    desk.tell({ type: 'broker.orderWorking', order });
    const before = desk.engine.views.orders();
    desk.tell({ type: 'broker.notice', code, detail: order });
    expect(desk.engine.views.orders()).toEqual(before);
    expect(desk.asked).toHaveLength(1);
  });
});

describe('B11: reading the broker again counts nothing twice', () => {
  it('B11.2: a second snapshot changes nothing', () => {
    const desk = quoted();
    const order = place(desk);
    const bought = {
      order,
      execution: 'e1' as ExecutionId,
      revision: 1,
      quantity: quantity(40),
      price: price('99.00'),
      executedAt: 0 as Timestamp,
    };
    const snapshot = snapshotOf({
      orders: [{ order, terms: terms({ limit: price('99.00') }), filled: quantity(40), state: 'working' }],
      executions: [bought],
      positions: [{ instrument: SPY, quantity: quantity(40) }],
    });
    desk.tell({ type: 'broker.snapshot', snapshot });
    const view = () => [desk.engine.views.orders(), desk.engine.views.positions(), desk.engine.views.account()];
    const first = view();
    desk.tell({ type: 'broker.snapshot', snapshot });
    expect(view()).toEqual(first);
    expect(desk.said('order.filled')).toHaveLength(1);
  });

  it('B11.3: an order that is found working can be changed and cancelled', () => {
    const desk = quoted();
    const order = place(desk);
    desk.tell({ type: 'connection.lost', broker: 'hand', detail: 'gone' });
    desk.tell(
      { type: 'connection.opened', broker: 'hand' },
      { type: 'connection.handshaken', broker: 'hand', account: 'PAPER' as AccountId, simulated: true },
      {
        type: 'broker.snapshot',
        snapshot: snapshotOf({
          orders: [{ order, terms: terms({ limit: price('99.00') }), filled: quantity(0), state: 'working' }],
        }),
      },
    );
    desk.send({ type: 'desk.amend', order, change: { limit: price('99.10') }, why: 'nearer' });
    desk.tell({ type: 'broker.amended', order, limit: price('99.10') });
    desk.send({ type: 'desk.cancel', order, why: 'enough' });
    expect(desk.asked.map(({ what }) => what)).toEqual(['place', 'ask', 'amend', 'cancel']);
  });
});

describe('B28: the first order of a deployment may block the rest', () => {
  it('B28.1: each order that nobody answers for is unconfirmed in its time, asked about, and never sent again', () => {
    const desk = quoted();
    const orders = [place(desk), place(desk), place(desk)];
    desk.tell({ type: 'broker.orderWorking', order: orders[0] as OrderId });
    desk.pass(11);
    expect(desk.said('order.unconfirmed').map(({ order }) => order)).toEqual(orders.slice(1));
    expect(desk.asked.filter(({ what }) => what === 'ask').map(({ order }) => order)).toEqual(orders.slice(1));
    desk.pass(60);
    expect(desk.asked.filter(({ what }) => what === 'place')).toHaveLength(3);
  });

  it('B28.3: a cancel is not held up by them', () => {
    const desk = quoted();
    const [first] = [place(desk), place(desk)];
    desk.send({ type: 'desk.cancel', order: first as OrderId, why: 'enough' });
    expect(desk.asked.at(-1)).toEqual({ what: 'cancel', order: first });
  });
});

describe('B37: live or paper is what the account says', () => {
  it('B37.1: logged in to another account, nothing is read and nothing leaves', () => {
    const desk = quoted();
    const wrong: readonly BrokerFact[] = [
      { type: 'connection.lost', broker: 'hand', detail: 'restarted' },
      { type: 'connection.opened', broker: 'hand' },
      { type: 'connection.handshaken', broker: 'hand', account: 'U123' as AccountId, simulated: false },
      {
        type: 'broker.snapshot',
        snapshot: snapshotOf({ account: 'U123' as AccountId, positions: [{ instrument: SPY, quantity: quantity(7) }] }),
      },
    ];
    desk.tell(...wrong);
    expect(desk.said('connection.accountWrong')).toMatchObject([{ account: 'U123', expected: 'PAPER' }]);
    expect(desk.engine.views.holdings()).toEqual([]);
    place(desk);
    expect(desk.asked).toEqual([]);
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'notConnected' }]);
  });
});

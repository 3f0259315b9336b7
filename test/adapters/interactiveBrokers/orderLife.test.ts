import { describe, expect, it } from 'vitest';
import type { PlaceOrder } from '../../../src/adapters/twsGateway/wire/placeOrder.ts';
import type { OrderId } from '../../../src/identifiers.ts';
import { minutes } from '../../../src/identifiers.ts';
import { amount, price, quantity } from '../../../src/money.ts';
import type { OrderTerms } from '../../../src/orders.ts';
import type { IbRig } from '../../support/ibRig.ts';
import { ibRig, turns, until } from '../../support/ibRig.ts';
import type { PeerOrder } from '../../support/twsPeer.ts';
import { contract, placed } from '../../support/twsPeer.ts';

type Told = Partial<PeerOrder>;

/** An order that the peer works, and what of it came over the wire. */
async function working(rig: IbRig, over: Partial<OrderTerms> = {}, order = 'o1'): Promise<PlaceOrder> {
  const count = rig.peer.asked('placeOrder').length;
  rig.place(order, { limit: price(9), ...over });
  await until(() => rig.peer.asked('placeOrder').length > count);
  const sent = rig.peer.asked('placeOrder').at(-1) as unknown as PlaceOrder;
  rig.peer.tell(placed(sent));
  await rig.news();
  return sent;
}
/** A change, and what of it came over the wire. */
async function changing(rig: IbRig, change: Parameters<IbRig['amend']>[1]): Promise<PlaceOrder> {
  const count = rig.peer.asked('placeOrder').length;
  rig.amend('o1', change);
  await until(() => rig.peer.asked('placeOrder').length > count);
  return rig.peer.asked('placeOrder').at(-1) as unknown as PlaceOrder;
}
const ready = async (...given: Parameters<typeof ibRig>): Promise<IbRig> => {
  const rig = await ibRig(...given);
  await rig.ready();
  return rig;
};

describe('placing', () => {
  it('goes out whole, under a number of ours above the broker’s, and is told as it is worked', async () => {
    const rig = await ready({}, { nextId: 41 });
    rig.place('o1', { limit: price('9.01') });
    await until(() => rig.peer.asked('placeOrder').length === 1);
    const sent = rig.peer.asked('placeOrder')[0] as unknown as PlaceOrder;
    expect(sent).toMatchObject({
      orderId: 41,
      contract: { symbol: 'SPY', secType: 'STK', exchange: 'SMART', currency: 'USD' },
      order: { orderRef: 'o1', account: 'DU1', totalQuantity: quantity(100), lmtPrice: price('9.01'), transmit: true },
    });
    rig.peer.tell(placed(sent, { status: 'PreSubmitted' }));
    rig.peer.tell(placed(sent));
    const at = { order: 'o1', brokerId: '1041' };
    expect(await rig.news()).toEqual([
      { type: 'broker.orderDormant', ...at, until: 'overnight' },
      { type: 'broker.orderWorking', ...at },
    ]);
  });

  it('a status that comes twice is heard once (B16)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.tell(placed(sent));
    rig.peer.tell(placed(sent));
    expect(await rig.news()).toEqual([]);
  });

  it('the status alone is enough, and so is the listing alone (B16.2)', async () => {
    const rig = await ready();
    rig.place('o1', { limit: price(9) });
    await until(() => rig.peer.asked('placeOrder').length === 1);
    rig.peer.status({ status: 'Submitted', permId: 77 });
    // Heard before anything is listed: a list that is told this status and lacks the order would not be whole.
    await until(() => rig.said('broker.orderWorking').length === 1);
    expect(await rig.news()).toEqual([{ type: 'broker.orderWorking', order: 'o1', brokerId: '77' }]);
  });

  it('a part that fills is counted by its status, and booked by its execution alone (B15.1)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.tell(placed(sent, { filled: quantity(40) }));
    rig.peer.executed({ execId: 'a.b.01', shares: quantity(40), price: price('9.005') });
    const at = { order: 'o1', brokerId: '1001' };
    expect(await rig.news()).toMatchObject([
      { type: 'broker.orderWorking', ...at },
      { type: 'broker.orderStatus', ...at, filled: quantity(40) },
      { type: 'broker.execution', ...at, execution: 'a.b', revision: 1, quantity: quantity(40), price: price('9.005') },
    ]);
  });

  it.each([
    ['110', 110, 'The price does not conform to the minimum price variation.'],
    ['201', 201, 'Order rejected - reason: insufficient margin'],
  ])('a rejection says why, once; its status says nothing more (%s)', async (_name, code, text) => {
    const rig = await ready();
    rig.place('o1', { limit: price(9) });
    await until(() => rig.peer.asked('placeOrder').length === 1);
    rig.peer.error(1, code, text);
    rig.peer.error(1, code, text);
    rig.peer.status({ status: 'Inactive', permId: 1_001 });
    rig.peer.status({ status: 'Cancelled', permId: 1_001 });
    expect(await rig.news()).toEqual([{ type: 'broker.orderRejected', order: 'o1', detail: `${code}: ${text}` }]);
  });

  it.each([399, 10_349, 2_109])('information is noted, and nothing else (%i, B6.1)', async (code) => {
    const rig = await ready();
    await working(rig);
    rig.peer.error(1, code, 'for your information');
    expect(await rig.news()).toEqual([
      { type: 'broker.notice', code: `${code}`, detail: `o1: ${code}: for your information` },
    ]);
  });

  it('a code that nobody knows is noted and asked about; nothing is sent again (B6.2)', async () => {
    const rig = await ready();
    await working(rig);
    rig.peer.error(1, 9_999, 'who knows');
    expect((await rig.news()).map(({ type }) => type)).toEqual([
      'broker.notice',
      'broker.orderRestated',
      'broker.orderFound',
    ]);
    expect(rig.peer.asked('placeOrder')).toHaveLength(1);
  });

  it('shares that are being located hold the order, and it may still work (404, B36.1)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.error(1, 404, 'Shares are not immediately available.');
    rig.peer.tell(placed(sent, { status: 'PreSubmitted', whyHeld: 'locate' }));
    rig.peer.tell(placed(sent));
    expect((await rig.news()).map(({ type }) => type)).toEqual([
      'broker.orderHeld',
      'broker.orderDormant',
      'broker.orderHeld',
      'broker.orderWorking',
    ]);
  });

  it('inactive for a locate is held, and nobody need ask (B36.1)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    const asked = rig.peer.asked('reqAllOpenOrders').length;
    rig.peer.tell(placed(sent, { status: 'Inactive', whyHeld: 'locate' }));
    expect(await rig.news()).toEqual([{ type: 'broker.orderHeld', order: 'o1', brokerId: '1001', detail: 'locate' }]);
    expect(rig.peer.asked('reqAllOpenOrders')).toHaveLength(asked + 2); // the two of this test
  });

  it('inactive without a reason ends nothing: it is held, and asked about (B36.1)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.status({ status: 'Inactive', permId: 1_001 });
    rig.peer.state.orders = [placed(sent, { status: 'Inactive' })];
    expect((await rig.news()).map(({ type }) => type)).toEqual([
      'broker.orderHeld',
      'broker.orderRestated',
      'broker.orderHeld',
    ]);
  });

  it('what Interactive Brokers has no words for is given back unsent', async () => {
    const rig = await ready();
    rig.place('o1', { type: 'trailingStop', trail: { by: 'amount', amount: price(1) }, activation: price(9) });
    rig.pass(0);
    expect(rig.said('outbox.dropped')).toMatchObject([{ order: 'o1', detail: expect.stringContaining('activation') }]);
    expect(rig.peer.asked('placeOrder')).toEqual([]);
  });
});

describe('changing', () => {
  it('repeats the whole order under its number, and is taken when the terms are listed', async () => {
    const rig = await ready();
    await working(rig);
    const sent = await changing(rig, { limit: price('9.10') });
    expect(sent).toMatchObject({ orderId: 1, order: { lmtPrice: price('9.10'), totalQuantity: quantity(100) } });
    rig.peer.tell(placed(sent));
    expect(await rig.news()).toEqual([
      { type: 'broker.amended', order: 'o1', limit: price('9.10'), quantity: quantity(100) },
    ]);
  });

  it.each([
    [105, 'Order being modified does not match original order'],
    [110, 'The price does not conform'],
    [321, 'Error validating request'],
    [329, 'Order modify failed'],
    [161, 'not in a cancellable state'],
    [104, 'Cannot modify a filled order'],
  ])('an error about it leaves the order as it was (%i, B4.1, B4.2)', async (code, text) => {
    const rig = await ready();
    const before = await working(rig);
    await changing(rig, { limit: price('9.10') });
    rig.peer.error(1, code, text);
    expect(await rig.news()).toEqual([{ type: 'broker.amendRejected', order: 'o1', detail: `${code}: ${text}` }]);
    rig.peer.tell(placed(before, { filled: quantity(10) }));
    expect((await rig.news()).map(({ type }) => type)).not.toContain('broker.orderRestated');
  });

  it('a listing of before the change is no answer to it', async () => {
    const rig = await ready();
    const before = await working(rig);
    const sent = await changing(rig, { quantity: quantity(60) });
    rig.peer.tell(placed(before, { status: 'PreSubmitted' }));
    rig.peer.tell(placed(sent));
    expect((await rig.news()).map(({ type }) => type)).toEqual([
      'broker.orderDormant',
      'broker.amended',
      'broker.orderWorking',
    ]);
  });

  it('what the broker changes by itself is restated: an OCA group reduces a sibling (B32.3)', async () => {
    const rig = await ready();
    const sent = await working(rig, { side: 'sell', oca: { name: 'pair', type: 2 } });
    rig.peer.tell(placed({ ...sent, order: { ...sent.order, totalQuantity: quantity(60) } }));
    expect(await rig.news()).toEqual([
      { type: 'broker.orderRestated', order: 'o1', brokerId: '1001', quantity: quantity(60) },
    ]);
  });

  it('a quantity of zero in a listing changes nothing (B9.2)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.tell(placed({ ...sent, order: { ...sent.order, totalQuantity: quantity(0) } }));
    expect(await rig.news()).toEqual([]);
  });

  it('a listing without a quantity does not answer a change of it', async () => {
    const rig = await ready();
    await working(rig);
    const sent = await changing(rig, { quantity: quantity(60) });
    rig.peer.tell(placed({ ...sent, order: { ...sent.order, totalQuantity: quantity(0) } }));
    expect(await rig.news()).toEqual([]);
  });

  it('what has not been written can not have been taken: the same terms are the broker’s own doing', async () => {
    const rig = await ready({ limit: 20 });
    const sent = await working(rig);
    rig.pass(2);
    for (let index = 0; index < 18; index++) rig.place(`x${index}`, { limit: price(8) });
    rig.amend('o1', { limit: price('9.10') });
    rig.peer.tell(placed({ ...sent, order: { ...sent.order, lmtPrice: price('9.10') } }));
    await until(() => rig.said('broker.orderRestated').length > 0);
    expect(rig.said('broker.amended')).toEqual([]);
  });

  it('that waits with its order leaves with it, and is answered', async () => {
    const rig = await ready({ limit: 20 });
    rig.pass(2);
    for (let index = 0; index < 18; index++) rig.place(`x${index}`, { limit: price(8) });
    rig.place('o1', { limit: price(9) });
    rig.amend('o1', { limit: price('9.10') });
    rig.pass(2);
    await until(() => rig.peer.asked('placeOrder').some(({ order }) => order.orderRef === 'o1'));
    rig.peer.tell(placed(rig.peer.asked('placeOrder').at(-1) as unknown as PlaceOrder));
    expect((await rig.news()).map(({ type }) => type)).toEqual(['broker.amended', 'broker.orderWorking']);
    expect(rig.peer.asked('placeOrder').filter(({ order }) => order.orderRef === 'o1')).toHaveLength(1);
  });

  it('a listing that was asked for has the last word on what was out', async () => {
    const rig = await ready();
    await working(rig);
    const sent = await changing(rig, { limit: price('9.10') });
    rig.ask('o1');
    expect(await rig.news()).toMatchObject([
      { type: 'broker.orderRestated', limit: price(9) },
      { type: 'broker.orderFound' },
    ]);
    rig.peer.tell(placed(sent));
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderRestated', limit: price('9.10') }]);
  });

  it('repeats the group as the broker has it (B32.2)', async () => {
    const rig = await ready();
    const sent = await working(rig, { oca: { name: 'pair', type: 2 } });
    rig.peer.tell(placed({ ...sent, order: { ...sent.order, ocaGroup: 'pair-of-theirs', ocaType: 3 } }));
    await rig.news();
    const change = await changing(rig, { limit: price('9.10') });
    expect(change.order).toMatchObject({ ocaGroup: 'pair-of-theirs', ocaType: 3 });
  });

  it('changes that wait together leave as one message, and are answered each (B19.2)', async () => {
    const rig = await ready({ limit: 20 });
    await working(rig);
    rig.pass(2);
    // The lane of orders is full for this second.
    for (let index = 0; index < 18; index++) rig.place(`x${index}`, { limit: price(8) });
    rig.amend('o1', { limit: price('9.10') });
    rig.amend('o1', { limit: price('9.20') });
    rig.amend('o1', { quantity: quantity(50) });
    rig.pass(1);
    await until(() => rig.peer.asked('placeOrder').length === 20);
    const sent = rig.peer.asked('placeOrder').filter(({ orderId }) => orderId === 1);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.order).toMatchObject({ lmtPrice: price('9.20'), totalQuantity: quantity(50) });
    rig.peer.tell(placed(sent[1] as unknown as PlaceOrder));
    rig.pass(2);
    expect((await rig.news()).filter(({ type }) => type === 'broker.amended')).toHaveLength(3);
  });

  it('what the broker never had can not be changed: nothing is written', async () => {
    const rig = await ready();
    rig.amend('o9', { limit: price(9) });
    rig.pass(0);
    expect(rig.said('outbox.dropped')).toMatchObject([{ order: 'o9', kind: 'amend' }]);
  });
});

describe('cancelling', () => {
  const cancelled = async (rig: IbRig): Promise<void> => {
    rig.cancel('o1');
    await until(() => rig.peer.asked('cancelOrder').length === 1);
  };

  it('is confirmed by 202, and the status behind it says nothing new (B8.2)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    await cancelled(rig);
    expect(rig.peer.asked('cancelOrder')).toMatchObject([{ orderId: 1 }]);
    rig.peer.tell(placed(sent, { status: 'PendingCancel' }));
    rig.peer.error(1, 202, 'Order Canceled - reason:');
    const at = { order: 'o1', brokerId: '1001' };
    expect(await rig.news()).toEqual([
      { type: 'broker.cancelPending', order: 'o1' },
      { type: 'broker.orderCancelled', ...at, filled: 0n, detail: '202: Order Canceled - reason:' },
    ]);
    rig.peer.tell(placed(sent, { status: 'Cancelled' }));
    expect(await rig.news()).toEqual([]);
    rig.peer.status({ status: 'Cancelled', permId: 1_001, filled: quantity(40) });
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderCancelled', filled: quantity(40) }]);
  });

  it('is confirmed by the status alone (B16.2)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    await cancelled(rig);
    rig.peer.status({ status: 'Cancelled', permId: 1_001, filled: quantity(30) });
    expect(sent.orderId).toBe(1);
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderCancelled', order: 'o1', filled: quantity(30) }]);
  });

  it('that comes too late is rejected, and nothing is taken as filled or cancelled by that (10148, B8.3)', async () => {
    const rig = await ready();
    await working(rig);
    await cancelled(rig);
    rig.peer.error(1, 10_148, 'OrderId 1 that needs to be cancelled cannot be cancelled, state: Filled.');
    expect(await rig.news()).toMatchObject([{ type: 'broker.cancelRejected', order: 'o1' }]);
  });

  it('of what is not found is asked about (10147, B8.4)', async () => {
    const rig = await ready();
    await working(rig);
    await cancelled(rig);
    rig.peer.state.orders = [];
    rig.peer.error(1, 10_147, 'OrderId 1 that needs to be cancelled is not found.');
    expect((await rig.news()).map(({ type }) => type)).toEqual(['broker.orderUnknown', 'broker.orderAbsent']);
  });

  it('a fill behind the cancel is heard (B8.6)', async () => {
    const rig = await ready();
    await working(rig);
    await cancelled(rig);
    rig.peer.error(1, 202, 'cancelled');
    rig.peer.executed({ execId: 'late.01' });
    expect((await rig.news()).map(({ type }) => type)).toEqual(['broker.orderCancelled', 'broker.execution']);
  });

  it('before it has left, the order does not leave at all', async () => {
    const rig = await ready({ limit: 20 });
    rig.pass(2);
    for (let index = 0; index < 18; index++) rig.place(`x${index}`, { limit: price(8) });
    rig.place('o1', { limit: price(9) });
    rig.cancel('o1');
    rig.pass(5);
    await until(() => rig.peer.asked('placeOrder').length === 18);
    expect(rig.said('outbox.dropped')).toMatchObject([{ order: 'o1', kind: 'place' }]);
    expect(rig.peer.asked('cancelOrder')).toEqual([]);
  });

  it('a change that still waits gives way to the cancel', async () => {
    const rig = await ready({ limit: 20 });
    await working(rig);
    rig.pass(2);
    for (let index = 0; index < 18; index++) rig.place(`x${index}`, { limit: price(8) });
    rig.amend('o1', { limit: price('9.10') });
    rig.cancel('o1');
    rig.pass(5);
    await until(() => rig.peer.asked('cancelOrder').length === 1);
    expect(rig.said('outbox.dropped')).toMatchObject([{ order: 'o1', kind: 'amend' }]);
    expect(rig.peer.asked('placeOrder').filter(({ orderId }) => orderId === 1)).toHaveLength(1);
  });

  it('a cancel that nobody asked for, when its time is over, is an expiry (B31.4)', async () => {
    const rig = await ready();
    await working(rig);
    rig.peer.error(1, 202, 'Order Canceled - reason: The order has expired');
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderExpired', order: 'o1' }]);
  });

  it('a day order that is cancelled behind the close has expired; a standing one has been cancelled (B22.1)', async () => {
    const closed = { opens: 1_796_000_000_000_000, closes: 1_796_020_000_000_000, session: '2026-11-24' };
    const hours = { name: 'always closed', sessionAt: () => closed } as never;
    const rig = await ready({ hours });
    await working(rig, { timeInForce: 'day' }, 'o1');
    await working(rig, { timeInForce: 'gtc' }, 'o2');
    await working(rig, { timeInForce: 'day' }, 'o3');
    rig.peer.status({ orderId: 1, status: 'Cancelled', permId: 1_001 });
    rig.peer.status({ orderId: 2, status: 'Cancelled', permId: 1_002 });
    rig.cancel('o3');
    await until(() => rig.peer.asked('cancelOrder').length === 1);
    rig.peer.status({ orderId: 3, status: 'Cancelled', permId: 1_003 });
    expect((await rig.news()).map(({ type }) => type)).toEqual([
      'broker.orderExpired',
      'broker.orderCancelled',
      'broker.orderCancelled',
    ]);
  });
});

describe('identity', () => {
  it('two orders with one number and different permanent ids are two (B3.1)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    const other = { ...sent, order: { ...sent.order, orderRef: 'stranger' } };
    rig.peer.tell(placed(other, { clientId: 7, permId: 555 }));
    rig.peer.status({ orderId: 1, clientId: 7, permId: 555, status: 'Cancelled' });
    expect(await rig.news()).toMatchObject([
      { type: 'broker.externalOrder', order: 'ib:555' },
      { type: 'broker.orderWorking', order: 'ib:555' },
      { type: 'broker.orderCancelled', order: 'ib:555' },
    ]);
  });

  it('orders without a permanent id do not merge (B3.2)', async () => {
    const rig = await ready();
    const first = await working(rig);
    await working(rig, {}, 'o2');
    rig.peer.status({ orderId: 2, permId: 0, status: 'PendingCancel' });
    rig.peer.tell(placed(first, { permId: 0, status: 'PreSubmitted' }));
    expect(await rig.news()).toEqual([{ type: 'broker.orderDormant', order: 'o1', until: 'overnight' }]);
  });

  it('an order by hand, without number and reference, goes by its permanent id; nobody here can touch it (B3.3, B29.1)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    const byHand = placed(
      { ...sent, orderId: 0, order: { ...sent.order, orderRef: '' } },
      { clientId: 0, permId: 900 },
    );
    rig.peer.tell(byHand);
    expect(await rig.news()).toMatchObject([
      { type: 'broker.externalOrder', order: 'ib:900', terms: { instrument: 'SPY', quantity: quantity(100) } },
      { type: 'broker.orderWorking', order: 'ib:900' },
    ]);
    rig.cancel('ib:900');
    expect(await rig.news()).toMatchObject([{ type: 'outbox.dropped', kind: 'cancel', order: 'ib:900' }]);
  });

  it('a status under a known number with a new permanent id is delivered to nobody, and asked about (B2.3)', async () => {
    const rig = await ready();
    await working(rig);
    rig.peer.status({ orderId: 1, permId: 4_242, status: 'Cancelled' });
    expect((await rig.news()).map(({ type }) => type)).toEqual(['broker.orderRestated', 'broker.orderFound']);
  });

  it('one change can leave two live orders: both are named, and a cancel goes out for both (B5.1, B5.2)', async () => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.tell(placed({ ...sent, orderId: 9 }, { permId: 2_002 }));
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderWorking', order: 'o1', brokerId: '2002' }]);
    rig.cancel('o1');
    await until(() => rig.peer.asked('cancelOrder').length === 2);
    expect(rig.peer.asked('cancelOrder').map(({ orderId }) => orderId)).toEqual([1, 9]);
    rig.peer.status({ orderId: 9, permId: 2_002, status: 'Cancelled' });
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderCancelled', brokerId: '2002' }]);
    expect((await changing(rig, { limit: price('9.5') })).orderId).toBe(1);
  });

  it('after a restart orders are known by their references, and can be changed and cancelled (B11.3)', async () => {
    const order = { ...(await working(await ready())).order, orderRef: 'earlier' };
    const listed = {
      ...placed({ orderId: 12, order, contract: contract('SPY') } as unknown as PlaceOrder),
      permId: 3_000,
    };
    const rig = await ready({}, { orders: [listed], nextId: 13 });
    expect(rig.types()).toEqual(['connection.opened', 'connection.handshaken', 'broker.snapshot', 'broker.account']);
    expect(rig.said('broker.snapshot')[0]?.snapshot.orders).toMatchObject([
      { order: 'earlier', brokerId: '3000', state: 'working', filled: 0n, terms: { limit: price(9) } },
    ]);
    rig.amend('earlier', { limit: price('9.5') });
    rig.cancel('earlier');
    await until(() => rig.peer.asked('cancelOrder').length === 1);
    expect(rig.peer.asked('placeOrder')).toMatchObject([{ orderId: 12, order: { lmtPrice: price('9.5') } }]);
  });
});

describe('executions and fees', () => {
  it('a correction has the name of what it corrects; what comes late or twice is heard no more (B14)', async () => {
    const rig = await ready();
    await working(rig);
    for (const [execId, shares] of [
      ['x.01', 100],
      ['x.02', 90],
      ['x.01', 100],
      ['x.02', 90],
      ['x.03', 0],
    ] as const)
      rig.peer.executed({ execId, shares: quantity(shares) });
    expect(await rig.news()).toMatchObject([
      { execution: 'x', revision: 1, quantity: quantity(100) },
      { execution: 'x', revision: 2, quantity: quantity(90) },
      { execution: 'x', revision: 3, quantity: 0n, price: price(10) },
    ]);
  });

  it('a fee is said once, whichever of the two comes first (B15.2)', async () => {
    const rig = await ready();
    await working(rig);
    const fee = (execId: string) => rig.peer.fee({ execId, commission: amount('1.05'), currency: 'USD' });
    fee('x.01');
    rig.peer.executed({ execId: 'x.01' });
    rig.peer.executed({ execId: 'y.01' });
    fee('y.01');
    fee('y.01');
    expect((await rig.news()).filter(({ type }) => type === 'broker.commission')).toEqual([
      { type: 'broker.commission', order: 'o1', execution: 'x', fee: amount('1.05'), currency: 'USD' },
      { type: 'broker.commission', order: 'o1', execution: 'y', fee: amount('1.05'), currency: 'USD' },
    ]);
  });

  it('a fee that is not told is pending, never zero (B15.3)', async () => {
    const rig = await ready();
    await working(rig);
    rig.peer.executed({ execId: 'x.01' });
    rig.peer.say(['59', '1', 'x.01', '1.7976931348623157E308', 'USD', '', '', '']);
    rig.peer.say(['59', '1', 'x.01', '', '', '', '', '']);
    expect((await rig.news()).map(({ type }) => type)).toEqual(['broker.execution']);
  });

  it('an execution of somebody else is of no order of ours', async () => {
    const rig = await ready();
    rig.peer.executed({ execId: 'z.01', clientId: 0, permId: 31, orderRef: '', side: 'SLD' });
    expect(await rig.news()).toMatchObject([{ order: 'ib:31', instrument: 'SPY', side: 'sell', account: 'DU1' }]);
  });
});

describe('brackets', () => {
  it('a child names its parent while that lives, and only the last one is transmitted (B18.1, B18.2)', async () => {
    const rig = await ready();
    const child = { side: 'sell', parent: 'entry' as OrderId } as const;
    rig.place('entry', { limit: price(9), transmit: false });
    const target = await working(rig, { ...child, limit: price(11) }, 'target');
    const [entry = target] = rig.peer.asked('placeOrder') as unknown as readonly PlaceOrder[];
    rig.peer.tell(placed(entry));
    await rig.news();
    expect([entry.order.transmit, target.order.parentId, target.order.transmit]).toEqual([false, entry.orderId, true]);
    rig.amend('entry', { limit: price('9.5') });
    await until(() => rig.peer.asked('placeOrder').length === 3);
    expect(rig.peer.asked('placeOrder').at(-1)?.order).toMatchObject({ transmit: true, lmtPrice: price('9.5') });
    rig.peer.tell(placed(entry, { status: 'Filled', filled: quantity(100) }));
    await rig.news();
    rig.amend('target', { limit: price(12) });
    await until(() => rig.peer.asked('placeOrder').length === 4);
    expect(rig.peer.asked('placeOrder').at(-1)?.order).toMatchObject({ parentId: 0, lmtPrice: price(12) });
  });

  it('a parent that has ended, or has filled by its executions alone, is named no more (B18.1, B16.2)', async () => {
    const rig = await ready();
    const child = { side: 'sell', limit: price(11) } as const;
    await working(rig, {}, 'o1');
    await working(rig, { ...child, parent: 'o1' as OrderId }, 'c1');
    await working(rig, {}, 'o2');
    await working(rig, { ...child, parent: 'o2' as OrderId }, 'c2');
    rig.peer.executed({ orderId: 1, permId: 1_001, orderRef: 'o1' });
    rig.peer.error(3, 202, 'cancelled');
    await rig.news();
    rig.amend('c1', { limit: price(12) });
    rig.amend('c2', { limit: price(12) });
    await until(() => rig.peer.asked('placeOrder').length === 6);
    expect(rig.peer.asked('placeOrder').map(({ order }) => order.parentId)).toEqual([0, 1, 0, 3, 0, 0]);
  });

  it('a parent that ended while nobody listened is named no more (B18.1)', async () => {
    const rig = await ready();
    const entry = await working(rig, {}, 'entry');
    await working(rig, { side: 'sell', limit: price(11), parent: 'entry' as OrderId }, 'target');
    const { permId, contract: of, order } = placed(entry);
    rig.peer.state.orders = rig.peer.state.orders.filter((each) => each.permId !== permId);
    rig.peer.state.completed = [
      {
        ...{ permId, contract: of, order, status: 'Cancelled', filledQuantity: quantity(0), parentPermId: 0 },
        ...{ completedTime: '20261123 10:00:00 America/New_York', completedStatus: 'Cancelled' },
      },
    ];
    rig.peer.drop();
    await until(() => rig.said('connection.lost').length === 1);
    rig.pass(1);
    await until(() => rig.said('broker.snapshot').length === 2);
    rig.amend('target', { limit: price(12) });
    await until(() => rig.peer.asked('placeOrder').length === 3);
    expect(rig.peer.asked('placeOrder').at(-1)?.order).toMatchObject({ parentId: 0, lmtPrice: price(12) });
  });

  it('a change before the last of a bracket is out does not let it go', async () => {
    const rig = await ready();
    rig.place('o1', { limit: price(9), transmit: false });
    rig.amend('o1', { limit: price('9.5') });
    rig.place('target', { side: 'sell', limit: price(11), parent: 'o1' as OrderId });
    await until(() => rig.peer.asked('placeOrder').length === 2);
    expect(rig.peer.asked('placeOrder').map(({ order }) => [order.transmit, order.lmtPrice])).toEqual([
      [false, price('9.5')],
      [true, price(11)],
    ]);
  });

  it('leaves whole: what is asked about while it waits for the rest of it never leaves', async () => {
    const rig = await ready();
    rig.place('entry', { limit: price(9), transmit: false });
    rig.ask('entry');
    expect((await rig.news()).map(({ type }) => type)).toContain('broker.orderAbsent');
    rig.place('alone', { limit: price(8) });
    await until(() => rig.peer.asked('placeOrder').length === 1);
    expect(rig.peer.asked('placeOrder').map(({ order }) => order.orderRef)).toEqual(['alone']);
  });

  it('of a bracket that waits when the connection goes nothing has left', async () => {
    const rig = await ready();
    rig.place('entry', { limit: price(9), transmit: false });
    rig.place('target', { side: 'sell', limit: price(11), parent: 'entry' as OrderId, transmit: false });
    rig.peer.drop();
    await until(() => rig.said('connection.lost').length === 1);
    expect(rig.said('outbox.dropped').map(({ order }) => order)).toEqual(['entry', 'target']);
    expect(rig.peer.asked('placeOrder')).toEqual([]);
  });

  it('a child never leaves before its parent, however urgent it is', async () => {
    const rig = await ready({ limit: 20 });
    rig.pass(2);
    for (let index = 0; index < 18; index++) rig.place(`x${index}`, { limit: price(8) });
    rig.place('entry', { limit: price(9), transmit: false });
    const oca = { name: 'pair', type: 2 } as const;
    rig.place('stop', { side: 'sell', type: 'stop', stop: price(8), parent: 'entry' as OrderId, oca });
    rig.pass(5);
    await until(() => rig.peer.asked('placeOrder').length === 20);
    expect(
      rig.peer
        .asked('placeOrder')
        .slice(-2)
        .map(({ order }) => order.orderRef),
    ).toEqual(['entry', 'stop']);
  });

  it('what makes less of what is held leaves before orders that do not (B19.1)', async () => {
    const rig = await ready({ limit: 20 }, { positions: [{ symbol: 'SPY', quantity: 100 }] });
    rig.pass(2);
    for (let index = 0; index < 24; index++) rig.place(`x${index}`, { limit: price(8) });
    rig.place('more-than-is-held', { side: 'sell', limit: price(7), quantity: quantity(101) });
    rig.place('exit', { side: 'sell', limit: price(7) });
    await until(() => rig.peer.asked('placeOrder').some(({ order }) => order.orderRef === 'exit'));
    expect(rig.peer.asked('placeOrder')).toHaveLength(19);
  });
});

describe('asked what became of an order', () => {
  const answers: readonly (readonly [string, Told, readonly string[]])[] = [
    ['that works', {}, ['broker.orderRestated', 'broker.orderFound']],
    [
      'that has filled in part',
      { filled: quantity(5) },
      ['broker.orderRestated', 'broker.orderFound', 'broker.orderStatus'],
    ],
    ['that waits', { status: 'PreSubmitted', whyHeld: 'trigger' }, ['broker.orderRestated', 'broker.orderWaiting']],
    ['that is held', { status: 'Inactive', whyHeld: 'locate' }, ['broker.orderRestated', 'broker.orderHeld']],
  ];
  it.each(answers)('%s, it says so', async (_name, over, expected) => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.state.orders = [placed(sent, over)];
    rig.ask('o1');
    const about = (await rig.news()).filter((fact) => 'order' in fact && fact.order === 'o1').map(({ type }) => type);
    expect(about.slice(-expected.length)).toEqual(expected);
  });

  it.each([
    [
      'filled',
      'Filled',
      'Filled Size: 100',
      ['broker.execution', 'broker.commission', 'broker.orderRestated', 'broker.orderStatus'],
    ],
    [
      'cancelled',
      'Cancelled',
      'Cancelled by Trader',
      ['broker.execution', 'broker.commission', 'broker.orderCancelled'],
    ],
    ['rejected', 'Inactive', 'Rejected by System', ['broker.execution', 'broker.commission', 'broker.orderRejected']],
    ['expired', 'Cancelled', 'Expired', ['broker.execution', 'broker.commission', 'broker.orderExpired']],
  ])('that has ended as %s, it says so, with its executions', async (_name, status, completedStatus, expected) => {
    const rig = await ready();
    const sent = await working(rig);
    rig.peer.executed({ execId: 'x.01' });
    rig.peer.fee({ execId: 'x.01', commission: amount(1), currency: 'USD' });
    await rig.news();
    const { order, contract: of, permId } = placed(sent);
    rig.peer.state.orders = [];
    rig.peer.state.completed = [
      {
        ...{ permId, contract: of, order, status, filledQuantity: quantity(100), parentPermId: 0 },
        ...{ completedTime: '20261123 10:00:00 America/New_York', completedStatus },
      },
    ];
    rig.ask('o1');
    expect((await rig.news()).map(({ type }) => type)).toEqual(expected);
  });

  it('that the broker lists nowhere, it is absent, as far back as the day goes (B7.2)', async () => {
    const rig = await ready();
    rig.ask('o7');
    expect(await rig.news()).toEqual([{ type: 'broker.orderAbsent', order: 'o7', since: 1_795_410_000_000_000 }]);
  });

  it('that is in neither list, but was executed, is not absent: what filled is told', async () => {
    const rig = await ready();
    await working(rig);
    rig.peer.executed({ execId: 'x.01', shares: quantity(100) });
    await rig.news();
    rig.peer.state.orders = [];
    rig.ask('o1');
    expect(await rig.news()).toMatchObject([
      { type: 'broker.execution', execution: 'x' },
      { type: 'broker.orderStatus', order: 'o1', filled: quantity(100) },
    ]);
  });

  it('an execution that was missed is told, of whatever order', async () => {
    const rig = await ready();
    await working(rig);
    rig.peer.executed({ execId: 'x.01' });
    await rig.news();
    const [execution] = rig.peer.state.executions;
    if (execution !== undefined) rig.peer.state.executions.push({ ...execution, execId: 'missed.01' });
    rig.ask('o7');
    expect((await rig.news()).filter(({ type }) => type === 'broker.execution')).toMatchObject([
      { execution: 'missed' },
    ]);
  });
});

describe('the list of all orders, read every minute', () => {
  // Nobody answers questions about the time while minutes pass at once.

  it('tells of what a person has entered, of whom no word comes to a desk that is not the master', async () => {
    const rig = await ready({ silence: minutes(10) });
    const sent = await working(rig);
    const byHand = { ...sent, orderId: 0, order: { ...sent.order, orderRef: '' } };
    rig.peer.state.orders = [placed(byHand, { clientId: 0, permId: 71 })];
    rig.pass(50);
    await turns();
    expect(rig.said('broker.externalOrder')).toEqual([]);
    rig.pass(10);
    await until(() => rig.said('broker.externalOrder').length > 0);
    expect(rig.said('broker.externalOrder')).toMatchObject([{ order: 'ib:71', brokerId: '71' }]);
  });

  it('finds alive what was said to have ended, and its end is news again', async () => {
    const rig = await ready({ silence: minutes(10) });
    const sent = await working(rig);
    rig.peer.error(1, 202, 'Order Canceled - reason: of another order');
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderCancelled', order: 'o1' }]);
    rig.peer.state.orders = [placed(sent)];
    rig.pass(60);
    await until(() => rig.said('broker.orderFound').length > 0);
    expect(rig.said('broker.orderFound')).toEqual([{ type: 'broker.orderFound', order: 'o1', brokerId: '1001' }]);
    await rig.news();
    rig.peer.tell(placed(sent, { status: 'Cancelled' }));
    expect(await rig.news()).toMatchObject([{ type: 'broker.orderCancelled', order: 'o1' }]);
  });

  it('says nothing of what is as it was', async () => {
    const rig = await ready({ silence: minutes(10) });
    const sent = await working(rig);
    rig.peer.state.orders = [placed(sent)];
    const before = rig.peer.asked('reqAllOpenOrders').length;
    for (const _minute of [1, 2]) {
      const count = rig.peer.asked('reqAllOpenOrders').length;
      rig.pass(60);
      await until(() => rig.peer.asked('reqAllOpenOrders').length > count);
      await turns();
    }
    expect(rig.peer.asked('reqAllOpenOrders').length).toBeGreaterThanOrEqual(before + 2);
    expect(await rig.news()).toEqual([]);
  });
});

it('what is held is told as it changes (B12.1)', async () => {
  const rig = await ready(
    {},
    {
      positions: [
        { symbol: 'SPY', quantity: 5 },
        { symbol: 'QQQ', quantity: 9, account: 'DU9' },
      ],
    },
  );
  expect(rig.said('broker.snapshot')[0]?.snapshot.positions).toEqual([{ instrument: 'SPY', quantity: quantity(5) }]);
  rig.peer.state.positions = [
    { symbol: 'SPY', quantity: 0 },
    { symbol: 'QQQ', quantity: 8, account: 'DU9' },
  ];
  rig.peer.say(['61', '3', 'DU1', '1', 'SPY', 'STK', '', '0', '', '', '', 'USD', 'SPY', 'SPY', '-3', '10.5']);
  rig.peer.say(['61', '3', 'DU9', '1', 'QQQ', 'STK', '', '0', '', '', '', 'USD', 'QQQ', 'QQQ', '8', '10.5']);
  expect(await rig.news()).toEqual([
    { type: 'broker.position', account: 'DU1', instrument: 'SPY', quantity: quantity(-3), averageCost: price('10.5') },
  ]);
});

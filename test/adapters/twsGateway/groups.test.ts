/** Orders that depend on each other, and on what the account can bear, through the gateway. */
import type { Contract, Order } from '@stoqey/ib';
import { OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import type { Desk } from '../../support/gateway.ts';
import { limited, SPY } from '../../support/plainOrders.ts';
import { quotedGateway } from '../../support/quotedGateway.ts';

const { SELL } = OrderAction;
const { MKT, STP } = OrderType;
const total = (client: Desk, id: number, wanted: number) =>
  client.until(
    'openOrder',
    (told: number, _of: Contract, { totalQuantity }: Order) => told === id && totalQuantity === wanted,
  );
const filledOf = (client: Desk, id: number): number =>
  client
    .of('execDetails')
    .map(([, , , done]) => done as { orderId: number; shares: number })
    .filter(({ orderId }) => orderId === id)
    .reduce((sum, { shares }) => sum + shares, 0);
/** Whatever was on its way to the client is here. */
async function heard(client: Desk): Promise<void> {
  const before = client.of('currentTime').length;
  client.api.reqCurrentTime();
  await client.until('currentTime', () => client.of('currentTime').length > before);
}

describe('a group of which one cancels another', () => {
  const pair = async (ocaType: number | undefined) => {
    const rig = await quotedGateway();
    const client = await rig.desk(1);
    const group = { ocaGroup: 'one', ...(ocaType === undefined ? {} : { ocaType }) };
    client.api.placeOrder(1, SPY, limited({ ...group, lmtPrice: 99 }));
    client.api.placeOrder(2, SPY, limited({ ...group, lmtPrice: 98 }));
    await client.status(2, 'Submitted');
    return { ...rig, client };
  };

  it('B32: of type 1 ends with the first fill, whole or not', async () => {
    const { quote, client } = await pair(1);
    quote(98.9, 98.92, 40);
    await client.error(202);
    await client.status(2, 'Cancelled');
    expect(filledOf(client, 1)).toBe(40);
  });

  it.each([
    2,
    3,
    undefined,
  ])('B32: of type %s is reduced by what has filled, and ends when one has filled whole', async (type) => {
    const { quote, client } = await pair(type);
    quote(98.9, 98.92, 40);
    await total(client, 2, 60);
    quote(98.8, 98.82, 300);
    await client.status(1, 'Filled');
    await client.status(2, 'Cancelled');
  });

  it.each([
    ['1: one fills', 1, 0],
    ['2: one fills', 2, 0],
    ['3, which has no block: both fill', 3, 100],
  ])('reached whole by one quote, of type %s', async (_what, type, filled) => {
    const { quote, client } = await pair(type);
    quote(97.9, 97.92, 300);
    await client.status(2, filled === 0 ? 'Cancelled' : 'Filled');
    await heard(client);
    expect([filledOf(client, 1), filledOf(client, 2)]).toEqual([100, filled]);
  });

  it.each<[string, Partial<Order>]>([
    ['another name', { ocaGroup: 'two', ocaType: 1 }],
    ['another type', { ocaGroup: 'one', ocaType: 2 }],
    ['no group', {}],
  ])('B32.2: is not changed to %s', async (_what, group) => {
    const { client } = await pair(1);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 98.5, ...group }));
    const [, , , id] = await client.error(10326);
    expect(id).toBe(1);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 98.5, ocaGroup: 'one', ocaType: 1 }));
    await client.until('openOrder', (_id: number, _of: Contract, told: Order) => told.lmtPrice === 98.5);
  });

  it('an order without a group is not put into one', async () => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 99 }));
    await client.status(1, 'Submitted');
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 99, ocaGroup: 'one' }));
    await client.error(10326);
  });
});

describe('a parent that has filled in part', () => {
  const bracket = async (children: 'whenComplete' | 'proportional') => {
    const rig = await quotedGateway({ children });
    const client = await rig.desk(1);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 99, totalQuantity: 200, transmit: false }));
    const exit = { action: SELL, totalQuantity: 200, parentId: 1, tif: TimeInForce.GTC };
    client.api.placeOrder(2, SPY, limited({ ...exit, lmtPrice: 110, transmit: false }));
    client.api.placeOrder(3, SPY, limited({ ...exit, orderType: STP, auxPrice: 90 }));
    await client.until('orderStatus', (...told: unknown[]) => told[0] === 3 && told[9] === 'child');
    rig.quote(98.9, 98.92, 80);
    await client.until('orderStatus', (id: number, _status: string, filled: number) => id === 1 && filled === 80);
    return { ...rig, client };
  };

  it('B34: its children sleep until it has filled whole', async () => {
    const { quote, client } = await bracket('whenComplete');
    await heard(client);
    expect(client.of('orderStatus').findLast(([, id]) => id === 2)?.[2]).toBe('PreSubmitted');
    quote(98.9, 98.92, 300);
    await client.status(2, 'Submitted');
    await client.until('orderStatus', (...told: unknown[]) => told[0] === 3 && told[9] === 'trigger');
  });

  it('B34: its children end with it when it is cancelled, and what has filled is left without a stop', async () => {
    const { client } = await bracket('whenComplete');
    client.api.cancelOrder(1, '');
    await client.status(2, 'Cancelled');
    await client.status(3, 'Cancelled');
  });

  it('B34: its children are for what has filled, where the gateway is told so', async () => {
    const { client } = await bracket('proportional');
    await total(client, 2, 80);
    await client.status(2, 'Submitted');
    client.api.cancelOrder(1, '');
    await client.status(1, 'Cancelled');
    await heard(client);
    expect(client.of('orderStatus').findLast(([, id]) => id === 2)?.[2]).toBe('Submitted');
  });

  it('its children are never both filled, although their group has no type', async () => {
    const { quote, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited({ orderType: MKT, transmit: false }));
    client.api.placeOrder(2, SPY, limited({ action: SELL, parentId: 1, lmtPrice: 110, transmit: false }));
    client.api.placeOrder(3, SPY, limited({ action: SELL, parentId: 1, lmtPrice: 111 }));
    await client.status(3, 'Submitted');
    quote(112, 112.02);
    await client.status(2, 'Filled');
    await client.status(3, 'Cancelled');
    expect(filledOf(client, 3)).toBe(0);
  });
});

describe('what the account can not bear', () => {
  it('is rejected in the words of Interactive Brokers, and the order is Inactive', async () => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited({ orderType: MKT, totalQuantity: 100_000 }));
    await client.status(1, 'Inactive');
    const [, error] = await client.error(201);
    expect(String(error)).toMatch(
      /YOUR EQUITY WITH LOAN VALUE \[1000000\.00 USD\] MUST EXCEED THE INITIAL MARGIN \[2500250\.00 USD\]/,
    );
    client.api.reqCompletedOrders(false);
    await client.until('completedOrder');
  });

  it('does not count what an order takes off', async () => {
    const { quote, desk } = await quotedGateway();
    const client = await desk(1);
    quote(100, 100.02, 40_000);
    client.api.placeOrder(1, SPY, limited({ orderType: MKT, totalQuantity: 39_000 }));
    await client.status(1, 'Filled');
    client.api.placeOrder(2, SPY, limited({ orderType: MKT, totalQuantity: 2_000 }));
    await client.status(2, 'Inactive');
    client.api.placeOrder(3, SPY, limited({ action: SELL, orderType: MKT, totalQuantity: 39_000 }));
    await client.status(3, 'Filled');
  });
});

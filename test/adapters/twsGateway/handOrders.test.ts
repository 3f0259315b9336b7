/** What a person or the broker does to an account behind the back of its clients: who hears of it, and under which number. */
import type { Order } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { accountId } from '../../../src/identifiers.ts';
import type { Desk } from '../../support/gateway.ts';
import { order, SPY } from '../../support/plainOrders.ts';
import { resting, steppedGateway } from '../../support/steppedGateway.ts';

const bySide = { fault: 'place', symbol: 'SPY', action: 'BUY', quantity: 100 };
const rests = { ...bySide, orderType: 'LMT', limit: 1 };
/** The number and the status of every order as it was last told. */
const standing = (client: Desk) =>
  new Map(client.of('orderStatus').map(([, id, status, , , , permId]) => [permId, [id, status]]));
/** The numbers of what is listed behind the last question. */
async function listed(client: Desk, ask: () => void): Promise<readonly (readonly unknown[])[]> {
  const [before, ends] = [client.of('openOrder').length, client.of('openOrderEnd').length];
  ask();
  await client.until('openOrderEnd', () => client.of('openOrderEnd').length > ends);
  return client
    .of('openOrder')
    .slice(before)
    .map(([, id, , told]) => [id, (told as Order).permId, (told as Order).clientId]);
}

describe('an order that is placed by hand', () => {
  it('is heard of by the client 0 and the master, under the number 0; others find it in the list of all orders', async () => {
    const { desk, step, admin } = await steppedGateway({ master: 9 });
    const [zero, one, master] = [await desk(0), await desk(1), await desk(9)];
    const { permId } = await admin.fault(rests);
    await step();
    for (const client of [zero, master]) expect([...standing(client)]).toEqual([[permId, [0, 'Submitted']]]);
    expect(one.of('openOrder')).toEqual([]);
    expect(await listed(one, () => one.api.reqAllOpenOrders())).toEqual([[0, permId, 0]]);
    expect(await listed(one, () => one.api.reqOpenOrders())).toEqual([]);
    one.api.cancelOrder(0, '');
    await one.error(10147);
    zero.api.cancelOrder(-2, '');
    await zero.error(10147);
  });

  it('has a number below zero once the client 0 asks for its orders, and is changed and cancelled by it', async () => {
    const { desk, step, admin } = await steppedGateway();
    const zero = await desk(0);
    const { permId } = await admin.fault(rests);
    await step();
    const list = await listed(zero, () => zero.api.reqOpenOrders());
    expect(list.at(-1)).toEqual([-2, permId, 0]);
    expect(zero.of('orderBound')).toEqual([['orderBound', permId, 0, -2]]);
    zero.api.placeOrder(-2, SPY, { ...resting, lmtPrice: 2 });
    await step();
    await zero.until(
      'openOrder',
      (id: number, _contract: unknown, told: Order) => id === -2 && told.lmtPrice === 2 && told.permId === permId,
    );
    zero.api.cancelOrder(-2, '');
    await step();
    expect(standing(zero).get(permId as never)).toEqual([-2, 'Cancelled']);
  });

  it('has a number at once where the client 0 has asked for that, until it asks for it no more', async () => {
    const { desk, step, admin } = await steppedGateway();
    const zero = await desk(0);
    const first = (await admin.fault(rests)).permId;
    await step();
    zero.api.reqAutoOpenOrders(true);
    await zero.until('orderBound');
    const second = (await admin.fault(rests)).permId;
    await step();
    zero.api.reqAutoOpenOrders(false);
    zero.api.reqCurrentTime();
    await zero.until('currentTime');
    const third = (await admin.fault(rests)).permId;
    await step();
    expect([...standing(zero)]).toEqual([
      [first, [-2, 'Submitted']],
      [second, [-3, 'Submitted']],
      [third, [0, 'Submitted']],
    ]);
    const one = await desk(1);
    one.api.reqAutoOpenOrders(true);
    await one.until('info', (_text: string, code: number) => code === 321);
  });

  it('that fills moves the position of all, and its execution is that of the client 0', async () => {
    const { desk, step, admin } = await steppedGateway();
    const [zero, one] = [await desk(0), await desk(1)];
    one.api.reqPositions();
    await one.until('positionEnd');
    const { permId } = await admin.fault(bySide);
    await step();
    expect(zero.of('execDetails')).toMatchObject([
      ['execDetails', -1, {}, { permId, orderId: 0, clientId: 0, shares: 100 }],
    ]);
    expect(one.of('execDetails')).toEqual([]);
    expect(one.of('position').map(([, , , held]) => held)).toEqual([100]);
  });

  it.each([
    ['of what is not traded here', { ...bySide, symbol: 'NOSUCH' }, /200: No security definition/],
    ['of a type that there is not', { ...bySide, orderType: 'BOX TOP' }, /387: /],
    ['for another account', { ...bySide, account: 'DU9' }, /435: /],
    ['for nothing', { ...bySide, quantity: 0 }, /quantity: expected a quantity above zero/],
    ['for an account that is not simulated', { ...bySide, account: 'U1234567' }, /expected a simulated account/],
  ])('%s is refused', async (_what, fault, problem) => {
    const { admin } = await steppedGateway();
    const { told } = await admin.ask('POST', '/faults', JSON.stringify(fault));
    expect(told.error).toMatchObject({ code: 'faultRefused', message: expect.stringMatching(problem) });
  });
});

describe('an order that is cancelled by hand', () => {
  it('ends for its owner, who did not ask for it', async () => {
    const { desk, step, admin } = await steppedGateway();
    const one = await desk(1);
    one.api.placeOrder(1, SPY, resting);
    await step();
    const permId = [...standing(one).keys()][0];
    await admin.fault({ fault: 'cancel', permId });
    await step();
    expect(one.of('error').map(([, , code, id]) => [code, id])).toEqual([[202, 1]]);
    expect(standing(one).get(permId)).toEqual([1, 'Cancelled']);
    const { told } = await admin.ask('POST', '/faults', JSON.stringify({ fault: 'cancel', permId }));
    expect(told.error).toMatchObject({ code: 'faultRefused', message: expect.stringMatching(/no open order/) });
  });
});

describe('a liquidation', () => {
  it('takes back what is open in what is held and closes that, under the client 0, and says that it is one', async () => {
    const { desk, step, admin } = await steppedGateway();
    const [zero, one] = [await desk(0), await desk(1)];
    const other = { ...SPY, symbol: 'IBM' };
    one.api.placeOrder(1, SPY, order());
    one.api.placeOrder(2, other, order());
    one.api.placeOrder(3, SPY, resting);
    one.api.placeOrder(4, other, resting);
    await step();
    one.api.reqPositions();
    await one.until('positionEnd');
    const { permIds = [] } = await admin.fault({ fault: 'liquidate', symbol: 'spy' });
    await step(2);
    expect(permIds).toHaveLength(1);
    expect([...standing(one).values()]).toEqual([
      [1, 'Filled'],
      [2, 'Filled'],
      [3, 'Cancelled'],
      [4, 'Submitted'],
    ]);
    expect(one.of('position').at(-1)?.[3]).toBe(0);
    expect(zero.of('execDetails').at(-1)).toMatchObject([
      ...['execDetails', -1, { symbol: 'SPY' }],
      { side: 'SLD', shares: 100, liquidation: 1, permId: permIds[0] },
    ]);
    expect(one.of('execDetails').map(([, , , done]) => (done as { liquidation: number }).liquidation)).toEqual([0, 0]);
  });

  it('of everything closes every account, short positions too', async () => {
    const accounts = [accountId('DU1'), accountId('DU2')];
    const { desk, step, admin } = await steppedGateway({ accounts });
    const one = await desk(1);
    one.api.placeOrder(1, SPY, order({ account: 'DU1' }));
    one.api.placeOrder(2, { ...SPY, symbol: 'IBM' }, order({ account: 'DU2', action: 'SELL' as never }));
    await step();
    await admin.fault({ fault: 'liquidate' });
    await step(2);
    one.api.reqPositions();
    await one.until('positionEnd');
    expect(one.of('position')).toEqual([]);
    const { told } = await admin.ask('POST', '/faults', '{"fault":"liquidate"}');
    expect(told.error?.message).toMatch(/nothing is held/);
  });
});

describe('the next id of a client', () => {
  it('goes back when it is told to, for that client alone', async () => {
    const { desk, step, admin } = await steppedGateway();
    const [one, two] = [await desk(1), await desk(2)];
    for (const client of [one, two]) client.api.placeOrder(7, SPY, order());
    await step();
    expect(await admin.fault({ fault: 'nextId', client: 1, id: 3 })).toEqual({ client: 1, id: 3 });
    for (const client of [one, two]) client.api.reqIds();
    await one.until('nextValidId', (id: number) => id === 3);
    await two.until('nextValidId', (id: number) => id === 8);
    one.api.placeOrder(3, SPY, resting);
    await step();
    expect([...standing(one).values()]).toEqual([
      [7, 'Filled'],
      [3, 'Submitted'],
    ]);
    one.api.placeOrder(7, SPY, order());
    await one.error(104);
  });
});

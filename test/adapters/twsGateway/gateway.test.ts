/** The gateway over real sockets, with a client library that knows nothing of it. */
import type { BarSizeSetting, Contract, Order } from '@stoqey/ib';
import { OrderAction, OrderType, WhatToShow } from '@stoqey/ib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Desk, deskHere, gatewayHere, opened } from '../../support/gateway.ts';
import { order, SPY } from '../../support/plainOrders.ts';

/** The prices of a quote now. */
async function quoteOf(client: Desk): Promise<{ bid: number; ask: number }> {
  client.api.reqMktData(900, SPY, '', true, false);
  await client.until('tickSnapshotEnd');
  const price = (type: number): number => client.of('tickPrice').findLast(([, , told]) => told === type)?.[3] as number;
  return { bid: price(1), ask: price(2) };
}

describe('a client that connects', () => {
  it('hears its accounts and the id of its first order, and every list that is asked for at the start has its end', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    expect(client.of('managedAccounts')).toEqual([['managedAccounts', 'DU1234567']]);
    expect(client.of('nextValidId')).toEqual([['nextValidId', 1]]);
    client.api.reqPositions();
    client.api.reqOpenOrders();
    client.api.reqCompletedOrders(false);
    client.api.reqAccountUpdates(true, 'DU1234567');
    client.api.reqAccountUpdatesMulti(11, 'DU1234567', '', false);
    client.api.reqExecutions(12, {});
    client.api.reqAccountSummary(13, 'All', 'NetLiquidation,BuyingPower');
    for (const end of ['positionEnd', 'openOrderEnd', 'completedOrdersEnd', 'accountDownloadEnd', 'execDetailsEnd'])
      await client.until(end);
    await client.until('accountUpdateMultiEnd');
    await client.until('accountSummaryEnd');
    const [, , account, tag, value] = client.of('accountSummary')[0] ?? [];
    expect([account, tag, value]).toEqual(['DU1234567', 'NetLiquidation', '1000000']);
    expect(client.of('error')).toEqual([]);
  });

  it('with an id that is in use is told so and closed, and the one that has it stays', async () => {
    const { port } = await gatewayHere();
    const first = await deskHere(port, 5);
    const second = new Desk(port, 5);
    second.api.connect();
    const [, , code] = await second.until('info', (_text: string, told: number) => told === 326);
    expect(code).toBe(326);
    await second.until('disconnected');
    first.api.reqCurrentTime();
    await first.until('currentTime');
  });
});

describe('an order', () => {
  it('that fills is told as openOrder, execution, status and commission, in that order', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    client.api.reqPositions();
    await client.until('positionEnd');
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.MKT }));
    await client.until('commissionReport');
    await client.until('position');
    const names = client.heard.map(([name]) => name).filter((name) => /^(open|order|exec|comm)/.test(name));
    expect(names).toEqual(['openOrder', 'orderStatus', 'execDetails', 'openOrder', 'orderStatus', 'commissionReport']);
    const [, id, status, filled, remaining] = client.of('orderStatus').at(-1) ?? [];
    expect([id, status, filled, remaining]).toEqual([1, 'Filled', 100, 0]);
    const [, account, , quantity] = client.of('position').at(-1) ?? [];
    expect([account, quantity]).toEqual(['DU1234567', 100]);
    expect(client.of('error')).toEqual([]);
  });

  it('for more than is displayed never fills at once', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.MKT, totalQuantity: 1_000 }));
    await client.status(1, 'Filled');
    const sizes = client.of('execDetails').map(([, , , done]) => (done as { shares: number }).shares);
    expect(Math.max(...sizes)).toBeLessThan(350);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
  });

  it('is changed within its kind and its group', async () => {
    const { port } = await gatewayHere();
    const owner = await deskHere(port, 1);
    const { bid } = await quoteOf(owner);
    const resting = { orderType: OrderType.LMT, lmtPrice: Math.round(bid * 90) / 100, ocaGroup: 'one', ocaType: 1 };
    owner.api.placeOrder(1, SPY, order(resting));
    await owner.status(1, 'Submitted');
    owner.api.placeOrder(1, SPY, order({ ...resting, ocaGroup: 'two' }));
    await owner.error(10326);
    owner.api.placeOrder(1, SPY, order({ ...resting, action: OrderAction.SELL }));
    await owner.error(105);
    owner.api.cancelOrder(1, '');
    await owner.status(1, 'Cancelled');
    owner.api.placeOrder(1, SPY, order(resting));
    await owner.error(161);
  });

  it('that rests is listed, changed and cancelled by its owner alone', async () => {
    const { port } = await gatewayHere();
    const [owner, other] = [await deskHere(port, 1), await deskHere(port, 2)];
    const { bid } = await quoteOf(owner);
    const limit = Math.round(bid * 90) / 100;
    owner.api.placeOrder(1, SPY, order({ orderType: OrderType.LMT, lmtPrice: limit, orderRef: 'mine' }));
    await owner.status(1, 'Submitted');
    owner.api.placeOrder(1, SPY, order({ orderType: OrderType.LMT, lmtPrice: limit - 1, orderRef: 'mine' }));
    await owner.until('openOrder', (_id: number, _contract: Contract, told: Order) => told.lmtPrice === limit - 1);
    other.api.reqAllOpenOrders();
    await other.until('openOrderEnd');
    expect(other.of('openOrder')).toHaveLength(1);
    other.api.cancelOrder(1, '');
    await other.error(10147);
    owner.api.cancelOrder(1, '');
    await owner.error(202);
    await owner.status(1, 'Cancelled');
    owner.api.cancelOrder(1, '');
    await owner.error(10148);
    expect(other.of('orderStatus')).toHaveLength(1);
  });

  it.each([
    ['an instrument that is not there', 200, { ...SPY, symbol: 'NOSUCH' }, { orderType: OrderType.MKT }],
    ['a price between two ticks', 110, SPY, { orderType: OrderType.LMT, lmtPrice: 100.001 }],
    ['no quantity', 434, SPY, { orderType: OrderType.MKT, totalQuantity: 0 }],
    ['an account of somebody else', 435, SPY, { orderType: OrderType.MKT, account: 'DU9' }],
    ['a parent that is not there', 135, SPY, { orderType: OrderType.MKT, parentId: 77 }],
    ['a type that is not there', 387, SPY, { orderType: OrderType.PEG_MKT }],
    ['more than the account can bear', 201, SPY, { orderType: OrderType.MKT, totalQuantity: 10_000_000 }],
    ['an algorithm', 201, SPY, { orderType: OrderType.MKT, algoStrategy: 'Twap', algoParams: [] }],
  ] as const)('for %s is refused with code %i', async (_what, code, contract, terms) => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    client.api.placeOrder(1, contract as Contract, order(terms as never));
    const [, , , id] = await client.error(code);
    expect(id).toBe(1);
    client.api.reqOpenOrders();
    await client.until('openOrderEnd');
  });

  it('that is only looked at is answered by its margin, and is no order', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.MKT, whatIf: true }));
    const [, , , , state] = await client.until('openOrder');
    expect((state as { initMarginChange: number }).initMarginChange).toBeGreaterThan(1_000);
    client.api.reqAllOpenOrders();
    await client.until('openOrderEnd');
    expect(client.of('openOrder')).toHaveLength(1);
    expect(client.of('orderStatus')).toEqual([]);
  });
});

describe('a bracket', () => {
  it('is silent until its last order; its children wait for the parent, and one that is cancelled leaves with the rest', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    const { bid } = await quoteOf(client);
    const at = (share: number): number => Math.round(bid * share) / 100;
    const SELL = OrderAction.SELL;
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.MKT, transmit: false }));
    client.api.placeOrder(
      2,
      SPY,
      order({ orderType: OrderType.LMT, action: SELL, lmtPrice: at(110), parentId: 1, transmit: false }),
    );
    client.api.reqOpenOrders();
    await client.until('openOrderEnd');
    expect(client.of('openOrder')).toEqual([]);
    client.api.placeOrder(3, SPY, order({ orderType: OrderType.STP, action: SELL, auxPrice: at(90), parentId: 1 }));
    await client.status(1, 'Filled');
    await client.status(2, 'Submitted');
    await client.until('orderStatus', (...told: unknown[]) => told[0] === 3 && told[9] === 'trigger');
    client.api.cancelOrder(2, '');
    await client.status(2, 'Cancelled');
    client.api.reqGlobalCancel();
    await client.status(3, 'Cancelled');
  });
});

describe('what outlives a connection', () => {
  it('are orders, executions and ids: a client that comes again has them', async () => {
    const { port } = await gatewayHere();
    const first = await deskHere(port, 3);
    const { bid } = await quoteOf(first);
    first.api.placeOrder(4, SPY, order({ orderType: OrderType.MKT }));
    first.api.placeOrder(5, SPY, order({ orderType: OrderType.LMT, lmtPrice: Math.round(bid * 90) / 100 }));
    await first.status(4, 'Filled');
    await first.until('commissionReport');
    await first.status(5, 'Submitted');
    first.leave();
    await first.until('disconnected');
    const again = new Desk(port, 3);
    onTestFinished(() => again.leave());
    expect(await again.start()).toBe(6);
    again.api.reqOpenOrders();
    await again.until('openOrderEnd');
    expect(again.of('openOrder').map(([, id]) => id)).toEqual([5]);
    again.api.reqExecutions(20, {});
    await again.until('execDetailsEnd');
    expect(again.of('execDetails').map(([, request]) => request)).toEqual([20]);
    again.api.reqCompletedOrders(false);
    await again.until('completedOrdersEnd');
    expect(again.of('completedOrder')).toHaveLength(1);
  });

  it('are orders, executions and positions: a gateway that is opened again has them', async () => {
    const { port, save, close } = await opened();
    const first = await deskHere(port, 3);
    first.api.placeOrder(1, SPY, order({ orderType: OrderType.MKT }));
    await first.until('commissionReport');
    const { bid } = await quoteOf(first);
    first.api.placeOrder(2, SPY, order({ orderType: OrderType.LMT, lmtPrice: Math.round(bid * 90) / 100 }));
    await first.status(2, 'Submitted');
    const permIds = first.of('openOrder').map(([, , , told]) => (told as Order).permId);
    const state = save();
    first.leave();
    await close();
    const { port: second } = await gatewayHere({ state });
    const again = await deskHere(second, 3);
    again.api.reqOpenOrders();
    await again.until('openOrderEnd');
    expect(again.of('openOrder').map(([, , , told]) => (told as Order).permId)).toEqual([permIds.at(-1)]);
    again.api.reqPositions();
    await again.until('positionEnd');
    expect(again.of('position').map(([, , , quantity]) => quantity)).toEqual([100]);
    again.api.cancelOrder(2, '');
    await again.status(2, 'Cancelled');
  });
});

describe('the past', () => {
  const past = async (
    barSize: string,
    duration: string,
    useRth: number,
    end = '20261120 16:00:00 America/New_York',
  ) => {
    const { port } = await gatewayHere();
    const client = await deskHere(port, 1);
    client.api.reqHistoricalData(7, SPY, end, duration, barSize as BarSizeSetting, WhatToShow.TRADES, useRth, 1, false);
    await Promise.race([
      client.until('historicalData', (_id: number, date: string) => date.startsWith('finished')),
      client.until('error'),
    ]);
    const bars = client.of('historicalData').filter(([, , date]) => !String(date).startsWith('finished'));
    return {
      client,
      bars: bars.map(([, , date, open, high, low, close]) => ({ date, open, high, low, close }) as Bar),
    };
  };
  interface Bar {
    readonly date: string;
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
  }

  it.each([
    ['5 mins', '1 D', 1, 78, '20261120 09:30:00 America/New_York'],
    ['1 hour', '2 D', 0, 28, '20261119 04:00:00 America/New_York'],
    ['1 day', '10 D', 1, 10, '20261109'],
  ])('in bars of %s over %s', async (size, duration, useRth, count, first) => {
    const { bars } = await past(size, duration, useRth);
    expect([bars.length, bars[0]?.date]).toEqual([count, first]);
    const base = bars[0]?.open ?? 0;
    for (const { open, high, low, close } of bars) {
      expect(high >= Math.max(open, close) && low <= Math.min(open, close)).toBe(true);
      expect(Math.abs(open / base - 1)).toBeLessThanOrEqual(0.0205);
    }
  });

  it('is the same whoever asks, and ends of short bars are those of long ones', async () => {
    const [{ bars: first }, { bars: again }, { bars: long }] = [
      await past('5 mins', '1 D', 1),
      await past('5 mins', '1 D', 1),
      await past('1 hour', '1 D', 0),
    ];
    expect(first).toEqual(again);
    const of = (bars: readonly Bar[], at: string) => bars.find(({ date }) => date.includes(` ${at}`))?.open;
    expect(of(first, '11:00:00')).toBe(of(long, '11:00:00'));
  });

  it.each([
    ['a size that there is not', '7 mins', '1 D', 321],
    ['a time that is none', '5 mins', 'ages', 321],
    ['more than fits', '1 secs', '1 D', 162],
  ])('is refused for %s', async (_what, size, duration, code) => {
    const { client } = await past(size, duration, 1);
    expect(client.of('error').map(([, , found]) => found)).toEqual([code]);
  });

  it('has a beginning', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port, 1);
    client.api.reqHeadTimestamp(3, SPY, WhatToShow.TRADES, true, 1);
    expect(await client.until('headTimestamp')).toBeDefined();
  });
});

describe('the market', () => {
  it('streams quotes within one per cent and displays less than 350 shares', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    client.api.reqMktData(1, SPY, '', false, false);
    const prices = (): number[] => client.of('tickPrice').map(([, , , told]) => told as number);
    await client.until('tickPrice', () => prices().length > 12);
    const first = prices()[0] ?? 0;
    for (const told of prices()) expect(Math.abs(told / first - 1)).toBeLessThan(0.02);
    for (const [, , , size] of client.of('tickSize').filter(([, , type]) => type === 0 || type === 3))
      expect(size as number).toBeLessThan(350);
  });

  it('says what an instrument is, and that it does not know another', async () => {
    const { port } = await gatewayHere();
    const client = await deskHere(port);
    client.api.reqContractDetails(1, SPY);
    const [, , details] = await client.until('contractDetails');
    expect(details).toMatchObject({ contract: { conId: 756733, symbol: 'SPY' }, minTick: 0.01 });
    await client.until('contractDetailsEnd');
    client.api.reqContractDetails(2, { ...SPY, symbol: 'NOSUCH' });
    await client.error(200);
    client.api.reqScannerParameters();
    await client.until('info', (_text: string, code: number) => code === 505);
  });
});

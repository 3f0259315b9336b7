/** What an order may ask for, through the gateway: a client of a library places it, and the market comes to it. */
import type { Contract, Order } from '@stoqey/ib';
import {
  ConjunctionConnection,
  OrderAction,
  OrderConditionType,
  OrderType,
  PriceCondition,
  TimeCondition,
  TimeInForce,
  VolumeCondition,
} from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { instrumentId } from '../../../src/identifiers.ts';
import type { Desk } from '../../support/gateway.ts';
import { order, SPY } from '../../support/plainOrders.ts';
import { quotedGateway } from '../../support/quotedGateway.ts';

const [SPY_ID, QQQ_ID] = [756733, 320227571];
const { SELL } = OrderAction;
const { AND, OR } = ConjunctionConnection;
/** Of the last trade. */
const priced = (level: number, isMore: boolean, joined = AND, conId = SPY_ID, method = 2) =>
  new PriceCondition(level, method, conId, 'SMART', isMore, joined);
const timed = (time: string, isMore = true, joined = AND) => new TimeCondition(time, isMore, joined);

const whyHeld = (client: Desk, id: number, why: string) =>
  client.until('orderStatus', (...told: unknown[]) => told[0] === id && told[9] === why);
const fillPrices = (client: Desk): readonly number[] =>
  client.of('execDetails').map(([, , , done]) => (done as { price: number }).price);
/** The status of an order now. */
const statusOf = (client: Desk, id: number): unknown =>
  client.of('orderStatus').findLast(([, told]) => told === id)?.[2];
/** Whatever was on its way to the client is here. */
async function heard(client: Desk): Promise<void> {
  const before = client.of('currentTime').length;
  client.api.reqCurrentTime();
  await client.until('currentTime', () => client.of('currentTime').length > before);
}

describe('an order waits for the market', () => {
  it.each<[string, Partial<Order>, readonly (readonly [bid: number, ask: number])[], number]>([
    [
      'a trailing stop follows by an amount, and sells where it is left behind',
      { action: SELL, orderType: OrderType.TRAIL, auxPrice: 1, triggerMethod: 4 },
      [
        [103, 103.02],
        [102.5, 102.52],
        [101.9, 101.92],
      ],
      101.9,
    ],
    [
      'a trailing stop follows by per cent',
      { action: SELL, orderType: OrderType.TRAIL, trailingPercent: 2, triggerMethod: 4 },
      [
        [105, 105.02],
        [103, 103.02],
        [102.8, 102.82],
      ],
      102.8,
    ],
    [
      'a trailing stop-limit becomes a limit beyond its stop',
      { action: SELL, orderType: OrderType.TRAIL_LIMIT, auxPrice: 1, lmtPriceOffset: 0.1, triggerMethod: 4 },
      [
        [103, 103.02],
        [101.5, 101.52],
        [101.95, 101.97],
      ],
      101.9,
    ],
    [
      'market-if-touched buys lower',
      { orderType: OrderType.MIT, auxPrice: 99, triggerMethod: 4 },
      [
        [99.5, 99.52],
        [98.9, 98.92],
      ],
      98.92,
    ],
    [
      'limit-if-touched becomes a limit',
      { orderType: OrderType.LIT, auxPrice: 99, lmtPrice: 98.5, triggerMethod: 4 },
      [
        [98.9, 98.92],
        [98.4, 98.42],
      ],
      98.5,
    ],
    [
      'a stop-limit becomes a limit',
      { orderType: OrderType.STP_LMT, auxPrice: 101, lmtPrice: 101.1, triggerMethod: 4 },
      [
        [101.5, 101.52],
        [101, 101.05],
      ],
      101.1,
    ],
  ])('%s', async (_story, over, quotes, expected) => {
    const { quote, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order(over));
    await whyHeld(client, 1, 'trigger');
    for (const [bid, ask] of quotes.slice(0, -1)) quote(bid, ask);
    await heard(client);
    expect(fillPrices(client)).toEqual([]);
    const [bid, ask] = quotes.at(-1) ?? [0, 0];
    quote(bid, ask);
    await client.status(1, 'Filled');
    expect(fillPrices(client)).toEqual([expected]);
    expect(client.of('error')).toEqual([]);
  });

  it('good till a date, and no longer', async () => {
    const { pass, desk } = await quotedGateway();
    const client = await desk(1);
    const goodTillDate = '20261123 10:00:30 America/New_York';
    client.api.placeOrder(
      1,
      SPY,
      order({ orderType: OrderType.LMT, lmtPrice: 90, tif: TimeInForce.GTD, goodTillDate }),
    );
    await client.status(1, 'Submitted');
    const [, , , told] = client.of('openOrder')[0] ?? [];
    expect(told).toMatchObject({ tif: 'GTD', goodTillDate });
    pass(29);
    await heard(client);
    expect(statusOf(client, 1)).toBe('Submitted');
    pass(1);
    await client.error(202);
    await client.status(1, 'Cancelled');
  });

  it.each([
    ['is no date', 'tomorrow', 201],
    ['has passed', '20261123 09:59:59 America/New_York', 201],
  ])('good till a date that %s is refused', async (_what, goodTillDate, code) => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(
      1,
      SPY,
      order({ orderType: OrderType.LMT, lmtPrice: 90, tif: TimeInForce.GTD, goodTillDate }),
    );
    await client.error(code);
  });

  it('good after a time: it works from then on', async () => {
    const { pass, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ goodAfterTime: '20261123 10:00:30 America/New_York' }));
    await client.status(1, 'PreSubmitted');
    pass(29);
    await heard(client);
    expect(fillPrices(client)).toEqual([]);
    pass(1);
    await client.status(1, 'Filled');
  });
});

describe('a condition', () => {
  it.each<[string, readonly (PriceCondition | TimeCondition)[], readonly number[], number]>([
    ['of a price above', [priced(101, true)], [100.5, 100.99], 101],
    ['of a price below', [priced(99, false)], [101, 99.01], 99],
    ['of both: they must hold at once', [priced(101, true), timed('20261123 09:00:00')], [100], 101],
    ['of either', [priced(101, true, OR), priced(99, false)], [100], 98],
    [
      'of one, or of two that never hold together',
      [priced(99, false, OR), priced(101, true, AND), timed('20261123 09:00:00', false)],
      [102],
      98,
    ],
    ['of two trades in a row', [priced(101, true, AND, SPY_ID, 3)], [101, 100, 101], 101],
  ])('%s lets an order go', async (_what, conditions, before, at) => {
    const { trade, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ conditions: [...conditions] }));
    await client.status(1, 'PreSubmitted');
    for (const each of before) trade(each);
    await heard(client);
    expect(statusOf(client, 1)).toBe('PreSubmitted');
    trade(at);
    await client.status(1, 'Filled');
    expect(fillPrices(client)).toEqual([100.02]);
  });

  it.each([
    ['bid', 4, 101],
    ['middle', 8, 100.995],
  ])('may be of the %s', async (_what, method, level) => {
    const { quote, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ conditions: [priced(level, true, AND, SPY_ID, method)] }));
    await client.status(1, 'PreSubmitted');
    quote(100.97, 101);
    await heard(client);
    expect(statusOf(client, 1)).toBe('PreSubmitted');
    quote(101, 101.02);
    await client.status(1, 'Filled');
  });

  it('may be of another instrument, and is told as it was given', async () => {
    const { trade, quote, desk } = await quotedGateway();
    const client = await desk(1);
    quote(200, 200.02, 300, instrumentId('QQQ'));
    client.api.placeOrder(
      1,
      SPY,
      order({ conditions: [priced(201, true, AND, QQQ_ID)], orderRef: 'strategy 7/entry #3' }),
    );
    await client.status(1, 'PreSubmitted');
    const [, , , told] = client.of('openOrder')[0] ?? [];
    expect(told).toMatchObject({ orderRef: 'strategy 7/entry #3' });
    expect((told as Order).conditions).toMatchObject([
      { type: OrderConditionType.Price, conId: QQQ_ID, isMore: true, conjunctionConnection: AND },
    ]);
    trade(205);
    await heard(client);
    expect(statusOf(client, 1)).toBe('PreSubmitted');
    trade(201, instrumentId('QQQ'));
    await client.status(1, 'Filled');
  });

  it('of a time lets an order go when it has come', async () => {
    const { pass, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ conditions: [timed('20261123 15:01:00 UTC')] }));
    await client.status(1, 'PreSubmitted');
    pass(59);
    await heard(client);
    expect(statusOf(client, 1)).toBe('PreSubmitted');
    pass(1);
    await client.status(1, 'Filled');
  });

  it('that is to cancel leaves the order working until it holds', async () => {
    const { trade, desk } = await quotedGateway();
    const client = await desk(1);
    const resting = { orderType: OrderType.LMT, lmtPrice: 99 };
    client.api.placeOrder(1, SPY, order({ ...resting, conditions: [priced(101, true)], conditionsCancelOrder: true }));
    await client.status(1, 'Submitted');
    trade(101);
    await client.error(202);
    await client.status(1, 'Cancelled');
  });

  it('of a child is waited for behind its parent', async () => {
    const { trade, quote, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.LMT, lmtPrice: 99, transmit: false }));
    client.api.placeOrder(2, SPY, order({ action: SELL, parentId: 1, conditions: [priced(101, true)] }));
    await whyHeld(client, 2, 'child');
    trade(101);
    trade(100);
    quote(98.9, 98.92);
    await client.status(1, 'Filled');
    await client.until('orderStatus', (...told: unknown[]) => told[0] === 2 && told[9] === '');
    trade(101);
    await client.status(2, 'Filled');
  });

  it('does not keep a group from ending the order', async () => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    const group = { ocaGroup: 'one', ocaType: 1 };
    client.api.placeOrder(1, SPY, order({ ...group, conditions: [priced(101, true)] }));
    await client.status(1, 'PreSubmitted');
    client.api.placeOrder(2, SPY, order(group));
    await client.status(1, 'Cancelled');
  });

  it('may be changed or taken away while it is waited for, and not put on an order that works', async () => {
    const { trade, desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ conditions: [priced(105, true)] }));
    await client.status(1, 'PreSubmitted');
    client.api.placeOrder(1, SPY, order({ conditions: [priced(101, true)] }));
    client.api.placeOrder(2, SPY, order({ conditions: [priced(105, true)] }));
    await client.status(2, 'PreSubmitted');
    trade(101);
    await client.status(1, 'Filled');
    client.api.placeOrder(2, SPY, order());
    await client.status(2, 'Filled');
    const resting = { orderType: OrderType.LMT, lmtPrice: 99 };
    client.api.placeOrder(3, SPY, order(resting));
    await client.status(3, 'Submitted');
    client.api.placeOrder(3, SPY, order({ ...resting, conditions: [priced(101, true)] }));
    await client.error(105);
  });

  it.each([
    ['of a volume', new VolumeCondition(1_000, SPY_ID, 'SMART', true, AND), /a volume/],
    ['of a contract that nobody knows', priced(1, true, AND, 42), /contract 42/],
    ['of a method that there is not', priced(1, true, AND, SPY_ID, 9), /method 9/],
    ['of a time that is none', timed('soon'), /soon is no time/],
  ])('%s is refused by its name', async (_what, condition, why) => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ conditions: [condition] }));
    const [, error] = await client.error(201);
    expect(String(error)).toMatch(why);
  });

  it('is waited for by the next gateway as well', async () => {
    const first = await quotedGateway();
    const client = await first.desk(1);
    client.api.placeOrder(1, SPY, order({ conditions: [priced(101, true)] }));
    await client.status(1, 'PreSubmitted');
    const { trade, desk } = await quotedGateway({ state: first.gateway.save() });
    const again = await desk(1);
    trade(101);
    await again.status(1, 'Filled');
  });
});

describe('a change', () => {
  it('B4.1: that is refused leaves the order as it was, and as it is told (B4)', async () => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.LMT, lmtPrice: 99 }));
    await client.status(1, 'Submitted');
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.LMT, lmtPrice: 99.001 }));
    await client.error(110);
    client.api.reqOpenOrders();
    await client.until('openOrderEnd');
    const [, , , told, state] = client.of('openOrder').at(-1) ?? [];
    expect([(told as Order).lmtPrice, (state as { status: string }).status]).toEqual([99, 'Submitted']);
    client.api.placeOrder(1, SPY, order({ orderType: OrderType.LMT, lmtPrice: 98 }));
    await client.until('openOrder', (_id: number, _of: Contract, now: Order) => now.lmtPrice === 98);
  });
});

describe('a global cancel', () => {
  it('takes back the orders of every client, also what waits for conditions, and is told to each owner', async () => {
    const { desk } = await quotedGateway();
    const [first, second] = [await desk(1), await desk(2)];
    first.api.placeOrder(1, SPY, order({ conditions: [priced(105, true)] }));
    second.api.placeOrder(1, SPY, order({ orderType: OrderType.LMT, lmtPrice: 90 }));
    await first.status(1, 'PreSubmitted');
    await second.status(1, 'Submitted');
    second.api.reqGlobalCancel();
    await Promise.all([first.status(1, 'Cancelled'), second.status(1, 'Cancelled')]);
  });
});

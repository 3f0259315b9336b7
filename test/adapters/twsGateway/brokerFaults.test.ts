/** What the broker behind the gateway does wrong on command: each fault, and what clients are told of it. */
import { createServer } from 'node:net';
import { OrderAction } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { Desk } from '../../support/gateway.ts';
import { order, SPY } from '../../support/plainOrders.ts';
import { resting, steppedGateway } from '../../support/steppedGateway.ts';

describe('the commission of an execution', () => {
  /** The commissions that a client hears of, live and then in the list of executions: `none` where the largest double is told. */
  async function commissions(fault: object | undefined, wait: number) {
    const { desk, step, admin } = await steppedGateway();
    if (fault !== undefined) await admin.fault({ fault: 'commission', ...fault });
    const client = await desk(1);
    const told = () =>
      client.of('commissionReport').map(([, report]) => (report as { commission?: number }).commission ?? 'none');
    client.api.placeOrder(1, SPY, order());
    await step();
    const atOnce = told();
    await step(wait);
    const later = told().slice(atOnce.length);
    client.api.reqExecutions(7, {});
    await client.until('execDetailsEnd');
    expect(client.of('execDetails')).toHaveLength(2);
    return [atOnce, later, told().slice(atOnce.length + later.length)];
  }
  const FEE = 0.35;

  it.each<[string, object | undefined, readonly [readonly unknown[], readonly unknown[], readonly unknown[]]]>([
    ['is told at once', undefined, [[FEE], [], [FEE]]],
    ['comes late', { how: 'late', by: '2s' }, [[], [FEE], [FEE]]],
    ['has not come before its time', { how: 'late', by: '3s' }, [[], [], []]],
    ['never comes', { how: 'missing' }, [[], [], []]],
    ['is told as not known', { how: 'sentinel' }, [['none'], [], ['none']]],
    ['is told as not known, and later as it is', { how: 'sentinel', by: '2s' }, [['none'], [FEE], [FEE]]],
  ])('%s', async (_how, fault, expected) => {
    expect(await commissions(fault, 2)).toEqual(expected);
  });

  it('is as ever once the fault has befallen as many as told', async () => {
    const { desk, step, admin } = await steppedGateway();
    await admin.fault({ fault: 'commission', how: 'missing', after: 1, times: 1 });
    const client = await desk(1);
    for (const id of [1, 2, 3]) {
      client.api.placeOrder(id, SPY, order());
      await step(1);
    }
    const charged = client.of('commissionReport').map(([, report]) => (report as { execId: string }).execId);
    const executed = client.of('execDetails').map(([, , , done]) => (done as { execId: string }).execId);
    expect(executed).toHaveLength(3);
    expect(charged).toEqual([executed[0], executed[2]]);
  });

  it.each([
    [{ how: 'late' }, /expected by/],
    [{ how: 'missing', by: '1s' }, /none where it is missing/],
    [{ how: 'wrong' }, /expected late or missing or sentinel/],
  ])('has no fault %j', async (fault, problem) => {
    const { admin } = await steppedGateway();
    const { told } = await admin.ask('POST', '/faults', JSON.stringify({ fault: 'commission', ...fault }));
    expect(told.error).toMatchObject({ code: 'faultRefused', message: expect.stringMatching(problem) });
  });
});

describe('the line to the broker', () => {
  const quotes = (client: Desk): number => client.of('tickPrice').length;

  it.each([
    ['1100', 1100, 1102, true],
    ['2110', 2110, 1102, true],
    ['1100, its subscriptions lost', 1100, 1101, false],
  ])('that is cut by %s says nothing of market, orders and account until it is back, and then what happened', async (_how, cut, back, keeps) => {
    const { desk, step, admin } = await steppedGateway();
    const client = await desk(1);
    client.api.reqMktData(9, SPY, '', false, false);
    client.api.reqPositions();
    client.api.reqPnL(8, 'DU1234567', '');
    await client.until('positionEnd');
    await admin.fault({ fault: 'notice', code: cut });
    client.api.placeOrder(1, SPY, order());
    const before = quotes(client);
    await step(5);
    expect([quotes(client), client.of('pnl').length]).toEqual([before, 1]);
    expect(client.of('execDetails')).toEqual([]);
    await admin.fault({ fault: 'notice', code: back });
    await step();
    const since = client.heard.slice(client.heard.findIndex(([, , code]) => code === back)).map(([name]) => name);
    expect(since).toEqual([
      ...[
        'info',
        'openOrder',
        'orderStatus',
        'execDetails',
        'openOrder',
        'orderStatus',
        'commissionReport',
        'position',
      ],
    ]);
    await step(1);
    expect(quotes(client) > before).toBe(keeps);
    expect(client.of('pnl')).toHaveLength(2);
  });

  it('is there for the others when only one client is told that it is not', async () => {
    const { desk, step, admin } = await steppedGateway();
    const [one, two] = [await desk(1), await desk(2)];
    for (const client of [one, two]) client.api.reqMktData(9, SPY, '', false, false);
    await step();
    await admin.fault({ fault: 'notice', code: 1100, client: 1 });
    const before = [quotes(one), quotes(two)];
    await step(1);
    expect(quotes(one)).toBeGreaterThan(before[0] ?? 0);
    expect(quotes(two)).toBeGreaterThan(before[1] ?? 0);
  });
});

describe('a restart', () => {
  it('ends every connection and lets nobody in for its time; orders live on', async () => {
    const { desk, step, admin, gateway } = await steppedGateway();
    const client = await desk(1);
    client.api.placeOrder(1, SPY, resting);
    await step();
    expect(await admin.fault({ fault: 'restart', for: '30s' })).toEqual({ until: '2026-11-23T15:00:30Z' });
    await client.until('disconnected');
    const early = new Desk(gateway.port, 1);
    early.api.connect();
    await early.until('error', (_error: Error, code: number) => code === 502);
    expect((await admin.ask('POST', '/faults', '{"fault":"restart"}')).told.error?.code).toBe('faultRefused');
    await step(29.9);
    early.api.connect();
    await early.until('error', () => early.of('error').length > 1);
    await step(0.1);
    const again = await desk(1);
    again.api.reqOpenOrders();
    await again.until('openOrderEnd');
    expect(again.of('orderStatus').map(([, id, status]) => [id, status])).toEqual([[1, 'Submitted']]);
  });

  it('is over after a minute unless told', async () => {
    const { admin } = await steppedGateway();
    expect(await admin.fault({ fault: 'restart' })).toEqual({ until: '2026-11-23T15:01:00Z' });
  });

  it('waits for its port where somebody else has taken it', async () => {
    const { desk, step, admin, gateway } = await steppedGateway();
    await admin.fault({ fault: 'restart', for: '1s' });
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(gateway.port, '127.0.0.1', resolve));
    await step(1);
    expect(gateway.lines).toContainEqual(expect.stringMatching(/can not be opened again/));
    await new Promise((resolve) => taken.close(resolve));
    await step(1);
    await desk(1);
  });
});

describe('an execution that is corrected', () => {
  async function bought(quantity = 100, action = OrderAction.BUY) {
    const { desk, step, admin } = await steppedGateway();
    const client = await desk(1);
    client.api.reqPositions();
    await client.until('positionEnd');
    client.api.placeOrder(1, SPY, order({ action, totalQuantity: quantity }));
    await step();
    const [, , , told] = client.of('execDetails')[0] ?? [];
    const done = told as { execId: string; price: number };
    const cash = async () => {
      client.api.reqAccountSummary(40 + client.of('accountSummaryEnd').length, 'All', 'TotalCashValue');
      const before = client.of('accountSummaryEnd').length;
      await client.until('accountSummaryEnd', () => client.of('accountSummaryEnd').length > before);
      return Number(client.of('accountSummary').at(-1)?.[4]);
    };
    return { client, step, admin, done, cash };
  }

  it.each([
    ['at a higher price costs more', { price: 5 }, 100, 100],
    ['for fewer shares leaves fewer', { shares: 60 }, 60, 60],
    ['for fewer shares at another price', { shares: 60, price: 7 }, 60, 60],
    ['for nothing is taken back', { shares: 0 }, 0, 0],
  ])('%s', async (_how, by, shares, held) => {
    const { client, step, admin, done, cash } = await bought();
    const before = await cash();
    const corrected = done.execId.replace(/01$/, '02');
    expect(await admin.fault({ fault: 'correct', ...by })).toEqual({ execution: corrected });
    await step();
    const price = 'price' in by ? by.price : done.price;
    expect(client.of('execDetails').at(-1)).toMatchObject([
      ...['execDetails', -1, { symbol: 'SPY' }],
      { execId: corrected, shares, price, cumQty: shares, orderId: 1 },
    ]);
    expect(client.of('orderStatus').at(-1)?.slice(1, 5)).toEqual([
      ...[1, shares === 100 ? 'Filled' : 'Cancelled', shares, 100 - shares],
    ]);
    expect(client.of('commissionReport').at(-1)).toMatchObject([
      'commissionReport',
      { execId: corrected, commission: 0.35 },
    ]);
    expect(client.of('position').at(-1)?.[3]).toBe(held);
    expect((await cash()) - before).toBeCloseTo(100 * done.price - shares * (price ?? 0), 6);
    client.api.reqExecutions(7, {});
    await client.until('execDetailsEnd');
    expect(client.of('execDetails').filter(([, id]) => id === 7)).toMatchObject([
      ['execDetails', 7, {}, { execId: corrected }],
    ]);
  });

  it('of what was sold gives more at a higher price', async () => {
    const { client, step, admin, done, cash } = await bought(100, OrderAction.SELL);
    const before = await cash();
    await admin.fault({ fault: 'correct', execution: done.execId, price: done.price + 1, shares: 50 });
    await step();
    expect(client.of('position').at(-1)?.[3]).toBe(-50);
    expect((await cash()) - before).toBeCloseTo(50 * (done.price + 1) - 100 * done.price, 6);
    await admin.fault({ fault: 'correct', price: done.price });
    await step();
    expect(client.of('execDetails').at(-1)).toMatchObject([
      'execDetails',
      -1,
      {},
      { execId: done.execId.replace(/01$/, '03'), shares: 50 },
    ]);
  });

  it.each([
    [{}, /price or shares/],
    [{ price: 1, execution: 'none' }, /there is no execution none/],
    [{ shares: -1 }, /zero or more/],
  ])('can not be by %j', async (by, problem) => {
    const { admin } = await bought();
    const { told } = await admin.ask('POST', '/faults', JSON.stringify({ fault: 'correct', ...by }));
    expect(told.error).toMatchObject({ code: 'faultRefused', message: expect.stringMatching(problem) });
  });
});

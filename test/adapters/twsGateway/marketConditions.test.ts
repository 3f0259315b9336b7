/** What the market is like beside its prices, on command: moves, halts, shares to borrow, data that are withheld. */
import { OrderAction, OrderType, WhatToShow } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import type { TradingHours } from '../../../src/ports.ts';
import { AdminClient, TOKEN } from '../../support/adminClient.ts';
import type { Desk } from '../../support/gateway.ts';
import { order, SPY } from '../../support/plainOrders.ts';
import type { QuotedGateway } from '../../support/quotedGateway.ts';
import { quotedGateway } from '../../support/quotedGateway.ts';
import { replayedGateway } from '../../support/replayedGateway.ts';
import { rowsOf } from '../../support/rowsOfData.ts';
import { steppedGateway } from '../../support/steppedGateway.ts';

type Knob = Readonly<Record<string, unknown>>;

/** From ten in New York to the close. */
const SIX_HOURS = 6 * 3_600;

interface Setting extends QuotedGateway {
  readonly client: Desk;
  readonly admin: AdminClient;
  turn(knob: Knob): Promise<unknown>;
}

async function setting(hours?: TradingHours): Promise<Setting> {
  const made = await quotedGateway({ admin: { port: 0, token: TOKEN }, ...(hours === undefined ? {} : { hours }) });
  const admin = new AdminClient(made.gateway);
  return { ...made, admin, client: await made.desk(1), turn: (knob) => admin.fault(knob) };
}

const sell = (over: Partial<Parameters<typeof order>[0]> = {}) => order({ action: OrderAction.SELL, ...over });
const ticks = (client: Desk, event: string, type: number): readonly unknown[] =>
  client
    .of(event)
    .filter(([, , of]) => of === type)
    .map(([, , , value]) => value);
const asked = async (client: Desk): Promise<unknown> => {
  client.api.reqCurrentTime();
  const before = client.of('currentTime').length;
  return client.until('currentTime', () => client.of('currentTime').length > before);
};

describe('shares to borrow', () => {
  it('are told to who asks for them, and whenever there are others', async () => {
    const { client, turn } = await setting();
    client.api.reqMktData(1, SPY, '236', false, false);
    client.api.reqMktData(2, SPY, '', false, false);
    await asked(client);
    for (const shares of [500, 0, 1_000]) await turn({ fault: 'market.supply', symbol: 'SPY', shares });
    await client.until('tickSize', (_id: number, type: number, size: number) => type === 89 && size === 1_000);
    expect(ticks(client, 'tickGeneric', 46)).toEqual([3, 2, 1, 3]);
    expect(ticks(client, 'tickSize', 89)).toEqual([10_000_000, 500, 0, 1_000]);
  });

  it('that are not there hold a short sale until they are', async () => {
    const { client, turn, pass } = await setting();
    await turn({ fault: 'market.supply', symbol: 'SPY', shares: 50 });
    client.api.placeOrder(1, SPY, sell({ totalQuantity: 100 }));
    const [, told, , id] = await client.error(404);
    expect([String(told), id]).toEqual([expect.stringMatching(/held while securities are located/), 1]);
    const [, , , , , , , , , , whyHeld] = await client.status(1, 'PreSubmitted');
    expect(whyHeld).toBe('locate');
    client.api.placeOrder(2, SPY, sell({ totalQuantity: 50 }));
    await client.status(2, 'Filled');
    await turn({ fault: 'market.supply', symbol: 'SPY', shares: 99 });
    pass(1);
    expect(client.of('execDetails').length).toBe(1);
    await turn({ fault: 'market.supply', symbol: 'SPY', shares: 100 });
    await client.status(1, 'Filled');
  });

  it('are not needed for what is held, nor for what a parent buys', async () => {
    const { client, turn } = await setting();
    await turn({ fault: 'market.supply', symbol: 'SPY', shares: 0 });
    client.api.placeOrder(1, SPY, order());
    await client.status(1, 'Filled');
    client.api.placeOrder(2, SPY, sell());
    await client.status(2, 'Filled');
    client.api.placeOrder(3, SPY, order({ transmit: false }));
    client.api.placeOrder(4, SPY, sell({ parentId: 3, orderType: OrderType.LMT, lmtPrice: 500 }));
    await client.status(4, 'Submitted');
    expect(client.of('error').filter(([, , code]) => code === 404)).toEqual([]);
  });
});

describe('a halt', () => {
  it.each([
    [false, 1],
    [true, 2],
  ])('(volatility: %s) takes orders and fills none until trading goes on', async (volatility, code) => {
    const { client, turn, quote, trade, pass } = await setting();
    client.api.reqMktData(1, SPY, '', false, false);
    await asked(client);
    await turn({ fault: 'market.halt', symbol: 'SPY', volatility });
    client.api.placeOrder(1, SPY, order());
    await client.status(1, 'Submitted');
    quote(90, 90.02);
    trade(90);
    pass(1);
    await asked(client);
    expect([client.of('execDetails').length, ticks(client, 'tickPrice', 1)]).toEqual([0, [100]]);
    await turn({ fault: 'market.resume', symbol: 'SPY' });
    quote(91, 91.02);
    await client.status(1, 'Filled');
    expect(ticks(client, 'tickGeneric', 49)).toEqual([0, code, 0]);
    expect(client.of('execDetails')[0]?.[3]).toMatchObject({ price: 91.02 });
  });
});

describe('a halt at the close', () => {
  const marketOnClose = order({ orderType: OrderType.MOC });

  it('leaves an order for the closing auction without one', async () => {
    const { client, turn, pass, trade } = await setting(createNyseCalendar());
    trade(100);
    client.api.placeOrder(1, SPY, marketOnClose);
    await client.status(1, 'Submitted');
    await turn({ fault: 'market.halt', symbol: 'SPY' });
    pass(SIX_HOURS);
    await client.status(1, 'Cancelled');
    expect(client.of('execDetails')).toEqual([]);
  });

  it('that is over by then holds nothing back', async () => {
    const { client, turn, pass, trade } = await setting(createNyseCalendar());
    trade(100);
    client.api.placeOrder(1, SPY, marketOnClose);
    await client.status(1, 'Submitted');
    await turn({ fault: 'market.halt', symbol: 'SPY' });
    await turn({ fault: 'market.resume', symbol: 'SPY' });
    trade(101);
    pass(SIX_HOURS);
    await client.status(1, 'Filled');
    expect(client.of('execDetails')[0]?.[3]).toMatchObject({ price: 101 });
  });
});

describe('a quote whose sides are equal', () => {
  it('is not told again with every trade, and is hidden by a halt as any other', async () => {
    const { client, turn, quote, trade } = await setting();
    quote(100, 100);
    client.api.reqMktData(1, SPY, '', false, false);
    await asked(client);
    trade(99);
    trade(100);
    await asked(client);
    expect([ticks(client, 'tickPrice', 1), ticks(client, 'tickPrice', 4)]).toEqual([[100], [100, 99, 100]]);
    await turn({ fault: 'market.halt', symbol: 'SPY' });
    client.api.placeOrder(1, SPY, order());
    await client.status(1, 'Submitted');
    await asked(client);
    expect(client.of('execDetails')).toEqual([]);
  });
});

describe('a move', () => {
  it('takes the generated prices so many per cent away, of one symbol or of all', async () => {
    const { admin, desk, step } = await steppedGateway();
    const client = await desk(1);
    const MSFT = { ...SPY, symbol: 'MSFT' };
    client.api.reqMktData(1, SPY, '', false, false);
    client.api.reqMktData(2, MSFT, '', false, false);
    await step(1);
    const bid = (id: number): number =>
      client.of('tickPrice').findLast(([, of, type]) => of === id && type === 1)?.[3] as number;
    const [spy, msft] = [bid(1), bid(2)];
    await admin.fault({ fault: 'market.move', symbol: 'SPY', percent: -10 });
    await step(1);
    expect([Math.round((bid(1) / spy) * 100), Math.round((bid(2) / msft) * 100)]).toEqual([90, 100]);
    await admin.fault({ fault: 'market.move', percent: 100 });
    await step(1);
    expect([Math.round((bid(1) / spy) * 10), Math.round((bid(2) / msft) * 10)]).toEqual([18, 20]);
  });

  it('is refused of recorded prices, and of a symbol that is not listed', async () => {
    const data = await rowsOf('time,symbol,price,size', '2025-03-03T14:30:00Z,SPY,10,100');
    const { admin } = await replayedGateway(data);
    const codeOf = async (knob: Knob) => (await admin.ask('POST', '/faults', JSON.stringify(knob))).told.error?.code;
    expect(await codeOf({ fault: 'market.move', percent: 1 })).toBe('faultRefused');
    expect(await codeOf({ fault: 'market.halt', symbol: 'AAPL' })).toBe('faultRefused');
  });
});

describe('data', () => {
  it.each<[string, number, number | undefined, number | undefined]>([
    ['live', 1, 1, undefined],
    ['live', 3, 1, undefined],
    ['frozen', 1, 1, undefined],
    ['frozen', 2, 2, undefined],
    ['delayed', 1, undefined, 10168],
    ['delayed', 3, 3, 10167],
    ['unsubscribed', 1, undefined, 10089],
    ['unsubscribed', 4, 3, 10167],
    ['none', 1, undefined, 354],
    ['none', 3, undefined, 354],
    ['competing', 1, undefined, 10197],
  ])('that are %s, asked for as type %i, come as type %s with code %s', async (state, wanted, type, code) => {
    const { client, turn } = await setting();
    await turn({ fault: 'market.data', state });
    client.api.reqMarketDataType(wanted as never);
    client.api.reqMktData(1, SPY, '', false, false);
    await asked(client);
    expect(client.of('marketDataType').map(([, , told]) => told)).toEqual(type === undefined ? [] : [type]);
    expect(client.of('error').map(([, , told]) => told)).toEqual(code === undefined ? [] : [code]);
    const first = client.of('tickPrice')[0]?.[2];
    expect(first).toBe(type === undefined ? undefined : type === 3 ? 66 : 1);
  });

  it('that are delayed come a quarter of an hour late, under their own types', async () => {
    const { client, turn, quote, trade, pass } = await setting();
    await turn({ fault: 'market.data', state: 'delayed' });
    client.api.reqMarketDataType(3);
    client.api.reqMktData(1, SPY, '', false, false);
    await asked(client);
    quote(101, 101.02);
    trade(101.01);
    pass(14 * 60 + 59);
    await asked(client);
    expect(ticks(client, 'tickPrice', 66)).toEqual([100]);
    pass(1);
    await asked(client);
    expect([66, 67, 68].map((type) => ticks(client, 'tickPrice', type).at(-1))).toEqual([101, 101.02, 101.01]);
    expect([69, 70, 71, 74].every((type) => ticks(client, 'tickSize', type).length > 0)).toBe(true);
    expect(ticks(client, 'tickPrice', 1)).toEqual([]);
  });

  it('that are taken by another session stand, and come back with it', async () => {
    const { client, turn, quote } = await setting();
    client.api.reqMktData(1, SPY, '', false, false);
    await asked(client);
    await turn({ fault: 'market.data', state: 'competing', symbol: 'SPY' });
    expect((await client.error(10197))[3]).toBe(1);
    quote(101, 101.02);
    await asked(client);
    expect(ticks(client, 'tickPrice', 1)).toEqual([100]);
    await turn({ fault: 'market.data', state: 'live' });
    await client.until('tickPrice', (_id: number, type: number, at: number) => type === 1 && at === 101);
    quote(102, 102.02);
    await client.until('tickPrice', (_id: number, type: number, at: number) => type === 1 && at === 102);
  });

  it('that freeze say so to who wants them, and move no more', async () => {
    const { client, turn, quote } = await setting();
    client.api.reqMarketDataType(2);
    client.api.reqMktData(1, SPY, '', false, false);
    await asked(client);
    await turn({ fault: 'market.data', state: 'frozen' });
    await client.until('marketDataType', (_id: number, type: number) => type === 2);
    quote(101, 101.02);
    await asked(client);
    expect(ticks(client, 'tickPrice', 1)).toEqual([100]);
  });

  it('that are not subscribed are none of single ticks, bars and the past either', async () => {
    const { client, turn } = await setting();
    await turn({ fault: 'market.data', state: 'none' });
    client.api.reqTickByTickData(1, SPY, 'Last' as never, 0, false);
    expect((await client.error(10189))[3]).toBe(1);
    client.api.reqRealTimeBars(2, SPY, 5, WhatToShow.TRADES, false);
    expect((await client.error(420))[3]).toBe(2);
    client.api.reqHistoricalData(3, SPY, '', '1 D', '1 min' as never, WhatToShow.TRADES, 1, 1, false);
    expect(String((await client.error(162))[1])).toMatch(/No market data permissions for ARCA STK/);
  });
});

/** The past at the gateway, and bars that are kept up to date. */
import type { BarSizeSetting } from '@stoqey/ib';
import { WhatToShow } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { instrumentId, seconds } from '../../../src/identifiers.ts';
import type { Desk } from '../../support/gateway.ts';
import { deskHere, gatewayHere } from '../../support/gateway.ts';
import { SPY } from '../../support/plainOrders.ts';
import { quotedGateway } from '../../support/quotedGateway.ts';
import { replayedGateway } from '../../support/replayedGateway.ts';
import { rowsOf } from '../../support/rowsOfData.ts';
import { steppedGateway } from '../../support/steppedGateway.ts';

interface Wish {
  readonly id: number;
  readonly end: string;
  readonly duration: string;
  readonly size: string;
  readonly show: string;
  readonly rth: number;
  readonly format: number;
  readonly keep: boolean;
}

function ask(desk: Desk, wish: Partial<Wish>): void {
  const all: Wish = {
    ...{ id: 7, end: '', duration: '1 D', size: '1 min', show: 'TRADES', rth: 1, format: 1, keep: false },
    ...wish,
  };
  const { id, end, duration, size, show, rth, format, keep } = all;
  desk.api.reqHistoricalData(id, SPY, end, duration, size as BarSizeSetting, show as WhatToShow, rth, format, keep);
}

/** The bars of an answer once it is whole: date, open, high, low, close, volume, count, average. */
async function told(desk: Desk, id = 7): Promise<readonly (readonly unknown[])[]> {
  await desk.until('historicalData', (of: number, date: string) => of === id && date.startsWith('finished'));
  return desk
    .of('historicalData')
    .filter(([, of, date]) => of === id && !String(date).startsWith('finished'))
    .map(([, , ...bar]) => bar.slice(0, 8));
}

const updates = (desk: Desk): readonly (readonly unknown[])[] =>
  desk.of('historicalDataUpdate').map(([, , ...bar]) => bar);

const recorded = () =>
  rowsOf(
    'time,symbol,open,high,low,close,volume',
    ...['2025-03-03T14:29:00Z,SPY,9,9,9,9,50', '2025-03-03T14:30:00Z,SPY,10,12,9,11,500'],
    ...['2025-03-03T14:31:00Z,SPY,11,11,10,10.5,300', '2025-03-03T14:32:00Z,SPY,10,10,10,10,100'],
  );

describe('bars of recorded data', () => {
  it('are those that have been told, and each that comes is an update of its own bar', async () => {
    const { desk, next } = await replayedGateway(await recorded());
    const client = await desk(1);
    await next();
    await next();
    ask(client, { keep: true });
    expect(await told(client)).toEqual([['20250303 09:30:00 America/New_York', 10, 12, 9, 11, 500, 1, 10.5]]);
    await next();
    await next();
    expect(updates(client)).toEqual([
      ['20250303 09:31:00 America/New_York', 11, 11, 10, 10.5, 300, 1, 10.75],
      ['20250303 09:32:00 America/New_York', 10, 10, 10, 10, 100, 1, 10],
    ]);
    client.api.cancelHistoricalData(7);
    expect(String((await client.error(162))[1])).toMatch(/query cancelled: 7/);
    client.api.cancelHistoricalData(7);
    await client.error(366);
  });

  it('are put together to longer ones, with what came before the opening where all hours are asked for', async () => {
    const { desk, to } = await replayedGateway(await recorded());
    const client = await desk(1);
    await to((new Date('2025-03-03T14:40:00Z').getTime() * 1_000) as never);
    ask(client, { id: 1, size: '1 hour', rth: 0, format: 2 });
    ask(client, { id: 2, size: '1 day', format: 2 });
    const nine = Date.UTC(2025, 2, 3, 14) / 1_000;
    expect(await told(client, 1)).toEqual([[String(nine), 9, 12, 9, 10, 950, 4, expect.any(Number)]]);
    expect(await told(client, 2)).toEqual([['20250303', 10, 12, 9, 10, 900, 3, expect.any(Number)]]);
    client.api.reqHeadTimestamp(3, SPY, WhatToShow.TRADES, false, 1);
    expect((await client.until('headTimestamp')).slice(1)).toEqual([3, '20250303-14:29:00']);
    ask(client, { id: 4, end: '20250303 09:31:30 US/Eastern' });
    expect((await told(client, 4)).length).toBe(1);
    ask(client, { id: 5, show: 'BID' });
    expect(String((await client.error(162))[1])).toMatch(/HMDS query returned no data/);
  });
});

describe('bars that are kept up to date', () => {
  it.each([
    ['TRADES', [100.5, 100.5, 100.1, 100.1, 200, 2, 100.3]],
    ['MIDPOINT', [100.01, 101.01, 100.01, 101.01, -1, -1, -1]],
    ['BID', [100, 101, 100, 101, -1, -1, -1]],
    ['ASK', [100.02, 101.02, 100.02, 101.02, -1, -1, -1]],
    ['BID_ASK', [100.5, 101.02, 100, 100.52, -1, -1, -1]],
  ])('are of %s', async (show, figures) => {
    const { desk, quote, trade, pass } = await quotedGateway();
    const client = await desk(1);
    ask(client, { show, keep: true, rth: 0 });
    await told(client);
    pass(60);
    quote(100, 100.02);
    trade(100.5);
    quote(101, 101.02);
    trade(100.1);
    await client.until('historicalDataUpdate', () => updates(client).length === 2);
    expect(updates(client).at(-1)).toEqual(['20261123 10:01:00 America/New_York', ...figures]);
  });

  it('of five seconds follow each other, from the one that is on', async () => {
    const { desk, step } = await steppedGateway();
    const client = await desk(1);
    await step(12);
    ask(client, { size: '5 secs', duration: '60 S', format: 2, keep: true });
    const past = await told(client);
    await step(10);
    const begins = [...new Set([...past, ...updates(client)].map(([date]) => Number(date)))];
    const now = Date.UTC(2026, 10, 23, 15) / 1_000;
    expect(begins).toEqual(
      Array.from({ length: 17 }, (_, place) => now - 45 + place * 5).filter((at) => at <= now + 20 && at >= now - 48),
    );
    expect(updates(client).length).toBe(40);
  });

  it.each([
    ['of a second', { size: '1 secs', duration: '60 S' }],
    ['up to a time that is over', { end: '20261120 16:00:00 US/Eastern' }],
  ])('are none %s', async (_what, wish) => {
    const { desk } = await steppedGateway();
    const client = await desk(1);
    ask(client, { ...wish, keep: true });
    await client.error(321);
  });
});

describe('a request for bars', () => {
  it.each([
    ['before the open is for the last day that had one', '20261120 08:00:00 US/Eastern', '20261119'],
    ['after it for the day', '20261120 10:00:00 US/Eastern', '20261120'],
    ['on a Monday morning for Friday', '20261123 08:00:00 US/Eastern', '20261120'],
  ])('of one day of regular hours %s', async (_when, end, day) => {
    const { desk } = await steppedGateway();
    const client = await desk(1);
    ask(client, { size: '30 mins', end });
    expect((await told(client))[0]?.[0]).toBe(`${day} 09:30:00 America/New_York`);
  });

  it.each([
    ['the exchange trades', createNyseCalendar(), ['20260904', '20260908', '20260909']],
    ['there are, where one trades round the clock,', undefined, ['20260907', '20260908', '20260909']],
  ])('of three days is for those that %s', async (_whose, hours, days) => {
    const { desk } = await steppedGateway(hours === undefined ? {} : { hours });
    const client = await desk(1);
    ask(client, { size: '1 day', duration: '3 D', end: '20260909 16:00:00 US/Eastern' });
    expect((await told(client)).map(([date]) => date)).toEqual(days);
  });

  it.each<[string, Partial<Wish>, number, RegExp]>([
    ['a size that there is not', { size: '7 mins' }, 321, /bar size setting is invalid/],
    ['a duration that is none', { duration: 'ages' }, 321, /duration is invalid/],
    ['a duration of nothing', { duration: '0 D' }, 321, /duration is invalid/],
    ['seconds for more than a day', { duration: '86401 S' }, 321, /must be made in days/],
    ['days for more than a year', { duration: '366 D' }, 321, /must be made in years/],
    ['a kind that there is not', { show: 'TRADEZ' }, 321, /TRADEZ is invalid/],
    ['a kind that stocks here do not have', { show: 'HISTORICAL_VOLATILITY' }, 162, /No historical market data/],
    ['a time that is none', { end: 'yesterday' }, 10314, /time-zone entered is invalid/],
    ['an end of adjusted bars', { show: 'ADJUSTED_LAST', end: '20261120 16:00:00 US/Eastern' }, 321, /adjusted last/],
    ['more than fits', { size: '1 secs', end: '20261120 16:00:00 US/Eastern' }, 162, /Time length exceed max/],
  ])('is refused for %s', async (_what, wish, code, text) => {
    const client = await deskHere((await gatewayHere()).port);
    ask(client, wish);
    expect(String((await client.error(code))[1])).toMatch(text);
  });

  it.each([
    ['20261120 16:00:00 US/Eastern'],
    ['20261120-21:00:00'],
    ['20261120 16:00:00'],
    ['20261120 21:00:00 UTC'],
  ])('may end at %s, and days are dates however times are asked for', async (end) => {
    const client = await deskHere((await gatewayHere()).port);
    ask(client, { id: 1, end, format: 1 });
    ask(client, { id: 2, end, format: 2 });
    ask(client, { id: 3, end, format: 2, size: '1 day', duration: '2 D' });
    expect((await told(client, 1))[0]?.[0]).toBe('20261120 09:30:00 America/New_York');
    expect((await told(client, 2))[0]?.[0]).toBe(String(Date.UTC(2026, 10, 20, 14, 30) / 1_000));
    expect((await told(client, 3)).map(([date]) => date)).toEqual(['20261119', '20261120']);
  });

  it('has prices of quotes a cent around those of trades', async () => {
    const client = await deskHere((await gatewayHere()).port);
    const [end, duration] = ['20261120 16:00:00 US/Eastern', '60 S'];
    for (const [id, show] of ['TRADES', 'MIDPOINT', 'BID', 'ASK'].entries()) ask(client, { id, show, end, duration });
    const opens = [];
    for (const id of [0, 1, 2, 3]) opens.push((await told(client, id))[0]?.[1] as number);
    const [trades = 0, ...others] = opens;
    expect(others.map((open) => Math.round((open - trades) * 100))).toEqual([0, -1, 1]);
  });

  it(
    'that comes too soon is a pacing violation: the same, the sixth alike, or the sixty-first',
    async () => {
      const { desk, step } = await steppedGateway();
      const client = await desk(1);
      const violations = () => client.of('error').filter(([, error]) => /pacing violation/.test(String(error))).length;
      const short = (id: number, over: Partial<Wish> = {}): void =>
        ask(client, { id, size: '30 secs', duration: '60 S', end: `20261120 15:${10 + (id % 50)}:00`, ...over });
      short(1);
      short(1);
      await step(15);
      expect(violations()).toBe(1);
      short(1);
      await step(3);
      expect(violations()).toBe(1);
      for (let id = 2; id <= 7; id++) short(id);
      await step(3);
      expect(violations()).toBe(2);
      for (let id = 10; id < 64; id++) {
        short(id, { end: `20261119 15:${10 + (id % 50)}:0${Math.floor(id / 50)}` });
        await step(3);
      }
      expect(violations()).toBe(3);
      ask(client, { id: 900, size: '1 min' });
      expect((await told(client, 900)).length).toBeGreaterThan(0);
    },
    seconds(60) / 1_000,
  );
});

it('a request for both sides of the quote counts twice: the fourth alike comes too soon', async () => {
  const { desk } = await steppedGateway();
  const client = await desk(1);
  for (let id = 1; id <= 4; id++)
    ask(client, { id, size: '30 secs', duration: '60 S', show: 'BID_ASK', end: `20261120 15:1${id}:00` });
  expect((await client.error(162))[3]).toBe(4);
});

describe('single ticks of the past', () => {
  it('are of trades, quotes and midpoints, from a moment on or up to one', async () => {
    const client = await deskHere((await gatewayHere()).port);
    const at = '20261120 12:00:00 US/Eastern';
    client.api.reqHistoricalTicks(1, SPY, at, '', 5, WhatToShow.TRADES, 1, false);
    client.api.reqHistoricalTicks(2, SPY, '', at, 5, WhatToShow.BID_ASK, 1, false);
    client.api.reqHistoricalTicks(3, SPY, at, '', 2, WhatToShow.MIDPOINT, 1, false);
    const second = Date.UTC(2026, 10, 20, 17) / 1_000;
    const timesOf = async (event: string) => {
      const [, , ticks] = await client.until(event);
      return (ticks as readonly { readonly time: number }[]).map(({ time }) => time - second);
    };
    expect(await timesOf('historicalTicksLast')).toEqual([0, 1, 2, 3, 4]);
    expect(await timesOf('historicalTicksBidAsk')).toEqual([-4, -3, -2, -1, 0]);
    expect(await timesOf('historicalTicks')).toEqual([0, 1]);
  });

  it('are of recorded data those that have been told', async () => {
    const { desk, next } = await replayedGateway(await recorded());
    const client = await desk(1);
    await next();
    await next();
    client.api.reqHistoricalTicks(1, SPY, '', '20250303 16:00:00 US/Eastern', 5, WhatToShow.TRADES, 0, false);
    const [, , ticks] = await client.until('historicalTicksLast');
    expect(ticks).toMatchObject([{ price: 9, size: 50 }, { price: 11, size: 500 }]); // biome-ignore format: a table
  });

  it.each([
    ['both a beginning and an end', ['20261120-12:00:00', '20261120-13:00:00', 5], 10187],
    ['neither', ['', '', 5], 10187],
    ['none of them', ['20261120-12:00:00', '', 0], 10187],
    ['more than a thousand', ['20261120-12:00:00', '', 1001], 10187],
    ['a time that is none', ['noon', '', 5], 10314],
  ] as const)('are refused for %s', async (_what, [from, to, count], code) => {
    const client = await deskHere((await gatewayHere()).port);
    client.api.reqHistoricalTicks(1, SPY, from, to, count, WhatToShow.TRADES, 1, false);
    await client.error(code);
  });
});

describe('bars of five seconds', () => {
  it.each([
    ['TRADES', [100.5, 100.5, 100.1, 100.1, 200, 100.3, 2], [100.1, 100.1, 100.1, 100.1, 0, 100.1, 0]],
    ['MIDPOINT', [100.01, 101.01, 100.01, 101.01, -1, -1, -1], [101.01, 101.01, 101.01, 101.01, -1, -1, -1]],
    ['BID', [100, 101, 100, 101, -1, -1, -1], [101, 101, 101, 101, -1, -1, -1]],
    ['ASK', [100.02, 101.02, 100.02, 101.02, -1, -1, -1], [101.02, 101.02, 101.02, 101.02, -1, -1, -1]],
  ])('of %s are told once they are over, and stand still without news', async (show, first, second) => {
    const { desk, quote, trade, pass } = await quotedGateway();
    const client = await desk(1);
    pass(1);
    client.api.reqRealTimeBars(7, SPY, 5, show as WhatToShow, false);
    client.api.reqCurrentTime();
    await client.until('currentTime');
    quote(100, 100.02);
    trade(100.5);
    quote(101, 101.02);
    trade(100.1);
    pass(4);
    pass(5);
    await client.until('realtimeBar', () => client.of('realtimeBar').length === 2);
    const begin = Date.UTC(2026, 10, 23, 15) / 1_000;
    expect(client.of('realtimeBar').map(([, ...bar]) => bar)).toEqual([
      [7, begin, ...first],
      [7, begin + 5, ...second],
    ]);
    client.api.cancelRealTimeBars(7);
    client.api.cancelRealTimeBars(7);
    await client.error(300);
    pass(10);
    client.api.reqMktDepth(9, SPY, 5, true);
    await client.error(10092);
    expect(client.of('realtimeBar').length).toBe(2);
    client.api.cancelMktDepth(9, true);
    await client.error(310);
  });

  it.each([
    ['another length', 10, 'TRADES'],
    ['both sides', 5, 'BID_ASK'],
  ])('are none of %s', async (_what, size, show) => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    client.api.reqRealTimeBars(7, SPY, size, show as WhatToShow, false);
    await client.error(321);
  });

  it('can be asked for five times in two seconds, and no more', async () => {
    const { desk } = await quotedGateway();
    const client = await desk(1);
    for (let id = 1; id <= 6; id++) client.api.reqRealTimeBars(id, SPY, 5, WhatToShow.TRADES, false);
    expect((await client.error(420))[3]).toBe(6);
  });
});

describe('streams of single ticks', () => {
  it('begin with those of the past where they are wanted', async () => {
    const { desk } = await steppedGateway();
    const client = await desk(1);
    client.api.reqTickByTickData(1, SPY, 'Last' as never, 10, false);
    client.api.reqTickByTickData(2, SPY, 'BidAsk' as never, 3, false);
    client.api.reqTickByTickData(3, SPY, 'MidPoint' as never, 2, false);
    const lengthOf = async (event: string) => ((await client.until(event))[2] as readonly unknown[]).length;
    expect(await lengthOf('historicalTicksLast')).toBe(10);
    expect(await lengthOf('historicalTicksBidAsk')).toBe(3);
    expect(await lengthOf('historicalTicks')).toBe(2);
    client.api.reqTickByTickData(4, SPY, 'AllLast' as never, 0, false);
    expect((await client.error(10190))[3]).toBe(4);
    client.api.cancelTickByTickData(1);
    client.api.reqTickByTickData(5, SPY, 'AllLast' as never, 0, false);
    client.api.reqTickByTickData(6, SPY, 'AllLast' as never, 1_001, false);
    expect((await client.error(10187))[3]).toBe(6);
  });

  it('tell of every trade and every change of the quote', async () => {
    const { desk, quote, trade } = await quotedGateway({ instruments: [instrumentId('SPY')] });
    const client = await desk(1);
    client.api.reqTickByTickData(1, SPY, 'AllLast' as never, 0, false);
    client.api.reqTickByTickData(2, SPY, 'BidAsk' as never, 0, false);
    client.api.reqCurrentTime();
    await client.until('currentTime');
    quote(101, 101.02);
    trade(101.01);
    quote(102, 102.02);
    await client.until('tickByTickBidAsk', (_id: number, _time: string, bid: number) => bid === 102);
    expect(client.of('tickByTickAllLast').map(([, id, type, , at]) => [id, type, at])).toEqual([[1, 2, 101.01]]);
    expect(client.of('tickByTickBidAsk').map(([, id, , bid]) => [id, bid])).toEqual([[2, 101], [2, 102]]); // biome-ignore format: a table
  });
});

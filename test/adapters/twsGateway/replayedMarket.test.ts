import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src/adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { withActions } from '../../../src/adapters/marketData/actionsFile.ts';
import { createLeanData } from '../../../src/adapters/marketData/lean.ts';
import { createPaperVenue } from '../../../src/adapters/paperBroker/paperBroker.ts';
import { replayedMarket } from '../../../src/adapters/twsGateway/replayedMarket.ts';
import { wireTime } from '../../../src/adapters/twsGateway/wireTimes.ts';
import type { Timestamp } from '../../../src/identifiers.ts';
import { accountId, instrumentId, isoTime, later, named, seconds, timestamp } from '../../../src/identifiers.ts';
import { decimalText, price, quantity, zero } from '../../../src/money.ts';
import type { OrderTerms } from '../../../src/orders.ts';
import type { MarketData, MarketFact } from '../../../src/ports.ts';
import { rank } from '../../../src/ports.ts';
import { AdminClient, TOKEN } from '../../support/adminClient.ts';
import { deskHere, gatewayHere } from '../../support/gateway.ts';
import { order } from '../../support/plainOrders.ts';
import { recordedDays } from '../../support/recordedDays.ts';
import { replayedGateway } from '../../support/replayedGateway.ts';
import { folderHere, rowsOf } from '../../support/rowsOfData.ts';

async function recorded(): Promise<MarketData> {
  const { data, symbols, from } = recordedDays(folderHere());
  return createLeanData({ root: data, symbols: symbols.slice(0, 2), from, to: from });
}

const bars = (...rows: readonly string[]): Promise<MarketData> =>
  rowsOf('time,symbol,open,high,low,close,volume', ...rows);

type Told = readonly [at: Timestamp, event: MarketFact];

/** What a run tells its broker: the feed is played as the engine plays it. */
async function toldInRun(market: MarketData): Promise<readonly Told[]> {
  const clock = createSimulatedClock({ start: newYorkTime(market.days.from) });
  const told: Told[] = [];
  const deliver = ({ event }: { readonly event: MarketFact }) => void told.push([clock.now(), event]);
  const feed = { name: 'market', rank: rank.market, batches: () => market.batches(), deliver } as const;
  await clock.play(
    [feed as never],
    () => undefined,
    () => false,
  );
  return told;
}

async function toldInReplay(data: MarketData, step: number): Promise<readonly Told[]> {
  const clock = createSimulatedClock({ start: newYorkTime(data.days.from) });
  const told: Told[] = [];
  const market = replayedMarket(data, clock)((event) => told.push([clock.now(), event]));
  market.begin();
  while (clock.now() < newYorkTime(data.days.to, 24 * 60)) {
    const to = later(clock.now(), seconds(step));
    await market.ready?.(to);
    clock.advance(to);
  }
  return told;
}

describe('recorded data at the gateway', () => {
  it.each([
    1, 7, 3_600,
  ])('are what a run over them tells its broker, at the same times, in steps of %i s', async (step) => {
    const data = await recorded();
    const told = await toldInRun(data);
    expect(told.length).toBeGreaterThan(1_500);
    expect(await toldInReplay(data, step)).toEqual(told);
  });

  it('come behind what the broker does at their moment, and before deadlines, each item by itself', async () => {
    const data = await bars(
      '2025-03-03T14:30:00Z,AAA,10,12,9,11,500',
      '2025-03-03T14:30:00Z,BBB,11,11,10,10.5,300',
      '2025-03-03T14:31:00Z,AAA,10,12,9,11,500',
    );
    const clock = createSimulatedClock({ start: newYorkTime('2025-03-03') });
    const told: string[] = [];
    const market = replayedMarket(
      data,
      clock,
    )(({ instrument }) => {
      told.push(instrument);
      if (instrument === 'AAA') clock.schedule(clock.now(), rank.broker, () => told.push('broker'));
    });
    await market.ready?.(newYorkTime('2025-03-03', 1_440));
    market.begin();
    const at = market.next?.() as Timestamp;
    clock.schedule(at, rank.deadline, () => told.push('deadline'));
    clock.schedule(at, rank.broker, () => told.push('broker'));
    clock.advance(at);
    expect(told).toEqual(['broker', 'AAA', 'broker', 'BBB', 'deadline']);
  });

  it('fill orders to the cent as the same broker fills them in the process', async () => {
    const data = await recorded();
    const [symbol = ''] = data.instruments;
    const { desk, next, to, admin } = await replayedGateway(data);
    const client = await desk(1);
    const alone = venueAlone(data);
    const contract = { symbol, secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
    // The first order is there before the open.
    await to(newYorkTime(data.days.from, 9 * 60 + 29));
    for (let id = 1; id <= 40; id++) {
      const { now = '' } = await admin.state();
      await alone.to(timestamp(now));
      const { side, stop, wire } = wishOf(id, alone.last(symbol));
      client.api.placeOrder(id, contract, wire);
      alone.take(id, symbol, { side, stop });
      for (let items = 0; items < 5; items++) await next();
    }
    const { now = '' } = await admin.state();
    const end = later(timestamp(now), seconds(600));
    await alone.to(end);
    await to(end);
    const executed = client.of('execDetails').map(([, , , told]) => {
      const { orderId, shares, price: at, time } = told as Record<string, unknown>;
      return [orderId, shares, at, time].join(' ');
    });
    expect(executed).toEqual(alone.executed);
    expect(new Set(executed.map((line) => line.split(' ')[0])).size).toBeGreaterThan(30);
  });

  it('are shown by what has happened: a bar of quotes is its close, a bar of trades the last one', async () => {
    const { desk, next } = await replayedGateway(
      await bars('2025-03-03T14:30:00Z,SPY,10,12,9,11,500', '2025-03-03T14:31:00Z,SPY,11,11,10,10.5,300'),
    );
    const client = await desk(1);
    const spy = { symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
    client.api.reqMktData(8, spy, '', false, false);
    await client.until('marketDataType');
    expect(client.of('tickPrice')).toEqual([]);
    expect([await next(), await next()]).toEqual([true, true]);
    const prices = client.of('tickPrice').map(([, , type, at]) => [type, at]);
    expect(prices).toEqual([[1, 11], [2, 11], [4, 11], [1, 10.5], [2, 10.5], [4, 10.5]]); // biome-ignore format: a table
    expect(client.of('tickSize').at(-1)).toEqual(['tickSize', 8, 8, 800]);
    expect(await next()).toBe(false);
  });

  it('list their instruments and no other', async () => {
    const { desk } = await replayedGateway(
      await bars('2025-03-03T14:30:00Z,ZYXW,10,12,9,11,500', '2025-03-03T14:31:00Z,ZYXW,11,11,10,10.5,300'),
    );
    const client = await desk(1);
    client.api.reqContractDetails(1, { symbol: 'ZYXW', secType: SecType.STK, currency: 'USD' });
    const [, , details] = await client.until('contractDetails');
    const { contract } = details as { readonly contract: { readonly conId: number } };
    client.api.reqContractDetails(2, { conId: contract.conId });
    await client.until('contractDetailsEnd', (id: number) => id === 2);
    client.api.reqContractDetails(3, { symbol: 'AAPL', secType: SecType.STK, currency: 'USD' });
    expect((await client.error(200))[3]).toBe(3);
  });

  it('split what is held and cancel what is asked for', async () => {
    const day = (date: string, at: number): string => `${date}T14:30:00Z,SPY,${at},${at},${at},${at},9000`;
    const raw = await bars(
      day('2025-03-03', 100),
      `2025-03-03T14:31:00Z,SPY,100,100,100,100,9000`,
      day('2025-03-04', 50),
    );
    const file = join(folderHere(), 'actions.csv');
    writeFileSync(file, 'exDate,symbol,newShares,oldShares\n2025-03-04,SPY,2,1\n');
    const { desk, next, to } = await replayedGateway(await withActions(raw, { file }));
    const client = await desk(1);
    const spy = { symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
    await next();
    client.api.reqPositions();
    client.api.placeOrder(1, spy, order());
    client.api.placeOrder(2, spy, order({ orderType: OrderType.LMT, lmtPrice: 1, tif: TimeInForce.GTC }));
    await next();
    await to(newYorkTime('2025-03-04', 600));
    expect(client.of('position').at(-1)?.slice(3)).toEqual([200, 50.00175]);
    await client.status(2, 'Cancelled');
  });
});

describe('time at a replay', () => {
  it('stands until the first client is there, then goes by itself, and a night is over at once', async () => {
    const data = await bars('2025-03-03T14:30:00Z,SPY,10,12,9,11,500', '2025-03-03T14:31:00Z,SPY,11,11,10,10.5,300');
    const start = newYorkTime('2025-03-03');
    const clock = createSimulatedClock({ start });
    const gateway = await gatewayHere({
      ...{ clock, market: replayedMarket(data, clock), hours: createNyseCalendar(), instruments: data.instruments },
      ...{ speed: 600, admin: { port: 0, token: TOKEN } },
    });
    const admin = new AdminClient(gateway);
    expect((await admin.state()).now).toBe(isoTime(start));
    const client = await deskHere(gateway.port);
    while (((await admin.state()).nextOfMarket ?? '') !== '');
    const { now = '' } = await admin.state();
    expect(timestamp(now)).toBeGreaterThan(newYorkTime('2025-03-03', 9 * 60 + 32));
    expect(client.of('error').filter(([, , code]) => code === 200)).toEqual([]);
    const { told } = await admin.ask('POST', '/time', '{"by":"1s"}');
    expect(told.error?.code).toBe('timeRefused');
  });

  it('stands from where the data are broken, and the log says why', async () => {
    const data = await bars('2025-03-03T14:30:00Z,SPY,10,12,9,11,500', '2025-03-03T14:31:00Z,SPY,11,11,10,10.5,300');
    const broken: MarketData = {
      ...data,
      async *batches() {
        yield* data.batches();
        throw new Error('a bad row');
      },
    };
    const clock = createSimulatedClock({ start: newYorkTime('2025-03-03') });
    const gateway = await gatewayHere({
      ...{ clock, market: replayedMarket(broken, clock), hours: createNyseCalendar(), instruments: data.instruments },
      speed: 600,
    });
    await deskHere(gateway.port);
    await gateway.logged(/time stands: a bad row/);
  });
});

/** Two buys, two sales; every third order waits for the price to come back. */
function wishOf(id: number, last: number) {
  const side = id % 4 < 2 ? ('buy' as const) : ('sell' as const);
  const stop = id % 3 === 0 ? last : undefined;
  const at = stop === undefined ? {} : { orderType: OrderType.STP, auxPrice: stop };
  const action = side === 'buy' ? OrderAction.BUY : OrderAction.SELL;
  return { side, stop, wire: order({ action, totalQuantity: 300, ...at }) };
}

/** The broker of the gateway in this process, over the same data. */
function venueAlone(data: MarketData) {
  const clock = createSimulatedClock({ start: newYorkTime(data.days.from) });
  const account = accountId('DU1234567');
  const rules = { latency: 20_000, children: 'whenComplete', ocaType3: 'afterLatency' } as const;
  const executed: string[] = [];
  const venue = createPaperVenue({ clock, account, rules, hours: createNyseCalendar() }, (fact) => {
    if (fact.type !== 'broker.execution') return;
    const { order: id, quantity: shares, price: at, executedAt } = fact;
    executed.push([id, decimalText(shares), decimalText(at), wireTime(executedAt)].join(' '));
  });
  const market = replayedMarket(data, clock)((event) => venue.hearMarket(event));
  market.begin();
  return {
    executed,
    last: (symbol: string) => Number(decimalText(market.shown(instrumentId(symbol))?.last ?? zero)),
    async to(moment: Timestamp) {
      await market.ready?.(moment);
      clock.advance(moment);
    },
    take(
      id: number,
      symbol: string,
      { side, stop }: { readonly side: 'buy' | 'sell'; readonly stop: number | undefined },
    ) {
      venue.take(named(`${id}`), {
        ...{ account, instrument: instrumentId(symbol), side, quantity: quantity(300), timeInForce: 'day' },
        ...(stop === undefined ? { type: 'market' } : { type: 'stop', stop: price(stop) }),
        ...{ outsideRegularHours: false, trigger: 'last', transmit: true },
      } as OrderTerms);
    },
  };
}

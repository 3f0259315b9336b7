/** What a client is told of contracts. */
import type { Contract, ContractDetails } from '@stoqey/ib';
import { SecType } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { timestamp } from '../../../src/identifiers.ts';
import type { Desk } from '../../support/gateway.ts';
import { deskHere, gatewayHere } from '../../support/gateway.ts';
import { order } from '../../support/plainOrders.ts';

/** The Monday before Thanksgiving. */
const clock = () => createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });

async function client(options: Parameters<typeof gatewayHere>[0] = {}): Promise<Desk> {
  const { port } = await gatewayHere({ clock: clock(), ...options });
  return deskHere(port);
}

let asked = 100;
async function detailsOf(desk: Desk, contract: Contract): Promise<readonly ContractDetails[]> {
  const id = asked++;
  desk.api.reqContractDetails(id, contract);
  await desk.until('contractDetailsEnd', (ended: number) => ended === id);
  return desk.of('contractDetails').flatMap(([, of, details]) => (of === id ? [details as ContractDetails] : []));
}

const stock = (symbol: string, over: Partial<Contract> = {}): Contract => ({
  ...{ symbol, secType: SecType.STK, exchange: 'SMART', currency: 'USD' },
  ...over,
});

describe('a contract', () => {
  it('is one of some forty stocks and funds, each known by its symbol and by its id', async () => {
    const desk = await client();
    for (const [symbol, exchange, type] of [
      ['SPY', 'ARCA', 'ETF'],
      ['AAPL', 'NASDAQ', 'COMMON'],
      ['BAC', 'NYSE', 'COMMON'],
      ['AIG', 'NYSE', 'COMMON'],
      ['META', 'NASDAQ', 'COMMON'],
    ] as const) {
      const [bySymbol, ...others] = await detailsOf(desk, stock(symbol));
      expect(others).toEqual([]);
      expect(bySymbol).toMatchObject({
        stockType: type,
        minTick: 0.01,
        timeZoneId: 'US/Eastern',
        marketRuleIds: '26,26',
      });
      expect(bySymbol?.contract).toMatchObject({ symbol, primaryExch: exchange });
      expect(await detailsOf(desk, { conId: bySymbol?.contract.conId ?? 0 })).toEqual([bySymbol]);
    }
  });

  it('has prices apart by a rule of the market: a cent, and for one symbol finer steps below one dollar', async () => {
    const desk = await client();
    const stepsOf = async (symbol: string) => {
      const [details] = await detailsOf(desk, stock(symbol));
      const rule = Number(details?.marketRuleIds?.split(',')[0]);
      desk.api.reqMarketRule(rule);
      const [, , steps] = await desk.until('marketRule', (told: number) => told === rule);
      return { minTick: details?.minTick, steps };
    };
    expect(await stepsOf('SPY')).toEqual({ minTick: 0.01, steps: [{ lowEdge: 0.01, increment: 0.01 }] });
    expect(await stepsOf('F')).toEqual({
      minTick: 0.0001,
      steps: [
        { lowEdge: 0, increment: 0.0001 },
        { lowEdge: 1, increment: 0.01 },
      ],
    });
    desk.api.reqMarketRule(1);
    await desk.until('info', (_text: string, code: number) => code === 321);
  });

  it('tells its hours for six days: a holiday, half a day and a weekend', async () => {
    const [details] = await detailsOf(await client({ hours: createNyseCalendar() }), stock('SPY'));
    const days = ['20261123', '20261124', '20261125'];
    expect(details?.liquidHours?.split(';')).toEqual([
      ...days.map((day) => `${day}:0930-${day}:1600`),
      '20261126:CLOSED',
      '20261127:0930-20261127:1300',
      '20261128:CLOSED',
    ]);
    expect(details?.tradingHours?.split(';')).toEqual([
      ...days.map((day) => `${day}:0400-${day}:2000`),
      '20261126:CLOSED',
      '20261127:0400-20261127:1700',
      '20261128:CLOSED',
    ]);
  });

  it('trades every minute of every day where the market has no hours', async () => {
    const [details] = await detailsOf(await client(), stock('SPY'));
    expect(details?.liquidHours).toMatch(/^20261123:0000-20261123:2359;20261124:0000-20261124:2359;/);
  });

  it('means more than one without its currency: described both, and ambiguous for everything else', async () => {
    const desk = await client();
    const anywhere = { symbol: 'AAPL', secType: SecType.STK };
    const found = await detailsOf(desk, anywhere);
    expect(found.map(({ contract }) => [contract.currency, contract.exchange])).toEqual([
      ['USD', 'SMART'],
      ['MXN', 'MEXI'],
    ]);
    desk.api.placeOrder(1, anywhere, order());
    const [, told, , id] = await desk.error(200);
    expect([String(told), id]).toEqual([expect.stringMatching(/specified for AAPL is ambiguous/), 1]);
  });

  it('that trades abroad is described, and neither traded nor quoted here', async () => {
    const desk = await client();
    const abroad = stock('AAPL', { exchange: 'MEXI', currency: 'MXN' });
    desk.api.placeOrder(1, abroad, order());
    expect(String((await desk.error(201))[1])).toMatch(/No trading permissions/);
    desk.api.reqMktData(2, abroad, '', false, false);
    expect((await desk.error(354))[3]).toBe(2);
  });

  it.each<[string, Contract]>([
    ['a symbol that nobody knows', stock('ZZZZ')],
    ['an id that nobody has', { conId: 1 }],
    ['an option', stock('AAPL', { secType: SecType.OPT })],
    ['a future', { symbol: 'ES', secType: SecType.FUT, exchange: 'CME', currency: 'USD' }],
    ['a stock of another currency', stock('MSFT', { currency: 'EUR' })],
    ['a stock at an exchange that does not have it', stock('MSFT', { exchange: 'LSE' })],
    ['a stock that is listed elsewhere', stock('MSFT', { primaryExch: 'NYSE' })],
  ])('is not found: %s', async (_what, contract) => {
    const desk = await client();
    desk.api.reqContractDetails(7, contract);
    const [, told, , id] = await desk.error(200);
    expect([String(told), id]).toEqual([expect.stringMatching(/No security definition has been found/), 7]);
  });

  it.each<[string, Contract]>([
    ['its primary exchange', stock('MSFT', { primaryExch: 'NASDAQ' })],
    ['the name that Nasdaq once had', stock('MSFT', { primaryExch: 'ISLAND' })],
    ['an exchange that it can be sent to', stock('MSFT', { exchange: 'ARCA' })],
    ['its local symbol alone', { secType: SecType.STK, localSymbol: 'MSFT', currency: 'USD' }],
    ['its trading class', stock('MSFT', { tradingClass: 'NMS' })],
  ])('is found by %s', async (_what, contract) => {
    expect((await detailsOf(await client(), contract)).map(({ longName }) => longName)).toEqual(['MICROSOFT CORP']);
  });

  it('is one of those that were named, also one that nobody knows, with the same id each time', async () => {
    const idOf = async (desk: Desk) => (await detailsOf(desk, stock('ZYXW')))[0]?.contract.conId;
    const desk = await client({ instruments: ['ZYXW', 'SPY'] });
    expect(await idOf(desk)).toBe(await idOf(await client({ instruments: ['ZYXW'] })));
    desk.api.reqContractDetails(7, stock('AAPL'));
    await desk.error(200);
  });
});

it('a search finds symbols by how they begin and names by what they hold', async () => {
  const desk = await client();
  for (const [id, pattern] of [
    [1, 'goog'],
    [2, 'trust'],
    [3, 'nothing'],
    [4, 'IBM'],
  ] as const)
    desk.api.reqMatchingSymbols(id, pattern);
  await desk.until('symbolSamples', (id: number) => id === 4);
  const found = desk
    .of('symbolSamples')
    .map(([, , samples]) =>
      (samples as readonly { readonly contract: Contract }[]).map(
        ({ contract }) => `${contract.symbol} ${contract.currency}`,
      ),
    );
  expect(found).toEqual([['GOOGL USD', 'GOOG USD'], ['SPY USD', 'QQQ USD', 'DIA USD'], [], ['IBM USD', 'IBM MXN']]);
});

it('lists that hold for all are told: exchanges of a quote, families of accounts, nothing of depth and news', async () => {
  const desk = await client();
  desk.api.reqMktData(1, stock('SPY'), '', false, false);
  const [, , , bboExchange] = await desk.until('tickReqParams');
  desk.api.reqSmartComponents(2, String(bboExchange));
  const [, , components] = await desk.until('smartComponents');
  expect([...(components as Map<number, readonly string[]>).values()]).toContainEqual(['ARCA', 'P']);
  desk.api.reqSmartComponents(3, 'elsewhere');
  expect((await desk.error(321))[3]).toBe(3);
  desk.api.reqFamilyCodes();
  expect((await desk.until('familyCodes'))[1]).toEqual([{ accountID: 'DU1234567', familyCode: '' }]);
  desk.api.reqMktDepthExchanges();
  desk.api.reqNewsProviders();
  expect([(await desk.until('mktDepthExchanges'))[1], (await desk.until('newsProviders'))[1]]).toEqual([[], []]);
});

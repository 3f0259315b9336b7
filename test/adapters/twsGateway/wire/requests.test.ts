import type { Contract } from '@stoqey/ib';
import type { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import { describe, expect, it } from 'vitest';
import { readRequest, requestIdOf, requestNames } from '../../../../src/adapters/twsGateway/wire/requests.ts';
import { price, ratio } from '../../../../src/money.ts';
import { codeOf } from '../../../support/codes.ts';
import { clientSays, versions } from '../../../support/wireLibrary.ts';
import { everyContractField } from '../../../support/wireOrders.ts';

const { secIdType: _type, secId: _id, ...twelve } = everyContractField;
const contract = { ...twelve, strike: price('190.5'), multiplier: '50' };
const sentContract = twelve as Contract;

interface Row {
  readonly name: string;
  /** What the client is told to do; left out where it is not the library's encoder that sends it. */
  readonly say: (encoder: Encoder, version: number) => void;
  readonly read: (version: number) => Record<string, unknown>;
  /** The id that an error about it carries. */
  readonly id?: number;
  /** At version 178. */
  readonly fields: number;
}

const rows: readonly Row[] = [
  {
    name: 'cancelOrder',
    say: (client, version) =>
      client.cancelOrder(7, version >= 169 ? { manualOrderCancelTime: '20261122 10:00:00' } : ({} as never)),
    read: (version) => ({ orderId: 7, manualCancelTime: version >= 169 ? '20261122 10:00:00' : '' }),
    id: 7,
    fields: 4,
  },
  { name: 'reqGlobalCancel', say: (client) => client.reqGlobalCancel({} as never), read: () => ({}), fields: 2 },
  { name: 'reqOpenOrders', say: (client) => client.reqOpenOrders(), read: () => ({}), fields: 2 },
  { name: 'reqAllOpenOrders', say: (client) => client.reqAllOpenOrders(), read: () => ({}), fields: 2 },
  {
    name: 'reqAutoOpenOrders',
    say: (client) => client.reqAutoOpenOrders(true),
    read: () => ({ bind: true }),
    fields: 3,
  },
  {
    name: 'reqCompletedOrders',
    say: (client) => client.reqCompletedOrders(true),
    read: () => ({ apiOnly: true }),
    fields: 2,
  },
  {
    name: 'reqExecutions',
    say: (client) =>
      client.reqExecutions(21, {
        clientId: '11',
        acctCode: 'DU1',
        time: '20261122-09:30:00',
        symbol: 'AAPL',
        secType: 'STK' as never,
        exchange: 'SMART',
        side: 'BUY' as never,
      }),
    read: () => ({
      requestId: 21,
      clientId: 11,
      account: 'DU1',
      time: '20261122-09:30:00',
      symbol: 'AAPL',
      secType: 'STK',
      exchange: 'SMART',
      side: 'BUY',
    }),
    id: 21,
    fields: 10,
  },
  { name: 'reqIds', say: (client) => client.reqIds(3), read: () => ({ count: 3 }), fields: 3 },
  { name: 'reqManagedAccts', say: (client) => client.reqManagedAccts(), read: () => ({}), fields: 2 },
  { name: 'reqCurrentTime', say: (client) => client.reqCurrentTime(), read: () => ({}), fields: 2 },
  {
    name: 'setServerLogLevel',
    say: (client) => client.setServerLogLevel(4),
    read: () => ({ level: 4 }),
    fields: 3,
  },
  {
    name: 'reqMarketDataType',
    say: (client) => client.reqMarketDataType(3),
    read: () => ({ type: 3 }),
    fields: 3,
  },
  { name: 'reqPositions', say: (client) => client.reqPositions(), read: () => ({}), fields: 2 },
  { name: 'cancelPositions', say: (client) => client.cancelPositions(), read: () => ({}), fields: 2 },
  {
    name: 'reqAccountUpdates',
    say: (client) => client.reqAccountUpdates(true, 'DU1'),
    read: () => ({ subscribe: true, account: 'DU1' }),
    fields: 4,
  },
  {
    name: 'reqAccountSummary',
    say: (client) => client.reqAccountSummary(22, 'All', 'NetLiquidation,BuyingPower'),
    read: () => ({ requestId: 22, group: 'All', tags: 'NetLiquidation,BuyingPower' }),
    id: 22,
    fields: 5,
  },
  {
    name: 'cancelAccountSummary',
    say: (client) => client.cancelAccountSummary(22),
    read: () => ({ requestId: 22 }),
    id: 22,
    fields: 3,
  },
  {
    name: 'reqPositionsMulti',
    say: (client) => client.reqPositionsMulti(23, 'DU1', 'model'),
    read: () => ({ requestId: 23, account: 'DU1', modelCode: 'model' }),
    id: 23,
    fields: 5,
  },
  {
    name: 'cancelPositionsMulti',
    say: (client) => client.cancelPositionsMulti(23),
    read: () => ({ requestId: 23 }),
    id: 23,
    fields: 3,
  },
  {
    name: 'reqAccountUpdatesMulti',
    say: (client) => client.reqAccountUpdatesMulti(24, 'DU1', 'model', true),
    read: () => ({ requestId: 24, account: 'DU1', modelCode: 'model', ledgerAndNLV: true }),
    id: 24,
    fields: 6,
  },
  {
    name: 'cancelAccountUpdatesMulti',
    say: (client) => client.cancelAccountUpdatesMulti(24),
    read: () => ({ requestId: 24 }),
    id: 24,
    fields: 3,
  },
  {
    name: 'reqPnL',
    say: (client) => client.reqPnL(25, 'DU1', 'model'),
    read: () => ({ requestId: 25, account: 'DU1', modelCode: 'model' }),
    id: 25,
    fields: 4,
  },
  {
    name: 'cancelPnL',
    say: (client) => client.cancelPnL(25),
    read: () => ({ requestId: 25 }),
    id: 25,
    fields: 2,
  },
  {
    name: 'reqPnLSingle',
    say: (client) => client.reqPnLSingle(26, 'DU1', 'model', 265598),
    read: () => ({ requestId: 26, account: 'DU1', modelCode: 'model', conId: 265598 }),
    id: 26,
    fields: 5,
  },
  {
    name: 'cancelPnLSingle',
    say: (client) => client.cancelPnLSingle(26),
    read: () => ({ requestId: 26 }),
    id: 26,
    fields: 2,
  },
  {
    name: 'reqContractDetails',
    say: (client, version) =>
      client.reqContractDetails(27, {
        ...sentContract,
        includeExpired: true,
        secIdType: 'ISIN' as never,
        secId: 'US0378331005',
        ...(version >= 176 ? { issuerId: 'e1' } : {}),
      }),
    read: (version) => ({
      requestId: 27,
      contract,
      includeExpired: true,
      secIdType: 'ISIN',
      secId: 'US0378331005',
      issuerId: version >= 176 ? 'e1' : '',
    }),
    id: 27,
    fields: 19,
  },
  {
    name: 'reqMktData',
    say: (client) => client.reqMktData(28, sentContract, '233,236', true, false),
    read: () => ({
      requestId: 28,
      contract,
      legs: [],
      hedgedContract: undefined,
      genericTicks: '233,236',
      snapshot: true,
      regulatorySnapshot: false,
      options: '',
    }),
    id: 28,
    fields: 20,
  },
  {
    name: 'reqMktData',
    say: (client) =>
      client.reqMktData(
        28,
        {
          ...sentContract,
          secType: 'BAG' as never,
          comboLegs: [
            { conId: 1, ratio: 2, action: 'BUY', exchange: 'SMART' },
            { conId: 3, ratio: 4, action: 'SELL', exchange: 'CBOE' },
          ] as never,
          deltaNeutralContract: { conId: 5, delta: 0.6, price: 7.5 },
        },
        '',
        false,
        true,
      ),
    read: () => ({
      requestId: 28,
      contract: { ...contract, secType: 'BAG' },
      legs: [
        { conId: 1, ratio: 2, action: 'BUY', exchange: 'SMART' },
        { conId: 3, ratio: 4, action: 'SELL', exchange: 'CBOE' },
      ],
      hedgedContract: { conId: 5, delta: ratio('0.6'), price: price('7.5') },
      genericTicks: '',
      snapshot: false,
      regulatorySnapshot: true,
      options: '',
    }),
    id: 28,
    fields: 32,
  },
  {
    name: 'cancelMktData',
    say: (client) => client.cancelMktData(28),
    read: () => ({ requestId: 28 }),
    id: 28,
    fields: 3,
  },
  {
    name: 'reqMatchingSymbols',
    say: (client) => client.reqMatchingSymbols(29, 'AAP'),
    read: () => ({ requestId: 29, pattern: 'AAP' }),
    id: 29,
    fields: 3,
  },
  { name: 'reqMarketRule', say: (client) => client.reqMarketRule(26), read: () => ({ ruleId: 26 }), fields: 2 },
  {
    name: 'reqHistoricalData',
    say: (client) =>
      client.reqHistoricalData(
        30,
        { ...sentContract, includeExpired: true },
        '20261122 16:00:00',
        '1 D',
        '1 min' as never,
        'TRADES' as never,
        true,
        2,
        true,
        [{ tag: 'a', value: 'b' }],
      ),
    read: () => ({
      requestId: 30,
      contract,
      includeExpired: true,
      endDateTime: '20261122 16:00:00',
      barSize: '1 min',
      duration: '1 D',
      useRth: true,
      whatToShow: 'TRADES',
      formatDate: 2,
      legs: [],
      keepUpToDate: true,
      options: 'a=b;',
    }),
    id: 30,
    fields: 23,
  },
  {
    name: 'cancelHistoricalData',
    say: (client) => client.cancelHistoricalData(30),
    read: () => ({ requestId: 30 }),
    id: 30,
    fields: 3,
  },
  {
    name: 'reqRealTimeBars',
    say: (client) =>
      client.reqRealTimeBars(31, sentContract, 5, 'MIDPOINT' as never, true, [{ tag: 'a', value: 'b' }] as never),
    read: () => ({ requestId: 31, contract, barSize: 5, whatToShow: 'MIDPOINT', useRth: true, options: 'a=b;' }),
    id: 31,
    fields: 19,
  },
  {
    name: 'cancelRealTimeBars',
    say: (client) => client.cancelRealTimeBars(31),
    read: () => ({ requestId: 31 }),
    id: 31,
    fields: 3,
  },
  {
    name: 'reqMktDepth',
    say: (client) => client.reqMktDepth(37, sentContract, 10, true, undefined as never),
    read: () => ({ requestId: 37, contract, rows: 10, isSmartDepth: true, options: '' }),
    id: 37,
    fields: 18,
  },
  {
    name: 'cancelMktDepth',
    say: (client) => client.cancelMktDepth(38, true),
    read: () => ({ requestId: 38, isSmartDepth: true }),
    id: 38,
    fields: 4,
  },
  ...(['reqFamilyCodes', 'reqMktDepthExchanges', 'reqNewsProviders'] as const).map((name) => ({
    name,
    say: (client: Parameters<Parameters<typeof clientSays>[1]>[0]) => client[name](),
    read: () => ({}),
    id: -1,
    fields: 1,
  })),
  {
    name: 'reqSmartComponents',
    say: (client) => client.reqSmartComponents(40, '9c0001'),
    read: () => ({ requestId: 40, bboExchange: '9c0001' }),
    id: 40,
    fields: 3,
  },
  {
    name: 'cancelHeadTimestamp',
    say: (client) => client.cancelHeadTimestamp(39),
    read: () => ({ requestId: 39 }),
    id: 39,
    fields: 2,
  },
  {
    name: 'reqHeadTimestamp',
    say: (client) =>
      client.reqHeadTimestamp(32, { ...sentContract, includeExpired: true }, 'TRADES' as never, false, 2),
    read: () => ({
      requestId: 32,
      contract,
      includeExpired: true,
      useRth: false,
      whatToShow: 'TRADES',
      formatDate: 2,
    }),
    id: 32,
    fields: 18,
  },
  {
    name: 'reqHistoricalTicks',
    say: (client) =>
      client.reqHistoricalTicks(33, sentContract, 'from', 'to', 100, 'BID_ASK' as never, true, false, [
        { tag: 'a', value: 'b' },
      ]),
    read: () => ({
      requestId: 33,
      contract,
      includeExpired: false,
      startDateTime: 'from',
      endDateTime: 'to',
      count: 100,
      whatToShow: 'BID_ASK',
      useRth: true,
      ignoreSize: false,
      options: 'a=b;',
    }),
    id: 33,
    fields: 22,
  },
  {
    name: 'reqTickByTickData',
    say: (client) => client.reqTickByTickData(34, sentContract, 'BidAsk' as never, 10, true),
    read: () => ({ requestId: 34, contract, tickType: 'BidAsk', count: 10, ignoreSize: true }),
    id: 34,
    fields: 17,
  },
  {
    name: 'cancelTickByTickData',
    say: (client) => client.cancelTickByTickData(34),
    read: () => ({ requestId: 34 }),
    id: 34,
    fields: 2,
  },
];

describe.each(rows)('$name, as a real client sends it', ({ name, say, read, id = -1, fields }) => {
  it('is read at every version, with each value in its place', () => {
    for (const version of versions) {
      const sent = clientSays(version, (client) => say(client, version));
      expect(readRequest(version, sent)).toEqual({ kind: name, ...read(version) });
    }
  });

  it('is refused with a field too few or too many, and its id is known all the same', () => {
    const sent = clientSays(178, (client) => say(client, 178));
    expect(sent).toHaveLength(fields);
    for (let kept = 1; kept < sent.length; kept += 1)
      expect([kept, codeOf(() => readRequest(178, sent.slice(0, kept)))]).toEqual([kept, 'messageUnreadable']);
    expect(codeOf(() => readRequest(178, [...sent, '']))).toBe('messageUnreadable');
    expect(requestIdOf([...sent, ''])).toBe(id);
  });
});

describe('requests', () => {
  it('every one that is read has a row here, or a test of its own', () => {
    const elsewhere = ['placeOrder', 'startApi'];
    expect([...new Set([...rows.map(({ name }) => name), ...elsewhere])].sort()).toEqual([...requestNames].sort());
  });

  it('startApi names the client, and is refused without', () => {
    expect(readRequest(178, ['71', '2', '11', ''])).toEqual({
      kind: 'startApi',
      clientId: 11,
      optionalCapabilities: '',
    });
    expect(codeOf(() => readRequest(178, ['71', '2', '', '']))).toBe('messageUnreadable');
    expect(codeOf(() => readRequest(178, ['71', '2', '11']))).toBe('messageUnreadable');
  });

  it('an execution filter with client 0, or with none, asks for every client', () => {
    const filter = (clientId: string) => readRequest(178, ['7', '3', '21', clientId, '', '', '', '', '', '']);
    expect(filter('0')).toMatchObject({ clientId: 0 });
    expect(filter('')).toMatchObject({ clientId: undefined });
  });

  it('the id of an order that can not be read is known', () => {
    expect(requestIdOf(['3', '42', 'nonsense'])).toBe(42);
  });

  it.each([
    [['12', '1', '1'], 12, -1],
    [['21', '5', '77', '0'], 21, 77],
    [['78', '78', 'AAPL'], 78, 78],
    [['104', '79'], 104, 79],
    [['9999', '1', '2'], 9999, -1],
    [['201', '1', '2'], 201, -1],
  ] as const)('%j is not served, and refused under its id', (fields, messageId, id) => {
    expect(readRequest(178, fields)).toEqual({ kind: 'unknown', messageId });
    expect(requestIdOf(fields)).toBe(id);
  });

  it.each([[['']], [['place']], [['toString', '1']], [[]]])('%j is no message at all', (fields) => {
    expect(readRequest(178, fields)).toEqual({ kind: 'unknown', messageId: undefined });
    expect(requestIdOf(fields)).toBe(-1);
  });

  it('a market data type that does not exist is refused', () => {
    expect(codeOf(() => readRequest(178, ['59', '1', '5']))).toBe('messageUnreadable');
  });
});

import { describe, expect, it } from 'vitest';
import * as account from '../../../../src/adapters/twsGateway/wire/accountMessages.ts';
import * as contracts from '../../../../src/adapters/twsGateway/wire/contractMessages.ts';
import * as orders from '../../../../src/adapters/twsGateway/wire/orderMessages.ts';
import * as session from '../../../../src/adapters/twsGateway/wire/sessionMessages.ts';
import * as ticks from '../../../../src/adapters/twsGateway/wire/tickMessages.ts';
import { amount, price, quantity } from '../../../../src/money.ts';
import type { Heard } from '../../../support/wireLibrary.ts';
import { clientHears, versions } from '../../../support/wireLibrary.ts';
import { knownContract } from '../../../support/wireOrders.ts';

const heardContract = {
  conId: 265598,
  symbol: 'AAPL',
  secType: 'STK',
  lastTradeDateOrContractMonth: '20270115',
  strike: 190.5,
  right: 'C',
  multiplier: 50,
  currency: 'USD',
  localSymbol: 'AAPL-L',
  tradingClass: 'NMS',
};
const atIsland = { ...heardContract, exchange: 'ISLAND' };
const listed = { ...heardContract, primaryExch: 'ISLAND' };

/** This client reads an empty number as zero. */
const noYield = { yield: 0, yieldRedemptionDate: 0 };

const figure = { account: 'DU1', key: 'NetLiquidation', value: '1000000.25', currency: 'USD' };
const holding = { account: 'DU1', contract: knownContract, position: quantity(-5), averageCost: price('200.02') };
const execution: orders.Execution = {
  requestId: 21,
  orderId: 7,
  contract: knownContract,
  execId: '0000e0d5.66000001.01.01',
  time: '20261122 09:23:57 America/New_York',
  account: 'DU1',
  exchange: 'NASDAQ',
  side: 'SLD',
  shares: quantity('1.5'),
  price: price('200.02'),
  permId: 1_900_000_001,
  clientId: 11,
  liquidation: 1,
  cumQty: quantity('3.5'),
  avgPrice: price('200.015'),
  orderRef: 't1',
  modelCode: 'model',
  lastLiquidity: 2,
};
const details: contracts.ContractDetails = {
  contract: knownContract,
  primaryExch: 'NASDAQ',
  marketName: 'market',
  minTick: price('0.01'),
  orderTypes: 'LMT,MKT',
  validExchanges: 'SMART,ISLAND',
  priceMagnifier: 2,
  longName: 'Société \\ Générale',
  industry: 'industry',
  category: 'category',
  subcategory: 'subcategory',
  timeZoneId: 'America/New_York',
  tradingHours: '20260824:0400-20260824:2000',
  liquidHours: '20260824:0930-20260824:1600',
  secIds: [{ tag: 'ISIN', value: 'US0378331005' }],
  aggGroup: 3,
  marketRuleIds: '26,27',
  stockType: 'COMMON',
  minSize: quantity('0.0001'),
  sizeIncrement: quantity('0.0002'),
  suggestedSizeIncrement: quantity(100),
};
const attributes = { canAutoExecute: true, pastLimit: false, preOpen: true };

interface Row {
  readonly name: string;
  readonly write: (version: number) => readonly string[];
  /** Fields at version 178. */
  readonly count: number;
  readonly heard: (version: number) => readonly Heard[];
}
const row = (name: string, count: number, write: Row['write'], ...heard: readonly Heard[]): Row => ({
  name,
  count,
  write,
  heard: () => heard,
});
const hears = (event: string, ...args: readonly unknown[]): Heard => ({ event, args });

const rows: readonly Row[] = [
  row('the accounts', 3, () => session.managedAccountsFields(['DU1', 'DU2']), hears('managedAccounts', 'DU1,DU2')),
  row('the next order id', 3, () => session.nextValidIdFields(42), hears('nextValidId', 42)),
  row('the time', 3, () => session.currentTimeFields(1_795_000_000), hears('currentTime', 1_795_000_000)),
  row(
    'an error of an order',
    6,
    (version) => session.errorFields(version, { id: 7, code: 201, text: 'Zurückgewiesen' }),
    hears('error', 'Zurückgewiesen', 201, 7, undefined),
  ),
  row(
    'a notice',
    6,
    (version) => session.errorFields(version, { id: -1, code: 2104, text: 'farm OK' }),
    hears('info', 'farm OK', 2104),
  ),
  row(
    'a status',
    12,
    () =>
      orders.orderStatusFields({
        orderId: 7,
        status: 'Submitted',
        filled: quantity('1.5'),
        remaining: quantity('98.5'),
        avgFillPrice: price('200.02'),
        permId: 1_900_000_001,
        parentId: 6,
        lastFillPrice: price('200.03'),
        clientId: 11,
        whyHeld: 'locate',
        mktCapPrice: price('200.04'),
      }),
    hears('orderStatus', 7, 'Submitted', 1.5, 98.5, 200.02, 1_900_000_001, 6, 200.03, 11, 'locate', 200.04),
  ),
  row('the end of the open orders', 2, orders.openOrderEndFields, hears('openOrderEnd')),
  row('the end of the completed orders', 1, orders.completedOrdersEndFields, hears('completedOrdersEnd')),
  {
    name: 'an execution',
    count: 32,
    write: (version) => orders.executionFields(version, execution),
    heard: (version) => [
      hears('execDetails', 21, atIsland, {
        execId: '0000e0d5.66000001.01.01',
        time: '20261122 09:23:57 America/New_York',
        acctNumber: 'DU1',
        exchange: 'NASDAQ',
        side: 'SLD',
        shares: 1.5,
        price: 200.02,
        permId: 1_900_000_001,
        clientId: 11,
        orderId: 7,
        liquidation: 1,
        cumQty: 3.5,
        avgPrice: 200.015,
        orderRef: 't1',
        evRule: '',
        evMultiplier: 0,
        modelCode: 'model',
        lastLiquidity: 2,
        ...(version >= 178 ? { pendingPriceRevision: false } : {}),
      }),
    ],
  },
  row('the end of the executions', 3, () => orders.executionsEndFields(21), hears('execDetailsEnd', 21)),
  row(
    'a commission',
    8,
    () =>
      orders.commissionReportFields({
        execId: 'e.1',
        commission: amount('1.05'),
        currency: 'USD',
        realizedPnl: amount('-2.5'),
      }),
    hears('commissionReport', { execId: 'e.1', commission: 1.05, currency: 'USD', realizedPNL: -2.5, ...noYield }),
  ),
  row(
    'a commission of a fill that opens',
    8,
    () => orders.commissionReportFields({ execId: 'e.1', commission: amount(1), currency: 'USD' }),
    hears('commissionReport', { execId: 'e.1', commission: 1, currency: 'USD', realizedPNL: undefined, ...noYield }),
  ),
  row(
    'a figure of an account',
    6,
    () => account.accountValueFields(figure),
    hears('updateAccountValue', 'NetLiquidation', '1000000.25', 'USD', 'DU1'),
  ),
  row(
    'a holding at its value',
    20,
    () =>
      account.portfolioValueFields({
        ...holding,
        marketPrice: price(200),
        marketValue: amount(-1000),
        unrealizedPnl: amount('0.1'),
        realizedPnl: amount('-0.2'),
      }),
    hears('updatePortfolio', listed, -5, 200, -1000, 200.02, 0.1, -0.2, 'DU1'),
  ),
  row('the time of an account', 3, () => account.accountTimeFields('09:31'), hears('updateAccountTime', '09:31')),
  row('the end of an account', 3, () => account.accountDownloadEndFields('DU1'), hears('accountDownloadEnd', 'DU1')),
  row(
    'a line of a summary',
    7,
    () => account.accountSummaryFields(22, figure),
    hears('accountSummary', 22, 'DU1', 'NetLiquidation', '1000000.25', 'USD'),
  ),
  row('the end of a summary', 3, () => account.accountSummaryEndFields(22), hears('accountSummaryEnd', 22)),
  row('a position', 16, () => account.positionFields(holding), hears('position', 'DU1', atIsland, -5, 200.02)),
  row('the end of the positions', 2, account.positionEndFields, hears('positionEnd')),
  row(
    'a position of a model',
    18,
    () => account.positionMultiFields(23, 'model', holding),
    hears('positionMulti', 23, 'DU1', 'model', atIsland, -5, 200.02),
  ),
  row(
    'the end of the positions of a model',
    3,
    () => account.positionMultiEndFields(23),
    hears('positionMultiEnd', 23),
  ),
  row(
    'a figure of a model',
    8,
    () => account.accountUpdateMultiFields(24, 'model', figure),
    hears('accountUpdateMulti', 24, 'DU1', 'model', 'NetLiquidation', '1000000.25', 'USD'),
  ),
  row(
    'the end of the figures of a model',
    3,
    () => account.accountUpdateMultiEndFields(24),
    hears('accountUpdateMultiEnd', '24'),
  ),
  row(
    'the profit of an account',
    5,
    () => account.pnlFields(25, { daily: amount(1), unrealized: amount(2), realized: amount(3) }),
    hears('pnl', 25, 1, 2, 3),
  ),
  row(
    'a profit that is not known',
    5,
    () => account.pnlFields(25, {}),
    hears('pnl', 25, undefined, undefined, undefined),
  ),
  row(
    'the profit of a position',
    7,
    () =>
      account.pnlSingleFields(26, {
        position: quantity(5),
        daily: amount(1),
        unrealized: amount(2),
        realized: amount(3),
        value: amount(4),
      }),
    hears('pnlSingle', 26, 5, 1, 2, 3, 4),
  ),
  {
    name: 'an instrument',
    count: 42,
    write: (version) => contracts.contractDetailsFields(version, 27, details),
    heard: (version) => [
      hears('contractDetails', 27, {
        contract: { ...atIsland, primaryExch: 'NASDAQ' },
        marketName: 'market',
        minTick: 0.01,
        orderTypes: 'LMT,MKT',
        validExchanges: 'SMART,ISLAND',
        priceMagnifier: 2,
        underConId: 0,
        longName: 'Société \\ Générale',
        contractMonth: '',
        industry: 'industry',
        category: 'category',
        subcategory: 'subcategory',
        timeZoneId: 'America/New_York',
        tradingHours: '20260824:0400-20260824:2000',
        liquidHours: '20260824:0930-20260824:1600',
        evRule: '',
        evMultiplier: 0,
        secIdList: [{ tag: 'ISIN', value: 'US0378331005' }],
        aggGroup: 3,
        underSymbol: '',
        underSecType: '',
        marketRuleIds: '26,27',
        realExpirationDate: '',
        stockType: 'COMMON',
        ...(version >= 164 ? { minSize: 0.0001, sizeIncrement: 0.0002, suggestedSizeIncrement: 100 } : {}),
      }),
    ],
  },
  row('the end of the instruments', 3, () => contracts.contractDetailsEndFields(27), hears('contractDetailsEnd', 27)),
  row(
    'a price',
    7,
    () => ticks.tickPriceFields(28, { tickType: 2, price: price('200.01'), size: quantity(300), attributes }),
    hears('tickPrice', 28, 2, 200.01, true),
    hears('tickSize', 28, 3, 300),
  ),
  row('a size', 5, () => ticks.tickSizeFields(28, 8, quantity(12_345)), hears('tickSize', 28, 8, 12_345)),
  row('a number', 5, () => ticks.tickGenericFields(28, 49, price(1)), hears('tickGeneric', 28, 49, 1)),
  row('a text', 5, () => ticks.tickStringFields(28, 45, '1795000000'), hears('tickString', 28, 45, '1795000000')),
  row('the end of a snapshot', 3, () => ticks.tickSnapshotEndFields(28), hears('tickSnapshotEnd', 28)),
  row('the kind of market data', 4, () => ticks.marketDataTypeFields(28, 3), hears('marketDataType', 28, 3)),
  row(
    'what holds for a stream',
    5,
    () => ticks.tickReqParamsFields(28, { minTick: price(2), bboExchange: '9c0001', snapshotPermissions: 3 }),
    hears('tickReqParams', 28, 2, '9c0001', 3),
  ),
];

describe.each(rows)('$name', ({ write, count, heard }) => {
  it('has as many fields as every client counts at version 178, none of which a client has to guess', () => {
    expect(write(178)).toHaveLength(count);
  });

  it('is heard by a real client as it was meant, at every version', () => {
    for (const version of versions) {
      const same = JSON.parse(JSON.stringify(clientHears(version, write(version)), undefinedAsText));
      expect(same).toEqual(JSON.parse(JSON.stringify(heard(version), undefinedAsText)));
    }
  });
});

/** So that an unset value is told apart from one that is missing. */
const undefinedAsText = (_key: string, value: unknown): unknown => (value === undefined ? 'undefined' : value);

describe('a price', () => {
  const price200 = { tickType: 1, price: price(200), size: quantity(300) };

  it.each([
    [{ canAutoExecute: false, pastLimit: false, preOpen: false }, '0'],
    [{ canAutoExecute: true, pastLimit: false, preOpen: false }, '1'],
    [{ canAutoExecute: false, pastLimit: true, preOpen: false }, '2'],
    [{ canAutoExecute: false, pastLimit: false, preOpen: true }, '4'],
    [{ canAutoExecute: true, pastLimit: true, preOpen: true }, '7'],
  ])('with %j has the mask %s', (given, mask) => {
    expect(ticks.tickPriceFields(28, { ...price200, attributes: given })[6]).toBe(mask);
  });

  it('that is a bid brings some clients no size: a size of its own must follow', () => {
    const heard = clientHears(178, ticks.tickPriceFields(28, { ...price200, attributes }));
    expect(heard).toEqual([hears('tickPrice', 28, 1, 200, true)]);
    expect(clientHears(178, ticks.tickSizeFields(28, 0, quantity(300)))).toEqual([hears('tickSize', 28, 0, 300)]);
  });
});

describe('an error', () => {
  const rejected = { id: 7, code: 201, text: 'Order rejected', advancedReject: { reason: 'Größe "1"' } };

  it('carries its reason as JSON from version 166 on', () => {
    expect(session.errorFields(165, rejected)).toHaveLength(5);
    const [heard] = clientHears(178, session.errorFields(178, { ...rejected, advancedReject: { reason: 'size' } }));
    expect(heard).toEqual(hears('error', 'Order rejected', 201, 7, { reason: 'size' }));
  });

  it('its reason is JSON in seven bits', () => {
    const json = session.errorFields(178, rejected)[5] ?? '';
    expect(json).toMatch(/^[ -~]*$/);
    expect(JSON.parse(json)).toEqual(rejected.advancedReject);
  });

  it('is plain seven bits on the wire', () => {
    expect(session.errorFields(178, { id: 7, code: 399, text: 'naïve \\n' })[4]).toBe('na\\u00efve \\u005cn');
  });
});

describe('samples that every client accepts', () => {
  const stock = { ...knownContract, lastTradeDateOrContractMonth: '', strike: price(0), right: '', multiplier: '' };
  const apple = { ...stock, localSymbol: 'AAPL', exchange: 'NASDAQ' };

  it.each([
    [
      '3|7|Submitted|0|100|0|1900000001|0|0|11||0',
      orders.orderStatusFields({
        orderId: 7,
        status: 'Submitted',
        filled: quantity(0),
        remaining: quantity(100),
        avgFillPrice: price(0),
        permId: 1_900_000_001,
        parentId: 0,
        lastFillPrice: price(0),
        clientId: 11,
        whyHeld: '',
        mktCapPrice: price(0),
      }),
    ],
    [
      '4|2|7|202|Order Canceled - reason:|',
      session.errorFields(178, { id: 7, code: 202, text: 'Order Canceled - reason:' }),
    ],
    [
      '11|-1|7|265598|AAPL|STK||0|||NASDAQ|USD|AAPL|NMS|0000e0d5.66000001.01.01|20261122 09:23:57 America/New_York|DU1234567|NASDAQ|BOT|100|200.02|1900000001|11|0|100|200.02|t1||||2|0',
      orders.executionFields(178, {
        ...execution,
        requestId: -1,
        contract: apple,
        account: 'DU1234567',
        side: 'BOT',
        shares: quantity(100),
        liquidation: 0,
        cumQty: quantity(100),
        avgPrice: price('200.02'),
        modelCode: '',
      }),
    ],
    [
      '59|1|0000e0d5.66000001.01.01|1|USD|1.7976931348623157E308||',
      orders.commissionReportFields({ execId: '0000e0d5.66000001.01.01', commission: amount(1), currency: 'USD' }),
    ],
    [
      '61|3|DU1234567|265598|AAPL|STK||0||||USD|AAPL|NMS|100|200.02',
      account.positionFields({
        account: 'DU1234567',
        contract: { ...apple, exchange: '' },
        position: quantity(100),
        averageCost: price('200.02'),
      }),
    ],
    [
      '7|8|265598|AAPL|STK||0|||NASDAQ|USD|AAPL|NMS|100|200|20000|200.02|-2|0|DU1234567',
      account.portfolioValueFields({
        account: 'DU1234567',
        contract: apple,
        position: quantity(100),
        marketPrice: price('200.00'),
        marketValue: amount('20000.00'),
        averageCost: price('200.02'),
        unrealizedPnl: amount('-2.00'),
        realizedPnl: amount(0),
      }),
    ],
    [
      '10|1|AAPL|STK||0||SMART|USD|AAPL|NMS|NMS|265598|0.01||ACTIVETIM,LMT|SMART,NASDAQ,ARCA|1|0|APPLE INC|NASDAQ||Technology|Computers|Computers|America/New_York|20260824:0400-20260824:2000|20260824:0930-20260824:1600|||1|ISIN|US0378331005|1|||26,26||COMMON|0.0001|0.0001|100',
      contracts.contractDetailsFields(178, 1, {
        ...details,
        contract: { ...apple, exchange: 'SMART' },
        marketName: 'NMS',
        orderTypes: 'ACTIVETIM,LMT',
        validExchanges: 'SMART,NASDAQ,ARCA',
        priceMagnifier: 1,
        longName: 'APPLE INC',
        industry: 'Technology',
        category: 'Computers',
        subcategory: 'Computers',
        aggGroup: 1,
        marketRuleIds: '26,26',
        sizeIncrement: quantity('0.0001'),
      }),
    ],
  ])('%s', (line, fields) => {
    expect(fields.join('|')).toBe(line);
  });
});

describe('the instrument below version 164', () => {
  it.each([
    [162, 42 - 3 + 2],
    [163, 42 - 3 + 3],
    [164, 42],
  ])('has at version %i its message version and its old size rules: %i fields', (version, count) => {
    expect(contracts.contractDetailsFields(version, 27, details)).toHaveLength(count);
  });
});

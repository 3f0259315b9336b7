import type { Contract, Order } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import type { PlaceOrder } from '../../../../src/adapters/twsGateway/wire/placeOrder.ts';
import { readRequest } from '../../../../src/adapters/twsGateway/wire/requests.ts';
import { amount, price, quantity, ratio } from '../../../../src/money.ts';
import { codeOf } from '../../../support/codes.ts';
import { clientPlaces, versions } from '../../../support/wireLibrary.ts';
import { orderOptions } from '../../../support/wireOrderOptions.ts';
import { everyContractField, everyOrderField, flagsOf, onlyFlag } from '../../../support/wireOrders.ts';

/** What three real clients sent for a plain limit order of a stock at version 178. */
const real = {
  stoqey:
    '3|1||AAPL|STK|||||SMART||USD|||||BUY|100|LMT|200.5||DAY|||||t1|1||||||||||||||||||||||||||||||||||||||||||||||||||||||0||||||||0||||||||||||||||||||||||',
  ib_async:
    '3|11|265598|AAPL|STK||0.0|||SMART|NASDAQ|USD|AAPL|NMS|||BUY|100|LMT|202.02||DAY|||O|0|t1|1|0|0|0|0|0|0|0||0.0|||||||0||-1|0|||0|||0|0||0||||||0|||||0|||||||||||0|||0|0|||0||0|0|0|0|||||||0|||||||||0|0|0|0|||0||',
  ibapi:
    '3|5|0|AAPL|STK||0.0|||SMART||USD|||||BUY|100|LMT|205||DAY||||0||1|0|0|0|0|0|0|0||0|||||||0||-1|0|||0|||0|0||0||||||0|||||0|||||||||||0|||0|0|||0||0|0|0|0||1.7976931348623157e+308|1.7976931348623157e+308|1.7976931348623157e+308|1.7976931348623157e+308|1.7976931348623157e+308|0||||1.7976931348623157e+308|||||0|0|0||2147483647|2147483647|0||',
};
const lines = Object.entries(real).map(([client, line]) => [client, line.split('|')] as const);

function placed(version: number, fields: readonly string[]): PlaceOrder {
  const request = readRequest(version, fields);
  if (request.kind !== 'placeOrder') throw new Error(`read as ${request.kind}`);
  return request;
}
describe('a plain order of a real client', () => {
  it.each(lines)('of %s has 114 fields and is a limit order for 100 AAPL', (_client, fields) => {
    expect(fields).toHaveLength(114);
    expect(placed(178, fields)).toMatchObject({
      contract: { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' },
      order: {
        action: 'BUY',
        totalQuantity: quantity(100),
        orderType: 'LMT',
        tif: 'DAY',
        transmit: true,
        whatIf: false,
      },
    });
  });

  it('keeps its id, its price and what it calls itself', () => {
    const [stoqey, ibAsync, ibapi] = lines.map(([, fields]) => placed(178, fields));
    expect([stoqey?.orderId, ibAsync?.orderId, ibapi?.orderId]).toEqual([1, 11, 5]);
    expect([stoqey, ibAsync, ibapi].map((order) => order?.order.lmtPrice)).toEqual(
      ['200.5', '202.02', '205'].map((text) => price(text)),
    );
    expect([stoqey, ibAsync, ibapi].map((order) => order?.order.orderRef)).toEqual(['t1', 't1', '']);
  });

  it('every way to leave a field open reads as unset', () => {
    const { order } = placed(178, real.ibapi.split('|'));
    expect([order.triggerPrice, order.cashQty, order.duration, order.postToAts, order.auxPrice]).toEqual(
      new Array(5).fill(undefined),
    );
  });

  it.each(lines)('of %s is refused as soon as a field is missing or one too many', (_client, fields) => {
    for (let kept = 1; kept < fields.length; kept += 1)
      expect([kept, codeOf(() => readRequest(178, fields.slice(0, kept)))]).toEqual([kept, 'messageUnreadable']);
    expect(codeOf(() => readRequest(178, [...fields, '']))).toBe('messageUnreadable');
    expect(codeOf(() => readRequest(178, [...fields, '0', '1']))).toBe('messageUnreadable');
  });
});

describe('the number of fields', () => {
  const counts = (version: number): number =>
    [157, 158, 160, 162, 166, 169].filter((gate) => version >= gate).length + 109 - (version >= 177 ? 1 : 0);

  it.each(versions)('of a plain stock order at version %i is what clients send', (version) => {
    const order = { action: 'BUY', orderType: 'LMT', totalQuantity: 1, lmtPrice: 2 } as Order;
    const fields = clientPlaces(version, 1, { symbol: 'A', secType: 'STK' } as Contract, order);
    expect(fields).toHaveLength(counts(version));
    expect(placed(version, fields).order.lmtPrice).toBe(price(2));
  });
});

describe('an order with every field', () => {
  it('has each value in its place', () => {
    const fields = clientPlaces(178, 7, everyContractField, everyOrderField(178));
    expect(readRequest(178, fields)).toEqual({
      kind: 'placeOrder',
      orderId: 7,
      contract: {
        conId: 265598,
        symbol: 'AAPL',
        secType: 'STK',
        lastTradeDateOrContractMonth: '20270115',
        strike: price('190.5'),
        right: 'C',
        multiplier: '50',
        exchange: 'ISLAND',
        primaryExch: 'NASDAQ',
        currency: 'USD',
        localSymbol: 'AAPL-L',
        tradingClass: 'NMS',
        secIdType: 'ISIN',
        secId: 'US0378331005',
      },
      order: {
        action: 'BUY',
        totalQuantity: quantity('100.5'),
        orderType: 'LMT',
        lmtPrice: price('200.01'),
        auxPrice: price('200.02'),
        tif: 'GTD',
        ocaGroup: 'oca-1',
        account: 'DU1234567',
        openClose: 'O',
        origin: 1,
        orderRef: 'desk/1 é',
        transmit: false,
        parentId: 6,
        blockOrder: true,
        sweepToFill: true,
        displaySize: 11,
        triggerMethod: 2,
        outsideRth: true,
        hidden: true,
        combination: undefined,
        discretionaryAmt: price('0.03'),
        goodAfterTime: '20261122 09:31:00',
        goodTillDate: '20261123 15:59:00',
        faGroup: 'fa-group',
        faMethod: 'fa-method',
        faPercentage: '12',
        modelCode: 'model',
        shortSaleSlot: 1,
        designatedLocation: 'somewhere',
        exemptCode: 13,
        ocaType: 2,
        rule80A: 'I',
        settlingFirm: 'firm',
        allOrNone: true,
        minQty: 14,
        percentOffset: ratio('0.15'),
        eTradeOnly: true,
        firmQuoteOnly: true,
        nbboPriceCap: price('200.16'),
        auctionStrategy: 3,
        startingPrice: price('200.17'),
        stockRefPrice: price('200.18'),
        delta: ratio('0.19'),
        stockRangeLower: price('200.2'),
        stockRangeUpper: price('200.21'),
        overridePercentageConstraints: true,
        volatility: ratio('0.22'),
        volatilityType: 1,
        deltaNeutral: {
          orderType: 'MKT',
          auxPrice: price('200.23'),
          details: {
            conId: 24,
            settlingFirm: 'dn-firm',
            clearingAccount: 'dn-account',
            clearingIntent: 'dn-intent',
            openClose: 'C',
            shortSale: true,
            shortSaleSlot: 2,
            designatedLocation: 'dn-place',
          },
        },
        continuousUpdate: true,
        referencePriceType: 2,
        trailStopPrice: price('200.25'),
        trailingPercent: ratio('0.26'),
        scale: {
          initLevelSize: 27,
          subsLevelSize: 28,
          priceIncrement: price('0.29'),
          steps: {
            priceAdjustValue: price('0.3'),
            priceAdjustInterval: 31,
            profitOffset: price('0.32'),
            autoReset: true,
            initPosition: 33,
            initFillQty: 34,
            randomPercent: true,
          },
        },
        scaleTable: 'table',
        activeStartTime: 'begins',
        activeStopTime: 'ends',
        hedgeType: 'B',
        hedgeParam: '1.5',
        optOutSmartRouting: true,
        clearingAccount: 'clearing',
        clearingIntent: 'Away',
        notHeld: true,
        hedgedContract: undefined,
        algoStrategy: 'Twap',
        algoParams: [
          { tag: 'startTime', value: '09:31' },
          { tag: 'endTime', value: '15:00' },
        ],
        algoId: 'algo-1',
        whatIf: true,
        orderMiscOptions: 'a=b;',
        solicited: true,
        randomizeSize: true,
        randomizePrice: true,
        pegBenchmark: undefined,
        conditions: undefined,
        adjustedOrderType: 'TRAIL',
        triggerPrice: price('200.35'),
        lmtPriceOffset: price('0.36'),
        adjustedStopPrice: price('200.37'),
        adjustedStopLimitPrice: price('200.38'),
        adjustedTrailingAmount: price('0.39'),
        adjustableTrailingUnit: 1,
        extOperator: 'operator',
        softDollarTier: { tag: 'tier', value: 'tier-value' },
        cashQty: amount('4000.25'),
        mifid2DecisionMaker: 'maker',
        mifid2DecisionAlgo: 'decision-algo',
        mifid2ExecutionTrader: 'trader',
        mifid2ExecutionAlgo: 'execution-algo',
        dontUseAutoPriceForHedge: true,
        isOmsContainer: true,
        discretionaryUpToLimitPrice: true,
        usePriceMgmtAlgo: true,
        duration: 41,
        postToAts: 42,
        autoCancelParent: true,
        advancedErrorOverride: '8229',
        manualOrderTime: '20261122 09:00:00',
        minTradeQty: undefined,
        minCompeteSize: undefined,
        competeAgainstBestOffset: undefined,
        midOffsetAtWhole: undefined,
        midOffsetAtHalf: undefined,
      },
    });
  });
});

/** The client's names of what stands in a group of its own here. */
const inGroups: Readonly<Record<string, string>> = {
  scaleAutoReset: 'autoReset',
  scaleRandomPercent: 'randomPercent',
  deltaNeutralShortSale: 'shortSale',
};

describe('an order with one yes among its yes-or-no fields', () => {
  it.each(flagsOf(178))('%s: it is read as that field and as no other', (name) => {
    const { order } = placed(178, clientPlaces(178, 7, everyContractField, onlyFlag(178, name)));
    const all = { ...order, ...order.scale.steps, ...order.deltaNeutral.details };
    // The client's continuousUpdate is a number to it, and stays at yes.
    const yes = Object.entries(all).filter(([field, value]) => value === true && field !== 'continuousUpdate');
    expect(yes.map(([field]) => field)).toEqual([inGroups[name] ?? name]);
  });

  it.each([
    [true, false],
    [false, true],
  ])('conditions may ignore the session: %s, and end the order: %s', (ignoreRth, cancelOrder) => {
    const conditional = {
      ...everyOrderField(178),
      ...orderOptions.find(({ order }) => order.conditions !== undefined)?.order,
      conditionsIgnoreRth: ignoreRth,
      conditionsCancelOrder: cancelOrder,
    };
    const { order } = placed(178, clientPlaces(178, 7, everyContractField, conditional));
    expect(order.conditions).toMatchObject({ ignoreRth, cancelOrder });
  });
});

describe.each(orderOptions)('$name', ({ since = 157, contract, order }) => {
  const at = versions.filter((version) => version >= since);
  const sent = (version: number): readonly string[] =>
    clientPlaces(version, 7, { ...everyContractField, ...contract } as Contract, {
      ...everyOrderField(version),
      ...order,
    });

  it('is read to its end at every version', () => {
    for (const version of at) expect(placed(version, sent(version)).order.cashQty).toBe(amount('4000.25'));
  });

  it('is refused with a field too few or too many, wherever it is cut', () => {
    const fields = sent(178);
    for (let kept = 1; kept < fields.length; kept += 1)
      expect([kept, codeOf(() => readRequest(178, fields.slice(0, kept)))]).toEqual([kept, 'messageUnreadable']);
    expect(codeOf(() => readRequest(178, [...fields, '']))).toBe('messageUnreadable');
  });
});

describe('what the client leaves open', () => {
  const line = (change: Readonly<Record<number, string>>): PlaceOrder =>
    placed(
      178,
      real.stoqey.split('|').map((field, index) => change[index] ?? field),
    );

  it('an empty transmit is yes: such clients expect their order to work', () => {
    expect(line({ 27: '' }).order.transmit).toBe(true);
    expect(line({ 27: '0' }).order.transmit).toBe(false);
  });

  it.each(['', '0', '0.0', '-1', '1.7976931348623157e+308'])('a scale increment of %j opens no scale', (increment) => {
    expect(line({ 72: increment }).order.scale.steps).toBeUndefined();
  });

  it('a text that is no number is refused with its place', () => {
    expect(() => line({ 19: 'cheap' })).toThrow('Field 19 of placeOrder: "cheap" is not a number.');
  });

  it('a condition of a kind that does not exist is refused', () => {
    expect(codeOf(() => line({ 89: '1', 90: '2', 91: 'a' }))).toBe('messageUnreadable');
  });
});

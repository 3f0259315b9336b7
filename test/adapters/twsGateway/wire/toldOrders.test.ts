import type { Contract, Order } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import type { CompletedOrder } from '../../../../src/adapters/twsGateway/wire/completedOrder.ts';
import { completedOrderFields } from '../../../../src/adapters/twsGateway/wire/completedOrder.ts';
import type { OpenOrder } from '../../../../src/adapters/twsGateway/wire/openOrder.ts';
import { openOrderFields } from '../../../../src/adapters/twsGateway/wire/openOrder.ts';
import type { WireOrder } from '../../../../src/adapters/twsGateway/wire/placeOrder.ts';
import { readRequest } from '../../../../src/adapters/twsGateway/wire/requests.ts';
import { amount, price, quantity } from '../../../../src/money.ts';
import { clientHears, clientPlaces, versions } from '../../../support/wireLibrary.ts';
import { orderOptions } from '../../../support/wireOrderOptions.ts';
import { everyContractField, everyOrderField, flagsOf, knownContract, onlyFlag } from '../../../support/wireOrders.ts';

/** The order as the server has read it from the client. */
function received(version: number, contract: Contract, order: Order): WireOrder {
  const request = readRequest(version, clientPlaces(version, 7, contract, order));
  if (request.kind !== 'placeOrder') throw new Error(`read as ${request.kind}`);
  return request.order;
}

const open = (order: WireOrder, more: Partial<OpenOrder> = {}): OpenOrder => ({
  orderId: 7,
  clientId: 11,
  permId: 1_900_000_001,
  contract: knownContract,
  order,
  status: 'Submitted',
  ...more,
});
const completed = (order: WireOrder): CompletedOrder => ({
  permId: 1_900_000_001,
  contract: knownContract,
  order,
  status: 'Filled',
  filledQuantity: quantity(100),
  parentPermId: 1_900_000_000,
  completedTime: '20261122 09:23:57 America/New_York',
  completedStatus: 'Filled Size: 100',
});

interface HeardOrder {
  readonly contract: Record<string, unknown>;
  readonly order: Record<string, unknown>;
  readonly state: Record<string, unknown>;
}
function opened(version: number, fields: readonly string[]): HeardOrder & { id: unknown } {
  const [heard, ...more] = clientHears(version, fields);
  expect([heard?.event, more]).toEqual(['openOrder', []]);
  const [id, contract, order, state] = heard?.args ?? [];
  return { id, contract, order, state } as HeardOrder & { id: unknown };
}
function ended(version: number, fields: readonly string[]): HeardOrder {
  const [heard, ...more] = clientHears(version, fields);
  expect([heard?.event, more]).toEqual(['completedOrder', []]);
  const [contract, order, state] = heard?.args ?? [];
  return { contract, order, state } as HeardOrder;
}

/** What the client itself never gets back. */
const neverTold = [
  'transmit',
  'overridePercentageConstraints',
  'scaleTable',
  'activeStartTime',
  'activeStopTime',
  'algoId',
  'orderMiscOptions',
  'extOperator',
  'mifid2DecisionMaker',
  'mifid2DecisionAlgo',
  'mifid2ExecutionTrader',
  'mifid2ExecutionAlgo',
  'advancedErrorOverride',
  'manualOrderTime',
];
/** What only a working order has. */
const onlyOpen = [
  'parentId',
  'blockOrder',
  'auctionStrategy',
  'eTradeOnly',
  'firmQuoteOnly',
  'nbboPriceCap',
  'optOutSmartRouting',
  'whatIf',
  'adjustedOrderType',
  'triggerPrice',
  'adjustedStopPrice',
  'adjustedStopLimitPrice',
  'adjustedTrailingAmount',
  'adjustableTrailingUnit',
  'softDollarTier',
  'discretionaryUpToLimitPrice',
  'usePriceMgmtAlgo',
  'duration',
  'postToAts',
  'deltaNeutralSettlingFirm',
  'deltaNeutralClearingAccount',
  'deltaNeutralClearingIntent',
  'deltaNeutralOpenClose',
];

/** The attributes of an order that the client is to get back, and what it gets. */
function compared(sent: Order, heard: Record<string, unknown>, without: readonly string[]) {
  const names = Object.keys(sent).filter((name) => !without.includes(name));
  const pick = (from: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, from[name]]));
  return { sent: pick({ ...sent }), heard: pick(heard) };
}
/** The client adds an empty name to a tier. */
const asHeard = (order: Order): Order => ({
  ...order,
  softDollarTier: { name: 'tier', value: 'tier-value', displayName: '' },
});

describe.each(orderOptions)('$name', ({ since = 157, contract, order }) => {
  const at = versions.filter((version) => version >= since);
  const names = { ...everyContractField, ...contract } as Contract;
  const sent = (version: number): Order => ({ ...everyOrderField(version), ...order });

  it('comes back in an open order as it was sent, at every version', () => {
    for (const version of at) {
      const told = openOrderFields(version, open(received(version, names, sent(version))));
      const both = compared(asHeard(sent(version)), opened(version, told).order, neverTold);
      expect(both.heard).toEqual(both.sent);
    }
  });

  it('comes back in a completed order as it was sent, at every version', () => {
    for (const version of at) {
      const told = completedOrderFields(version, completed(received(version, names, sent(version))));
      // Below 177 this client forgets a field that is there, and reads what follows wrongly: the count shows it alone.
      const heard = ended(version, version < 177 ? withoutFaProfile(told) : told);
      const both = compared(asHeard(sent(version)), heard.order, [...neverTold, ...onlyOpen]);
      expect(both.heard).toEqual(both.sent);
    }
  });

  it('its legs and its hedge come back', () => {
    const { comboLegs, deltaNeutralContract } = names;
    const heard = opened(178, openOrderFields(178, open(received(178, names, sent(178)))));
    const over = ended(178, completedOrderFields(178, completed(received(178, names, sent(178)))));
    for (const { contract: told } of [heard, over]) {
      expect(told.comboLegs).toEqual(comboLegs);
      expect(told.deltaNeutralContract).toEqual(deltaNeutralContract);
    }
  });
});

describe('an order with one yes among its yes-or-no fields', () => {
  it.each(flagsOf(178))('%s: it comes back as that field and as no other', (name) => {
    const sent = onlyFlag(178, name);
    const order = received(178, everyContractField, sent);
    const both = compared(asHeard(sent), opened(178, openOrderFields(178, open(order))).order, neverTold);
    expect(both.heard).toEqual(both.sent);
    const over = ended(178, completedOrderFields(178, completed(order))).order;
    const last = compared(asHeard(sent), over, [...neverTold, ...onlyOpen]);
    expect(last.heard).toEqual(last.sent);
  });
});

describe('what conditions govern', () => {
  it.each([
    [true, false],
    [false, true],
  ])('comes back: the session ignored %s, the order ended %s', (conditionsIgnoreRth, conditionsCancelOrder) => {
    const conditions = orderOptions.find(({ order }) => order.conditions !== undefined)?.order ?? {};
    const sent = { ...plain, ...conditions, conditionsIgnoreRth, conditionsCancelOrder };
    const order = received(178, stock, sent);
    for (const heard of [
      opened(178, openOrderFields(178, open(order))),
      ended(178, completedOrderFields(178, completed(order))),
    ])
      expect(heard.order).toMatchObject({ conditionsIgnoreRth, conditionsCancelOrder });
  });
});

/** The deprecated profile of a completed order, field 31 below version 177. */
const withoutFaProfile = (fields: readonly string[]): readonly string[] => {
  expect(fields[31]).toBe('');
  return fields.toSpliced(31, 1);
};

const plain = { action: 'BUY', totalQuantity: 100, orderType: 'LMT', lmtPrice: 200.5, orderRef: 't1' } as Order;
const stock = { symbol: 'AAPL', secType: 'STK' } as Contract;

describe('the number of fields', () => {
  const from = (version: number, first: number, steps: readonly (readonly [gate: number, more: number])[]): number =>
    steps.filter(([gate]) => version >= gate).reduce((sum, [, more]) => sum + more, first);

  it.each(versions)('of a plain order at version %i is what clients count', (version) => {
    const order = received(version, stock, plain);
    expect(openOrderFields(version, open(order))).toHaveLength(
      from(version, 120, [
        [158, 1],
        [160, 1],
        [162, 1],
        [170, 5],
        [177, -1],
      ]),
    );
    expect(completedOrderFields(version, completed(order))).toHaveLength(
      from(version, 92, [
        [170, 5],
        [177, -1],
      ]),
    );
  });
});

describe('a sample that every client accepts', () => {
  const accepted = {
    working:
      '5|7|265598|AAPL|STK||0|?||SMART|USD|AAPL|NMS|BUY|100|LMT|200.5|0.0|DAY||DU1234567||0|t1|11|1900000001|0|0|0|||||||||||0||-1|0|||||||0|0|0||3|0|0||0|0||0|||0|0||||||0|0|0|||||0||IB|0|0||0|0|Submitted|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308||||||0|0|0|None|1.7976931348623157E308||1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|1.7976931348623157E308|0|||||0|0|0|0|||0|||||',
    completed:
      '101|265598|AAPL|STK||0|?||SMART|USD|AAPL|NMS|BUY|100|LMT|200.5|0.0|DAY||DU1234567||0|t1|1900000001|0|0|0||||||||||0||-1|||||||0|0||3|0||0|||0|0||||0|0|0||||||IB|0|0||0|Filled|0|0|0||||0|0||100|0|0||0|0|0|20261122 09:23:57 America/New_York|Filled Size: 100|||||',
  };
  const like = (): WireOrder => ({
    ...received(178, stock, plain),
    account: 'DU1234567',
    clearingIntent: 'IB',
    discretionaryAmt: price(0),
    usePriceMgmtAlgo: false,
  });
  const contract = {
    ...knownContract,
    lastTradeDateOrContractMonth: '',
    strike: price(0),
    right: '?',
    multiplier: '',
    exchange: 'SMART',
    localSymbol: 'AAPL',
  };

  it('is heard as the same when we tell it', () => {
    const ours = opened(178, openOrderFields(178, open({ ...like(), adjustedOrderType: 'None' }, { contract })));
    const theirs = opened(178, accepted.working.split('|'));
    expect(ours).toEqual(theirs);
  });

  it('is heard as the same when it is over', () => {
    const done = { ...completed(like()), contract, parentPermId: 0 };
    expect(ended(178, completedOrderFields(178, done))).toEqual(ended(178, accepted.completed.split('|')));
  });
});

describe('what the server adds to an order', () => {
  const order = received(178, stock, plain);

  it('the owner, the lasting number and the names of the instrument are heard', () => {
    const heard = opened(178, openOrderFields(178, open(order)));
    expect([heard.id, heard.order.clientId, heard.order.permId]).toEqual([7, 11, 1_900_000_001]);
    const { secIdType: _type, secId: _id, primaryExch: _listed, ...names } = everyContractField;
    expect(heard.contract).toMatchObject(names);
    expect(heard.state).toMatchObject({ status: 'Submitted', warningText: '' });
  });

  it('what was left open is told as it works: day orders, reduced without block', () => {
    const { tif, ocaType, exemptCode } = opened(178, openOrderFields(178, open(order))).order;
    expect([tif, ocaType, exemptCode]).toEqual(['DAY', 3, -1]);
  });

  it('without a preview every margin is unset', () => {
    const { state } = opened(178, openOrderFields(178, open(order)));
    expect([state.initMarginBefore, state.initMarginChange, state.equityWithLoanAfter]).toEqual(
      new Array(3).fill(undefined),
    );
  });

  it('a preview has each figure in its place', () => {
    const figures = (first: number) => ({
      initMargin: amount(first),
      maintMargin: amount(first + 1),
      equityWithLoan: amount(first + 2),
    });
    const told = open(order, {
      status: 'PreSubmitted',
      margins: { before: figures(10), change: figures(20), after: figures(30) },
      commission: amount('1.25'),
      minCommission: amount('1.15'),
      maxCommission: amount('1.35'),
      commissionCurrency: 'USD',
      warningText: 'beware',
    });
    expect(opened(178, openOrderFields(178, told)).state).toMatchObject({
      status: 'PreSubmitted',
      initMarginBefore: 10,
      maintMarginBefore: 11,
      equityWithLoanBefore: 12,
      initMarginChange: 20,
      maintMarginChange: 21,
      equityWithLoanChange: 22,
      initMarginAfter: 30,
      maintMarginAfter: 31,
      equityWithLoanAfter: 32,
      commission: 1.25,
      minCommission: 1.15,
      maxCommission: 1.35,
      commissionCurrency: 'USD',
      warningText: 'beware',
    });
  });

  it('a completed order tells what became of it, and its parent by the lasting number', () => {
    const heard = ended(178, completedOrderFields(178, completed(order)));
    expect(heard.order).toMatchObject({ permId: 1_900_000_001, parentPermId: 1_900_000_000, filledQuantity: 100 });
    expect(heard.state).toMatchObject({
      status: 'Filled',
      completedTime: '20261122 09:23:57 America/New_York',
      completedStatus: 'Filled Size: 100',
    });
    expect(heard.contract).toMatchObject({ conId: 265598, symbol: 'AAPL', exchange: 'ISLAND', tradingClass: 'NMS' });
  });

  it('a peg to a benchmark is recognised however the client spells it, and whatever it left out', () => {
    const pegged = { ...order, orderType: 'pegbench' };
    expect(opened(178, openOrderFields(178, open(pegged))).order.orderType).toBe('PEG BENCH');
    expect(ended(178, completedOrderFields(178, completed(pegged))).order.orderType).toBe('PEG BENCH');
  });
});

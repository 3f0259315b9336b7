import type { Contract, Order } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { contractOf, instrumentOf } from '../../../src/adapters/interactiveBrokers/contracts.ts';
import { amendableTermsOf, termsOf, typeOf } from '../../../src/adapters/interactiveBrokers/listing.ts';
import { ibOrder, lacking, tifs, triggerMethods } from '../../../src/adapters/interactiveBrokers/placing.ts';
import { openOrderFields } from '../../../src/adapters/twsGateway/wire/openOrder.ts';
import { readRequest } from '../../../src/adapters/twsGateway/wire/requests.ts';
import { HIGHEST_VERSION } from '../../../src/adapters/twsGateway/wire/versions.ts';
import type { InstrumentId, OrderId } from '../../../src/identifiers.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { price, quantity, ratio } from '../../../src/money.ts';
import type { OrderTerms } from '../../../src/orders.ts';
import { orderTypes, triggers } from '../../../src/orders.ts';
import type { TermOfType } from '../../../src/orderTypes.ts';
import { rulesOfTypes, termsOfTypes } from '../../../src/orderTypes.ts';
import { terms } from '../../support/orders.ts';
import { clientHears, clientPlaces } from '../../support/wireLibrary.ts';

const ORDER = 'desk/7' as OrderId;
const SPY = 'SPY' as InstrumentId;

/** A value of its own for each term that only some types take. */
const figureOf: { readonly [T in TermOfType]: OrderTerms[T] } = {
  limit: price('431.05'),
  stop: price('429.95'),
  trail: { by: 'amount', amount: price('1.25') },
  activation: price('440'),
  limitOffset: price('0.15'),
  offset: { by: 'amount', amount: price('0.02') },
  displaySize: quantity(20),
  minimumQuantity: quantity(30),
};
const bare: OrderTerms = {
  account: terms().account,
  instrument: SPY,
  side: 'sell',
  quantity: quantity(250),
  type: 'market',
  timeInForce: 'day',
  outsideRegularHours: true,
  trigger: 'lastOrQuote',
  transmit: true,
};
const withTerms = (over: Partial<OrderTerms>, names: readonly TermOfType[]): OrderTerms =>
  ({ ...bare, ...Object.fromEntries(names.map((name) => [name, figureOf[name]])), ...over }) as OrderTerms;

/** What a real server reads of the order, and tells back to the client. */
function thereAndBack(given: OrderTerms): { readonly contract: Contract; readonly order: Order } {
  const fields = clientPlaces(
    HIGHEST_VERSION,
    7,
    contractOf(given.instrument),
    ibOrder({ order: ORDER, terms: given }),
  );
  const request = readRequest(HIGHEST_VERSION, fields);
  if (request.kind !== 'placeOrder') throw new Error(request.kind);
  const { symbol, secType, exchange, currency } = request.contract;
  const contract = {
    ...{ conId: 756733, symbol, secType, exchange, currency, localSymbol: symbol, tradingClass: symbol },
    ...{ lastTradeDateOrContractMonth: '', strike: price(0), right: '', multiplier: '' },
  };
  const told = { orderId: 7, clientId: 1, permId: 9, contract, order: request.order, status: 'Submitted' };
  const [heard] = clientHears(HIGHEST_VERSION, openOrderFields(HIGHEST_VERSION, told));
  const [, back, order] = heard?.args ?? [];
  return { contract: back as Contract, order: order as Order };
}

const combinations = orderTypes.flatMap((type) => {
  const { needs, takes, timesInForce } = rulesOfTypes[type];
  const names = [...needs, ...takes].filter((name) => name !== 'activation' && name !== 'minimumQuantity');
  return timesInForce.flatMap((timeInForce) =>
    [
      { what: 'what it needs', given: withTerms({ type, timeInForce }, needs) },
      { what: 'all it takes', given: withTerms({ type, timeInForce }, names) },
    ].map(({ what, given }) => ({
      name: `${type} ${timeInForce}, with ${what}`,
      given: timeInForce === 'gtd' ? { ...given, goodTill: timestamp('2026-12-04T20:59:30Z') } : given,
    })),
  );
});

describe('orders come back from the wire as they were sent', () => {
  it.each(combinations)('$name', ({ given }) => {
    const { contract, order } = thereAndBack(given);
    // Where a trailing stop stands is the market's doing: it is not among the terms that come back.
    const { stop, ...others } = given;
    expect(termsOf(contract, order, undefined)).toEqual(given.trail === undefined ? given : others);
    expect(order.trailStopPrice).toBe(given.trail === undefined || stop === undefined ? undefined : 429.95);
  });

  const trails: readonly (readonly [string, Partial<OrderTerms>, Partial<Order>])[] = [
    [
      'a trail of 1.5 %',
      { type: 'trailingStop', trail: { by: 'percent', ratio: ratio('0.015') } },
      { trailingPercent: 1.5 },
    ],
    [
      'an offset of 0.1 %',
      { type: 'relative', offset: { by: 'percent', ratio: ratio('0.001') } },
      { percentOffset: 0.001 },
    ],
    ['an iceberg', { type: 'limit', limit: price(9), displaySize: quantity(10) }, { displaySize: 10 }],
    [
      'a smallest fill',
      { type: 'limit', limit: price(9), minimumQuantity: quantity(50) },
      { minQty: 50, allOrNone: false },
    ],
    ['all or none', { type: 'limit', limit: price(9), minimumQuantity: quantity(250) }, { allOrNone: true }],
    ['an OCA group', { oca: { name: 'pair-1', type: 2 } }, { ocaGroup: 'pair-1', ocaType: 2 }],
    ['a fraction of a share', { quantity: quantity('0.125') }, { totalQuantity: 0.125 }],
    ['a price of six decimals', { type: 'limit', limit: price('0.123457') }, { lmtPrice: 0.123457 }],
  ];
  it.each(trails)('%s', (_name, over, expected) => {
    const { contract, order } = thereAndBack({ ...bare, ...over });
    expect(termsOf(contract, order, undefined)).toEqual({ ...bare, ...over });
    expect(order).toMatchObject(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    );
  });

  it.each(triggers)('the trigger %s', (trigger) => {
    const { contract, order } = thereAndBack({ ...bare, trigger });
    expect(order.triggerMethod).toBe(triggerMethods[trigger]);
    expect(termsOf(contract, order, undefined).trigger).toBe(trigger);
  });
});

describe('nothing is left to a preset (B31.2, B32.1)', () => {
  const sent = (over: Partial<OrderTerms> = {}, more = {}) =>
    ibOrder({ order: ORDER, terms: { ...bare, type: 'limit', limit: price(9), ...over }, ...more });

  it.each(
    orderTypes,
  )('%s says its time in force, hours, account, trigger and whether it is to be transmitted', (type) => {
    const order = ibOrder({ order: ORDER, terms: withTerms({ type, transmit: false }, rulesOfTypes[type].needs) });
    for (const name of ['tif', 'outsideRth', 'account', 'transmit', 'triggerMethod', 'orderRef'] as const)
      expect(order[name], name).toBeDefined();
    expect(order).toMatchObject({ account: 'PAPER', orderRef: ORDER, transmit: false, whatIf: false });
  });

  it('the precautions of the broker are not passed by', () => {
    expect(sent().overridePercentageConstraints).toBe(false);
  });

  it('a parent is named only while it lives (B18.1)', () => {
    expect(sent({ parent: 'entry' as OrderId }, { parentId: 41 }).parentId).toBe(41);
    expect(sent({ parent: 'entry' as OrderId }).parentId).toBe(0);
  });

  it('a change repeats the group as the broker has it (B32.2)', () => {
    const order = sent({ oca: { name: 'ours', type: 2 } }, { oca: { name: 'theirs', type: 3 } });
    expect(order).toMatchObject({ ocaGroup: 'theirs', ocaType: 3 });
    expect(sent()).toMatchObject({ ocaGroup: '', ocaType: 0 });
  });

  it('terms that the type does not take are not sent', () => {
    expect(ibOrder({ order: ORDER, terms: { ...bare, limit: price(9) } }).lmtPrice).toBeUndefined();
  });
});

describe('what Interactive Brokers has no words for', () => {
  it.each([
    ['an activation level', { activation: price(9) }, /activation/],
    ['a part of a share to show', { displaySize: quantity('0.5') }, /whole shares/],
    ['a part of a share as the smallest fill', { minimumQuantity: quantity('1.5') }, /whole shares/],
  ] as const)('%s', (_name, over, words) => {
    expect(lacking({ ...bare, ...over })).toMatch(words);
  });

  it('everything else it has', () => {
    const names = termsOfTypes.filter((name) => name !== 'activation');
    expect(lacking(withTerms({}, names))).toBeUndefined();
  });
});

describe('orders that were not placed here', () => {
  const listed = (over: Partial<Order> = {}, contract: Partial<Contract> = {}) =>
    termsOf(
      { symbol: 'SPY', secType: 'STK', currency: 'USD', ...contract } as Contract,
      { orderType: 'LMT', action: 'BUY', totalQuantity: 10, lmtPrice: 9, tif: 'DAY', account: 'DU1', ...over } as Order,
      undefined,
    );

  it.each([
    [
      'a type that we do not have keeps its name',
      { orderType: 'PEG MID' } as unknown as Partial<Order>,
      { type: 'PEG MID' },
    ],
    ['without a trigger method it is the last trade', { triggerMethod: 0 }, { trigger: 'last' }],
    [
      'a group type that is not told is the one without block',
      { ocaGroup: 'g', ocaType: 0 },
      { oca: { name: 'g', type: 3 } },
    ],
    [
      'a time in force that we do not have is shown as a day order',
      { tif: 'DTC' } as Partial<Order>,
      { timeInForce: 'day' },
    ],
    ['noise behind the eighth decimal is rounded away', { lmtPrice: 200.01999999999998 }, { limit: price('200.02') }],
  ])('%s', (_name, over, expected) => {
    const found = listed(over);
    expect(found).toMatchObject(expected);
  });

  it('what stands for no figure is none (B15.3)', () => {
    const found = listed({ lmtPrice: Number.MAX_VALUE, displaySize: 2_147_483_647, minQty: 2_147_483_647 });
    for (const name of ['limit', 'displaySize', 'minimumQuantity']) expect(found).not.toHaveProperty(name);
  });

  it('a quantity of zero says nothing of the terms (B9.2)', () => {
    const order = { orderType: 'STP', totalQuantity: 0, auxPrice: 9 } as Order;
    expect(amendableTermsOf(typeOf(order), order)).toEqual({ stop: price(9) });
  });

  it.each([
    ['SPY', { symbol: 'SPY' }],
    ['BRK.B', { symbol: 'BRK B' }],
    ['STK:EUR:SAP', { symbol: 'SAP', currency: 'EUR' }],
    ['OPT:USD:AAPL__261218C00150000', { symbol: 'AAPL', secType: 'OPT', localSymbol: 'AAPL  261218C00150000' }],
  ])('%s is the name of its contract', (name, contract) => {
    expect(instrumentOf({ secType: 'STK', currency: 'USD', ...contract } as Contract)).toBe(name);
  });

  it('a class of shares is written with a space', () => {
    expect(contractOf('BRK.B' as InstrumentId)).toMatchObject({ symbol: 'BRK B', exchange: 'SMART', currency: 'USD' });
  });

  it('every time in force has its word', () => {
    expect(Object.values(tifs)).toEqual(['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG']);
  });
});

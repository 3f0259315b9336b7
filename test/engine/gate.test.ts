import { describe, expect, it } from 'vitest';
import type { AccountId, ApprovalId, CommandId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import { isoTime, later, seconds } from '../../src/identifiers.ts';
import { amount, price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import { orderTypes } from '../../src/orders.ts';
import type { MarketEvent } from '../../src/ports.ts';
import type { RefusalCode } from '../../src/refusals.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, marketOrder, SPY, START } from '../support/desk.ts';
import { links, terms } from '../support/orders.ts';

const place = (desk: Desk, over: Partial<OrderTerms>): void =>
  desk.send({ type: 'desk.place', terms: terms({ limit: price(100), ...over }), links: links({ role: 'manual' }) });
/** An order without the limit that the others have. */
const placeBare = (desk: Desk, over: Partial<OrderTerms>): void => {
  const { limit: _limit, ...rest } = terms(over);
  desk.send({ type: 'desk.place', terms: rest, links: links({ role: 'manual' }) });
};
const trail = { by: 'amount', amount: price('0.50') } as const;
const refusals = (desk: Desk): readonly string[] =>
  desk.said('risk.refused').map(({ code, limit, value }) => `${code}: ${value} against ${limit}`);

const cases: readonly (readonly [
  code: RefusalCode,
  name: string,
  yaml: string,
  act: (desk: Desk) => void,
  said: string,
])[] = [
  [
    'maxOrderQuantity',
    'an order above the largest quantity',
    'risk: { maxOrderQuantity: 50 }',
    (desk) => place(desk, { quantity: quantity(51) }),
    'maxOrderQuantity: 51 against 50',
  ],
  [
    'maxOrderNotional',
    'an order above the largest value',
    'risk: { maxOrderNotional: 9999 }',
    (desk) => place(desk, {}),
    'maxOrderNotional: 10000 against 9999',
  ],
  [
    'maxOpenPositions',
    'one position too many',
    'risk: { maxOpenPositions: 1 }',
    (desk) => {
      desk.open();
      desk.open({}, 'IBM' as InstrumentId);
    },
    'maxOpenPositions: 2 against 1',
  ],
  [
    'maxGrossExposure',
    'more exposure than the desk may have',
    'risk: { maxGrossExposure: 15000 }',
    (desk) => {
      place(desk, {});
      place(desk, {});
    },
    'maxGrossExposure: 20000 against 15000',
  ],
  [
    'priceCollar',
    'a limit too far above the quote',
    'risk: { priceCollar: 5% }',
    (desk) => place(desk, { limit: price('105.03') }),
    'priceCollar: 105.03 against 0.05 of 100.02',
  ],
  [
    'priceCollar',
    'a limit too far below the quote',
    'risk: { priceCollar: 5% }',
    (desk) => place(desk, { limit: price('95') }),
    'priceCollar: 95 against 0.05 of 100.02',
  ],
  [
    'noQuote',
    'an instrument that nobody has quoted',
    '',
    (desk) => place(desk, { instrument: 'XYZ' as InstrumentId }),
    'noQuote:  against ',
  ],
  [
    'accountUnknown',
    'an account that is not ours',
    '',
    (desk) => place(desk, { account: 'U1' as AccountId }),
    'accountUnknown: U1 against account of the desk',
  ],
  [
    'termsIncomplete',
    'a limit order without a limit',
    '',
    (desk) => {
      const { limit: _limit, ...rest } = terms();
      desk.send({ type: 'desk.place', terms: rest, links: links({ role: 'manual' }) });
    },
    'termsIncomplete: limit against limit above zero',
  ],
  [
    'termsIncomplete',
    'a quantity of zero',
    '',
    (desk) => place(desk, { quantity: quantity(0) }),
    'termsIncomplete: limit against quantity above zero',
  ],
  [
    'termsIncomplete',
    'a negative stop',
    '',
    (desk) => place(desk, { type: 'stop', stop: price(-1) }),
    'termsIncomplete: stop against stop above zero',
  ],
  [
    'termsIncomplete',
    'a trailing stop-limit without its offset',
    '',
    (desk) => placeBare(desk, { type: 'trailingStopLimit', trail }),
    'termsIncomplete: trailingStopLimit against limitOffset above zero',
  ],
  [
    'termsIncomplete',
    'an if-touched order without its level',
    '',
    (desk) => place(desk, { type: 'limitIfTouched' }),
    'termsIncomplete: limitIfTouched against stop above zero',
  ],
  [
    'termsIncomplete',
    'a display size of zero',
    '',
    (desk) => place(desk, { displaySize: quantity(0) }),
    'termsIncomplete: limit against displaySize above zero',
  ],
  [
    'termsIncomplete',
    'good till a date, and no date',
    '',
    (desk) => place(desk, { timeInForce: 'gtd' }),
    'termsIncomplete: gtd against goodTill',
  ],
  [
    'termsSurplus',
    'a trail on a limit order',
    '',
    (desk) => place(desk, { trail }),
    'termsSurplus: trail of limit against limit displaySize minimumQuantity',
  ],
  [
    'termsSurplus',
    'a limit on a market order',
    '',
    (desk) => place(desk, { type: 'market' }),
    'termsSurplus: limit of market against minimumQuantity',
  ],
  [
    'termsSurplus',
    'a date on a day order',
    '',
    (desk) => place(desk, { goodTill: later(START, seconds(60)) }),
    'termsSurplus: goodTill of limit against gtd',
  ],
  [
    'termsContradict',
    'a minimum above the quantity',
    '',
    (desk) => place(desk, { minimumQuantity: quantity(101) }),
    'termsContradict: minimumQuantity against at most the quantity',
  ],
  [
    'termsContradict',
    'more shown than there is',
    '',
    (desk) => place(desk, { displaySize: quantity(101) }),
    'termsContradict: displaySize against at most the quantity',
  ],
  [
    'termsContradict',
    'an iceberg that is to fill at once',
    '',
    (desk) => place(desk, { displaySize: quantity(10), timeInForce: 'fok' }),
    'termsContradict: displaySize with fok against day gtc gtd',
  ],
  [
    'timeInForceUnfit',
    'a stop that is to fill at once',
    '',
    (desk) => placeBare(desk, { type: 'stop', stop: price(110), timeInForce: 'ioc' }),
    'timeInForceUnfit: ioc of stop against day gtc gtd',
  ],
  [
    'timeInForceUnfit',
    'market-on-close good till cancelled',
    '',
    (desk) => placeBare(desk, { type: 'marketOnClose', timeInForce: 'gtc' }),
    'timeInForceUnfit: gtc of marketOnClose against day',
  ],
  [
    'goodTillPast',
    'good till a moment that has passed',
    '',
    (desk) => place(desk, { timeInForce: 'gtd', goodTill: START }),
    `goodTillPast: ${isoTime(START)} against after ${isoTime(START)}`,
  ],
  [
    'brokerLacks',
    'an order type that the broker lacks',
    '',
    (desk) => place(desk, { type: 'volatility' as never }),
    `brokerLacks: volatility against ${orderTypes.join(' ')}`,
  ],
  [
    'brokerLacks',
    'a time in force that the broker lacks',
    '',
    (desk) => place(desk, { timeInForce: 'gtx' as never }),
    'brokerLacks: gtx against day gtc ioc fok gtd opg',
  ],
  [
    'halted',
    'anything that adds risk while halted',
    '',
    (desk) => {
      desk.send({ type: 'risk.halt', scope: 'desk', operator: 'me', why: 'test' });
      place(desk, {});
    },
    'halted:  against ',
  ],
  [
    'reducing',
    'anything that adds risk while reducing',
    '',
    (desk) => {
      desk.send({ type: 'risk.reduce', scope: 'desk', operator: 'me', why: 'test' });
      place(desk, {});
    },
    'reducing:  against ',
  ],
  [
    'notRunning',
    'anything that adds risk while the desk drains',
    '',
    (desk) => {
      desk.send({ type: 'desk.drain', why: 'test' });
      place(desk, {});
    },
    'notRunning:  against ',
  ],
];

describe('the gate refuses', () => {
  it.each(cases)('%s: %s', (_code, _name, yaml, act, said) => {
    const desk = createDesk({ yaml });
    desk.quote('100.00', '100.02');
    desk.quote('50.00', '50.02', 1_000, 'IBM' as InstrumentId);
    act(desk);
    desk.pass();
    expect(refusals(desk)).toContain(said);
    const refused = desk.said('risk.refused').map(({ order }) => order);
    expect(desk.said('outbox.place').filter(({ order }) => refused.includes(order))).toEqual([]);
    expect(
      desk.engine.views
        .orders()
        .filter(({ order }) => refused.includes(order))
        .every(({ status }) => status === 'refused'),
    ).toBe(true);
  });

  it('notConnected: orders before the broker was read', () => {
    const desk = createDesk({
      around: (broker) =>
        ({
          ...broker,
          abilities: broker.abilities,
          connect: () => undefined,
          hearMarket: (event: MarketEvent) => broker.hearMarket(event),
        }) as never,
    });
    desk.quote('100.00', '100.02');
    place(desk, {});
    expect(refusals(desk)).toContain('notConnected:  against ');
  });
});

describe('what only reduces risk passes', () => {
  it('while halted a position can be closed, and its protection goes on', () => {
    const desk = createDesk({ yaml: 'risk: { maxOrderQuantity: 100 }' });
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'me', why: 'test' });
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('sell', 40));
    desk.pass();
    expect(refusals(desk)).toEqual([]);
    const [open] = desk.engine.views.openPositions();
    expect(open).toMatchObject({ quantity: quantity(60), protection: 'protected' });
  });

  it('B23: only a person resumes', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'me', why: 'test' });
    desk.send({ type: 'risk.resume', scope: 'desk', operator: 'me', why: 'looked at it' });
    desk.send(marketOrder('buy', 10));
    desk.pass();
    expect(refusals(desk)).toEqual([]);
    expect(desk.said('risk.stateChanged').map(({ state, why }) => `${state}: ${why}`)).toEqual([
      'halted: test',
      'active: looked at it',
    ]);
  });
});

describe('B25: two signals do not spend one room twice', () => {
  it('what is approved is reserved at once, becomes position by fills, and is free again at the end', () => {
    const desk = createDesk({ yaml: 'risk: { maxGrossExposure: 15000 }' });
    desk.quote('100.00', '100.00');
    place(desk, { limit: price('99') });
    expect(desk.engine.views.account().reserved).toBe(amount(9_900));
    place(desk, { limit: price('99') });
    expect(desk.said('risk.refused')).toHaveLength(1);
    desk.pass();
    desk.quote('98.90', '98.95', 40);
    desk.pass();
    expect(desk.engine.views.account()).toMatchObject({ reserved: amount(5_940) });
    const order = desk.engine.views.orders().find(({ status }) => status === 'partially filled');
    desk.send({ type: 'desk.cancel', order: order?.order as OrderId, why: 'enough' });
    desk.pass();
    expect(desk.engine.views.account().reserved).toBe(0n);
  });

  it('while a change is on its way the larger of the two counts', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.00');
    place(desk, { limit: price('90') });
    desk.pass();
    const [order] = desk.engine.views.orders();
    desk.send({ type: 'desk.amend', order: order?.order as OrderId, change: { quantity: quantity(150) }, why: 'more' });
    expect(desk.engine.views.account().reserved).toBe(amount(13_500));
    desk.pass();
    desk.send({ type: 'desk.amend', order: order?.order as OrderId, change: { quantity: quantity(50) }, why: 'less' });
    expect(desk.engine.views.account().reserved).toBe(amount(13_500));
    desk.pass();
    expect(desk.engine.views.account().reserved).toBe(amount(4_500));
  });
});

describe('changes pass the gate as well', () => {
  it.each([
    ['amendNothing', 'a change that changes nothing', {}],
    ['maxOrderQuantity', 'a change beyond a limit', { quantity: quantity(200) }],
    ['termsIncomplete', 'a change to a limit of zero', { limit: price(0) }],
  ] as const)('%s: %s', (code, _name, change) => {
    const desk = createDesk({ yaml: 'risk: { maxOrderQuantity: 150 }' });
    desk.quote('100.00', '100.02');
    place(desk, { limit: price('90') });
    desk.pass();
    const [order] = desk.engine.views.orders();
    desk.send({ type: 'desk.amend', order: order?.order as OrderId, change, why: 'test' });
    expect(desk.said('risk.refused').map((refusal) => refusal.code)).toEqual([code]);
    expect(desk.said('outbox.amend')).toEqual([]);
  });

  it.each([
    ['termsSurplus', 'a trail for an order that does not trail', { trail }],
    ['termsContradict', 'more shown than there is', { displaySize: quantity(101) }],
  ] as const)('%s: %s', (code, _name, change) => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    place(desk, { limit: price('90') });
    desk.pass();
    const [order] = desk.engine.views.orders();
    desk.send({ type: 'desk.amend', order: order?.order as OrderId, change, why: 'test' });
    expect(desk.said('risk.refused').map((refusal) => refusal.code)).toEqual([code]);
  });

  it('B21: a tighter trail reaches the broker, stands in the terms of the order, and acts at once', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    placeBare(desk, { side: 'sell', type: 'trailingStop', trail });
    desk.pass();
    desk.quote('102.00', '102.02');
    desk.quote('101.70', '101.72');
    const [order] = desk.engine.views.orders();
    const change = { trail: { by: 'amount', amount: price('0.25') } } as const;
    desk.send({ type: 'desk.amend', order: order?.order as OrderId, change, why: 'lock it in' });
    desk.pass();
    const [after] = desk.engine.views.orders();
    expect(after).toMatchObject({ status: 'filled', terms: change });
    expect(desk.said('order.filled').map((fill) => fill.price)).toEqual([price('101.70')]);
  });

  it('orderUnknown: a change of an order that is not there', () => {
    const desk = createDesk();
    desk.send({ type: 'desk.amend', order: 'nobody' as OrderId, change: { quantity: quantity(1) }, why: 'test' });
    expect(desk.said('risk.refused').map(({ code }) => code)).toEqual(['orderUnknown']);
  });
});

describe('approvals', () => {
  it('an order that the gate has not approved does not type-check', () => {
    const desk = createDesk();
    const unapproved = { order: 'o' as OrderId, approval: 'a' as ApprovalId, terms: terms() };
    // @ts-expect-error only the gate makes an ApprovedOrder
    const call = (): void => desk.broker.place(unapproved, 'c' as CommandId);
    expect(call).toBeTypeOf('function');
    expect(SPY).toBe('SPY');
  });
});

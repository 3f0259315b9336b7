import { describe, expect, it } from 'vitest';
import type { AccountId, ApprovalId, CommandId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import { isoTime, later, seconds } from '../../src/identifiers.ts';
import { amount, amountText, price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import { orderTypes } from '../../src/orders.ts';
import type { MarketEvent } from '../../src/ports.ts';
import type { RefusalCode } from '../../src/refusals.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, marketOrder, SPY, START } from '../support/desk.ts';
import { createHandDesk } from '../support/handBroker.ts';
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

  it('notLive: a change of an order that has filled reaches nobody and takes no room', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 100));
    desk.pass();
    const [order] = desk.engine.views.orders();
    desk.send({ type: 'desk.amend', order: order?.order as OrderId, change: { quantity: quantity(200) }, why: 'test' });
    expect(desk.said('risk.refused').map(({ code }) => code)).toEqual(['notLive']);
    expect(desk.said('outbox.amend')).toEqual([]);
    expect(desk.engine.views.account().reserved).toBe(0n);
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

describe('what counts as reducing', () => {
  const held = (yaml = ''): Desk => {
    const desk = createDesk({ yaml });
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 100));
    desk.pass();
    return desk;
  };
  const halt = (desk: Desk): void => desk.send({ type: 'risk.halt', scope: 'desk', operator: 'me', why: 'test' });

  it('B25: two orders do not sell the same shares: the second adds risk', () => {
    const desk = held();
    halt(desk);
    desk.send(marketOrder('sell', 100));
    desk.send(marketOrder('sell', 100));
    desk.pass();
    expect(refusals(desk)).toEqual(['halted:  against ']);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('a sale that is taken back gives the shares free for another', () => {
    const desk = held();
    halt(desk);
    place(desk, { side: 'sell', limit: price('110') });
    desk.pass();
    const resting = desk.engine.views.orders().find(({ status }) => status === 'working');
    desk.send({ type: 'desk.cancel', order: resting?.order as OrderId, why: 'not there' });
    desk.pass();
    desk.send(marketOrder('sell', 100));
    desk.pass();
    expect(refusals(desk)).toEqual([]);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it.each([
    ['a target with a parent that is none', 'nobody' as OrderId],
    ['a target of a parent on its own side', undefined],
  ])('%s passes no limit, whatever a person calls it', (_name, parent) => {
    const desk = held('risk: { maxOrderQuantity: 100 }');
    const bought = desk.engine.views.orders()[0]?.order as OrderId;
    halt(desk);
    desk.send({
      type: 'desk.place',
      terms: terms({ quantity: quantity(5_000), limit: price(100), parent: parent ?? bought }),
      links: links({ role: 'target' }),
    });
    expect(refusals(desk)).toEqual(['halted:  against ']);
  });
});

describe('an order is valued at the worst it allows', () => {
  it.each([
    ['a sale far below the market', { side: 'sell', limit: price(1) }, '10000'],
    ['a sale above the market', { side: 'sell', limit: price(120) }, '12000'],
    ['a purchase below the market', { side: 'buy', limit: price(90) }, '9000'],
    ['a stop to buy that is through the market', { side: 'buy', type: 'stop', stop: price('0.01') }, '10002'],
    ['a stop to sell that is through the market', { side: 'sell', type: 'stop', stop: price(120) }, '12000'],
  ] as const)('B24: %s', (_name, over, value) => {
    const desk = createDesk({ yaml: 'risk: { maxOrderNotional: 1000 }' });
    desk.quote('100.00', '100.02');
    const { limit: _limit, ...rest } = terms();
    desk.send({ type: 'desk.place', terms: { ...rest, ...over }, links: links({ role: 'manual' }) });
    expect(refusals(desk)).toEqual([`maxOrderNotional: ${value} against 1000`]);
  });
});

describe('B25.2: what is reserved follows the terms that stand', () => {
  const change = (desk: Desk, change: Partial<OrderTerms>): void =>
    desk.send({ type: 'desk.amend', order: desk.engine.views.orders()[0]?.order as OrderId, change, why: 'test' });
  const reserved = (desk: Desk): string => amountText(desk.engine.views.account().reserved);

  it('an amendment of quantity and price', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    place(desk, { limit: price(10) });
    desk.pass();
    change(desk, { quantity: quantity(60), limit: price(15) });
    desk.pass();
    expect(reserved(desk)).toBe('900');
  });

  const byHand = () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.send({ type: 'desk.place', terms: terms({ limit: price(10) }), links: links({ role: 'manual' }) });
    const order = desk.asked[0]?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order });
    return { desk, order, reserved: () => amountText(desk.engine.views.account().reserved) };
  };

  it('an amendment that the broker rejects', () => {
    const { desk, order, reserved } = byHand();
    desk.send({ type: 'desk.amend', order, change: { limit: price(20) }, why: 'test' });
    expect(reserved()).toBe('2000');
    desk.tell({ type: 'broker.amendRejected', order, detail: 'no' });
    expect(reserved()).toBe('1000');
  });

  it('a bust gives the order its room to fill back', () => {
    const { desk, order, reserved } = byHand();
    const e = {
      type: 'broker.execution',
      order,
      execution: 'e' as never,
      price: price(10),
      executedAt: 0 as never,
    } as const;
    desk.tell({ ...e, revision: 1, quantity: quantity(60) });
    expect(reserved()).toBe('400');
    desk.tell({ ...e, revision: 2, quantity: quantity(0) });
    expect(reserved()).toBe('1000');
  });

  it('terms that the broker restates', () => {
    const { desk, order, reserved } = byHand();
    desk.tell({ type: 'broker.orderRestated', order, quantity: quantity(200) });
    expect(reserved()).toBe('2000');
  });

  it('an order that may open a position counts as one', () => {
    const desk = createDesk({ yaml: 'risk: { maxOpenPositions: 1 }' });
    desk.quote('100.00', '100.02');
    desk.quote('50.00', '50.02', 1_000, 'IBM' as InstrumentId);
    place(desk, { limit: price(90) });
    place(desk, { limit: price(90) });
    place(desk, { limit: price(45), instrument: 'IBM' as InstrumentId });
    expect(refusals(desk)).toEqual(['maxOpenPositions: 2 against 1']);
  });
});

describe('B23.3: a halt and its end name their scope', () => {
  const halt = (desk: Desk, scope: string): void =>
    desk.send({ type: 'risk.halt', scope, operator: 'me', why: 'test' });
  const IBM = 'IBM' as InstrumentId;

  it.each([
    ['desk', ['SPY', 'IBM']],
    ['account/PAPER', ['SPY', 'IBM']],
    ['book/main', ['SPY', 'IBM']],
    ['instrument/IBM', ['IBM']],
    ['book/other', []],
  ])('%s halts %j', (scope, halted) => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.quote('50.00', '50.02', 1_000, IBM);
    halt(desk, scope);
    desk.send(marketOrder('buy', 1));
    desk.send(marketOrder('buy', 1, IBM));
    desk.pass();
    const refused = desk.said('risk.refused').map(({ order }) => order);
    const orders = desk.engine.views.orders().filter(({ order }) => refused.includes(order));
    expect(orders.map(({ terms: { instrument } }) => instrument)).toEqual(halted);
  });

  it('the end of one scope does not lift another', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    halt(desk, 'desk');
    desk.send({ type: 'risk.resume', scope: 'book/main', operator: 'me', why: 'test' });
    desk.send(marketOrder('buy', 1));
    expect(refusals(desk)).toEqual(['halted:  against ']);
  });

  it('scopeUnknown: what is no scope is declined', () => {
    const desk = createDesk();
    halt(desk, 'everything');
    expect(desk.said('desk.declined')).toMatchObject([
      { event: 'risk.halt', code: 'scopeUnknown', detail: 'everything' },
    ]);
  });

  it('B23.5: a halt takes back what adds risk and leaves what protects, whoever placed it', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 100));
    desk.pass();
    const { limit: _limit, ...stop } = terms({ side: 'sell', type: 'stop', stop: price(95) });
    desk.send({ type: 'desk.place', terms: stop, links: links({ role: 'manual' }) });
    place(desk, { limit: price(90) });
    desk.pass();
    halt(desk, 'instrument/SPY');
    desk.pass();
    expect(desk.engine.views.orders().map(({ status }) => status)).toEqual(['filled', 'waiting', 'cancelled']);
  });

  it('instrumentUnknown: nobody places by hand what the desk does not trade', () => {
    const desk = createDesk({ yaml: 'symbols: [SPY]' });
    desk.quote('50.00', '50.02', 1_000, IBM);
    desk.send(marketOrder('buy', 1, IBM));
    expect(refusals(desk)).toEqual(['instrumentUnknown: IBM against the symbols of the desk']);
  });

  it('orderUnknown: a cancel of an order that is not there', () => {
    const desk = createDesk();
    desk.send({ type: 'desk.cancel', order: 'nobody' as OrderId, why: 'test' });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'orderUnknown', detail: 'nobody' }]);
  });
});

import type { Contract, Execution } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { amountOf, numberOf, priceOf, quantityOf } from '../../../src/adapters/interactiveBrokers/figures.ts';
import { executionOf, standingOf, traderOf } from '../../../src/adapters/interactiveBrokers/reports.ts';
import { momentOf, momentText } from '../../../src/adapters/interactiveBrokers/times.ts';
import { executionFields } from '../../../src/adapters/twsGateway/wire/orderMessages.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { amount, price, quantity } from '../../../src/money.ts';
import type { OrderType } from '../../../src/orders.ts';
import { clientHears } from '../../support/wireLibrary.ts';

describe('figures', () => {
  it.each([
    [200.01, price('200.01')],
    [1e-7, price('0.0000001')],
    [0, 0n],
    [-0.35, price('-0.35')],
    [200.01999999999998, price('200.02')],
    [undefined, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [1.7976931348623157e308, undefined],
  ])('%d is a price of %s (B26.1)', (wire, exact) => {
    expect(priceOf(wire)).toBe(exact);
  });

  it('a size that is the largest integer is none, and money has more decimals than a price', () => {
    expect(quantityOf(2_147_483_647)).toBeUndefined();
    expect(quantityOf(2_147_483_646)).toBe(quantity(2_147_483_646));
    expect(amountOf(1.000005000000001)).toBe(amount('1.000005000000001'));
    expect(numberOf(price('431.05'))).toBe(431.05);
  });
});

describe('moments', () => {
  it.each([
    ['20261123 15:59:00 America/New_York', '2026-11-23T20:59:00Z'],
    ['20261123 15:59:00 US/Eastern', '2026-11-23T20:59:00Z'],
    ['20260723 15:59:00 EST', '2026-07-23T19:59:00Z'],
    ['20261123  15:59:00', '2026-11-23T20:59:00Z'],
    ['20261123-20:59:00', '2026-11-23T20:59:00Z'],
    ['20261123 20:59:00 UTC', '2026-11-23T20:59:00Z'],
    ['20261123 20:59:00 Europe/London', '2026-11-23T20:59:00Z'],
  ])('%s is %s', (text, iso) => {
    expect(momentOf(text)).toBe(timestamp(iso));
  });

  it.each([
    '',
    'soon',
    '20261123',
    '20261323 15:59:00',
    '20261123 15:59:00 Nowhere/Land',
    undefined,
  ])('%s is none', (text) => {
    expect(momentOf(text)).toBeUndefined();
  });

  it('is written in UTC, whatever the settings of the client are', () => {
    expect(momentText(timestamp('2026-11-23T20:59:00.25Z'))).toBe('20261123-20:59:00');
    expect(momentOf(momentText(timestamp('2026-11-23T20:59:00Z')))).toBe(timestamp('2026-11-23T20:59:00Z'));
  });
});

describe('where an order stands', () => {
  const cases: readonly (readonly [string, string, OrderType, boolean, string])[] = [
    ['ApiPending', '', 'limit', false, 'received'],
    ['PendingSubmit', '', 'limit', false, 'received'],
    ['PreSubmitted', '', 'limit', false, 'dormant'],
    ['PreSubmitted', '', 'limit', true, 'waitingForParent'],
    ['PreSubmitted', '', 'stop', true, 'waitingForParent'],
    ['PreSubmitted', 'child', 'stop', false, 'waitingForParent'],
    ['PreSubmitted', 'child,trigger', 'stop', false, 'waitingForParent'],
    ['PreSubmitted', 'trigger', 'stop', false, 'waitingForTrigger'],
    ['PreSubmitted', '', 'stop', false, 'waitingForTrigger'],
    ['PreSubmitted', '', 'stopLimit', false, 'waitingForTrigger'],
    ['PreSubmitted', '', 'trailingStop', false, 'waitingForTrigger'],
    ['PreSubmitted', '', 'trailingStopLimit', false, 'waitingForTrigger'],
    ['PreSubmitted', '', 'marketIfTouched', false, 'waitingForTrigger'],
    ['PreSubmitted', 'locate', 'limit', false, 'held'],
    ['Inactive', 'locate', 'limit', false, 'held'],
    ['Inactive', '', 'limit', false, 'inactive'],
    ['Submitted', '', 'limit', false, 'working'],
    ['Submitted', '', 'stop', true, 'working'],
    ['PendingCancel', '', 'limit', false, 'cancelPending'],
    ['Cancelled', 'locate', 'limit', false, 'cancelled'],
    ['ApiCancelled', '', 'limit', false, 'cancelled'],
    ['Filled', '', 'limit', false, 'filled'],
    ['Unheard', '', 'limit', false, 'untold'],
    ['PreSubmitted', '', 'PEG MID' as OrderType, false, 'dormant'],
  ];
  it.each(cases)('%s, held for "%s", of a %s with a parent: %s, is %s', (status, whyHeld, type, isChild, standing) => {
    expect(standingOf(status, { type, whyHeld, isChild })).toBe(standing);
  });
});

describe('executions', () => {
  const NOW = timestamp('2026-11-23T15:00:00Z');
  const contract = { symbol: 'SPY', secType: 'STK', currency: 'USD' } as Contract;
  const told: Execution = {
    execId: '0000e0d5.6f5a1b2c.01.01',
    time: '20261123 09:59:58 America/New_York',
    acctNumber: 'DU1',
    side: 'BOT',
    shares: 100,
    price: 431.05,
  };
  const of = (over: Partial<Execution>) => executionOf(contract, { ...told, ...over }, NOW);

  it('are known by their name without its revision (B14, B13.1)', () => {
    expect(of({})).toEqual({
      execution: '0000e0d5.6f5a1b2c.01',
      revision: 1,
      quantity: quantity(100),
      price: price('431.05'),
      executedAt: timestamp('2026-11-23T14:59:58Z'),
      account: 'DU1',
      instrument: 'SPY',
      side: 'buy',
    });
    expect(of({ execId: '0000e0d5.6f5a1b2c.01.02' })).toMatchObject({ execution: '0000e0d5.6f5a1b2c.01', revision: 2 });
    expect(of({ execId: 'plain' })).toMatchObject({ execution: 'plain', revision: 1 });
  });

  it.each([
    ['sold', { side: 'SLD' }, { side: 'sell' }],
    ['a fraction', { shares: 0.5 }, { quantity: quantity('0.5') }],
    ['taken back: nothing of it is left, at no price (B14.2)', { shares: 0, price: 0 }, { quantity: 0n }],
    ['at a time that can not be read: now', { time: 'just now' }, { executedAt: NOW }],
  ])('%s', (_name, over, expected) => {
    expect(of(over)).toMatchObject(expected);
  });

  it.each([
    ['no size', { shares: Number.MAX_VALUE }],
    ['no price', { price: Number.MAX_VALUE }],
    ['a price of zero', { price: 0 }],
    ['a size below zero', { shares: -1 }],
    ['no name', { execId: '' }],
  ])('with %s is none', (_name, over) => {
    expect(of(over)).toBeUndefined();
  });

  it.each([
    ['the broker, to liquidate', { liquidation: 1, clientId: 0, orderId: -1 }, 'liquidation'],
    ['a person, at the screen', { liquidation: 0, clientId: 0, orderId: 0 }, 'hand'],
    ['a person, at the screen, bound to a client', { clientId: 0, orderId: -17 }, 'hand'],
    ['a program, as the first client', { clientId: 0, orderId: 4 }, 'program'],
    ['another program', { clientId: 9, orderId: 4 }, 'program'],
  ])('of others say who placed the order: %s', (_who, told, by) => {
    expect(traderOf(told)).toBe(by);
  });

  it('come through the wire to the last digit', () => {
    const known = {
      ...{ conId: 1, symbol: 'SPY', secType: 'STK', lastTradeDateOrContractMonth: '', strike: price(0), right: '' },
      ...{ multiplier: '', exchange: 'ARCA', currency: 'USD', localSymbol: 'SPY', tradingClass: 'SPY' },
    };
    const [heard] = clientHears(
      178,
      executionFields(178, {
        ...{ requestId: -1, orderId: 7, contract: known, execId: 'a.b.01', time: '20261123 09:59:58 America/New_York' },
        ...{ account: 'DU1', exchange: 'ARCA', side: 'SLD', shares: quantity('100.125'), price: price('431.0512') },
        ...{ permId: 9, clientId: 1, liquidation: 0, cumQty: quantity('100.125'), avgPrice: price('431.0512') },
        ...{ orderRef: 'desk/7', modelCode: '', lastLiquidity: 1 },
      }),
    );
    const [, heardContract, execution] = heard?.args ?? [];
    expect(executionOf(heardContract as Contract, execution as Execution, NOW)).toMatchObject({
      ...{ execution: 'a.b', revision: 1, quantity: quantity('100.125'), price: price('431.0512'), side: 'sell' },
    });
  });
});

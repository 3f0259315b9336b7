/** Precautions against mistyped orders, as TWS has them: what they refuse, and what passes. */
import type { Contract, Order } from '@stoqey/ib';
import { OrderAction, OrderType } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { usualPrecautions } from '../../../src/adapters/twsGateway/precautions.ts';
import { quantity } from '../../../src/money.ts';
import { limited, SPY } from '../../support/plainOrders.ts';
import { quotedGateway } from '../../support/quotedGateway.ts';

const { SELL } = OrderAction;
const { MKT, STP, STP_LMT } = OrderType;
/** The market is 100.00 to 100.02. */
const precautions = usualPrecautions;

describe('an order is refused, and there is no such order', () => {
  it.each<[string, Partial<Order>, number, RegExp]>([
    [
      'with a limit 3 % below the price',
      { lmtPrice: 97.01 },
      163,
      /"ID:1" price exceeds the Percentage constraint of 3%/,
    ],
    ['with a limit 3 % above it', { lmtPrice: 103.03 }, 163, /Precautionary Settings/],
    ['with the limit of a sale, by the bid', { action: SELL, lmtPrice: 103.01 }, 163, /163|3%/],
    ['with the limit of a stop', { orderType: STP_LMT, auxPrice: 101, lmtPrice: 104 }, 163, /3%/],
    ['for more than 500 shares', { lmtPrice: 100, totalQuantity: 501 }, 383, /size exceeds the Size Limit of 500\./],
    ['at the market for more than 500 shares', { orderType: MKT, totalQuantity: 501 }, 383, /500/],
  ])('%s', async (_what, over, code, why) => {
    const { desk } = await quotedGateway({ precautions });
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited(over));
    const [, error, , id] = await client.error(code);
    expect([id, String(error)]).toEqual([1, expect.stringMatching(why)]);
    client.api.reqAllOpenOrders();
    await client.until('openOrderEnd');
    expect(client.of('openOrder')).toEqual([]);
  });

  it.each<[string, Partial<Order>, string]>([
    ['by its limit', { lmtPrice: 100 }, '100,100.00'],
    ['by what it would take', { orderType: MKT }, '100,120.02'],
    ['by its stop', { orderType: STP, auxPrice: 101 }, '101,101.00'],
  ])('for more than 100,000 dollars %s', async (_what, over, value) => {
    const { desk } = await quotedGateway({ precautions: { ...precautions, size: quantity(5_000) } });
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited({ ...over, totalQuantity: 1_001 }));
    const [, error] = await client.error(451);
    expect(String(error)).toContain(`value estimate of ${value} USD exceeds the Total Value Limit of 100,000.00 USD`);
  });
});

describe('an order passes', () => {
  it.each<[string, Partial<Order>]>([
    ['just within 3 %', { lmtPrice: 97.02 }],
    ['of 500 shares', { lmtPrice: 99, totalQuantity: 500 }],
    ['that says that its price is meant', { lmtPrice: 90, overridePercentageConstraints: true }],
    ['with a stop far away, which is no limit', { action: SELL, orderType: STP, auxPrice: 80 }],
  ])('%s', async (_what, over) => {
    const { desk } = await quotedGateway({ precautions });
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited(over));
    await client.until('openOrder');
    expect(client.of('error')).toEqual([]);
  });

  it('whatever it is, where precautions are bypassed', async () => {
    const { desk } = await quotedGateway({ precautions: {} });
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 10, totalQuantity: 20_000 }));
    await client.status(1, 'Submitted');
  });

  it('that is only looked at', async () => {
    const { desk } = await quotedGateway({ precautions });
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 90, totalQuantity: 5_000, whatIf: true }));
    await client.until('openOrder');
  });
});

describe('a change', () => {
  it('is measured by what is new in it; one that is refused leaves the order as it was', async () => {
    const { quote, desk } = await quotedGateway({ precautions });
    const client = await desk(1);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 99 }));
    await client.status(1, 'Submitted');
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 90 }));
    await client.error(163);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 99, totalQuantity: 501 }));
    await client.error(383);
    quote(105, 105.02);
    client.api.placeOrder(1, SPY, limited({ lmtPrice: 99, totalQuantity: 90 }));
    await client.until('openOrder', (_id: number, _of: Contract, told: Order) => told.totalQuantity === 90);
    expect(client.of('error').map(([, , code]) => code)).toEqual([163, 383]);
  });
});

import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, ExecutionId, OrderId } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import { amount, minus, price, quantity } from '../../src/money.ts';
import type { BrokerFact, CorporateAction } from '../../src/ports.ts';
import { splitOf } from '../support/corporateActions.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, marketOrder, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk } from '../support/handBroker.ts';

const dividend = (perShare: string, exDate = '2025-03-04', currency = 'USD'): CorporateAction => ({
  type: 'market.dividend',
  instrument: SPY,
  perShare: price(perShare),
  currency,
  exDate,
  source: 'test',
});

function held(side: 'long' | 'short'): Desk {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open({ side });
  desk.pass();
  return desk;
}

describe('a dividend', () => {
  it.each([
    ['a long position is owed it', 'long', '95'],
    ['a short position owes it', 'short', '-95'],
  ] as const)('%s: income beside the profit, in cash on the ex-date', (_, side, income) => {
    const desk = held(side);
    const before = desk.engine.views.account();
    desk.engine.hear(dividend('0.95'), 'market');
    const after = desk.engine.views.account();
    expect(minus(after.cash, before.cash)).toBe(amount(income));
    expect(minus(after.equity, before.equity)).toBe(amount(income));
    expect(after).toMatchObject({
      dividends: amount(income),
      realised: before.realised,
      cost: before.cost,
      residue: 0n,
    });
    expect(desk.engine.views.openPositions()).toMatchObject([{ dividends: amount(income), realised: 0n }]);
  });

  it('the broker books the same cash', () => {
    const desk = held('long');
    const before = desk.broker.save().cash;
    desk.engine.hear(dividend('0.95'), 'market');
    expect(minus(desk.broker.save().cash, before)).toBe(amount(95));
    expect(desk.broker.save().cash).toBe(desk.engine.views.account().cash);
  });

  it('orders stay where they are: Interactive Brokers does not adjust them for an ordinary dividend', () => {
    const desk = held('long');
    const before = desk.engine.views.orders();
    desk.engine.hear(dividend('0.95'), 'market');
    desk.pass();
    expect(desk.engine.views.orders()).toEqual(before);
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
  });

  it('who sold before is owed nothing, and what is said of the round trip has its income', () => {
    const desk = held('long');
    desk.engine.hear(dividend('0.95'), 'market');
    desk.quote('100.60', '100.62');
    desk.pass();
    expect(desk.said('position.closed')).toMatchObject([{ reason: 'target', dividends: amount(95) }]);
    desk.engine.hear(dividend('0.95', '2025-06-04'), 'market');
    expect(desk.engine.views.account()).toMatchObject({ dividends: amount(95), residue: 0n });
  });

  it('told twice, by the market and by the broker, it is booked once', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    const told = { ...dividend('0.95'), type: 'broker.dividend', account: 'PAPER' as AccountId } as BrokerFact;
    desk.engine.hear(dividend('0.95'), 'market');
    desk.tell(told, told);
    expect(desk.said('holding.dividend')).toHaveLength(1);
    expect(desk.said('desk.declined')).toEqual([]);
  });

  it('told otherwise by two, the first stands and a person must look', () => {
    const desk = held('long');
    desk.engine.hear(dividend('0.95'), 'market');
    desk.engine.hear(dividend('0.96'), 'market');
    expect(desk.engine.views.account().dividends).toBe(amount(95));
    expect(desk.said('desk.declined')).toMatchObject([
      { code: 'actionDisputed', detail: 'dividend/SPY/2025-03-04: 0.96 USD against 0.95 USD' },
    ]);
  });

  it('in another currency than the desk it is in no sum, and that is said', () => {
    const desk = held('long');
    desk.engine.hear(dividend('0.95', '2025-03-04', 'EUR'), 'market');
    expect(desk.engine.views.account()).toMatchObject({ dividends: 0n, residue: 0n });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'currencyForeign', detail: 'SPY EUR' }]);
  });

  it('on the day of a split it is paid on the shares of before', () => {
    const desk = held('long');
    desk.engine.hear(dividend('0.95'), 'market');
    desk.engine.hear(splitOf(2, 1), 'market');
    expect(desk.engine.views.account()).toMatchObject({ dividends: amount(95), residue: 0n });
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(200), dividends: amount(95) }]);
  });

  it('what is foreign is owed to somebody else', () => {
    const desk = createHandDesk({ first: { positions: [{ instrument: SPY, quantity: quantity(500) }] } });
    desk.quote('100.00', '100.02');
    desk.engine.hear(dividend('0.95'), 'market');
    expect(desk.engine.views.account()).toMatchObject({ dividends: 0n, cash: amount(1_000_000) });
  });

  it('replayed, the same', async () => {
    const desk = held('short');
    desk.engine.hear(dividend('0.95'), 'market');
    desk.send(marketOrder('buy', 10));
    desk.pass();
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});

describe('a dividend, and an execution of before that is told behind it', () => {
  const before = timestamp('2025-03-03T15:00:00Z');
  /** An order by hand, of which nothing has been told yet. */
  function placed(desk: HandDesk, side: 'buy' | 'sell' = 'buy'): OrderId {
    desk.send(marketOrder(side, 100));
    const order = desk.asked.at(-1)?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order });
    return order;
  }
  const executed = (order: OrderId, shares: number, revision = 1, executedAt = before): BrokerFact => ({
    type: 'broker.execution',
    order,
    execution: `${order}-e` as ExecutionId,
    revision,
    quantity: quantity(shares),
    price: price(100),
    executedAt,
  });
  function begun(): HandDesk {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    return desk;
  }
  const paid = (desk: HandDesk) => desk.engine.views.account();

  it('earns it: by what was held, in cash, beside the profit of its position', () => {
    const desk = begun();
    const order = placed(desk);
    desk.pass();
    desk.engine.hear(dividend('0.95'), 'market');
    expect(paid(desk)).toMatchObject({ dividends: 0n });
    desk.tell(executed(order, 100));
    expect(paid(desk)).toMatchObject({ dividends: amount(95), cash: amount(990_095), realised: 0n, residue: 0n });
    expect(desk.engine.views.openPositions()).toMatchObject([{ dividends: amount(95) }]);
    expect(desk.said('holding.dividend')).toMatchObject([
      { quantity: 0n, amount: 0n },
      { quantity: quantity(100), amount: amount(95), exDate: '2025-03-04' },
    ]);
  });

  it('executed on the ex-date or later it earns nothing', () => {
    const desk = begun();
    const order = placed(desk);
    desk.engine.hear(dividend('0.95'), 'market');
    desk.pass();
    desk.tell(executed(order, 100, 1, later(before, seconds(86_400))));
    expect(paid(desk)).toMatchObject({ dividends: 0n, residue: 0n });
  });

  it.each([
    ['corrected to less', 60, '57'],
    ['corrected to more', 110, '104.5'],
    ['taken back', 0, '0'],
  ])('%s, it has earned what was truly held', (_, shares, income) => {
    const desk = begun();
    const order = placed(desk);
    desk.tell(executed(order, 100));
    desk.pass();
    desk.engine.hear(dividend('0.95'), 'market');
    expect(paid(desk).dividends).toBe(amount(95));
    desk.tell(executed(order, shares, 2));
    expect(paid(desk)).toMatchObject({ dividends: amount(income), residue: 0n });
  });

  it('a sale of before that is told behind it gives back what was paid, though the position is over', () => {
    const desk = begun();
    desk.tell(executed(placed(desk), 100));
    const sale = placed(desk, 'sell');
    desk.pass();
    desk.engine.hear(dividend('0.95'), 'market');
    desk.tell(executed(sale, 100));
    expect(paid(desk)).toMatchObject({ dividends: 0n, cash: amount(1_000_000), residue: 0n });
    expect(desk.said('position.closed')).toHaveLength(1);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('with splits around it, it is paid on the shares of its ex-date', () => {
    const desk = begun();
    const order = placed(desk);
    desk.pass();
    desk.engine.hear(splitOf(2, 1), 'market');
    desk.pass();
    desk.engine.hear(dividend('0.95', '2025-03-05'), 'market');
    desk.pass();
    desk.engine.hear({ ...splitOf(2, 1), exDate: '2025-03-06' } as CorporateAction, 'market');
    desk.tell(executed(order, 100));
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(400), dividends: amount(190) }]);
    expect(paid(desk)).toMatchObject({ dividends: amount(190), residue: 0n });
  });
});

import { describe, expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, ExecutionId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import { later, MICROSECONDS, seconds } from '../../src/identifiers.ts';
import { amount, price, quantity } from '../../src/money.ts';
import type { StatementTrade } from '../../src/plans.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, snapshotOf } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;

/** An order by hand for a hundred shares that works at the broker. */
function resting(): { readonly desk: HandDesk; readonly order: OrderId } {
  const desk = createHandDesk();
  desk.quote('100.00', '100.02');
  desk.send({ type: 'desk.place', terms: terms({ limit: price('99.00') }), links: links({ role: 'manual' }) });
  const order = desk.asked[0]?.order as OrderId;
  desk.tell({ type: 'broker.orderWorking', order });
  return { desk, order };
}
const trade = (desk: HandDesk, order: OrderId | undefined, over: Partial<StatementTrade> = {}): StatementTrade => ({
  row: 2,
  execution: 'e1' as ExecutionId,
  ...(order === undefined ? {} : { order }),
  instrument: SPY,
  side: 'buy',
  quantity: quantity(100),
  price: price('98.99'),
  fee: amount('0.35'),
  currency: 'USD',
  executedAt: desk.engine.views.now(),
  ...over,
});
const statement = (...trades: readonly StatementTrade[]): UserCommand => ({
  type: 'statement.import',
  account,
  statement: 'monday.csv',
  trades,
  operator: 'me',
  why: 'the broker forgot',
});
const executed = (desk: HandDesk, order: OrderId, shares: number): BrokerFact => ({
  type: 'broker.execution',
  order,
  execution: 'e1' as ExecutionId,
  revision: 1,
  quantity: quantity(shares),
  price: price('98.99'),
  executedAt: desk.engine.views.now(),
});
const compared = (desk: HandDesk) => desk.said('statement.compared').at(-1);

/** The order filled while nobody listened, and the broker's list does not go back to it any more. */
function forgotten(): { readonly desk: HandDesk; readonly order: OrderId; readonly filled: StatementTrade } {
  const { desk, order } = resting();
  const filled = trade(desk, order);
  desk.tell({ type: 'connection.lost', broker: 'hand', detail: 'gone' });
  desk.pass(60);
  const since = later(desk.engine.views.now(), -MICROSECONDS.second);
  desk.tell(
    { type: 'connection.opened', broker: 'hand' },
    { type: 'connection.handshaken', broker: 'hand', account, simulated: true },
    {
      type: 'broker.snapshot',
      snapshot: snapshotOf({ since, positions: [{ instrument: SPY, quantity: quantity(100) }] }),
    },
  );
  return { desk, order, filled };
}

describe('B35.2: a fill that only the statement shows', () => {
  it('is booked with its fee, and what nobody could account for is', () => {
    const { desk, order, filled } = forgotten();
    expect(desk.said('order.unaccounted')).toMatchObject([{ order, code: 'holdingUnclear' }]);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'doubtful', booked: 0n, reported: quantity(100) }]);
    desk.send(statement(filled));
    expect(desk.said('statement.booked')).toMatchObject([{ statement: 'monday.csv', row: 2, order, execution: 'e1' }]);
    expect(desk.engine.views.orders()).toMatchObject([{ order, status: 'filled' }]);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(100), average: price('98.99') }]);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', foreign: 0n }]);
    expect(desk.engine.views.account()).toMatchObject({ fees: amount('0.35'), residue: 0n });
    expect(compared(desk)).toMatchObject({ trades: 1, matched: 0, booked: 1, different: 0 });
  });

  it('is booked once, however often the statement is brought in, and whatever the broker tells later', () => {
    const { desk, order, filled } = forgotten();
    desk.send(statement(filled));
    desk.send(statement(filled));
    desk.tell(executed(desk, order, 100));
    expect(desk.said('order.filled')).toHaveLength(1);
    expect(compared(desk)).toMatchObject({ matched: 1, booked: 0 });
  });

  it('replays to the same hash', async () => {
    const { desk, filled } = forgotten();
    desk.send(statement(filled));
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });

  it('is told, and booked nowhere, where it is of no order of ours', () => {
    const { desk } = resting();
    desk.send(
      statement(trade(desk, undefined), trade(desk, 'x' as OrderId, { row: 3, execution: 'e2' as ExecutionId })),
    );
    expect(desk.said('statement.foreign').map(({ row }) => row)).toEqual([2, 3]);
    expect(desk.said('statement.differs')).toEqual([]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.engine.views.orders()).toHaveLength(1);
  });

  it('is foreign where somebody else’s order is known here', () => {
    const { desk } = resting();
    const order = 'else' as OrderId;
    desk.tell({ type: 'broker.externalOrder', order, terms: terms() });
    desk.tell({ ...executed(desk, order, 40), instrument: SPY, side: 'buy' } as BrokerFact);
    desk.send(statement(trade(desk, order, { quantity: quantity(40) })));
    expect(compared(desk)).toMatchObject({ foreign: 1, booked: 0, different: 0 });
  });
});

describe('B35.2: what both have', () => {
  it('agrees to the last digit, and nothing changes', () => {
    const { desk, order } = resting();
    desk.tell(executed(desk, order, 100), {
      type: 'broker.commission',
      order,
      execution: 'e1' as ExecutionId,
      fee: amount('0.35'),
      currency: 'USD',
    });
    const before = desk.engine.hash();
    desk.send(statement(trade(desk, order)));
    expect(compared(desk)).toMatchObject({ matched: 1, booked: 0, charged: 0, different: 0 });
    expect(desk.engine.hash()).toBe(before);
  });

  it('a fee that is pending is taken', () => {
    const { desk, order } = resting();
    desk.tell(executed(desk, order, 100));
    desk.send(statement(trade(desk, order)));
    expect(desk.said('statement.charged')).toMatchObject([{ row: 2, execution: 'e1', fee: amount('0.35') }]);
    expect(desk.engine.views.account()).toMatchObject({ fees: amount('0.35'), residue: 0n });
  });

  it('a difference is an alarm with both figures, and nothing is changed', () => {
    const { desk, order } = resting();
    desk.tell(executed(desk, order, 100));
    desk.send(statement(trade(desk, order, { price: price('98.9901'), quantity: quantity(99) })));
    expect(desk.said('statement.differs')).toMatchObject([
      { code: 'quantityDiffers', statement: 'monday.csv', row: 2, stated: '99', booked: '100' },
      { code: 'priceDiffers', order, execution: 'e1', stated: '98.9901', booked: '98.99' },
    ]);
    expect(desk.engine.views.account().fees).toBe(0n);
    expect(desk.said('order.revised')).toEqual([]);
  });

  it('what we have and the statement lacks within its time is an alarm', () => {
    const { desk, order } = resting();
    desk.tell(executed(desk, order, 100));
    const to = later(desk.engine.views.now(), seconds(10));
    desk.send({ ...statement(), from: desk.engine.views.now(), to } as UserCommand);
    expect(desk.said('statement.differs')).toMatchObject([{ code: 'notStated', booked: 'buy 100 SPY @ 98.99' }]);
    desk.send({ ...statement(), from: later(desk.engine.views.now(), seconds(1)), to } as UserCommand);
    expect(desk.said('statement.differs')).toHaveLength(1);
  });

  it('is found where the order has become a record', () => {
    const { desk, order } = resting();
    const done = executed(desk, order, 100);
    const stated = trade(desk, order);
    desk.tell(done);
    for (let day = 4; day < 9; day++) {
      const opens = later(desk.engine.views.now(), (day - 3) * MICROSECONDS.day);
      const session = { session: `2025-03-0${day}`, opens, closes: later(opens, MICROSECONDS.hour) };
      desk.engine.hear({ type: 'clock.sessionOpened', ...session }, 'clock');
      desk.engine.hear({ type: 'clock.sessionClosed', session: session.session, closes: session.closes }, 'clock');
    }
    expect(desk.engine.views.orders()).toEqual([]);
    desk.send(statement(stated));
    expect(compared(desk)).toMatchObject({ charged: 1, booked: 0, different: 0 });
  });
});

it('a statement of another account is declined', () => {
  const { desk, order } = resting();
  desk.send({ ...statement(trade(desk, order)), account: 'U9' as AccountId } as UserCommand);
  expect(desk.said('desk.declined')).toMatchObject([
    { event: 'statement.import', code: 'accountUnknown', detail: 'U9' },
  ]);
  expect(desk.said('statement.compared')).toEqual([]);
});

it('a fill in another symbol than its order is told, and is booked nowhere', () => {
  const { desk, order } = resting();
  desk.send(statement(trade(desk, order, { instrument: 'IBM' as InstrumentId })));
  expect(desk.said('statement.differs')).toMatchObject([{ code: 'orderDiffers', booked: 'buy SPY' }]);
  expect(desk.said('order.filled')).toEqual([]);
});

it('readers may compare without bringing in anything', () => {
  const { desk, order } = resting();
  const inputs = desk.engine.sequence();
  expect(desk.engine.views.compareStatement([trade(desk, order)]).missing).toHaveLength(1);
  expect(desk.engine.sequence()).toBe(inputs);
});

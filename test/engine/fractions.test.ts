import { describe, expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, ExecutionId, OrderId } from '../../src/identifiers.ts';
import type { Amount } from '../../src/money.ts';
import { amount, price, quantity } from '../../src/money.ts';
import { splitOf } from '../support/corporateActions.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, SPY } from '../support/desk.ts';
import { createHandDesk } from '../support/handBroker.ts';

const account = 'PAPER' as AccountId;
const divide = (desk: Desk, newShares: number, oldShares: number, exDate: string): void =>
  desk.engine.hear(splitOf(newShares, oldShares, exDate), 'market');
const paid = (size: string, cash: string, over: Partial<{ account: AccountId }> = {}): UserCommand => ({
  type: 'holding.settleFraction',
  account,
  instrument: SPY,
  quantity: quantity(size),
  amount: amount(cash),
  operator: 'ann',
  why: 'as the statement says',
  ...over,
});

/** 100 shares at 100.02, of which a split has made 33.33333333 with a stop at 297.06 and a target at 301.56. */
function divided(side: 'long' | 'short' = 'long'): Desk {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open({ side });
  desk.pass();
  divide(desk, 1, 3, '2025-03-04');
  desk.pass();
  return desk;
}
/** The same, and all that could be sold has been, at its target. */
function left(): Desk {
  const desk = divided();
  desk.quote('302.00', '302.03');
  desk.pass();
  return desk;
}
const bookedIn = (desk: Desk): bigint | undefined => desk.engine.views.holdings()[0]?.booked;
const declined = (desk: Desk): readonly string[] =>
  desk.said('desk.declined').map(({ code, detail }) => `${code}: ${detail}`);

describe('cash in lieu of a fraction', () => {
  it('the residue of a round trip that is over leaves for what was paid: profit, cash and the identity to the last digit', () => {
    const desk = left();
    const before = desk.engine.views.account();
    desk.send(paid('0.33333333', '100.17'));
    const after = desk.engine.views.account();
    expect(after.cash - before.cash).toBe(amount('100.17'));
    expect(after).toMatchObject({ cost: 0n, residue: 0n, fees: before.fees });
    expect(after.realised - before.realised).toBe(amount('100.17') - before.cost);
    expect(bookedIn(desk)).toBe(0n);
    expect(desk.engine.views.positions()).toMatchObject([{ state: 'closed', quantity: 0n, protection: 'none' }]);
    expect(desk.said('holding.fractionSettled')).toMatchObject([{ operator: 'ann', why: 'as the statement says' }]);
    expect([...desk.said('position.unexpected'), ...desk.said('group.unexpected')]).toEqual([]);
  });

  it('what was paid for is gone: it is paid once, and no later split finds it', () => {
    const desk = left();
    for (let time = 0; time < 2; time++) desk.send(paid('0.33333333', '100.17'));
    expect(declined(desk)).toEqual(['fractionLess: 0.33333333 against 0']);
    divide(desk, 10, 1, '2025-03-05');
    desk.pass();
    expect(desk.said('position.reopened')).toEqual([]);
    expect(desk.engine.views.orders().filter(({ status }) => status === 'working')).toEqual([]);
  });

  it('the fraction of an open position leaves, and the rest is protected as before', () => {
    const desk = divided();
    const before = desk.engine.views.account();
    desk.send(paid('0.33333333', '100'));
    expect(desk.engine.views.openPositions()).toMatchObject([
      { quantity: quantity(33), state: 'open', protection: 'protected' },
    ]);
    const after = desk.engine.views.account();
    expect(after.cash - before.cash).toBe(amount(100));
    expect(after.residue).toBe(0n);
    desk.quote('302.00', '302.03');
    desk.pass();
    const [closed] = desk.said('position.closed');
    expect(closed).toMatchObject({ reason: 'target' });
    expect(closed?.residue).toBeUndefined();
    expect(bookedIn(desk)).toBe(0n);
  });

  it('what was short is bought back by the broker, and costs what it cost', () => {
    const desk = divided('short');
    desk.quote('297.00', '297.03');
    desk.pass();
    const { cash } = desk.engine.views.account();
    desk.send(paid('-0.33333333', '-99'));
    expect(desk.engine.views.account()).toMatchObject({ cash: (cash - amount(99)) as Amount, cost: 0n, residue: 0n });
    expect(bookedIn(desk)).toBe(0n);
  });

  it('of several fractions those of round trips that are over leave first, each for its share of the money', () => {
    const desk = left();
    desk.open();
    desk.pass();
    divide(desk, 1, 3, '2025-03-05');
    desk.pass();
    const [, open] = desk.engine.views.positions();
    expect([bookedIn(desk), open?.quantity]).toEqual([quantity('33.44444444'), quantity('33.33333333')]);
    desk.send(paid('0.2', '180'));
    expect(desk.said('position.fractionSettled').map((each) => [each.quantity, each.amount])).toEqual([
      [quantity('0.11111111'), amount('99.999999')],
      [quantity('0.08888889'), amount('80.000001')],
    ]);
    expect(desk.engine.views.account().residue).toBe(0n);
    expect(bookedIn(desk)).toBe(quantity('33.24444444'));
  });

  it.each([
    ['of another account', paid('0.3', '90', { account: 'U1' as AccountId }), 'accountUnknown: U1 against PAPER'],
    ['of nothing', paid('0', '90'), 'sizeZero: nothing against a fraction'],
    ['of more than there is', paid('0.4', '90'), 'fractionLess: 0.4 against 0.33333333'],
    ['of the other side', paid('-0.3', '-90'), 'fractionLess: -0.3 against 0'],
    [
      'that cost something though it was long',
      paid('0.3', '-90'),
      'termsContradict: 0.3 against cash for what was long, or paid for what was short',
    ],
  ])('%s it is declined, and nothing has changed', (_, command, why) => {
    const desk = left();
    const before = desk.engine.views.account();
    desk.send(command);
    expect(declined(desk)).toEqual([why]);
    expect(desk.engine.views.account()).toEqual(before);
  });

  it('less than a lot of an entry that still fills is no fraction', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.open();
    const order = desk.asked[0]?.order as OrderId;
    const executed = { execution: 'e1' as ExecutionId, revision: 1, executedAt: desk.engine.views.now() };
    desk.tell({ type: 'broker.orderWorking', order });
    desk.tell({ type: 'broker.execution', order, ...executed, quantity: quantity('0.4'), price: price(100) });
    desk.send(paid('0.4', '40'));
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'fractionLess', detail: '0.4 against 0' }]);
  });

  it('replayed, the same', async () => {
    const desk = left();
    desk.send(paid('0.33333333', '100.17'));
    const replayed = await replay(desk.journal.read(1));
    expect(replayed.hash()).toBe(desk.engine.hash());
  });
});

import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../src/identifiers.ts';
import { quantity } from '../../src/money.ts';
import { marketOrder, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt } from '../support/handBroker.ts';

const account = 'PAPER' as AccountId;

/** 100 shares with a stop and a target that work. */
function held(): HandDesk {
  const desk = createHandDesk();
  desk.quote('100.00', '100.02');
  enterAt(desk, '100.02');
  desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(100) });
  return desk;
}

describe('B12: what the broker does to the account by itself', () => {
  it.each([
    ['an option is assigned over night: 200 shares more, and no execution', 300],
    ['an option is exercised against us: the account is short', -100],
    ['the broker liquidates: nothing is left, and no execution', 0],
    ['the broker liquidates a part', 40],
  ])('%s: drift, an alarm, and nothing that adds risk', (_, left) => {
    const desk = held();
    const before = desk.engine.views.openPositions();
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(left) });
    expect(desk.said('holding.drifted')).toEqual([]);
    desk.pass(60);
    expect(desk.said('holding.drifted')).toMatchObject([{ expected: quantity(100), reported: quantity(left) }]);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'drifted', isAlarm: true }]);
    // No execution is invented: the books and their profit stay as they were.
    expect(desk.engine.views.openPositions()).toEqual(before);
    expect(desk.said('order.filled')).toHaveLength(1);
    const asked = desk.asked.length;
    desk.send(marketOrder('buy', 10));
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'drifted' }]);
    expect(desk.asked).toHaveLength(asked);
    // What reduces passes as far as there is something to reduce: nobody sells what the account has no more.
    desk.send(marketOrder('sell', 10));
    expect(desk.asked).toHaveLength(left > 0 ? asked + 1 : asked);
    expect(desk.said('risk.refused')).toHaveLength(left > 0 ? 1 : 2);
  });

  it('a person takes the difference as foreign: it is shown, never ours to protect or to sell', () => {
    const desk = held();
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(300) });
    desk.pass(60);
    desk.send({ type: 'holding.reconcile', account, instrument: SPY, operator: 'me', why: 'assigned' });
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(300) });
    expect(desk.engine.views.holdings()).toMatchObject([
      { state: 'inSync', booked: quantity(100), foreign: quantity(200) },
    ]);
    desk.send(marketOrder('buy', 10));
    expect(desk.said('risk.refused')).toEqual([]);
  });
});

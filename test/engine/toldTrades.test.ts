/** What others have sold and nobody has told of, on the word of a person: books and broker agree, and exits are for what is there. */
import { expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, ExecutionId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import { amount, decimalText, price, quantity } from '../../src/money.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt } from '../support/handBroker.ts';

const account = 'PAPER' as AccountId;
const holds = (shares: number): BrokerFact => ({
  type: 'broker.position',
  ...{ account, instrument: SPY, quantity: quantity(shares) },
});
const told = (
  shares: number,
  over: Partial<Extract<UserCommand, { type: 'holding.bookTrade' }>> = {},
): UserCommand => ({
  type: 'holding.bookTrade',
  ...{ account, instrument: SPY, side: 'sell', quantity: quantity(shares), price: price('99.50') },
  ...{ operator: 'me', why: 'sold in TWS', ...over },
});
/** The broker tells of it after all. */
const executed = (name: string, shares: number, executedAt: Timestamp): BrokerFact => ({
  type: 'broker.execution',
  ...{ order: `ib:${name}` as OrderId, execution: name as ExecutionId, revision: 1, quantity: quantity(shares) },
  ...{ price: price('99.40'), executedAt, account, instrument: SPY, side: 'sell' },
});

/** 100 shares with a stop and a target; others have sold so many, and that is believed. */
function soldUnheard(shares: number, foreign = 0): HandDesk {
  const desk = createHandDesk({ first: { positions: [{ instrument: SPY, quantity: quantity(foreign) }] } });
  desk.quote('99.99', '100.01');
  enterAt(desk, '100.00');
  desk.tell(holds(100 + foreign), holds(100 + foreign - shares));
  desk.pass(11);
  answer(desk);
  return desk;
}
/** The broker does what it was asked for. */
function answer(desk: HandDesk): void {
  for (const asked of desk.asked) {
    const { order } = asked;
    if (asked.what === 'amend') desk.tell({ type: 'broker.amended', order, ...asked.change });
    if (asked.what === 'cancel') desk.tell({ type: 'broker.orderCancelled', order, detail: '' });
  }
}
const held = ({ engine }: HandDesk) =>
  engine.views
    .holdings()
    .map(({ state, booked, foreign, lacking }) => [
      state,
      ...[booked, foreign, lacking].map((size) => decimalText(size)),
    ]);
/** What the exits that work are for. */
const exits = ({ engine }: HandDesk) =>
  engine.views
    .orders()
    .filter(({ role }) => role === 'stop' || role === 'target')
    .map(({ terms }) => decimalText(terms.quantity));
const declined = (desk: HandDesk) => desk.said('desk.declined').map(({ code, detail }) => `${code}: ${detail}`);

it('B12.4: what a person says was sold is booked at their price, with its fee, and no exit moves', () => {
  const desk = soldUnheard(40);
  const before = desk.asked.length;
  desk.send(told(40, { fee: amount('0.40') }));
  desk.pass(60);
  expect(held(desk)).toEqual([['inSync', '60', '0', '0']]);
  expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(60), fees: amount('0.40') }]);
  expect(desk.said('position.reducedByOthers')).toMatchObject([{ quantity: quantity(-40), price: price('99.50') }]);
  expect(desk.said('holding.tradeBooked')).toMatchObject([{ operator: 'me', why: 'sold in TWS' }]);
  expect(desk.asked.slice(before).filter(({ what }) => what !== 'ask')).toEqual([]);
  // 100 bought at 100.00, 40 sold at 99.50 for a fee of 0.40.
  expect(desk.engine.views.account().cash).toBe(amount('993979.60'));
  expect(desk.engine.views.account().residue).toBe(0n);
});

it('a part of it leaves the rest lacking, and all of what is held ends the position', () => {
  const desk = soldUnheard(100);
  desk.send(told(30));
  expect(held(desk)).toEqual([['drifted', '70', '0', '70']]);
  desk.send(told(70, { price: price('99.10') }));
  desk.pass(60);
  expect(held(desk)).toEqual([['inSync', '0', '0', '0']]);
  expect(desk.said('position.closed')).toHaveLength(1);
});

it('what is not ours was sold first, as with any trade of others', () => {
  const desk = soldUnheard(80, 50);
  expect(held(desk)).toEqual([['drifted', '100', '50', '30']]);
  desk.send(told(80));
  desk.pass(60);
  expect(held(desk)).toEqual([['inSync', '70', '0', '0']]);
});

it.each<readonly [string, UserCommand, string]>([
  ['more than is missing', told(41), 'differenceLess: 41 against 40'],
  ['a trade the other way', told(40, { side: 'buy' }), 'differenceLess: 40 against 0'],
  ['a trade in another account', told(40, { account: 'OTHER' as AccountId }), 'accountUnknown: OTHER against PAPER'],
])('%s is declined', (_, command, problem) => {
  const desk = soldUnheard(40);
  desk.send(command);
  expect(declined(desk)).toEqual([problem]);
  expect(held(desk)).toEqual([['drifted', '100', '0', '40']]);
});

it('while a difference may still be explained nothing is booked for it', () => {
  const desk = createHandDesk();
  desk.quote('99.99', '100.01');
  enterAt(desk, '100.00');
  desk.tell(holds(100), holds(60));
  desk.send(told(40));
  expect(declined(desk)).toEqual(['differenceLess: 40 against 0']);
});

it('an execution of it that the broker tells after all is known, and not booked a second time', () => {
  const desk = soldUnheard(40);
  const then = desk.engine.views.now();
  desk.send(told(40));
  desk.tell(executed('x1', 25, then), executed('x2', 15, then));
  desk.pass(60);
  expect(held(desk)).toEqual([['inSync', '60', '0', '0']]);
  expect(desk.said('holding.tradeKnown')).toMatchObject([
    { execution: 'x1', quantity: quantity(25), price: price('99.40') },
    { execution: 'x2', quantity: quantity(15) },
  ]);
  expect(exits(desk)).toEqual(['60', '60']);
});

it('of a larger one the rest is booked, and one of later is all new', () => {
  const desk = soldUnheard(40);
  const then = desk.engine.views.now();
  desk.send(told(40));
  desk.tell(executed('x1', 50, then), holds(50));
  expect(held(desk)).toEqual([['inSync', '50', '0', '0']]);
  desk.tell(executed('x2', 10, later(then, seconds(30))), holds(40));
  expect(held(desk)).toEqual([['inSync', '40', '0', '0']]);
  expect(desk.said('holding.tradeKnown')).toHaveLength(1);
});

it('one that was executed behind the word of a person is not what that was about', () => {
  const desk = soldUnheard(40);
  desk.send(told(40));
  desk.pass(5);
  desk.tell(executed('x1', 20, desk.engine.views.now()), holds(40));
  expect(held(desk)).toEqual([['inSync', '40', '0', '0']]);
});

it('the record of it replays to the same end', async () => {
  const desk = soldUnheard(40);
  desk.send(told(40));
  desk.tell(executed('x1', 25, desk.engine.views.now()));
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
});

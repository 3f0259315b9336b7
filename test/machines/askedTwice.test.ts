/** The pure functions behind the charts remember their last answer: another question gets another answer all the same. */
import { expect, it } from 'vitest';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { hear } from '../../src/machines/group/legs.ts';
import { step } from '../../src/machines/group/steps.ts';
import { after as afterOrder } from '../../src/machines/order/ledger.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import { after as afterPosition } from '../../src/machines/position/ledger.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import { quantity } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import { bracket, entry, on } from '../support/groups.ts';
import { orderInput, say } from '../support/orders.ts';
import { positionInput, tell } from '../support/positions.ts';

/** Each of two contexts with each of two events, one of them another each time, and back to the first. */
const inTurn = <C, E>([a, b]: readonly [C, C], [one, two]: readonly [E, E]): readonly (readonly [C, E])[] => [
  [a, one],
  [b, one],
  [b, two],
  [a, two],
  [a, one],
];

it('an order: another context, another event', () => {
  const { context } = drive(orderMachine, orderInput()).snapshot();
  const filled = { ...context, filled: quantity(10) };
  const [one, two] = [say.fill('a', 40), say.fill('b', 50)];
  const asked = inTurn([context, filled], [one, two]);
  expect(asked.map(([of, event]) => afterOrder(of, event).filled)).toEqual([40, 50, 60, 50, 40].map(quantity));
});

it('a position: another context, another event', () => {
  const { context } = drive(positionMachine, positionInput()).snapshot();
  const held = { ...context, quantity: quantity(10) };
  const [one, two] = [tell.filled(40, '100'), tell.filled(50, '100')];
  const asked = inTurn([context, held], [one, two]);
  expect(asked.map(([of, event]) => afterPosition(of, event).quantity)).toEqual([40, 50, 60, 50, 40].map(quantity));
});

it('a group: another context, another event, another step', () => {
  const { context } = drive(groupMachine, bracket()).snapshot();
  const held = { ...context, held: quantity(10) };
  const [one, two] = [on.fills(entry, 40), on.fills(entry, 50)];
  const asked = inTurn([context, held], [one, two]);
  const heard = asked.map(([of, event]) => hear(of, event)).map((next) => [next.held, next.legs[0]?.filled]);
  expect(heard).toEqual([
    [quantity(0), quantity(40)],
    [quantity(10), quantity(40)],
    [quantity(10), quantity(50)],
    [quantity(0), quantity(50)],
    [quantity(0), quantity(40)],
  ]);

  const steps = (['place', 'rest', 'place'] as const).map((name) => step(context, name).messages.length);
  expect(steps).toEqual([4, 0, 4]);
  expect(step(held, 'place').context.held).toBe(quantity(10));
  expect(step(context, 'place').context.held).toBe(quantity(0));
});

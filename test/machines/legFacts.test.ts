/** What a fact about an order is to the group of the order. */
import { describe, expect, it } from 'vitest';
import type { LegSource } from '../../src/machines/group/legFacts.ts';
import { legFact } from '../../src/machines/group/legFacts.ts';
import { price, quantity } from '../../src/money.ts';
import { terms } from '../support/orders.ts';

const head = { order: 'o1', group: 'g1', role: 'stop' };
const fill = { ...head, book: 'main', account: 'PAPER', instrument: 'SPY', side: 'sell', execution: 'e', revision: 1 };

describe('what a group hears of its orders', () => {
  it.each([
    [
      'it works',
      { type: 'order.working', ...head, quantity: quantity(40), protecting: true, waitingFor: 'trigger' },
      { type: 'leg.working', ...head, quantity: quantity(40), protecting: true, waitingFor: 'trigger' },
    ],
    [
      'the broker holds it',
      { type: 'order.held', ...head, quantity: quantity(40), detail: 'locate' },
      { type: 'leg.held', ...head, detail: 'locate' },
    ],
    [
      'nobody knows of it',
      { type: 'order.unconfirmed', ...head, detail: 'lost' },
      { type: 'leg.answerless', ...head, detail: 'lost' },
    ],
    [
      'its cancel is not answered',
      { type: 'order.unanswered', ...head, what: 'cancel' },
      { type: 'leg.cancelFailed', ...head, detail: 'cancel' },
    ],
    [
      'its change is not answered',
      { type: 'order.unanswered', ...head, what: 'amend' },
      { type: 'leg.amendFailed', ...head, detail: 'amend' },
    ],
    ['executions that are owed are no news', { type: 'order.unanswered', ...head, what: 'executions' }, undefined],
    [
      'its cancel was turned down',
      { type: 'order.cancelRejected', ...head, detail: '10148' },
      { type: 'leg.cancelFailed', ...head, detail: '10148' },
    ],
    [
      'it fills',
      {
        type: 'order.filled',
        ...fill,
        quantity: quantity(40),
        price: price(9),
        filled: quantity(40),
        leaves: quantity(60),
      },
      { type: 'leg.filled', ...head, quantity: quantity(40) },
    ],
    [
      'a correction takes some of it back',
      {
        type: 'order.revised',
        ...fill,
        quantity: quantity(30),
        price: price(9),
        previousQuantity: quantity(40),
        previousPrice: price(9),
      },
      { type: 'leg.filled', ...head, quantity: quantity(-10) },
    ],
    [
      'it has new terms',
      { type: 'order.amended', ...head, terms: terms() },
      { type: 'leg.amended', ...head, terms: terms() },
    ],
    [
      'we did not ask for its change',
      { type: 'order.amendRefused', ...head, code: 'notLive', detail: 'x' },
      { type: 'leg.amendFailed', ...head, detail: 'notLive' },
    ],
    [
      'its change was turned down',
      { type: 'order.amendRejected', ...head, detail: '105' },
      { type: 'leg.amendFailed', ...head, detail: '105' },
    ],
    [
      'it has ended',
      { type: 'order.settled', ...head, instrument: 'SPY', outcome: 'cancelled', filled: quantity(40) },
      { type: 'leg.settled', ...head, outcome: 'cancelled', filled: quantity(40) },
    ],
    ['it is open again', { type: 'order.reopened', ...head, instrument: 'SPY' }, { type: 'leg.reopened', ...head }],
  ] as const)('%s', (_name, fact, heard) => {
    expect(legFact(fact as unknown as LegSource)).toStrictEqual(heard);
    const { group: _group, ...alone } = fact;
    expect(legFact(alone as unknown as LegSource)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { Then } from '../../../src/adapters/scenarios/expectations.ts';
import { thenSchema } from '../../../src/adapters/scenarios/expectations.ts';
import type { Observed } from '../../../src/adapters/scenarios/judging.ts';
import { differencesOf } from '../../../src/adapters/scenarios/judging.ts';
import { matchAll } from '../../../src/adapters/scenarios/matching.ts';

const expecting = (then: unknown): Then => thenSchema.parse(then);
const observed: Observed = {
  positions: [
    { name: 'position p1', fields: { symbol: 'SPY', state: 'closed', quantity: '0' } },
    { name: 'position p2', fields: { symbol: 'SPY', state: 'open', quantity: '100' } },
    { name: 'position p3', fields: { symbol: 'IBM', state: 'closed', quantity: '0' } },
  ],
  orders: [
    { name: 'order o1', fields: { role: 'entry', symbol: 'SPY', status: 'filled' } },
    { name: 'order o2', fields: { role: 'stop', symbol: 'SPY', status: 'waiting', stop: '99.02' } },
  ],
  facts: [
    { type: 'order.filled', name: '1', fields: { role: 'entry', price: '100.02' } },
    { type: 'position.naked', name: '2', fields: { symbol: 'SPY', quantity: '100' } },
    { type: 'position.protected', name: '3', fields: { symbol: 'SPY', cover: '-100' } },
  ],
  refusals: [{ name: 'rule.declined', fields: { code: 'cooling', symbol: 'SPY', rule: 'r' } }],
  account: { realised: '0', fees: '0.35' },
  desk: 'running',
  trading: 'active',
};
const judge = (then: unknown) => differencesOf(expecting(then), observed);

describe('what is as expected', () => {
  it.each([
    ['the open position of a symbol, not the one that was closed before', { positions: { SPY: { state: 'open' } } }],
    ['the last position of a symbol that has none open', { positions: { IBM: { state: 'closed' } } }],
    ['no open position in a symbol', { positions: { IBM: 'none', QQQ: 'none' } }],
    ['positions in a list, each its own', { positions: [{ symbol: 'SPY', state: 'closed' }, { symbol: 'SPY' }] }],
    ['an order of which only some fields are named', { orders: [{ role: 'stop' }] }],
    ['every order, and nothing else', { orders: [{ role: 'stop', stop: '99.020' }, {}, 'nothing else'] }],
    ['facts in their order', { said: ['order.filled', { 'position.protected': { cover: -100 } }] }],
    ['what was never said', { never: ['position.closed', { 'order.filled': { role: 'stop' } }] }],
    ['a refusal by its code', { refused: 'cooling' }],
    ['an alarm', { alarms: ['position.naked'] }],
    ['the account', { account: { fees: 0.35 } }],
    ['desk and trading', { desk: 'running', trading: 'active' }],
  ])('%s', (_name, then) => {
    expect(judge(then)).toEqual([]);
  });
});

describe('what is not as expected is told with the nearest there is', () => {
  it.each([
    [
      'a position with another quantity',
      { positions: { SPY: { quantity: 50 } } },
      /expected symbol SPY, quantity 50; the nearest is position p2/,
    ],
    ['a position that is none', { positions: { QQQ: { state: 'open' } } }, /there is none/],
    ['an open position where none should be', { positions: 'none' }, /expected no open position; there is position p2/],
    [
      'a stop at another level: the nearest is the stop, whatever else differs less',
      { orders: [{ role: 'stop', status: 'filled', stop: 1 }] },
      /the nearest is order o2/,
    ],
    [
      'the same order twice',
      { orders: [{ role: 'stop' }, { role: 'stop' }] },
      /expected role stop; the nearest is order o1/,
    ],
    [
      'an order that was not named',
      { orders: [{ role: 'stop' }, 'nothing else'] },
      /expected nothing else; there is order o1/,
    ],
    ['orders where none should be', { orders: 'none' }, /expected no orders; there is order o1/],
    [
      'facts in another order',
      { said: ['position.protected', 'order.filled'] },
      /expected order\.filled after what stands above it.*it was said before that, as 1/,
    ],
    [
      'a fact with other fields',
      { said: [{ 'order.filled': { price: 101 } }] },
      /expected order\.filled, which was not said so/,
    ],
    [
      'a fact that was said all the same',
      { never: ['position.naked'] },
      /expected never to hear position\.naked; it was said as 2/,
    ],
    ['a refusal for another reason', { refused: 'halted' }, /expected code halted; the nearest is rule\.declined/],
    ['a refusal where none should be', { refused: 'none' }, /expected none; there is rule\.declined/],
    ['an alarm where none should be', { alarms: 'none' }, /expected none; there is 2/],
    ['another figure of the account', { account: { realised: 1 } }, /is not as expected/],
    ['another state of the desk', { desk: 'stopped' }, /is not as expected/],
  ])('%s', (_name, then, message) => {
    const differences = judge(then);
    expect(differences.length).toBeGreaterThan(0);
    expect(differences[0]?.message).toMatch(message);
  });

  it('says where in the document it was expected', () => {
    expect(judge({ orders: ['nothing else', { role: 'stop', status: 'filled' }] }).map(({ path }) => path)).toEqual([
      ['orders', 1],
      ['orders', 0],
    ]);
  });
});

it('an expectation gives way where another can take nothing else', () => {
  const candidates = [
    { name: 'a', fields: { role: 'stop', status: 'waiting' } },
    { name: 'b', fields: { role: 'stop', status: 'filled' } },
  ];
  expect(matchAll([{ role: 'stop' }, { status: 'waiting' }], candidates)).toEqual({ unmet: [], left: [] });
});

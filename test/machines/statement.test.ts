/** A statement beside our executions: what belongs together, what is the same to the last digit, and what is told of the rest (B35.2). */
import { describe, expect, it } from 'vitest';
import type { ExecutionId, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import type { OwnExecution } from '../../src/machines/reconciliation/statement.ts';
import { compareStatement, periodOf } from '../../src/machines/reconciliation/statement.ts';
import { amount, price, quantity } from '../../src/money.ts';
import type { StatementTrade } from '../../src/plans.ts';

const [SPY, IBM] = ['SPY', 'IBM'] as unknown as [InstrumentId, InstrumentId];
const [o1, o2] = ['o1', 'o2'] as unknown as [OrderId, OrderId];
const [e1, e2] = ['e1', 'e2'] as unknown as [ExecutionId, ExecutionId];
const at = timestamp('2025-03-03T15:00:00Z');

const own = (over: Partial<OwnExecution> = {}): OwnExecution => ({
  order: o1,
  execution: e1,
  instrument: SPY,
  side: 'buy',
  quantity: quantity(40),
  price: price('100.02'),
  executedAt: at,
  fee: { fee: amount('0.35'), currency: 'USD' },
  ...over,
});
const row = (over: Partial<StatementTrade> = {}): StatementTrade => ({
  row: 2,
  execution: e1,
  order: o1,
  instrument: SPY,
  side: 'buy',
  quantity: quantity(40),
  price: price('100.02'),
  fee: amount('0.35'),
  currency: 'USD',
  executedAt: at,
  ...over,
});
const without = (name: 'execution' | 'order', over: Partial<StatementTrade> = {}): StatementTrade => {
  const { [name]: _left, ...rest } = row(over);
  return rest;
};
const orders = new Map([
  [o1, { instrument: SPY, side: 'buy' as const }],
  [o2, { instrument: SPY, side: 'sell' as const }],
]);
const compare = (trades: readonly StatementTrade[], executions: readonly OwnExecution[], period = periodOf(trades)) =>
  compareStatement(trades, { executions, order: (order) => orders.get(order) }, period);
const codes = (trades: readonly StatementTrade[], executions: readonly OwnExecution[]) =>
  compare(trades, executions).differences.map(({ code }) => code);

describe('a row and an execution', () => {
  const matching = (trade: StatementTrade, ours = own()) => compare([trade], [ours]).matched.length;

  it.each<[string, StatementTrade, OwnExecution, number]>([
    ['that have one name belong together', row(), own(), 1],
    ['that have one name, whatever the second', row({ executedAt: later(at, seconds(3)) }), own(), 1],
    ['without a name, if all else is the same', without('execution'), own(), 1],
    ['without a name, within one second', without('execution'), own({ executedAt: later(at, 900_000) }), 1],
    ['without a name, not of another second', without('execution'), own({ executedAt: later(at, seconds(1)) }), 0],
    ['without a name, not of another order', without('execution', { order: o2 }), own(), 0],
    ['without a name, not of another size', without('execution'), own({ quantity: quantity(41) }), 0],
    ['without a name, not at another price', without('execution'), own({ price: price('100.03') }), 0],
    ['without a name, not of another symbol', without('execution'), own({ instrument: IBM }), 0],
    ['without a name, not on the other side', without('execution'), own({ side: 'sell' }), 0],
    ['with another name do not, however alike', row({ execution: e2 }), own(), 0],
  ])('%s', (_name, trade, ours, count) => {
    expect(matching(trade, ours)).toBe(count);
    // What does not belong together is no pair that differs either.
    const { differences, uncharged } = compare([trade], [ours]);
    expect(differences.map(({ code }) => code)).not.toContainEqual(expect.stringMatching(/^(?!order).*Differs$/));
    expect(uncharged).toEqual([]);
  });

  it('without names at all, where the order is not told either', () => {
    const { execution: _execution, ...bare } = without('order');
    expect(matching(bare)).toBe(1);
  });

  it('a row without a name leaves the execution that another row names', () => {
    const found = compare([without('execution', { row: 1 }), row({ row: 2 })], [own(), own({ execution: e2 })]);
    expect(found.matched.map(({ trade, own: { execution } }) => [trade.row, execution])).toEqual([
      [2, 'e1'],
      [1, 'e2'],
    ]);
  });

  it('that name their execution take it first, also behind several without a name', () => {
    const nameless = [without('execution', { row: 1 }), without('execution', { row: 4 })];
    const executions = [own(), own({ execution: e2 }), own({ execution: 'e3' as ExecutionId })];
    const found = compare([...nameless, row({ row: 9 })], executions);
    expect(found.matched.map(({ trade, own: { execution } }) => [trade.row, execution])).toEqual([
      [9, 'e1'],
      [1, 'e2'],
      [4, 'e3'],
    ]);
  });

  it('two alike take an execution each', () => {
    const found = compare([without('execution'), without('execution', { row: 3 })], [own(), own({ execution: e2 })]);
    expect(found.matched.map(({ own: { execution } }) => execution)).toEqual(['e1', 'e2']);
  });
});

describe('B35.2: to the last digit', () => {
  it.each<[string, Partial<StatementTrade>, readonly string[]]>([
    ['nothing differs', {}, []],
    ['a ten-thousandth of a cent in the price does', { price: price('100.020001') }, ['priceDiffers']],
    ['a fraction of a share does', { quantity: quantity('40.0001') }, ['quantityDiffers']],
    ['the last digit of a fee does', { fee: amount('0.3500000000000001') }, ['feeDiffers']],
    ['the currency of a fee does', { currency: 'EUR' }, ['currencyDiffers']],
    ['the side does', { side: 'sell' }, ['sideDiffers']],
    ['the symbol does', { instrument: IBM }, ['instrumentDiffers']],
    ['all at once are all told', { price: price(99), fee: amount(1) }, ['priceDiffers', 'feeDiffers']],
  ])('%s', (_name, over, expected) => {
    expect(codes([row(over)], [own()])).toEqual(expected);
    expect(compare([row(over)], [own()]).matched).toHaveLength(expected.length === 0 ? 1 : 0);
  });

  it('a difference is told with both figures and its place', () => {
    expect(compare([row({ price: price('100.03') })], [own()]).differences).toStrictEqual([
      { code: 'priceDiffers', row: 2, instrument: SPY, order: o1, execution: e1, stated: '100.03', booked: '100.02' },
    ]);
  });

  it('what was taken back here and stands there differs', () => {
    expect(codes([row()], [own({ quantity: quantity(0) })])).toEqual(['quantityDiffers']);
  });
});

describe('a fee that is pending', () => {
  it('is taken where all else agrees', () => {
    const found = compare([row()], [own({ fee: null })]);
    expect(found.uncharged.map(({ trade }) => trade.row)).toEqual([2]);
    expect([found.matched, found.differences]).toEqual([[], []]);
  });

  it('is not where anything else differs', () => {
    const found = compare([row({ price: price(99) })], [own({ fee: null })]);
    expect(found.uncharged).toEqual([]);
    expect(found.differences.map(({ code }) => code)).toEqual(['priceDiffers']);
  });
});

describe('a row that none of our executions is in', () => {
  it('is missing where it names an order of ours and itself, in order of time', () => {
    const [early, late] = [row({ row: 3 }), row({ row: 2, execution: e2, executedAt: later(at, seconds(1)) })];
    expect(compare([late, early], []).missing).toEqual([early, late]);
    const [second, first] = [row({ row: 9 }), row({ row: 8, execution: e2 })];
    expect(compare([second, first], []).missing.map((each) => each.row)).toEqual([8, 9]);
  });

  it('is foreign where it names no order, or one that is not ours', () => {
    const [nobodys, others] = [without('order'), row({ execution: e2, order: 'x' as OrderId })];
    expect(compare([nobodys, others], []).foreign).toEqual([nobodys, others]);
    expect(codes([nobodys, others], [])).toEqual([]);
  });

  it.each<[string, StatementTrade, string, string]>([
    ['without a name it can not be booked', without('execution'), 'nameless', ''],
    ['in another symbol than its order it is not', row({ instrument: IBM }), 'orderDiffers', 'buy SPY'],
    ['on another side than its order it is not', row({ order: o2 }), 'orderDiffers', 'sell SPY'],
  ])('%s', (_name, trade, code, booked) => {
    const found = compare([trade], []);
    expect([found.missing, found.foreign]).toEqual([[], []]);
    expect('execution' in (found.differences[0] ?? {})).toBe(trade.execution !== undefined);
    expect(found.differences).toMatchObject([
      { code, row: 2, order: trade.order, booked, stated: `buy 40 ${trade.instrument} @ 100.02` },
    ]);
  });

  it('is told without an order where it names none', () => {
    const { order: _order, ...bare } = row({ row: 3 });
    const [told] = compare([row(), bare], [own()]).differences;
    expect(told).toMatchObject({ code: 'statedTwice', row: 3 });
    expect(told).not.toHaveProperty('order');
  });

  it('is told where its name stands in the statement twice', () => {
    const found = compare([row(), row({ row: 3 })], [own()]);
    expect(found.matched).toHaveLength(1);
    expect(found.differences).toStrictEqual([
      {
        code: 'statedTwice',
        row: 3,
        instrument: SPY,
        order: o1,
        execution: e1,
        stated: 'buy 40 SPY @ 100.02',
        booked: '',
      },
    ]);
    expect(compare([row(), row({ row: 3 })], []).missing).toHaveLength(1);
  });
});

describe('an execution that no row is about', () => {
  const within = { from: at, to: later(at, seconds(10)) };
  const told = (over: Partial<OwnExecution>) => compare([], [own(over)], within).differences.map(({ code }) => code);

  it.each<[string, Timestamp, readonly string[]]>([
    ['at the first second that the statement covers is told', at, ['notStated']],
    ['within that second too', later(at, 1), ['notStated']],
    ['at the last second too', later(at, seconds(10) + 999_999), ['notStated']],
    ['before it is not', later(at, -1), []],
    ['behind it is not', later(at, seconds(11)), []],
  ])('%s', (_name, executedAt, expected) => {
    expect(told({ executedAt })).toEqual(expected);
  });

  it('is nothing to speak of where it was taken back', () => {
    expect(told({ quantity: quantity(0) })).toEqual([]);
  });

  it('is told with what we have', () => {
    expect(compare([], [own()], within).differences).toStrictEqual([
      { code: 'notStated', instrument: SPY, order: o1, execution: e1, stated: '', booked: 'buy 40 SPY @ 100.02' },
    ]);
  });
});

it('a statement covers its first trade to its last, in whatever order they stand', () => {
  const [first, last] = [at, later(at, seconds(5))];
  const between = row({ executedAt: later(at, seconds(2)) });
  expect(periodOf([row({ executedAt: last }), row({ executedAt: first }), between])).toEqual({ from: first, to: last });
  expect(periodOf([])).toEqual({ from: 0, to: 0 });
});

import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/events.ts';
import type { InstrumentId, OrderId } from '../../src/identifiers.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import type { LegPlan } from '../../src/plans.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, marketOrder } from '../support/desk.ts';
import { links, terms } from '../support/orders.ts';

const order = (over: Partial<OrderTerms>): LegPlan => {
  const { limit: _limit, ...rest } = terms({ type: 'market' });
  return { order: 'x' as OrderId, terms: { ...rest, ...over }, links: links({ role: 'stop' }) };
};
const limit = (side: 'buy' | 'sell', shares: number, at: string): LegPlan =>
  order({ side, quantity: quantity(shares), type: 'limit', limit: price(at) });
const stop = (side: 'buy' | 'sell', shares: number, at: string): LegPlan =>
  order({ side, quantity: quantity(shares), type: 'stop', stop: price(at) });
const group = (desk: Desk, kind: Event<'desk.group'>['kind'], ...legs: readonly LegPlan[]): void => {
  desk.send({ type: 'desk.group', book: BOOK, ...(kind === undefined ? {} : { kind }), legs });
  desk.pass();
};
const quoted = (bid = '100.00', ask = '100.02', size = 1_000): Desk => {
  const desk = createDesk();
  desk.quote(bid, ask, size);
  return desk;
};
/** Names are `test-8.3`: by the sequence and the place in it. */
const placeOf = (id: OrderId): number => {
  const [sequence, place] = id.slice('test-'.length).split('.').map(Number);
  return (sequence ?? 0) * 1_000 + (place ?? 0);
};
const orders = (desk: Desk): readonly string[] =>
  [...desk.engine.views.orders()]
    .sort((a, b) => placeOf(a.order) - placeOf(b.order))
    .map(({ role, status, terms: { quantity: size } }) => `${role} ${decimalText(size)} ${status}`);

describe('a bracket given by hand', () => {
  it('opens a position whose levels are the prices that were given', () => {
    const desk = quoted();
    group(desk, 'bracket', order({}), limit('sell', 60, '101'), stop('sell', 100, '98'));
    const [position] = desk.engine.views.openPositions();
    expect(position).toMatchObject({ state: 'open', protection: 'protected', stop: price(98), target: price(101) });
    expect(orders(desk)).toEqual(['entry 100 filled', 'target 60 working', 'stop 60 waiting', 'stop 40 waiting']);
    desk.quote('101.10', '101.12');
    desk.pass();
    expect(desk.engine.views.openPositions()[0]).toMatchObject({ quantity: quantity(40), protection: 'protected' });
  });

  it('is one round trip: a second one in the same instrument is declined', () => {
    const desk = quoted();
    group(desk, 'bracket', order({}), stop('sell', 100, '98'));
    group(desk, 'bracket', order({}), stop('sell', 100, '98'));
    expect(desk.said('desk.declined').map(({ code }) => code)).toEqual(['positionOpen']);
  });
});

describe('a ladder', () => {
  const started = (): Desk => {
    const desk = quoted();
    group(
      desk,
      'ladder',
      limit('buy', 50, '99.50'),
      limit('buy', 50, '99.00'),
      limit('sell', 50, '101'),
      stop('sell', 100, '98'),
    );
    return desk;
  };

  it('waits with its exits for the first fill', () => {
    expect(orders(started())).toEqual(['entry 50 working', 'entry 50 working']);
  });

  it('B9: its exits follow step by step', () => {
    const desk = started();
    desk.quote('99.48', '99.50');
    desk.pass();
    expect(desk.engine.views.openPositions()[0]).toMatchObject({ quantity: quantity(50), protection: 'protected' });
    expect(orders(desk).slice(2)).toEqual(['target 25 working', 'stop 25 waiting', 'stop 25 waiting']);
    desk.quote('98.98', '99.00');
    desk.pass();
    expect(desk.engine.views.openPositions()[0]).toMatchObject({
      quantity: quantity(100),
      protection: 'protected',
      state: 'open',
    });
    expect(orders(desk).slice(2)).toEqual(['target 50 working', 'stop 50 waiting', 'stop 50 waiting']);
    expect(desk.said('position.naked')).toEqual([]);
  });

  it('once it is stopped out the steps that are left are taken back', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    group(desk, 'ladder', limit('buy', 50, '99.50'), limit('buy', 50, '99.00'), stop('sell', 100, '99.20'));
    desk.quote('99.48', '99.50');
    desk.pass();
    desk.quote('99.18', '99.22');
    desk.pass();
    expect(orders(desk)).toEqual(['entry 50 filled', 'entry 50 cancelled', 'stop 50 filled']);
    expect(desk.said('position.closed')).toHaveLength(1);
    expect(desk.said('group.done')).toHaveLength(1);
  });

  it('is over when no step was reached', () => {
    const desk = started();
    for (const { order: id } of desk.engine.views.orders())
      desk.send({ type: 'desk.cancel', order: id, why: 'enough' });
    desk.pass();
    expect(desk.said('position.abandoned')).toHaveLength(1);
    expect(desk.said('group.done')).toHaveLength(1);
  });
});

describe('one cancels the other', () => {
  it('the first fill ends the other, even a fill in part', () => {
    const desk = quoted('100.00', '100.02', 30);
    group(desk, 'oco', limit('buy', 100, '99.00'), stop('buy', 100, '101.00'));
    desk.quote('100.98', '101.00', 30);
    desk.pass();
    expect(orders(desk)).toEqual(['manual 100 cancelled', 'manual 100 partially filled']);
  });

  it('as the exits of what is held they reduce each other: no part is left without its stop', () => {
    const desk = quoted();
    desk.send(marketOrder('buy', 100));
    desk.pass();
    group(desk, undefined, limit('sell', 100, '101'), stop('sell', 100, '99'));
    expect(orders(desk).slice(1)).toEqual(['target 100 working', 'stop 100 waiting']);
    desk.quote('101.00', '101.02', 30);
    desk.pass();
    expect(orders(desk).slice(1)).toEqual(['target 100 partially filled', 'stop 70 waiting']);
    desk.quote('98.98', '99.00');
    desk.pass();
    expect(orders(desk).slice(1)).toEqual(['target 100 cancelled', 'stop 70 filled']);
    expect(desk.said('group.done')).toHaveLength(1);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('told to leave everything, both exits are taken back and none takes their place', () => {
    const desk = quoted();
    desk.send(marketOrder('buy', 100));
    desk.pass();
    group(desk, undefined, limit('sell', 100, '101'), stop('sell', 100, '99'));
    desk.send({ type: 'desk.flatten', why: 'enough' });
    desk.pass(30);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(orders(desk).slice(1)).toEqual(['target 100 cancelled', 'stop 100 cancelled', 'exit 100 filled']);
    expect(desk.said('group.done')).toHaveLength(1);
  });
});

describe('a group by hand whose orders have traded', () => {
  it('is over when the desk leaves everything: what it has traded is not traded back', () => {
    const desk = quoted();
    group(desk, undefined, limit('buy', 100, '99'), stop('buy', 100, '101'));
    desk.quote('100.98', '101.00');
    desk.pass();
    desk.send({ type: 'desk.flatten', why: 'enough' });
    desk.pass(30);
    expect(desk.said('group.overfilled')).toEqual([]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(orders(desk)).toEqual(['manual 100 cancelled', 'manual 100 filled', 'exit 100 filled']);
  });
});

describe('one updates the other', () => {
  it('a fill in part reduces the other by as much', () => {
    const desk = quoted('100.00', '100.02', 30);
    group(desk, 'ouo', limit('buy', 100, '99.00'), stop('buy', 100, '101.00'));
    desk.quote('100.98', '101.00', 30);
    desk.pass();
    expect(orders(desk)).toEqual(['manual 70 working', 'manual 100 partially filled']);
  });
});

describe('one triggers the others', () => {
  it('they are let go once the first has filled whole', () => {
    const desk = quoted('100.00', '100.02', 30);
    group(desk, 'oto', order({}), limit('sell', 100, '101'));
    expect(orders(desk)).toEqual(['entry 100 partially filled']);
    desk.quote('100.00', '100.02');
    desk.pass();
    expect(orders(desk)).toEqual(['entry 100 filled', 'manual 100 working']);
    desk.quote('101.00', '101.02');
    desk.pass();
    expect(desk.said('group.done')).toHaveLength(1);
  });

  it('or for the same part of themselves at the first fill, growing with it', () => {
    const desk = quoted('100.00', '100.02', 30);
    desk.send({
      type: 'desk.group',
      book: BOOK,
      kind: 'oto',
      triggersOn: 'partial',
      legs: [order({}), limit('sell', 50, '101')],
    });
    desk.pass();
    expect(orders(desk)).toEqual(['entry 100 partially filled', 'manual 15 working']);
    desk.quote('100.00', '100.02');
    desk.pass();
    expect(orders(desk)).toEqual(['entry 100 filled', 'manual 50 working']);
  });

  it('they are dropped when the first ends before', () => {
    const desk = quoted();
    group(desk, 'oto', limit('buy', 100, '99'), limit('sell', 100, '101'));
    desk.send({ type: 'desk.cancel', order: desk.engine.views.orders()[0]?.order as OrderId, why: 'enough' });
    desk.pass();
    expect(orders(desk)).toEqual(['entry 100 cancelled']);
    expect(desk.said('group.done')).toHaveLength(1);
  });
});

describe('what does not belong together is declined', () => {
  const IBM = 'IBM' as InstrumentId;
  it.each([
    ['one order alone', 'oco', [limit('buy', 100, '99')]],
    ['two instruments in an OCO', 'oco', [limit('buy', 100, '99'), order({ instrument: IBM })]],
    ['two quantities in an OUO', 'ouo', [limit('buy', 100, '99'), limit('buy', 50, '98')]],
    ['a bracket with two entries', 'bracket', [order({}), order({})]],
    ['targets for more than the entry', 'bracket', [order({}), limit('sell', 101, '101')]],
    ['two stops', 'bracket', [order({}), stop('sell', 50, '98'), stop('sell', 50, '97')]],
    ['a way out at the market', 'ladder', [limit('buy', 100, '99'), order({ side: 'sell' })]],
  ] as const)('groupWrong: %s', (_name, kind, legs) => {
    const desk = quoted();
    group(desk, kind, ...legs);
    expect(desk.said('desk.declined').map(({ code }) => code)).toEqual(['groupWrong']);
    expect(desk.engine.views.orders()).toEqual([]);
  });
});

/** Brackets before a broker whose words come late, twice, or not at all. */
import { describe, expect, it } from 'vitest';
import type { ExecutionId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { BOOK, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

interface Bracket {
  readonly entry: OrderId;
  readonly target: OrderId;
  readonly stop: OrderId;
}

const works = (order: OrderId): BrokerFact => ({ type: 'broker.orderWorking', order });
const waits = (order: OrderId, on: 'trigger' | 'parent'): BrokerFact => ({
  type: 'broker.orderWaiting',
  order,
  for: on,
});
const cancelled = (order: OrderId): BrokerFact => ({ type: 'broker.orderCancelled', order });
const fills = (order: OrderId, id: string, shares: number, at = '100.02', revision = 1): BrokerFact => ({
  type: 'broker.execution',
  order,
  execution: id as ExecutionId,
  revision,
  quantity: quantity(shares),
  price: price(at),
  executedAt: 0 as Timestamp,
});
const placed = (desk: HandDesk) => desk.asked.flatMap((each) => (each.what === 'place' ? [each] : []));
/** What was asked since: `cancel o3`, `place sell 100 stop`. */
const since = (desk: HandDesk, count: number): readonly string[] =>
  desk.asked
    .slice(count)
    .filter(({ what }) => what !== 'ask')
    .map((each) =>
      each.what === 'place'
        ? `place ${each.terms.side} ${decimalText(each.terms.quantity)} ${each.terms.type}`
        : `${each.what} ${each.order}`,
    );

/** A bracket whose orders the broker has; the children wait for the entry. */
function opened(desk: HandDesk): Bracket {
  const before = placed(desk).length;
  desk.open();
  const [entry, target, stop] = placed(desk)
    .slice(before)
    .map(({ order }) => order) as [OrderId, OrderId, OrderId];
  desk.tell(works(entry), waits(target, 'parent'), waits(stop, 'parent'));
  return { entry, target, stop };
}
/** A bracket of 100 that is held and protected. */
function entered(desk: HandDesk, id = 'e'): Bracket {
  const orders = opened(desk);
  desk.tell(fills(orders.entry, id, 100), works(orders.target), waits(orders.stop, 'trigger'));
  // Once the entry is over the levels stand at the average.
  desk.tell({ type: 'broker.amended', order: orders.target }, { type: 'broker.amended', order: orders.stop });
  return orders;
}
const quoted = (): HandDesk => {
  const desk = createHandDesk();
  desk.quote('100.00', '100.02');
  return desk;
};
const held = (desk: HandDesk) =>
  desk.engine.views
    .openPositions()
    .map(({ quantity: size, state, protection }) => `${decimalText(size)} ${state} ${protection}`);

describe('B39: a fill that comes late for a round trip that is over', () => {
  it('of the stop: the next bracket of the book is left alone, and its own group trades the excess back', () => {
    const desk = quoted();
    const first = entered(desk);
    desk.tell(fills(first.target, 'x', 100, '101'));
    const second = entered(desk, 'e2');
    expect(held(desk)).toEqual(['100 open protected']);
    const count = desk.asked.length;
    desk.tell(fills(first.stop, 'y', 100, '99'));
    expect(held(desk)).toEqual(['100 open protected', '-100 open naked']);
    expect(since(desk, count)).toEqual(['place buy 100 market']);
    const back = placed(desk).at(-1)?.order as OrderId;
    desk.tell(works(back), fills(back, 'z', 100, '99.10'));
    expect(held(desk)).toEqual(['100 open protected']);
    expect(desk.said('position.changed').at(-1)?.quantity).toBe(0n);
    const ofSecond = desk.engine.views.orders().filter(({ order }) => order === second.stop || order === second.target);
    expect(ofSecond.map(({ terms: { quantity: size } }) => decimalText(size))).toEqual(['100', '100']);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('of the entry: what goes on is protected by the same group, and they leave together', () => {
    const desk = quoted();
    const { entry, target, stop } = opened(desk);
    desk.tell(cancelled(entry), cancelled(target), cancelled(stop));
    expect(desk.said('position.abandoned')).toHaveLength(1);
    let count = desk.asked.length;
    desk.tell(fills(entry, 'late', 30));
    expect(since(desk, count)).toContain('place sell 30 stop');
    const cover = placed(desk).find(({ order, terms: { type } }) => type === 'stop' && order !== stop)
      ?.order as OrderId;
    desk.tell(waits(cover, 'trigger'));
    expect(held(desk)).toEqual(['30 open protected']);
    expect(desk.said('position.orphaned')).toEqual([]);
    count = desk.asked.length;
    desk.send({ type: 'desk.flatten', why: 'enough' });
    // A leg that works is made to leave; nothing is sold beside it.
    expect(since(desk, count).filter((each) => each.startsWith('place'))).toEqual([]);
    expect(since(desk, count).some((each) => each.startsWith('amend'))).toBe(true);
    desk.tell(fills(cover, 'out', 30, '99.90'));
    expect(held(desk)).toEqual([]);
  });

  it('of more than is held: the rest is traded back where it stands', () => {
    const desk = quoted();
    const { stop } = entered(desk);
    desk.tell(fills(stop, 'y', 150, '99'));
    const back = placed(desk).at(-1);
    expect(back?.terms).toMatchObject({ side: 'buy', quantity: quantity(50), type: 'market' });
    desk.tell(works(back?.order as OrderId), fills(back?.order as OrderId, 'z', 50, '99'));
    expect(held(desk)).toEqual([]);
  });
});

describe('B9: a stop that is open again', () => {
  it('is seen as working: one of the two is taken back, and at rest one covers what is held', () => {
    const desk = quoted();
    const { stop } = entered(desk);
    desk.tell({ type: 'broker.orderDormant', order: stop, until: 'day' });
    const own = placed(desk).at(-1)?.order as OrderId;
    expect(own).not.toBe(stop);
    desk.tell(waits(own, 'trigger'));
    expect(held(desk)).toEqual(['100 open protected']);
    const count = desk.asked.length;
    desk.tell({ type: 'broker.orderRestated', order: stop, quantity: quantity(100) });
    expect(since(desk, count)).toEqual([`cancel ${stop}`]);
    expect(held(desk)).toEqual(['100 open resizing']);
    desk.tell(cancelled(stop));
    expect(held(desk)).toEqual(['100 open protected']);
  });

  it('with nothing held is taken back', () => {
    const desk = quoted();
    const { target, stop } = entered(desk);
    desk.tell(fills(target, 'x', 100, '101'), { type: 'broker.orderDormant', order: stop, until: 'day' });
    const count = desk.asked.length;
    desk.tell({ type: 'broker.orderRestated', order: stop, quantity: quantity(100) });
    expect(since(desk, count)).toEqual([`cancel ${stop}`]);
  });
});

describe('B33: what was turned down is asked for again', () => {
  it('a cancel of a leg that nothing is held for', () => {
    const desk = quoted();
    const { target, stop } = entered(desk);
    desk.tell(fills(target, 'x', 100, '101'));
    const count = desk.asked.length;
    desk.pass(15);
    expect(since(desk, count)).toEqual([`cancel ${stop}`]);
    desk.tell({ type: 'broker.cancelRejected', order: stop, detail: 'busy' });
    expect(since(desk, count)).toHaveLength(1);
    desk.pass(15);
    expect(since(desk, count)).toEqual([`cancel ${stop}`, `cancel ${stop}`]);
  });

  it('B9.1: a stop that is too large; until it is not, nothing is balanced', () => {
    const desk = quoted();
    const { target, stop } = entered(desk);
    desk.send({
      type: 'desk.place',
      terms: terms({ side: 'sell', limit: price('99.90'), quantity: quantity(40) }),
      links: links({ role: 'manual' }),
    });
    const sale = placed(desk).at(-1)?.order as OrderId;
    const balanced = desk.said('group.balanced').length;
    desk.tell(works(sale), fills(sale, 's', 40, '100'));
    desk.tell({ type: 'broker.amended', order: target, quantity: quantity(60) });
    desk.tell({ type: 'broker.amendRejected', order: stop, detail: 'busy' });
    expect(desk.said('group.balanced')).toHaveLength(balanced);
    const count = desk.asked.length;
    desk.pass(15);
    expect(since(desk, count)).toEqual([`amend ${stop}`]);
    desk.tell({ type: 'broker.amended', order: stop, quantity: quantity(60) });
    expect(desk.said('group.balanced').at(-1)?.held).toBe(quantity(60));
    expect(held(desk)).toEqual(['60 open protected']);
  });
});

describe('B33.3: a sale of everything by hand beside a bracket', () => {
  it('takes both legs back at once', () => {
    const desk = quoted();
    const { target, stop } = entered(desk);
    desk.send({
      type: 'desk.place',
      terms: terms({ side: 'sell', limit: price('99.90') }),
      links: links({ role: 'manual' }),
    });
    const sale = placed(desk).at(-1)?.order as OrderId;
    const count = desk.asked.length;
    desk.tell(works(sale), fills(sale, 's', 100, '100'));
    expect(since(desk, count).toSorted()).toEqual([`cancel ${target}`, `cancel ${stop}`].toSorted());
  });
});

describe('a position that nobody planned', () => {
  it('B20.2: leaves by one order, which is brought to what is held', () => {
    const desk = quoted();
    desk.send({ type: 'desk.place', terms: terms({ limit: price(100) }), links: links({ role: 'manual' }) });
    const entry = placed(desk).at(-1)?.order as OrderId;
    desk.tell(works(entry), fills(entry, 'e', 100, '100'));
    desk.send({ type: 'desk.reduce', book: BOOK, instrument: SPY, quantity: quantity(30), why: 'some of it' });
    const exit = placed(desk).at(-1)?.order as OrderId;
    desk.tell(works(exit));
    const count = desk.asked.length;
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'all of it' });
    expect(since(desk, count)).toEqual([`amend ${exit}`]);
    desk.tell({ type: 'broker.amended', order: exit, quantity: quantity(100) });
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'all of it' });
    expect(since(desk, count)).toHaveLength(1);
    desk.tell(fills(exit, 'x', 100, '100'));
    expect(held(desk)).toEqual([]);
  });
});

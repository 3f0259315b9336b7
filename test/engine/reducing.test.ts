import { describe, expect, it } from 'vitest';
import { decimalText, price, quantity, ratio } from '../../src/money.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, marketOrder, SPY } from '../support/desk.ts';

const opened = (intent: Partial<OpenIntent> = {}, yaml = ''): Desk => {
  const desk = createDesk({ yaml });
  desk.quote('100.00', '100.02');
  desk.open({ target: { by: 'amount', amount: price(5) }, ...intent });
  desk.pass();
  return desk;
};
const held = (desk: Desk) => desk.engine.views.openPositions()[0];
const reduce = (desk: Desk, of: { quantity?: number | string; share?: string }): void => {
  desk.send({
    type: 'desk.reduce',
    book: BOOK,
    instrument: SPY,
    ...(of.quantity === undefined ? {} : { quantity: quantity(of.quantity) }),
    ...(of.share === undefined ? {} : { share: ratio(of.share) }),
    why: 'some of it',
  });
};
const traded = (desk: Desk): readonly string[] =>
  desk.said('order.filled').map(({ side, quantity: size }) => `${side} ${decimalText(size)}`);

describe('a part of the position is sold', () => {
  it.each([
    ['so many', { quantity: 30 }],
    ['a share of what is held, in whole lots', { share: '0.305' }],
  ])('%s', (_name, of) => {
    const desk = opened();
    reduce(desk, of);
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(70), protection: 'protected', state: 'open' });
    expect(traded(desk)).toEqual(['buy 100', 'sell 30']);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('B33: the protection makes room before the order leaves', () => {
    const desk = opened();
    reduce(desk, { quantity: 30 });
    desk.pass();
    const steps = desk.facts.flatMap(({ event }) =>
      event.type === 'order.amended' ? [event.role] : event.type === 'outbox.place' ? ['place'] : [],
    );
    expect(steps.slice(-3)).toEqual(['target', 'stop', 'place']);
  });

  it('B20.2: there is never a second one beside it', () => {
    const desk = opened();
    desk.quote('100.00', '100.02', 10);
    reduce(desk, { quantity: 30 });
    desk.pass();
    reduce(desk, { quantity: 20 });
    expect(desk.said('desk.declined').map(({ code }) => code)).toEqual(['positionBusy']);
  });

  it('B33: the stop is hit while the part is still out: together they sell what was held', () => {
    const desk = opened();
    desk.quote('100.00', '100.02', 10);
    reduce(desk, { quantity: 30 });
    desk.pass();
    desk.quote('98.90', '98.92', 1_000);
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(20), state: 'reducing' });
    desk.pass(100);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(
      desk.said('order.filled').reduce((sum, { side, quantity: size }) => sum + (side === 'buy' ? size : -size), 0n),
    ).toBe(0n);
    expect(desk.said('group.overfilled')).toEqual([]);
  });

  it('what does not fill in its time is priced anew', () => {
    const desk = opened();
    desk.quote('100.00', '100.02', 10);
    reduce(desk, { quantity: 30 });
    desk.pass();
    desk.quote('99.20', '99.22', 10);
    desk.pass(100);
    desk.quote('99.20', '99.22', 1_000);
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(70), protection: 'protected', state: 'open' });
  });

  it('told to leave while a part is out, everything leaves, once', () => {
    const desk = opened();
    desk.quote('100.00', '100.02', 10);
    reduce(desk, { quantity: 30 });
    desk.pass();
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    desk.quote('100.00', '100.02', 1_000);
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('position.closed')[0]).toMatchObject({ reason: 'exit' });
    expect(
      desk.said('order.filled').reduce((sum, { side, quantity: size }) => sum + (side === 'buy' ? size : -size), 0n),
    ).toBe(0n);
  });

  it('everything, or all but less than a lot, is leaving', () => {
    const desk = opened({}, 'lot: 10');
    reduce(desk, { share: '1' });
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it.each([
    ['sizeZero', 'less than a lot', { quantity: '0.5' }],
    ['sizeZero', 'nothing', {}],
  ])('%s: %s', (code, _name, of) => {
    const desk = opened();
    reduce(desk, of);
    expect(desk.said('desk.declined').map((each) => each.code)).toEqual([code]);
  });

  it('noPosition: there is nothing to sell', () => {
    const desk = createDesk();
    reduce(desk, { quantity: 1 });
    expect(desk.said('desk.declined').map(({ code }) => code)).toEqual(['noPosition']);
  });
});

describe('parts by plan', () => {
  const scaleOut = [
    { distance: { by: 'amount', amount: price('0.50') }, part: ratio('0.25') },
    { distance: { by: 'amount', amount: price('1.00') }, part: ratio('0.25') },
  ] as const;

  it('are sold at their levels, one after the other, of the full size', () => {
    const desk = opened({ scaleOut });
    desk.quote('100.60', '100.62');
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(75), protection: 'protected' });
    desk.quote('100.70', '100.72');
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(75) });
    desk.quote('101.10', '101.12');
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(50), protection: 'protected' });
    desk.quote('101.50', '101.52');
    desk.pass();
    expect(traded(desk)).toEqual(['buy 100', 'sell 25', 'sell 25']);
  });
});

describe('an addition by hand', () => {
  it('makes the position larger and its exits with it', () => {
    const desk = opened();
    desk.send({ type: 'desk.add', book: BOOK, instrument: SPY, quantity: quantity(50), why: 'more' });
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(150), protection: 'protected', state: 'open' });
  });
});

describe('an addition that can not be', () => {
  it.each([
    ['sizeZero', 'less than a lot', 'lot: 10', 9],
    ['noPosition', 'to nothing', 'rules: {}', 10],
  ] as const)('%s: %s', (code, _name, yaml, shares) => {
    const desk = code === 'noPosition' ? createDesk() : opened({}, yaml);
    desk.send({ type: 'desk.add', book: BOOK, instrument: SPY, quantity: quantity(shares), why: 'more' });
    expect(desk.said('desk.declined').map((each) => each.code)).toEqual([code]);
  });
});

describe('quantities that are no whole shares', () => {
  it('B9: a thousandth is a lot like any other', () => {
    const desk = opened({ sizing: { by: 'quantity', quantity: quantity('0.1239') } }, 'lot: 0.001');
    expect(held(desk)).toMatchObject({ quantity: quantity('0.123'), protection: 'protected' });
    reduce(desk, { share: '0.5' });
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity('0.062'), protection: 'protected' });
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('B20.3: less than a lot is left as a residue, and no order tries to sell it', () => {
    const desk = opened();
    desk.send(marketOrder('sell', 99.5));
    desk.pass(200);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('position.closed')).toMatchObject([{ residue: quantity('0.5') }]);
    expect(desk.said('group.done')).toHaveLength(1);
    expect(desk.said('position.naked')).toEqual([]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });
});

describe('a position that nobody planned', () => {
  it('B20.2: told twice to leave, it sells once', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 100));
    desk.pass();
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    expect(traded(desk)).toEqual(['buy 100', 'sell 100']);
  });
});

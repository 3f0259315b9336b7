import { describe, expect, it } from 'vitest';
import { seconds } from '../../src/identifiers.ts';
import type { Amount } from '../../src/money.ts';
import { amount, amountText, price, quantity, ratio } from '../../src/money.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, SPY } from '../support/desk.ts';

const wide: Partial<OpenIntent> = {
  stop: { by: 'amount', amount: price(5) },
  target: { by: 'amount', amount: price(5) },
};
const opened = (intent: Partial<OpenIntent> = {}, yaml = ''): Desk => {
  const desk = createDesk({ yaml });
  desk.quote('100.00', '100.02');
  desk.open({ ...wide, ...intent });
  desk.pass();
  return desk;
};
const shown = (amount: Amount | null | undefined): string =>
  amount === null || amount === undefined ? '' : amountText(amount);

describe('while it is held a position is measured', () => {
  it('at its best and at its worst, and for how long', () => {
    const desk = opened();
    desk.quote('101.00', '101.02');
    desk.pass(30);
    desk.quote('99.00', '99.02');
    desk.pass(30);
    const [now] = desk.engine.views.openPositions();
    expect([shown(now?.favourable), shown(now?.adverse)]).toEqual(['99', '-101']);
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    const [measured] = desk.said('position.measured');
    expect([shown(measured?.favourable), shown(measured?.adverse)]).toEqual(['99', '-102']);
    expect(measured?.heldFor).toBeGreaterThanOrEqual(seconds(60));
  });
});

describe('a time limit', () => {
  it('held longer, the position is left', () => {
    const desk = opened({ timeLimit: seconds(60) });
    desk.pass(50);
    expect(desk.engine.views.openPositions()).toHaveLength(1);
    desk.pass(15);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('position.closing')).toMatchObject([{ why: 'held as long as it may be' }]);
  });

  it('is over with the position', () => {
    const desk = opened({ timeLimit: seconds(60) });
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass(100);
    expect(desk.said('clock.deadline').filter(({ what }) => what === 'hold')).toEqual([]);
  });
});

describe('what is held is marked', () => {
  it.each([
    ['at the middle, unless told', '', 'long', '49'],
    ['at the last trade', 'marks: last', 'long', '18'],
    ['at the bid, which would close a long position', 'marks: closing', 'long', '48'],
    ['at the ask, which would close a short one', 'marks: closing', 'short', '-52'],
  ] as const)('%s', (_name, yaml, side, expected) => {
    const desk = opened({ side }, yaml);
    desk.engine.hear({ type: 'market.trade', instrument: SPY, price: price('100.20'), size: 100n as never }, 'market');
    desk.quote('100.50', '100.52');
    const [position] = desk.engine.views.openPositions();
    expect(shown(position?.unrealised)).toBe(expected);
    const { unrealised, residue } = desk.engine.views.account();
    expect([shown(unrealised), residue]).toEqual([expected, 0n]);
  });
});

describe('what is sold costs', () => {
  it.each([
    ['its share of the average, unless told', '', '49.5', '147.5'],
    ['what was bought first', 'accounting: fifo', '99', '98'],
  ])('%s; equity is the same', (_name, yaml, realised, unrealised) => {
    const desk = opened({}, yaml);
    desk.quote('100.97', '101.01');
    desk.send({ type: 'desk.add', book: BOOK, instrument: SPY, quantity: quantity(100), why: 'more' });
    desk.pass();
    desk.quote('101.01', '102.97');
    desk.send({ type: 'desk.reduce', book: BOOK, instrument: SPY, quantity: quantity(100), why: 'some of it' });
    desk.pass();
    const account = desk.engine.views.account();
    expect([shown(account.realised), shown(account.unrealised), account.residue]).toEqual([realised, unrealised, 0n]);
  });
});

describe('fees in another currency than the desk has', () => {
  const euros = (): Desk => {
    const desk = createDesk({ currency: 'EUR' });
    desk.quote('100.00', '100.02');
    desk.open(wide);
    desk.pass();
    return desk;
  };

  it('are kept by currency and shown, and are in no profit', () => {
    const desk = euros();
    const { fees, foreignFees, equity, startingCash, unrealised, residue } = desk.engine.views.account();
    expect([shown(fees), shown(foreignFees.USD)]).toEqual(['0', '0.35']);
    expect([equity - startingCash, residue]).toEqual([unrealised, 0n]);
    expect(desk.engine.views.openPositions()[0]).toMatchObject({ fees: 0n, foreignFees: { USD: amount('0.35') } });
  });

  it('enter the profit once, at the rate that is given', () => {
    const desk = euros();
    for (let times = 0; times < 2; times++)
      desk.send({ type: 'desk.convert', currency: 'USD', rate: ratio('0.9'), why: 'the rate of the day' });
    const { fees, foreignFees, residue } = desk.engine.views.account();
    expect([shown(fees), foreignFees, residue]).toEqual(['0.315', {}, 0n]);
  });

  it('of the desk itself are a cost at once', () => {
    const { fees, foreignFees } = opened().engine.views.account();
    expect([shown(fees), foreignFees]).toEqual(['0.35', {}]);
  });
});

import { describe, expect, it } from 'vitest';
import { seconds } from '../../src/identifiers.ts';
import type { Amount } from '../../src/money.ts';
import { amountText, price } from '../../src/money.ts';
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

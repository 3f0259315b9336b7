import { describe, expect, it } from 'vitest';
import type { PositionId } from '../../src/identifiers.ts';
import { decimalText, price, ratio } from '../../src/money.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk } from '../support/desk.ts';

const far: Partial<OpenIntent> = { target: { by: 'amount', amount: price(20) } };
const opened = (intent: Partial<OpenIntent>): Desk => {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open({ ...far, ...intent });
  desk.pass();
  return desk;
};
/** The stop as the broker has it. */
const stop = (desk: Desk): string => {
  const order = desk.engine.views.orders().find(({ role }) => role === 'stop');
  return decimalText(order?.terms.stop ?? price(0));
};
const quote = (desk: Desk, bid: string, ask: string): void => {
  desk.quote(bid, ask);
  desk.pass();
};

describe('a stop that follows', () => {
  it('is amended at the broker at each new best bid, and never falls back', () => {
    const desk = opened({ trail: { distance: { by: 'amount', amount: price(1) } } });
    expect(stop(desk)).toBe('99.02');
    quote(desk, '101.00', '101.02');
    expect(stop(desk)).toBe('100');
    quote(desk, '100.50', '100.52');
    expect(stop(desk)).toBe('100');
    quote(desk, '101.30', '101.32');
    expect(stop(desk)).toBe('100.3');
    quote(desk, '100.20', '100.22');
    expect(desk.said('position.closed').map(({ reason }) => reason)).toEqual(['stop']);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('of a short position follows the ask downwards', () => {
    const desk = opened({ side: 'short', trail: { distance: { by: 'ratio', ratio: ratio('0.01') } } });
    quote(desk, '97.98', '98.00');
    expect(stop(desk)).toBe('98.98');
  });

  it('alone it is the stop of the entry as well', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ stop: undefined, target: undefined, trail: { distance: { by: 'amount', amount: price(2) } } } as never);
    desk.pass();
    expect(stop(desk)).toBe('98.02');
    expect(desk.engine.views.openPositions()[0]).toMatchObject({ protection: 'protected' });
  });

  it('B21.2: tightened beyond the price, the position leaves at once', () => {
    const desk = opened({ trail: { distance: { by: 'amount', amount: price(1) } } });
    quote(desk, '101.00', '101.02');
    quote(desk, '100.30', '100.32');
    const position = desk.engine.views.openPositions()[0]?.position as PositionId;
    desk.send({ type: 'position.protect', position, trail: { by: 'amount', amount: price('0.50') } });
    expect(desk.said('position.closing')).toHaveLength(1);
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('order.filled').map(({ side, quantity }) => `${side} ${decimalText(quantity)}`)).toEqual([
      'buy 100',
      'sell 100',
    ]);
  });

  it('wouldLoosen: a wish that would move it back is declined', () => {
    const desk = opened({ trail: { distance: { by: 'amount', amount: price(1) } } });
    const position = desk.engine.views.openPositions()[0]?.position as PositionId;
    desk.send({ type: 'position.protect', position, stop: price(98) });
    expect(desk.said('desk.declined').map(({ code }) => code)).toEqual(['wouldLoosen']);
    desk.send({ type: 'position.protect', position, stop: price(98), loosen: true });
    desk.pass();
    expect(stop(desk)).toBe('98');
  });
});

describe('a move to breakeven', () => {
  it('is an amendment of the stop once the bid has gone so far', () => {
    const desk = opened({ breakeven: { after: { by: 'amount', amount: price('0.80') }, offset: price('0.05') } });
    quote(desk, '100.80', '100.82');
    expect(stop(desk)).toBe('99.02');
    quote(desk, '100.82', '100.84');
    expect(stop(desk)).toBe('100.07');
    quote(desk, '100.05', '100.07');
    expect(desk.said('position.closed').map(({ reason }) => reason)).toEqual(['stop']);
  });
});

import { describe, expect, it } from 'vitest';
import type { Condition, Scope } from '../src/conditions.ts';
import { compileCondition, isCondition } from '../src/conditions.ts';

const scope: Scope = {
  signal: { confidence: 0.6, signal: 'BUY' },
  market: { bid: 13.9, ask: 13.92, quantity: 10 },
  position: { isOpen: false, side: 'flat', quantity: 0 },
  indicator: { atr: 0.05, cold: undefined, broken: Number.NaN },
  session: { minutesToClose: 30 },
};
const judged = (text: string): unknown => {
  const condition = compileCondition(text, ['atr', 'cold', 'broken']);
  return isCondition(condition) ? condition.judge(scope) : condition.message;
};

describe('conditions', () => {
  it.each([
    ['signal.confidence >= 0.5 && signal.signal == "BUY"', true],
    ['signal.signal in ["SELL", "SHORT"]', false],
    ['position.isOpen ? false : session.minutesToClose > 5', true],
    ['market.ask - market.bid < indicator.atr', true],
  ])('%s is %s', (text, expected) => {
    expect(judged(text)).toBe(expected);
  });

  it.each([
    ['a whole number is a double', 'market.bid * 2 > 27', true],
    ['division is of doubles', '10 / 4 == 2.5', true],
    ['also in a comparison with zero', 'position.quantity == 0', true],
    ['also negative', 'market.bid > -1', true],
  ])('CEL trap: %s: %s', (_name, text, expected) => {
    expect(judged(text)).toBe(expected);
  });

  it.each([
    ['not under !', '!(indicator.broken > 5.0)', 'indicator.broken is not a finite number'],
    ['not beside ||', 'indicator.cold > 5.0 || true', 'indicator.cold is not known'],
    ['not behind &&', 'false && indicator.cold > 5', 'indicator.cold is not known'],
    ['not when it is missing altogether', 'market.last > 1', 'market.last is not known'],
  ])('CEL trap: what is absent or not finite makes the whole condition false, %s', (_name, text, reason) => {
    expect(judged(text)).toEqual({ reason });
  });

  it.each([
    ['signal.confidense > 1', 'there is no signal.confidense; did you mean signal.confidence?'],
    ['signals.confidence > 1', 'there is no signals; did you mean signal?'],
    ['indicator.rsi > 1', 'there is no indicator.rsi; there are indicator.atr, indicator.cold, indicator.broken'],
    ['market', /^market needs a name: market.instrument, market.bid/],
    ['signal.confidence >', 'Unexpected token: EOF'],
    ['1 + 2', /not true or false/],
  ])('%s is refused before anything trades', (text, message) => {
    if (typeof message === 'string') expect(judged(text)).toBe(message);
    else expect(judged(text)).toMatch(message);
  });

  it('a condition of the wrong type at run time is false with a reason', () => {
    expect(judged('signal.confidence > "a"')).toMatchObject({ reason: expect.stringContaining('no such overload') });
    expect(judged('market.bid')).toMatchObject({ reason: 'it came to 13.9, not to true or false' });
  });

  it('says which namespaces it reads, and needs no others', () => {
    const condition = compileCondition('signal.confidence > 0.5 && position.isOpen', []) as Condition;
    expect(condition.reads).toEqual(['signal', 'position']);
  });
});

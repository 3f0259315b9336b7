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
    ['market', /^market needs a name: market\.instrument, market\.\w+/],
    ['signal.confidence >', 'Unexpected token: EOF'],
    ['1 + 2', /not true or false/],
  ])('%s is refused before anything trades', (text, message) => {
    if (typeof message === 'string') expect(judged(text)).toBe(message);
    else expect(judged(text)).toMatch(message);
  });

  it.each([
    ['signal.confidence >= "a"', 'no such overload: double >= string'],
    ['signal.confidence == "Buy"', 'no such overload: double == string'],
    ['market.bid', 'is double, not true or false'],
    ['position.isOpen && market.bid', "Logical operator requires bool operands, got 'double'"],
    ['indicator.atr + "a" == "b"', 'no such overload: double + string'],
    ['signal.signal == "Buy"', 'signal.signal is never "Buy"; did you mean BUY?'],
    ['"buy" != signal.signal', 'signal.signal is never "buy"; did you mean BUY?'],
    ['position.isOpen || signal.signal in ["SELL", "HOLD"]', /signal\.signal is never "HOLD"; there are BUY, SELL/],
    ['position.side == "none"', /position\.side is never "none"; there are long, short, flat/],
  ])('%s can never be meant: it is refused before anything trades', (text, message) => {
    if (typeof message === 'string') expect(judged(text)).toBe(message);
    else expect(judged(text)).toMatch(message);
  });

  it.each([
    ['1 / 0 > 1', 'it divides by zero'],
    ['market.bid / position.quantity > 1', 'it divides by zero'],
    ['!(market.bid / (position.quantity * 2) < 1)', 'it divides by zero'],
    ['true || 1 / (market.quantity - 10) > 1', /market.quantity/],
    ['10 / (2 - 4 / 2) > 1', 'it divides by zero'],
  ])('%s is false with a reason, as everything is that is not finite', (text, reason) => {
    const verdict = judged(text);
    if (typeof reason === 'string') expect(verdict).toEqual({ reason });
    else expect(verdict).toMatch(reason);
  });

  it('what is divided by something is divided by it', () => {
    expect(judged('10 / (4 / 2) == 5 && market.ask / market.bid > 1')).toBe(true);
  });

  it('a wrong type that only shows at run time is false with a reason', () => {
    expect(judged('double(signal.signal) > 1')).toMatchObject({ reason: expect.stringContaining('cannot convert') });
  });

  it('says which namespaces it reads, and needs no others', () => {
    const condition = compileCondition('signal.confidence > 0.5 && position.isOpen', []) as Condition;
    expect(condition.reads).toEqual(['signal', 'position']);
  });
});

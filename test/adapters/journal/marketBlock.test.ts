import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockText, isTick, ticksOf } from '../../../src/adapters/journal/marketBlock.ts';
import type { Envelope } from '../../../src/envelope.ts';
import type { MarketEvent } from '../../../src/ports.ts';

const instrument = fc.constantFrom('SPY', 'IBM', 'BRK.B');
const exact = fc.bigInt({ min: 1n, max: 10n ** 15n });
const moment = fc.integer({ min: 0, max: 2 ** 52 });
const ticks = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('market.quote'),
      instrument,
      bid: exact,
      ask: exact,
      bidSize: exact,
      askSize: exact,
    }),
    fc.record({ type: fc.constant('market.trade'), instrument, price: exact, size: exact }),
    fc.record(
      { type: fc.constant('market.trade'), instrument, price: exact, size: exact, tradeId: fc.string() },
      { requiredKeys: ['type', 'instrument', 'price'] },
    ),
    fc.record({
      type: fc.constant('market.bar'),
      instrument,
      start: moment,
      period: moment,
      close: exact,
      volume: exact,
    }),
  ),
  { minLength: 1, maxLength: 60 },
);

const envelopes = (events: readonly object[], first: number, steps: readonly number[]): Envelope[] => {
  let at = 1_381_152_600_000_000;
  return events.map((event, index) => {
    at += steps[index % steps.length] ?? 0;
    const data = event as MarketEvent;
    const sequence = first + index;
    return {
      v: 1,
      sequence,
      index: 0,
      at,
      type: data.type,
      source: 'market',
      cause: 0,
      correlation: sequence,
      data,
    } as Envelope;
  });
};

describe('a block of market data', () => {
  it('gives back every tick with its own sequence and time, whatever mix of types, fields and instruments', () => {
    fc.assert(
      fc.property(
        ticks,
        fc.integer({ min: 1, max: 1e9 }),
        fc.array(fc.nat(1e7), { minLength: 1, maxLength: 9 }),
        (events, first, steps) => {
          const run = envelopes(events, first, steps);
          expect(run.every(isTick)).toBe(true);
          expect(ticksOf(blockText(run), first)).toEqual(run);
        },
      ),
    );
  });

  it('takes only what its place tells whole', () => {
    const [tick] = envelopes([{ type: 'market.trade', instrument: 'SPY', price: 1n }], 7, [0]) as [Envelope];
    expect(isTick(tick)).toBe(true);
    expect(isTick({ ...tick, cause: 3 })).toBe(false);
    expect(isTick({ ...tick, correlation: 3 })).toBe(false);
    expect(isTick({ ...tick, source: 'user' })).toBe(false);
    expect(isTick({ ...tick, type: 'signal.prediction' })).toBe(false);
  });
});

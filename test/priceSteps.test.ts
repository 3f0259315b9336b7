import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price, Quantity } from '../src/money.ts';
import { decimalText, magnitude, minus, price, quantity, zero } from '../src/money.ts';
import type { PriceBand } from '../src/priceSteps.ts';
import { coarser, coarserSteps, onStep, stepAt } from '../src/priceSteps.ts';

const band = (from: string, increment: string): PriceBand => ({
  from: from === '0' ? zero : price(from),
  increment: price(increment),
});
/** As shares of the United States have it. */
const shares = [band('0', '0.0001'), band('1', '0.01')];
const at = (value: string, rounding: 'down' | 'up' | 'nearest', bands: readonly PriceBand[] = shares): string =>
  decimalText(onStep(price(value), bands, rounding));

describe('a price on the steps of its band', () => {
  it.each([
    ['0.50001', 'down', '0.5'],
    ['0.50001', 'up', '0.5001'],
    ['0.50005', 'nearest', '0.5001'],
    ['0.99999', 'up', '1'],
    ['0.99999', 'down', '0.9999'],
    ['1', 'down', '1'],
    ['1.001', 'down', '1'],
    ['1.001', 'up', '1.01'],
    ['1.005', 'nearest', '1.01'],
    ['12.3456', 'down', '12.34'],
  ] as const)('%s %s is %s', (value, rounding, expected) => {
    expect(at(value, rounding)).toBe(expected);
  });

  it('leaves its band by the steps of the next, also where the edge lies on none of them', () => {
    const odd = [band('0', '0.3'), band('1', '0.25'), band('2', '0.7')];
    expect(at('0.95', 'up', odd)).toBe('1');
    expect(at('0.95', 'down', odd)).toBe('0.9');
    expect(at('1.9', 'up', odd)).toBe('2');
    expect(at('2.05', 'up', odd)).toBe('2.1');
    expect(at('2.05', 'down', odd)).toBe('1.75');
  });

  it('below the first band its step holds as well', () => {
    expect(at('0.004', 'up', [band('0.01', '0.01'), band('1', '0.05')])).toBe('0.01');
    expect(decimalText(stepAt([band('0.01', '0.01'), band('1', '0.05')], price('0.004')))).toBe('0.01');
  });

  it('whatever the bands: down is not above, up is not below, both stand on the grid, and nearest is one of them', () => {
    const bands = fc
      .array(fc.tuple(fc.bigInt(1n, 1_000n), fc.bigInt(1n, 60n)), { minLength: 1, maxLength: 4 })
      .map((edges) => {
        const sorted = [...new Map(edges.map(([from, increment]) => [from, increment]))].sort(([a], [b]) =>
          a < b ? -1 : 1,
        );
        return sorted.map(([from, increment]) => ({ from: from as Price, increment: increment as Price }));
      });
    fc.assert(
      fc.property(bands, fc.bigInt(1n, 2_000n), (steps, any) => {
        const value = any as Price;
        const [down, up, nearest] = (['down', 'up', 'nearest'] as const).map((way) => onStep(value, steps, way)) as [
          Price,
          Price,
          Price,
        ];
        expect(down <= value && value <= up).toBe(true);
        for (const each of [down, up]) expect(each % stepAt(steps, each)).toBe(0n);
        expect([down, up]).toContain(nearest);
        expect(magnitude(minus(nearest, value)) <= magnitude(minus(down, value))).toBe(true);
        expect(magnitude(minus(nearest, value)) <= magnitude(minus(up, value))).toBe(true);
      }),
    );
  });
});

describe('two words of one step', () => {
  it.each([
    ['0.01', '0.0001', '0.01'],
    ['0.0001', '0.01', '0.01'],
    ['0.05', '0.01', '0.05'],
    ['0.05', '0.02', '0.06'],
  ])('%s of ours and %s of the broker: %s, on the steps of the broker', (own, broker, expected) => {
    expect(decimalText(coarser(price(own), price(broker)))).toBe(expected);
    expect(coarser(quantity(own) as Quantity, quantity(broker))).toBe(quantity(expected));
  });

  it('bands that come to the same are one step, in whatever order they are told', () => {
    expect(coarserSteps(price('0.01'), shares)).toBe(price('0.01'));
    expect(coarserSteps(price('0.0001'), [...shares].reverse())).toEqual(shares);
    expect(coarserSteps(price('0.01'), [])).toBe(price('0.01'));
  });
});

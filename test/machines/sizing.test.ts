/** Sizes worked out by hand, kind by kind, and what always holds of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SizingFacts } from '../../src/machines/sizing/sizing.ts';
import { openingSize } from '../../src/machines/sizing/sizing.ts';
import type { Ratio } from '../../src/money.ts';
import { amount, decimalText, price, quantity, ratio, scaledAmount, times } from '../../src/money.ts';
import type { OpenSizing } from '../../src/plans.ts';

const facts: SizingFacts = {
  mid: price('50.01'),
  lot: quantity(1),
  equity: amount(100_000),
  stopDistance: price('0.75'),
  indicator: (name) => (name === 'atr' ? 0.4 : undefined),
};
const sizeOf = (sizing: OpenSizing, more: Partial<SizingFacts> = {}): string => {
  const size = openingSize(sizing, { ...facts, ...more });
  return typeof size === 'bigint' ? decimalText(size) : size.code;
};
const equity = { by: 'equity', share: ratio('0.1') } as const;
const risk = { by: 'risk', share: ratio('0.01') } as const;
const volatility = { by: 'volatility', share: ratio('0.005'), indicator: 'atr', multiple: ratio(2) } as const;

describe('the size of an opening', () => {
  it.each<readonly [string, OpenSizing, Partial<SizingFacts>, string]>([
    ['a fixed quantity in lots', { by: 'quantity', quantity: quantity(105) }, { lot: quantity(10) }, '100'],
    ['a fixed notional: 30000 / 50.01 = 599.88', { by: 'allocation', allocation: amount(30_000) }, {}, '599'],
    ['a tenth of the equity: 10000 / 50.01 = 199.96', equity, {}, '199'],
    ['… in tenths of a share', equity, { lot: quantity('0.1') }, '199.9'],
    ['one percent at risk: 1000 / 0.75 = 1333.33', risk, {}, '1333'],
    ['… in round lots', risk, { lot: quantity(100) }, '1300'],
    ['half a percent for two true ranges: 500 / 0.8', volatility, {}, '625'],
    ['nothing of nothing', equity, { equity: amount(0) }, '0'],
    ['nothing of a debt', risk, { equity: amount(-5) }, '0'],
    ['a share of what nobody has told', equity, { equity: undefined }, 'equityUnknown'],
    ['a risk to no stop', risk, { stopDistance: undefined }, 'sizeNeedsStop'],
    ['a risk to a stop at the entry', risk, { stopDistance: price(0) }, 'sizeNeedsStop'],
    ['an indicator without a value', volatility, { indicator: () => undefined }, 'indicatorNotReady'],
    ['an indicator that is no number', volatility, { indicator: () => Number.NaN }, 'indicatorNotReady'],
  ])('%s', (_name, sizing, more, size) => {
    expect(sizeOf(sizing, more)).toBe(size);
  });

  it('that risks a share of the equity never loses more than that to its stop, and grows with it', () => {
    const share = fc.bigInt({ min: 1n, max: 10n ** 8n }).map((value) => value as Ratio);
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 500_00 }), (one, other, cents) => {
        const distance = price(cents / 100);
        const of = (each: Ratio) => openingSize({ by: 'risk', share: each }, { ...facts, stopDistance: distance });
        const [small, large] = [of(one < other ? one : other), of(one < other ? other : one)];
        if (typeof small !== 'bigint' || typeof large !== 'bigint') throw new Error('no size');
        expect(small >= 0n && small <= large && large % facts.lot === 0n).toBe(true);
        const most = scaledAmount(amount(100_000), one < other ? other : one);
        expect(times(distance, large) <= most).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

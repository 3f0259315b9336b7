import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Amount, Price, Quantity } from '../src/money.ts';
import {
  amount,
  amountText,
  averagePrice,
  decimalText,
  lotsFor,
  midpoint,
  minus,
  moneyText,
  negate,
  plus,
  price,
  priceFromFloat,
  quantity,
  ratio,
  scaled,
  shareOf,
  times,
  toTick,
} from '../src/money.ts';

const code = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

describe('decimals are read exactly', () => {
  it.each([
    ['13.91', 1_391_000_000n],
    ['-0.00000001', -1n],
    ['0', 0n],
    ['167.6200', 16_762_000_000n],
    [0.1, 10_000_000n],
    [1e-7, 10n],
    [30_000, 3_000_000_000_000n],
  ])('%s is %s units of 1e-8', (text, units) => {
    expect(price(text)).toBe(units);
  });

  it.each([
    ['NaN'],
    ['1e5'],
    [''],
    ['1,000'],
    ['0x10'],
    ['.5'],
    ['5.'],
    ['1.123456789'],
    [1e-9],
    [1.5e-8],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
  ])('refuses %s', (text) => {
    expect(code(() => price(text))).toBe('notADecimal');
  });

  it('reads back what it prints', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (units) => {
        expect(price(decimalText(units as Price))).toBe(units);
        expect(amount(amountText(units as Amount))).toBe(units);
      }),
    );
  });

  it('takes a float to the nearest 1e-8 and no float that is not finite', () => {
    expect(decimalText(priceFromFloat(0.1 + 0.2))).toBe('0.3');
    expect(code(() => priceFromFloat(Number.NaN))).toBe('notADecimal');
    expect(code(() => priceFromFloat(1e300))).toBe('notADecimal');
  });
});

describe('arithmetic is exact', () => {
  it('price × quantity has no rounding', () => {
    expect(amountText(times(price('13.9057'), quantity('2157.5')))).toBe('30001.54775');
  });

  it.each([
    ['2.5 of 10 cents to 3 of 7 shares', '0.1', 3, 7, '0.0428571428571429'],
    ['half of an odd unit goes to the even side', '0.0000000000000001', 1, 2, '0'],
    ['three halves of a unit go to the even side', '0.0000000000000003', 1, 2, '0.0000000000000002'],
    ['a negative cost is shared alike', '-0.1', 3, 7, '-0.0428571428571429'],
  ])('%s', (_what, total, part, whole, share) => {
    expect(amountText(shareOf(amount(total), quantity(part), quantity(whole)))).toBe(share);
  });

  it('a total is the sum of a share and what is left, whatever the share', () => {
    fc.assert(
      fc.property(
        fc.bigInt(),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (total, part, more) => {
          const whole = (part + more) as Quantity;
          const share = shareOf(total as Amount, part as Quantity, whole);
          expect(plus(share, minus(total as Amount, share))).toBe(total);
          const exact = total * part;
          const error = share * whole - exact;
          expect((error < 0n ? -error : error) * 2n <= whole).toBe(true);
        },
      ),
    );
  });

  it('an average is for showing: halves go to the even digit', () => {
    expect(decimalText(averagePrice(amount('10.000000005'), quantity(1)))).toBe('10');
    expect(decimalText(averagePrice(amount('10.000000015'), quantity(1)))).toBe('10.00000002');
    expect(decimalText(averagePrice(amount('0'), quantity(0)))).toBe('0');
  });

  it('the middle of a quote, a scaled price and a negated amount', () => {
    expect(decimalText(midpoint(price('13.90'), price('13.91')))).toBe('13.905');
    expect(decimalText(scaled(price('0.0451'), ratio(6)))).toBe('0.2706');
    expect(negate(amount('1.5'))).toBe(amount('-1.5'));
  });

  it.each([
    [1n, 2n, 2n],
    [2n, 3n, 2n],
    [0n, 1n, 0n],
    [-1n, 0n, 0n],
    [-1n, -2n, -2n],
    [-2n, -3n, -2n],
    [-3n, 5n, 1n],
    [4n, 8n, 6n],
  ])('the middle of %s and %s of the smallest units is %s: halves go to the even one', (a, b, middle) => {
    expect(midpoint(a as Price, b as Price)).toBe(middle);
  });
});

describe('ticks and lots', () => {
  it.each([
    ['13.905', '0.01', 'down', '13.9'],
    ['13.905', '0.01', 'up', '13.91'],
    ['13.905', '0.01', 'nearest', '13.91'],
    ['13.904', '0.01', 'nearest', '13.9'],
    ['13.90', '0.01', 'up', '13.9'],
    ['100.13', '0.05', 'nearest', '100.15'],
  ] as const)('%s on a tick of %s, %s, is %s', (value, tick, rounding, expected) => {
    expect(decimalText(toTick(price(value), price(tick), rounding))).toBe(expected);
  });

  it.each([
    ['30000', '13.905', '1', '2157'],
    ['30000', '167.62', '1', '178'],
    ['30000', '167.62', '100', '100'],
    ['100', '167.62', '1', '0'],
    ['0', '1', '1', '0'],
  ])('%s at %s in lots of %s buys %s', (money, at, lot, shares) => {
    expect(decimalText(lotsFor(amount(money), price(at), quantity(lot)))).toBe(shares);
  });

  it('a price of zero buys nothing and is refused', () => {
    expect(code(() => lotsFor(amount(1), price(0), quantity(1)))).toBe('notADecimal');
  });
});

describe('money for people', () => {
  it.each([
    ['1234.565', '1234.56'],
    ['1234.575', '1234.58'],
    ['-0.004', '0.00'],
    ['-3', '-3.00'],
  ])('%s is shown as %s', (exact, shown) => {
    expect(moneyText(amount(exact))).toBe(shown);
  });
});

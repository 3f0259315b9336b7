import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BookedFill } from '../../src/machines/position/accounting.ts';
import { applyFill, emptyFifoLedger, emptyLedger, fold, split } from '../../src/machines/position/accounting.ts';
import type { Amount, Price, Quantity } from '../../src/money.ts';
import { amount, amountText, decimalText, price, quantity, times } from '../../src/money.ts';

const fill = (shares: string | number, at: string | number): BookedFill =>
  ({ order: 'o', execution: 'e', role: 'entry', quantity: quantity(shares), price: price(at) }) as BookedFill;
const shown = (fills: readonly BookedFill[], from = emptyLedger) => {
  const ledger = fold(fills, from);
  return [decimalText(ledger.quantity), amountText(ledger.cost), amountText(ledger.realised)];
};

describe('average-cost accounting', () => {
  it.each([
    ['bought', [fill(100, 10)], ['100', '1000', '0']],
    ['bought twice', [fill(100, 10), fill(50, 13)], ['150', '1650', '0']],
    ['half sold at a profit', [fill(100, 10), fill(-50, 12)], ['50', '500', '100']],
    ['all sold at a loss', [fill(100, 10), fill(-100, 9.5)], ['0', '0', '-50']],
    ['sold from two lots at their average', [fill(100, 10), fill(100, 12), fill(-50, 13)], ['150', '1650', '100']],
    ['sold short', [fill(-100, 10)], ['-100', '-1000', '0']],
    ['a short covered at a profit', [fill(-100, 10), fill(100, 9)], ['0', '0', '100']],
    ['a short covered in part at a loss', [fill(-100, 10), fill(40, 11)], ['-60', '-600', '-40']],
    [
      'a third that does not divide: the rest stays with what is held',
      [fill(3, '0.1'), fill(3, '0.2'), fill(-1, 1)],
      ['5', '0.75', '0.85'],
    ],
    ['beyond flat, the rest opens the other side', [fill(100, 10), fill(-150, 12)], ['-50', '-600', '200']],
    ['fractions of a share', [fill('0.3', '33.33'), fill('-0.1', '30')], ['0.2', '6.666', '-0.333']],
  ] as const)('%s', (_name, fills, expected) => {
    expect(shown(fills)).toEqual(expected);
  });

  const anyFill = fc.record({
    quantity: fc
      .bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
      .filter((value) => value !== 0n) as fc.Arbitrary<Quantity>,
    price: fc.bigInt({ min: 1n, max: 10n ** 13n }) as fc.Arbitrary<Price>,
  });

  it('what was paid is what is held at cost less what was gained, to the last digit', () => {
    fc.assert(
      fc.property(fc.array(anyFill, { maxLength: 30 }), (fills) => {
        const ledger = fills.reduce(applyFill, emptyLedger);
        const paid = fills.reduce((sum, each) => sum + times(each.price, each.quantity), 0n);
        expect(ledger.cost - ledger.realised).toBe(paid as Amount);
        expect(ledger.quantity).toBe(fills.reduce((sum, each) => sum + each.quantity, 0n));
        if (ledger.quantity === 0n) expect(ledger.cost).toBe(0n);
      }),
    );
  });

  it('the order of fills of one side does not matter', () => {
    fc.assert(
      fc.property(
        fc.array(
          anyFill.map((each) => ({
            ...each,
            quantity: (each.quantity < 0n ? -each.quantity : each.quantity) as Quantity,
          })),
        ),
        (fills) => {
          expect(fills.reduce(applyFill, emptyLedger)).toEqual([...fills].reverse().reduce(applyFill, emptyLedger));
        },
      ),
    );
  });
});

describe('first in, first out', () => {
  it.each([
    ['half sold: the oldest goes', [fill(100, 10), fill(100, 12), fill(-50, 13)], ['150', '1700', '150']],
    ['across lots', [fill(100, 10), fill(100, 12), fill(-150, 13)], ['50', '600', '350']],
    ['all sold', [fill(100, 10), fill(100, 12), fill(-200, 13)], ['0', '0', '400']],
    ['a short covered in part', [fill(-100, 10), fill(-100, 12), fill(150, 11)], ['-50', '-600', '-50']],
    [
      'beyond flat, the rest is the first lot of the other side',
      [fill(100, 10), fill(-150, 12)],
      ['-50', '-600', '200'],
    ],
    ['what does not divide is exact', [fill(3, '0.1'), fill(3, '0.2'), fill(-1, 1)], ['5', '0.8', '0.9']],
  ] as const)('%s', (_name, fills, expected) => {
    expect(shown(fills, emptyFifoLedger)).toEqual(expected);
  });

  const anyFill = fc.record({
    quantity: fc
      .bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
      .filter((value) => value !== 0n) as fc.Arbitrary<Quantity>,
    price: fc.bigInt({ min: 1n, max: 10n ** 13n }) as fc.Arbitrary<Price>,
  });

  it('what was paid is what is held at cost less what was gained, and the lots add up to it', () => {
    fc.assert(
      fc.property(fc.array(anyFill, { maxLength: 30 }), (fills) => {
        const { quantity: held, cost, realised, lots = [] } = fills.reduce(applyFill, emptyFifoLedger);
        const paid = fills.reduce((sum, each) => sum + times(each.price, each.quantity), 0n);
        expect(cost - realised).toBe(paid as Amount);
        expect(lots.reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(held);
        expect(lots.reduce((sum, lot) => sum + times(lot.price, lot.quantity), 0n)).toBe(cost);
      }),
    );
  });

  it('a closed round trip gains the same as at average cost', () => {
    fc.assert(
      fc.property(fc.array(anyFill, { maxLength: 20 }), anyFill, (fills, last) => {
        const held = fills.reduce((sum, each) => sum + each.quantity, 0n);
        fc.pre(held !== 0n);
        const all = [...fills, { ...last, quantity: -held as Quantity }];
        expect(all.reduce(applyFill, emptyFifoLedger).realised).toBe(all.reduce(applyFill, emptyLedger).realised);
      }),
    );
  });
});

describe('a fill that came to more or less than price times quantity', () => {
  const came = (shares: number, at: string, to: string): BookedFill => ({ ...fill(shares, at), value: amount(to) });

  it.each([
    ['costs that', [came(3, '33.33', '100')], ['3', '100', '0'], ['3', '100', '0']],
    [
      'costs its part of that where a part is sold',
      [came(4, '24.99', '100'), fill(-1, 40)],
      ['3', '75', '15'],
      ['3', '75', '15'],
    ],
    [
      'costs what is left of that where another part is sold',
      [came(4, '24.99', '100'), fill(-1, 40), fill(-1, 40)],
      ['2', '50', '30'],
      ['2', '50', '30'],
    ],
    [
      'gains its part of that, and opens the other side with the rest',
      [fill(100, 10), came(-150, '12', '-1800.03')],
      ['-50', '-600.01', '200.02'],
      ['-50', '-600.01', '200.02'],
    ],
  ] as const)('%s', (_name, fills, average, fifo) => {
    expect(shown(fills)).toEqual(average);
    expect(shown(fills, emptyFifoLedger)).toEqual(fifo);
  });

  it('is a lot with the rest of that', () => {
    expect(fold([came(4, '24.99', '100'), fill(-1, 40)], emptyFifoLedger).lots).toStrictEqual([
      { quantity: quantity(3), price: price('24.99'), value: amount(75) },
    ]);
    expect(fold([fill(100, 10), came(-150, '12', '-1800.03')], emptyFifoLedger).lots).toStrictEqual([
      { quantity: quantity(-50), price: price(12), value: amount('-600.01') },
    ]);
  });

  it('keeps what it came to in a lot of which a split has left no share: the next sale pays it', () => {
    const lots = [
      { quantity: quantity(0), price: price(1), value: amount(7) },
      { quantity: quantity(5), price: price(10) },
    ];
    const left = applyFill({ ...emptyLedger, quantity: quantity(5), cost: amount(57), lots }, fill(-5, 12));
    expect([left.cost, left.realised, left.lots]).toEqual([0n, amount(3), []]);
  });
});

describe('a fill is divided where it flips a position', () => {
  it.each([
    ['adds to a long', 100, 50, 50, 0],
    ['reduces a long', 100, -50, -50, 0],
    ['closes a long', 100, -100, -100, 0],
    ['flips a long', 100, -150, -100, -50],
    ['flips a short', -100, 150, 100, 50],
    ['opens from flat', 0, -30, -30, 0],
  ])('%s', (_name, held, change, closing, opening) => {
    expect(split(quantity(held), quantity(change))).toEqual({ closing: quantity(closing), opening: quantity(opening) });
  });
});

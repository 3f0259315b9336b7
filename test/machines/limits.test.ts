import { describe, expect, it } from 'vitest';
import type { AccountId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import { reduces } from '../../src/machines/risk/limits.ts';
import { quantity } from '../../src/money.ts';
import type { OrderLinks, OrderTerms } from '../../src/orders.ts';
import { links, terms } from '../support/orders.ts';

const stop = (over: Partial<OrderTerms> = {}, linked: Partial<OrderLinks> = {}) => ({
  terms: terms({ side: 'sell', parent: 'entry' as OrderId, ...over }),
  links: links({ role: 'stop', ...linked }),
});
const entry = (): OrderTerms => terms();

describe('whether an order can only make the position smaller', () => {
  it.each([
    ['the stop of its own entry', stop(), entry(), true],
    ['a stop for less than its entry', stop({ quantity: quantity(40) }), entry(), true],
    ['a stop for more than its entry', stop({ quantity: quantity(101) }), entry(), false],
    ['a stop whose parent nobody knows', stop(), undefined, false],
    ['a stop on the side of its entry', stop({ side: 'buy' }), entry(), false],
    ['a stop in another instrument', stop({ instrument: 'IBM' as InstrumentId }), entry(), false],
    ['a stop in another account', stop({ account: 'U1' as AccountId }), entry(), false],
    ['an order by hand with a parent', stop({}, { role: 'manual' }), entry(), false],
  ])('%s', (_name, order, parent, expected) => {
    const question = { ...order, held: quantity(0), filled: quantity(0), reduction: quantity(0), parent };
    expect(reduces(question as never)).toBe(expected);
  });

  it('a stop grown beyond its parent is measured by what is held: after an addition the position can still be left', () => {
    const grown = stop({ quantity: quantity(150) });
    const question = { ...grown, held: quantity(150), filled: quantity(0), reduction: quantity(0), parent: entry() };
    expect(reduces(question as never)).toBe(true);
    expect(reduces({ ...question, held: quantity(140) } as never)).toBe(false);
  });
});

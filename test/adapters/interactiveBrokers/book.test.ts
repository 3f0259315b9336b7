/** What the adapter remembers of orders, and for how long. */
import { describe, expect, it } from 'vitest';
import { Book } from '../../../src/adapters/interactiveBrokers/book.ts';
import type { ExecutionId, OrderId } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import { terms } from '../../support/orders.ts';

const PARENT = 'desk/1' as OrderId;
const CHILD = 'desk/2' as OrderId;
const FILL = 'fill' as ExecutionId;

/** An entry that has filled, and the stop of its bracket. */
function setting() {
  const book = new Book(1);
  book.beginDay('2026-11-23');
  const parent = book.place(PARENT, terms(), 7);
  const child = book.place(CHILD, terms({ parent: PARENT }), 8);
  book.identify(parent, 1_001, 7);
  book.identify(child, 1_002, 8);
  book.executes(FILL, { order: PARENT, revision: 1, quantity: quantity(100), price: price(10) });
  book.fees.set(FILL, { fee: price(1) as never, currency: 'USD' });
  parent.ended = 'filled';
  child.ended = 'cancelled';
  const known = (): readonly boolean[] => [
    book.get(PARENT) !== undefined,
    book.get(CHILD) !== undefined,
    book.byPermId(1_001) !== undefined,
    book.bySocketId(8) !== undefined,
    book.execution(FILL) !== undefined,
    book.fees.has(FILL),
    book.executed(PARENT) > 0n,
  ];
  return { book, child, known };
}

describe('a bracket that has ended', () => {
  it('is remembered through its day, however often the broker is reached', () => {
    const { book, known } = setting();
    book.beginDay('2026-11-23');
    expect(new Set(known())).toEqual(new Set([true]));
  });

  it('is forgotten on another day, with what was executed of it', () => {
    const { book, known } = setting();
    book.beginDay('2026-11-24');
    expect(new Set(known())).toEqual(new Set([false]));
  });

  it('stays while one of its orders lives', () => {
    const { book, child, known } = setting();
    delete child.ended;
    book.beginDay('2026-11-24');
    expect(new Set(known())).toEqual(new Set([true]));
  });

  it('stays while a fee has not been told, so that a late one finds its order', () => {
    const { book } = setting();
    book.fees.delete(FILL);
    book.beginDay('2026-11-24');
    expect(book.execution(FILL)?.order).toBe(PARENT);
    expect(book.get(CHILD)).toBeDefined();
  });
});

describe('what has been executed of an order', () => {
  it('follows the revisions of its executions', () => {
    const { book } = setting();
    book.executes(FILL, { order: PARENT, revision: 2, quantity: quantity(60), price: price(10) });
    book.executes('other' as ExecutionId, { order: PARENT, revision: 1, quantity: quantity(5), price: price(10) });
    expect(book.executed(PARENT)).toBe(quantity(65));
    expect(book.executed(CHILD)).toBe(0n);
  });
});

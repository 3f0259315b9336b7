import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExecutionId, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import type { Amount } from '../../src/money.ts';
import { amount, amountText, decimalText, plus, price, quantity, zero } from '../../src/money.ts';
import type { Side } from '../../src/orders.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt, snapshotOf } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

/** A desk on which orders are placed by hand and filled by word. */
function createBooks() {
  const desk = createHandDesk();
  desk.quote('11.00', '11.00');
  const trade = (side: Side, shares: number, at: string, id: string): OrderId => {
    desk.send({
      type: 'desk.place',
      terms: terms({ side, quantity: quantity(shares), limit: price(at) }),
      links: links(),
    });
    const placed = desk.asked.findLast(({ what }) => what === 'place')?.order as OrderId;
    fill(placed, id, shares, at);
    return placed;
  };
  const fill = (order: OrderId, id: string, shares: number, at: string, revision = 1): void =>
    desk.tell({
      type: 'broker.execution',
      order,
      execution: id as ExecutionId,
      revision,
      quantity: quantity(shares),
      price: price(at),
      executedAt: 0 as Timestamp,
    });
  const charge = (order: OrderId, id: string): void =>
    desk.tell({ type: 'broker.commission', order, execution: id as ExecutionId, fee: amount('0.35'), currency: 'USD' });
  return { desk, trade, fill, charge };
}
const held = (desk: HandDesk): readonly string[] =>
  desk.engine.views.openPositions().map(({ quantity: shares }) => decimalText(shares));
const realised = (desk: HandDesk): string =>
  amountText(desk.engine.views.positions().reduce<Amount>((sum, each) => plus(sum, each.realised), zero));
const residue = (desk: HandDesk): bigint => desk.engine.views.account().residue;

describe('B14, B39.2: a correction of an execution that went through zero', () => {
  // bought 100 at 10, sold 150 at 11: closed with 100, and short 50; then the sale is corrected
  it.each([
    ['to nothing: the long position is back', 0, '11', ['100'], '0'],
    ['to less than was held: the rest of it is back', 80, '11', ['20'], '80'],
    ['to exactly what was held: flat', 100, '11', [], '100'],
    ['to more than was held: the short position is smaller', 120, '11', ['-20'], '100'],
    ['to even more: it is larger', 200, '11', ['-100'], '100'],
    ['to another price: both parts have it', 150, '12', ['-50'], '200'],
  ])('%s', (_name, shares, at, positions, profit) => {
    const { desk, trade, fill } = createBooks();
    trade('buy', 100, '10', 'b');
    const sale = trade('sell', 150, '11', 's');
    expect([held(desk), realised(desk)]).toEqual([['-50'], '100']);
    fill(sale, 's', shares, at, 2);
    expect([held(desk), realised(desk), residue(desk)]).toEqual([positions, profit, 0n]);
  });

  it('a sale corrected beyond what was held opens a short position of its own', () => {
    const { desk, trade, fill } = createBooks();
    trade('buy', 100, '10', 'b');
    const sale = trade('sell', 100, '11', 's');
    fill(sale, 's', 130, '11', 2);
    expect([held(desk), realised(desk), residue(desk)]).toEqual([['-30'], '100', 0n]);
  });
});

describe('a fee', () => {
  it('B15: of an execution that went through zero and was taken back is paid all the same', () => {
    const { desk, trade, fill, charge } = createBooks();
    trade('buy', 100, '10', 'b');
    const sale = trade('sell', 150, '11', 's');
    fill(sale, 's', 0, '11', 2);
    charge(sale, 's');
    expect(amountText(desk.engine.views.account().fees)).toBe('0.35');
    expect([held(desk), residue(desk)]).toEqual([['100'], 0n]);
  });

  it.each([
    ['the fee, then the bust', ['fee', 'bust']],
    ['the bust, then the fee', ['bust', 'fee']],
    ['the trade, the fee, the bust', ['trade', 'fee', 'bust']],
    ['the trade, the bust, the fee', ['trade', 'bust', 'fee']],
    ['the bust, the fee, the trade', ['bust', 'fee', 'trade']],
  ] as const)('B15, B16: comes to the same whatever comes first: %s', (_name, events) => {
    const { desk, trade, fill, charge } = createBooks();
    const order = trade('buy', 100, '10', 'e');
    for (const event of events) {
      if (event === 'trade') fill(order, 'x', 40, '10');
      if (event === 'bust') fill(order, 'x', 0, '10', 2);
      if (event === 'fee') charge(order, 'x');
    }
    const { fees, cash } = desk.engine.views.account();
    expect([amountText(fees), amountText(cash)]).toEqual(['0.35', '998999.65']);
    expect([held(desk), residue(desk)]).toEqual([['100'], 0n]);
  });
});

describe('an order by hand', () => {
  it('against a position that has bought nothing yet is a trade of its own', () => {
    const { desk, trade } = createBooks();
    desk.open();
    trade('sell', 30, '11', 's');
    expect(held(desk)).toEqual(['0', '-30']);
    expect(desk.said('group.overfilled')).toEqual([]);
  });

  it('on the side of a position that has bought nothing yet is the first of it', () => {
    const { desk, trade } = createBooks();
    desk.open();
    trade('buy', 30, '11', 'b');
    expect(held(desk)).toEqual(['30']);
  });
});

describe('two positions of opposite sides in a book', () => {
  /** A long one of 90 that goes on for a round trip that was sold by hand, beside the short one of 20 that the sale went on into. */
  function opposites() {
    const books = createBooks();
    const { desk, trade, fill } = books;
    desk.open();
    const [entry, ...children] = desk.asked.map(({ order }) => order) as [OrderId, ...OrderId[]];
    desk.tell({ type: 'broker.orderWorking', order: entry });
    fill(entry, 'e1', 10, '11');
    trade('sell', 30, '11', 's');
    for (const order of children) desk.tell({ type: 'broker.orderCancelled', order, detail: 'as asked' });
    fill(entry, 'e2', 90, '11');
    return books;
  }
  const placed = (desk: HandDesk, after: number): readonly string[] =>
    desk.asked
      .slice(after)
      .flatMap((asked) =>
        asked.what === 'place' ? [`${asked.terms.side} ${decimalText(asked.terms.quantity)} ${asked.terms.type}`] : [],
      );

  it('B7, B39.2: the stop of a late fill is for all of it, and adds no risk, whatever the book holds the other way', () => {
    const { desk } = opposites();
    expect(held(desk)).toEqual(['-20', '90']);
    const stop = desk.asked.at(-1);
    expect(stop).toMatchObject({ what: 'place', terms: { side: 'sell', type: 'stop', quantity: quantity(90) } });
    const approved = desk.said('risk.approved').findLast(({ order }) => order === stop?.order);
    expect(approved).toMatchObject({ reducing: true, exposure: 0n });
  });

  it('each leaves for what it holds itself', () => {
    const { desk } = opposites();
    const before = desk.asked.length;
    desk.send({ type: 'desk.flatten', why: 'out' });
    expect(desk.said('risk.refused')).toEqual([]);
    expect(placed(desk, before)).toEqual(['buy 20 market']);
  });
});

describe('an execution id on two orders', () => {
  it('B13.1: is booked for the first; the second is said, and changes no money', () => {
    const { desk, trade, fill } = createBooks();
    const first = trade('buy', 100, '10', 'e');
    const second = trade('buy', 50, '10', 'e');
    expect(desk.said('order.disputed')).toMatchObject([{ order: second, execution: 'e', owner: first }]);
    fill(second, 'e', 40, '10', 2);
    expect([held(desk), residue(desk)]).toEqual([['100'], 0n]);
  });
});

describe('a round trip that a correction reopens', () => {
  it('is seen and closed beside the newer one of its book', () => {
    const { desk, trade, fill } = createBooks();
    trade('buy', 100, '10', 'b1');
    const sale = trade('sell', 100, '11', 's1');
    trade('buy', 50, '10', 'b2');
    fill(sale, 's1', 60, '11', 2);
    expect([...held(desk)].sort()).toEqual(['40', '50']);
    desk.send({ type: 'desk.flatten', why: 'out' });
    const exits = desk.asked.filter((asked) => asked.what === 'place' && asked.terms.side === 'sell').slice(1);
    expect(exits.map((asked) => (asked.what === 'place' ? decimalText(asked.terms.quantity) : '')).sort()).toEqual([
      '40',
      '50',
    ]);
  });
});

describe('a trade beyond what one position of the book holds', () => {
  it('closes the others on that side, the newest first, and opens one with what is left', () => {
    const { desk, trade, fill, charge } = createBooks();
    trade('buy', 100, '10', 'b1');
    const sale = trade('sell', 100, '11', 's1');
    trade('buy', 50, '10', 'b2');
    fill(sale, 's1', 60, '11', 2);
    expect([...held(desk)].sort()).toEqual(['40', '50']);
    const last = trade('sell', 120, '12', 's2');
    charge(last, 's2');
    expect(held(desk)).toEqual(['-30']);
    expect([realised(desk), residue(desk)]).toEqual(['240', 0n]);
    fill(last, 's2', 0, '12', 2);
    expect([[...held(desk)].sort(), realised(desk), residue(desk)]).toEqual([['40', '50'], '60', 0n]);
  });
});

describe('a position of a plan that a correction brings back', () => {
  /** Long 100 with its target and stop at work. */
  function entered() {
    const books = createBooks();
    return { ...books, ...enterAt(books.desk, '11') };
  }
  const stops = (desk: HandDesk): readonly string[] =>
    desk.asked.flatMap((asked) =>
      asked.what === 'place' && asked.terms.type === 'stop' && asked.terms.parent === undefined
        ? [`${asked.terms.side} ${decimalText(asked.terms.quantity)}`]
        : [],
    );

  it('B14: is protected anew, although it was being left when it was over', () => {
    const { desk, fill, target, stop } = entered();
    desk.send({ type: 'desk.close', book: 'main' as never, instrument: 'SPY' as never, why: 'enough' });
    fill(target, 't', 100, '11');
    desk.tell({ type: 'broker.orderCancelled', order: stop, detail: 'its sibling has filled' });
    expect(held(desk)).toEqual([]);
    fill(target, 't', 0, '11', 2);
    desk.tell({ type: 'broker.orderCancelled', order: target, detail: 'its execution was taken back' });
    expect([held(desk), stops(desk)]).toEqual([['100'], ['sell 100']]);
  });

  it('B14: has its part of a trade that went through zero, and no more', () => {
    const { desk, trade, fill, target, stop } = entered();
    const sale = trade('sell', 150, '11', 's');
    for (const order of [target, stop]) desk.tell({ type: 'broker.orderCancelled', order, detail: 'as asked' });
    expect(held(desk)).toEqual(['-50']);
    fill(sale, 's', 0, '11', 2);
    expect([held(desk), stops(desk)]).toEqual([['100'], ['sell 100']]);
  });
});

describe('a stop that is lost while the line is away', () => {
  it('B6, B18: is refused its replacement, and has it as soon as the line is back', () => {
    const { desk } = createBooks();
    const { target, stop } = enterAt(desk, '11');
    desk.tell({ type: 'connection.degraded', broker: 'hand', detail: 'the farm is away' });
    const before = desk.asked.length;
    desk.tell({ type: 'broker.orderCancelled', order: stop, detail: 'by hand' });
    desk.pass(60);
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'naked' }]);
    expect(desk.asked.length).toBe(before);
    const orders = desk.engine.views
      .orders()
      .flatMap(({ order, terms: listed }) =>
        order === target ? [{ order: target, terms: listed, filled: zero, state: 'working' as const }] : [],
      );
    const positions = [{ instrument: 'SPY' as InstrumentId, quantity: quantity(100) }];
    desk.tell(
      { type: 'connection.restored', broker: 'hand', dataLost: false },
      { type: 'broker.snapshot', snapshot: snapshotOf({ orders, positions }) },
    );
    expect(desk.asked.slice(before)).toMatchObject([
      { what: 'place', terms: { type: 'stop', quantity: quantity(100) } },
    ]);
  });
});

describe('a manual order that names a position of another instrument', () => {
  it('is booked where its instrument is', () => {
    const { desk, trade } = createBooks();
    trade('buy', 100, '10', 'b');
    const position = desk.engine.views.openPositions()[0]?.position as never;
    desk.send({ type: 'desk.place', terms: terms({ instrument: 'IBM' as never }), links: links({ position }) });
    expect(desk.said('risk.refused').map(({ code }) => code)).toEqual(['noQuote']);
    desk.engine.hear(
      {
        type: 'market.quote',
        instrument: 'IBM' as never,
        bid: price(10),
        ask: price(10),
        bidSize: quantity(1),
        askSize: quantity(1),
      },
      'market',
    );
    desk.send({ type: 'desk.place', terms: terms({ instrument: 'IBM' as never }), links: links({ position }) });
    const order = desk.asked.at(-1)?.order as OrderId;
    const e = { type: 'broker.execution', order, execution: 'i' as ExecutionId, revision: 1 } as const;
    desk.tell({ ...e, quantity: quantity(100), price: price(10), executedAt: 0 as Timestamp });
    expect(desk.engine.views.openPositions().map(({ instrument }) => instrument)).toEqual(['IBM', 'SPY']);
  });
});

describe('whatever is traded and corrected', () => {
  const step = fc.record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    shares: fc.integer({ min: 1, max: 200 }),
    cents: fc.integer({ min: 900, max: 1_100 }),
  });
  const correction = fc.record({
    which: fc.nat(20),
    shares: fc.integer({ min: 0, max: 250 }),
    cents: fc.integer({ min: 900, max: 1_100 }),
  });
  const at = (cents: number): string => (cents / 100).toFixed(2);

  it('the books hold Σ of the executions, and equity adds up to the last digit', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.array(correction, { maxLength: 6 }),
        (steps, corrections) => {
          const { desk, trade, fill } = createBooks();
          const book = steps.map(({ side, shares, cents }, index) => {
            const order = trade(side, shares, at(cents), `e${index}`);
            desk.tell({
              type: 'broker.commission',
              order,
              execution: `e${index}` as ExecutionId,
              fee: amount('0.35'),
              currency: 'USD',
            });
            return { order, side, id: `e${index}`, shares };
          });
          corrections.forEach(({ which, shares, cents }, index) => {
            const corrected = book[which % book.length];
            if (corrected === undefined) return;
            fill(corrected.order, corrected.id, shares, at(cents), index + 2);
            corrected.shares = shares;
          });
          const net = book.reduce((sum, { side, shares }) => sum + (side === 'buy' ? shares : -shares), 0);
          const total = held(desk).reduce((sum, shares) => sum + Number(shares), 0);
          expect([total, residue(desk)]).toEqual([net, 0n]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

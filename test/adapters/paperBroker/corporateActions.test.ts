import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { amount, decimalText, minus, price, quantity } from '../../../src/money.ts';
import type { CorporateAction } from '../../../src/ports.ts';
import { splitOf } from '../../support/corporateActions.ts';
import { createPaper } from '../../support/paper.ts';

const instrument = 'SPY' as InstrumentId;
const dividend: CorporateAction = {
  type: 'market.dividend',
  instrument,
  perShare: price('0.95'),
  currency: 'USD',
  exDate: '2025-03-04',
  source: 'test',
};

/** It holds 100 shares, bought at 100.02. */
function holding(side: 'buy' | 'sell' = 'buy') {
  const paper = createPaper();
  paper.quote('100.00', '100.02');
  paper.place('entry', { side });
  paper.facts.length = 0;
  return paper;
}
const stop = { side: 'sell', type: 'stop', stop: price(99), timeInForce: 'gtc' } as const;

describe('C1: a split cancels every order in the instrument', () => {
  it('GTC or not, waiting for a trigger, a parent or an opening: each says that it is cancelled, and why', () => {
    const paper = holding();
    paper.place('stop', stop);
    paper.place('rests', { type: 'limit', limit: price(90) });
    paper.place('parent', { type: 'limit', limit: price(90), transmit: false });
    paper.place('child', { ...stop, parent: 'parent' as never });
    paper.facts.length = 0;
    paper.broker.hearMarket(splitOf(2, 1));
    expect(
      paper.facts.flatMap((fact) => (fact.type === 'broker.orderCancelled' ? [[fact.order, fact.detail]] : [])),
    ).toEqual([
      ['stop', 'a split of the instrument'],
      ['rests', 'a split of the instrument'],
      ['parent', 'a split of the instrument'],
      ['child', 'its parent ended'],
    ]);
    paper.quote('50.00', '50.01');
    expect(paper.fills()).toEqual([]);
  });

  it('a dormant order for the morning does not wake', () => {
    const paper = createPaper({ hours: createNyseCalendar() }, timestamp('2025-03-03T22:00:00Z'));
    paper.place('night', stop);
    paper.said();
    paper.broker.hearMarket(splitOf(2, 1));
    paper.clock.advance(timestamp('2025-03-04T15:00:00Z'));
    expect(paper.said()).toEqual(['orderCancelled night']);
  });

  it('another instrument is left alone', () => {
    const paper = holding();
    paper.place('stop', stop);
    paper.said();
    paper.broker.hearMarket({ ...splitOf(2, 1), instrument: 'IBM' as InstrumentId });
    expect(paper.said()).toEqual([]);
  });
});

describe('C2: a split restates what is held, at the same value', () => {
  it.each([
    ['two for one', 'buy', 2, 1, '200'],
    ['seven for one, short', 'sell', 7, 1, '-700'],
    ['one for ten', 'buy', 1, 10, '10'],
    ['three for two', 'buy', 3, 2, '150'],
  ] as const)('%s', (_, side, newShares, oldShares, held) => {
    const paper = holding(side);
    const before = paper.broker.save();
    paper.broker.hearMarket(splitOf(newShares, oldShares));
    expect(paper.facts).toMatchObject([{ type: 'broker.position', quantity: quantity(held) }]);
    const after = paper.broker.save();
    expect(after.cash).toBe(before.cash);
    expect(after.positions.map(({ quantity: size }) => decimalText(size))).toEqual([held]);
  });

  it('a fraction that the ratio leaves is kept, not paid out', () => {
    const paper = holding();
    const { cash } = paper.broker.save();
    paper.broker.hearMarket(splitOf(1, 3));
    expect(paper.facts).toMatchObject([{ type: 'broker.position', quantity: quantity('33.33333333') }]);
    expect(paper.broker.save().cash).toBe(cash);
  });

  it('who holds nothing is told nothing', () => {
    const paper = createPaper();
    paper.broker.hearMarket(splitOf(2, 1));
    expect(paper.facts).toEqual([]);
  });
});

describe('C3: a dividend is booked in cash on its ex-date', () => {
  it.each([
    ['to what is long', 'buy', '95'],
    ['from what is short', 'sell', '-95'],
  ] as const)('%s; orders stay', (_, side, paid) => {
    const paper = holding(side);
    paper.place('rests', { type: 'limit', limit: price(90), timeInForce: 'gtc' });
    const { cash } = paper.broker.save();
    paper.said();
    paper.broker.hearMarket(dividend);
    expect(minus(paper.broker.save().cash, cash)).toBe(amount(paid));
    expect(paper.said()).toEqual([]);
  });
});

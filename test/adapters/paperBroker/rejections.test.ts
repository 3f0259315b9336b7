import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { price, quantity, ratio } from '../../../src/money.ts';
import type { Amendment, OrderTerms } from '../../../src/orders.ts';
import { createPaper } from '../../support/paper.ts';

type Case = readonly [rule: string, name: string, terms: Partial<OrderTerms>, code: string];
const limit = { type: 'limit', limit: price('9.90') } as const;
const trail = { by: 'amount', amount: price('0.10') } as const;
const past = timestamp('2025-03-03T14:00:00Z');

const cases: readonly Case[] = [
  ['R1', 'a limit order without a limit', { type: 'limit' }, '107'],
  ['R1', 'a stop order without a stop', { type: 'stop' }, '107'],
  ['R1', 'a stop-limit without its limit', { type: 'stopLimit', stop: price(9) }, '107'],
  ['R1', 'a trailing stop without a trail', { type: 'trailingStop' }, '107'],
  ['R1', 'a trailing stop-limit without an offset', { type: 'trailingStopLimit', trail }, '107'],
  ['R1', 'market-if-touched without a level', { type: 'marketIfTouched' }, '107'],
  ['R1', 'limit-if-touched without its limit', { type: 'limitIfTouched', stop: price(9) }, '107'],
  ['R1', 'limit-on-close without a limit', { type: 'limitOnClose' }, '107'],
  ['R1', 'good-till-date without a date', { ...limit, timeInForce: 'gtd' }, '107'],
  ['R2', 'a price off the grid', { ...limit, limit: price('9.905') }, '110'],
  ['R2', 'a stop off the grid', { type: 'stop', stop: price('10.101') }, '110'],
  ['R3', 'a stop that is to fill at once', { type: 'stop', stop: price(11), timeInForce: 'ioc' }, '111'],
  ['R3', 'a relative order, fill-or-kill', { type: 'relative', timeInForce: 'fok' }, '111'],
  ['R3', 'a midprice order good till cancelled', { type: 'midprice', timeInForce: 'gtc' }, '111'],
  ['R3', 'a trailing stop for the opening', { type: 'trailingStop', trail, timeInForce: 'opg' }, '111'],
  ['R4', 'market-on-close good till cancelled', { type: 'marketOnClose', timeInForce: 'gtc' }, '113'],
  ['R4', 'limit-on-close fill-or-kill', { ...limit, type: 'limitOnClose', timeInForce: 'fok' }, '113'],
  ['R5', 'a minimum above the quantity', { ...limit, minimumQuantity: quantity(101) }, '321'],
  ['R5', 'more shown than there is', { ...limit, displaySize: quantity(101) }, '321'],
  ['R5', 'an iceberg that is to fill at once', { ...limit, displaySize: quantity(10), timeInForce: 'ioc' }, '321'],
  ['R5', 'an iceberg with a minimum', { ...limit, displaySize: quantity(10), minimumQuantity: quantity(10) }, '321'],
  ['R5', 'a trail of the whole price', { type: 'trailingStop', trail: { by: 'percent', ratio: ratio(1) } }, '321'],
  ['R7', 'a moment that has passed', { ...limit, timeInForce: 'gtd', goodTill: past }, '201'],
];

describe('the paper broker rejects what Interactive Brokers rejects', () => {
  const reasons = (paper: ReturnType<typeof createPaper>) =>
    paper.facts.flatMap((fact) =>
      fact.type === 'broker.orderRejected' || fact.type === 'broker.amendRejected' ? [fact.detail.slice(0, 4)] : [],
    );
  const create = () => {
    const paper = createPaper({ hours: createNyseCalendar() });
    paper.quote('10.00', '10.02');
    return paper;
  };

  it.each(cases)('%s: %s', (_rule, _name, terms, code) => {
    const paper = create();
    paper.place('o', terms);
    expect(reasons(paper)).toEqual([`${code}:`]);
    expect(paper.fills()).toEqual([]);
  });

  it('R2: below one the grid is finer', () => {
    const paper = create();
    paper.place('o', { ...limit, limit: price('0.9012') });
    expect(paper.said()).toEqual(['orderWorking o']);
  });

  it('R2: unless it is finer anyway', () => {
    const paper = createPaper({ rules: { tick: price('0.00001') } });
    paper.place('o', { ...limit, limit: price('0.90005') });
    expect(paper.said()).toEqual(['orderWorking o']);
  });

  it('R8: an auction where there are no sessions', () => {
    const paper = createPaper();
    paper.place('o', { timeInForce: 'opg' });
    paper.place('p', { type: 'marketOnClose' });
    expect(reasons(paper)).toEqual(['387:', '387:']);
  });

  it('R9: what a type does not take is ignored: a limit on a stop', () => {
    const paper = create();
    paper.place('o', { side: 'sell', type: 'stop', stop: price('9.95'), limit: price('9.94'), trail });
    paper.quote('10.50', '10.52');
    paper.quote('9.90', '9.92');
    expect(paper.fills()).toEqual(['o 100 @ 9.9']);
  });

  it.each<readonly [name: string, terms: Partial<OrderTerms>, change: Amendment, code: string]>([
    ['a limit that the order does not have', { type: 'stop', stop: price('10.50') }, { limit: price(9) }, '105'],
    ['a stop that it does not have', limit, { stop: price(9) }, '105'],
    ['a price off the grid', limit, { limit: price('9.905') }, '110'],
    ['a limit of zero', limit, { limit: price(0) }, '107'],
    ['more shown than there is', limit, { displaySize: quantity(200) }, '321'],
    ['less than what is shown', { ...limit, displaySize: quantity(60) }, { quantity: quantity(50) }, '321'],
  ])('R10: a change to %s', (_name, terms, change, code) => {
    const paper = create();
    paper.place('o', terms);
    paper.amend('o', change);
    expect(reasons(paper)).toEqual([`${code}:`]);
    paper.said();
    paper.ask('o');
    expect(paper.said().map((said) => said.split(' ')[0])).toEqual(['orderRestated', expect.any(String)]);
  });

  it('R10: a trail that has been set off can not be changed any more', () => {
    const paper = create();
    paper.place('o', { side: 'sell', type: 'trailingStopLimit', trail, limitOffset: price('0.01') });
    paper.quote('9.80', '9.82');
    paper.amend('o', { trail: { by: 'amount', amount: price('0.05') } });
    expect(reasons(paper)).toEqual(['105:']);
  });

  it('R10: the new terms are told whole', () => {
    const paper = create();
    paper.place('o', { side: 'sell', type: 'trailingStopLimit', trail, limitOffset: price('0.01') });
    paper.amend('o', { limitOffset: price('0.03') });
    expect(paper.facts).toContainEqual({
      type: 'broker.amended',
      order: 'o',
      quantity: quantity(100),
      trail,
      limitOffset: price('0.03'),
    });
  });
});

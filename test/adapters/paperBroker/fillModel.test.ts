import { describe, expect, it } from 'vitest';
import { price, quantity, ratio } from '../../../src/money.ts';
import { createPaper } from '../../support/paper.ts';

type Paper = ReturnType<typeof createPaper>;
type Case = readonly [rule: string, name: string, act: (paper: Paper) => void, fills: readonly string[]];

/** The rules are numbered as in docs/reference/fill-model.md. */
const cases: readonly Case[] = [
  [
    'F1',
    'a market order takes the other side of the quote',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { quantity: quantity(100) });
    },
    ['o 100 @ 10.02'],
  ],
  [
    'F1',
    'a market sell takes the bid',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell' });
    },
    ['o 100 @ 10'],
  ],
  [
    'F1',
    'before any quote a market order waits for the first',
    (p) => {
      p.place('o');
      p.quote('10.00', '10.02');
    },
    ['o 100 @ 10.02'],
  ],
  [
    'F2',
    'nothing fills beyond the size shown; the rest takes the next quote',
    (p) => {
      p.quote('10.00', '10.02', 40);
      p.place('o');
      p.quote('10.01', '10.03', 40);
      p.quote('10.02', '10.04', 40);
    },
    ['o 40 @ 10.02', 'o 40 @ 10.03', 'o 20 @ 10.04'],
  ],
  [
    'F2',
    'two orders share the size shown, the earlier first',
    (p) => {
      p.place('a', { quantity: quantity(30) });
      p.place('b', { quantity: quantity(30) });
      p.quote('10.00', '10.02', 50);
    },
    ['a 30 @ 10.02', 'b 20 @ 10.02'],
  ],
  [
    'F2',
    'a size of zero fills nothing',
    (p) => {
      p.quote('10.00', '10.02', 0);
      p.place('o');
    },
    [],
  ],
  [
    'F3',
    'a limit that the quote meets at once takes the quote',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { type: 'limit', limit: price('10.05') });
    },
    ['o 100 @ 10.02'],
  ],
  [
    'F3',
    'what is left of it takes the next quote within its limit',
    (p) => {
      p.quote('10.00', '10.02', 40);
      p.place('o', { type: 'limit', limit: price('10.05') });
      p.quote('10.02', '10.04', 100);
    },
    ['o 40 @ 10.02', 'o 60 @ 10.04'],
  ],
  [
    'F4',
    'a resting limit fills at its limit when a quote comes through it',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { type: 'limit', limit: price('9.98') });
      p.quote('9.90', '9.92');
    },
    ['o 100 @ 9.98'],
  ],
  [
    'F4',
    'a resting limit that the quote does not reach does not fill',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { type: 'limit', limit: price('9.98') });
      p.quote('9.97', '9.99');
    },
    [],
  ],
  [
    'F4',
    'a resting limit inside a bar fills at its limit',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { type: 'limit', limit: price('9.95') });
      p.quoteBar(['10.00', '10.01', '9.90', '9.99'], ['10.02', '10.03', '9.92', '10.01']);
    },
    ['o 100 @ 9.95'],
  ],
  [
    'F5',
    'a bar that opens beyond a resting limit fills it at the open',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { type: 'limit', limit: price('9.95') });
      p.quoteBar(['9.80', '9.85', '9.75', '9.80'], ['9.82', '9.87', '9.77', '9.82']);
    },
    ['o 100 @ 9.82'],
  ],
  [
    'F6',
    'a stop is set off by the side that would fill it, and fills there',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.90') });
      p.quote('9.91', '9.93');
      p.quote('9.89', '9.91');
    },
    ['o 100 @ 9.89'],
  ],
  [
    'F6',
    'a buy stop watches the ask',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { type: 'stop', stop: price('10.10') });
      p.quote('10.08', '10.10');
    },
    ['o 100 @ 10.1'],
  ],
  [
    'F6',
    'a stop beyond the market is set off at once',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'stop', stop: price('10.50') });
    },
    ['o 100 @ 10'],
  ],
  [
    'F7',
    'a stop inside a bar fills at its level',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.95') });
      p.quoteBar(['10.00', '10.01', '9.90', '9.99'], ['10.02', '10.03', '9.92', '10.01']);
    },
    ['o 100 @ 9.95'],
  ],
  [
    'F8',
    'a bar that opens beyond a stop fills it at the open: a gap is not undone',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.95') });
      p.quoteBar(['9.80', '9.85', '9.75', '9.80'], ['9.82', '9.87', '9.77', '9.82']);
    },
    ['o 100 @ 9.8'],
  ],
  [
    'F9',
    'a stop that watches trades is set off by a trade and fills at the quote',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.95'), trigger: 'last' });
      p.quote('9.90', '9.92');
      p.trade('9.94');
    },
    ['o 100 @ 9.9'],
  ],
  [
    'F10',
    'a stop-limit waits at its limit once it is set off',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'stopLimit', stop: price('9.95'), limit: price('9.93') });
      p.quote('9.90', '9.92');
      p.quote('9.94', '9.96');
    },
    ['o 100 @ 9.93'],
  ],
  [
    'F10',
    'a stop-limit within its limit takes the quote',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'stopLimit', stop: price('9.95'), limit: price('9.93') });
      p.quote('9.94', '9.96');
    },
    ['o 100 @ 9.94'],
  ],
  [
    'F11',
    'a trailing stop follows and never gives way',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { side: 'sell', type: 'trailingStop', trail: { by: 'amount', amount: price('0.10') } });
      p.quote('10.20', '10.22');
      p.quote('10.12', '10.14');
      p.quote('10.10', '10.12');
    },
    ['o 100 @ 10.1'],
  ],
  [
    'F11',
    'a trailing stop by a share of the price',
    (p) => {
      p.quote('100.00', '100.02');
      p.place('o', { type: 'trailingStop', trail: { by: 'percent', ratio: ratio('0.01') } });
      p.quote('90.00', '90.02');
      p.quote('90.90', '90.92');
    },
    ['o 100 @ 90.92'],
  ],
  [
    'F12',
    'a bar goes to its nearer extreme first: the low here',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('low', { side: 'sell', type: 'stop', stop: price('9.95') });
      p.place('high', { side: 'sell', type: 'limit', limit: price('10.15') });
      p.quoteBar(['10.00', '10.20', '9.90', '10.00'], ['10.02', '10.22', '9.92', '10.02']);
    },
    ['low 100 @ 9.95', 'high 100 @ 10.15'],
  ],
  [
    'F12',
    'and to its high first where that is nearer',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('low', { side: 'sell', type: 'stop', stop: price('9.75') });
      p.place('high', { side: 'sell', type: 'limit', limit: price('10.05') });
      p.quoteBar(['10.00', '10.10', '9.70', '10.00'], ['10.02', '10.12', '9.72', '10.02']);
    },
    ['high 100 @ 10.05', 'low 100 @ 9.75'],
  ],
  [
    'F13',
    'on the way the nearer level comes first, whichever was placed first',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('far', { side: 'sell', type: 'stop', stop: price('9.93') });
      p.place('near', { side: 'sell', type: 'stop', stop: price('9.97') });
      p.quoteBar(['10.00', '10.01', '9.90', '9.99'], ['10.02', '10.03', '9.92', '10.01']);
    },
    ['near 100 @ 9.97', 'far 100 @ 9.93'],
  ],
  [
    'F14',
    'without quotes the last trade stands for bid and ask',
    (p) => {
      p.trade('10.00', 60);
      p.place('o');
      p.trade('10.01', 60);
    },
    ['o 60 @ 10', 'o 40 @ 10.01'],
  ],
  [
    'F14',
    'without quotes a bar of trades goes its path',
    (p) => {
      p.bar('10.00', '10.05', '9.98', '10.01');
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.95') });
      p.bar('10.00', '10.02', '9.90', '9.92');
    },
    ['o 100 @ 9.95'],
  ],
  [
    'F14',
    'where there are quotes, trades fill nothing',
    (p) => {
      p.quote('10.00', '10.02');
      p.place('o', { type: 'limit', limit: price('9.98') });
      p.trade('9.90');
      p.bar('9.90', '9.95', '9.80', '9.90');
    },
    [],
  ],
  [
    'F15',
    'immediate-or-cancel takes what is there',
    (p) => {
      p.quote('10.00', '10.02', 40);
      p.place('o', { timeInForce: 'ioc' });
      p.quote('10.00', '10.02', 1_000);
    },
    ['o 40 @ 10.02'],
  ],
  [
    'F15',
    'fill-or-kill takes all or nothing',
    (p) => {
      p.quote('10.00', '10.02', 40);
      p.place('o', { timeInForce: 'fok' });
      p.quote('10.00', '10.02', 1_000);
      p.place('q', { timeInForce: 'fok' });
    },
    ['q 100 @ 10.02'],
  ],
];

describe('the fill model', () => {
  it.each(cases)('%s: %s', (_rule, _name, act, fills) => {
    const paper = createPaper();
    act(paper);
    expect(paper.fills()).toEqual(fills);
  });

  it.each([
    ['highFirst', ['high 100 @ 10.15', 'low 100 @ 9.95']],
    ['lowFirst', ['low 100 @ 9.95', 'high 100 @ 10.15']],
  ] as const)('F12: the path of a bar can be chosen: %s', (barPath, fills) => {
    const paper = createPaper({ rules: { barPath } });
    paper.quote('10.00', '10.02');
    paper.place('low', { side: 'sell', type: 'stop', stop: price('9.95') });
    paper.place('high', { side: 'sell', type: 'limit', limit: price('10.15') });
    paper.quoteBar(['10.00', '10.20', '9.90', '10.00'], ['10.02', '10.22', '9.92', '10.02']);
    expect(paper.fills()).toEqual(fills);
  });

  it('F16: an order arrives after the latency and meets the quote of then', () => {
    const paper = createPaper({ rules: { latency: 500_000 } });
    paper.quote('10.00', '10.02');
    paper.place('o');
    paper.quote('10.10', '10.12');
    expect(paper.fills()).toEqual([]);
    paper.pass(1);
    expect(paper.fills()).toEqual(['o 100 @ 10.12']);
  });
});

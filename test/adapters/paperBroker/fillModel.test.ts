import { describe, expect, it } from 'vitest';
import type { PaperRules } from '../../../src/adapters/paperBroker/rules.ts';
import type { OrderId } from '../../../src/identifiers.ts';
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

/** Each begins at a quote of 10.00 to 10.02, with the rules told. */
type Further = readonly [
  rule: string,
  name: string,
  rules: Partial<PaperRules>,
  act: (paper: Paper) => void,
  fills: readonly string[],
];
const byAmount = (amount: string) => ({ by: 'amount', amount: price(amount) }) as const;
const trailing = { side: 'sell', type: 'trailingStop', trail: byAmount('0.10') } as const;
/** A bar that gaps down to 9.80, and one that reaches both 9.90 and 10.20 with the low nearer. */
const gapDown = (p: Paper) => p.quoteBar(['9.80', '9.85', '9.75', '9.80'], ['9.82', '9.87', '9.77', '9.82']);
const wide = (p: Paper) => p.quoteBar(['10.00', '10.20', '9.90', '10.00'], ['10.02', '10.22', '9.92', '10.02']);
const pair = (p: Paper) => {
  const oca = { name: 'g', type: 2 } as const;
  p.place('stop', { side: 'sell', type: 'stop', stop: price('9.95'), oca });
  p.place('target', { side: 'sell', type: 'limit', limit: price('10.15'), oca });
};

const further: readonly Further[] = [
  [
    'F17',
    'a trailing stop with an activation price does not move before the market has come there',
    {},
    (p) => {
      p.place('o', { ...trailing, stop: price('9.50'), activation: price('10.50') });
      p.quote('10.40', '10.42');
      p.quote('10.20', '10.22');
      p.quote('10.50', '10.52');
      p.quote('10.40', '10.42');
    },
    ['o 100 @ 10.4'],
  ],
  [
    'F17',
    'without a first level it can not be set off before its activation',
    {},
    (p) => {
      p.place('o', { ...trailing, activation: price('10.50') });
      p.quote('9.00', '9.02');
    },
    [],
  ],
  [
    'F18',
    'B21.1: a tighter distance is measured at once from the best price so far',
    {},
    (p) => {
      p.place('o', trailing);
      p.quote('10.30', '10.32');
      p.quote('10.27', '10.29');
      p.amend('o', { trail: byAmount('0.05') });
      p.quote('10.25', '10.27');
    },
    ['o 100 @ 10.25'],
  ],
  [
    'F18',
    'B21.2: where the price is beyond the new level the exit goes out at once',
    {},
    (p) => {
      p.place('o', trailing);
      p.quote('10.30', '10.32');
      p.quote('10.24', '10.26');
      p.amend('o', { trail: byAmount('0.05') });
    },
    ['o 100 @ 10.24'],
  ],
  [
    'F18',
    'B21.3: only a person loosens it: the wider distance holds from the best price',
    {},
    (p) => {
      p.place('o', trailing);
      p.quote('10.30', '10.32');
      p.amend('o', { trail: byAmount('0.20') });
      p.quote('10.15', '10.17');
      p.quote('10.10', '10.12');
    },
    ['o 100 @ 10.1'],
  ],
  [
    'F18',
    'a stop that is given stands until the market makes a new best',
    {},
    (p) => {
      p.place('o', trailing);
      p.amend('o', { stop: price('9.97') });
      p.quote('9.97', '9.99');
    },
    ['o 100 @ 9.97'],
  ],
  [
    'F19',
    'a trailing stop-limit becomes a limit, its offset beyond the level that set it off',
    {},
    (p) => {
      p.place('o', { ...trailing, type: 'trailingStopLimit', limitOffset: price('0.02') });
      p.quote('10.50', '10.52');
      p.quote('10.30', '10.32');
      p.quote('10.39', '10.41');
    },
    ['o 100 @ 10.38'],
  ],
  [
    'F20',
    'market-if-touched buys at the market once the ask has come down to its level',
    {},
    (p) => {
      p.place('o', { type: 'marketIfTouched', stop: price('9.95') });
      p.quote('9.94', '9.96');
      p.quote('9.90', '9.92');
    },
    ['o 100 @ 9.92'],
  ],
  [
    'F20',
    'market-if-touched sells once the bid has come up to its level, inside a bar at the level',
    {},
    (p) => {
      p.place('o', { side: 'sell', type: 'marketIfTouched', stop: price('10.15') });
      wide(p);
    },
    ['o 100 @ 10.15'],
  ],
  [
    'F20',
    'limit-if-touched becomes a limit order once its level was touched',
    {},
    (p) => {
      p.place('o', { side: 'sell', type: 'limitIfTouched', stop: price('10.15'), limit: price('10.20') });
      p.quote('10.15', '10.17');
      p.quote('10.10', '10.12');
      p.quote('10.20', '10.22');
    },
    ['o 100 @ 10.2'],
  ],
  [
    'F21',
    'a relative order bids better than the bid by its offset, follows it up and never down',
    {},
    (p) => {
      p.quote('10.00', '10.10');
      p.place('o', { type: 'relative', offset: byAmount('0.01') });
      p.quote('10.04', '10.14');
      p.quote('9.98', '10.06');
      p.quote('9.97', '10.04');
    },
    ['o 100 @ 10.05'],
  ],
  [
    'F21',
    'a relative order goes no further than its cap',
    {},
    (p) => {
      p.quote('10.00', '10.10');
      p.place('o', { type: 'relative', offset: byAmount('0.01'), limit: price('10.03') });
      p.quote('10.04', '10.14');
      p.quote('9.98', '10.04');
      p.quote('9.98', '10.03');
    },
    ['o 100 @ 10.03'],
  ],
  [
    'F21',
    'an offset by share sells below the ask, on the tick',
    {},
    (p) => {
      p.quote('10.00', '10.10');
      p.place('o', { side: 'sell', type: 'relative', offset: { by: 'percent', ratio: ratio('0.001') } });
      p.quote('10.09', '10.19');
    },
    ['o 100 @ 10.09'],
  ],
  [
    'F22',
    'a midprice order rests in the middle and fills when the other side comes there',
    {},
    (p) => {
      p.place('o', { type: 'midprice' });
      p.quote('9.99', '10.01');
    },
    ['o 100 @ 10.01'],
  ],
  [
    'F22',
    'it follows the middle both ways, no further than its cap',
    {},
    (p) => {
      p.place('o', { type: 'midprice', limit: price('10.05') });
      p.quote('10.10', '10.12');
      p.quote('10.04', '10.06');
      p.quote('10.03', '10.05');
    },
    ['o 100 @ 10.05'],
  ],
  [
    'F22',
    'or it fills in the middle at once, as chosen',
    { midprice: 'atOnce' },
    (p) => p.place('o', { type: 'midprice' }),
    ['o 100 @ 10.01'],
  ],
  [
    'F23',
    'a resting iceberg fills no more than it shows at each quote',
    {},
    (p) => {
      p.place('o', { type: 'limit', limit: price('9.98'), displaySize: quantity(40) });
      p.quote('9.96', '9.98');
      p.quote('9.96', '9.98');
      p.quote('9.96', '9.98');
    },
    ['o 40 @ 9.98', 'o 40 @ 9.98', 'o 20 @ 9.98'],
  ],
  [
    'F23',
    'or all of it, its slices shown one after another at once, as chosen',
    { icebergRefresh: 'atOnce' },
    (p) => {
      p.place('o', { type: 'limit', limit: price('9.98'), displaySize: quantity(40) });
      p.quote('9.96', '9.98');
    },
    ['o 100 @ 9.98'],
  ],
  [
    'F23',
    'an iceberg that takes hides nothing: it gets what is shown',
    {},
    (p) => p.place('o', { type: 'limit', limit: price('10.02'), displaySize: quantity(40) }),
    ['o 100 @ 10.02'],
  ],
  [
    'F24',
    'no fill is smaller than the minimum, except of what is left',
    {},
    (p) => {
      p.quote('10.00', '10.02', 40);
      p.place('o', { type: 'limit', limit: price('10.05'), minimumQuantity: quantity(60) });
      p.quote('10.00', '10.02', 70);
      p.quote('10.00', '10.02', 20);
      p.quote('10.00', '10.02', 30);
    },
    ['o 70 @ 10.02', 'o 30 @ 10.02'],
  ],
  [
    'F24',
    'a minimum of the whole quantity is all or none',
    {},
    (p) => {
      p.quote('10.00', '10.02', 99);
      p.place('o', { minimumQuantity: quantity(100) });
      p.quote('10.01', '10.03', 100);
    },
    ['o 100 @ 10.03'],
  ],
  [
    'F25',
    'double quote: one price beyond the level is not enough, and the count begins anew',
    {},
    (p) => {
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.90'), trigger: 'doubleQuote' });
      p.quote('9.89', '9.91');
      p.quote('9.95', '9.97');
      p.quote('9.88', '9.90');
      p.quote('9.87', '9.89');
    },
    ['o 100 @ 9.87'],
  ],
  [
    'F25',
    'double last: two trades in a row',
    {},
    (p) => {
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.90'), trigger: 'doubleLast' });
      p.trade('9.90');
      expect(p.fills()).toEqual([]);
      p.trade('9.89');
    },
    ['o 100 @ 10'],
  ],
  [
    'F25',
    'last or quote: whichever comes first',
    {},
    (p) => {
      p.place('a', { side: 'sell', type: 'stop', stop: price('9.90'), trigger: 'lastOrQuote' });
      p.trade('9.90');
      p.place('b', { side: 'sell', type: 'stop', stop: price('9.90'), trigger: 'lastOrQuote' });
      p.quote('9.90', '9.92');
    },
    ['a 100 @ 10', 'b 100 @ 9.9'],
  ],
  [
    'F25',
    'midpoint: the middle must reach the level, inside a bar too',
    {},
    (p) => {
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.95'), trigger: 'midpoint' });
      p.quote('9.95', '9.97');
      wide(p);
    },
    ['o 100 @ 9.94'],
  ],
  [
    'F26',
    'a stop can be set off by its own side of the quote, as Interactive Brokers has it',
    { triggerSide: 'resting' },
    (p) => {
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.90') });
      p.quote('9.89', '9.91');
      p.quote('9.88', '9.90');
    },
    ['o 100 @ 9.88'],
  ],
  [
    'F27',
    'a resting limit can be made to wait until the market goes through it',
    { limitFill: 'through' },
    (p) => {
      p.place('o', { type: 'limit', limit: price('9.98') });
      p.quote('9.96', '9.98');
      expect(p.fills()).toEqual([]);
      p.quote('9.95', '9.97');
    },
    ['o 100 @ 9.98'],
  ],
  [
    'F28',
    'a gap can be filled at the level, as if the price had walked there: a stop',
    { gap: 'level' },
    (p) => {
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.95') });
      gapDown(p);
    },
    ['o 100 @ 9.95'],
  ],
  [
    'F28',
    'and a limit',
    { gap: 'level' },
    (p) => {
      p.place('o', { type: 'limit', limit: price('9.95') });
      gapDown(p);
    },
    ['o 100 @ 9.95'],
  ],
  [
    'F29',
    'a bar that reaches stop and target of a group takes the stop first, when pessimistic',
    { sameBar: 'pessimistic', barPath: 'highFirst' },
    (p) => {
      pair(p);
      wide(p);
    },
    ['stop 100 @ 9.95'],
  ],
  [
    'F29',
    'and the target first, when optimistic',
    { sameBar: 'optimistic', barPath: 'lowFirst' },
    (p) => {
      pair(p);
      wide(p);
    },
    ['target 100 @ 10.15'],
  ],
  [
    'F29',
    'the path decides unless told',
    { barPath: 'highFirst' },
    (p) => {
      pair(p);
      wide(p);
    },
    ['target 100 @ 10.15'],
  ],
  [
    'F30',
    'trades can fill what rests at their price, up to their size',
    { trades: 'fill' },
    (p) => {
      p.place('o', { type: 'limit', limit: price('10.00') });
      p.trade('10.01', 50);
      p.trade('10.00', 60);
    },
    ['o 60 @ 10'],
  ],
  [
    'F30',
    'at the back of the queue the size that stood there trades first',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.quote('10.00', '10.02', 80);
      p.place('o', { type: 'limit', limit: price('10.00') });
      p.trade('10.00', 60);
      p.trade('10.00', 60);
    },
    ['o 40 @ 10'],
  ],
  [
    'F30',
    'a trade through the price finds nobody before it',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.place('o', { type: 'limit', limit: price('10.00') });
      p.trade('9.99', 60);
    },
    ['o 60 @ 10'],
  ],
  [
    'F30',
    'a price that nobody has shown yet has no place in the queue',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.place('o', { type: 'limit', limit: price('9.90') });
      p.trade('9.90', 60);
      p.quote('9.90', '9.92', 30);
      p.trade('9.90', 60);
    },
    ['o 30 @ 9.9'],
  ],
  [
    'F30',
    'an iceberg whose slice is gone stands at the back again',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.quote('10.00', '10.02', 10);
      p.place('o', { type: 'limit', limit: price('10.00'), displaySize: quantity(50) });
      p.trade('10.00', 100);
      p.quote('10.00', '10.02', 10);
      p.trade('10.00', 40);
    },
    ['o 50 @ 10', 'o 30 @ 10'],
  ],
  [
    'F11',
    'a first level that is nearer than the trail stands until the trail is nearer',
    {},
    (p) => {
      p.place('o', { ...trailing, stop: price('9.95') });
      p.quote('9.95', '9.97');
    },
    ['o 100 @ 9.95'],
  ],
  [
    'F21',
    'a relative sell follows the ask down and never up',
    {},
    (p) => {
      p.quote('10.00', '10.10');
      p.place('o', { side: 'sell', type: 'relative', offset: byAmount('0.01') });
      p.quote('9.95', '10.05');
      p.quote('10.02', '10.20');
      p.quote('10.04', '10.20');
    },
    ['o 100 @ 10.04'],
  ],
  [
    'F21',
    'one that steps past the other side takes it',
    {},
    (p) => {
      p.quote('10.00', '10.10');
      p.place('o', { type: 'relative', offset: byAmount('0.05') });
      p.quote('10.04', '10.06');
    },
    ['o 100 @ 10.06'],
  ],
  [
    'F21',
    'a smaller offset, asked for, takes it back',
    {},
    (p) => {
      p.quote('10.00', '10.10');
      p.place('o', { type: 'relative', offset: byAmount('0.03') });
      p.amend('o', { offset: byAmount('0.01') });
      p.quote('9.98', '10.03');
      p.quote('9.98', '10.01');
    },
    ['o 100 @ 10.01'],
  ],
  [
    'F25',
    'double quote: what is shown on arrival does not count, and a change does not count again',
    {},
    (p) => {
      p.place('o', { side: 'sell', type: 'stop', stop: price('10.50'), trigger: 'doubleQuote' });
      p.amend('o', { stop: price('10.40') });
      p.quote('10.01', '10.03');
      expect(p.fills()).toEqual([]);
      p.quote('10.02', '10.04');
    },
    ['o 100 @ 10.02'],
  ],
  [
    'F25',
    'double quote: a bar that only dips to the level is one price',
    {},
    (p) => {
      p.place('o', { side: 'sell', type: 'stop', stop: price('9.95'), trigger: 'doubleQuote' });
      wide(p);
    },
    [],
  ],
  [
    'F25',
    'double last: a bar of trades that goes through the level is enough, one that touches it is not',
    {},
    (p) => {
      p.place('touched', { side: 'sell', type: 'stop', stop: price('9.90'), trigger: 'doubleLast' });
      p.place('passed', { side: 'sell', type: 'stop', stop: price('9.91'), trigger: 'doubleLast' });
      p.bar('10.00', '10.00', '9.90', '9.95');
    },
    ['passed 100 @ 10'],
  ],
  [
    'F29',
    'a stop that the bar does not reach changes nothing',
    { sameBar: 'optimistic' },
    (p) => {
      const oca = { name: 'g', type: 2 } as const;
      p.place('stop', { side: 'sell', type: 'stop', stop: price('9.50'), oca });
      p.place('target', { side: 'sell', type: 'limit', limit: price('10.15'), oca });
      p.place('other', { type: 'limit', limit: price('9.95') });
      wide(p);
    },
    ['other 100 @ 9.95', 'target 100 @ 10.15'],
  ],
  [
    'F30',
    'a limit that is better than the best of its side has nobody before it',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.quote('10.00', '10.05', 80);
      p.place('o', { type: 'limit', limit: price('10.02') });
      p.trade('10.02', 60);
    },
    ['o 60 @ 10.02'],
  ],
  [
    'F30',
    'nobody stands behind more than is shown',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.quote('10.00', '10.02', 80);
      p.place('o', { type: 'limit', limit: price('10.00') });
      p.trade('10.00', 70);
      p.quote('10.00', '10.02', 80);
      p.trade('10.00', 30);
    },
    ['o 20 @ 10'],
  ],
  [
    'F30',
    'a larger quantity goes to the back, a smaller one keeps its place',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.quote('10.00', '10.02', 80);
      p.place('larger', { type: 'limit', limit: price('10.00') });
      p.place('smaller', { type: 'limit', limit: price('10.00') });
      p.trade('10.00', 80);
      p.amend('larger', { quantity: quantity(150) });
      p.amend('smaller', { quantity: quantity(90) });
      p.trade('10.00', 60);
    },
    ['smaller 60 @ 10'],
  ],
  [
    'F30',
    'a peg that moves goes to the back at its new price',
    { trades: 'fill', queue: 'back' },
    (p) => {
      p.quote('10.00', '10.10', 80);
      p.place('o', { type: 'relative' });
      p.trade('10.00', 80);
      p.quote('10.01', '10.10', 30);
      p.trade('10.01', 50);
    },
    ['o 20 @ 10.01'],
  ],
  [
    'F30',
    'a bar of trades fills only what it goes through, up to its volume',
    { trades: 'fill' },
    (p) => {
      p.place('touched', { type: 'limit', limit: price('9.90') });
      p.place('passed', { type: 'limit', limit: price('9.91') });
      p.bar('10.00', '10.00', '9.90', '9.95', 70);
    },
    ['passed 70 @ 9.91'],
  ],
];

describe('the fill model', () => {
  it.each(cases)('%s: %s', (_rule, _name, act, fills) => {
    const paper = createPaper();
    act(paper);
    expect(paper.fills()).toEqual(fills);
  });

  it.each(further)('%s: %s', (_rule, _name, rules, act, fills) => {
    const paper = createPaper({ rules });
    paper.quote('10.00', '10.02');
    act(paper);
    expect(paper.fills()).toEqual(fills);
  });

  it('F13: children that come to life inside a bar meet the rest of its path', () => {
    const paper = createPaper();
    const [parent, oca] = ['entry' as OrderId, { name: 'g', type: 2 } as const];
    paper.quote('10.00', '10.02');
    paper.place('entry', { type: 'limit', limit: price('9.95'), transmit: false });
    paper.place('target', { side: 'sell', type: 'limit', limit: price('10.15'), parent, oca, transmit: false });
    paper.place('stop', { side: 'sell', type: 'stop', stop: price('9.50'), parent, oca });
    wide(paper);
    expect(paper.fills()).toEqual(['entry 100 @ 9.95', 'target 100 @ 10.15']);
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

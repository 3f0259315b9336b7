/** What the gate allows, limit by limit, each at its edge. */
import { describe, expect, it } from 'vitest';
import type { InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { isoTime, later, seconds, timestamp } from '../../src/identifiers.ts';
import type { Question } from '../../src/machines/risk/limits.ts';
import { judge, unitPriceOf } from '../../src/machines/risk/limits.ts';
import { amount, price, quantity, ratio, zero } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import { refuse } from '../../src/refusals.ts';
import { links, terms } from '../support/orders.ts';
import { around, scope } from '../support/surroundings.ts';

const now = timestamp('2025-03-03T15:00:00Z');
const quoted = (bid: string | number, ask: string | number) => ({
  ...{ bid: price(bid), ask: price(ask), bidSize: quantity(1_000), askSize: quantity(1_000) },
  at: now,
});
const question = (over: Partial<Question> = {}, of: Partial<OrderTerms> = {}): Question => ({
  terms: terms(of),
  links: links(),
  abilities: { name: 'test', orderTypes: ['market', 'limit'], timesInForce: ['day', 'gtd'], parents: true, oca: true },
  quote: quoted('9.99', '10.01'),
  tradingState: 'active',
  isRunning: true,
  isEmergency: false,
  isConnected: true,
  dataObjection: null,
  isAccountOurs: true,
  isInstrumentOurs: true,
  isHoldingTrusted: true,
  held: zero,
  lossObjection: null,
  around: around(),
  accountFor: undefined,
  isNew: true,
  filled: zero,
  reduction: zero,
  parent: undefined,
  now,
  ...over,
});
const goodTill = (at: Timestamp): Partial<OrderTerms> => ({ timeInForce: 'gtd', goodTill: at });
const stop = (over: Partial<OrderTerms> = {}): OrderTerms => {
  const { limit: _limit, ...rest } = terms({ side: 'sell', type: 'stop', stop: price(9), ...over });
  return rest;
};

describe('what is refused whatever it does to risk', () => {
  it.each<[string, Question, ReturnType<typeof refuse>]>([
    ['another account', question({ isAccountOurs: false }), refuse('accountUnknown', 'account of the desk', 'PAPER')],
    ['no connection', question({ isConnected: false }), refuse('notConnected')],
    ['a type that the broker lacks', question({ terms: stop() }), refuse('brokerLacks', 'market limit', 'stop')],
    [
      'a time in force that the broker lacks',
      question({}, { timeInForce: 'gtc' }),
      refuse('brokerLacks', 'day gtd', 'gtc'),
    ],
    [
      'an activation level that the broker lacks',
      question({
        terms: stop({ type: 'trailingStop', activation: price(11), trail: { by: 'amount', amount: price(1) } }),
        abilities: {
          name: 'test',
          orderTypes: ['trailingStop'],
          timesInForce: ['day'],
          activation: false,
          parents: true,
          oca: true,
        },
      }),
      refuse('brokerLacks', 'a trailing stop that follows at once', 'an activation level'),
    ],
    ['a quantity below what has filled', question({ filled: quantity(101) }), refuse('amendBelowFilled', '101', '100')],
    [
      'terms that are wrong by themselves',
      question({}, { quantity: zero }),
      refuse('termsIncomplete', 'quantity above zero', 'limit'),
    ],
    [
      'less than nothing',
      question({}, { quantity: quantity(-5) }),
      refuse('termsIncomplete', 'quantity above zero', 'limit'),
    ],
    [
      'a time that has passed',
      question({}, goodTill(now)),
      refuse('goodTillPast', `after ${isoTime(now)}`, isoTime(now)),
    ],
  ])('%s', (_name, asked, refusal) => {
    expect(judge(asked).refusal).toStrictEqual(refusal);
    expect(judge({ ...asked, held: quantity(asked.terms.side === 'buy' ? -500 : 500) }).refusal).toStrictEqual(refusal);
  });

  it.each([
    ['a quantity that has filled to the last share', question({ filled: quantity(100) })],
    ['a time that is still to come', question({}, goodTill(later(now, seconds(1))))],
  ])('not %s', (_name, asked) => {
    expect(judge(asked).refusal).toBeNull();
  });
});

it('an order of which nothing is open takes nothing back where nothing is held', () => {
  expect(judge(question({ filled: quantity(100) })).isReducing).toBe(false);
});

describe('what is refused to all that adds risk, and to nothing that reduces it', () => {
  it.each<[string, Partial<Question>, ReturnType<typeof refuse>]>([
    ['a desk in an emergency', { isEmergency: true }, refuse('emergency')],
    ['a desk that does not run', { isRunning: false }, refuse('notRunning')],
    ['a desk that only reduces', { tradingState: 'reducing' }, refuse('reducing')],
    ['a desk that is halted', { tradingState: 'halted' }, refuse('halted')],
    [
      'an instrument that the desk does not trade',
      { isInstrumentOurs: false },
      refuse('instrumentUnknown', 'the symbols of the desk', 'SPY'),
    ],
    ['a holding that has drifted', { isHoldingTrusted: false }, refuse('drifted', '', 'SPY')],
    ['no quote', { quote: undefined }, refuse('noQuote')],
  ])('%s', (_name, over, refusal) => {
    expect(judge(question(over)).refusal).toStrictEqual(refusal);
    expect(judge(question({ ...over, held: quantity(-100) })).refusal).toBeNull();
  });
});

describe('what leaves what is not ours', () => {
  const leaving = (over: Partial<Question>): Question =>
    question({ links: links({ role: 'foreign' }), ...over }, { side: 'sell' });

  it.each<[string, Partial<Question>, string]>([
    ['is refused beyond what is there', { held: quantity(99) }, '99'],
    [
      'is refused beyond what is left of it beside other orders',
      { held: quantity(120), reduction: quantity(30) },
      '90',
    ],
    ['is refused on the side of what is there', { held: quantity(-100) }, '100'],
    ['is refused where nothing is there, whatever the limits allow', {}, '0'],
  ])('%s', (_what, over, limit) => {
    expect(judge(leaving(over)).refusal).toStrictEqual(refuse('foreignLess', limit, '100'));
  });

  it('passes up to all of it, also while trading is halted', () => {
    expect(judge(leaving({ held: quantity(100), tradingState: 'halted' })).refusal).toBeNull();
  });
});

it('what is worth nothing by its price is refused: it would pass every limit', () => {
  const free = question({ terms: market('buy'), quote: { ...quoted(1, 1), ask: zero } });
  expect(judge(free).refusal).toStrictEqual(refuse('noQuote'));
});

it('no limit holds for what only reduces, whatever its price', () => {
  const limits = {
    ...{ maxOrderQuantity: quantity(1), maxOrderNotional: amount(1), maxOpenPositions: 0 },
    ...{ maxGrossExposure: amount(1), priceCollar: ratio('0.01') },
  };
  const limited = around({ scopes: [scope(limits)], isRestricted: true, isTradingHalted: true });
  expect(judge(question({ around: limited, held: quantity(-100) }, { limit: price(50) }))).toStrictEqual({
    refusal: null,
    exposure: zero,
    unitPrice: price(50),
    isReducing: true,
  });
});

function market(side: 'buy' | 'sell'): OrderTerms {
  const { limit: _limit, ...rest } = terms({ side, type: 'market' });
  return rest;
}

describe('what is reserved for an order', () => {
  it('is its price times what has not filled', () => {
    expect(judge(question({ filled: quantity(40) }))).toStrictEqual({
      refusal: null,
      exposure: amount(600),
      unitPrice: price(10),
      isReducing: false,
    });
  });

  it('is at no price where there is none', () => {
    expect(judge(question({ quote: undefined, terms: market('buy') }))).toMatchObject({
      exposure: zero,
      unitPrice: zero,
    });
  });

  const quote = quoted('9.99', '10.01');
  it.each<[string, OrderTerms, Question['quote'], string | undefined]>([
    ['a buy with a limit: no more than that', terms({ limit: price(9) }), quote, '9'],
    ['a buy at the market: the offer', market('buy'), quote, '10.01'],
    ['a sale at the market: the bid', market('sell'), quote, '9.99'],
    ['a sale with a limit above the market: the limit', terms({ side: 'sell', limit: price(11) }), quote, '11'],
    [
      'a sale with a limit below the market: what the market gives',
      terms({ side: 'sell', limit: price(9) }),
      quote,
      '9.99',
    ],
    ['a stop to buy above the market: the stop', stop({ side: 'buy', stop: price(12) }), quote, '12'],
    ['a stop to sell below the market: what the market gives', stop(), quote, '9.99'],
    ['without a quote: what it names', stop(), undefined, '9'],
    ['without a quote and at the market: nothing is known', market('buy'), undefined, undefined],
  ])('%s', (_name, of, seen, expected) => {
    expect(unitPriceOf({ terms: of, quote: seen })).toBe(expected === undefined ? undefined : price(expected));
  });
});

describe('what counts as reducing', () => {
  const sale = (shares: number): Partial<OrderTerms> => ({ side: 'sell', quantity: quantity(shares) });
  it.each<[string, Question, boolean]>([
    ['a sale of all that is held', question({ held: quantity(100) }, sale(100)), true],
    ['a sale of more than is held', question({ held: quantity(99) }, sale(100)), false],
    ['a sale of nothing that is held', question({}, sale(100)), false],
    ['a buy beside what is held long', question({ held: quantity(100) }), false],
    ['a buy back of what is sold short', question({ held: quantity(-100) }), true],
    ['a sale beside one that is out', question({ held: quantity(150), reduction: quantity(50) }, sale(100)), true],
    [
      'a sale with one that is out beyond it',
      question({ held: quantity(150), reduction: quantity(51) }, sale(100)),
      false,
    ],
    [
      'the rest of a sale that has filled in part',
      question({ held: quantity(60), filled: quantity(40) }, sale(100)),
      true,
    ],
    [
      'a stop, whatever else is on its way out',
      question({ held: quantity(100), reduction: quantity(100), links: links({ role: 'stop' }) }, sale(100)),
      true,
    ],
    [
      'a target, whatever else is on its way out',
      question({ held: quantity(100), reduction: quantity(100), links: links({ role: 'target' }) }, sale(100)),
      true,
    ],
    [
      'the target of its own entry, before anything is held',
      question({ parent: terms(), links: links({ role: 'target' }) }, sale(100)),
      true,
    ],
    [
      'an exit with a parent, before anything is held',
      question({ parent: terms(), links: links({ role: 'exit' }) }, sale(100)),
      false,
    ],
  ])('%s', (_name, asked, expected) => {
    expect(judge(asked).isReducing).toBe(expected);
  });
});

it('what can not be judged is refused, and says why', () => {
  const broken = { ...question(), abilities: undefined } as unknown as Question;
  expect(judge(broken)).toMatchObject({
    refusal: { code: 'limitFailed', limit: '' },
    exposure: zero,
    unitPrice: zero,
    isReducing: false,
  });
  expect(judge(broken).refusal?.value).toMatch(/abilities|undefined/);
  const words = {
    ...question(),
    get terms(): OrderTerms {
      throw 'no terms';
    },
  };
  expect(judge(words).refusal).toStrictEqual(refuse('limitFailed', '', 'no terms'));
});

it('an order for another instrument than its parent adds risk', () => {
  const parent = terms({ instrument: 'IBM' as InstrumentId });
  const child = question({ parent, links: links({ role: 'stop' }) }, { side: 'sell', parent: 'entry' as OrderId });
  expect(judge(child).isReducing).toBe(false);
});

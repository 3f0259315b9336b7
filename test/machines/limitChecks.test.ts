/** Every limit of the gate: at its edge, and one beyond. */
import { describe, expect, it } from 'vitest';
import type { BookId, Duration } from '../../src/identifiers.ts';
import { isoTime, later, MICROSECONDS, seconds, timestamp } from '../../src/identifiers.ts';
import { brokenLimit } from '../../src/machines/risk/checks.ts';
import type { Asked, LimitScope, Surroundings } from '../../src/machines/risk/surroundings.ts';
import { amount, price, quantity, ratio, times, zero } from '../../src/money.ts';
import type { LimitSet } from '../../src/orderLimits.ts';
import type { Refusal } from '../../src/refusals.ts';
import { refuse } from '../../src/refusals.ts';
import { around, exposure, nothing, scope } from '../support/surroundings.ts';

const now = timestamp('2025-03-03T15:00:00Z');
const ago = (count: number) => later(now, -seconds(count));
const quote = { bid: price(10), ask: price(20), bidSize: quantity(300), askSize: quantity(200), at: now };

interface Case {
  readonly order?: Partial<Pick<Asked, 'side' | 'limit' | 'stop' | 'isNew' | 'quantity' | 'open'>>;
  readonly quote?: Partial<Asked['quote']>;
  readonly here?: Partial<LimitScope>;
  readonly around?: Partial<Surroundings>;
}
/** A buy of 100 at 10, unless told. */
function asked(limits: LimitSet, { order, quote: seen, here, around: about }: Case): Asked {
  const terms = {
    side: 'buy',
    quantity: quantity(100),
    open: quantity(100),
    limit: price(10),
    stop: undefined,
    ...order,
  } as const;
  return {
    ...{ isNew: true, now, quote: { ...quote, ...seen } },
    ...terms,
    worth: times(terms.limit ?? price(10), terms.open),
    around: around({ scopes: [scope(limits, here)], ...about }),
  };
}
const supply = (state: 'easy' | 'locate' | 'none', shares?: number): Partial<Surroundings> => ({
  shortSupply: { state, shares: shares === undefined ? undefined : quantity(shares) },
});
const sell = { side: 'sell' } as const;
const bare = { limit: undefined } as const;
const inTech = (gross: number): Partial<LimitScope> => ({
  ofSectors: [
    { name: 'sector/funds', exposure: nothing },
    { name: 'sector/tech', exposure: exposure({ short: gross }) },
  ],
});
const inSpy = (gross: number): Partial<LimitScope> => ({
  ofInstrument: { name: 'SPY', exposure: exposure({ selling: gross }) },
});
const told = (buyingPower: number, spent = 0, age = 0): Partial<Surroundings> => ({
  account: { buyingPower: amount(buyingPower), settledCash: undefined, at: ago(age), spent: amount(spent) },
});
const against = (at: number | undefined) => ({
  opposing: [{ order: 'o7', price: at === undefined ? undefined : price(at) }],
});

type Row = readonly [name: string, limits: LimitSet, edge: Case, beyond: Case, refusal: Refusal];
const rows: readonly Row[] = [
  [
    'the quantity of an order, with what has filled of it',
    { maxOrderQuantity: quantity(100) },
    { order: { open: quantity(40) } },
    { order: { quantity: quantity(101), open: quantity(40) } },
    refuse('maxOrderQuantity', '100', '101'),
  ],
  [
    'what is open of an order',
    { maxOrderNotional: amount(1000) },
    {},
    { order: { limit: price('10.01') } },
    refuse('maxOrderNotional', '1000', '1001'),
  ],
  [
    'how far below the quote a buy may be',
    { priceCollar: ratio('0.1') },
    { order: { limit: price(18) } },
    { order: { limit: price('17.99') } },
    refuse('priceCollar', '0.1 of 20', '17.99'),
  ],
  [
    'how far above the quote a buy may be',
    { priceCollar: ratio('0.1') },
    { order: { limit: price(22) } },
    { order: { limit: price('22.01') } },
    refuse('priceCollar', '0.1 of 20', '22.01'),
  ],
  [
    'how far from the quote a sale may be',
    { priceCollar: ratio('0.1') },
    { order: { ...sell, limit: price(9) } },
    { order: { ...sell, limit: price('8.99') } },
    refuse('priceCollar', '0.1 of 10', '8.99'),
  ],
  [
    'a buy beside what is offered',
    { maxParticipation: ratio('0.5') },
    {},
    { quote: { askSize: quantity(199) } },
    refuse('maxParticipation', '0.5 of 199', '100'),
  ],
  [
    'a sale beside what is bid for',
    { maxParticipation: ratio('0.5') },
    { order: sell, quote: { askSize: zero } },
    { order: sell, quote: { bidSize: quantity(199) } },
    refuse('maxParticipation', '0.5 of 199', '100'),
  ],
  [
    'a share of a size that nobody displays',
    { maxParticipation: ratio('0.5') },
    {},
    { quote: { askSize: zero } },
    refuse('maxParticipation', '0.5 of 0', '100'),
  ],
  [
    'the age of the quote',
    { maxQuoteAge: seconds(30) },
    { quote: { at: ago(30) } },
    { quote: { at: ago(31) } },
    refuse('maxQuoteAge', `after ${isoTime(ago(30))}`, isoTime(ago(31))),
  ],
  [
    'the time before the close',
    { noRiskBeforeClose: seconds(60) },
    { around: { closes: later(now, seconds(61)) } },
    { around: { closes: later(now, seconds(60)) } },
    refuse('nearClose', `before ${isoTime(now)}`, isoTime(now)),
  ],
  [
    'the close of which nobody has told',
    { noRiskBeforeClose: seconds(60) },
    { around: { closes: later(now, seconds(61)) } },
    {},
    refuse('nearClose', 'an open session', isoTime(now)),
  ],
  ['any short sale', { shorts: 'refuse' }, {}, { order: sell }, refuse('shortForbidden', 'nothing short')],
  [
    'a short sale of what has to be located',
    { shorts: 'supplied' },
    { order: sell, around: supply('easy') },
    { order: sell, around: supply('locate') },
    refuse('shortSupply', 'easy', 'locate'),
  ],
  [
    'a short sale of which nobody says whether it can be borrowed',
    { shorts: 'supplied' },
    { around: supply('none') },
    { order: sell },
    refuse('shortSupply', 'easy', 'not told'),
  ],
  [
    'a short sale of what can not be borrowed, without any limit',
    {},
    { order: sell, around: supply('locate') },
    { order: sell, around: supply('none') },
    refuse('shortSupply', 'something to borrow', 'none'),
  ],
  [
    'a short sale of more than can be borrowed, without any limit',
    {},
    { order: sell, around: supply('easy', 100) },
    { order: sell, around: supply('easy', 99) },
    refuse('shortSupply', '99', '100'),
  ],
  [
    'an order like one that has just passed',
    { duplicateWindow: seconds(2) },
    { around: { likeIt: ago(2) } },
    { around: { likeIt: ago(1) } },
    refuse('duplicateOrder', `after ${isoTime(later(now, seconds(1)))}`, isoTime(now)),
  ],
  [
    'a change is no second order',
    { duplicateWindow: seconds(2) },
    { order: { isNew: false }, around: { likeIt: ago(1) } },
    { around: { likeIt: now } },
    refuse('duplicateOrder', `after ${isoTime(later(now, seconds(2)))}`, isoTime(now)),
  ],
  [
    'a buy that reaches a sale of ours',
    { selfCrossing: 'refuse' },
    { around: against(11) },
    { around: against(10) },
    refuse('selfCrossing', 'o7', '10'),
  ],
  [
    'a sale that reaches a buy of ours',
    { selfCrossing: 'refuse' },
    { order: sell, around: against(9) },
    { order: sell, around: against(10) },
    refuse('selfCrossing', 'o7', '10'),
  ],
  [
    'a buy at the market that reaches a sale of ours at the offer',
    { selfCrossing: 'refuse' },
    { order: bare, around: against(21) },
    { order: bare, around: against(20) },
    refuse('selfCrossing', 'o7', '20'),
  ],
  [
    'a buy that is set off above a sale of ours',
    { selfCrossing: 'refuse' },
    { order: { ...bare, stop: price(24) }, around: against(25) },
    { order: { ...bare, stop: price(25) }, around: against(25) },
    refuse('selfCrossing', 'o7', '25'),
  ],
  [
    'a sale that is set off below a buy of ours',
    { selfCrossing: 'refuse' },
    { order: { ...sell, ...bare, stop: price(9) }, around: against(8) },
    { order: { ...sell, ...bare, stop: price(8) }, around: against(8) },
    refuse('selfCrossing', 'o7', '8'),
  ],
  [
    'an order against one of ours at the market',
    { selfCrossing: 'refuse' },
    {},
    { around: against(undefined) },
    refuse('selfCrossing', 'o7', '10'),
  ],
  [
    'orders in a time',
    { maxOrderRate: { count: 3, per: seconds(10) } },
    { here: { passedAfter: (moment) => (moment === ago(10) ? 2 : 9) } },
    { here: { passedAfter: (moment) => (moment === ago(10) ? 3 : 0) } },
    refuse('maxOrderRate', '3 in 10s', '4'),
  ],
  [
    'orders that are out',
    { maxOpenOrders: 3 },
    { here: { openOrders: 2 } },
    { here: { openOrders: 3 } },
    refuse('maxOpenOrders', '3', '4'),
  ],
  [
    'orders that are out, of which a change makes no more',
    { maxOpenOrders: 3 },
    { order: { isNew: false }, here: { openOrders: 3 } },
    { here: { openOrders: 3 } },
    refuse('maxOpenOrders', '3', '4'),
  ],
  [
    'orders on one side of a contract',
    { maxActiveOrders: 20 },
    { around: { activeOrders: 19 } },
    { around: { activeOrders: 20 } },
    refuse('maxActiveOrders', '20', '21'),
  ],
  [
    'orders on one side of a contract, of which a change makes no more',
    { maxActiveOrders: 20 },
    { order: { isNew: false }, around: { activeOrders: 20 } },
    { around: { activeOrders: 20 } },
    refuse('maxActiveOrders', '20', '21'),
  ],
  [
    'the number of positions',
    { maxOpenPositions: 1 },
    {},
    { here: { openPositions: 2 } },
    refuse('maxOpenPositions', '1', '2'),
  ],
  [
    'a number of positions that is none',
    { maxOpenPositions: 1 },
    {},
    { here: { openPositions: Number.NaN } },
    refuse('maxOpenPositions', '1', 'NaN'),
  ],
  [
    'long and short together, with what is reserved',
    { maxGrossExposure: amount(1010) },
    { here: { exposure: exposure({ long: 1, short: 2, buying: 3, selling: 4 }) } },
    { here: { exposure: exposure({ long: 1, short: 2, buying: 3, selling: 5 }) } },
    refuse('maxGrossExposure', '1010', '1011'),
  ],
  [
    'long less short, of a buy with all buys that are out',
    { maxNetExposure: amount(1010) },
    { here: { exposure: exposure({ long: 20, short: 30, buying: 20, selling: 900 }) } },
    { here: { exposure: exposure({ long: 20, short: 30, buying: 21, selling: 900 }) } },
    refuse('maxNetExposure', '1010', '1011'),
  ],
  [
    'short less long, of a sale with all sales that are out',
    { maxNetExposure: amount(1010) },
    { order: sell, here: { exposure: exposure({ long: 30, short: 20, buying: 900, selling: 20 }) } },
    { order: sell, here: { exposure: exposure({ long: 30, short: 20, buying: 900, selling: 21 }) } },
    refuse('maxNetExposure', '1010', '1011'),
  ],
  [
    'what is long, of buys alone',
    { maxLongExposure: amount(1010) },
    { here: { exposure: exposure({ long: 4, short: 90, buying: 6, selling: 90 }) } },
    { here: { exposure: exposure({ long: 4, buying: 7 }) } },
    refuse('maxLongExposure', '1010', '1011'),
  ],
  [
    'a sale adds nothing long, a buy nothing short',
    { maxLongExposure: amount(1), maxShortExposure: amount(1000) },
    { order: sell },
    { order: sell, here: { exposure: exposure({ short: 1 }) } },
    refuse('maxShortExposure', '1000', '1001'),
  ],
  [
    'what is short, of sales alone',
    { maxShortExposure: amount(1010) },
    { order: sell, here: { exposure: exposure({ short: 4, long: 90, selling: 6, buying: 90 }) } },
    { order: sell, here: { exposure: exposure({ short: 4, selling: 7 }) } },
    refuse('maxShortExposure', '1010', '1011'),
  ],
  [
    'what is open in one symbol',
    { maxSymbolExposure: amount(1010) },
    { here: inSpy(10) },
    { here: inSpy(11) },
    refuse('maxSymbolExposure', '1010 in SPY', '1011'),
  ],
  [
    'what is open in one symbol beside the equity',
    { maxSymbolShare: ratio('0.101') },
    { here: inSpy(10) },
    { here: inSpy(11) },
    refuse('maxSymbolShare', '0.101 of 10000 in SPY', '1011'),
  ],
  [
    'anything beside an equity that is gone',
    { maxSymbolShare: ratio('0.5') },
    {},
    { around: { equity: amount(-1) } },
    refuse('maxSymbolShare', '0.5 of -1 in SPY', '1000'),
  ],
  [
    'what is open in one sector',
    { maxSectorExposure: amount(1010) },
    { here: inTech(10) },
    { here: inTech(11) },
    refuse('maxSectorExposure', '1010 in sector/tech', '1011'),
  ],
  [
    'what is open in one sector beside the equity',
    { maxSectorShare: ratio('0.101') },
    { here: inTech(10) },
    { here: inTech(11) },
    refuse('maxSectorShare', '0.101 of 10000 in sector/tech', '1011'),
  ],
  [
    'what orders may take of the buying power, beside what was spent since it was told',
    { maxBuyingPowerShare: ratio('0.5') },
    { here: { exposure: exposure({ buying: 100, selling: 200, long: 9_999 }) }, around: told(3_000, 200) },
    { here: { exposure: exposure({ buying: 100, selling: 200, long: 9_999 }) }, around: told(3_000, 201) },
    refuse('maxBuyingPowerShare', '1500', '1501'),
  ],
  [
    'figures of the account that are too old',
    { maxBuyingPowerShare: ratio('0.5') },
    { around: told(3_000, 0, 300) },
    { around: told(3_000, 0, 301) },
    refuse('accountStale', `after ${isoTime(ago(300))}`, isoTime(ago(301))),
  ],
  [
    'an account of which nothing was told',
    { maxBuyingPowerShare: ratio('0.5') },
    { around: told(3_000) },
    {},
    refuse('accountStale', `after ${isoTime(ago(300))}`, 'never'),
  ],
  [
    'what settled cash can not pay',
    {},
    { around: { settledCash: amount(1000) } },
    { around: { settledCash: amount('999.99') } },
    refuse('settledCash', '999.99', '1000'),
  ],
  [
    'a short sale of a cash account',
    {},
    { order: sell },
    { order: sell, around: { settledCash: amount(5000) } },
    refuse('shortForbidden', 'a cash account'),
  ],
  ['what is restricted', {}, {}, { around: { isRestricted: true } }, refuse('restricted')],
  ['what is halted', {}, {}, { around: { isTradingHalted: true } }, refuse('tradingHalted')],
  [
    'what another book holds on the other side',
    {},
    {},
    { around: { oppositeBook: 'swing' as BookId } },
    refuse('oppositeBook', '', 'swing'),
  ],
];

describe('each limit allows what it names and nothing beyond', () => {
  it.each(rows)('%s', (_name, limits, edge, beyond, refusal) => {
    expect(brokenLimit(asked(limits, edge))).toBeNull();
    expect(brokenLimit(asked(limits, beyond))).toStrictEqual(refusal);
  });
});

it('a collar holds no order without a limit price', () => {
  expect(brokenLimit(asked({ priceCollar: ratio('0.01') }, { order: bare }))).toBeNull();
});

it('a limit of a narrower scope is told with its name, and the widest that is broken first', () => {
  const desk = scope({ maxOrderQuantity: quantity(100) });
  const book = scope({ maxOrderQuantity: quantity(50) }, { name: 'book/main' });
  const about = { around: { scopes: [desk, book] } };
  expect(brokenLimit(asked({}, about))).toStrictEqual(refuse('maxOrderQuantity', '50 of book/main', '100'));
  expect(brokenLimit(asked({}, { ...about, order: { quantity: quantity(101) } }))?.limit).toBe('100');
});

it('figures of the account count for as long as the desk says', () => {
  const old = asked({ maxBuyingPowerShare: ratio(1) }, { around: told(3_000, 0, 301) });
  expect(brokenLimit(old, (10 * MICROSECONDS.minute) as Duration)).toBeNull();
});

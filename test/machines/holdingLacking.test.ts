/** What of our books an account has no more: what is believed of it, whatever comes first, and whatever does not come at all. */
import { describe, expect, it } from 'vitest';
import type {
  AccountId,
  AdoptionId,
  BookId,
  InstrumentId,
  OrderId,
  PositionId,
  TimerId,
} from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { HoldingEvent } from '../../src/machines/holding/holding.ts';
import { holdingMachine } from '../../src/machines/holding/holdingMachine.ts';
import { lacking } from '../../src/machines/holding/lacking.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import { drive } from '../support/charts.ts';

const where = { account: 'PAPER' as AccountId, instrument: 'SPY' as InstrumentId };

const ours = (change: number): HoldingEvent => ({ type: 'holding.booked', ...where, change: quantity(change) });
const listed = (change: number): HoldingEvent => ({ ...ours(change), listed: true }) as HoldingEvent;
/** What others have traded; `booked` of it was out of our books. */
const theirs = (change: number, booked: number): HoldingEvent => ({
  ...{ type: 'holding.external', ...where, change: quantity(change), booked: quantity(booked) },
  order: 'x' as OrderId,
});
const is = (held: number): HoldingEvent => ({ type: 'broker.position', ...where, quantity: quantity(held) });
const line = (state: string): HoldingEvent => ({ type: 'connection.stateChanged', broker: 'hand', state });
const moved = (type: 'holding.adopted' | 'holding.released', shares: number): HoldingEvent => ({
  ...{ type, ...where, book: 'main' as BookId, position: 'p' as PositionId, adoption: 'a' as AdoptionId },
  ...{ quantity: quantity(shares), price: price(80), operator: 'me', why: 'mine' },
});
const split = (newShares: number, oldShares: number, booked: number, foreign = 0): HoldingEvent => ({
  ...{ type: 'holding.split', ...where, exDate: '2025-03-03' },
  ...{ newShares: quantity(newShares), oldShares: quantity(oldShares) },
  ...{ booked: quantity(booked), foreign: quantity(foreign) },
});
const reconcile: HoldingEvent = { type: 'holding.reconcile', ...where, operator: 'me', why: 'theirs' };
const deadline = (what: string): HoldingEvent => ({
  ...{ type: 'clock.deadline', timer: 't' as TimerId, generation: 1, owner: 'holding', id: 'x', what },
});
/** As long as a difference takes to be drift, and as what the broker said takes to be believed. */
const lasts = [deadline('agreement'), deadline('lacking')];

/** 100 shares that are ours, beside `foreign` ones, and the broker has said so. */
function holding(foreign = 0, ...events: readonly HoldingEvent[]) {
  const input = { ...where, reported: quantity(foreign), patience: { agreement: seconds(10) } };
  const driven = drive(holdingMachine, input);
  driven.send(ours(100), is(100 + foreign), ...events);
  return { ...driven, lacking: () => decimalText(driven.snapshot().context.lacking) };
}
const away = line('disconnected');
const back = line('ready');
/** 40 have been sold unheard, and that is believed. */
const sold40 = [is(60), ...lasts];

it.each<readonly [string, number, readonly HoldingEvent[], string]>([
  ['what the broker said and what lasts is believed', 0, [is(60), ...lasts], '40'],
  ['what does not last is not', 0, [is(60)], '0'],
  ['nor what is explained in time', 0, [is(60), is(100), ...lasts], '0'],
  ['what is lacking of what is short', 0, [ours(-200), is(-60), ...lasts], '40'],
  ['silence behind a purchase of ours says nothing', 0, [ours(50), ...lasts], '0'],
  ['silence behind a sale of ours says nothing', 0, [ours(-50), ...lasts], '0'],
  ['the word behind a purchase of ours says what others have sold', 0, [ours(50), is(110), ...lasts], '40'],
  [
    'the word of before a purchase, still on its way, is followed by the one behind it',
    0,
    [ours(50), is(100), is(150), ...lasts],
    '0',
  ],
  [
    'a sale of ours behind the word: it may be in that, and as much is lacking either way',
    0,
    [is(60), ours(-10), ...lasts],
    '30',
  ],
  ['until the next word', 0, [is(60), ours(-10), ...lasts, is(50), ...lasts], '40'],
  ['the word first, then our own sale: nothing is lacking', 0, [is(60), ours(-40), ...lasts], '0'],
  ['the word first, then our own sale of a part', 0, [is(20), ours(-40), ...lasts], '40'],
  ['a purchase of ours behind the word makes nothing lacking', 0, [is(60), ours(50), ...lasts], '40'],
  [
    'a purchase that the word may have seen makes nothing lacking before the next one',
    0,
    [is(110), ours(50), ...lasts],
    '0',
  ],
  ['and all of it then', 0, [is(110), ours(50), ...lasts, is(110), ...lasts], '40'],
  ['less of it is believed once the broker has said so and that has lasted', 0, [...sold40, is(90), ...lasts], '10'],
  ['a sale of ours never makes less lacking', 0, [...sold40, ours(-20), ...lasts], '40'],
  ['nor the word behind that', 0, [...sold40, ours(-20), is(40), ...lasts], '40'],
  ['of others beside us what is theirs has been sold first', 50, [is(110), ...lasts], '0'],
  ['and then ours', 50, [is(60), ...lasts], '40'],
  ['what is theirs is more than it was', 50, [is(300), ...lasts], '0'],
])('%s', (_, foreign, events, expected) => {
  expect(holding(foreign, ...events).lacking()).toBe(expected);
});

describe('while the way to the broker is closed', () => {
  it.each<readonly [string, readonly HoldingEvent[], string]>([
    ['nothing is believed, not even what was said before', [is(60), away, ...lasts], '0'],
    ['nor what was not told of by then, when it is open again', [is(60), away, back, ...lasts], '0'],
    ['what was believed is', [...sold40, away, ...lasts], '40'],
    ['a reading that is not whole says nothing', [away, is(60), ...lasts], '0'],
    [
      'one that is says what is lacking, whether it had been said before or not',
      [is(60), away, is(60), back, ...lasts],
      '40',
    ],
    ['as does one that others were broken off before', [away, is(60), ...lasts, is(60), back, ...lasts], '40'],
    ['what it tells of our own trades is in what it says is held', [away, is(90), back, listed(30), ...lasts], '40'],
    ['as is what only follows from them', [away, is(60), back, listed(-40), ...lasts], '0'],
    ['a trade of ours behind it may be in it', [away, is(60), back, listed(-10), ours(-30), ...lasts], '0'],
  ])('%s', (_, events, expected) => {
    expect(holding(0, ...events).lacking()).toBe(expected);
  });

  it('one that is made while it is closed believes nothing before that is open', () => {
    const driven = drive(holdingMachine, {
      ...{ ...where, reported: quantity(0), patience: { agreement: seconds(10) }, isAway: true },
    });
    driven.send(is(60), listed(100), ...lasts);
    expect(decimalText(driven.snapshot().context.lacking)).toBe('0');
    driven.send(is(60), back, ...lasts);
    expect(decimalText(driven.snapshot().context.lacking)).toBe('40');
  });
});

it.each<readonly [string, number, readonly HoldingEvent[], string]>([
  ['an execution that is told late explains it at once', 0, [...sold40, theirs(-40, -40)], '0'],
  ['and as much as it is for', 0, [...sold40, theirs(-25, -25)], '15'],
  ['before it is believed too', 0, [is(60), theirs(-40, -40), ...lasts], '0'],
  [
    'one of more that is told before the broker has said it is no more than it is',
    0,
    [is(60), theirs(-20, -20), ...lasts],
    '20',
  ],
  ['and what the broker says behind it', 0, [is(60), theirs(-20, -20), is(40), ...lasts], '40'],
  [
    'what others buy back is theirs, and nothing of ours is there for it',
    0,
    [...sold40, theirs(40, 0), is(100), ...lasts],
    '0',
  ],
  ['what is moved out of our books is lacking nothing of ours', 0, [...sold40, moved('holding.released', 40)], '0'],
  ['what is moved into them was there', 50, [moved('holding.adopted', 50), ...lasts], '0'],
  ['and is lacking as all else is', 50, [moved('holding.adopted', 50), is(110), ...lasts], '40'],
  ['a split makes as many more of it', 0, [...sold40, split(2, 1, 200)], '80'],
  ['the broker restates what it holds behind it', 0, [...sold40, split(2, 1, 200), is(120), ...lasts], '80'],
  ['or in front of it', 0, [...sold40, is(120), split(2, 1, 200), ...lasts], '80'],
  ['a split that the broker has not restated for makes nothing lacking', 0, [split(2, 1, 200), ...lasts], '0'],
  ['fewer new shares than old ones neither', 0, [is(50), split(1, 2, 50), ...lasts], '0'],
  ['one before it is believed is in the shares of now', 0, [is(60), split(2, 1, 200), ...lasts], '80'],
  ['a person says that the difference is not of ours: at once', 0, [...sold40, reconcile], '0'],
  ['and the next word of the broker holds', 0, [...sold40, reconcile, is(40), ...lasts], '20'],
  ['not before the broker has told what it holds behind a trade of ours', 0, [...sold40, ours(-10), reconcile], '40'],
])('%s', (_, foreign, events, expected) => {
  expect(holding(foreign, ...events).lacking()).toBe(expected);
});

describe('what is waited for', () => {
  const armedBy =
    ({ send }: Pick<ReturnType<typeof holding>, 'send'>) =>
    (event: HoldingEvent) =>
      send(event).flatMap((said) => (said.type === 'clock.arm' ? [said.what] : []));

  it('is another word; one that is said again is no reason to wait longer, nor is a price that is corrected', () => {
    const armed = armedBy(holding());
    expect(armed(is(60))).toEqual(['lacking', 'agreement']);
    expect(armed(is(60))).toEqual([]);
    expect(armed(ours(0))).toEqual([]);
    expect(armed(is(50))).toEqual(['lacking']);
    expect(armed(is(100))).toEqual([]);
  });

  it('is the end of what is lacking as well, and anew once the broker has been read anew', () => {
    const driven = holding(0, ...sold40);
    const armed = armedBy(driven);
    expect(armed(is(100))).toEqual(['lacking']);
    expect(driven.value()).toBe('inSync');
    driven.send(away);
    expect(armed(is(100))).toEqual(['lacking']);
    driven.send(back, deadline('lacking'));
    expect(driven.lacking()).toBe('0');
  });

  it('is what a trade of ours leaves that one list told of with what is held, and none that it did not', () => {
    const fresh = () =>
      drive(holdingMachine, { ...where, reported: quantity(0), patience: { agreement: seconds(10) } });
    const [told, untold] = [fresh(), fresh()];
    for (const { send } of [told, untold]) send(is(60));
    expect(armedBy(told)(listed(100))).toEqual(['lacking']);
    expect(armedBy(untold)(ours(100))).toEqual([]);
  });
});

it('a correction of a price leaves the word of the broker the last one', () => {
  expect(holding(0, ...sold40, is(90), ours(0), ...lasts).lacking()).toBe('10');
});

it('a split that is the first to be heard is a doubt', () => {
  const driven = drive(holdingMachine, { ...where, reported: quantity(100), patience: { agreement: seconds(10) } });
  driven.send(split(2, 1, 0, 200));
  expect(driven.value()).toBe('doubtful');
});

it('what is lacking is told when it is another, whatever made it so', () => {
  const [none, some] = [holding().snapshot(), holding(0, ...sold40).snapshot()];
  expect(lacking(none, some)).toEqual({ type: 'holding.lacking', ...where, quantity: quantity(40) });
  expect(lacking(some, none)).toEqual({ type: 'holding.lacking', ...where, quantity: quantity(0) });
  expect(lacking(some, some)).toBeUndefined();
});

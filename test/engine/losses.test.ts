/** Limits on losses in a whole desk: what reaches one, what happens then, and when it is over. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import type { AccountId, BookId, InstrumentId, Timestamp } from '../../src/identifiers.ts';
import { later, minutes, timestamp } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, plainIntent, SPY } from '../support/desk.ts';
import { links, terms } from '../support/orders.ts';

const IBM = 'IBM' as InstrumentId;
const NEXT_DAY = timestamp('2025-03-04T15:00:00Z');

const deskOf = (losses: string, more = ''): Desk => {
  const desk = createDesk({ yaml: `losses: ${losses}\n${more}` });
  quote(desk, 100);
  quote(desk, 100, IBM);
  return desk;
};
const quote = (desk: Desk, at: number, instrument: InstrumentId = SPY): void => {
  desk.quote(at.toFixed(2), (at + 0.02).toFixed(2), 1_000, instrument);
  desk.pass();
};
/** Buys 100 at 100.02 and sells them at a price: so much a share is won or lost, before fees. */
const trade = (desk: Desk, exit: number): void => {
  quote(desk, 100);
  desk.open({ ...plainIntent, stop: { by: 'amount', amount: price(50) }, target: { by: 'amount', amount: price(50) } });
  desk.pass();
  quote(desk, exit);
  desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'test' });
  desk.pass();
  quote(desk, exit);
};
const stopOut = (desk: Desk): void => {
  quote(desk, 100);
  desk.open({ stop: { by: 'amount', amount: price(1) } });
  desk.pass();
  quote(desk, 98.9);
  desk.pass(2);
};
const moves = (desk: Desk): readonly string[] =>
  desk.said('risk.stateChanged').map(({ scope, state, why }) => `${scope} ${state}: ${why}`);
const breaches = (desk: Desk): readonly string[] =>
  desk
    .said('risk.limitBreached')
    .map(({ scope, limit, most, value, onBreach }) => `${scope} ${limit} ${value} against ${most}, ${onBreach}`);
const clearings = (desk: Desk): readonly string[] =>
  desk.said('risk.limitCleared').map(({ scope, limit }) => `${scope} ${limit}`);
const refusals = (desk: Desk): readonly string[] =>
  desk.said('risk.refused').map(({ code, limit, value }) => `${code}: ${value} against ${limit}`);
const resume = (desk: Desk, scope = 'desk'): void =>
  desk.send({ type: 'risk.resume', scope, operator: 'ann', why: 'seen' });
const sameInReplay = async (desk: Desk): Promise<void> =>
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
const waitUntil = (desk: Desk, at: Timestamp): void => desk.clock.advance(at);

describe('a daily loss', () => {
  it('that is realised halts the desk when it is reached, and not by what is only held', async () => {
    const desk = deskOf('{ desk: { maxDailyLoss: 200 } }');
    desk.open({ stop: { by: 'amount', amount: price(50) } });
    desk.pass();
    quote(desk, 90);
    expect(breaches(desk)).toEqual([]);
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'test' });
    desk.pass();
    quote(desk, 90);
    expect(moves(desk)).toEqual([
      'desk halted: maxDailyLoss: 1054 against 200'.replace('1054', breaches(desk)[0]?.split(' ')[2] ?? ''),
    ]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    desk.open({}, IBM);
    expect(refusals(desk)).toEqual(['halted:  against ']);
    await sameInReplay(desk);
  });

  it('with what is held halts while it is held, and its stop goes on working', async () => {
    const desk = deskOf('{ desk: { maxDailyLossWithOpen: 200 } }');
    desk.open({ stop: { by: 'amount', amount: price(5) } });
    desk.pass();
    quote(desk, 98.5);
    expect(breaches(desk)).toEqual([]);
    quote(desk, 97.9);
    expect(breaches(desk)).toHaveLength(1);
    expect(moves(desk)).toHaveLength(1);
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
    // It has recovered; what was reached was reached.
    quote(desk, 100);
    expect(breaches(desk)).toHaveLength(1);
    desk.open({}, IBM);
    expect(refusals(desk)).toEqual(['halted:  against ']);
    quote(desk, 94.9);
    desk.pass(2);
    expect(desk.engine.views.openPositions()).toEqual([]);
    await sameInReplay(desk);
  });

  it('is reached again at once when a person resumes while it is still so', () => {
    const desk = deskOf('{ desk: { maxDailyLoss: 100 } }');
    trade(desk, 98);
    resume(desk);
    expect(clearings(desk)).toEqual(['desk maxDailyLoss']);
    expect(breaches(desk)).toHaveLength(2);
    expect(desk.engine.views.restrictions()).toMatchObject([{ scope: 'desk', state: 'halted' }]);
  });

  it('of yesterday is none of today: what only reduced trades again by itself', async () => {
    const desk = deskOf('{ desk: { maxDailyLoss: { max: 100, onBreach: reduce } } }');
    trade(desk, 98);
    expect(desk.engine.views.restrictions()).toMatchObject([{ scope: 'desk', state: 'reducing' }]);
    waitUntil(desk, NEXT_DAY);
    quote(desk, 100);
    expect(clearings(desk)).toEqual(['desk maxDailyLoss']);
    expect(desk.engine.views.restrictions()).toEqual([]);
    await sameInReplay(desk);
  });

  it('that has halted stays halted in the next day, until a person resumes', () => {
    const desk = deskOf('{ desk: { maxDailyLoss: 100 } }');
    trade(desk, 98);
    waitUntil(desk, NEXT_DAY);
    quote(desk, 100);
    expect(desk.engine.views.restrictions()).toMatchObject([{ state: 'halted' }]);
    resume(desk);
    expect(desk.engine.views.restrictions()).toEqual([]);
  });

  it('does not end what a person has reduced', () => {
    const desk = deskOf('{ desk: { maxDailyLoss: { max: 100, onBreach: reduce } } }');
    trade(desk, 98);
    desk.send({ type: 'risk.reduce', scope: 'desk', operator: 'ann', why: 'careful' });
    waitUntil(desk, NEXT_DAY);
    quote(desk, 100);
    expect(desk.engine.views.restrictions()).toMatchObject([{ scope: 'desk', state: 'reducing' }]);
  });

  it('counts the gap over night for the day in which it is seen', () => {
    const desk = deskOf('{ desk: { maxDailyLossWithOpen: 300 } }');
    desk.open({ stop: { by: 'amount', amount: price(50) } });
    desk.pass();
    quote(desk, 98);
    waitUntil(desk, NEXT_DAY);
    expect(breaches(desk)).toEqual([]);
    quote(desk, 94.9);
    expect(breaches(desk)).toHaveLength(1);
  });

  it('turns with the day of the document', () => {
    const desk = deskOf(
      '{ desk: { maxDailyLoss: { max: 100, onBreach: reduce } } }',
      "tradingDay: { zone: UTC, rollover: '15:10' }",
    );
    trade(desk, 98);
    expect(desk.engine.views.restrictions()).toMatchObject([{ state: 'reducing' }]);
    waitUntil(desk, timestamp('2025-03-03T15:10:00Z'));
    quote(desk, 98);
    expect(desk.engine.views.restrictions()).toEqual([]);
  });
});

describe('of each book by itself', () => {
  it('is a loss counted, and the others trade on', async () => {
    const desk = deskOf('{ book: { maxDailyLoss: 100 } }');
    trade(desk, 98);
    expect(moves(desk).map((move) => move.split(':')[0])).toEqual(['book/main halted']);
    desk.open({}, IBM);
    const { limit: _limit, ...market } = terms({ type: 'market', instrument: IBM });
    desk.send({ type: 'desk.place', terms: market, links: links({ role: 'manual', book: 'other' as BookId }) });
    expect(refusals(desk)).toEqual(['halted:  against ']);
    desk.pass();
    expect(desk.engine.views.openPositions()).toMatchObject([{ book: 'other', instrument: IBM }]);
    await sameInReplay(desk);
  });

  it('is what it holds marked, long and short', () => {
    const desk = deskOf('{ book: { maxDailyLossWithOpen: 200 } }');
    desk.open({
      side: 'short',
      stop: { by: 'amount', amount: price(50) },
      target: { by: 'amount', amount: price(50) },
    });
    desk.pass();
    quote(desk, 101);
    expect(breaches(desk)).toEqual([]);
    quote(desk, 102.1);
    expect(breaches(desk)).toHaveLength(1);
  });

  it('begins with what it holds when the document has no limits before', async () => {
    const desk = createDesk({ yaml: '' });
    quote(desk, 100);
    desk.open({ stop: { by: 'amount', amount: price(50) } });
    desk.pass();
    quote(desk, 90);
    await desk.engine.reload(parseDesk('desk: test\nrules: {}\nlosses: { book: { maxDailyLossWithOpen: 200 } }'));
    quote(desk, 90);
    expect(breaches(desk)).toEqual([]);
    quote(desk, 87.9);
    expect(breaches(desk)).toEqual(['book/main maxDailyLossWithOpen 210 against 200, halt']);
    await sameInReplay(desk);
  });
});

describe('a drawdown', () => {
  it('is measured from the highest profit so far, over days', async () => {
    const desk = deskOf('{ desk: { maxDrawdown: 300 } }');
    desk.open({ stop: { by: 'amount', amount: price(50) }, target: { by: 'amount', amount: price(50) } });
    desk.pass();
    quote(desk, 105);
    quote(desk, 103);
    waitUntil(desk, NEXT_DAY);
    quote(desk, 103);
    expect(breaches(desk)).toEqual([]);
    quote(desk, 102);
    expect(breaches(desk)).toEqual(['desk maxDrawdown 300 against 300, halt']);
    await sameInReplay(desk);
  });

  it('as a share is one of what the desk had at its highest', () => {
    const desk = deskOf('{ desk: { maxDrawdown: 1% } }');
    const { equity } = desk.engine.views.account();
    expect(equity).toBe(1_000_000n * 10n ** 16n);
    desk.send({
      type: 'desk.place',
      terms: { ...terms({ type: 'limit', limit: price('100.02') }), quantity: quantity(5_000) },
      links: links({ role: 'manual' }),
    });
    for (const _fill of [1, 2, 3, 4, 5, 6]) quote(desk, 100);
    quote(desk, 98.2);
    expect(breaches(desk)).toEqual([]);
    quote(desk, 97.9);
    expect(breaches(desk)).toMatchObject([expect.stringMatching(/^desk maxDrawdown 0\.01\d+ against 0\.01, halt$/)]);
  });
});

describe('a losing streak', () => {
  it('pauses the desk, and is over with the pause', async () => {
    const desk = deskOf('{ desk: { losingStreak: { trades: 2, pause: 30m } } }');
    trade(desk, 99);
    expect(breaches(desk)).toEqual([]);
    trade(desk, 99);
    expect(breaches(desk)).toEqual(['desk losingStreak 2 against 2 losses, reduce']);
    trade(desk, 101);
    expect(refusals(desk)).toEqual(['reducing:  against ']);
    waitUntil(desk, later(desk.clock.now(), minutes(30)));
    expect(clearings(desk)).toEqual(['desk losingStreak']);
    expect(desk.engine.views.restrictions()).toEqual([]);
    trade(desk, 99);
    expect(breaches(desk)).toHaveLength(1);
    await sameInReplay(desk);
  });

  it('is broken by a trade that wins', () => {
    const desk = deskOf('{ desk: { losingStreak: { trades: 2, pause: 30m } } }');
    for (const exit of [99, 102, 99]) trade(desk, exit);
    expect(breaches(desk)).toEqual([]);
  });

  it('of stops counts those alone that were stopped out', () => {
    const desk = deskOf('{ desk: { losingStreak: { trades: 2, of: stops, pause: 30m } } }');
    trade(desk, 99);
    stopOut(desk);
    expect(breaches(desk)).toEqual([]);
    stopOut(desk);
    expect(breaches(desk)).toEqual(['desk losingStreak 2 against 2 stops, reduce']);
  });

  it('counts what ended within its time', () => {
    const desk = deskOf('{ desk: { losingStreak: { trades: 2, within: 10m, pause: 30m } } }');
    trade(desk, 99);
    waitUntil(desk, later(desk.clock.now(), minutes(11)));
    trade(desk, 99);
    expect(breaches(desk)).toEqual([]);
  });

  it('that halts stays until a person resumes, and begins anew then', () => {
    const desk = deskOf('{ desk: { losingStreak: { trades: 2, onBreach: halt } } }');
    for (const exit of [99, 99]) trade(desk, exit);
    expect(desk.engine.views.restrictions()).toMatchObject([{ state: 'halted' }]);
    resume(desk);
    trade(desk, 99);
    expect(desk.engine.views.restrictions()).toEqual([]);
  });
});

describe('as many trades as may be in a day', () => {
  it('are opened, and one more is refused: to ask for it is the breach', async () => {
    const desk = deskOf('{ desk: { maxTradesPerDay: 1 } }');
    desk.open();
    desk.open({}, IBM);
    expect(refusals(desk)).toEqual(['maxTradesPerDay: 2 against 1 of desk']);
    expect(breaches(desk)).toEqual([]);
    desk.pass();
    expect(breaches(desk)).toEqual(['desk maxTradesPerDay 1 against 1, reduce']);
    expect(desk.engine.views.openPositions()).toMatchObject([{ instrument: SPY, protection: 'protected' }]);
    waitUntil(desk, NEXT_DAY);
    quote(desk, 100, IBM);
    desk.open({}, IBM);
    desk.pass();
    expect(desk.engine.views.openPositions()).toHaveLength(2);
    await sameInReplay(desk);
  });

  it('do not count an entry that ended without a fill', () => {
    const desk = deskOf('{ desk: { maxTradesPerDay: 1 } }');
    desk.open({ entry: { type: 'limit', offset: price(5) } });
    desk.pass();
    const [entry] = desk.engine.views.orders().filter(({ role }) => role === 'entry');
    if (entry !== undefined) desk.send({ type: 'desk.cancel', order: entry.order, why: 'test' });
    desk.pass();
    desk.open({}, IBM);
    expect(refusals(desk)).toEqual([]);
  });

  it('do not keep an addition to what is held', () => {
    const desk = deskOf('{ desk: { maxTradesPerDay: 1 } }');
    desk.open();
    desk.pass();
    desk.send({ type: 'desk.add', book: BOOK, instrument: SPY, quantity: quantity(10), why: 'test' });
    desk.pass();
    expect(refusals(desk)).toEqual([]);
  });
});

describe('what is not known', () => {
  it('never counts as nothing lost: while what is held has no live data, nothing may add risk', () => {
    const desk = deskOf('{ desk: { maxDailyLossWithOpen: 200 } }');
    desk.open();
    desk.pass();
    desk.engine.hear(
      { type: 'market.dataState', instrument: SPY, state: 'frozen', usable: false, detail: '' },
      'market',
    );
    desk.open({}, IBM);
    expect(refusals(desk)).toEqual(['lossBlind: not known against maxDailyLossWithOpen of desk']);
  });

  it('is what was taken over without a price: no loss is made up, and nothing may add risk', () => {
    const desk = deskOf('{ desk: { maxDailyLossWithOpen: 200 } }');
    const GLD = 'GLD' as InstrumentId;
    desk.broker.hearMarket?.({
      type: 'market.quote',
      instrument: GLD,
      bid: price(100),
      ask: price(100),
      bidSize: quantity(1),
      askSize: quantity(1),
    });
    desk.engine.hear({ type: 'market.dataState', instrument: GLD, state: 'live', usable: true, detail: '' }, 'market');
    desk.send({
      type: 'holding.adopt',
      account: 'PAPER' as AccountId,
      instrument: GLD,
      book: BOOK,
      quantity: quantity(10),
      price: price(100),
      operator: 'ann',
      why: 'test',
    });
    expect(breaches(desk)).toEqual([]);
  });

  it('a rule that resumes does not end it', () => {
    const desk = deskOf(
      '{ desk: { maxDailyLoss: { max: 100, onBreach: reduce } } }',
      'rules: { r: { when: signal.prediction, then: [{ resume: desk }, { open: { side: long, quantity: 10 } }] } }',
    );
    trade(desk, 98);
    desk.predict('BUY', 0.6, IBM);
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'lossLimit', limit: 'maxDailyLoss 100 of desk' }]);
    expect(desk.engine.views.restrictions()).toMatchObject([{ scope: 'desk', state: 'reducing' }]);
    expect(breaches(desk)).toHaveLength(1);
  });
});

describe('limits that change while the desk runs', () => {
  const under = (max: number): string =>
    `desk: test\nrules: {}\nlosses: { desk: { maxDailyLossWithOpen: { max: ${max}, onBreach: reduce } } }`;
  it('are weighed at once where they are tighter', async () => {
    const desk = deskOf('{ desk: { maxDailyLossWithOpen: { max: 500, onBreach: reduce } } }');
    desk.open({ stop: { by: 'amount', amount: price(50) } });
    desk.pass();
    quote(desk, 98);
    await desk.engine.reload(parseDesk(under(100)));
    expect(breaches(desk)).toHaveLength(1);
    await sameInReplay(desk);
  });
});

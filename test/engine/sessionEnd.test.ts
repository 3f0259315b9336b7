import { describe, expect, it } from 'vitest';
import { later, seconds } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { SessionEvent } from '../../src/ports.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, SPY, START } from '../support/desk.ts';

/** The session closes so long after the start of the story. */
const CLOSES = later(START, seconds(120));
const session = '2025-03-03';
const flat = 'rules: { flat: { when: clock.beforeClose, then: flatten } }';

/** A long position of 100 in a session that is on, with a market that shows one share at a time from then on. */
function held(yaml: string): Desk {
  const desk = createDesk({ yaml });
  tell(desk, { type: 'clock.sessionOpened', session, opens: START, closes: CLOSES });
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  desk.quote('100.00', '100.02', 1);
  return desk;
}
const tell = (desk: Desk, event: SessionEvent): void => desk.engine.hear(event, 'clock');
const near = (desk: Desk): void =>
  tell(desk, { type: 'clock.beforeClose', session, closes: CLOSES, before: seconds(60) });
const closed = (desk: Desk): void => tell(desk, { type: 'clock.sessionClosed', session, closes: CLOSES });
const exitDeadlines = (desk: Desk): readonly number[] =>
  desk.said('clock.deadline').flatMap(({ what }, index) => (what === 'exit' ? [index] : []));

describe('near the close', () => {
  it('an exit whose patience would outlast the session is priced anew again and again before it', () => {
    const desk = held(flat);
    desk.pass(59);
    near(desk);
    expect(desk.said('position.closing')).toHaveLength(1);
    desk.quote('99.00', '99.02', 1);
    desk.pass(59);
    expect(exitDeadlines(desk).length).toBeGreaterThan(5);
    // Half a percent through the quote of now.
    expect(desk.said('order.amended').at(-1)?.terms.limit).toBe(price('98.50'));
  });

  it('early in the session an exit keeps its patience', () => {
    const desk = held('rules: {}');
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass(25);
    expect(exitDeadlines(desk)).toEqual([]);
  });
});

describe('B38: what is held after the close', () => {
  it.each([
    ['although a rule wanted the desk flat: the exit has not filled', flat, near, [true]],
    ['although a rule wanted the desk flat: nobody said so', flat, () => undefined, [true]],
    ['although it was to be left', 'rules: {}', leave, [true]],
    ['as it should be: no rule wants the desk flat', 'rules: {}', () => undefined, []],
  ])('%s', (_name, yaml, act, sizes) => {
    const desk = held(yaml);
    desk.pass(60);
    act(desk);
    desk.pass(59);
    closed(desk);
    expect(desk.said('position.overstayed').map(({ quantity: size }) => size > 0n)).toEqual(sizes);
  });

  it('is named with its size', () => {
    const desk = held(flat);
    closed(desk);
    expect(desk.said('position.overstayed')).toMatchObject([{ instrument: SPY, quantity: quantity(100), session }]);
  });
});

describe('quoteStale: nothing is opened on the quote of an earlier session', () => {
  const opened = (desk: Desk): void => {
    desk.pass(130);
    const opens = later(START, seconds(130));
    tell(desk, { type: 'clock.sessionOpened', session: '2025-03-04', opens, closes: later(opens, seconds(60)) });
  };

  it('also when trades have come since, and until a quote comes', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    opened(desk);
    desk.engine.hear({ type: 'market.trade', instrument: SPY, price: price('103'), size: quantity(100) }, 'market');
    desk.open();
    expect(desk.said('desk.declined')).toMatchObject([{ event: 'desk.open', code: 'quoteStale' }]);
    desk.quote('103.00', '103.02');
    desk.open();
    expect(desk.said('desk.declined')).toHaveLength(1);
    expect(desk.said('position.planned')).toHaveLength(1);
  });

  it('what is held can be left on it', () => {
    const desk = held('rules: {}');
    opened(desk);
    leave(desk);
    expect(desk.said('desk.declined')).toEqual([]);
    expect(desk.said('position.closing')).toHaveLength(1);
  });
});

function leave(desk: Desk): void {
  desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
}

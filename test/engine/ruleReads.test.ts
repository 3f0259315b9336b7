/** What conditions may read of the portfolio, of the session and of the rule itself. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { later, minutes } from '../../src/identifiers.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, SPY, START } from '../support/desk.ts';
import { deskOf, IBM } from '../support/ruledDesk.ts';

/** A rule that tells whether this holds, at each prediction. */
const asked = (condition: string): Desk =>
  deskOf(`  r: { when: signal.prediction, if: '${condition}', then: { notify: yes } }`);
/** `yes`, `no`, or why it can not be said. */
function answer(desk: Desk, instrument: InstrumentId = SPY): string {
  const [told, failed] = [desk.said('rule.notified').length, desk.said('rule.failed').length];
  desk.predict('BUY', 0.6, instrument);
  const reason = desk.said('rule.failed').slice(failed)[0]?.detail;
  return reason ?? (desk.said('rule.notified').length > told ? 'yes' : 'no');
}
const open = (desk: Desk, opens = START): void =>
  desk.engine.hear(
    { type: 'clock.sessionOpened', session: '2025-03-03', opens, closes: later(opens, minutes(60)) },
    'clock',
  );
/** Holds 100 at 100.02, for a commission of 0.35, and the market stands at 101.01. */
function won(desk: Desk): void {
  desk.open({ target: { by: 'amount', amount: 1_000_000_000n as never } });
  desk.pass();
  desk.quote('101.00', '101.02', 0);
}

describe('the portfolio in a condition', () => {
  it.each([
    ['portfolio.openPositions == 1', 'portfolio.openPositions == 0'],
    ['portfolio.unrealised > 98.99 && portfolio.unrealised < 99.01', 'portfolio.unrealised == 0'],
    ['portfolio.grossExposure > 10100.99', 'portfolio.grossExposure == 0'],
    ['portfolio.netExposure > 10100.99', 'portfolio.netExposure == 0'],
    ['portfolio.fees > 0.34 && portfolio.fees < 0.36', 'portfolio.fees == 0'],
    ['portfolio.change > 98.6 && portfolio.change < 98.7', 'portfolio.change == 0'],
    ['portfolio.equity > 1000098.6 && portfolio.equity < 1000098.7', 'portfolio.equity == 1000000'],
    ['portfolio.cash < 990000', 'portfolio.cash == 1000000'],
  ])('%s when something is held, and before %s', (after, before) => {
    const desk = deskOf(`
  a: { when: signal.prediction, if: '${before}', then: { notify: before } }
  b: { when: signal.prediction, if: '${after}', then: { notify: after } }`);
    desk.predict('BUY');
    won(desk);
    desk.predict('BUY');
    expect(desk.said('rule.notified').map(({ text }) => text)).toEqual(['before', 'after']);
  });

  it('what is won and paid is realised', () => {
    const desk = asked('portfolio.realised > 97 && portfolio.unrealised == 0');
    won(desk);
    expect(answer(desk)).toBe('no');
    desk.quote('101.00', '101.02');
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    expect(answer(desk)).toBe('yes');
  });

  it('the change of the day begins with the session, and is not known before one', () => {
    const desk = asked('portfolio.changeToday < -0.01');
    won(desk);
    expect(answer(desk)).toBe('portfolio.changeToday is not known');
    open(desk);
    expect(answer(desk)).toBe('no');
    desk.quote('100.50', '100.52', 0);
    expect(answer(desk)).toBe('yes');
  });

  it('a loss of the day halts by a rule of three lines', () => {
    const desk = deskOf(`
  guard: { when: market.quote, if: portfolio.changeToday < -40.0, then: [flatten, { halt: desk }] }`);
    open(desk);
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    desk.quote('99.50', '99.52');
    desk.pass(2);
    expect(desk.engine.views.restrictions()).toMatchObject([{ scope: 'desk', state: 'halted' }]);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it.each([
    ['desk', 'halted'],
    ['book/main', 'halted'],
    ['instrument/SPY', 'halted'],
    ['instrument/IBM', 'active'],
  ])('the state is the strictest that holds for the symbol: with %s halted, %s', (scope, state) => {
    const desk = asked(`portfolio.state == "${state}"`);
    desk.send({ type: 'risk.halt', scope, operator: 'me', why: 'test' });
    expect(answer(desk)).toBe('yes');
  });
});

describe('the session in a condition', () => {
  it('has a name and its minutes while it is known', () => {
    const desk = asked(
      'session.name == "2025-03-03" && session.isOpen && session.minutesSinceOpen == 0 && session.minutesToClose == 60',
    );
    expect(answer(desk)).toBe('session.name is not known');
    open(desk);
    expect(answer(desk)).toBe('yes');
  });
});

describe('what a rule has done in its own condition', () => {
  it('counts in the symbol and in all, today and ever', () => {
    const conditions = ['rule.today < 2', 'rule.todayInAll < 2', 'rule.total < 2'];
    for (const [at, condition] of conditions.entries()) {
      const desk = asked(condition);
      expect([answer(desk), answer(desk, IBM), answer(desk)]).toEqual(['yes', 'yes', at === 1 ? 'no' : 'yes']);
      expect(answer(desk)).toBe('no');
      desk.pass(24 * 3_600);
      desk.quote('100.00', '100.02');
      expect(answer(desk)).toBe(at === 2 ? 'no' : 'yes');
    }
  });

  it('tells how long ago it was, and nothing before the first time', () => {
    const desk = asked('!rule.hasActed || rule.minutesSince >= 5');
    expect(answer(desk)).toBe('rule.minutesSince is not known');
    const other = deskOf(`
  first: { when: signal.prediction, if: '!rule.hasActed', then: { notify: first } }`);
    expect([answer(other), answer(other)]).toEqual(['yes', 'no']);
    const later = deskOf(`  r: { when: signal.prediction, if: 'rule.minutesSince >= 5', then: close }
  s: { when: signal.prediction, then: { notify: s } }`);
    later.predict('BUY');
    expect(later.said('rule.failed')).toMatchObject([{ rule: 'r', detail: 'rule.minutesSince is not known' }]);
  });

  it('tells what became of it last: each rule reads its own', () => {
    const desk = deskOf(`
  a: { when: signal.prediction, if: 'rule.outcome == "none" || rule.outcome == "noPosition"', then: close }
  b: { when: signal.prediction, if: 'rule.outcome != "accepted"', then: { notify: b } }`);
    desk.predict('BUY');
    desk.predict('BUY');
    expect(desk.said('rule.answered').map(({ rule, code }) => `${rule} ${code || 'accepted'}`)).toEqual([
      'a noPosition',
      'b accepted',
      'a noPosition',
    ]);
  });

  it('is the same in a replay', async () => {
    const desk = asked('rule.today < 2 && portfolio.state == "active"');
    for (const _each of [1, 2, 3]) answer(desk);
    open(desk);
    answer(desk);
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});

import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, SPY } from '../support/desk.ts';
import { deskOf, IBM } from '../support/ruledDesk.ts';

/** `rule/SPY accepted`, or the code of what was against it, in order. */
const answers = (desk: Desk): readonly string[] =>
  desk.said('rule.answered').map(({ rule, instrument, code }) => `${rule}/${instrument} ${code || 'accepted'}`);
const declined = (desk: Desk): readonly string[] =>
  desk.said('rule.declined').map(({ rule, code, detail }) => `${rule} ${code}: ${detail}`);
const leave = (desk: Desk, instrument: InstrumentId = SPY): void => {
  desk.send({ type: 'desk.close', book: BOOK, instrument, why: 'enough' });
  desk.pass();
};
const buy = 'open: { side: long, quantity: 100 }';

describe('how often a rule may act', () => {
  it('in a day and a symbol, and in another symbol as often', () => {
    const desk = deskOf(`  r: { when: signal.prediction, then: { ${buy} }, maxPerDay: 1 }`);
    desk.predict('BUY');
    desk.pass();
    leave(desk);
    desk.predict('BUY');
    desk.predict('BUY', 0.6, IBM);
    expect(answers(desk)).toEqual(['r/SPY accepted', 'r/SPY dayLimit', 'r/IBM accepted']);
    expect(desk.said('rule.declined')).toMatchObject([{ rule: 'r', code: 'dayLimit', detail: '1 against 1' }]);
  });

  it('in a day in all symbols together', () => {
    const desk = deskOf(`  r: { when: signal.prediction, then: { ${buy} }, maxPerDay: { count: 1, per: rule } }`);
    desk.predict('BUY');
    desk.predict('BUY', 0.6, IBM);
    expect(answers(desk)).toEqual(['r/SPY accepted', 'r/IBM dayLimit']);
  });

  it('and the next day again', () => {
    const desk = deskOf(`  r: { when: signal.prediction, then: { ${buy} }, maxPerDay: 1 }`);
    desk.predict('BUY');
    desk.pass();
    leave(desk);
    desk.pass(24 * 3_600);
    desk.quote('100.00', '100.02');
    desk.predict('BUY');
    expect(answers(desk)).toEqual(['r/SPY accepted', 'r/SPY accepted']);
  });

  it('until it expires', () => {
    const desk = deskOf(`  r: { when: signal.prediction, then: { ${buy} }, expires: "2025-03-03T15:00:10Z" }`);
    desk.predict('BUY', 0.6, IBM);
    desk.pass(10);
    desk.predict('BUY');
    expect(answers(desk)).toEqual(['r/IBM accepted', 'r/SPY expired']);
  });
});

describe('how a rule rests', () => {
  const resting = (cooldown: string) =>
    deskOf(`  r: { when: signal.prediction, then: { ${buy} }, cooldown: { for: 10m, ${cooldown} } }`);

  it('in its symbol alone unless told', () => {
    const desk = resting('after: action');
    desk.predict('BUY');
    desk.predict('BUY', 0.6, IBM);
    expect(answers(desk)).toEqual(['r/SPY accepted', 'r/IBM accepted']);
  });

  it('in every symbol where it is told so, and not for longer', () => {
    const desk = resting('per: rule');
    desk.predict('BUY');
    desk.predict('BUY', 0.6, IBM);
    desk.pass(600);
    desk.predict('BUY', 0.6, IBM);
    expect(answers(desk)).toEqual(['r/SPY accepted', 'r/IBM cooling', 'r/IBM accepted']);
  });

  it('until one of the events that end its rest, in the symbol of the event', () => {
    const desk = resting('reset: [position.closed, clock.sessionOpened]');
    desk.predict('BUY');
    desk.predict('BUY', 0.6, IBM);
    desk.pass();
    leave(desk);
    expect(desk.said('rule.endRest')).toMatchObject([{ instrument: SPY, why: 'position.closed' }]);
    desk.predict('BUY');
    desk.predict('BUY', 0.6, IBM);
    expect(answers(desk)).toEqual(['r/SPY accepted', 'r/IBM accepted', 'r/SPY accepted']);
    expect(declined(desk)).toEqual(['r cooling: rule.matched']);
  });
});

describe('two rules that want different things in one pass', () => {
  it('the one that leaves comes before the one that opens, whatever the order of the document, and the loser is recorded', () => {
    const desk = deskOf(`
  entry: { when: signal.prediction, then: { ${buy} } }
  first: { when: signal.prediction, if: position.isOpen, then: close }`);
    desk.predict('BUY');
    desk.pass();
    desk.predict('BUY');
    expect(answers(desk)).toEqual(['entry/SPY accepted', 'first/SPY accepted', 'entry/SPY outranked']);
    expect(desk.said('rule.declined')).toMatchObject([{ rule: 'entry', code: 'outranked', detail: 'by first' }]);
  });

  it('a higher priority comes before both', () => {
    const desk = deskOf(`
  long: { when: signal.prediction, then: { ${buy} } }
  short: { when: signal.prediction, then: { open: { side: short, quantity: 100 } }, priority: 1 }`);
    desk.predict('BUY');
    expect(answers(desk)).toEqual(['short/SPY accepted', 'long/SPY outranked']);
    expect(desk.said('position.planned')).toMatchObject([{ side: 'short' }]);
  });

  it('one whose action is refused has taken nothing in hand', () => {
    const desk = deskOf(`
  large: { when: signal.prediction, then: { open: { side: long, allocation: 1 } }, priority: 1 }
  small: { when: signal.prediction, then: { ${buy} } }`);
    desk.predict('BUY');
    expect(answers(desk)).toEqual(['large/SPY sizeZero', 'small/SPY accepted']);
  });

  it('what leaves everything comes before all that opens, in every symbol', () => {
    const desk = deskOf(`
  entry: { when: signal.prediction, symbols: [IBM], then: { ${buy} } }
  out: { when: signal.prediction, then: flatten }`);
    desk.predict('BUY', 0.6, IBM);
    expect(answers(desk)).toEqual(['out/IBM accepted', 'entry/IBM outranked']);
  });

  it('what leaves everything is outranked by nobody', () => {
    const desk = deskOf(`
  entry: { when: signal.prediction, then: { ${buy} }, priority: 1, exclusive: true }
  out: { when: signal.prediction, then: flatten }`);
    desk.predict('BUY');
    expect(answers(desk)).toEqual(['entry/SPY accepted', 'out/SPY accepted']);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('behind an exclusive one nobody acts in that symbol, and in the next pass they do', () => {
    const desk = deskOf(`
  alone: { when: signal.prediction, if: signal.confidence > 0.5, then: { open: { side: long, allocation: 100000 } }, exclusive: true, times: 1 }
  leave: { when: signal.prediction, then: close, priority: -1 }`);
    desk.predict('BUY', 0.6);
    desk.predict('BUY', 0.4);
    expect(answers(desk)).toEqual(['alone/SPY accepted', 'leave/SPY outranked', 'leave/SPY accepted']);
  });
});

describe('a dry run', () => {
  const rules = `
  dry: { when: signal.prediction, then: { open: { side: long, quantity: 100, stop: { amount: 1 } } }, dryRun: true, priority: 1, times: 2 }
  out: { when: signal.prediction, if: signal.confidence < 0.1, then: [close, flatten], dryRun: true }
  real: { when: signal.prediction, if: signal.confidence > 0.9, then: { ${buy} } }`;

  it('says what would have been sent, trades nothing, and is in nobody’s way', () => {
    const desk = deskOf(rules);
    desk.predict('BUY', 0.95);
    expect(desk.said('rule.rehearsed')).toMatchObject([
      { rule: 'dry', action: 'open long: entry buy 100 market, stop sell 100 stop at 99.01', code: '', detail: '' },
    ]);
    expect(answers(desk)).toEqual(['dry/SPY accepted', 'real/SPY accepted']);
    desk.pass();
    expect(desk.engine.views.openPositions()).toHaveLength(1);
  });

  it('says what would have been against it: the desk, and the gate', () => {
    const desk = createDesk({ yaml: `risk: { maxOrderNotional: 5000 }\nrules:\n${rules}` });
    desk.predict('BUY', 0.05);
    desk.quote('100.00', '100.02');
    desk.predict('BUY', 0.5);
    expect(desk.said('rule.rehearsed').map(({ action, code }) => `${action} ${code}`)).toEqual([
      'open long noQuote',
      'close noPosition',
      'flatten ',
      'open long: entry buy 100 market, stop sell 100 stop at 99.01 maxOrderNotional',
    ]);
    expect(desk.said('order.place')).toEqual([]);
    expect(desk.said('rule.exhausted')).toMatchObject([{ rule: 'dry' }]);
  });
});

it('a replay comes to the same state', async () => {
  const desk = deskOf(`
  r: { when: signal.prediction, then: { ${buy} }, cooldown: { for: 1m, per: rule, reset: position.closed }, maxPerDay: 2, exclusive: true }
  dry: { when: signal.prediction, then: { ${buy} }, dryRun: true }`);
  desk.predict('BUY');
  desk.pass();
  leave(desk);
  desk.predict('BUY');
  desk.pass();
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
});

import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import { decimalText } from '../../src/money.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, marketOrder, plainIntent, SPY } from '../support/desk.ts';

const IBM = 'IBM' as InstrumentId;

/** A desk that holds 100 SPY at 100.02 with a stop at 99.02 and a target at 100.52, and these rules. */
function holding(rules: string, more = ''): Desk {
  const desk = createDesk({ yaml: `${more}\nrules:\n${rules}` });
  desk.quote('100.00', '100.02');
  desk.quote('50.00', '50.02', 1_000, IBM);
  desk.open();
  desk.pass();
  return desk;
}
/** A session has been, and is over. */
function closed({ engine, clock }: Desk): void {
  const session = '2025-03-03';
  const opens = clock.now();
  const closes = later(opens, seconds(60));
  engine.hear({ type: 'clock.sessionOpened', session, opens, closes }, 'clock');
  engine.hear({ type: 'clock.sessionClosed', session, closes }, 'clock');
}
/** Lets the one rule of the desk act on the prediction of a word. */
const act = (desk: Desk, instrument: InstrumentId = SPY): void => {
  desk.predict('BUY', 0.6, instrument);
  desk.pass();
};
const answers = (desk: Desk): readonly string[] =>
  desk.said('rule.answered').map(({ rule, code }) => `${rule} ${code || 'accepted'}`);
const declined = (desk: Desk): readonly string[] =>
  desk.said('rule.declined').map(({ rule, code, detail }) => `${rule} ${code}: ${detail}`);
/** What is held, signed. */
const held = (desk: Desk, instrument: InstrumentId = SPY): string =>
  decimalText(
    desk.engine.views
      .openPositions()
      .filter((each) => each.instrument === instrument)
      .reduce<bigint>((sum, { quantity }) => sum + quantity, 0n) as never,
  );
/** The orders of a role that work, with their prices. */
const working = (desk: Desk, role: 'stop' | 'target'): readonly string[] =>
  desk.engine.views
    .orders()
    .filter((order) => order.role === role && /working|waiting/.test(order.status))
    .map(({ terms }) => `${decimalText(terms.quantity)} at ${decimalText(terms.stop ?? terms.limit ?? (0n as never))}`);
const rule = (then: string, more = ''): string => `  r: { when: signal.prediction, then: ${then}${more} }`;

describe('a rule that makes what is held more or less', () => {
  it('adds so many shares, and its exits grow with it', () => {
    const desk = holding(rule('{ scaleIn: { quantity: 50 } }'));
    act(desk);
    expect([answers(desk), held(desk)]).toEqual([['r accepted'], '150']);
    expect(working(desk, 'stop')).toEqual(['150 at 99.02']);
  });

  it('adds for so much money, in whole lots', () => {
    const desk = holding(rule('{ scaleIn: { allocation: 2550 } }'));
    act(desk);
    expect(held(desk)).toBe('125');
  });

  it('adds nothing where nothing is held, where it is less than a lot, and beyond a limit', () => {
    const desk = holding(rule('{ scaleIn: { allocation: 50 } }'));
    act(desk);
    act(desk, IBM);
    expect(answers(desk)).toEqual(['r sizeZero', 'r noPosition']);
    const limited = holding(rule('{ scaleIn: { quantity: 50 } }'), 'risk: { maxGrossExposure: 12000 }');
    act(limited);
    expect(limited.said('risk.refused')).toMatchObject([{ code: 'maxGrossExposure' }]);
    expect(held(limited)).toBe('100');
  });

  it('adds nothing into a closed session', () => {
    const desk = holding(rule('{ scaleIn: { quantity: 50 } }'));
    closed(desk);
    act(desk);
    expect(answers(desk)).toEqual(['r sessionClosed']);
  });

  it.each([
    ['{ scaleOut: { part: 25% } }', '75'],
    ['{ scaleOut: { quantity: 40 } }', '60'],
    ['{ scaleOut: { quantity: 400 } }', '0'],
    ['close', '0'],
  ])('%s leaves %s', (then, left) => {
    const desk = holding(rule(then));
    act(desk);
    desk.pass(2);
    expect([answers(desk), held(desk)]).toEqual([['r accepted'], left]);
  });
});

describe('a rule that moves levels', () => {
  const risen = (then: string): Desk => {
    const desk = holding(rule(then));
    desk.quote('100.40', '100.42');
    return desk;
  };

  it.each([
    ['moves the stop to the average entry price', '{ moveStop: average }', '100 at 100.02', '100 at 100.52'],
    ['moves the stop so far behind the price', '{ moveStop: { amount: 0.20 } }', '100 at 100.21', '100 at 100.52'],
    ['moves the stop a share of the price behind it', '{ moveStop: { share: 1% } }', '100 at 99.41', '100 at 100.52'],
    ['lets the stop follow', '{ trail: { amount: 0.50 } }', '100 at 99.52', '100 at 100.52'],
    ['moves the target so far from the average', '{ moveTargets: { amount: 1 } }', '100 at 99.02', '100 at 101.02'],
    ['moves each target of a list', '{ moveTargets: [{ share: 2% }] }', '100 at 99.02', '100 at 102.02'],
    ['loosens where it says so', '{ moveStop: { amount: 5, loosen: true } }', '100 at 95.41', '100 at 100.52'],
  ])('%s', (_words, then, stop, target) => {
    const desk = risen(then);
    act(desk);
    desk.pass(2);
    expect(answers(desk)).toEqual(['r accepted']);
    expect([working(desk, 'stop'), working(desk, 'target')]).toEqual([[stop], [target]]);
  });

  it.each([
    ['away from the price unless it says so', '{ moveStop: { amount: 5 } }', 'wouldLoosen: 95.41 against 99.02'],
    ['by a trail that would stand further away', '{ trail: { share: 5% } }', 'wouldLoosen: 99.02'],
    ['by an indicator that has no value', '{ moveStop: { indicator: atr, times: 2 } }', 'indicatorNotReady: atr'],
    ['a trail neither', '{ trail: { indicator: atr, times: 2 } }', 'indicatorNotReady: atr'],
    ['targets neither', '{ moveTargets: { indicator: atr, times: 2 } }', 'indicatorNotReady: atr'],
  ])('moves nothing %s', (_words, then, refusal) => {
    const desk = holding(rule(then), 'indicators: { atr: { kind: atr, length: 3 } }');
    desk.quote('100.40', '100.42');
    act(desk);
    desk.pass(2);
    expect(declined(desk)).toEqual([`r ${refusal}`]);
    expect([working(desk, 'stop'), working(desk, 'target')]).toEqual([['100 at 99.02'], ['100 at 100.52']]);
  });

  it('moves nothing where nothing is held, no exit that nobody planned, and none that is not there', () => {
    const desk = holding(rule('{ moveStop: average }'));
    act(desk, IBM);
    desk.send(marketOrder('buy', 10, IBM));
    desk.pass();
    act(desk, IBM);
    expect(answers(desk)).toEqual(['r noPosition', 'r noExit']);
    const two = holding(rule('{ moveTargets: [{ amount: 1 }, { amount: 2 }] }'));
    act(two);
    expect(declined(two)).toEqual(['r noExit: 2 against 1 targets']);
    const bare = holding(rule('{ moveStop: { amount: 1 } }'));
    const { stop: _stop, ...intent } = plainIntent;
    bare.send({ type: 'desk.open', book: BOOK, instrument: IBM, intent });
    bare.pass();
    act(bare, IBM);
    expect(declined(bare)).toEqual(['r noExit: 1 against 0 stops']);
  });
});

describe('a rule that reverses', () => {
  const reverse = '{ reverse: { stop: { amount: 1 } } }';

  it('leaves what is held, and opens as much the other way once it is left', () => {
    const desk = holding(rule(reverse));
    act(desk);
    desk.pass(2);
    const order = desk.facts.map(({ event }) => event.type).filter((type) => /^position\.(closed|planned)$/.test(type));
    expect(order).toEqual(['position.planned', 'position.closed', 'position.planned']);
    expect([answers(desk), held(desk)]).toEqual([['r accepted'], '-100']);
    expect(working(desk, 'stop')).toEqual(['100 at 101']);
    act(desk);
    desk.pass(2);
    expect(held(desk)).toBe('100');
  });

  it('opens for what it says, by what the gate lets pass', () => {
    const desk = holding(rule('{ reverse: { quantity: 30 } }'), 'risk: { maxOrderQuantity: 100 }');
    act(desk);
    desk.pass(2);
    expect(held(desk)).toBe('-30');
    const limited = holding(rule('{ reverse: { quantity: 130 } }'), 'risk: { maxOrderQuantity: 100 }');
    act(limited);
    limited.pass(2);
    expect([held(limited), limited.said('risk.refused').map(({ code }) => code)]).toEqual(['0', ['maxOrderQuantity']]);
  });

  it('leaves what is held also where the other way can not be opened, and says why', () => {
    const desk = holding(rule('{ reverse: { allocation: 10 } }'));
    act(desk);
    desk.pass(2);
    expect([held(desk), declined(desk)]).toEqual(['0', ['r sizeZero: less']]);
  });

  it('reverses nothing where nothing is held, and what is on its way out no second time', () => {
    const desk = holding(rule(reverse));
    act(desk, IBM);
    desk.predict('BUY');
    desk.predict('BUY');
    desk.pass(2);
    expect(answers(desk)).toEqual(['r noPosition', 'r accepted', 'r positionBusy']);
    expect(held(desk)).toBe('-100');
  });

  it.each([
    [
      'a person closes it',
      (desk: Desk) => desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'out' }),
      'desk.close',
    ],
    ['a person leaves everything', (desk: Desk) => desk.send({ type: 'desk.flatten', why: 'out' }), 'desk.flatten'],
    [
      'a person halts',
      (desk: Desk) => desk.send({ type: 'risk.halt', scope: 'desk', operator: 'me', why: 'stop' }),
      'risk.halt',
    ],
    ['another rule closes it', (desk: Desk) => desk.predict('SELL'), 'out'],
    ['another rule leaves everything', (desk: Desk) => desk.predict('NEUTRAL'), 'all'],
    ['the session closes', (desk: Desk) => closed(desk), 'clock.sessionClosed'],
    ['the machine sleeps', ({ clock }: Desk) => clock.sleep(later(clock.now(), seconds(20))), 'clock.jumped'],
    ['the desk is to stop', ({ engine }: Desk) => engine.stop(), 'desk.drain'],
  ])('opens nothing any more when %s meanwhile', (_words, meanwhile, why) => {
    const desk = holding(`
  r: { when: signal.prediction, if: signal.signal == "BUY", then: ${reverse} }
  out: { when: signal.prediction, if: signal.signal == "SELL", then: close }
  all: { when: signal.prediction, if: signal.signal == "NEUTRAL", then: { flatten: book } }`);
    desk.predict('BUY');
    meanwhile(desk);
    desk.pass(3);
    expect([held(desk), declined(desk)]).toEqual(['0', [`r reversalGivenUp: ${why}`]]);
  });

  it('opens nothing when leaving has taken longer than an exit is waited for', () => {
    const desk = holding(rule(reverse), 'patience: { exit: 30s }\nexitThrough: 0.01%');
    // Nobody buys: what is left waits.
    desk.quote('99.50', '101.00', 0);
    desk.predict('BUY');
    desk.pass(31);
    desk.quote('100.00', '100.02');
    desk.pass(60);
    expect(held(desk)).toBe('0');
    expect(desk.said('rule.declined')).toMatchObject([
      { code: 'reversalGivenUp', detail: 'it took too long to leave' },
    ]);
  });
});

describe('a rule that halts and resumes', () => {
  const both = (scope: string): string => `
  stop: { when: signal.prediction, if: signal.signal == "SELL", then: { halt: ${scope} } }
  go: { when: signal.prediction, if: signal.signal == "NEUTRAL", then: { resume: ${scope} } }
  buy: { when: signal.prediction, if: signal.signal == "BUY", then: { open: { side: long, quantity: 10 } } }`;

  it.each([
    ['desk', ['desk'], ['halted', 'halted']],
    ['book', ['book/main'], ['halted', 'halted']],
    ['symbol', ['instrument/IBM'], ['halted']],
  ])('%s: what adds risk is refused until a rule resumes', (scope, scopes, refused) => {
    const desk = holding(both(scope));
    desk.quote('20.00', '20.02', 1_000, 'QQQ' as InstrumentId);
    desk.predict('SELL', 0.6, IBM);
    expect(desk.engine.views.restrictions().map((each) => each.scope)).toEqual(scopes);
    desk.predict('BUY', 0.6, IBM);
    desk.predict('BUY', 0.6, 'QQQ' as InstrumentId);
    desk.pass();
    expect(desk.said('risk.refused').map(({ code }) => code)).toEqual(refused);
    desk.predict('NEUTRAL', 0.6, IBM);
    desk.predict('BUY', 0.6, IBM);
    desk.pass();
    expect(held(desk, IBM)).toBe('10');
  });

  it('takes back entries that work, as any halt does', () => {
    const desk = holding(`
  entry: { when: signal.prediction, if: signal.signal == "BUY", then: { open: { side: long, quantity: 10, entry: { limit: 5 } } } }
  stop: { when: signal.prediction, if: signal.signal == "SELL", then: { halt: desk } }`);
    desk.predict('BUY', 0.6, IBM);
    desk.pass();
    desk.predict('SELL', 0.6, IBM);
    desk.pass();
    expect(desk.said('order.cancelled')).toHaveLength(1);
    expect(working(desk, 'stop')).toEqual(['100 at 99.02']);
  });

  it.each([
    ['that a person has halted', 'me', []],
    ['that a person has halted in the name of a rule', 'rule stop', []],
    ['that a person has halted once more', 'me', ['SELL']],
    ['that a person has halted once more in the name of a rule', 'rule stop', ['SELL']],
  ])('resumes nothing %s', (_words, operator, before) => {
    const desk = holding(both('desk'));
    for (const _each of before) desk.predict('SELL');
    desk.send({ type: 'risk.halt', scope: 'desk', operator, why: 'enough' });
    desk.predict('NEUTRAL');
    expect(declined(desk)).toEqual(['go haltOfOthers: desk']);
    expect(desk.engine.views.restrictions()).toMatchObject([{ scope: 'desk', state: 'halted' }]);
  });

  it('resumes what another rule has halted once more', () => {
    const desk = holding(`${both('desk')}
  again: { when: signal.prediction, if: signal.signal == "SELL", then: { halt: desk } }`);
    desk.predict('SELL');
    desk.predict('NEUTRAL');
    expect(desk.engine.views.restrictions()).toEqual([]);
  });
});

describe('a rule that takes back and tells', () => {
  const entries = (then: string): Desk => {
    const desk = holding(`
  entry: { when: signal.prediction, if: signal.signal == "BUY", then: { open: { side: long, quantity: 10, entry: { limit: 5 } } } }
  back: { when: signal.prediction, if: signal.signal == "SELL", then: ${then} }`);
    desk.quote('20.00', '20.02', 1_000, 'QQQ' as InstrumentId);
    desk.predict('BUY', 0.6, IBM);
    desk.predict('BUY', 0.6, 'QQQ' as InstrumentId);
    desk.pass();
    desk.predict('SELL', 0.6, IBM);
    desk.pass();
    return desk;
  };

  it.each([
    ['in its symbol', 'cancelEntries', 1],
    ['in its symbol, said so', '{ cancelEntries: symbol }', 1],
    ['everywhere', '{ cancelEntries: desk }', 2],
  ])('takes back entries that work %s, and no exit', (_words, then, count) => {
    const desk = entries(then);
    expect(desk.said('order.cancelled')).toHaveLength(count);
    expect(working(desk, 'stop')).toEqual(['100 at 99.02']);
  });

  it('tells a person, with the signal that it acted on', () => {
    const desk = holding(rule('{ notify: look at this }'));
    act(desk);
    expect(desk.said('rule.notified')).toMatchObject([
      { rule: 'r', instrument: SPY, text: 'look at this', signal: 's1' },
    ]);
  });

  it('leaves what its book holds, and no other', () => {
    const desk = holding(rule('{ flatten: book }'));
    desk.send({
      type: 'desk.open',
      book: 'second' as never,
      instrument: IBM,
      intent: {
        side: 'long',
        sizing: { by: 'quantity', quantity: 1_000_000_000n as never },
        entry: { type: 'market' },
      },
    });
    desk.pass();
    expect([held(desk), held(desk, IBM)]).toEqual(['100', '10']);
    act(desk);
    desk.pass(2);
    expect([held(desk), held(desk, IBM)]).toEqual(['0', '10']);
  });
});

describe('several actions of a rule', () => {
  it('are done in their order', () => {
    const desk = holding(rule('[{ scaleOut: { part: 50% } }, { moveStop: average }, { notify: half is left }]'));
    desk.quote('100.40', '100.42');
    act(desk);
    desk.pass(2);
    expect([held(desk), working(desk, 'stop')]).toEqual(['50', ['50 at 100.02']]);
    expect(desk.said('rule.notified')).toHaveLength(1);
  });

  it('behind one that is refused add nothing, and halt and tell all the same', () => {
    const desk = holding(rule('[close, { open: { side: long, quantity: 1 } }, { halt: symbol }, { notify: halted }]'));
    act(desk, IBM);
    expect(answers(desk)).toEqual(['r noPosition']);
    expect(desk.said('order.place').map(({ terms: { instrument } }) => instrument)).not.toContain(IBM);
    expect(desk.engine.views.restrictions()).toMatchObject([{ scope: 'instrument/IBM' }]);
    expect(desk.said('rule.notified')).toHaveLength(1);
  });
});

describe('rules that contradict each other in one pass', () => {
  /** Who acts first, in a document that has them the other way round. */
  it('stand in a stated order, what makes it less first', () => {
    const verbs = [
      'notify: x',
      'resume: desk',
      'open: { side: long, quantity: 1 }',
      'scaleIn: { quantity: 1 }',
      'reverse: {}',
      'moveTargets: { amount: 1 }',
      'trail: { amount: 1 }',
      'moveStop: average',
      'scaleOut: { part: 50% }',
      'cancelEntries: desk',
      'close',
      'flatten: book',
      'flatten: desk',
      'halt: desk',
    ];
    const desk = holding(
      verbs
        .map((verb, at) => `  r${at}: { when: signal.prediction, then: ${verb === 'close' ? verb : `{ ${verb} }`} }\n`)
        .join(''),
    );
    desk.predict('BUY', 0.6, IBM);
    const order = desk.said('rule.answered').map((each) => verbs[Number(each.rule.slice(1))]?.split(':')[0]);
    expect(order).toEqual(verbs.toReversed().map((verb) => verb.split(':')[0]));
  });

  it.each([
    [
      'one moves the stop, the other lets it follow',
      '{ moveStop: average }',
      '{ trail: { amount: 0.1 } }',
      'outranked',
    ],
    ['one closes, the other moves the target', 'close', '{ moveTargets: { amount: 1 } }', 'outranked'],
    ['one reverses, the other adds', '{ reverse: {} }', '{ scaleIn: { quantity: 1 } }', 'outranked'],
    ['one halts, the other resumes', '{ halt: desk }', '{ resume: desk }', 'outranked'],
    ['one moves the stop, the other the target', '{ moveStop: average }', '{ moveTargets: { amount: 1 } }', 'accepted'],
    ['one halts, the other closes', '{ halt: desk }', 'close', 'accepted'],
  ])('%s: of %s and %s the second is %s', (_words, first, second, answer) => {
    const desk = holding(`
  second: { when: signal.prediction, then: ${second} }
  first: { when: signal.prediction, then: ${first} }`);
    desk.quote('100.40', '100.42');
    act(desk);
    expect(answers(desk)).toEqual(['first accepted', `second ${answer}`]);
  });

  it('a halt is outranked by nobody', () => {
    const desk = holding(`
  alone: { when: signal.prediction, then: { notify: first }, priority: 1, exclusive: true }
  stop: { when: signal.prediction, then: [{ notify: second }, { halt: desk }] }`);
    act(desk);
    expect(answers(desk)).toEqual(['alone accepted', 'stop accepted']);
  });
});

describe('a dry run of the other verbs', () => {
  it.each([
    ['{ scaleIn: { quantity: 50 } }', 'scaleIn: adjust buy 50 market', ''],
    ['{ scaleIn: { quantity: 0.1 } }', 'scaleIn', 'sizeZero'],
    ['{ scaleOut: { part: 50% } }', 'scaleOut', ''],
    ['{ reverse: {} }', 'reverse', ''],
    ['{ moveStop: average }', 'moveStop to 100.02', ''],
    ['{ moveStop: { amount: 5 } }', 'moveStop', 'wouldLoosen'],
    ['{ moveTargets: { amount: 1 } }', 'moveTargets to 101.02', ''],
    ['{ moveTargets: [{ amount: 1 }, { amount: 2 }] }', 'moveTargets', 'noExit'],
    ['{ trail: { amount: 0.1 } }', 'trail', ''],
    ['{ halt: book }', 'halt book', ''],
    ['{ resume: desk }', 'resume desk', ''],
    ['{ notify: hello }', 'notify: hello', ''],
    ['cancelEntries', 'cancelEntries', ''],
  ])('%s says %s', (then, words, code) => {
    const desk = holding(rule(then, ', dryRun: true'));
    const before = desk.engine.views.orders().length;
    act(desk);
    expect(desk.said('rule.rehearsed')).toMatchObject([{ action: words, code }]);
    expect([desk.engine.views.orders().length, desk.engine.views.restrictions()]).toEqual([before, []]);
    expect([working(desk, 'stop'), working(desk, 'target')]).toEqual([['100 at 99.02'], ['100 at 100.52']]);
  });

  it('says what would be against it', () => {
    const desk = holding(rule('[{ resume: desk }, reverse: { stop: { amount: 1 } }]', ', dryRun: true'));
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'me', why: 'enough' });
    act(desk, IBM);
    expect(desk.said('rule.rehearsed').map(({ code }) => code)).toEqual(['haltOfOthers', 'noPosition']);
  });
});

it('a replay of reversals, halts and moved levels comes to the same state', async () => {
  const desk = holding(`
  turn: { when: signal.prediction, if: signal.signal == "BUY", then: [{ reverse: { stop: { amount: 1 } } }, { notify: turned }] }
  halt: { when: signal.prediction, if: signal.signal == "SELL", then: [{ moveStop: { amount: 0.5 } }, { halt: book }] }
  back: { when: signal.prediction, if: signal.signal == "NEUTRAL", then: { resume: book } }`);
  for (const word of ['BUY', 'SELL', 'BUY', 'NEUTRAL'] as const) {
    desk.predict(word);
    desk.pass();
  }
  desk.predict('BUY');
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
});

import { describe, expect, it } from 'vitest';
import { loadDesk, parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { amount, price, quantity, ratio } from '../../../src/money.ts';
import { mistakes } from '../../support/deskMistakes.ts';

/** A rule that does this. */
const verb = (then: string): string => `desk: x\nrules: { r: { when: market.bar, then: { ${then} } } }`;

const indicator = (fields: string): string => `desk: x\nindicators: { x: ${fields} }\nrules: {}`;
const bands = 'desk: x\nindicators: { x: { kind: bollinger, length: 3 }, y: { kind: sma, length: 3 } }\n';
const reads = (condition: string): string =>
  `${bands}rules: { r: { when: market.bar, if: "${condition}", then: close } }`;

describe('a desk document', () => {
  it('the reference desk is as it is described', async () => {
    const desk = await loadDesk('examples/reference.yaml');
    expect(desk).toMatchObject({
      name: 'reference',
      account: 'PAPER',
      instruments: null,
      indicators: [{ name: 'atr', kind: 'atr', length: 14, period: 60_000_000, session: 'regular' }],
      beforeClose: 60_000_000,
    });
    expect(desk.rules.map(({ rule, when }) => [rule, when])).toEqual([
      ['long-on-buy', 'signal.prediction'],
      ['short-on-sell', 'signal.prediction'],
      ['flat-before-the-close', 'clock.beforeClose'],
    ]);
    expect(desk.rules[0]).toMatchObject({
      cooldown: { for: 180_000_000, after: 'stop' },
      actions: [
        {
          do: 'open',
          intent: {
            side: 'long',
            sizing: { by: 'allocation', allocation: amount(30_000) },
            entry: { type: 'market' },
            stop: { by: 'indicator', indicator: 'atr', multiple: ratio(6) },
            target: { by: 'indicator', indicator: 'atr', multiple: ratio(4) },
            doubleDown: { at: ratio('0.5'), times: 1 },
          },
        },
      ],
    });
  });

  it('reads how a position is entered, followed and left', () => {
    const desk = parseDesk(`
desk: mine
marks: closing
accounting: fifo
indicators: { atr: { kind: atr, length: 14 } }
rules:
  r:
    when: market.bar
    then:
      - open:
          side: long
          quantity: 0.5
          entry: { stop: 0.10, slip: 0.05 }
          targets: [{ share: 1%, part: 50% }, { amount: 2, part: 0.25 }]
          trail: { indicator: atr, times: 3, step: 0.05 }
          breakeven: { after: { amount: 0.80 }, offset: 0.05 }
          scaleOut: [{ amount: 0.50, part: 25% }]
          timeLimit: 30m
`);
    expect([desk.marks, desk.accounting]).toEqual(['closing', 'fifo']);
    expect(desk.rules[0]?.actions).toMatchObject([
      {
        intent: {
          entry: { type: 'stopLimit', offset: price('0.1'), slip: price('0.05') },
          targets: [
            { distance: { by: 'ratio', ratio: ratio('0.01') }, part: ratio('0.5') },
            { distance: { by: 'amount', amount: price(2) }, part: ratio('0.25') },
          ],
          trail: { distance: { by: 'indicator', indicator: 'atr', multiple: ratio(3) }, step: price('0.05') },
          breakeven: { after: { by: 'amount', amount: price('0.8') }, offset: price('0.05') },
          scaleOut: [{ distance: { by: 'amount', amount: price('0.5') }, part: ratio('0.25') }],
          timeLimit: 1_800_000_000,
        },
      },
    ]);
  });

  it('reads every kind of indicator', () => {
    const desk = parseDesk(`
desk: mine
indicators:
  a: { kind: rsi, length: 14 }
  b: { kind: bollinger, length: 20, deviations: 1.5, session: all }
  c: { kind: bollinger, length: 20 }
  d: { kind: vwap, bars: 5m }
  e: { kind: openingRange, length: 30 }
  f: { kind: sessionRange }
rules: { r: { when: market.bar, if: indicator.b.upper > previous.b.lower, then: { moveStop: { indicator: b.middle, times: 1 } } } }
`);
    const minute = { period: 60_000_000, session: 'regular' };
    expect(desk.indicators).toEqual([
      { name: 'a', kind: 'rsi', length: 14, ...minute },
      { name: 'b', kind: 'bollinger', length: 20, deviations: 1.5, ...minute, session: 'all' },
      { name: 'c', kind: 'bollinger', length: 20, deviations: 2, ...minute },
      { name: 'd', kind: 'vwap', length: 1, ...minute, period: 300_000_000 },
      { name: 'e', kind: 'openingRange', length: 30, ...minute },
      { name: 'f', kind: 'sessionRange', length: 1, ...minute },
    ]);
  });

  it('reads what else a rule may do', () => {
    const desk = parseDesk(`
desk: mine
rules:
  r:
    when: market.bar
    then:
      - scaleIn: { allocation: 5000 }
      - scaleOut: { part: 50% }
      - scaleOut: { quantity: 10 }
      - moveStop: average
      - moveStop: { share: 1%, loosen: true }
      - trail: { amount: 0.50 }
      - moveTargets: { amount: 1 }
      - reverse: { allocation: 1000, stop: { amount: 1 } }
      - cancelEntries
      - cancelEntries: desk
      - flatten: book
      - flatten: desk
      - flatten
      - halt: symbol
      - resume: book
      - notify: look
`);
    expect(desk.rules[0]?.actions).toEqual([
      { do: 'scaleIn', sizing: { by: 'allocation', allocation: amount(5000) } },
      { do: 'scaleOut', share: ratio('0.5') },
      { do: 'scaleOut', quantity: quantity(10) },
      { do: 'moveStop', to: 'average' },
      { do: 'moveStop', to: { by: 'ratio', ratio: ratio('0.01') }, loosen: true },
      { do: 'trail', distance: { by: 'amount', amount: price('0.5') } },
      { do: 'moveTargets', distances: [{ by: 'amount', amount: price(1) }] },
      {
        do: 'reverse',
        intent: {
          sizing: { by: 'allocation', allocation: amount(1000) },
          entry: { type: 'market' },
          stop: { by: 'amount', amount: price(1) },
        },
      },
      { do: 'cancelEntries', of: 'symbol' },
      { do: 'cancelEntries', of: 'desk' },
      { do: 'flattenBook' },
      { do: 'flatten' },
      { do: 'flatten' },
      { do: 'halt', scope: 'symbol' },
      { do: 'resume', scope: 'book' },
      { do: 'notify', text: 'look' },
    ]);
  });

  it('reads money exactly, shares of a hundred, durations with units, and fills in what is not said', () => {
    const desk = parseDesk(`
desk: mine
symbols: [spy, BRK.B]
risk: { maxOrderNotional: 99999.99, priceCollar: 2.5% }
patience: { exit: 500ms }
rules:
  r:
    when: market.bar
    then:
      - open: { side: short, quantity: 10, entry: { limit: 0.05 }, stop: { share: 1% }, target: { amount: '0.25' } }
      - close
`);
    expect(desk.instruments).toEqual(['SPY', 'BRK.B']);
    expect(desk.risk).toEqual({ maxOrderNotional: amount('99999.99'), priceCollar: ratio('0.025') });
    expect(desk.patience).toMatchObject({ exit: 500_000, acknowledge: 10_000_000 });
    expect(desk.rules[0]?.actions).toEqual([
      {
        do: 'open',
        intent: {
          side: 'short',
          sizing: { by: 'quantity', quantity: quantity(10) },
          entry: { type: 'limit', offset: price('0.05') },
          stop: { by: 'ratio', ratio: ratio('0.01') },
          target: { by: 'amount', amount: price('0.25') },
        },
      },
      { do: 'close' },
    ]);
  });

  it('tells all mistakes at once, each with file, line, column, and what would be right', () => {
    expect(
      mistakes(`desk: x
acount: PAPER
indicators:
  atr: { kind: atr, lenght: 14 }
rules:
  a:
    when: signal.predicton
    if: signal.confidense > 1
    then:
      - open: { side: up, allocation: -5, stop: { indicator: art, times: 6 } }
risk: { priceCollar: many, maxOpenPosition: 3 }
`),
    ).toEqual([
      'desk.yaml:2:9 acount: there is no such field; did you mean account?',
      'desk.yaml:4:8 indicators.atr.length: expected a whole number of bars, 1 to 10000',
      'desk.yaml:4:29 indicators.atr.lenght: there is no such field; did you mean length?',
      'desk.yaml:7:11 rules.a.when: there is no event signal.predicton; did you mean signal.prediction?',
      'desk.yaml:8:9 rules.a.if: there is no signal.confidense; did you mean signal.confidence? (at character 1 of: signal.confidense > 1)',
      'desk.yaml:10:23 rules.a.then.0.open.side: expected long or short',
      'desk.yaml:10:39 rules.a.then.0.open.allocation: expected an amount above zero, such as 30000, found -5',
      'desk.yaml:10:62 rules.a.then.0.open.stop.indicator: there is no indicator art; did you mean atr?',
      'desk.yaml:11:22 risk.priceCollar: expected a share above zero and below 100%, such as 0.05 or 5%, found many',
      'desk.yaml:11:45 risk.maxOpenPosition: there is no such field; did you mean maxOpenPositions?',
    ]);
  });

  it.each([
    [
      'no size',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long } }] } }',
      /expected one of allocation \(money\), quantity/,
    ],
    [
      'two sizes',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, allocation: 1 } }] } }',
      /expected one of allocation/,
    ],
    [
      'an addition without a stop',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, doubleDown: { at: 0.5 } } }] } }',
      /expected a stop/,
    ],
    [
      'one target beside several',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, target: { amount: 1 }, targets: [{ amount: 1, part: 1 }] } }] } }',
      /either target \(for everything\) or targets \(for parts\)/,
    ],
    [
      'targets for more than everything',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, targets: [{ amount: 1, part: 60% }, { amount: 2, part: 50% }] } }] } }',
      /the parts come to more than the whole/,
    ],
    [
      'a target by an indicator that is not there',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, targets: [{ indicator: atr, times: 2, part: 1 }] } }] } }',
      /targets.0.indicator: there is no indicator atr/,
    ],
    [
      'an unknown action',
      'desk: x\nrules: { r: { when: market.bar, then: buy } }',
      /expected a list of actions: open, reverse, scaleIn.* with its fields, close, flatten or cancelEntries/,
    ],
    [
      'an unknown action with fields',
      'desk: x\nrules: { r: { when: market.bar, then: { scaleOff: { part: 50% } } } }',
      /^desk.yaml:2:\d+ rules.r.then: expected .* cancelEntries; did you mean scaleOut\?$/,
    ],
    [
      'an unknown action in a list',
      'desk: x\nrules: { r: { when: market.bar, then: [close, flaten] } }',
      /^desk.yaml:2:\d+ rules.r.then.1: expected .* cancelEntries; did you mean flatten\?$/,
    ],
    [
      'an indicator of no kind',
      indicator('{ kind: macd, length: 3 }'),
      /^desk.yaml:2:\d+ indicators.x.kind: expected one of atr, sma,/,
    ],
    [
      'an indicator without a length',
      indicator('{ kind: rsi }'),
      /indicators.x.length: expected a whole number of bars/,
    ],
    [
      'a length of what has none',
      indicator('{ kind: vwap, length: 3 }'),
      /indicators.x.length: there is no such field/,
    ],
    [
      'a session of what is of the session',
      indicator('{ kind: openingRange, length: 3, session: all }'),
      /x.session: there is no such field/,
    ],
    [
      'deviations of what has none',
      indicator('{ kind: sma, length: 3, deviations: 2 }'),
      /x.deviations: there is no such field/,
    ],
    [
      'no deviations',
      indicator('{ kind: bollinger, length: 3, deviations: 0 }'),
      /x.deviations: expected a number above zero/,
    ],
    [
      'bands without a line',
      reads('indicator.x > 1'),
      /if: indicator.x has lines: indicator.x.upper, indicator.x.middle, indicator.x.lower/,
    ],
    [
      'a line that there is not',
      reads('indicator.x.uper > 1'),
      /there is no indicator.x.uper; did you mean indicator.x.upper\?/,
    ],
    ['a line of what has none', reads('indicator.y.upper > 1'), /there is no indicator.y.upper/],
    ['a text beside a line', reads("indicator.x.upper > 'a'"), /if: /],
    [
      'a distance by bands without a line',
      `${bands}rules: { r: { when: market.bar, then: { trail: { indicator: x, times: 1 } } } }`,
      /then.trail.indicator: there is no indicator x/,
    ],
    ['an addition of nothing', verb('scaleIn: {}'), /then.scaleIn: expected either allocation \(money\) or quantity/],
    ['a part of everything and more', verb('scaleOut: { part: 150% }'), /then.scaleOut.part: expected/],
    ['a halt of something else', verb('halt: account'), /then.halt: expected desk, book or symbol/],
    ['a flatten of something else', verb('flatten: account'), /then.flatten: expected book or desk/],
    [
      'a stop moved to a word',
      verb('moveStop: entry'),
      /then.moveStop: expected average, or a distance behind the price/,
    ],
    [
      'a stop that is loosened by a word',
      verb('moveStop: { amount: 1, loosen: yes }'),
      /moveStop.loosen: expected true or false/,
    ],
    ['nothing to say', verb('notify: ""'), /then.notify: expected text/],
    [
      'two sizes the other way',
      verb('reverse: { quantity: 1, allocation: 1 }'),
      /then.reverse: expected either allocation/,
    ],
    ['a side the other way', verb('reverse: { side: long }'), /then.reverse.side: there is no such field/],
    ['a breakeven of nothing', verb('reverse: { breakeven: { after: { amount: 1 } } }'), /expected a stop or a trail/],
    ...[
      ['moveStop: { indicator: art, times: 2 }', 'moveStop'],
      ['trail: { indicator: art, times: 2 }', 'trail'],
      ['moveTargets: { indicator: art, times: 2 }', 'moveTargets'],
      ['moveTargets: [{ amount: 1 }, { indicator: art, times: 2 }]', 'moveTargets.1'],
      ['reverse: { stop: { indicator: art, times: 2 } }', 'reverse.stop'],
      ['reverse: { scaleOut: [{ indicator: art, times: 2, part: 50% }] }', 'reverse.scaleOut.0'],
      [
        'open: { side: long, quantity: 1, breakeven: { after: { indicator: art, times: 2 } }, stop: { amount: 1 } }',
        'open.breakeven.after',
      ],
    ].map(([then = '', place = '']): [string, string, RegExp] => [
      `an indicator that is not there, in ${place}`,
      `desk: x\nindicators: { atr: { kind: atr, length: 2 } }\nrules: { r: { when: market.bar, then: { ${then} } } }`,
      new RegExp(`^desk.yaml:3:\\d+ rules.r.then.${place}.indicator: there is no indicator art; did you mean atr\\?$`),
    ]),
    [
      'another word for a rule that acts late',
      'desk: x\nrules: { r: { when: clock.beforeClose, then: flatten, late: yes } }',
      /rules.r.late: expected act, or nothing/,
    ],
    ['a limit that is not a number', 'desk: x\nrules: {}\nrisk: { maxGrossExposure: .nan }', /expected/],
    ['an infinite limit', 'desk: x\nrules: {}\nrisk: { maxGrossExposure: .inf }', /expected/],
    ['a duration without a unit', 'desk: x\nrules: {}\nbeforeClose: 60', /expected 1s to 3h, such as 1m/],
    [
      'one of several events that there is not',
      'desk: x\nrules: { r: { when: [market.bar, market.bat], then: close } }',
      /^desk.yaml:2:34 rules.r.when.1: there is no event market.bat; did you mean market.bar\?$/,
    ],
    [
      'a rule for a symbol that the desk does not trade',
      'desk: x\nsymbols: [SPY]\nrules: { r: { when: market.bar, symbols: [SPI], then: close } }',
      /^desk.yaml:3:43 rules.r.symbols.0: the desk does not trade SPI; did you mean SPY\?$/,
    ],
    [
      'an indicator that is not there, in an action by itself',
      'desk: x\nrules: { r: { when: market.bar, then: { open: { side: long, quantity: 1, stop: { indicator: atr, times: 2 } } } } }',
      /rules.r.then.open.stop.indicator: there is no indicator atr/,
    ],
    [
      'a priority beyond what there is',
      'desk: x\nrules: { r: { when: market.bar, priority: 2000, then: close } }',
      /rules.r.priority: expected a whole number from -1000 to 1000/,
    ],
    ['no rules', 'desk: x', /^desk.yaml:1:1 rules: is missing$/],
    ['nothing at all', '', /^desk.yaml:1:1 the document is empty$/],
    ['a text alone', 'desk', /expected fields/],
    [
      'a stop 0 times an indicator',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: { indicator: atr, times: 0 } } }] } }',
      /^[^\n]*there is no indicator atr[^\n]*\n[^\n]*open\.stop\.times: expected a number above zero, such as 6[^\n]*$/,
    ],
    [
      'a stop -6 times an indicator',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: { indicator: atr, times: -6 } } }] } }',
      /^[^\n]*there is no indicator atr[^\n]*\n[^\n]*open\.stop\.times: expected a number above zero, such as 6[^\n]*$/,
    ],
    [
      'a stop .nan times an indicator',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: { indicator: atr, times: .nan } } }] } }',
      /^[^\n]*there is no indicator atr[^\n]*\n[^\n]*open\.stop\.times: expected a number above zero, such as 6[^\n]*$/,
    ],
    [
      'a stop six times an indicator',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: { indicator: atr, times: six } } }] } }',
      /^[^\n]*there is no indicator atr[^\n]*\n[^\n]*open\.stop\.times: expected a number above zero, such as 6[^\n]*$/,
    ],
    [
      'a share of all',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: { share: 150% } } }] } }',
      /stop\.share: expected a share above zero and below 100%/,
    ],
    [
      'an addition at the stop',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: { amount: 1 }, doubleDown: { at: 1 } } }] } }',
      /doubleDown\.at: expected a share above zero and below 100%/,
    ],
    [
      'an addition eleven times',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: { amount: 1 }, doubleDown: { at: 0.5, times: 11 } } }] } }',
      /doubleDown\.times: expected a whole number from 1 to 10/,
    ],
    [
      'an entry of another kind',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, entry: { limmit: 0.1 } } }] } }',
      /entry: expected market, \{ limit: 0\.05 \} or \{ stop: 0\.05, slip: 0\.10 \}/,
    ],
    [
      'a distance of no kind',
      'desk: x\nrules: { r: { when: market.bar, then: [{ open: { side: long, quantity: 1, stop: {} } }] } }',
      /stop: expected one of \{ amount/,
    ],
    [
      'a collar of 500 %',
      'desk: x\nrules: {}\nrisk: { priceCollar: 5 }',
      /priceCollar: expected a share above zero and below 100%/,
    ],
    [
      '0 open positions at most',
      'desk: x\nrules: {}\nrisk: { maxOpenPositions: 0 }',
      /maxOpenPositions: expected a whole number, 1 or more/,
    ],
    [
      '-5 open positions at most',
      'desk: x\nrules: {}\nrisk: { maxOpenPositions: -5 }',
      /maxOpenPositions: expected a whole number, 1 or more/,
    ],
    [
      '1.5 open positions at most',
      'desk: x\nrules: {}\nrisk: { maxOpenPositions: 1.5 }',
      /maxOpenPositions: expected a whole number, 1 or more/,
    ],
    [
      'too many bars',
      'desk: x\nrules: {}\nindicators: { a: { kind: sma, length: 100000000 } }',
      /length: expected a whole number of bars, 1 to 10000/,
    ],
    [
      'bars longer than a session',
      'desk: x\nrules: {}\nindicators: { a: { kind: sma, length: 5, bars: 1d } }',
      /a\.bars: bars of 1d are longer than a session: expected session: all/,
    ],
    ['a patience of 0s', 'desk: x\nrules: {}\npatience: { answer: 0s }', /patience\.answer: expected at least 100ms/],
    ['a patience of 0ms', 'desk: x\nrules: {}\npatience: { answer: 0ms }', /patience\.answer: expected at least 100ms/],
    [
      'a patience of 50ms',
      'desk: x\nrules: {}\npatience: { answer: 50ms }',
      /patience\.answer: expected at least 100ms/,
    ],
    ['0m before the close', 'desk: x\nrules: {}\nbeforeClose: 0m', /beforeClose: expected 1s to 3h/],
    ['24h before the close', 'desk: x\nrules: {}\nbeforeClose: 24h', /beforeClose: expected 1s to 3h/],
    ['4h before the close', 'desk: x\nrules: {}\nbeforeClose: 4h', /beforeClose: expected 1s to 3h/],
    [
      'a rest of no length',
      'desk: x\nrules: { r: { when: market.bar, then: close, cooldown: { for: 0s } } }',
      /cooldown\.for: expected a duration above zero/,
    ],
    [
      'a single action with a mistake deep within',
      'desk: x\nrules: { r: { when: market.bar, then: { open: { side: lng, quantity: 1 } } } }',
      /^desk\.yaml:2:\d+ rules\.r\.then\.open\.side: expected long or short$/,
    ],
    [
      'a rest after what is no end',
      'desk: x\nrules: { r: { when: market.bar, then: close, cooldown: { for: 3m, after: stopp } } }',
      /cooldown\.after: expected action or stop or close$/,
    ],
    ['another currency', 'desk: x\nrules: {}\ncurrency: EUR', /currency: expected USD/],
    ['no actions', 'desk: x\nrules: { r: { when: market.bar, then: [] } }', /then: expected at least one action/],
    [
      'a field that is like nothing',
      'desk: x\nrules: {}\nfoo: 1',
      /foo: there is no such field; there are desk, account/,
    ],
    ['rules that are a list', 'desk: x\nrules: [1]', /rules: expected names with their fields/],
    [
      'an alias, even before its anchor',
      'desk: x\nrules: {}\ncurrency: *c',
      /^desk\.yaml:3:11 aliases are not read: write the value out$/,
    ],
    [
      'an anchor',
      'desk: x\nrules: {}\ncurrency: &c USD',
      /^desk\.yaml:3:\d+ anchors are not read: write the value out$/,
    ],
    ['a tag', 'desk: x\nrules: {}\ncurrency: !!js/function USD', /^desk\.yaml:3:\d+ tags are not read: leave it out$/],
    [
      'a tag on fields',
      'desk: x\nrules: {}\nrisk: !limits { maxOpenPositions: 1 }',
      /^desk\.yaml:3:\d+ tags are not read: leave it out$/,
    ],
    [
      'a second document',
      'desk: x\nrules: {}\n---\ndesk: y',
      /^desk\.yaml:3:\d+ a second document begins here: expected one$/,
    ],
    ['a tab', 'desk: x\nrules:\n\tr:\n\t\twhen: market.bar', /^desk\.yaml:3:1 a tab can not indent: use spaces$/],
    ['broken YAML', 'desk: x\nrules: [', /desk.yaml:2/],
    ['the same key twice', 'desk: x\ndesk: y\nrules: {}', /unique/],
  ])('a mistake: %s', (_name, yaml, expected) => {
    expect(mistakes(yaml).join('\n')).toMatch(expected);
  });

  it('a document that is not there is missing', async () => {
    await expect(loadDesk('nowhere.yaml')).rejects.toMatchObject({ code: 'missingFile' });
  });
});

it('a document that would grow without end by its aliases is refused where it says so', () => {
  const grow = Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}]`);
  expect(mistakes(`desk: x\na0: &a0 [x]\n${grow.join('\n')}\nrules: {}`)[0]).toMatch(
    /^desk\.yaml:2:9 anchors are not read/,
  );
});

import { describe, expect, it } from 'vitest';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { mistakes } from '../../support/deskMistakes.ts';

const breakout = `desk: x
symbols: [SPY, IBM, QQQ, BRK.B]
templates:
  breakout:
    parameters: [level, size, stop]
    defaults: { stop: 1% }
    rule:
      when: market.bar
      if: market.last > $level && !position.isOpen
      then: { open: { side: long, quantity: $size, stop: { share: $stop } } }
      times: $size
`;

describe('rules of templates', () => {
  it('are those that would have been written out', () => {
    const used = parseDesk(`${breakout}rules:
  one: { template: breakout, symbols: [QQQ], with: { level: 400.5, size: 3 }, priority: 2, dryRun: true }
  many: { template: breakout, with: { size: 2 }, each: { SPY: { level: 500 }, BRK.B: { level: 450, stop: 2%, size: 1 } } }
  own: { when: market.bar, then: close }
`);
    const writtenOut = parseDesk(`desk: x
symbols: [SPY, IBM, QQQ, BRK.B]
rules:
  one: { when: market.bar, if: market.last > 400.5 && !position.isOpen, then: { open: { side: long, quantity: 3, stop: { share: 1% } } }, times: 3, symbols: [QQQ], priority: 2, dryRun: true }
  many-SPY: { when: market.bar, if: market.last > 500 && !position.isOpen, then: { open: { side: long, quantity: 2, stop: { share: 1% } } }, times: 2, symbols: [SPY] }
  many-BRK_B: { when: market.bar, if: market.last > 450 && !position.isOpen, then: { open: { side: long, quantity: 1, stop: { share: 2% } } }, times: 1, symbols: [BRK.B] }
  own: { when: market.bar, then: close }
`);
    expect(used).toEqual(writtenOut);
  });

  it.each([
    [
      'a template that there is not',
      `${breakout}rules: { r: { template: brekout, with: { level: 1, size: 1 } } }`,
      ['desk.yaml:12:25 rules.r.template: there is no template brekout; did you mean breakout?'],
    ],
    [
      'a parameter that there is not, and one that is missing',
      `${breakout}rules: { r: { template: breakout, with: { level: 1, sice: 1 } } }`,
      [
        'desk.yaml:12:13 rules.r: a value is missing for size',
        'desk.yaml:12:59 rules.r.with.sice: the template breakout has no parameter sice; did you mean size?',
      ],
    ],
    [
      'the same of one symbol',
      `${breakout}rules: { r: { template: breakout, with: { size: 1 }, each: { SPY: { level: 1 }, IBM: { levle: 2 } } } }`,
      [
        'desk.yaml:12:86 rules.r.each.IBM: a value is missing for level',
        'desk.yaml:12:95 rules.r.each.IBM.levle: the template breakout has no parameter levle; did you mean level?',
      ],
    ],
    [
      'a value that makes the rule a wrong one, where the template says it, and by which rule',
      `${breakout}rules: { r: { template: breakout, with: { level: 1, size: 1, stop: 100% } } }`,
      [
        'desk.yaml:10:67 templates.breakout.rule.then.open.stop.share: expected a share above zero and below 100%, such as 0.05 or 5%, found 100% (in rule r)',
      ],
    ],
    [
      'what is wrong in every rule of it once',
      `${breakout.replace('market.bar', 'market.bat')}rules: { r: { template: breakout, with: { size: 1 }, each: { SPY: { level: 1 }, IBM: { level: 2 } } } }`,
      [
        'desk.yaml:8:13 templates.breakout.rule.when: there is no event market.bat; did you mean market.bar? (in rule r-SPY)',
      ],
    ],
    [
      'a parameter in the template that it does not declare',
      `${breakout.replace('$level', '$levl')}rules: { r: { template: breakout, with: { level: 1, size: 1 } } }`,
      ['desk.yaml:9:11 templates.breakout.rule.if: there is no parameter levl; did you mean $level?'],
    ],
    [
      'a default of none',
      `${breakout.replace('defaults: { stop', 'defaults: { stopp')}rules: {}`,
      ['desk.yaml:6:24 templates.breakout.defaults.stopp: is no parameter of the template; did you mean stop?'],
    ],
    [
      'a symbol that the desk does not trade, where the use says it',
      `${breakout}rules: { r: { template: breakout, symbols: [SPI], with: { level: 1, size: 1 } } }`,
      ['desk.yaml:12:45 rules.r.symbols.0: the desk does not trade SPI; did you mean SPY?'],
    ],
    [
      'fields that a use has not, and both ways to name symbols',
      `${breakout}rules: { r: { template: breakout, wiht: { level: 1 } }, s: { template: breakout, symbols: [SPY], each: {} } }`,
      [
        'desk.yaml:12:41 rules.r.wiht: there is no such field; did you mean with?',
        expect.stringContaining('rules.s.each: expected either each or symbols'),
      ],
    ],
    [
      'a rule for a symbol by the name of another',
      `${breakout}rules: { r: { template: breakout, with: { level: 1, size: 1 }, each: { SPY: } }, r-SPY: { when: market.bar, then: close } }`,
      ['desk.yaml:12:77 rules.r.each.SPY: there is a rule r-SPY already'],
    ],
    [
      'a template without a rule',
      'desk: x\ntemplates: { t: { parameters: [a] } }\nrules: { r: { template: t } }',
      ['desk.yaml:2:17 templates.t.rule: expected the fields of a rule'],
    ],
  ])('%s is a mistake with its place', (_words, yaml, expected) => {
    expect(mistakes(yaml)).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { parseScenarios } from '../../../src/adapters/scenarios/scenarioFile.ts';
import { OrdermatonError } from '../../../src/errors.ts';

async function mistakes(yaml: string): Promise<readonly string[]> {
  try {
    await parseScenarios(yaml, 'examples/scenarios/s.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(OrdermatonError);
    expect((error as OrdermatonError).code).toBe('scenarioWrong');
    return String((error as OrdermatonError).details.list)
      .split('\n')
      .map((line) => line.trim().replace('examples/scenarios/', ''));
  }
  return [];
}

/** A document with one scenario, whose lines stand from line 4 on. */
const scenario = (...lines: readonly string[]): string =>
  ['name: mine', 'desk: small-desk.yaml', 'scenarios:', '  - name: one', ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );
const whole = (given: string, when: string, then: string): string =>
  scenario(`given: ${given}`, `when: ${when}`, `then: ${then}`);
const given = (text: string): string => whole(text, '[]', '{ orders: none }');
const when = (text: string): string => whole('{}', `[${text}]`, '{ orders: none }');
const then = (text: string): string => whole('{}', '[]', text);

describe('a scenario document with a mistake: one clear error with file, line, column, field and what was expected', () => {
  it.each([
    ['no YAML', 'name: [', /^s\.yaml:1:8 /],
    ['nothing at all', '', /^s\.yaml:1:1 expected a document with name, desk and scenarios/],
    ['no name', 'desk: small-desk.yaml\nscenarios: [{ name: a, then: { orders: none } }]', /name: expected a sentence/],
    [
      'no desk',
      'name: a\nscenarios: [{ name: a, then: { orders: none } }]',
      /desk: expected the path of a desk document, or/,
    ],
    [
      'a desk that is not there',
      'name: a\ndesk: nowhere.yaml\nscenarios: [{ name: a, then: { orders: none } }]',
      /^s\.yaml:2:7 desk: .*nowhere\.yaml is not there/,
    ],
    [
      'a wrong desk in the document',
      'name: a\ndesk: { rules: { r: { when: market.bod, then: close } } }\nscenarios: [{ name: a, then: { orders: none } }]',
      /^s\.yaml:2:29 desk\.rules\.r\.when: there is no event market\.bod; did you mean market\.bar\?/,
    ],
    ['no scenarios', 'name: a\ndesk: small-desk.yaml\nscenarios: []', /scenarios: expected at least one scenario/],
    [
      'a field that is none',
      `${given('{}')}\nacount: {}`,
      /^s\.yaml:8:9 acount: there is no such field; did you mean account\?/,
    ],
    ['a part of nothing', when('{ trim: 0% SPY }'), /trim: expected a part and a symbol, such as 40 SPY or 50% SPY/],
    ['an addition without a symbol', when('{ add: 50 }'), /add: expected a quantity and a symbol, such as 50 SPY/],
    [
      'an order of a group without a side',
      when('{ group: { orders: [100 SPY] } }'),
      /expected an order such as buy 100/,
    ],
    [
      'an adoption of nothing',
      when('{ adopt: { SPY: { quantity: 0, at: 80 } } }'),
      /adopt\.SPY\.quantity: expected a quantity that is not zero/,
    ],
    ['a rule without a symbol', when('{ arm: long-on-buy }'), /arm: expected a rule and a symbol/],
    ['a rate of no currency', when('{ convert: { euro: 1.08 } }'), /convert/],
    [
      'a trade of a statement that is of nothing',
      when('{ statement: [{ quantity: 1, price: 1 }] }'),
      /statement\.0: expected an order, or symbol and side/,
    ],
    [
      'a side of a trade that is none',
      when('{ statement: [{ symbol: SPY, side: long, quantity: 1, price: 1 }] }'),
      /statement\.0\.side: expected buy or sell/,
    ],
    ['a scenario without then', scenario('when: []'), /scenarios\.0\.then: /],
    [
      'a day without trading',
      `${given('{}')}\nsession: 2025-03-01`,
      /session: expected a day on which the exchange trades.*found 2025-03-01/,
    ],
    [
      'a session that closes before it opens',
      `${given('{}')}\nsession: { date: 2025-03-01, opens: 10:00, closes: 09:00 }`,
      /session\.closes: expected a time after the opening/,
    ],
    ['a broker that is none', `${given('{}')}\nbroker: papr`, /broker: expected paper or scripted/],
    [
      'cash that is no amount',
      `${given('{}')}\naccount: { cash: lots }`,
      /account\.cash: expected an amount above zero/,
    ],
    [
      'a quote that is none',
      given('{ quotes: { SPY: 100.00-100.02 } }'),
      /^s\.yaml:5:29 scenarios\.0\.given\.quotes\.SPY: expected bid\/ask x size, .*found 100\.00-100\.02/,
    ],
    ['a bid above its ask', given('{ quotes: { SPY: 100.02/100.00 } }'), /quotes\.SPY: expected bid\/ask x size/],
    [
      'bars that are none',
      given('{ bars: { SPY: 14 times 1 2 3 4 } }'),
      /bars\.SPY: expected open high low close x volume/,
    ],
    [
      'a bar whose low is above its close',
      given('{ bars: { SPY: 100 101 100 99 } }'),
      /bars\.SPY: expected open high low close/,
    ],
    [
      'a position given with its stop on the wrong side',
      given('{ positions: { SPY: { side: long, quantity: 1, at: 100, stop: 101 } } }'),
      /positions\.SPY\.stop: expected a price below/,
    ],
    [
      'an addition given without a stop',
      given('{ positions: { SPY: { side: short, quantity: 1, at: 100, doubleDown: { at: 0.5 } } } }'),
      /positions\.SPY\.doubleDown: expected a stop/,
    ],
    [
      'a step that is none',
      when('{ quots: { SPY: 1/2 } }'),
      /^s\.yaml:6:21 scenarios\.0\.when\.0\.quots: there is no such field; did you mean quote\?/,
    ],
    [
      'two happenings in one step',
      when('{ close: SPY, flatten: now }'),
      /when\.0: expected one happening a step, found close and flatten/,
    ],
    ['an empty step', when('{}'), /when\.0: expected one of quote, trade/],
    ['a word that is none', when('sleep'), /when\.0: expected a step such as quote/],
    ['both at and after', when('{ at: 10:31, after: 1s }'), /when\.0\.after: expected either at or after/],
    [
      'a time that is none',
      when('{ at: 25:00, close: SPY }'),
      /when\.0\.at: expected a time of the exchange such as 10:31/,
    ],
    [
      'a time before the step above',
      when('{ at: 11:00 }, { at: 10:30 }'),
      /when\.1\.at: expected a time not before 11:00:00/,
    ],
    ['a length of bars without a bar', when('{ barLength: 5m, close: SPY }'), /when\.0\.barLength: expected a bar/],
    ['a duration without a unit', when('{ after: 5 }'), /when\.0\.after: expected a duration such as 90s/],
    [
      'a way that fares as none does',
      when('{ feed: { monitor: gone } }'),
      /feed\.monitor: expected one of live, failing/,
    ],
    ['a way that there is not', when('{ feed: { webhook: live } }'), /feed\.webhook: there is no such field/],
    [
      'a signal that is none',
      when('{ prediction: { symbol: SPY, signal: BUI } }'),
      /prediction\.signal: expected one of BUY, SELL/,
    ],
    [
      'a confidence above one',
      when('{ prediction: { symbol: SPY, signal: BUY, confidence: 1.5 } }'),
      /prediction\.confidence: expected a number from 0 to 1/,
    ],
    [
      'a signal of no kind',
      when('{ signal: { signal.treshold: { symbol: SPY } } }'),
      /signal\.signal\.treshold: there is no such field; did you mean signal\.threshold\?/,
    ],
    ['an order that is none', when('{ cancel: stopp }'), /when\.0\.cancel: expected a role \(entry/],
    ['an order by hand without a symbol', when('{ buy: 100 }'), /when\.0\.buy: expected a quantity and a symbol/],
    ['levels without a level', when('{ protect: { SPY: {} } }'), /protect\.SPY: expected stop, target, or both/],
    [
      'a word for the paper broker',
      when('{ broker: disconnected }'),
      /when\.0\.broker: expected broker: scripted above/,
    ],
    [
      'an answer that is none',
      when('{ broker: { entry: wurking } }'),
      /broker\.entry: expected what the broker says: .*found wurking/,
    ],
    ['an answer for no order', when('{ broker: { entri: working } }'), /broker\.entri: expected a role/],
    ['a judgement that expects nothing', then('{}'), /then: expected at least one of positions/],
    [
      'a field of a position that is none',
      then('{ positions: { SPY: { stat: open } } }'),
      /then\.positions\.SPY\.stat: there is no such field; did you mean state\?/,
    ],
    [
      'a protection that is none',
      then('{ positions: { SPY: { protection: protectd } } }'),
      /protection: expected one of none, arming, protected/,
    ],
    [
      'a quantity that is none',
      then('{ positions: { SPY: { quantity: many } } }'),
      /quantity: expected a quantity: long above zero/,
    ],
    ['a role that is none', then('{ orders: [{ role: entre }] }'), /orders\.0\.role: expected one of entry/],
    ['a status that is none', then('{ orders: [{ status: done }] }'), /orders\.0\.status: expected one of created/],
    [
      'a fact that is none',
      then('{ said: [position.enterd] }'),
      /said\.0: there is no such fact as position\.enterd; did you mean position\.entered\?/,
    ],
    [
      'a field that a fact has not',
      then('{ said: [order.filled: { prise: 1 }] }'),
      /said\.0\.order\.filled\.prise: there is no such field of order\.filled; did you mean price\?/,
    ],
    [
      'a price that is none',
      then('{ said: [order.filled: { price: abc }] }'),
      /price: expected a price such as 100\.02, found abc/,
    ],
    [
      'a word that a field has not',
      then('{ never: [order.filled: { role: entree }] }'),
      /role: expected one of entry, .*found entree/,
    ],
    ['a list that is none', then('{ never: position.naked }'), /never: expected a list of facts/],
    [
      'a refusal that is none',
      then('{ refused: haltet }'),
      /refused: there is no refusal haltet; did you mean halted\?/,
    ],
    [
      'an alarm that is none',
      then('{ alarms: [position.entered] }'),
      /alarms\.0: there is no such fact as position\.entered; there are position\.naked/,
    ],
    [
      'an account field that is none',
      then('{ account: { cassh: 1 } }'),
      /account\.cassh: there is no such field; did you mean cash\?/,
    ],
    [
      'an equity that is none',
      then('{ account: { equity: lots } }'),
      /account\.equity: expected an amount such as -12\.70, found lots/,
    ],
    ['an anchor', given('&g {}'), /^s\.yaml:5:15 anchors are not read: write the value out$/],
    ['an alias', when('*w'), /^s\.yaml:6:12 aliases are not read: write the value out$/],
    ['a tag', then('!all { orders: none }'), /^s\.yaml:7:\d+ tags are not read: leave it out$/],
    [
      'a second document',
      `${given('{}')}\n---\nname: two`,
      /^s\.yaml:8:1 a second document begins here: expected one$/,
    ],
    [
      'a refusal in a list that is none',
      then('{ refused: [haltet] }'),
      /refused\.0: there is no refusal haltet; did you mean halted\?$/,
    ],
    [
      'a field of one refusal that is none',
      then('{ refused: { cod: halted } }'),
      /refused\.cod: there is no such field; did you mean code\?$/,
    ],
    ['a length of bars of nothing', given('{ barLength: 0s }'), /barLength: expected a duration above zero/],
    ['an account that is a number', `${given('{}')}\naccount: 5`, /account: expected fields$/],
  ])('%s', async (_name, yaml, expected) => {
    const found = await mistakes(yaml);
    expect(found.join('\n')).toMatch(expected);
    expect(found).toHaveLength(1);
  });

  it('two steps may happen at once', async () => {
    expect(await mistakes(when('{ after: 0s, flatten: now }'))).toEqual([]);
  });

  it('all mistakes are told together', async () => {
    expect(await mistakes(whole('{ quotes: { SPY: 1 } }', '[sleep]', '{ refused: haltet }'))).toHaveLength(3);
  });
});

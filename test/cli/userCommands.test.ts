/** Whatever a user may command can be said in a scenario. */
import { expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { parseScenarios } from '../../src/adapters/scenarios/scenarioFile.ts';
import { runScenario } from '../../src/cli/test/runScenario.ts';

/** Steps that lead to each of them, and what then was commanded. A new command without a line here is an error of types. */
const steps: Readonly<Record<UserCommand['type'], readonly [...before: string[], word: string, then: string]>> = {
  'desk.open': ['open: { IBM: { side: long, quantity: 10 } }', 'intent: { side: long }'],
  'desk.close': ['close: SPY', 'symbol: SPY'],
  'desk.add': ['add: 50 SPY', 'quantity: 50'],
  'desk.reduce': ['trim: 25% SPY', 'share: 0.25'],
  'desk.convert': [
    'buy: 10 SPY',
    'broker: { manual: filled @ 100.02 fee 0.30 EUR }',
    'convert: { EUR: 1.08 }',
    'currency: EUR',
  ],
  'desk.flatten': ['flatten: out', 'why: out'],
  'desk.cancelAccount': ['listAccount: cancel', 'cancelAccount: nothing of anybody', 'why: nothing of anybody'],
  'desk.flattenAccount': ['listAccount: flatten', 'flattenAccount: out of all', 'why: out of all'],
  'desk.place': ['sell: 10 SPY stop 99.00 @ 98.90', 'terms: { type: stopLimit, stop: 99, limit: 98.90 }'],
  'desk.group': [
    'group: { kind: oto, triggersOn: partial, orders: [buy 10 IBM, sell 10 IBM @ 230] }',
    'kind: oto, triggersOn: partial',
  ],
  'desk.amend': ['amend: { order: stop, stop: 99.50 }', 'change: { stop: 99.50 }'],
  'desk.cancel': ['cancel: target', 'why: as the scenario says'],
  'desk.drain': ['drain', 'why: the scenario'],
  'desk.emergency': ['emergency', 'why: the scenario'],
  'desk.promote': ['promote: paper', 'to: paper'],
  'desk.demote': ['demote: observe', 'to: observe'],
  'desk.recover': ['emergency', 'recover', 'operator: scenario'],
  'desk.stop': ['stop', 'why: the scenario'],
  'position.protect': ['protect: { SPY: { stop: 99.50 } }', 'stop: 99.50'],
  'rule.arm': ['arm: long-on-buy SPY', 'rule: long-on-buy, symbol: SPY'],
  'rule.disarm': ['disarm: long-on-buy SPY', 'rule: long-on-buy, symbol: SPY'],
  'risk.reduce': ['reduce: caution', 'why: caution'],
  'risk.halt': ['halt', 'scope: desk'],
  'risk.resume': ['halt', 'resume: it is over', 'why: it is over'],
  'holding.reconcile': ['holds: { IBM: 480 }', 'after: 1m', 'reconcile: IBM', 'symbol: IBM'],
  'holding.bookTrade': [
    'holds: { SPY: 60 }',
    'after: 1m',
    'bookTrade: { SPY: { side: sell, quantity: 40, at: 99.50, fee: 0.35 } }',
    'side: sell, quantity: 40, price: 99.50',
  ],
  'holding.adopt': [
    'adopt: { IBM: { quantity: 200, at: 80, stop: 70, target: 90 } }',
    'quantity: 200, price: 80, stop: 70',
  ],
  'holding.release': ['adopt: { IBM: { quantity: 200, at: 80 } }', 'release: IBM', 'operator: scenario'],
  'holding.confirmSplit': ['confirmSplit: { SPY: { ratio: 2 for 1, ago: 1s } }', 'newShares: 2, oldShares: 1'],
  'holding.settleFraction': [
    'split: { SPY: 1 for 3 }',
    'cashInLieu: { SPY: { quantity: 0.33333333, amount: 98.5 } }',
    'quantity: 0.33333333, amount: 98.5',
  ],
  'order.conclude': [
    'buy: 10 SPY @ 99',
    'broker: { manual: working }',
    'broker: disconnected',
    'after: 26h',
    'broker: forgets',
    'holds: { SPY: 105 }',
    'broker: connected',
    'conclude: manual',
    'operator: scenario',
  ],
  'statement.import': [
    'buy: 10 SPY @ 99.00',
    'broker: { manual: working }',
    'statement: [{ order: manual, execution: x7, quantity: 4, price: 98.50, fee: -0.10, at: 10:00 }]',
    'statement: statement, operator: scenario',
  ],
  'order.adopt': ['elsewhere: sell 100 IBM @ 101', 'adopt: external IBM', 'book: main'],
};

it.each(Object.entries(steps))('%s', async (type, told) => {
  const [fields, ...when] = [...told].reverse();
  const yaml = `name: commands
desk: { symbols: [SPY, IBM], rules: { long-on-buy: { when: signal.prediction, then: close } } }
broker: scripted
given:
  foreign: { IBM: 500 }
  positions: { SPY: { side: long, quantity: 100, at: 100.02, stop: 99.02, target: 102.02 } }
  quotes: { SPY: 100.00/100.02, IBM: 220.00/220.04 }
scenarios:
  - name: ${type}
    when: [${when
      .reverse()
      .map((step) => (step.includes(':') ? `{ ${step} }` : step))
      .join(', ')}]
    then: { said: [{ ${type}: { ${fields} } }] }`;
  const [plan] = await parseScenarios(yaml, 'commands.yaml');
  if (plan === undefined) throw new Error('no scenario');
  const { differences, lastFacts } = runScenario(plan);
  expect(differences, lastFacts.join('\n')).toEqual([]);
  expect(lastFacts.filter((fact) => fact.includes('inputRefused'))).toEqual([]);
});

it('order.adopt, holding.reconcile and what a broker says of a fee do what they say', async () => {
  const yaml = `name: commands
desk: { symbols: [IBM], rules: {} }
broker: scripted
given: { foreign: { IBM: 500 }, quotes: { IBM: 220.00/220.04 } }
scenarios:
  - name: an order of somebody else
    when:
      - elsewhere: sell 100 IBM @ 221
      - adopt: external IBM
      - broker: { external: filled @ 221 fee 0.30 EUR }
      - convert: { EUR: 1.50 }
    then:
      positions: { IBM: { quantity: -100, average: 221 } }
      account: { fees: 0.45 }
      never: [holding.drifted]
  - name: a difference that a person explains
    when:
      - holds: { IBM: 480 }
      - after: 1m
      - then: { alarms: [holding.drifted: { expected: 500, reported: 480 }] }
      - reconcile: IBM
      - holds: { IBM: 480 }
    then: { said: [holding.reconcile, holding.agreed: { quantity: 480 }] }`;
  for (const plan of await parseScenarios(yaml, 'commands.yaml'))
    expect(runScenario(plan).differences, plan.name).toEqual([]);
});

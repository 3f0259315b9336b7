import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { openExport } from '../../src/adapters/journal/exportReader.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermaton, root } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-scenarios-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const desk = `desk:
  rules:
    buy: { when: signal.prediction, then: [{ open: { side: long, quantity: 100, stop: { amount: 1 }, target: { amount: 2 } } }] }
given: { quotes: { SPY: 100.00/100.02 x 500 } }
scenarios:`;
const bought = `
  - name: The stop is where it should be
    when: [prediction: { symbol: SPY, signal: BUY }]
    then: { positions: { SPY: { state: open, stop: 99.02 } } }`;
const wrong = `
  - name: The stop is somewhere else
    when: [prediction: { symbol: SPY, signal: BUY }]
    then:
      positions: { SPY: { quantity: 100, stop: 99.00 } }
      orders: [{ role: stop, side: sell, stop: 99.00, status: waiting }]`;

describe('the examples', () => {
  it('pass, and say so in a line each and one at the end', async () => {
    const { code, stdout, stderr } = await ordermaton('test', 'examples/scenarios');
    expect(stderr).toBe('');
    expect(code).toBe(exitCodes.done);
    expect(stdout).toMatch(/ {2}pass {2}A BUY while halted is refused by the gate {2}10:00:00 to 10:00:03\n/);
    const [, passed] = /\n(\d+) passed, 0 failed\n$/.exec(stdout) ?? [];
    expect(Number(passed)).toBeGreaterThan(20);
  });

  it('come out the same at any time, state hashes and all', async () => {
    const [one, two] = await Promise.all([
      ordermaton('test', 'examples/scenarios', '--json'),
      ordermaton('test', 'examples/scenarios', '--json'),
    ]);
    const { passed, failed, scenarios } = JSON.parse(one.stdout) as {
      passed: number;
      failed: number;
      scenarios: { passed: boolean; stateHash: string; paths: { kind: string; states: string[] }[] }[];
    };
    expect([passed, failed]).toEqual([scenarios.length, 0]);
    expect(scenarios.every(({ stateHash }) => /^[0-9a-f]{64}$/.test(stateHash))).toBe(true);
    expect(scenarios.some(({ paths }) => paths.some(({ kind }) => kind === 'group'))).toBe(true);
    expect(two.stdout).toBe(one.stdout);
  });
});

describe('a scenario that comes out otherwise', () => {
  const failing = file('wrong.yaml', `name: Mine\n${desk}${wrong}${bought}`);

  it('fails with its own exit code, the difference side by side, the paths and the last facts', async () => {
    const { code, stdout, stderr } = await ordermaton('test', failing);
    expect(stderr).toBe('');
    expect(code).toBe(exitCodes.scenarioFailed);
    expect(stdout).toContain(`${failing}: Mine
  FAIL  The stop is somewhere else  10:00:00 to 10:00:02
      positions: expected symbol SPY, quantity 100, stop 99; the nearest is position test-9.1
                  expected  actual
        symbol    SPY       SPY
        quantity  100       100
        stop      99        99.02  ←
        ${failing}:10:25
      orders: expected role stop, side sell, stop 99, status waiting; the nearest is order test-9.5 (stop SPY)
                expected  actual
        role    stop      stop
        side    sell      sell
        stop    99        99.02  ←
        status  waiting   waiting
        ${failing}:11:16
      paths
        position test-9.1 SPY: planned → opening → open; protection: arming → protected
        group test-9.2 SPY: planned → placing → active → balanced
        order test-9.3 entry SPY: created → submitting → working → filled
        order test-9.4 target SPY: created → submitting → working → pending replace → working
        order test-9.5 stop SPY: created → submitting → waiting for trigger → pending replace → waiting for trigger
      last facts
`);
    expect(stdout).toMatch(/ {8}10:00:01\.04 24\.6 group\.balanced held 100\n/);
    expect(stdout).toMatch(/pass {2}The stop is where it should be/);
    expect(stdout).toMatch(/\n1 passed, 1 failed\n$/);
  });

  it('with --bail nothing is played after it', async () => {
    const { code, stdout } = await ordermaton('test', failing, '--bail');
    expect(code).toBe(exitCodes.scenarioFailed);
    expect(stdout).toMatch(/stopped at the first failure; 1 not played\n\n0 passed, 1 failed\n$/);
  });

  it('is one JSON document with --json', async () => {
    const { code, stdout } = await ordermaton('test', failing, '--json');
    expect(code).toBe(exitCodes.scenarioFailed);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: 1,
      failed: 1,
      notPlayed: 0,
      scenarios: [
        {
          name: 'The stop is somewhere else',
          passed: false,
          differences: [
            {
              about: 'positions',
              place: `${failing}:10:25`,
              expected: { symbol: 'SPY', quantity: '100', stop: '99' },
              nearest: { name: 'position test-9.1', fields: { stop: '99.02', state: 'open' } },
            },
            { about: 'orders' },
          ],
        },
        { passed: true, differences: [] },
      ],
    });
  });

  it('says why, when a step can not be done', async () => {
    const steps: readonly (readonly [step: string, message: string])[] = [
      ['broker: { adjust: working }', 'there is no order adjust; there are entry SPY'],
      ['broker: { entry: [filled @ 1, filled @ 1] }', 'nothing is left of test-9.3 to fill'],
      ['broker: { entry: amended }', 'no change of test-9.3 waits for an answer'],
      ['broker: { entry: busted }', 'test-9.3 has no execution to correct'],
      ['protect: { IBM: { stop: 1 } }', 'there is no open position in IBM'],
      ['release: SPY', 'nothing is adopted in SPY'],
    ];
    const scenarios = steps.map(
      ([step], index) =>
        `  - { name: s${index}, broker: scripted, when: [prediction: { symbol: SPY, signal: BUY }, ${step}], then: { desk: running } }`,
    );
    const { code, stdout } = await ordermaton('test', file('steps.yaml', ['name: a', desk, ...scenarios].join('\n')));
    for (const [, message] of steps) expect(stdout).toContain(`step: ${message}`);
    expect(stdout).toMatch(/\n0 passed, 6 failed\n$/);
    expect(code).toBe(exitCodes.scenarioFailed);
  });

  it('can not be played when a position that is given is refused', async () => {
    const path = file(
      'given.yaml',
      'name: a\ndesk: { rules: {}, risk: { maxOrderQuantity: 5 } }\nscenarios:\n  - name: a\n    given: { positions: { SPY: { side: long, quantity: 10, at: 100 } } }\n    then: { orders: none }',
    );
    const { stdout } = await ordermaton('test', path);
    expect(stdout).toMatch(/step: the position given in SPY could not be had: .*\(maxOrderQuantity\)/);
  });
});

describe('what comes along', () => {
  it('--verbose shows the paths of those that passed', async () => {
    const { stdout } = await ordermaton('test', 'examples/scenarios/entry.yaml', '--verbose');
    expect(stdout).toMatch(/order small-[\d.]+ entry SPY: created → submitting → working → filled\n/);
    expect(stdout).toMatch(/pass .*does nothing.*\n {8}nothing was ordered\n/);
  });

  it('--journal writes what replay comes to the same hash by', async () => {
    const journals = join(folder, 'journals');
    const { stdout } = await ordermaton(
      'test',
      'examples/scenarios/partial-fill.yaml',
      '--journal',
      journals,
      '--json',
    );
    const { scenarios } = JSON.parse(stdout) as { scenarios: { stateHash: string }[] };
    const names = readdirSync(journals).sort();
    expect(names).toHaveLength(scenarios.length);
    expect(names[0]).toBe('001-forty-of-a-hundred-are-protected-as-forty-and-the-rest-as-it.ndjson');
    const hashes: string[] = [];
    for (const name of names) {
      const { records, version } = await openExport(join(journals, name));
      hashes.push((await replay(records(), { version })).hash());
    }
    expect(hashes).toEqual(scenarios.map(({ stateHash }) => stateHash));
  });

  it('--journal where a file is in the way plays nothing', async () => {
    const { code, stdout, stderr } = await ordermaton('test', 'examples/scenarios', '--journal', file('taken', ''));
    expect([code, stdout]).toEqual([exitCodes.data, '']);
    expect(stderr).toContain('taken');
  });

  it('--help teaches with an example', async () => {
    const { stdout } = await ordermaton('test', '--help');
    for (const word of ['scenarios:', 'given:', 'when:', 'then:', '--journal', '--bail', '7 a scenario failed'])
      expect(stdout).toContain(word);
  });
});

describe('the pages', () => {
  const blocks = (page: string): readonly string[] =>
    [...readFileSync(`${root}${page}`, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

  it('what the guide shows passes', async () => {
    const [first = ''] = blocks('docs/guides/scenarios.md');
    const { stdout } = await ordermaton('test', file('guide.yaml', first));
    expect(stdout).toMatch(/\n2 passed, 0 failed\n$/);
  });

  it('what the README and the help show passes, with a desk of its own', async () => {
    file('my-desk.yaml', readFileSync(`${root}examples/scenarios/small-desk.yaml`, 'utf8'));
    const readme = blocks('README.md').find((text) => text.includes('scenarios:')) ?? '';
    const { stdout: help } = await ordermaton('test', '--help');
    const taught = help.slice(help.indexOf('  name: My'), help.indexOf('What is not named')).replace(/^ {2}/gm, '');
    const { stdout } = await ordermaton('test', file('readme.yaml', readme), file('help.yaml', taught));
    expect(stdout).toMatch(/\n2 passed, 0 failed\n$/);
  });
});

describe('signals of every kind', () => {
  it('reach the rules that wait for them', async () => {
    const path = file(
      'signals.yaml',
      `name: a
desk:
  rules:
    gamma: { when: signal.threshold, if: signal.value > 2, then: [{ open: { side: long, quantity: 10 } }] }
scenarios:
  - name: A threshold is crossed
    given: { quotes: { SPY: 100.00/100.02 } }
    when:
      - signal: { signal.divergence: { symbol: SPY, value: 0.3 } }
      - signal: { signal.flowTrade: { symbol: SPY, right: call, side: buy, premium: 25000, contracts: 100 } }
      - signal: { signal.threshold: { symbol: SPY, name: gamma, value: 2.5, threshold: 2, direction: up } }
    then:
      positions: { SPY: { quantity: 10, stop: none } }
      said:
        - signal.divergence: { value: 0.3 }
        - signal.flowTrade: { premium: 25000.00, contracts: 100 }
        - rule.triggered: { signal: s3, rule: gamma }`,
    );
    const { stdout } = await ordermaton('test', path);
    expect(stdout).toMatch(/\n1 passed, 0 failed\n$/);
  });
});

describe('bad input', () => {
  it.each([
    [
      'a wrong document: scenarioWrong',
      [file('typo.yaml', `name: a\n${desk}${bought}\nacount: {}`)],
      exitCodes.usage,
      /typo\.yaml:10:9 acount: there is no such field/,
    ],
    [
      'a wrong desk beside it',
      [
        file('other.yaml', 'name: a\ndesk: broken.yaml\nscenarios: [{ name: a, then: { orders: none } }]'),
        file('broken.yaml', 'desk: x'),
      ],
      exitCodes.usage,
      /broken\.yaml:1:1 rules/,
    ],
    ['a file that is not there', ['nowhere.yaml'], exitCodes.data, /nowhere\.yaml does not exist/],
    ['a folder without scenarios', ['src/cli'], exitCodes.usage, /src\/cli: holds no scenario document/],
    ['nothing', [], exitCodes.usage, /missing required argument/],
  ] as const)('%s gives one clear error, and nothing is played', async (_name, args, expected, message) => {
    const { code, stdout, stderr } = await ordermaton('test', ...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(expected);
    expect(stdout).toBe('');
  });

  it('the mistakes of several documents are told together', async () => {
    const [one, two] = [file('one.yaml', 'name: a'), file('two.yaml', 'name: a')];
    const { stderr } = await ordermaton('test', one, two);
    expect(stderr).toMatch(/^ordermaton: 4 mistake\(s\)/);
    expect(stderr).toMatch(/one\.yaml:.*\n.*one\.yaml:.*\n.*two\.yaml:/);
  });
});

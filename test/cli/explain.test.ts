import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const journal = at('day.db');

interface Explained {
  readonly name: string;
  readonly passes: readonly {
    readonly input: { readonly type: string; readonly data: { readonly id?: string } };
    readonly refused: string;
    readonly rules: readonly {
      readonly rule: string;
      readonly held: boolean;
      readonly reason: string;
      readonly outcome: string;
      readonly values: Record<string, string>;
    }[];
    readonly said: readonly { readonly type: string }[];
  }[];
}
const explained = async (name: string, file = journal): Promise<Explained> => {
  const { code, stdout } = await here('explain', name, '--journal', file, '--json');
  expect(code).toBe(exitCodes.done);
  return JSON.parse(stdout) as Explained;
};

const desk = `
desk: explained
indicators: { slow: { kind: sma, length: 200 } }
risk: { maxOrderNotional: 20000 }
rules:
  buy:
    when: signal.prediction
    if: signal.confidence >= 0.5 && signal.signal == "BUY"
    then: { open: { side: long, allocation: 10000, stop: { share: 1% }, target: { share: 2% } } }
  large: { when: signal.prediction, if: signal.confidence >= 0.5 && signal.signal == "SELL", then: { open: { side: short, allocation: 30000 } } }
  cold: { when: signal.prediction, if: indicator.slow > 0, then: close }
  dry: { when: signal.prediction, then: [cancelEntries, { notify: seen }], dryRun: true, maxPerDay: { count: 3, per: rule } }
  out: { when: position.opened, then: { moveStop: { share: 5% } } }
`;
let orders: readonly {
  readonly order: string;
  readonly position: string;
  readonly role: string;
  readonly outcome: string;
}[];
beforeAll(async () => {
  writeFileSync(at('desk.yaml'), desk);
  const { code, stdout } = await here(
    'run',
    '--speed',
    'max',
    '--json',
    '--desk',
    at('desk.yaml'),
    '--journal',
    journal,
  );
  expect(code).toBe(exitCodes.done);
  orders = (JSON.parse(stdout) as { orders: typeof orders }).orders;
});

describe('explain', () => {
  it('says of an order which rules saw its signal, what each read, what came of it, and what risk said', async () => {
    const { order } = orders.find(({ role }) => role === 'entry') ?? { order: '' };
    const { code, stdout } = await here('explain', order, '--journal', journal);
    expect(code).toBe(exitCodes.done);
    const [head = '', ...lines] = stdout.split('\n');
    expect(head).toMatch(/^2025-03-03 \S+ +\d+ signal\.prediction/);
    expect(lines.join('\n')).toMatch(
      /Rule buy for \w+ at signal\.prediction: its condition holds\.\n {2}if .*"BUY"\n {4}signal\.confidence is 0\.\d+\n {4}signal\.signal is BUY\n {2}It acts\.\n/,
    );
    expect(lines.join('\n')).toMatch(/Rule cold for \w+ .*: counts as false: indicator\.slow is not known\.\n/);
    expect(lines.join('\n')).toMatch(
      /Rule dry for .*: it has no condition\.\n {2}DRY RUN: it says what it would do\.\n/,
    );
    expect(stdout).toContain(`order ${order}: entry buy `);
    expect(stdout).toMatch(/risk\.approved +order .*, exposure \d+/);
  });

  it('says the same of its signal, as data', async () => {
    const { order } = orders.find(({ role }) => role === 'entry') ?? { order: '' };
    const ofOrder = await explained(order);
    const signal = ofOrder.passes[0]?.input.data.id ?? '';
    const ofSignal = await explained(signal);
    expect(ofSignal.passes).toEqual(ofOrder.passes);
    const rules = Object.fromEntries((ofSignal.passes[0]?.rules ?? []).map((each) => [each.rule, each]));
    expect(rules.buy).toMatchObject({ held: true, outcome: 'acts', values: { 'signal.signal': 'BUY' } });
    expect(rules.large).toMatchObject({ held: false, reason: '', outcome: '' });
    expect(rules.cold).toMatchObject({
      held: false,
      reason: 'indicator.slow is not known',
      values: { 'indicator.slow': 'not known' },
    });
    expect(ofSignal.passes[0]?.said.map(({ type }) => type)).toContain('risk.approved');
  });

  it('says of a signal why nothing came of it: the refusal of a rule, and that of the gate', async () => {
    const { stdout } = await here('journal', 'tail', journal, '--count', '5000');
    const signals = [...stdout.matchAll(/signal\.prediction .* id ([\w-]+),/g)].map(([, name = '']) => name);
    const limited = await here('explain', signals[3] ?? '', '--journal', journal);
    expect(limited.stdout).toContain(
      'It does not act: dayLimit (3 against 3). The rule has acted as often as it may in a day.',
    );
    const refused = orders.find(({ outcome, role }) => outcome === 'refused' && role === 'entry');
    const gate = await here('explain', refused?.order ?? '', '--journal', journal);
    expect(gate.stdout).toMatch(/Rule large for \w+ .*: its condition holds/);
    expect(gate.stdout).toMatch(/risk\.refused +order .*code maxOrderNotional, limit 20000, value /);
  });

  it('says of an exit that was placed later also what opened its position', async () => {
    const stop = orders.find(({ role }) => role === 'stop');
    const { passes } = await explained(stop?.order ?? '');
    expect(passes[0]?.input.type).toBe('signal.prediction');
    expect(passes[0]?.rules.map(({ rule }) => rule)).toContain('buy');
  });

  it('knows no other names', async () => {
    const { code, stderr } = await here('explain', 'explained-1.1', '--journal', journal);
    expect([code, stderr]).toEqual([
      exitCodes.usage,
      expect.stringMatching(/explained-1\.1: is no order and no signal/),
    ]);
    expect((await here('explain', 'x', '--journal', at('nowhere.db'))).code).toBe(exitCodes.data);
  });
});

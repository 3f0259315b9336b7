/** The Flex query that ships as an example, beside the journal of the generated day that it is made from. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import type { SampleFill } from '../../tools/renderFlexSample.ts';
import { renderFlexSample } from '../../tools/renderFlexSample.ts';
import { ordermatonHere as here, root } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));
const journal = join(folder, 'day.db');
const example = `${root}examples/flex-query.xml`;
let fills: readonly SampleFill[] = [];
beforeAll(async () => {
  const run = await here('run', '--speed', 'max', '--json', '--log-level', 'silent', '--journal', journal);
  fills = (JSON.parse(run.stdout) as { fills: readonly SampleFill[] }).fills;
});

it('the example is what the generated day makes of it', () => {
  expect(readFileSync(example, 'utf8'), 'run `npm run samples`').toBe(renderFlexSample(fills));
});

it('every execution of it is matched, money and splits are told by line and code, and it ends with 4', async () => {
  const { code, stdout } = await here('statement', 'check', example, '--journal', journal);
  expect(code).toBe(exitCodes.differs);
  expect(stdout).toContain(`${fills.length} matched to the last digit.`);
  expect(stdout).toContain('8 row(s) of money, 1 split(s): 0 matched.');
  for (const kind of [
    'dividend of DLTA 12.5',
    'withholdingTax of DLTA -1.88',
    'interest -4.27',
    'borrowFee -0.83',
    'fee -1.5',
  ])
    expect(stdout).toMatch(new RegExp(`^ {2}missing  line \\d+: 2025-03-03 ${kind} USD`, 'm'));
  expect(stdout).toMatch(/^ {2}differs {2}line \d+: capitalMoved of 9008: capital 1000 USD in the statement/m);
  expect(stdout).toMatch(/^ {2}not ours line \d+: split of OTHR$/m);
  expect(stdout).toMatch(/^Left out: AccountInformation 1, .*Trades 3, .*SectionsOfTomorrow 1\.$/m);
  expect(stdout).toContain('6 missing in the books, 0 fee(s) pending, 1 difference(s).');
});

it('as one document, with the money apart', async () => {
  const { stdout } = await here('statement', 'check', example, '--journal', journal, '--json');
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({ trades: fills.length + 1, differences: [], missing: [], leftOut: { SLBFees: 1 } });
  expect(found.money.missing).toHaveLength(6);
  expect(found.money.differences).toMatchObject([{ code: 'capitalMoved', name: '9008' }]);
});

it('in another time zone the same executions are matched, by their names', async () => {
  const zone = ['--time-zone', 'Europe/Berlin'];
  const { stdout } = await here('statement', 'check', example, '--journal', journal, ...zone);
  expect(stdout).toContain(`${fills.length} matched to the last digit.`);
  expect(await here('statement', 'check', example, '--journal', journal, '--time-zone', 'Mars')).toMatchObject({
    code: exitCodes.usage,
    stderr: expect.stringContaining('Expected a time zone'),
  });
});

it('what is no XML is one sentence with its line', async () => {
  const broken = join(folder, 'broken.xml');
  writeFileSync(broken, readFileSync(example, 'utf8').slice(0, 9_000));
  const { code, stderr } = await here('statement', 'check', broken, '--journal', journal);
  expect(code).toBe(exitCodes.data);
  expect(stderr).toMatch(/broken\.xml:\d+: is no XML: /);
  expect(stderr).not.toMatch(/^\s+at /m);
});

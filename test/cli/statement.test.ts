/** A statement beside the books of a run, from the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import type { SampleFill } from '../../tools/renderFlexSample.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

let fills: readonly SampleFill[] = [];
const header = 'Symbol,DateTime,Buy/Sell,Quantity,TradePrice,IBCommission,IBCommissionCurrency,IBExecID,OrderReference';
const rowOf = (fill: SampleFill): string =>
  [
    fill.symbol,
    fill.at,
    fill.side.toUpperCase(),
    fill.quantity,
    fill.price,
    `-${fill.fee}`,
    'USD',
    fill.execution,
    fill.order,
  ].join();

/** Checks a statement with these rows. */
async function check(rows: readonly string[], ...options: readonly string[]) {
  writeFileSync(at('statement.csv'), `${[header, ...rows].join('\n')}\n`);
  const { code, stdout, stderr } = await here(
    'statement',
    'check',
    at('statement.csv'),
    '--journal',
    at('day.db'),
    ...options,
  );
  return { code, stdout, stderr };
}

beforeAll(async () => {
  const run = await here('run', '--speed', 'max', '--json', '--journal', at('day.db'), '--export', at('day.ndjson'));
  fills = (JSON.parse(run.stdout) as { fills: readonly SampleFill[] }).fills;
});

describe('statement check', () => {
  it('B35.2: a statement that says what was booked agrees to the last digit', async () => {
    const { code, stdout } = await check(fills.map(rowOf));
    expect(code).toBe(exitCodes.done);
    expect(stdout).toContain(`${fills.length} matched to the last digit.\nThe books agree with the statement.`);
  });

  it('says what is missing, what differs and what is not ours, each by its line, and ends with 4', async () => {
    const [first, second, ...rest] = fills as [SampleFill, SampleFill, ...SampleFill[]];
    const { code, stdout } = await check([
      rowOf({ ...first, price: '1.5' }),
      rowOf({ ...second, execution: 'unheard-of' }),
      ...rest.map(rowOf),
      rowOf({ ...second, execution: 'x9', order: 'somebody' }),
    ]);
    expect(code).toBe(exitCodes.differs);
    expect(stdout).toContain(
      `line 2: priceDiffers of ${first.execution}: 1.5 in the statement, ${first.price} in the books`,
    );
    expect(stdout).toMatch(new RegExp(`missing  line 3: .*order ${second.order}`));
    expect(stdout).toContain(`not in it: notStated of ${second.execution}: nothing in the statement`);
    expect(stdout).toContain(`not ours line ${fills.length + 2}: `);
    expect(stdout).toContain('1 missing in the books, 0 fee(s) pending, 2 difference(s).');
  });

  it('as one document', async () => {
    const [first, ...rest] = fills as [SampleFill, ...SampleFill[]];
    const { code, stdout } = await check([rowOf({ ...first, fee: '9' }), ...rest.map(rowOf)], '--json');
    expect(code).toBe(exitCodes.differs);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ account: 'PAPER', trades: fills.length, others: 0 });
    expect(found.matched).toHaveLength(fills.length - 1);
    expect(found.differences).toMatchObject([{ code: 'feeDiffers', row: 2, stated: '9', booked: first.fee }]);
  });

  it('reads an export as well', async () => {
    writeFileSync(at('statement.csv'), `${[header, ...fills.map(rowOf)].join('\n')}\n`);
    const { code } = await here('statement', 'check', at('statement.csv'), '--journal', at('day.ndjson'));
    expect(code).toBe(exitCodes.done);
  });

  it('a mistake in the statement is told with its place and field', async () => {
    const { code, stderr } = await check([rowOf({ ...(fills[0] as SampleFill), price: 'much' })]);
    expect(code).toBe(exitCodes.data);
    expect(stderr).toContain("statement.csv:2: TradePrice is 'much'");
  });
});

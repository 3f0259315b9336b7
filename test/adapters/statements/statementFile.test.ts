/** The trades of a Flex query: every figure to the last digit, every mistake with its place and field. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStatement } from '../../../src/adapters/statements/statementFile.ts';
import type { AccountId } from '../../../src/identifiers.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { amount, price, quantity } from '../../../src/money.ts';

const account = 'U1' as AccountId;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'statement-'));
});
afterAll(() => rm(folder, { recursive: true }));

const header =
  'ClientAccountID,AssetClass,Symbol,DateTime,Buy/Sell,Quantity,TradePrice,IBCommission,IBCommissionCurrency,IBExecID,OrderReference,LevelOfDetail';
const good: Readonly<Record<string, string>> = {
  ClientAccountID: 'U1',
  AssetClass: 'STK',
  Symbol: 'SPY',
  DateTime: '20250303;100005',
  'Buy/Sell': 'BUY',
  Quantity: '40',
  TradePrice: '100.0212',
  IBCommission: '-0.3500123',
  IBCommissionCurrency: 'USD',
  IBExecID: '0000e0d5.6512f1a2.01.02',
  OrderReference: 'desk-4.3',
  LevelOfDetail: 'EXECUTION',
};
const line = (over: Readonly<Record<string, string>> = {}): string =>
  header
    .split(',')
    .map((name) => `"${over[name] ?? good[name]}"`)
    .join(',');

let files = 0;
async function read(...lines: readonly string[]) {
  const file = join(folder, `${++files}.csv`);
  await writeFile(file, `${lines.join('\n')}\n`);
  return readStatement(file, { account });
}
const reading = (over: Readonly<Record<string, string>>) => read(header, line(over));

it('a row is a trade, to the last digit', async () => {
  expect(await read(header, line())).toStrictEqual({
    trades: [
      {
        row: 2,
        execution: '0000e0d5.6512f1a2.01',
        revision: 2,
        order: 'desk-4.3',
        instrument: 'SPY',
        side: 'buy',
        quantity: quantity(40),
        price: price('100.0212'),
        fee: amount('0.3500123'),
        currency: 'USD',
        executedAt: timestamp('2025-03-03T15:00:05Z'),
      },
    ],
    ...{ others: 0, leftOut: {}, cash: [], splits: [] },
  });
});

describe('as it stands in statements', () => {
  it('a trade that was taken back was never traded', async () => {
    const taken = line({ 'Buy/Sell': 'BUY (Ca.)', Quantity: '-40' });
    expect((await read(header, line(), taken, line({ IBExecID: 'e2.01' }))).trades).toMatchObject([
      { execution: 'e2' },
    ]);
  });

  it('a sale is below zero, and a commission that the broker pays above', async () => {
    const { trades } = await reading({ 'Buy/Sell': 'SELL', Quantity: '-40.5', IBCommission: '0.02' });
    expect(trades).toMatchObject([{ side: 'sell', quantity: quantity('40.5'), fee: amount('-0.02') }]);
  });

  it.each([
    ['20250303;100005', '2025-03-03T15:00:05Z'],
    ['2025-03-03;10:00:05', '2025-03-03T15:00:05Z'],
    ['2025-03-03, 10:00:05', '2025-03-03T15:00:05Z'],
    ['2025-03-03 10:00:05 EST', '2025-03-03T15:00:05Z'],
    ['20250707 093105 EDT', '2025-07-07T13:31:05Z'],
    ['2025-03-03T15:00:05Z', '2025-03-03T15:00:05Z'],
  ])('the time %s', async (text, iso) => {
    expect((await reading({ DateTime: text })).trades[0]?.executedAt).toBe(timestamp(iso));
  });

  it('names may be missing', async () => {
    const [trade] = (await reading({ IBExecID: '', OrderReference: '' })).trades;
    expect(trade).not.toHaveProperty('execution');
    expect(trade).not.toHaveProperty('order');
    expect((await reading({ IBExecID: 'px7' })).trades).toMatchObject([{ execution: 'px7', revision: 1 }]);
  });

  it('sums, other accounts and other assets are left out and counted; a header that is said again is not', async () => {
    const rows = [line({ LevelOfDetail: 'ORDER' }), line({ ClientAccountID: 'U2' }), line({ AssetClass: 'OPT' })];
    expect(await read(header, ...rows, header, line())).toMatchObject({ trades: [{ row: 6 }], others: 3 });
  });

  it('only what is needed must be there, in any order and spelling', async () => {
    const names = 'currencyprimary,commission,price,quantity,buy/sell,date/time,symbol';
    const { trades } = await read(names, 'USD,-1,10.5,3,buy,20250303;100005,ibm');
    expect(trades).toMatchObject([{ instrument: 'IBM', price: price('10.5'), fee: amount(1) }]);
  });
});

describe('a mistake is told with file, line and field', () => {
  it.each([
    ['Symbol', 'S PY', "Symbol is 'S PY', not a symbol"],
    ['DateTime', '20250230;100005', "DateTime is '20250230;100005', not a time such as 20250303;093105"],
    ['DateTime', '20250303;250005', "DateTime is '20250303;250005', not a time such as 20250303;093105"],
    ['Buy/Sell', 'BUY (Cb.)', "Buy/Sell is 'BUY (Cb.)', not BUY or SELL"],
    ['Quantity', '0', "Quantity is '0', not a number of shares other than zero"],
    ['Quantity', '-40', 'Quantity is below zero, and the row is a purchase'],
    ['TradePrice', '1e2', "TradePrice is '1e2', not a price above zero with at most 8 decimals"],
    ['TradePrice', '0', "TradePrice is '0', not a price above zero with at most 8 decimals"],
    ['IBCommission', '', "IBCommission is '', not an amount with at most 16 decimals"],
    ['IBCommissionCurrency', 'usd', "IBCommissionCurrency is 'usd', not a currency such as USD"],
    ['IBExecID', 'a b', "IBExecID is 'a b', not the name of an execution"],
    ['OrderReference', 'a b', "OrderReference is 'a b', not the name of an order"],
  ])('%s %s', async (field, text, problem) => {
    await expect(reading({ [field]: text })).rejects.toMatchObject({
      code: 'badStatementRow',
      details: { line: 2, problem },
    });
  });

  it.each([
    ['a header without a column', ['Symbol,Quantity'], 1, /lacks Buy\/Sell, TradePrice, IBCommission,/],
    ['a column that stands twice', ['Symbol,symbol'], 1, /names a column twice/],
    ['an empty file', [''], 1, /there is no header/],
    ['a short row', [header, 'U1,STK'], 2, /has 2 fields instead of 12/],
  ])('%s', async (_name, lines, at, problem) => {
    await expect(read(...lines)).rejects.toMatchObject({
      code: 'badStatementRow',
      details: { line: at, problem: expect.stringMatching(problem) },
    });
  });

  it('a file that is not there', async () => {
    await expect(readStatement(join(folder, 'none.csv'), { account })).rejects.toMatchObject({ code: 'missingFile' });
  });
});

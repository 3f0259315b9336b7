/** Flex queries in XML: what is read of every kind, and every mistake with its line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStatement } from '../../../src/adapters/statements/statementFile.ts';
import type { AccountId } from '../../../src/identifiers.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { amount, price, quantity } from '../../../src/money.ts';
import { freshFolder } from '../../support/journals.ts';

const account = 'U1' as AccountId;

function read(text: string, zone?: string) {
  const file = join(freshFolder(), 'flex.xml');
  writeFileSync(file, text);
  return readStatement(file, { account, ...(zone === undefined ? {} : { zone }) });
}
const flex = (...lines: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<FlexQueryResponse queryName="q" type="AF"><FlexStatements count="1">',
    '<FlexStatement accountId="U1" fromDate="20250303" toDate="20250303">',
    ...lines,
    '</FlexStatement></FlexStatements></FlexQueryResponse>',
  ].join('\n');
const trade = (over: Readonly<Record<string, string>> = {}): string => {
  const attributes = {
    ...{ accountId: 'U1', assetCategory: 'STK', symbol: 'SPY', dateTime: '20250303;100005', buySell: 'BUY' },
    ...{ quantity: '40', tradePrice: '100.0212', ibCommission: '-0.3500123', ibCommissionCurrency: 'USD' },
    ...{ ibExecID: '0000e0d5.6512f1a2.01.01', orderReference: 'desk-4.3', levelOfDetail: 'EXECUTION' },
    ...over,
  };
  return `<Trade ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')} />`;
};
const trades = (...rows: readonly string[]) => read(flex('<Trades>', ...rows, '</Trades>'));
const cash = (over: Readonly<Record<string, string>> = {}): string => {
  const attributes = {
    ...{ accountId: 'U1', currency: 'USD', symbol: '', type: 'Other Fees', amount: '-1.50', dateTime: '20250304' },
    ...{ description: 'NYSE', transactionID: '7' },
    ...over,
  };
  return `<CashTransaction ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')} />`;
};
const money = async (over: Readonly<Record<string, string>>) =>
  (await read(flex('<CashTransactions>', cash(over), '</CashTransactions>'))).cash;
const action = (over: Readonly<Record<string, string>>): string =>
  `<CorporateAction accountId="U1" reportDate="20250304" ${Object.entries(over)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')} />`;

describe('a trade', () => {
  it('is read to the last digit, with the line it stands in', async () => {
    expect((await trades(trade())).trades).toEqual([
      {
        ...{
          row: 5,
          execution: '0000e0d5.6512f1a2.01',
          revision: 1,
          order: 'desk-4.3',
          instrument: 'SPY',
          side: 'buy',
        },
        ...{ quantity: quantity(40), price: price('100.0212'), fee: amount('0.3500123'), currency: 'USD' },
        executedAt: timestamp('2025-03-03T15:00:05Z'),
      },
    ]);
  });

  it.each([
    ['20250303;100005', undefined, '2025-03-03T15:00:05Z'],
    ['2025-03-03;10:00:05', undefined, '2025-03-03T15:00:05Z'],
    ['2025-07-01, 10:00:05 EDT', undefined, '2025-07-01T14:00:05Z'],
    ['20250303;160005', 'Europe/Berlin', '2025-03-03T15:00:05Z'],
    ['20250303;100005 EST', 'Europe/Berlin', '2025-03-03T15:00:05Z'],
    ['2025-03-03T10:00:05-05:00', 'Europe/Berlin', '2025-03-03T15:00:05Z'],
  ])('of %s in the zone %s was at %s', async (dateTime, zone, at) => {
    const [read1] = (await read(flex('<Trades>', trade({ dateTime }), '</Trades>'), zone)).trades;
    expect(read1?.executedAt).toBe(timestamp(at));
  });

  it('whose day and time stand apart is read as well', async () => {
    const [told] = (await trades(trade({ dateTime: '', tradeDate: '20250303', tradeTime: '100005' }))).trades;
    expect(told?.executedAt).toBe(timestamp('2025-03-03T15:00:05Z'));
  });

  it('that was corrected counts as it is by its last revision', async () => {
    const { trades: told } = await trades(
      trade({ tradePrice: '99' }),
      trade({ ibExecID: '0000e0d5.6512f1a2.01.03' }),
      trade({ ibExecID: '0000e0d5.6512f1a2.01.02', tradePrice: '98' }),
    );
    expect(told).toMatchObject([{ revision: 3, price: price('100.0212') }]);
  });

  it.each([
    ['by its name', { quantity: '-40' }],
    ['by what it says, where it has another name', { quantity: '-40', ibExecID: 'other.01' }],
  ])('that was taken back was never traded: %s', async (_how, over) => {
    expect((await trades(trade(), trade({ buySell: 'BUY (Ca.)', ...over }))).trades).toEqual([]);
  });

  it('in parts is one of each part', async () => {
    const parts = await trades(
      trade({ quantity: '10' }),
      trade({ quantity: '30', ibExecID: '0000e0d5.6512f1a2.02.01' }),
    );
    expect(parts.trades.map((each) => each.quantity)).toEqual([quantity(10), quantity(30)]);
  });

  it('has the space of a class of shares as a dot, and commas in its numbers', async () => {
    const [told] = (await trades(trade({ symbol: 'BRK B', quantity: '-1,200', buySell: 'SELL' }))).trades;
    expect(told).toMatchObject({ instrument: 'BRK.B', side: 'sell', quantity: quantity(1200) });
  });
});

describe('what is left out is counted by its section', () => {
  it('sums, other accounts, other kinds of asset, and sections that nobody knows', async () => {
    const found = await read(
      flex(
        '<AccountInformation accountId="U1" currency="USD" />',
        '<Trades>',
        ...[trade(), trade({ accountId: 'U2' }), trade({ assetCategory: 'OPT' }), trade({ levelOfDetail: 'ORDER' })],
        '</Trades>',
        '<SectionsOfTomorrow><A accountId="U1"><B c="d" /></A></SectionsOfTomorrow>',
      ),
    );
    expect(found).toMatchObject({ others: 6, leftOut: { AccountInformation: 1, Trades: 3, SectionsOfTomorrow: 2 } });
    expect(found.trades).toHaveLength(1);
  });

  it('a second statement, of another account', async () => {
    const other = '<FlexStatement accountId="U2"><Trades>';
    const rows = trade().replace('accountId="U1" ', '');
    const two = flex('<Trades>', rows, '</Trades>').replace(
      '</FlexStatements>',
      `${other}${rows}</Trades></FlexStatement></FlexStatements>`,
    );
    expect(await read(two)).toMatchObject({ trades: [{ instrument: 'SPY' }], leftOut: { Trades: 1 } });
  });
});

describe('money', () => {
  it.each([
    ['Dividends', '', 'dividend'],
    ['Payment In Lieu Of Dividends', '', 'dividend'],
    ['Withholding Tax', '', 'withholdingTax'],
    ['Broker Interest Paid', 'USD DEBIT INT FOR FEB-2025', 'interest'],
    ['Broker Interest Received', 'USD CREDIT INT FOR FEB-2025', 'interest'],
    ['Broker Interest Paid', 'USD BORROW FEES FOR FEB-2025', 'borrowFee'],
    ['Other Fees', 'NYSE', 'fee'],
    ['Commission Adjustments', '', 'fee'],
    ['Deposits &amp; Withdrawals', '', 'capital'],
    ['Grants', 'a gift', 'other'],
  ])('%s (%s) is %s', async (type, description, kind) => {
    expect(await money({ type, description })).toMatchObject([
      { row: 5, name: '7', kind, amount: amount('-1.50'), currency: 'USD', on: '2025-03-04' },
    ]);
  });

  it('has its symbol and ex-date where they stand, and a name of its own where the broker gives none', async () => {
    const over = { type: 'Dividends', symbol: 'BRK B', exDate: '20250301', transactionID: '', amount: '1,000.5' };
    expect(await money(over)).toMatchObject([
      {
        instrument: 'BRK.B',
        exDate: '2025-03-01',
        amount: amount('1000.5'),
        name: 'Dividends/BRK B/2025-03-04/1,000.5/NYSE',
      },
    ]);
  });

  it('is no sum over others', async () => {
    expect(await money({ levelOfDetail: 'SUMMARY' })).toEqual([]);
  });
});

describe('a corporate action', () => {
  const splits = async (...rows: readonly string[]) =>
    await read(flex('<CorporateActions>', ...rows, '</CorporateActions>'));

  it('is a split from the day on that it is reported for, once', async () => {
    const found = await splits(
      action({ type: 'RS', symbol: 'ABC.OLD', description: 'ABC(US1) SPLIT 1 FOR 20 (ABC.OLD, ABC, US1)' }),
      action({ type: 'RS', symbol: 'ABC', description: 'ABC(US1) SPLIT 1 FOR 20 (ABC, ABC, US2)' }),
    );
    expect(found.splits).toEqual([
      { row: 6, instrument: 'ABC', newShares: quantity(1), oldShares: quantity(20), exDate: '2025-03-04' },
    ]);
    expect(found.leftOut).toEqual({ CorporateActions: 1 });
  });

  it('of another kind is left out', async () => {
    expect(await splits(action({ type: 'TC', symbol: 'ABC', description: 'MERGED' }))).toMatchObject({
      splits: [],
      others: 1,
    });
  });
});

describe('badStatementRow: a mistake is told with its line', () => {
  const bomb = '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  it.each([
    ['no XML', flex('<Trades>', '<Trade symbol="SPY">', '</Trades>'), 6, /is no XML: .*unexpected close tag/],
    [
      'a file that breaks off',
      flex('<Trades>', trade()).split('</FlexStatement>')[0] ?? '',
      6,
      /is no XML: .*unclosed tag/,
    ],
    ['an attribute without its end', flex('<Trades><Trade symbol=SPY /></Trades>'), 4, /is no XML/],
    ['a document type', `${bomb}\n${flex()}`, 1, /has a document type/],
    [
      'an entity that is none',
      flex('<Trades>', trade({ symbol: '&amp;&b;' }), '</Trades>'),
      5,
      /is no XML: undefined entity/,
    ],
    ['another document', '<html><body /></html>', 1, /begins with html/],
    [
      ...([
        'an answer of the web service',
        '<FlexStatementResponse><Status>Fail</Status>\n<ErrorCode>1012</ErrorCode></FlexStatementResponse>',
        2,
      ] as const),
      /is no statement but an answer without one: Fail 1012/,
    ],
    [
      'a price that is none',
      flex('<Trades>', trade({ tradePrice: 'much' }), '</Trades>'),
      5,
      /Trade: tradePrice is 'much'/,
    ],
    [
      'a time that is none',
      flex('<Trades>', trade({ dateTime: '03/04/2025;100005' }), '</Trades>'),
      5,
      /Trade: dateTime is/,
    ],
    [
      'an amount that is none',
      flex('<CashTransactions>', cash({ amount: 'x' }), '</CashTransactions>'),
      5,
      /amount is 'x'/,
    ],
    [
      'a day that is none',
      flex('<CashTransactions>', cash({ dateTime: '20250231' }), '</CashTransactions>'),
      5,
      /dateTime is/,
    ],
    [
      'a currency that is none',
      flex('<CashTransactions>', cash({ currency: 'Dollar' }), '</CashTransactions>'),
      5,
      /currency is/,
    ],
    [
      ...([
        'a split without its ratio',
        flex('<CorporateActions>', action({ type: 'FS', symbol: 'A', description: 'SPLIT' }), '</CorporateActions>'),
        5,
      ] as const),
      /description is 'SPLIT'/,
    ],
  ])('%s', async (_what, text, line, says) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'badStatementRow',
      message: expect.stringMatching(new RegExp(`flex\\.xml:${line}: .*${says.source}`)),
    });
  });

  it('missingFile: a file that is not there', async () => {
    await expect(readStatement('nowhere.xml', { account })).rejects.toMatchObject({ code: 'missingFile' });
  });
});

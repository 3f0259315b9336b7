/** The Flex query that Interactive Brokers would write of the generated day: its executions as they were booked, and money and splits of every kind. */
import { DateTime } from 'luxon';

/** A fill as the report of the run has it. */
export interface SampleFill {
  readonly at: string;
  readonly order: string;
  readonly execution: string;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
}

const ACCOUNT = 'PAPER';
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const element = (name: string, attributes: Readonly<Record<string, string>>): string =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${escaped(value)}"`)
    .join(' ')} />`;
const section = (name: string, ...rows: readonly string[]): readonly string[] => [
  `      <${name}>`,
  ...rows.map((row) => `        ${row}`),
  `      </${name}>`,
];

/** New York's time to the second. */
const flexTime = (at: string): string =>
  DateTime.fromISO(at, { zone: 'America/New_York' }).toFormat("yyyyLLdd';'HHmmss");

const stock = { currency: 'USD', fxRateToBase: '1', assetCategory: 'STK' };

function tradeOf(fill: SampleFill, over: Readonly<Record<string, string>> = {}): string {
  const { at, order, execution, symbol, side, quantity, price, fee } = fill;
  const dateTime = flexTime(at);
  return element('Trade', {
    ...{
      accountId: ACCOUNT,
      ...stock,
      symbol,
      dateTime,
      tradeDate: dateTime.slice(0, 8),
      transactionType: 'ExchTrade',
    },
    ...{ exchange: 'IBKRATS', quantity: side === 'sell' ? `-${quantity}` : quantity, tradePrice: price },
    ...{ ibCommission: fee.startsWith('-') ? fee.slice(1) : `-${fee}`, ibCommissionCurrency: 'USD' },
    ...{ buySell: side.toUpperCase(), ibExecID: `${execution}.01`, orderReference: order, levelOfDetail: 'EXECUTION' },
    ...over,
  });
}

const cashOf = (over: Readonly<Record<string, string>>): string =>
  element('CashTransaction', {
    ...{ accountId: ACCOUNT, currency: 'USD', fxRateToBase: '1', assetCategory: '', symbol: '' },
    ...{ levelOfDetail: 'DETAIL', reportDate: '20250303', ...over },
  });

const actionOf = (over: Readonly<Record<string, string>>): string =>
  element('CorporateAction', {
    accountId: ACCOUNT,
    ...stock,
    dateTime: '20250228;202500',
    reportDate: '20250303',
    ...over,
  });

function trades(fills: readonly SampleFill[]): readonly string[] {
  const [first, second, ...rest] = fills as [SampleFill, SampleFill, ...SampleFill[]];
  const option = { ...stock, assetCategory: 'OPT', symbol: `${first.symbol}  250321C00150000` };
  return section(
    'Trades',
    // A price that was corrected: the later revision holds.
    tradeOf({ ...first, price: '1.5' }),
    tradeOf(first, { ibExecID: `${first.execution}.02`, transactionType: 'TradeCorrect' }),
    tradeOf(second),
    // Booked and taken back: it was never traded.
    tradeOf({ ...second, execution: 'gone' }, { orderReference: '' }),
    tradeOf(
      { ...second, execution: 'gone' },
      {
        ...{ buySell: `${second.side.toUpperCase()} (Ca.)`, transactionType: 'TradeCancel', orderReference: '' },
        quantity: second.side === 'sell' ? second.quantity : `-${second.quantity}`,
      },
    ),
    ...rest.map((fill) => tradeOf(fill)),
    // A sum, an option, and somebody's order in a symbol that the desk does not trade.
    element('Order', { accountId: ACCOUNT, ...stock, symbol: first.symbol, levelOfDetail: 'ORDER' }),
    tradeOf(first, { ...option, ibExecID: 'option.01', orderReference: '' }),
    tradeOf({ ...first, symbol: 'BRK B', execution: 'by-hand' }, { orderReference: '' }),
  );
}

const money = (symbol: string): readonly string[] =>
  section(
    'CashTransactions',
    cashOf({
      ...stock,
      symbol,
      description: `${symbol} CASH DIVIDEND USD 0.25 PER SHARE (Ordinary Dividend)`,
      dateTime: '20250303;202000',
      exDate: '20250303',
      amount: '12.50',
      type: 'Dividends',
      transactionID: '9001',
    }),
    cashOf({
      ...stock,
      symbol,
      description: `${symbol} CASH DIVIDEND USD 0.25 PER SHARE - US TAX`,
      dateTime: '20250303;202000',
      amount: '-1.88',
      type: 'Withholding Tax',
      transactionID: '9002',
    }),
    cashOf({
      ...stock,
      symbol: 'OTHR',
      description: 'OTHR PAYMENT IN LIEU OF DIVIDEND',
      dateTime: '20250303',
      amount: '-3.10',
      type: 'Payment In Lieu Of Dividends',
      transactionID: '9003',
    }),
    cashOf({
      description: 'USD DEBIT INT FOR FEB-2025',
      dateTime: '20250303',
      amount: '-4.27',
      type: 'Broker Interest Paid',
      transactionID: '9004',
    }),
    cashOf({
      description: 'USD CREDIT INT FOR FEB-2025',
      dateTime: '20250303',
      amount: '1.02',
      type: 'Broker Interest Received',
      transactionID: '9005',
    }),
    cashOf({
      description: 'USD BORROW FEES FOR FEB-2025',
      dateTime: '20250303',
      amount: '-0.83',
      type: 'Broker Interest Paid',
      transactionID: '9006',
    }),
    cashOf({
      description: 'M******01:NYSE (NETWORK A/CTA) FOR MAR 2025',
      dateTime: '20250303',
      amount: '-1.50',
      type: 'Other Fees',
      transactionID: '9007',
    }),
    cashOf({
      description: 'CASH RECEIPTS / ELECTRONIC FUND TRANSFERS',
      dateTime: '20250303',
      amount: '1,000',
      type: 'Deposits & Withdrawals',
      transactionID: '9008',
    }),
    cashOf({
      description: 'all of the above',
      dateTime: '20250303',
      amount: '1001.94',
      type: 'Broker Interest Paid',
      levelOfDetail: 'SUMMARY',
    }),
  );

/** @param fills of the generated day, as `ordermaton run --speed max --json` reports them */
export function renderFlexSample(fills: readonly SampleFill[]): string {
  const [first] = fills as [SampleFill];
  const other = tradeOf(first, { accountId: 'DU7654321', ibExecID: 'another.01' });
  const statement = (account: string): string =>
    `    <FlexStatement accountId="${account}" fromDate="20250303" toDate="20250303" period="LastBusinessDay" whenGenerated="20250304;050000">`;
  return `${[
    '<FlexQueryResponse queryName="everything" type="AF">',
    '  <FlexStatements count="2">',
    statement(ACCOUNT),
    `      ${element('AccountInformation', { accountId: ACCOUNT, currency: 'USD', accountType: 'Individual' })}`,
    ...section(
      'EquitySummaryInBase',
      element('EquitySummaryByReportDateInBase', { accountId: ACCOUNT, reportDate: '20250303', total: '1000000' }),
    ),
    ...trades(fills),
    ...money(first.symbol),
    ...section(
      'CorporateActions',
      actionOf({
        symbol: 'OTHR',
        description: 'OTHR(US0000000000) SPLIT 4 FOR 1 (OTHR, OTHER INC, US0000000000)',
        quantity: '300',
        type: 'FS',
      }),
      actionOf({
        symbol: 'MRGD',
        description: 'MRGD MERGED (Acquisition) FOR USD 30.60 PER SHARE',
        quantity: '-10',
        type: 'TC',
      }),
    ),
    ...section(
      'SLBFees',
      element('SLBFee', { accountId: ACCOUNT, ...stock, symbol: first.symbol, valueDate: '20250303', fee: '-0.03' }),
    ),
    ...section(
      'InterestAccruals',
      element('InterestAccrualsCurrency', {
        accountId: ACCOUNT,
        currency: 'USD',
        interestAccrued: '-0.41',
        endingAccrualBalance: '-0.41',
      }),
    ),
    ...section(
      'OpenPositions',
      element('OpenPosition', { accountId: ACCOUNT, ...stock, symbol: 'OTHR', position: '400' }),
    ),
    ...section('SectionsOfTomorrow', element('WhateverItIs', { accountId: ACCOUNT })),
    '    </FlexStatement>',
    statement('DU7654321'),
    ...section('Trades', other),
    '    </FlexStatement>',
    '  </FlexStatements>',
    '</FlexQueryResponse>',
  ].join('\n')}\n`;
}

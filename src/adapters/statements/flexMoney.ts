/** The money and the splits of a Flex query, in our terms. */
import { instrumentId } from '../../identifiers.ts';
import { amount, quantity } from '../../money.ts';
import type { CashKind, StatementCash, StatementSplit } from '../../plans.ts';
import { isDate } from '../calendar/newYork.ts';
import { RowFault } from './rowFault.ts';

type Attributes = Readonly<Record<string, string>>;

/** Types of cash transactions. Source: Interactive Brokers, Reporting reference, Flex queries, "Cash Transactions"; csingley/ibflex, CashAction. */
const kinds: Readonly<Record<string, CashKind>> = {
  dividends: 'dividend',
  'payment in lieu of dividends': 'dividend',
  'withholding tax': 'withholdingTax',
  '871(m) withholding': 'withholdingTax',
  'broker interest paid': 'interest',
  'broker interest received': 'interest',
  'bond interest paid': 'interest',
  'bond interest received': 'interest',
  'broker fees': 'fee',
  'other fees': 'fee',
  'advisor fees': 'fee',
  'commission adjustments': 'fee',
  'price adjustments': 'fee',
  'deposits & withdrawals': 'capital',
  'deposits/withdrawals': 'capital',
};
/** What shares cost that were borrowed is posted as interest or as a fee, and only its description says so. */
const BORROWED = /\bborrow\b.*\bfee|\bfees? for borrow/i;

/** `undefined` for a sum over others. @throws RowFault */
export function cashOf(attributes: Attributes, row: number): StatementCash | undefined {
  const { type = '', description = '', symbol = '', transactionID = '', levelOfDetail = 'DETAIL' } = attributes;
  if (levelOfDetail.toUpperCase() !== 'DETAIL') return undefined;
  const on = dayOf('dateTime', attributes.dateTime || attributes.settleDate || attributes.reportDate || '');
  const exDate = attributes.exDate ? dayOf('exDate', attributes.exDate) : undefined;
  const kind = BORROWED.test(description) ? 'borrowFee' : (kinds[type.toLowerCase()] ?? 'other');
  const told = attributes.amount ?? '';
  const { currency = '' } = attributes;
  if (!/^[A-Z]{3}$/.test(currency)) throw new RowFault(`currency is '${currency}', not a currency such as USD`);
  return {
    row,
    // Without a name it is known by all that it says.
    name: transactionID === '' ? [type, symbol, on, told, description].join('/') : transactionID,
    kind,
    ...(symbol.trim() === '' ? {} : { instrument: symbolOf(symbol) }),
    amount: read('amount', 'an amount', told, amount),
    currency,
    on,
    ...(exDate === undefined ? {} : { exDate }),
    description: kind === 'other' ? `${type}: ${description}` : description,
  };
}

/** Forward and reverse splits; `undefined` for any other action. @throws RowFault */
export function splitOf(attributes: Attributes, row: number): StatementSplit | undefined {
  const { type = '', description = '', symbol = '' } = attributes;
  if (!['FS', 'RS', 'FI'].includes(type) || symbol.endsWith('.OLD')) return undefined;
  const match = /\bSPLIT\s+([\d.]+)\s+FOR\s+([\d.]+)/i.exec(description);
  if (match === null) throw new RowFault(`description is '${description}', not a split such as SPLIT 4 FOR 1`);
  const shares = (text = '') => read('description', 'a split such as SPLIT 4 FOR 1', text, quantity);
  return {
    row,
    instrument: symbolOf(symbol),
    newShares: shares(match[1]),
    oldShares: shares(match[2]),
    // It is booked in the evening before: the day that it is reported for is the first one of the new shares.
    exDate: dayOf('reportDate', attributes.reportDate ?? ''),
  };
}

/** `20250303`, `2025-03-03`, and either with a time behind it. */
function dayOf(name: string, text: string): string {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)(?:[;, T].*)?$/.exec(text);
  const day = match === null ? '' : `${match[1]}-${match[2]}-${match[3]}`;
  if (!isDate(day)) throw new RowFault(`${name} is '${text}', not a day such as 20250303`);
  return day;
}

const symbolOf = (text: string) => read('symbol', 'a symbol', text.trim().replace(' ', '.'), instrumentId);

function read<T>(name: string, expected: string, text: string, as: (text: string) => T): T {
  try {
    return as(text.replaceAll(',', ''));
  } catch {
    throw new RowFault(`${name} is '${text}', not ${expected}`);
  }
}

/** Turns the rows of a statement into trades, or says which field is wrong. Money is read to the last digit. */
import { DateTime } from 'luxon';
import type { AccountId, ExecutionId, OrderId, Timestamp } from '../../identifiers.ts';
import { instrumentId, MICROSECONDS, named, timestamp } from '../../identifiers.ts';
import { amount, negate, price, quantity } from '../../money.ts';
import type { Side } from '../../orders.ts';
import type { StatementTrade } from '../../plans.ts';
import { isDate } from '../calendar/newYork.ts';
import { RowFault } from './rowFault.ts';
import type { StatementColumn, StatementColumns } from './statementColumns.ts';

/** The zone of a statement unless told. */
export const NEW_YORK = 'America/New_York';

/** Whether the row is an execution of shares in the account. @throws RowFault for a row of another length */
export function isTrade(columns: StatementColumns, fields: readonly string[], account: AccountId): boolean {
  if (fields.length !== columns.width) throw new RowFault(`has ${fields.length} fields instead of ${columns.width}`);
  const is = (column: StatementColumn, ...words: readonly string[]): boolean => {
    const text = columns.read(fields, column);
    return text === '' || words.includes(text.toUpperCase());
  };
  return is('account', account.toUpperCase()) && is('asset', 'STK') && is('level', 'EXECUTION');
}

/** Whether the row takes a trade back: `BUY (Ca.)`. */
export const isTakenBack = (columns: StatementColumns, fields: readonly string[]): boolean =>
  CANCELLED.test(columns.read(fields, 'side'));
const CANCELLED = /\s*\(Ca\.?\)$/i;

/** The trade of a row; its time is one of that zone. @throws RowFault naming the field */
export function tradeOf(
  columns: StatementColumns,
  fields: readonly string[],
  { row, zone }: { readonly row: number; readonly zone: string },
): StatementTrade {
  const read = <T>(column: StatementColumn, expected: string, as: (text: string) => T): T => {
    const text = columns.read(fields, column);
    try {
      return as(text);
    } catch {
      throw new RowFault(`${columns.nameOf(column)} is '${text}', not ${expected}`);
    }
  };
  const size = read(
    'quantity',
    'a number of shares other than zero',
    numberOf(quantity, (value) => value !== 0n),
  );
  const side = read('side', 'BUY or SELL', sideOf);
  if (size < 0n && side === 'buy' && !isTakenBack(columns, fields))
    throw new RowFault(`${columns.nameOf('quantity')} is below zero, and the row is a purchase`);
  const execution = columns.read(fields, 'execution');
  const order = columns.read(fields, 'order');
  return {
    row,
    ...(execution === '' ? {} : read('execution', 'the name of an execution', executionOf)),
    ...(order === '' ? {} : { order: read('order', 'the name of an order', named<OrderId>) }),
    instrument: read('symbol', 'a symbol', instrumentId),
    side,
    quantity: size < 0n ? negate(size) : size,
    price: read(
      'price',
      'a price above zero with at most 8 decimals',
      numberOf(price, (value) => value > 0n),
    ),
    // What was paid stands below zero in a statement.
    fee: negate(
      read(
        'commission',
        'an amount with at most 16 decimals',
        numberOf(amount, () => true),
      ),
    ),
    currency: read('currency', 'a currency such as USD', currencyOf),
    executedAt: read('time', 'a time such as 20250303;093105', (text) => timeOf(text, zone)),
  };
}

const numberOf =
  <T extends bigint>(parse: (text: string) => T, holds: (value: T) => boolean) =>
  (text: string): T => {
    const value = parse(text);
    if (!holds(value)) throw new RowFault();
    return value;
  };

function sideOf(text: string): Side {
  const side = text.replace(CANCELLED, '').toLowerCase();
  if (side !== 'buy' && side !== 'sell') throw new RowFault();
  return side;
}

/** The part behind the last dot is the revision: `0000e0d5.6512f1a2.01.01`. */
function executionOf(text: string): { readonly execution: ExecutionId; readonly revision: number } {
  const match = /^(.+)\.(\d+)$/.exec(text);
  if (match === null) return { execution: named<ExecutionId>(text), revision: 1 };
  return { execution: named<ExecutionId>(match[1] ?? ''), revision: Number(match[2]) };
}

function currencyOf(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new RowFault();
  return text;
}

/** Statements tell time in their zone, to the second: `20250303;093105`, `2025-03-03, 09:31:05`, with an offset only in ISO 8601. */
function timeOf(text: string, zone: string): Timestamp {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)[;, T]\s?([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)(?: (E[SD]T))?$/.exec(text);
  if (match === null) return timestamp(text);
  const [, year, month, day, hour, minute, second, named] = match;
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!isDate(`${year}-${month}-${day}`)) throw new RowFault();
  const moment = DateTime.fromISO(clock, { zone: named === undefined ? zone : NEW_YORK });
  if (!moment.isValid) throw new RowFault();
  return (moment.toMillis() * MICROSECONDS.millisecond) as Timestamp;
}

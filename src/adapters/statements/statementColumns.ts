/** The columns of a statement, under the names that a Flex query gives them. */
import { RowFault } from './rowFault.ts';

/** What is read, by the names it may have; the first that is there counts. */
const names = {
  account: ['ClientAccountID', 'AccountId', 'Account'],
  asset: ['AssetClass'],
  level: ['LevelOfDetail'],
  execution: ['IBExecID', 'ExecID'],
  order: ['OrderReference'],
  symbol: ['Symbol'],
  side: ['Buy/Sell'],
  quantity: ['Quantity'],
  price: ['TradePrice', 'Price'],
  commission: ['IBCommission', 'Commission'],
  currency: ['IBCommissionCurrency', 'CommissionCurrency', 'CurrencyPrimary'],
  time: ['DateTime', 'Date/Time'],
} as const;
export type StatementColumn = keyof typeof names;

const needed: readonly StatementColumn[] = ['symbol', 'side', 'quantity', 'price', 'commission', 'currency', 'time'];

export interface StatementColumns {
  readonly width: number;
  /** What the column is called in this file. */
  nameOf(column: StatementColumn): string;
  /** What stands there; empty where there is no such column. */
  read(fields: readonly string[], column: StatementColumn): string;
}

/** Finds the columns in a header. @throws RowFault */
export function columnsOf(header: readonly string[]): StatementColumns {
  const places = new Map(header.map((field, place) => [field.toLowerCase(), place]));
  if (places.size < header.length) throw new RowFault(`the header '${header.join()}' names a column twice`);
  const found = (column: StatementColumn): string | undefined =>
    names[column].find((name) => places.has(name.toLowerCase()));
  const missing = needed.filter((column) => found(column) === undefined);
  if (missing.length > 0)
    throw new RowFault(`the header '${header.join()}' lacks ${missing.map((column) => names[column][0]).join(', ')}`);
  return {
    width: header.length,
    nameOf: (column) => found(column) ?? names[column][0],
    read(fields, column) {
      const name = found(column);
      return name === undefined ? '' : (fields[places.get(name.toLowerCase()) as number] ?? '');
    },
  };
}

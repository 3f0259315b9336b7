/** The attributes of a Flex trade under the names of the columns of a statement. */
import type { StatementColumn, StatementColumns } from './statementColumns.ts';

const names: Readonly<Record<StatementColumn, readonly string[]>> = {
  account: ['accountId'],
  asset: ['assetCategory', 'assetClass'],
  level: ['levelOfDetail'],
  execution: ['ibExecID'],
  order: ['orderReference'],
  symbol: ['symbol'],
  side: ['buySell'],
  quantity: ['quantity'],
  price: ['tradePrice', 'price'],
  commission: ['ibCommission', 'commission'],
  currency: ['ibCommissionCurrency', 'commissionCurrency', 'currency'],
  time: ['dateTime'],
};

type Attributes = Readonly<Record<string, string>>;

/** Numbers may have commas, symbols the space of a class of shares. */
const plain: Partial<Record<StatementColumn, (text: string) => string>> = {
  quantity: (text) => text.replaceAll(',', ''),
  price: (text) => text.replaceAll(',', ''),
  commission: (text) => text.replaceAll(',', ''),
  symbol: (text) => text.trim().replace(' ', '.'),
};

export function flexColumns(attributes: Attributes): StatementColumns & { readonly fields: readonly string[] } {
  const found = (column: StatementColumn) => names[column].find((name) => (attributes[name] ?? '') !== '');
  const textOf = (column: StatementColumn): string => {
    const name = found(column);
    if (name !== undefined) return plain[column]?.(attributes[name] ?? '') ?? attributes[name] ?? '';
    // Older queries tell day and time apart.
    const { tradeDate = '', tradeTime = '' } = attributes;
    return column === 'time' && tradeDate !== '' && tradeTime !== '' ? `${tradeDate};${tradeTime}` : '';
  };
  return {
    width: 0,
    fields: [],
    nameOf: (column) => found(column) ?? names[column][0] ?? column,
    read: (_fields, column) => textOf(column),
  };
}

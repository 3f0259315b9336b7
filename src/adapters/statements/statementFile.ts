/** Reads the trades of an Interactive Brokers statement: a Flex query of trades as CSV. */
import type { AccountId } from '../../identifiers.ts';
import type { StatementTrade } from '../../plans.ts';
import { csvRecords } from '../marketData/csvRecords.ts';
import { BadRows } from '../marketData/rows.ts';
import { RowFault } from './rowFault.ts';
import type { StatementColumns } from './statementColumns.ts';
import { columnsOf } from './statementColumns.ts';
import { isTrade, tradeOf } from './statementRows.ts';

export interface StatementFile {
  readonly trades: readonly StatementTrade[];
  /** Rows that are no executions of shares in the account: sums, other accounts, other kinds of asset. */
  readonly others: number;
}

/**
 * Reads a statement whole; rows of other accounts count as others where it names accounts.
 * @throws `missingFile`; `badStatementRow` with file, line and field
 */
export async function readStatement(
  file: string,
  { account }: { readonly account: AccountId },
): Promise<StatementFile> {
  const bad = new BadRows(file, 'badStatementRow', {});
  const trades: StatementTrade[] = [];
  let others = 0;
  let columns: StatementColumns | undefined;
  let header = '';
  for await (const { line, fields } of csvRecords(file, bad)) {
    try {
      if (columns === undefined) {
        columns = columnsOf(fields);
        header = fields.join();
      } else if (fields.join() === header)
        continue; // a query of several accounts says the header again
      else if (isTrade(columns, fields, account)) trades.push(tradeOf(columns, fields, line));
      else others++;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      bad.add(line, error.message);
    }
  }
  if (columns === undefined) bad.add(1, 'there is no header');
  return { trades, others };
}

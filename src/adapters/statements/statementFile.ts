/** Reads an Interactive Brokers statement: a Flex query, in XML with money and splits, or the trades of one as CSV. */
import { open } from 'node:fs/promises';
import type { AccountId } from '../../identifiers.ts';
import type { StatementTrade } from '../../plans.ts';
import { csvRecords } from '../marketData/csvRecords.ts';
import { BadRows } from '../marketData/rows.ts';
import { readFlex } from './flexFile.ts';
import { latest } from './revisions.ts';
import { RowFault } from './rowFault.ts';
import type { StatementFile } from './stated.ts';
import type { StatementColumns } from './statementColumns.ts';
import { columnsOf } from './statementColumns.ts';
import { isTakenBack, isTrade, NEW_YORK, tradeOf } from './statementRows.ts';

/**
 * Reads a statement whole; rows of other accounts count as others where it names accounts. Its times are New York's unless told.
 * @throws `missingFile`; `badStatementRow` with file, line and field
 */
export async function readStatement(
  file: string,
  { account, zone = NEW_YORK }: { readonly account: AccountId; readonly zone?: string },
): Promise<StatementFile> {
  return (await isXml(file)) ? readFlex(file, { account, zone }) : readRows(file, { account, zone });
}

async function readRows(
  file: string,
  { account, zone }: { readonly account: AccountId; readonly zone: string },
): Promise<StatementFile> {
  const bad = new BadRows(file, 'badStatementRow', {});
  const trades: StatementTrade[] = [];
  const takenBack: StatementTrade[] = [];
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
      else if (isTrade(columns, fields, account))
        (isTakenBack(columns, fields) ? takenBack : trades).push(tradeOf(columns, fields, { row: line, zone }));
      else others++;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      bad.add(line, error.message);
    }
  }
  if (columns === undefined) bad.add(1, 'there is no header');
  return { trades: latest(trades, takenBack), others, leftOut: countOf(others), cash: [], splits: [] };
}

const countOf = (rows: number): StatementFile['leftOut'] => (rows > 0 ? { rows } : {});

/** Whether it begins as XML does. What can not be read is told by who reads it. */
async function isXml(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return /^\uFEFF?\s*</.test(buffer.toString('utf8', 0, bytesRead));
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

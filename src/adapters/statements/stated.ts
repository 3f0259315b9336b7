/** What a statement has, as it is read. */
import type { StatementCash, StatementSplit, StatementTrade } from '../../plans.ts';

export interface StatementFile {
  readonly trades: readonly StatementTrade[];
  /** Rows that are no executions of shares in the account: sums, other accounts, other kinds of asset. */
  readonly others: number;
  /** Money and splits; a file of trades alone has none. */
  readonly cash: readonly StatementCash[];
  readonly splits: readonly StatementSplit[];
  /** How many rows were left out, by their section. */
  readonly leftOut: Readonly<Record<string, number>>;
}

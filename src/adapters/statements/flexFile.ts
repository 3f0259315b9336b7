/** Reads a Flex query in XML: executions, money and splits of one account. What else stands there is counted by its section. */
import type { AccountId } from '../../identifiers.ts';
import type { StatementCash, StatementSplit, StatementTrade } from '../../plans.ts';
import { BadRows } from '../marketData/rows.ts';
import type { FlexElement } from './flexElements.ts';
import { flexElements } from './flexElements.ts';
import { cashOf, splitOf } from './flexMoney.ts';
import { flexColumns } from './flexTrades.ts';
import { latest } from './revisions.ts';
import { RowFault } from './rowFault.ts';
import type { StatementFile } from './stated.ts';
import { isTakenBack, isTrade, tradeOf } from './statementRows.ts';

interface Reading {
  readonly account: AccountId;
  /** Of its times. */
  readonly zone: string;
}

/** @throws `missingFile`; `badStatementRow` with file and line */
export async function readFlex(file: string, reading: Reading): Promise<StatementFile> {
  const bad = new BadRows(file, 'badStatementRow', {});
  const flex = new Flex(reading);
  for await (const element of flexElements(file, bad)) {
    try {
      flex.take(element);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      bad.add(element.line, `${element.name}: ${error.message}`);
    }
  }
  return flex.stated();
}

class Flex {
  readonly #reading: Reading;
  readonly #trades: StatementTrade[] = [];
  readonly #takenBack: StatementTrade[] = [];
  readonly #cash: StatementCash[] = [];
  readonly #splits = new Map<string, StatementSplit>();
  readonly #leftOut = new Map<string, number>();
  /** Elements that are understood; each says whether it has taken the one that it is given. */
  readonly #takers: Readonly<Record<string, (element: FlexElement) => boolean>> = {
    Trade: (element) => this.#trade(element),
    CashTransaction: ({ attributes, line }) => {
      const cash = cashOf(attributes, line);
      if (cash !== undefined) this.#cash.push(cash);
      return cash !== undefined;
    },
    CorporateAction: ({ attributes, line }) => {
      const split = splitOf(attributes, line);
      // Both sides of a reverse split have a row of their own.
      if (split !== undefined) this.#splits.set(`${split.instrument}/${split.exDate}`, split);
      return split !== undefined;
    },
  };

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** @throws RowFault */
  take(element: FlexElement): void {
    const { name, attributes, section } = element;
    const isOurs = (attributes.accountId || element.account) === this.#reading.account;
    if (isOurs && this.#takers[name]?.(element) === true) return;
    this.#leftOut.set(section, (this.#leftOut.get(section) ?? 0) + 1);
  }

  stated(): StatementFile {
    return {
      trades: latest(this.#trades, this.#takenBack),
      cash: this.#cash,
      splits: [...this.#splits.values()],
      others: [...this.#leftOut.values()].reduce((sum, count) => sum + count, 0),
      leftOut: Object.fromEntries(this.#leftOut),
    };
  }

  #trade({ attributes, line }: FlexElement): boolean {
    const { account, zone } = this.#reading;
    const columns = flexColumns(attributes);
    if (!isTrade(columns, columns.fields, account)) return false;
    const trade = tradeOf(columns, columns.fields, { row: line, zone });
    (isTakenBack(columns, columns.fields) ? this.#takenBack : this.#trades).push(trade);
    return true;
  }
}

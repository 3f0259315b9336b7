/** The command `statement check`: a broker's statement beside what a record has booked. Nothing is written. */
import { createEventBus } from '../actors/bus/eventBus.ts';
import { replay } from '../actors/engine/replay.ts';
import type { EngineViews } from '../actors/engine/views.ts';
import { openRecords } from '../adapters/journal/recordSource.ts';
import type { StatementFile } from '../adapters/statements/stated.ts';
import { readStatement } from '../adapters/statements/statementFile.ts';
import { encode } from '../codec.ts';
import type { DeskConfiguration } from '../configuration.ts';
import { OrdermatonError } from '../errors.ts';
import { isoTime } from '../identifiers.ts';
import type { Comparison, Difference } from '../machines/reconciliation/statement.ts';
import { periodOf } from '../machines/reconciliation/statement.ts';
import type { CashComparison } from '../machines/reconciliation/statementCash.ts';
import { amountText, decimalText } from '../money.ts';
import type { StatementCash, StatementTrade } from '../plans.ts';
import { print } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';

export interface StatementCheck {
  /** The journal of the desk, or an export. */
  readonly journal: string;
  /** Of its times; New York's unless told. */
  readonly timeZone?: string;
  readonly json?: boolean;
}

/** @throws `badStatementRow`, `missingFile`, `badArgument` for an empty record; what is wrong with the record */
export async function checkStatement(
  file: string,
  { journal, timeZone: zone, json = false }: StatementCheck,
): Promise<ExitCode> {
  const { desk, views } = await booksOf(journal);
  const stated = await readStatement(file, { account: desk.account, ...(zone === undefined ? {} : { zone }) });
  const { trades, others, leftOut } = stated;
  const period = periodOf(trades);
  const found = views.compareStatement(trades, period);
  const money = views.compareMoney(stated);
  if (json) {
    const counts = { trades: trades.length, others, leftOut };
    await print(encode({ statement: file, account: desk.account, ...period, ...counts, ...found, money }));
  } else await print(linesOf(file, { stated, found, money }).join('\n'));
  return isSame(found) && isSameMoney(money) ? exitCodes.done : exitCodes.differs;
}

/** The books as the record leaves them. */
async function booksOf(file: string): Promise<{ readonly desk: DeskConfiguration; readonly views: EngineViews }> {
  const source = await openRecords(file);
  const bus = createEventBus();
  let desk: DeskConfiguration | undefined;
  bus.subscribe('desk.configured', ({ document }) => {
    desk = (document as { configuration: DeskConfiguration }).configuration;
  });
  try {
    const { views } = await replay(source.records({ isPartial: true }), { version: source.version, bus });
    if (desk === undefined)
      throw new OrdermatonError('badArgument', { argument: 'journal', problem: `${file} is empty` });
    return { desk, views };
  } finally {
    source.close();
  }
}

const isSame = ({ missing, uncharged, differences }: Comparison): boolean =>
  missing.length + uncharged.length + differences.length === 0;

const isSameMoney = ({ missing, differences }: CashComparison): boolean => missing.length + differences.length === 0;

interface Found {
  readonly stated: StatementFile;
  readonly found: Comparison;
  readonly money: CashComparison;
}

function linesOf(file: string, { stated, found, money }: Found): readonly string[] {
  const { trades, others, leftOut } = stated;
  const { matched, missing, uncharged, foreign, differences } = found;
  const { from, to } = periodOf(trades);
  const covered = trades.length === 0 ? '' : `, ${isoTime(from)} to ${isoTime(to)}`;
  return [
    `${file}: ${trades.length} trade(s)${covered}; ${others} other row(s) left out.`,
    `${matched.length} matched to the last digit.`,
    ...missing.map((trade) => `  missing  line ${trade.row}: ${described(trade)}, order ${trade.order}`),
    ...uncharged.map(
      ({ trade, own }) =>
        `  fee due  line ${trade.row}: ${amountText(trade.fee)} ${trade.currency} of ${own.execution}`,
    ),
    ...differences.map(differenceLine),
    ...foreign.map((trade) => `  not ours line ${trade.row}: ${described(trade)}`),
    ...moneyLines(stated, money),
    ...(others > 0
      ? [
          `Left out: ${Object.entries(leftOut)
            .map(([what, count]) => `${what} ${count}`)
            .join(', ')}.`,
        ]
      : []),
    isSame(found) && isSameMoney(money)
      ? 'The books agree with the statement.'
      : `${missing.length + money.missing.length} missing in the books, ${uncharged.length} fee(s) pending, ${differences.length + money.differences.length} difference(s).`,
  ];
}

/** Nothing, where the statement has no money and no splits. */
function moneyLines({ cash, splits }: StatementFile, { matched, missing, foreign, differences }: CashComparison) {
  if (cash.length + splits.length === 0) return [];
  return [
    `${cash.length} row(s) of money, ${splits.length} split(s): ${matched.length} matched.`,
    ...missing.map((row) => `  missing  line ${row.row}: ${moneyOf(row)}`),
    ...differences.map(
      ({ row, code, name, stated, booked }) =>
        `  differs  line ${row}: ${code} of ${name}: ${stated} in the statement, ${booked || 'nothing'} in the books`,
    ),
    ...foreign.map(
      (row) => `  not ours line ${row.row}: ${'kind' in row ? moneyOf(row) : `split of ${row.instrument}`}`,
    ),
  ];
}

const moneyOf = ({ on, kind, instrument, amount, currency, description }: StatementCash): string =>
  `${on} ${kind}${instrument === undefined ? '' : ` of ${instrument}`} ${amountText(amount)} ${currency} (${description})`;

const described = ({ side, quantity, instrument, price, executedAt }: StatementTrade): string =>
  `${isoTime(executedAt)} ${side} ${decimalText(quantity)} ${instrument} @ ${decimalText(price)}`;

function differenceLine({ code, row, execution, instrument, stated, booked }: Difference): string {
  const where = row === undefined ? 'not in it' : `line ${row}`;
  const what = execution ?? instrument;
  return `  differs  ${where}: ${code} of ${what}: ${stated === '' ? 'nothing' : stated} in the statement, ${booked === '' ? 'nothing' : booked} in the books`;
}

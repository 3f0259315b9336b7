/** The report for the terminal. */
import Table from 'cli-table3';
import pc from 'picocolors';
import { grouped } from './figures.ts';
import type { Report } from './report.ts';

/** The summary, the days and symbols, what stays open, and what needs attention. */
export function reportText(report: Report): string {
  const { account, totals } = report;
  const won = totals.winRate === null ? '' : `, ${(totals.winRate * 100).toFixed(1)} % won`;
  return [
    '',
    pc.bold(`Report of ${report.desk}, ${report.from ?? 'no data'} to ${report.to ?? ''}, ${report.currency}`),
    `Equity ${grouped(account.startingEquity)} → ${grouped(account.endingEquity)}  (${signed(account.change)})`,
    `Realised ${signed(account.realised)}, unrealised ${signed(account.unrealised)}, fees ${grouped(account.fees)}, slippage ${grouped(totals.slippage)}, deepest drawdown ${grouped(totals.maxDrawdown)}`,
    `${totals.orders} orders, ${totals.fills} fills, ${totals.trades} round trips${won}`,
    '',
    dayTable(report),
    ...openLines(report),
    ...noteLines(report),
    ...(report.partial === true ? [pc.yellow(`A part of the run, up to input ${report.sequence}.`)] : []),
    pc.dim(`State after input ${report.sequence}: ${report.stateHash}`),
  ].join('\n');
}

const BARE = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: ' ',
  },
} as const;

function dayTable(report: Report): string {
  const head = [
    'session',
    'symbol',
    'trades',
    'won',
    'realised',
    'unrealised',
    'fees',
    'net',
    'drawdown',
    'exposure',
    'slippage',
  ];
  const table = new Table({
    ...BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    head: head.map((title) => pc.dim(title)),
    colAligns: ['left', 'left', ...head.slice(2).map(() => 'right' as const)],
  });
  for (const day of report.days) {
    table.push([
      day.session,
      day.symbol,
      day.trades,
      day.winRate === null ? '' : `${Math.round(day.winRate * 100)} %`,
      signed(day.realised),
      signed(day.unrealised),
      grouped(day.fees),
      signed(day.net),
      grouped(day.maxDrawdown),
      grouped(day.exposure),
      grouped(day.slippage),
    ]);
  }
  return report.days.length === 0 ? 'Nothing was traded.' : table.toString();
}

function openLines({ openPositions }: Report): readonly string[] {
  if (openPositions.length === 0) return ['', 'Nothing stays open.'];
  return [
    '',
    pc.yellow(`${openPositions.length} position(s) stay open:`),
    ...openPositions.map(
      (open) =>
        `  ${open.symbol} ${open.quantity} at ${open.average}, ${open.state}, ${open.protection}, unrealised ${signed(open.unrealised)}`,
    ),
  ];
}

function noteLines({ counts, skipped, alarms, account }: Report): readonly string[] {
  const listed = Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');
  return [
    ...(listed === '' ? [] : [`Counted: ${listed}`]),
    ...skipped.map(({ source, rows, what, first }) =>
      pc.yellow(`Left out: ${rows} ${what} of ${source} (first: ${first})`),
    ),
    ...alarms.slice(0, 5).map(({ at, text }) => pc.red(`ALARM ${at} ${text}`)),
    ...(alarms.length > 5 ? [pc.red(`… and ${alarms.length - 5} more alarms`)] : []),
    ...(account.residue === '0' ? [] : [pc.red(`The books do not add up: ${account.residue} is unexplained.`)]),
  ];
}

const signed = (exact: string): string => {
  const text = grouped(exact);
  return text.startsWith('-') ? pc.red(text) : pc.green(`+${text}`);
};

/** The report for the terminal. */
import pc from 'picocolors';
import { grouped } from './figures.ts';
import type { Report } from './report.ts';
import type { FittedColumn } from './terminal.ts';
import { plainTable, wrapped } from './terminal.ts';

/** Alarms that are written out; the rest is counted. */
const MOST_ALARMS = 5;

/** The summary, the days and symbols, what stays open, and what needs attention; no line wider than `width`. */
export function reportText(report: Report, width = Number.POSITIVE_INFINITY): string {
  const lines = [
    ...summaryLines(report),
    dayTable(report, width),
    ...openLines(report),
    ...noteLines(report),
    ...(report.partial === true ? [pc.yellow(`A part of the run, up to input ${report.sequence}.`)] : []),
    ...(report.since === undefined ? [] : [pc.yellow(lacking(report.since))]),
    pc.dim(`State after input ${report.sequence}: ${report.stateHash}`),
  ];
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => (line.startsWith(' ') ? line : wrapped(line, width)))
    .join('\n');
}

/** What a report lacks that begins within a run. */
export const lacking = ({ sequence, at }: NonNullable<Report['since']>): string =>
  `What was traded up to input ${sequence} (${at}) is in the account and in no list, sum or curve; what was held then counts as entered at what it cost.`;

function summaryLines({ account, totals, desk, from, to, currency }: Report): readonly string[] {
  const won = totals.winRate === null ? '' : `, ${(totals.winRate * 100).toFixed(1)} % won`;
  return [
    '',
    pc.bold(`Report of ${desk}, ${from ?? 'no data'} to ${to ?? ''}, ${currency}`),
    `Equity ${grouped(account.startingEquity)} → ${grouped(account.endingEquity)} (${signed(account.change)})${account.contributed === undefined ? '' : `, ${grouped(account.contributed)} of it adopted`}`,
    `Realised ${signed(account.realised)}, unrealised ${signed(account.unrealised)}, ${account.dividends === '0' ? '' : `dividends ${signed(account.dividends)}, `}fees ${grouped(account.fees)}, slippage ${grouped(totals.slippage)}, deepest drawdown ${grouped(totals.maxDrawdown)}`,
    `${totals.orders} orders, ${totals.fills} fills, ${totals.trades} round trips${won}`,
    '',
  ];
}

const right = (title: string, goes?: number): FittedColumn => ({
  title,
  align: 'right',
  ...(goes === undefined ? {} : { goes }),
});
const dayColumns: readonly FittedColumn[] = [
  { title: 'session', align: 'left' },
  { title: 'symbol', align: 'left' },
  right('trades', 1),
  right('won', 2),
  right('realised', 4),
  right('unrealised', 6),
  right('fees', 3),
  right('net'),
  right('drawdown', 5),
  right('exposure', 7),
  right('slippage', 8),
];

function dayTable({ days }: Report, width: number): string {
  if (days.length === 0) return 'Nothing was traded.';
  const rows = days.map((day) => [
    day.session,
    day.symbol,
    String(day.trades),
    day.winRate === null ? '' : `${Math.round(day.winRate * 100)} %`,
    signed(day.realised),
    signed(day.unrealised),
    grouped(day.fees),
    signed(day.net),
    grouped(day.maxDrawdown),
    grouped(day.exposure),
    grouped(day.slippage),
  ]);
  return plainTable(dayColumns, rows, { width, head: pc.dim });
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
  const more = alarms.length - MOST_ALARMS;
  return [
    ...(listed === '' ? [] : [`Counted: ${listed}`]),
    ...skipped.map(({ source, rows, what, first }) =>
      pc.yellow(`Left out of ${source}: ${rows} × ${what} (first: ${placed(first, source)})`),
    ),
    ...alarms.slice(0, MOST_ALARMS).map(({ at, text }) => pc.red(`ALARM ${at} ${text}`)),
    ...(more > 0 ? [pc.red(`… and ${more} more alarms`)] : []),
    ...(account.residue === '0' ? [] : [pc.red(`The books do not add up: ${account.residue} is unexplained.`)]),
  ];
}

/** The place of the first within its source. */
const placed = (first: string, source: string): string =>
  first.startsWith(source) ? first.slice(source.length).replace(/^:/, 'line ').replace(/^\//, '') : first;

const signed = (exact: string): string => {
  const text = grouped(exact);
  return text.startsWith('-') ? pc.red(text) : pc.green(`+${text}`);
};

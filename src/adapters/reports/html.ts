/** The report as one self-contained page. */

import { price, priceText } from '../../money.ts';
import { curveSvg } from './curve.ts';
import { grouped } from './figures.ts';
import { escaped, figure, htmlPage, tone } from './page.ts';
import type { Report } from './report.ts';
import { lacking } from './text.ts';

interface Column<Row> {
  readonly title: string;
  readonly isText?: boolean;
  readonly isMoney?: boolean;
  /** Whether its sign is good or bad news. */
  readonly isToned?: boolean;
  readonly value: (row: Row) => string | number | null;
}

/** Writes the page. Everything that comes from outside is escaped. */
export function reportHtml(report: Report): string {
  const { account, totals } = report;
  return htmlPage(
    `Report of ${report.desk}`,
    `<h1>Report of ${escaped(report.desk)}</h1>
<p>${escaped(report.from ?? 'no data')} to ${escaped(report.to ?? '')}${report.partial === true ? ' (a part of the run)' : ''}, in ${escaped(report.currency)}</p>${report.since === undefined ? '' : `\n<p>${escaped(lacking(report.since))}</p>`}
<dl>
${figure('Equity at the end', account.endingEquity, false)}
${figure('Change', account.change, true)}
${figure('Realised', account.realised, true)}
${figure('Unrealised', account.unrealised, true)}
${figure('Dividends', account.dividends, true)}
${figure('Fees', account.fees, false)}
${figure('Deepest drawdown', totals.maxDrawdown, false)}
${figure('Slippage', totals.slippage, false)}
<div><dt>Trades</dt><dd>${totals.trades}${totals.winRate === null ? '' : `, ${percent(totals.winRate)} won`}</dd></div>
</dl>
<h2>Equity</h2>
${curveSvg(report)}
<h2>Days and symbols</h2>
${table(report.days, dayColumns)}
<h2>Stays open</h2>
${report.openPositions.length === 0 ? '<p>Nothing.</p>' : table(report.openPositions, openColumns)}
<h2>Round trips</h2>
${report.trades.length === 0 ? '<p>None.</p>' : table(report.trades, tradeColumns)}
<h2>Alarms</h2>
${report.alarms.length === 0 ? '<p>None.</p>' : table(report.alarms, alarmColumns)}
<h2>Left out</h2>
${report.skipped.length === 0 ? '<p>Nothing.</p>' : table(report.skipped, skippedColumns)}
<h2>Counted</h2>
${table(Object.entries(report.counts), countColumns)}
<footer>Ordermaton ${escaped(report.version)}. Equity change less (realised + unrealised + dividends − fees): ${escaped(account.residue)}. State after input ${report.sequence}: ${escaped(report.stateHash)}</footer>`,
  );
}

/** What was won or lost, in the colour of its sign. */
const profit = <Row>(title: string, value: (row: Row) => string | null): Column<Row> => ({
  title,
  isMoney: true,
  isToned: true,
  value,
});
const money = <Row>(title: string, value: (row: Row) => string | null): Column<Row> => ({
  title,
  isMoney: true,
  value,
});
/** A price as a screen shows it; report.json has all its digits. */
const shown = (exact: string | null): string | null => (exact === null ? null : priceText(price(exact), 4));
const word = <Row>(title: string, value: (row: Row) => string | null): Column<Row> => ({ title, isText: true, value });

const dayColumns: readonly Column<Report['days'][number]>[] = [
  word('Session', (day) => day.session),
  word('Symbol', (day) => day.symbol),
  { title: 'Trades', value: (day) => day.trades },
  { title: 'Won', value: (day) => (day.winRate === null ? '' : percent(day.winRate)) },
  profit('Realised', (day) => day.realised),
  profit('Unrealised', (day) => day.unrealised),
  money('Dividends', (day) => day.dividends),
  money('Fees', (day) => day.fees),
  profit('Net', (day) => day.net),
  money('Drawdown', (day) => day.maxDrawdown),
  money('Exposure', (day) => day.exposure),
  money('Slippage', (day) => day.slippage),
];
const openColumns: readonly Column<Report['openPositions'][number]>[] = [
  word('Symbol', (open) => open.symbol),
  word('State', (open) => open.state),
  word('Protection', (open) => open.protection),
  { title: 'Quantity', value: (open) => open.quantity },
  { title: 'Average', value: (open) => shown(open.average) },
  profit('Unrealised', (open) => open.unrealised),
];
const tradeColumns: readonly Column<Report['trades'][number]>[] = [
  word('Opened', (trade) => trade.openedAt),
  word('Closed', (trade) => trade.closedAt),
  word('Symbol', (trade) => trade.symbol),
  word('Side', (trade) => trade.side),
  { title: 'Size', value: (trade) => trade.size },
  { title: 'Entry', value: (trade) => shown(trade.averageEntry) },
  { title: 'Exit', value: (trade) => shown(trade.averageExit) },
  profit('Realised', (trade) => trade.realised),
  money('Dividends', (trade) => trade.dividends),
  money('Fees', (trade) => trade.fees),
  word('Ended by', (trade) => trade.reason),
  word('Rule', (trade) => trade.rule),
];
const alarmColumns: readonly Column<Report['alarms'][number]>[] = [
  word('At', (alarm) => alarm.at),
  word('Alarm', (alarm) => alarm.text),
];
const skippedColumns: readonly Column<Report['skipped'][number]>[] = [
  word('Source', (skipped) => skipped.source),
  { title: 'How many', value: (skipped) => skipped.rows },
  word('What', (skipped) => skipped.what),
  word('The first', (skipped) => skipped.first),
];
const countColumns: readonly Column<[string, number]>[] = [
  word('What', ([what]) => what),
  { title: 'How often', value: ([, count]) => count },
];

function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const head = columns
    .map(({ title, isText }) => `<th scope="col"${isText ? ' class="text"' : ''}>${title}</th>`)
    .join('');
  const body = rows.map((row) => `<tr>${columns.map((column) => cell(row, column)).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function cell<Row>(row: Row, { isText, isMoney, isToned, value }: Column<Row>): string {
  const found = value(row);
  if (found === null) return '<td></td>';
  if (isMoney) return `<td${isToned ? ` class="${tone(String(found))}"` : ''}>${grouped(String(found))}</td>`;
  return `<td${isText ? ' class="text"' : ''}>${escaped(String(found))}</td>`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

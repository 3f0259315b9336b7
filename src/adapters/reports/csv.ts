/** The report's tables as CSV (RFC 4180): one header row, decimals as they are. */
import type { Report } from './report.ts';

/** The equity curve: time and equity. */
export const equityCsv = (report: Report): string => csv(['at', 'equity'], report.equityCurve);

/** The round trips, one a row. */
export const tradesCsv = (report: Report): string => {
  const [first] = report.trades;
  const columns = [
    'position',
    'symbol',
    'side',
    'rule',
    'signal',
    'openedAt',
    'closedAt',
    'size',
    'averageEntry',
    'averageExit',
    'realised',
    'fees',
    'dividends',
    'net',
    'reason',
  ];
  return csv(first === undefined ? columns : Object.keys(first), report.trades);
};

function csv(columns: readonly string[], rows: readonly object[]): string {
  const lines = rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Quoted where it must be; a leading sign of a formula is defused, since people open these files in spreadsheets. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = /^[=+@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

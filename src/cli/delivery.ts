/** Brings a report to where it was asked for: the terminal, stdout as JSON, a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { equityCsv, tradesCsv } from '../adapters/reports/csv.ts';
import { reportHtml } from '../adapters/reports/html.ts';
import type { Report } from '../adapters/reports/report.ts';
import { reportText } from '../adapters/reports/text.ts';

export interface Delivery {
  readonly json?: boolean;
  /** A folder for report.html, report.json, equity.csv and trades.csv. */
  readonly report?: string;
}

/** Prints the report and writes its files. */
export async function deliverReport(report: Report, { json = false, report: folder }: Delivery): Promise<void> {
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    await Promise.all([
      writeFile(join(folder, 'report.html'), reportHtml(report)),
      writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`),
      writeFile(join(folder, 'equity.csv'), equityCsv(report)),
      writeFile(join(folder, 'trades.csv'), tradesCsv(report)),
    ]);
  }
  await print(json ? JSON.stringify(report, null, 2) : reportText(report));
  if (folder !== undefined && !json)
    await print(`Written to ${folder}: report.html, report.json, equity.csv, trades.csv`);
}

/** Waits until the text has left: a pipe may take a large one in parts. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => (error ? reject(error) : resolve()));
  });

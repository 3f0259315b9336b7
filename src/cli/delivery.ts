/** Brings a report to where it was asked for: the terminal, stdout as JSON, a folder. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Output } from '../adapters/documents/outputs.ts';
import { makeFolder, notWritable } from '../adapters/documents/outputs.ts';
import { equityCsv, tradesCsv } from '../adapters/reports/csv.ts';
import { reportHtml } from '../adapters/reports/html.ts';
import type { Report } from '../adapters/reports/report.ts';
import { reportText } from '../adapters/reports/text.ts';

export interface Delivery {
  readonly json?: boolean;
  /** A folder for the files of a report. */
  readonly report?: string;
}

const files = {
  'report.html': reportHtml,
  'report.json': (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
  'equity.csv': equityCsv,
  'trades.csv': tradesCsv,
} as const satisfies Record<string, (report: Report) => string>;

/** What a delivery will write. */
export const reportOutput = ({ report }: Delivery): readonly Output[] =>
  report === undefined ? [] : [{ path: report, files: Object.keys(files) }];

/** Prints the report, then writes its files. @throws `notWritable` */
export async function deliverReport(report: Report, { json = false, report: folder }: Delivery): Promise<void> {
  await print(json ? JSON.stringify(report, null, 2) : reportText(report, process.stdout.columns || undefined));
  if (folder === undefined) return;
  await makeFolder(folder);
  for (const [name, textOf] of Object.entries(files)) await writeOutput(join(folder, name), textOf(report));
  if (!json) await print(`Written to ${folder}: ${Object.keys(files).join(', ')}`);
}

/** Writes a file whole. @throws `notWritable` */
export async function writeOutput(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw notWritable(file, error);
  });
}

/** Waits until the text has left: a pipe may take a large one in parts. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => (error ? reject(error) : resolve()));
  });

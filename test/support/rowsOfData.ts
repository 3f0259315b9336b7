/** Rows of a CSV file of market data, in a folder that is gone with the test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCsvData } from '../../src/adapters/marketData/csv.ts';
import type { MarketData } from '../../src/ports.ts';

export function folderHere(): string {
  const made = mkdtempSync(join(tmpdir(), 'gateway-data-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

export function rowsOf(...rows: readonly string[]): Promise<MarketData> {
  const file = join(folderHere(), 'rows.csv');
  writeFileSync(file, `${rows.join('\n')}\n`);
  return createCsvData({ file });
}

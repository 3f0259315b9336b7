/** Streams the rows of a CSV file of market data, so that memory does not grow with its length. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { OrdermatonError } from '../../errors.ts';
import type { CsvRow, CsvRowOptions } from './csvRows.ts';
import { createRowReader, expectedHeaders, readHeader } from './csvRows.ts';
import type { BadRows } from './rows.ts';

/** Characters at most in a row: a quotation mark without its other half must not fill the memory. */
const WIDEST_ROW = 100_000;

interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * The rows in the order they stand.
 * @throws `missingFile`, `badCsvRow` for a bad header or, unless such rows are skipped, a bad row or one that is earlier than the row before
 */
export async function* readCsvRows(
  file: string,
  options: Partial<CsvRowOptions>,
  bad: BadRows,
): AsyncGenerator<CsvRow> {
  let read: ReturnType<typeof createRowReader> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  for await (const { record, info } of readLines(file)) {
    if (read === undefined) {
      read = readerOf(file, record, info.lines, options);
      continue;
    }
    const row = read(record);
    if (typeof row === 'string') bad.add(info.lines, row);
    else if (row.time < last) bad.add(info.lines, 'time goes back from the row before');
    else {
      last = row.time;
      yield row;
    }
  }
  if (read === undefined) badHeader(file, 1);
}

async function* readLines(file: string): AsyncGenerator<Line> {
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: WIDEST_ROW,
  });
  try {
    yield* pipeline(createReadStream(file), parser, () => undefined) as AsyncIterable<Line>;
  } catch (error) {
    if (error instanceof CsvError) {
      throw new OrdermatonError('badCsvRow', { file, line: Number(error['lines'] ?? 0), problem: error.message });
    }
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new OrdermatonError('missingFile', { file, problem: (error as Error).message });
  }
}

function readerOf(
  file: string,
  names: readonly string[],
  line: number,
  options: Partial<CsvRowOptions>,
): ReturnType<typeof createRowReader> {
  const header = readHeader(names) ?? badHeader(file, line);
  if (!header.hasSymbols && options.instrument === undefined) {
    const problem = `${file} has no column symbol: name the one symbol it is of`;
    throw new OrdermatonError('badArgument', { argument: 'symbols', problem });
  }
  return createRowReader(header, options);
}

function badHeader(file: string, line: number): never {
  throw new OrdermatonError('badCsvRow', {
    file,
    line,
    problem: `the first line must name the columns: ${expectedHeaders}`,
  });
}

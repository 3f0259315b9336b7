/** The records of a CSV file with their lines, streamed: memory does not grow with the file. */
import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { BadRows } from './rows.ts';

/** The fields of one record and the line it ends on, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A record can not be longer: a quotation mark that nobody closed must not swallow the file. Bytes. */
const LONGEST_RECORD = 65_536;

/**
 * The records in order, blank lines left out.
 * @throws `missingFile` if the file can not be read; `badCsvRow` for a record that is no CSV, unless such rows are skipped
 */
export async function* csvRecords(file: string, bad: BadRows): AsyncGenerator<CsvRecord> {
  const input = createReadStream(file);
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: LONGEST_RECORD,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: bad.skips,
    trim: true,
  });
  parser.on('skip', (error: CsvError) => bad.add(lineOf(error), error.message));
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const { info, record } of parser) yield { line: info.lines, fields: record };
  } catch (error) {
    if (error instanceof OrdermatonError) throw error;
    if (error instanceof CsvError) bad.add(lineOf(error), error.message);
    else throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  } finally {
    input.destroy();
    parser.destroy();
  }
}

const lineOf = (error: CsvError): number => Number(error.lines ?? 0);

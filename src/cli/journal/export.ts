/** `journal export`: the record in the form in which it travels, or its tables for other tools. */

import { join } from 'node:path';
import { checkOutputs } from '../../adapters/documents/outputs.ts';
import { createExport } from '../../adapters/journal/exportFile.ts';
import { copyTables, csvOfTables, viewTables } from '../../adapters/journal/exportTables.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { print, writeOutput } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';

export interface ExportCommand {
  readonly format: 'ndjson' | 'csv' | 'sqlite';
  readonly out: string;
}

/** @throws `notWritable`; what is wrong with the journal */
export async function exportJournal(file: string, { format, out }: ExportCommand): Promise<ExitCode> {
  const source = await openRecords(file);
  source.close();
  const files = format === 'csv' ? { files: viewTables.map((table) => `${table}.csv`) } : {};
  await checkOutputs([{ path: out, ...files }], [file]);
  if (format === 'ndjson') await exportRecords(file, out);
  else if (format === 'sqlite') copyTables(file, out);
  else for (const [table, text] of csvOfTables(file)) await writeOutput(join(out, `${table}.csv`), text);
  await print(`Written to ${out}`);
  return exitCodes.done;
}

async function exportRecords(file: string, out: string): Promise<void> {
  const source = await openRecords(file);
  const written = createExport(out, source.version);
  try {
    let expected = 1;
    for await (const record of source.records({ scope: 'kept' })) {
      const { sequence } = record.envelope;
      if (sequence > expected) written.passOver(expected, sequence - 1);
      written.hear(record);
      expected = sequence + 1;
    }
    const last = source.end()?.sequence ?? 0;
    if (last >= expected) written.passOver(expected, last);
  } catch (error) {
    written.abandon();
    throw error;
  }
  const { inputs } = source.dropped();
  if (inputs > 0) process.stderr.write(`Market data that was dropped, ${inputs} inputs, is not in ${out}.\n`);
  const end = source.end();
  if (end === undefined) written.abandon();
  else written.finish({ how: end.how, stateHash: end.stateHash });
  source.close();
}

/** `journal tail`: the last inputs, a line each. */
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { lineOf } from './lines.ts';

export interface TailOptions {
  readonly count: number;
  /** Market data as well. */
  readonly market?: boolean;
}

/** @throws what is wrong with the record */
export async function tailJournal(file: string, { count, market = false }: TailOptions): Promise<ExitCode> {
  const source = await openRecords(file);
  const lines: string[] = [];
  for await (const { envelope } of source.records({ isPartial: true, scope: 'here' })) {
    if (!market && envelope.source === 'market') continue;
    lines.push(lineOf(envelope));
    if (lines.length > count) lines.shift();
  }
  const { inputs } = source.dropped();
  source.close();
  if (market && inputs > 0)
    process.stderr.write(`Market data that was dropped is not listed: ${inputs} inputs of the whole record.\n`);
  await print(lines.join('\n'));
  return exitCodes.done;
}

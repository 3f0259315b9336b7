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
  source.close();
  await print(lines.join('\n'));
  return exitCodes.done;
}

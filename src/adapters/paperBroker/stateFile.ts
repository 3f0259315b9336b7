/** The paper broker's book in a file of its own, apart from any journal: after a crash of the engine a broker is left to reconcile with. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decode, encode } from '../../codec.ts';
import { OrdermatonError } from '../../errors.ts';
import { writeSynced } from '../documents/syncedFile.ts';
import type { PaperState } from './book.ts';

/** The saved book; `undefined` where there is none yet. @throws `brokerStateBroken` for a file that holds something else */
export async function readPaperState(file: string): Promise<PaperState | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OrdermatonError('missingFile', { file, problem: (error as Error).message });
  }
  const state = parse(file, text);
  if (state.version !== 1 || typeof state.cash !== 'bigint' || !Array.isArray(state.orders)) {
    throw new OrdermatonError('brokerStateBroken', { file, problem: 'it is of another kind or version' });
  }
  return state as PaperState;
}

/** Writes the book; a reader finds the old one or the new one, never a part. */
export async function writePaperState(file: string, state: PaperState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeSynced(file, `${encode(state)}\n`);
}

function parse(file: string, text: string): Partial<PaperState> {
  try {
    return decode(text) as Partial<PaperState>;
  } catch (error) {
    throw new OrdermatonError('brokerStateBroken', { file, problem: (error as Error).message });
  }
}

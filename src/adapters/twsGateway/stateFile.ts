/** What a gateway keeps from one run to the next, in a file of its own. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decode, encode } from '../../codec.ts';
import { OrdermatonError } from '../../errors.ts';
import type { AccountId } from '../../identifiers.ts';
import { writeSynced } from '../documents/syncedFile.ts';
import type { GatewayState } from './gatewayBroker.ts';

/** The saved state; `undefined` where there is none yet. @throws `brokerStateBroken` for something else or other accounts, `missingFile` */
export async function readGatewayState(
  file: string,
  accounts: readonly AccountId[],
): Promise<GatewayState | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OrdermatonError('missingFile', { file, problem: (error as Error).message });
  }
  const state = parse(file, text);
  if (state?.version !== 1 || !Array.isArray(state.accounts) || state.orders === undefined)
    throw new OrdermatonError('brokerStateBroken', { file, problem: 'it is of another kind or version' });
  const lost = state.accounts.find(({ account }) => !accounts.includes(account));
  if (lost !== undefined)
    throw new OrdermatonError('brokerStateBroken', { file, problem: `it has the account ${lost.account} too` });
  return state as GatewayState;
}

/** Writes the state; a reader finds the old one or the new one, never a part. */
export async function writeGatewayState(file: string, state: GatewayState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeSynced(file, `${encode(state)}\n`);
}

function parse(file: string, text: string): Partial<GatewayState> | undefined {
  try {
    return decode(text) as Partial<GatewayState> | undefined;
  } catch (error) {
    throw new OrdermatonError('brokerStateBroken', { file, problem: (error as Error).message });
  }
}

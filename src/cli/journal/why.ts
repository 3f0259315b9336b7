/** `journal why`: how an order or a position came about and what became of it, a line each. */
import { openRecords } from '../../adapters/journal/recordSource.ts';
import type { Chain } from '../../adapters/tradeStory/story.ts';
import { encode } from '../../codec.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { chainOf } from './chain.ts';
import { lineOf } from './lines.ts';

/** Prints the chain. @throws what {@link chainOf} throws */
export async function tellWhy(
  file: string,
  name: string,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { causes, facts } = await chainIn(file, name);
  if (json) await print(encode({ name, causes, facts }));
  else {
    for (const cause of causes) await print(lineOf(cause));
    for (const fact of facts) await print(`  ${lineOf(fact)}`);
  }
  return exitCodes.done;
}

async function chainIn(file: string, name: string): Promise<Chain> {
  const source = await openRecords(file);
  try {
    return await chainOf(source, name);
  } finally {
    source.close();
  }
}

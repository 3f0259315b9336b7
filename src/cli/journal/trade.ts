/** `journal trade`: a trade as a page, a picture or text for Mermaid. */
import { extname } from 'node:path';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import type { Shown } from '../../adapters/tradeStory/levels.ts';
import { shownBy } from '../../adapters/tradeStory/levels.ts';
import { storyMermaid } from '../../adapters/tradeStory/mermaid.ts';
import type { Trade } from '../../adapters/tradeStory/page.ts';
import { tradePage } from '../../adapters/tradeStory/page.ts';
import { storySvg } from '../../adapters/tradeStory/sequence.ts';
import type { Chain } from '../../adapters/tradeStory/story.ts';
import { storyOf } from '../../adapters/tradeStory/story.ts';
import { OrdermatonError } from '../../errors.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { print, writeOutput } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { chainOf } from './chain.ts';

/** The forms, by how the name of the file ends. */
const forms: Readonly<Record<string, (trade: Trade) => string>> = {
  '.html': tradePage,
  '.svg': (trade) => storySvg(storyOf(trade)),
  '.mmd': (trade) => storyMermaid(storyOf(trade)),
};

/** Writes the trade. @throws `badArgument`, `notWritable`; what is wrong with the record */
export async function tellTrade(file: string, name: string, { out }: { readonly out: string }): Promise<ExitCode> {
  const write = forms[extname(out)];
  if (write === undefined)
    throw new OrdermatonError('badArgument', {
      argument: out,
      problem: `does not say what to write: it must end with ${Object.keys(forms).join(', ')}`,
    });
  const source = await openRecords(file);
  try {
    await writeOutput(out, write(await tradeIn(source, await chainOf(source, name))));
  } finally {
    source.close();
  }
  await print(`Written to ${out}`);
  return exitCodes.done;
}

/** The market is shown for so long before the trade and behind it. */
const AROUND = 5 * MICROSECONDS.minute;

async function tradeIn(source: RecordSource, chain: Chain): Promise<Trade> {
  const all = [...chain.causes, ...chain.facts];
  const instrument = instrumentOf(chain);
  const [from, to] = [Math.min(...all.map(({ at }) => at)) - AROUND, Math.max(...all.map(({ at }) => at)) + AROUND];
  const gone = source.unheard().filter(({ kind }) => kind === 'dropped');
  const shown: Shown[] = [];
  for await (const { envelope } of source.records({ isPartial: true, scope: 'kept' })) {
    if (envelope.at > to) break;
    const { data } = envelope;
    if (envelope.at < from || !('instrument' in data) || data.instrument !== instrument) continue;
    const known = shownBy(envelope);
    if (known !== undefined) shown.push(known);
  }
  const lacking = gone.length === 0 || shown.length > 1 ? {} : { lacking: 'The market data of that day was dropped.' };
  return { ...chain, instrument, shown, ...lacking };
}

/** What was traded: a name of it is in the terms of every order, and in what a position says of itself. */
function instrumentOf({ facts }: Chain): string {
  for (const { data } of facts) {
    if ('instrument' in data && data.instrument !== undefined) return data.instrument;
    if ('terms' in data) return data.terms.instrument;
  }
  return '';
}

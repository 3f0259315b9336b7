/** Whole trading days from a seed: quotes, trades and minute bars of some symbols, the same on every machine. */
import type { InstrumentId } from '../../identifiers.ts';
import { later, minutes } from '../../identifiers.ts';
import type { MarketData, MarketEvent, RegularSession, Timed } from '../../ports.ts';
import type { GeneratedDaysOptions } from './generatedDays.ts';
import { checkSeed, instrumentsOf, someSessions } from './generatedDays.ts';
import type { GeneratedMinute } from './generatedSymbol.ts';
import { GeneratedSymbol } from './generatedSymbol.ts';

export { generateBars } from './generatedBars.ts';
export type { GeneratedDaysOptions } from './generatedDays.ts';
export { generatePredictions } from './generatedPredictions.ts';

const MINUTE = minutes(1);
/** Events in a batch, or a few more: those of one minute stay together. */
const BATCH = 2_000;

/**
 * Regular sessions of some symbols: several quotes (`market.quote`) and trades (`market.trade`) a minute, and the bar (`market.bar`) of the
 * trades at the end of each. Prices are whole cents. Volatility comes in clusters, volume is high at the open and the close, and once a day
 * each symbol jumps by about 2 %. Memory holds one batch.
 * @throws `badArgument`, `badIdentifier`
 */
export function createGeneratedData(options: GeneratedDaysOptions): MarketData<MarketEvent> {
  checkSeed(options.seed);
  const instruments = instrumentsOf(options.symbols);
  const sessions = someSessions(options);
  return {
    name: 'a generated market',
    instruments,
    bars: [MINUTE],
    days: { from: sessions[0]?.session ?? '', to: sessions.at(-1)?.session ?? '' },
    batches: () => batches(options.seed, instruments, sessions),
  };
}

async function* batches(
  seed: number,
  instruments: readonly InstrumentId[],
  sessions: readonly RegularSession[],
): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  const symbols = instruments.map((instrument) => new GeneratedSymbol(seed, instrument));
  let batch: Timed<MarketEvent>[] = [];
  for (const { opens, closes } of sessions) {
    const length = (closes - opens) / MINUTE;
    for (const symbol of symbols) symbol.beginDay(length);
    for (let index = 0; index < length; index++) {
      const start = later(opens, index * MINUTE);
      batch.push(...inOrder(symbols.map((symbol) => symbol.minute(start, index))));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Quotes and trades by time, at one time in the order of the symbols; then the bars. */
function inOrder(made: readonly GeneratedMinute[]): readonly Timed<MarketEvent>[] {
  const ticks = made.flatMap((minute) => minute.ticks).sort((a, b) => a.at - b.at);
  return [...ticks, ...made.map(({ bar }) => bar)];
}

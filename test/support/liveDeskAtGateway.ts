/** A whole desk that trades through the adapter with a gateway, over a real socket, in real time. */
import { onTestFinished } from 'vitest';
import type { Engine } from '../../src/actors/engine/engine.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createLiveClock } from '../../src/adapters/clock/liveClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { Duration, InstrumentId } from '../../src/identifiers.ts';
import { accountId } from '../../src/identifiers.ts';
import { SPY } from './desk.ts';
import type { HeardFacts } from './heardFacts.ts';
import { heardFacts } from './heardFacts.ts';

export interface LiveDesk extends HeardFacts {
  readonly engine: Engine;
}

/** One that may trade, and has been told of each of its instruments. It ends with the test. */
export async function liveDeskAt(
  { port }: { readonly port: number },
  { document = 'desk: test\nrules: {}', instruments = [SPY] as readonly InstrumentId[] } = {},
): Promise<LiveDesk> {
  const account = accountId('DU1234567');
  const clock = createLiveClock({ aftermath: 0 as Duration });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  const quotes = broker.quotes({ instruments, days: { from: '2026-11-23', to: '2026-11-23' } });
  const desk = { ...parseDesk(document), account };
  const engine = createEngine({ desk, broker, clock, journal: createMemoryJournal(), market: quotes });
  const heard = heardFacts(engine.bus);
  const run = engine.run();
  onTestFinished(async () => {
    quotes.close();
    engine.stop();
    await run;
  });
  const { said, until } = heard;
  await until(() => said('connection.ready').length > 0);
  const toldOf = (type: 'market.contract' | 'market.quote') =>
    instruments.every((each) => said(type).some(({ instrument }) => instrument === each));
  await until(() => toldOf('market.contract') && toldOf('market.quote'));
  return { engine, ...heard };
}

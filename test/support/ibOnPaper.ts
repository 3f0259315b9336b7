/** The adapter of Interactive Brokers over a real socket, the paper broker behind that: all that is on its way can be let arrive. */
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import type { AccountId } from '../../src/identifiers.ts';
import { timestamp } from '../../src/identifiers.ts';
import type { MarketFact } from '../../src/ports.ts';
import type { Arriving } from './arriving.ts';
import { arriving, secondOf } from './arriving.ts';
import { startPaperPeer } from './paperPeer.ts';
import type { TwsPeer } from './twsPeer.ts';

export interface IbOnPaper extends Arriving {
  readonly account: AccountId;
  readonly clock: SimulatedClock;
  readonly peer: TwsPeer;
  /** What the paper broker matches against. */
  hearMarket(event: MarketFact): void;
  close(): Promise<void>;
}

export async function ibOnPaper(): Promise<IbOnPaper> {
  const account = 'DU1' as AccountId;
  const clock = createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });
  const { peer, hearMarket } = await startPaperPeer(clock);
  const inner = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: peer.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  return {
    account,
    clock,
    peer,
    hearMarket,
    ...arriving(inner, secondOf(clock)),
    async close() {
      inner.disconnect();
      await peer.close();
    },
  };
}

import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import { quantity } from '../../src/money.ts';
import { openFreshJournal } from '../support/journals.ts';
import { brokerContract } from './brokerContract.ts';
import { clockContract } from './clockContract.ts';
import { journalContract } from './journalContract.ts';

clockContract('the simulated clock', createSimulatedClock);
clockContract('the simulated clock at a pace', () => createSimulatedClock({ speed: 1_000_000 }));
journalContract('the journal in memory', () => createMemoryJournal());
journalContract('the journal on disk', openFreshJournal);
brokerContract('the paper broker', () => {
  const clock = createSimulatedClock({ start: timestamp('2025-03-03T15:00:00Z') });
  const broker = createPaperBroker({ clock });
  return {
    broker,
    quote: (bid, ask, size) =>
      broker.hearMarket({
        type: 'market.quote',
        instrument: 'SPY' as InstrumentId,
        bid,
        ask,
        bidSize: quantity(size),
        askSize: quantity(size),
      }),
    async arrive() {
      clock.advance(later(clock.now(), seconds(1)));
    },
  };
});

import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { Duration, InstrumentId } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import { rank } from '../../src/ports.ts';
import { openFreshJournal } from '../support/journals.ts';
import { createSleepyClock } from '../support/liveClock.ts';
import { brokerContract, levelsAt } from './brokerContract.ts';
import type { ClockRig } from './clockContract.ts';
import { clockContract } from './clockContract.ts';
import { journalContract } from './journalContract.ts';

const simulated = (clock: SimulatedClock): ClockRig => ({
  clock,
  start: clock.now(),
  step: seconds(1),
  isExact: true,
  sleep: async (duration) => clock.sleep(later(clock.now(), duration)),
});
clockContract('the simulated clock', () => simulated(createSimulatedClock()));
clockContract('the simulated clock at a pace', () => simulated(createSimulatedClock({ speed: 1_000_000 })));
clockContract('the live clock', () => {
  const step = seconds(0.001);
  const { clock, sleep } = createSleepyClock({ aftermath: (60 * step) as Duration });
  return {
    clock,
    start: clock.now(),
    step,
    isExact: false,
    sleep(duration) {
      sleep(duration);
      return new Promise((resolve) => clock.schedule(clock.now(), rank.user, resolve));
    },
  };
});
journalContract('the journal in memory', () => createMemoryJournal());
journalContract('the journal on disk', openFreshJournal);
brokerContract('the paper broker', () => {
  const clock = createSimulatedClock({ start: timestamp('2025-03-03T15:00:00Z') });
  const broker = createPaperBroker({ clock });
  return {
    broker,
    quoted() {
      const [bid, ask, size] = [price('10.00'), price('10.02'), quantity(1_000)];
      const sizes = { bidSize: size, askSize: size };
      broker.hearMarket({ type: 'market.quote', instrument: 'SPY' as InstrumentId, bid, ask, ...sizes });
      return levelsAt(bid, ask);
    },
    async arrive() {
      clock.advance(later(clock.now(), seconds(1)));
    },
  };
});

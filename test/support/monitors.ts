/** A reference monitor on a port of its own, a client of it in step with the same clock, and what is heard of it. */
import { onTestFinished } from 'vitest';
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import type { MonitorOptions } from '../../src/adapters/signals/monitor/monitor.ts';
import { createMonitor } from '../../src/adapters/signals/monitor/monitor.ts';
import type { MonitorServer } from '../../src/adapters/signals/monitorServer/monitorServer.ts';
import { openMonitorServer } from '../../src/adapters/signals/monitorServer/monitorServer.ts';
import type { Prediction } from '../../src/adapters/signals/predictionSchema.ts';
import type { Said } from '../../src/adapters/signals/signalQueue.ts';
import type { InstrumentId, SignalId } from '../../src/identifiers.ts';
import { later, minutes, seconds, timestamp } from '../../src/identifiers.ts';

export const NOW = timestamp('2025-03-03T15:00:00Z');
export const KEY = 'a-key-that-nobody-may-see';
export const SPY = 'SPY' as InstrumentId;

/** So many seconds after {@link NOW}. */
export const predictionAt = (after: number, given: Partial<Prediction> = {}): Prediction => ({
  ...{
    type: 'signal.prediction',
    id: `spy-${after}` as SignalId,
    instrument: SPY,
    observedAt: later(NOW, seconds(after)),
  },
  ...{ signal: 'BUY', numeric: 1, confidence: 0.8, probabilities: [0.1, 0.1, 0.8] },
  ...{ features: { delta_divergence: 1, return_15m: 0.001 }, model: 'm', modelVersion: '1', horizon: minutes(30) },
  ...given,
});

export async function monitorWith(
  predictions: readonly Prediction[],
  clock: SimulatedClock = createSimulatedClock({ start: NOW }),
): Promise<{ readonly server: MonitorServer; readonly clock: SimulatedClock }> {
  const server = await openMonitorServer({ clock, predictions, key: KEY, port: 0 });
  onTestFinished(() => server.close());
  return { server, clock };
}

export interface Watched {
  readonly server: MonitorServer;
  readonly clock: SimulatedClock;
  readonly problems: readonly string[];
  /** All that was said so far. */
  readonly said: readonly Said[];
  /** Time stands still until every question has been answered. */
  settled(): Promise<void>;
  /** So many seconds pass, a quarter at a time. */
  pass(count: number): Promise<void>;
  /** Time passes until it has been said, an hour at most. */
  until(holds: (said: Said) => boolean): Promise<void>;
  /** Questions that have not been answered. */
  open(): number;
  close(): void;
  /** Resolves when nothing more comes. */
  readonly ended: Promise<void>;
}

const STEP = 0.25;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Chance is always the middle. */
export async function watched(
  predictions: readonly Prediction[],
  options: Partial<MonitorOptions> = {},
): Promise<Watched> {
  const { server, clock } = await monitorWith(predictions);
  const problems: string[] = [];
  const monitor = createMonitor({
    ...{ url: server.url, key: KEY, clock, chance: () => 0.5, tickers: [SPY], silence: seconds(60), step: 0.1 },
    ...{ every: { prediction: seconds(5) }, oldest: minutes(5), thresholds: [], timeout: 10_000 },
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  onTestFinished(() => monitor.close());
  const said: Said[] = [];
  const ended = (async () => {
    for await (const batch of monitor.batches()) said.push(...batch.map(({ event }) => event));
  })();
  const settled = async (): Promise<void> => {
    do await turn();
    while (monitor.open > 0);
    await turn();
    if (monitor.open > 0) await settled();
  };
  const step = async (): Promise<void> => {
    clock.advance(later(clock.now(), seconds(STEP)));
    await settled();
  };
  await settled();
  return {
    ...{ server, clock, problems, said, settled, ended },
    async pass(count) {
      for (let passed = 0; passed < count; passed += STEP) await step();
    },
    async until(holds) {
      for (let passed = 0; !said.some(holds); passed += STEP) {
        if (passed > 3_600) throw new Error('it was never said');
        await step();
      }
    },
    open: () => monitor.open,
    close: () => monitor.close(),
  };
}

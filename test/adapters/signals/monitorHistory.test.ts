/** What a monitor predicted on the days of a recorded market. */
import { expect, it } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { createMonitorHistory } from '../../../src/adapters/signals/monitor/history.ts';
import type { Prediction } from '../../../src/adapters/signals/predictionSchema.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { KEY, monitorWith, predictionAt, SPY } from '../../support/monitors.ts';

const IBM = 'IBM' as typeof SPY;
const DAY = 86_400;
const later = createSimulatedClock({ start: timestamp('2026-01-01T00:00:00Z') });

async function history(predictions: readonly Prediction[], days = { from: '2025-03-03', to: '2025-03-04' }) {
  const { server } = await monitorWith(predictions, later);
  const address = { url: server.url, key: KEY };
  const source = await createMonitorHistory({ address, symbols: [IBM, SPY], days });
  const told: (readonly [string, number])[] = [];
  for await (const batch of source.batches())
    for (const { at, event } of batch) told.push(['id' in event ? String(event.id) : event.type, at]);
  return { told, server };
}

it('is told day by day, at the time of each, whoever it is about', async () => {
  const predictions = [predictionAt(0), predictionAt(DAY), predictionAt(5, { instrument: IBM }), predictionAt(3 * DAY)];
  const { told, server } = await history(predictions);
  expect(told).toEqual([
    ['feed.opened', predictionAt(0).observedAt],
    ['feed.answered', predictionAt(0).observedAt],
    ['spy-0', predictionAt(0).observedAt],
    ['spy-5', predictionAt(5).observedAt],
    [`spy-${DAY}`, predictionAt(DAY).observedAt],
  ]);
  expect(server.asked).toHaveLength(6);
});

it('badSignalRow: what is none stops the run, with its place', async () => {
  await expect(history([predictionAt(0), predictionAt(1, { confidence: -1 })])).rejects.toMatchObject({
    code: 'badSignalRow',
    details: { line: 2 },
  });
});

it('monitorKeyRefused: a monitor that can not be asked is known before anything trades', async () => {
  const { server } = await monitorWith([predictionAt(0)], later);
  const options = { address: { url: server.url }, symbols: [SPY], days: { from: '2025-03-03', to: '2025-03-03' } };
  await expect(createMonitorHistory(options)).rejects.toMatchObject({ code: 'monitorKeyRefused' });
});

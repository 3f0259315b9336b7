/** The command `monitor-server`: predictions as an options-flow monitor tells them, until somebody ends it. */
import { generatePredictions } from '../adapters/marketData/generated.ts';
import type { MonitorFault } from '../adapters/signals/monitorServer/faults.ts';
import { monitorFaultOf } from '../adapters/signals/monitorServer/faults.ts';
import { openMonitorServer } from '../adapters/signals/monitorServer/monitorServer.ts';
import type { Prediction } from '../adapters/signals/predictionSchema.ts';
import { createPredictionsFile } from '../adapters/signals/predictionsFile.ts';
import { OrdermatonError } from '../errors.ts';
import type { SignalId, Timestamp } from '../identifiers.ts';
import { MICROSECONDS } from '../identifiers.ts';
import type { SignalSource } from '../ports.ts';
import { print } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';

export interface MonitorServerCommand {
  readonly port: number;
  readonly signals?: string;
  readonly symbols: readonly string[];
  readonly seed: number;
  readonly speed: number | 'max';
  readonly asRecorded?: boolean;
  readonly key?: string;
  readonly fault: readonly string[];
  readonly json?: boolean;
}

/** The day that generated predictions are of. */
const DAY = '2025-03-03';
const HOST = '127.0.0.1';

/** @throws `badArgument`, `missingFile`, `badSignalRow` */
export async function runMonitorServer(options: MonitorServerCommand): Promise<ExitCode> {
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  const faults = options.fault.map(faultOf);
  const now = (): Timestamp => (Date.now() * MICROSECONDS.millisecond) as Timestamp;
  const recorded = await all(await sourceOf(options));
  const predictions = options.asRecorded === true ? recorded : retold(recorded, now(), options.speed);
  const key = options.key ?? (process.env.ORDERMATON_MONITOR_KEY || undefined);
  const { port } = options;
  const server = await openMonitorServer({ clock: { now }, predictions, key, port }).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new OrdermatonError('badArgument', { argument: '--port', problem: `${port}: ${code ?? message}` });
  });
  server.fail(faults);
  const told = {
    host: HOST,
    port: server.port,
    url: server.url,
    predictions: predictions.length,
    generated: options.signals === undefined,
  };
  await print(
    options.json === true
      ? JSON.stringify(told)
      : `${predictions.length} predictions, ${told.generated ? 'generated' : 'recorded'}: nothing here says anything of a market.\nAsk at ${server.url}, such as ${server.url}/prediction/latest?ticker=${options.symbols[0]}\nCtrl-C ends it.`,
  );
  await stopped;
  await server.close();
  return exitCodes.done;
}

async function sourceOf({ signals, seed, symbols }: MonitorServerCommand): Promise<SignalSource> {
  if (signals !== undefined) return createPredictionsFile({ file: signals });
  return generatePredictions({ seed, symbols, from: DAY });
}

async function all(source: SignalSource): Promise<readonly Prediction[]> {
  const found: Prediction[] = [];
  for await (const batch of source.batches())
    for (const { event } of batch) if (event.type === 'signal.prediction') found.push(event);
  return found;
}

/** As if the first came now; the others are new ones, since they are of another time. */
function retold(recorded: readonly Prediction[], now: Timestamp, speed: number | 'max'): readonly Prediction[] {
  const first = recorded[0]?.observedAt ?? now;
  const pace = speed === 'max' ? Number.POSITIVE_INFINITY : speed;
  return recorded.map((prediction) => {
    const observedAt = Math.round(now + (prediction.observedAt - first) / pace) as Timestamp;
    return { ...prediction, id: `${prediction.id}-${now}` as SignalId, observedAt };
  });
}

function faultOf(text: string): MonitorFault {
  const fault = monitorFaultOf(text);
  if (fault !== undefined) return fault;
  throw new OrdermatonError('badArgument', { argument: '--fault', problem: `${text} is none: see --help` });
}

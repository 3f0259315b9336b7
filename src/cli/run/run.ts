/** The command `run`: opens everything, lets the engine run, shows it, and reports. */

import { createEventBus } from '../../actors/bus/eventBus.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import { createEngine } from '../../actors/engine/engine.ts';
import { newYorkTime } from '../../adapters/calendar/newYork.ts';
import { createSimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import { createExport } from '../../adapters/journal/exportFile.ts';
import { createMemoryJournal } from '../../adapters/journal/memoryJournal.ts';
import type { SkippedRows } from '../../adapters/marketData/rows.ts';
import { createPaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { readPaperState, writePaperState } from '../../adapters/paperBroker/stateFile.ts';
import { createRecorder } from '../../adapters/reports/recorder.ts';
import { buildReport } from '../../adapters/reports/report.ts';
import type { MarketData } from '../../ports.ts';
import { deliverReport } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { createLog, logFacts } from '../log.ts';
import type { Display } from './display.ts';
import { createLiveTable } from './liveTable.ts';
import type { RunOptions } from './options.ts';
import { createPlainLines } from './plainLines.ts';
import { openSources } from './sources.ts';

/** Runs the desk. Returns the exit code. @throws whatever is wrong with what it was given, before anything trades */
export async function run(options: RunOptions, version: string): Promise<ExitCode> {
  const skipped: SkippedRows[] = [];
  const { desk, market, signals, calendar, sessions, speed } = await openSources(options, (rows) => skipped.push(rows));
  const { brokerState, latency } = options;
  const state = brokerState === undefined ? undefined : await readPaperState(brokerState);
  const log = createLog(options.logLevel);

  const start = newYorkTime(market.days.from);
  const clock = createSimulatedClock(speed === undefined ? { start } : { start, speed });
  const broker = createPaperBroker({
    clock,
    account: desk.account,
    hours: calendar,
    rules: { tick: desk.tick, ...(latency === undefined ? {} : { latency: Math.round(latency * 1_000) }) },
    ...(state === undefined ? {} : { state }),
  });
  const exported = options.export === undefined ? undefined : createExport(options.export, version);
  const journal = createMemoryJournal({
    forget: true,
    ...(exported === undefined ? {} : { hear: (record) => exported.hear(record) }),
  });
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  logFacts(bus, log);
  const engine = createEngine({
    desk,
    broker,
    clock,
    journal,
    market,
    sessions,
    bus,
    ...(signals === undefined ? {} : { signals }),
  });
  const display = displayFor(engine, market, options.json === true);
  const signalled = stopOnSignal(engine, options.flatten === true);
  try {
    await engine.run();
  } finally {
    signalled.forget();
    display.close();
    journal.flush();
    exported?.close();
  }
  if (brokerState !== undefined) await writePaperState(brokerState, broker.save());
  for (const { source, rows, first } of skipped)
    recorder.recording.counts.set(`rows skipped in ${source} (first: ${first})`, rows);
  recorder.finish();

  const openPositions = engine.views.openPositions();
  const report = buildReport({
    recording: recorder.recording,
    desk: desk.name,
    currency: desk.currency,
    account: engine.views.account(),
    openPositions,
    stateHash: engine.hash(),
    sequence: engine.sequence(),
    version,
  });
  await deliverReport(report, options);
  return signalled.happened() && openPositions.length > 0 ? exitCodes.staysOpen : exitCodes.done;
}

/** A live table in a terminal, plain lines where there is none, nothing beside JSON. */
function displayFor(engine: Engine, market: MarketData, isJson: boolean): Display {
  if (isJson) return { close: () => undefined };
  return process.stdout.isTTY ? createLiveTable(engine, market) : createPlainLines(engine);
}

/** Ctrl-C and SIGTERM end the run in order; a second one ends the process at once. */
function stopOnSignal(engine: Engine, flatten: boolean) {
  let count = 0;
  const stop = (signal: NodeJS.Signals): void => {
    if (++count > 1) process.exit(exitCodes.staysOpen);
    engine.stop({ flatten, why: signal });
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    happened: () => count > 0,
    forget: () => process.off('SIGINT', stop).off('SIGTERM', stop),
  };
}

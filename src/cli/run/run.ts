/** The command `run`: opens everything, lets the engine run, shows it, and reports. */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import { createEngine } from '../../actors/engine/engine.ts';
import { newYorkTime } from '../../adapters/calendar/newYork.ts';
import { createSimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import type { ExportWriter } from '../../adapters/journal/exportFile.ts';
import { createExport } from '../../adapters/journal/exportFile.ts';
import { createMemoryJournal } from '../../adapters/journal/memoryJournal.ts';
import type { SkippedRows } from '../../adapters/marketData/rows.ts';
import type { PaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { createPaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { readPaperState } from '../../adapters/paperBroker/stateFile.ts';
import type { RunRecorder } from '../../adapters/reports/recorder.ts';
import { createRecorder } from '../../adapters/reports/recorder.ts';
import { buildReport } from '../../adapters/reports/report.ts';
import { deliverReport } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { createLog, logFacts } from '../log.ts';
import { aboutRun } from './about.ts';
import type { Display } from './display.ts';
import { createLiveTable } from './liveTable.ts';
import type { RunOptions } from './options.ts';
import { allInTurn, checkRunOutputs, keepBook } from './outputs.ts';
import { createPlainLines } from './plainLines.ts';
import type { Sources } from './sources.ts';
import { openSources } from './sources.ts';
import { listenForStop } from './stopping.ts';

/** Runs the desk. Returns the exit code. @throws whatever is wrong with what it was given, before anything trades; `notWritable` */
export async function run(options: RunOptions, version: string): Promise<ExitCode> {
  const stopping = listenForStop();
  const skipped: SkippedRows[] = [];
  const sources = await openSources(options, (rows) => skipped.push(rows));
  await checkRunOutputs(options);
  const { engine, broker, recorder, exported, flush } = await prepare(options, sources, version);
  const display = displayFor(engine, aboutRun(sources.market, sources.speed), options.json === true);
  stopping.watch(engine, options.flatten === true);
  try {
    await engine.run();
  } catch (error) {
    flush();
    exported?.abandon();
    throw error;
  } finally {
    stopping.forget();
    display.close();
  }
  flush();
  recorder.finish();
  const openPositions = engine.views.openPositions();
  const { name, currency } = sources.desk;
  const stateHash = engine.hash();
  const report = buildReport({
    recording: recorder.recording,
    desk: name,
    currency,
    account: engine.views.account(),
    openPositions,
    skipped,
    stateHash,
    sequence: engine.sequence(),
    version,
  });
  await allInTurn([
    () => deliverReport(report, options),
    () => exported?.finish({ how: stopping.happened() ? 'stopped' : 'ended', stateHash }),
    () => keepBook(options.brokerState, broker),
  ]);
  return stopping.happened() && openPositions.length > 0 ? exitCodes.staysOpen : exitCodes.done;
}

/** All that a run consists of, ready to go. */
interface Prepared {
  readonly engine: Engine;
  readonly broker: PaperBroker;
  readonly recorder: RunRecorder;
  readonly exported: ExportWriter | undefined;
  /** Hands the last record to the export. */
  readonly flush: () => void;
}

async function prepare(options: RunOptions, sources: Sources, version: string): Promise<Prepared> {
  const { desk, market, signals, calendar, sessions, speed } = sources;
  const { brokerState, latency } = options;
  const state = brokerState === undefined ? undefined : await readPaperState(brokerState);
  const start = newYorkTime(market.days.from);
  const clock = createSimulatedClock(speed === undefined ? { start } : { start, speed, hours: calendar });
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
  const log = createLog(options.logLevel);
  logFacts(bus, log);
  if (Object.keys(desk.risk).length === 0) log.warn({ desk: desk.name }, 'the desk has no risk limits');
  const inputs = { market, sessions, ...(signals === undefined ? {} : { signals }) };
  const engine = createEngine({ desk, broker, clock, journal, bus, ...inputs });
  return { engine, broker, recorder, exported, flush: () => journal.flush() };
}

/** A live table in a terminal, plain lines where there is none, nothing beside JSON. */
function displayFor(engine: Engine, about: string, isJson: boolean): Display {
  if (isJson) return { close: () => undefined };
  return process.stdout.isTTY ? createLiveTable(engine, about) : createPlainLines(engine, about);
}

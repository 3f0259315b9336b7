/** The command `run`: opens everything, lets the engine run, shows it, and reports. */
import type { Logger } from 'pino';
import { createEventBus } from '../../actors/bus/eventBus.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import { createEngine } from '../../actors/engine/engine.ts';
import { newYorkTime } from '../../adapters/calendar/newYork.ts';
import { createSimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import type { ExportWriter } from '../../adapters/journal/exportFile.ts';
import { createExport } from '../../adapters/journal/exportFile.ts';
import { createHeardJournal } from '../../adapters/journal/heardJournal.ts';
import { keepViews } from '../../adapters/journal/journalViews.ts';
import type { SkippedRows } from '../../adapters/marketData/rows.ts';
import type { PaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { createPaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { readPaperState } from '../../adapters/paperBroker/stateFile.ts';
import type { RunRecorder } from '../../adapters/reports/recorder.ts';
import { createRecorder } from '../../adapters/reports/recorder.ts';
import { buildReport } from '../../adapters/reports/report.ts';
import type { OrdermatonError } from '../../errors.ts';
import { isoTime } from '../../identifiers.ts';
import type { Delivery } from '../delivery.ts';
import { deliverReport, print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { createLog, logFacts } from '../log.ts';
import { replayRun } from '../replay.ts';
import { aboutRun } from './about.ts';
import { isEmergencyEnd, openEmergency } from './emergency.ts';
import { openHalts } from './halts.ts';
import type { RunJournal } from './journals.ts';
import { endedJournal, openRunJournal } from './journals.ts';
import type { RunOptions } from './options.ts';
import { allInTurn, checkRunOutputs, keepBook } from './outputs.ts';
import { openService } from './service.ts';
import { displayFor } from './showing.ts';
import type { Sources } from './sources.ts';
import { openSources } from './sources.ts';
import { listenForStop } from './stopping.ts';

/** Runs the desk. Returns the exit code. @throws whatever is wrong with what it was given, before anything trades; `notWritable`, `journalFailed` */
export async function run(options: RunOptions, version: string): Promise<ExitCode> {
  const ended = endedJournal(options);
  if (ended !== undefined) return replayRun(ended, deliveryOf(options), version);
  const stopping = listenForStop();
  const skipped: SkippedRows[] = [];
  const sources = await openSources(options, (rows) => skipped.push(rows));
  await checkRunOutputs(options);
  const record = await openRunJournal(options, sources.desk, version);
  const prepared = await prepare(options, sources, version, record).catch(async (error: unknown) => {
    stopping.forget();
    await record.close().catch(() => undefined); // what failed first is told
    throw error;
  });
  const { engine, broker, recorder, exported, flush, log } = prepared;
  const display = displayFor(engine, aboutRun(sources.market, sources.speed), options.json === true);
  const service = openService(process.env, engine.bus, (problem) => log.warn({ problem }, 'systemd hears nothing'));
  service.watch(engine);
  stopping.watch(engine, options.flatten === true, () => service.stopping());
  let emergency: OrdermatonError | undefined;
  try {
    await engine.run();
  } catch (error) {
    flush();
    exported?.abandon();
    await record.close().catch(() => undefined);
    if (!isEmergencyEnd(error)) throw error;
    emergency = error;
  } finally {
    stopping.forget();
    service.close();
    display.close();
  }
  if (emergency === undefined) flush();
  recorder.finish();
  const openPositions = engine.views.openPositions();
  const { name, currency } = sources.desk;
  const stateHash = engine.hash();
  const sequence = engine.sequence();
  const report = buildReport({
    recording: recorder.recording,
    desk: name,
    currency,
    account: engine.views.account(),
    openPositions,
    skipped,
    stateHash,
    sequence,
    version,
  });
  if (emergency !== undefined) {
    await deliverReport(report, options);
    throw emergency;
  }
  const how = stopping.happened() ? 'stopped' : 'ended';
  await allInTurn([
    () => record.close({ how, sequence, stateHash }),
    () => deliverReport(report, options),
    () => exported?.finish({ how, stateHash }),
    () => keepBook(options.brokerState, broker),
  ]);
  if (record.file !== undefined && options.json !== true) await print(`Journal: ${record.file.name}`);
  return stopping.happened() && openPositions.length > 0 ? exitCodes.staysOpen : exitCodes.done;
}

/** How a report is to be delivered. */
const deliveryOf = ({ json = false, report }: RunOptions): Delivery => ({
  json,
  ...(report === undefined ? {} : { report }),
});

/** All that a run consists of, ready to go. */
interface Prepared {
  readonly engine: Engine;
  readonly broker: PaperBroker;
  readonly recorder: RunRecorder;
  readonly exported: ExportWriter | undefined;
  /** Hands the last record to the export. */
  readonly flush: () => void;
  readonly log: Logger;
}

async function prepare(options: RunOptions, sources: Sources, version: string, record: RunJournal): Promise<Prepared> {
  const { journal, file, playedTo } = record;
  const { desk, market, signals, calendar, sessions, speed } = sources;
  const { brokerState, latency } = options;
  const state = brokerState === undefined ? undefined : await readPaperState(brokerState);
  const start = newYorkTime(market.days.from);
  const pace = speed === undefined ? {} : { speed, hours: calendar };
  const clock = createSimulatedClock({ start, ...pace, ...(playedTo === undefined ? {} : { from: playedTo }) });
  const broker = createPaperBroker({
    clock,
    account: desk.account,
    hours: calendar,
    rules: { tick: desk.tick, ...(latency === undefined ? {} : { latency: Math.round(latency * 1_000) }) },
    ...(state === undefined ? {} : { state }),
  });
  const exported = options.export === undefined ? undefined : createExport(options.export, version);
  const heard = exported === undefined ? undefined : createHeardJournal(journal, (record) => exported.hear(record));
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  if (playedTo !== undefined)
    process.stderr.write(`${journal.name} broke off at ${isoTime(playedTo)}; the run goes on from there.\n`);
  if (file !== undefined) keepViews(bus, recorder.recording, (row) => file.show(row));
  const log = createLog(options.logLevel);
  logFacts(bus, log);
  const { halts, follow } = openHalts(options, desk, record);
  follow(bus);
  if (Object.keys(desk.risk).length === 0) log.warn({ desk: desk.name }, 'the desk has no risk limits');
  const emergency = openEmergency(options, desk);
  const inputs = {
    market,
    sessions,
    ...(emergency === undefined ? {} : { emergency }),
    ...(signals === undefined ? {} : { signals }),
  };
  const engine = createEngine({ desk, broker, clock, journal: heard ?? journal, bus, halts, ...inputs });
  return { engine, broker, recorder, exported, flush: () => heard?.flush(), log };
}

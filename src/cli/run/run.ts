/** The command `run`: opens everything, lets the engine run, shows it, and reports. */
import type { Logger } from 'pino';
import { createEventBus } from '../../actors/bus/eventBus.ts';
import { chartCounters, onChartTrouble } from '../../actors/desk/runningCharts.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import { createEngine } from '../../actors/engine/engine.ts';
import { LastingReaders } from '../../actors/engine/readers.ts';
import type { ExportWriter } from '../../adapters/journal/exportFile.ts';
import { createExport } from '../../adapters/journal/exportFile.ts';
import { createHeardJournal } from '../../adapters/journal/heardJournal.ts';
import type { RunRecorder } from '../../adapters/reports/recorder.ts';
import { buildReport } from '../../adapters/reports/report.ts';
import type { OrdermatonError } from '../../errors.ts';
import type { LatestAlarms } from '../control/latestAlarms.ts';
import { createLatestAlarms, lastingAlarms } from '../control/latestAlarms.ts';
import type { Delivery } from '../delivery.ts';
import { deliverReport, print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { createLog, logFacts } from '../log.ts';
import type { NotificationsReady } from '../notify/notifications.ts';
import { replayRun } from '../replay.ts';
import { lastingBooks, openBooks } from './books.ts';
import { isEmergencyEnd } from './emergency.ts';
import { openHalts } from './halts.ts';
import type { RunJournal } from './journals.ts';
import { endedJournal } from './journals.ts';
import { tellOf, toBeTold } from './notices.ts';
import type { RunOptions } from './options.ts';
import { allInTurn, checkRunOutputs } from './outputs.ts';
import { watchReloads } from './reloading.ts';
import type { ServedApi } from './servedApi.ts';
import { openServedApi } from './servedApi.ts';
import { openService } from './service.ts';
import { displayFor } from './showing.ts';
import { planSimulated } from './simulatedVenue.ts';
import { openStage } from './stages.ts';
import { statementOf } from './statement.ts';
import type { Stopping } from './stopping.ts';
import { listenForStop } from './stopping.ts';
import type { Venue, VenuePlan } from './venue.ts';

/** Runs the desk. Returns the exit code. @throws whatever is wrong with what it was given, before anything trades; `notWritable`, `journalFailed`; what the broker can not be reached for */
export async function run(options: RunOptions, version: string): Promise<ExitCode> {
  const ended = options.broker === 'ib' ? undefined : endedJournal(options);
  if (ended !== undefined) return replayRun(ended, deliveryOf(options), version);
  const stopping = listenForStop();
  const log = createLog(options.logLevel);
  const charted = onChartTrouble((problem) =>
    log.error({ problem, charts: chartCounters() }, 'a chart is left to XState'),
  );
  try {
    return await runListening(options, version, { stopping, log });
  } finally {
    stopping.forget();
    charted();
  }
}

/** What a run has about it from its first moment on. */
interface Around {
  readonly stopping: Stopping;
  readonly log: Logger;
}

async function runListening(options: RunOptions, version: string, around: Around): Promise<ExitCode> {
  const plan = await planOf(options, around.log);
  const told = await toBeTold(options, plan);
  await checkRunOutputs(options);
  const api = await openServedApi(options, plan, around.log); // a port that is taken is told before anything trades
  try {
    return await runServed(options, version, { ...around, plan, api, told });
  } finally {
    await api.close();
  }
}

interface Served extends Around {
  readonly plan: VenuePlan;
  readonly api: ServedApi;
  readonly told: NotificationsReady | undefined;
}

async function runServed(
  options: RunOptions,
  version: string,
  { stopping, log, plan, api, told }: Served,
): Promise<ExitCode> {
  const record = await plan.openJournal(version);
  const prepared = await prepare(options, plan, { version, record, log }).catch(async (error: unknown) => {
    await record.close().catch(() => undefined); // what failed first is told
    throw error;
  });
  const { engine, venue, recorder, alarms, exported, flush } = prepared;
  const about = [venue.about, api.about].filter((part) => part !== undefined).join('; ');
  const display = displayFor(engine, about, options.json === true);
  const service = openService(process.env, engine.bus, (problem) => log.warn({ problem }, 'systemd hears nothing'));
  service.watch(engine);
  stopping.watch(engine, options.flatten === true, () => service.stopping());
  venue.watch(engine);
  const notices = tellOf({ told, engine, venue, alarms, plan, record, log, recorder });
  api.watch(engine, record, { alarms, notifications: notices === undefined ? undefined : () => notices.state() });
  const reloading = watchReloads(options.desk, plan, engine, log);
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
    stopping.forget(); // a signal that comes while it is reported ends the process
    await api.close();
    reloading.close();
    service.close();
    await notices?.close();
    venue.close();
    display.close();
  }
  if (emergency === undefined) flush();
  recorder.finish();
  const openPositions = engine.views.openPositions();
  const { name, currency } = plan.desk;
  const stateHash = engine.hash();
  const sequence = engine.sequence();
  const report = buildReport({
    recording: recorder.recording,
    desk: name,
    currency,
    account: engine.views.account(),
    openPositions,
    skipped: plan.skipped,
    stateHash,
    sequence,
    version,
  });
  if (emergency !== undefined) {
    await deliverReport(report, options);
    throw emergency;
  }
  const how = stopping.happened() ? 'stopped' : 'ended';
  const failure = venue.failure();
  await allInTurn([
    () => record.close({ how, sequence, stateHash }),
    () => (failure === undefined ? deliverReport(report, options) : undefined),
    () => exported?.finish({ how, stateHash }),
    () => venue.keep(),
  ]);
  if (failure !== undefined) throw failure;
  if (record.file !== undefined && options.json !== true) await print(`Journal: ${record.file.name}`);
  return stopping.happened() && openPositions.length > 0 ? exitCodes.staysOpen : exitCodes.done;
}

async function planOf(options: RunOptions, log: Logger): Promise<VenuePlan> {
  if (options.broker !== 'ib') return planSimulated(options);
  const { planLive } = await import('./liveVenue.ts'); // its library takes a while to load
  return planLive(options, log);
}

/** How a report is to be delivered. */
const deliveryOf = ({ json = false, report }: RunOptions): Delivery => ({
  json,
  ...(report === undefined ? {} : { report }),
});

/** All that a run consists of, ready to go. */
interface Prepared {
  readonly engine: Engine;
  readonly venue: Venue;
  readonly recorder: RunRecorder;
  readonly alarms: LatestAlarms;
  readonly exported: ExportWriter | undefined;
  /** Hands the last record to the export. */
  readonly flush: () => void;
}

interface Parts {
  readonly version: string;
  readonly record: RunJournal;
  readonly log: Logger;
}

async function prepare(options: RunOptions, plan: VenuePlan, { version, record, log }: Parts): Promise<Prepared> {
  const bringIn = await statementOf(options, plan.desk);
  const venue = await plan.open(record);
  try {
    return assemble(options, plan, { version, record, log, venue, bringIn });
  } catch (error) {
    venue.close();
    throw error;
  }
}

interface Assembled extends Parts {
  readonly venue: Venue;
  readonly bringIn: (engine: Engine) => void;
}

function assemble(options: RunOptions, plan: VenuePlan, parts: Assembled): Prepared {
  const { version, record, log, venue, bringIn } = parts;
  const { desk, owner } = plan;
  const { journal, file } = record;
  const { clock, broker, market, signals, sessions, emergency } = venue;
  const bus = createEventBus();
  // A simulated run that broke off is played again from its beginning: its readers hear all of it.
  const readers = owner.mode === 'simulated' ? undefined : new LastingReaders(bus);
  const { recorder } = readers === undefined ? openBooks(bus, file) : readers.add(lastingBooks(file));
  const alarms = readers === undefined ? createLatestAlarms(bus) : readers.add(lastingAlarms);
  logFacts(bus, log);
  const halts = openHalts(options, owner, record);
  halts.follow(bus);
  const stage = openStage(options, desk, owner, clock);
  stage.follow(bus);
  if (Object.keys(desk.risk).length === 0) log.warn({ desk: desk.name }, 'the desk has no risk limits');
  const inputs = {
    market,
    sessions,
    ...(emergency === undefined ? {} : { emergency }),
    ...(signals === undefined ? {} : { signals }),
    ...(readers === undefined ? {} : { readers }),
  };
  const exported = options.export === undefined ? undefined : createExport(options.export, version);
  const heard = exported === undefined ? undefined : createHeardJournal(journal, (entry) => exported.hear(entry));
  const ports = { desk, broker, clock, journal: heard ?? journal, bus };
  const engine = createEngine({
    ...{ ...ports, ...inputs, halts: halts.halts },
    ...(stage.said === undefined ? {} : { stage: stage.said }),
  });
  if (owner.mode !== 'simulated') halts.lift(engine);
  bringIn(engine);
  return { engine, venue, recorder, alarms, exported, flush: () => heard?.flush() };
}

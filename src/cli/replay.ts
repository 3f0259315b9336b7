/** The command `replay`: a journal or an export through the engine again, at a pace that can be watched, compared with the record, and reported. */
import { createEventBus } from '../actors/bus/eventBus.ts';
import type { DeskDocument } from '../actors/engine/core.ts';
import type { Replayed, Watched } from '../actors/engine/replay.ts';
import { replay } from '../actors/engine/replay.ts';
import { createNyseCalendar } from '../adapters/calendar/nyseCalendar.ts';
import type { Pace } from '../adapters/clock/pace.ts';
import { createPace } from '../adapters/clock/pace.ts';
import { checkOutputs } from '../adapters/documents/outputs.ts';
import type { JournalEnd } from '../adapters/journal/form.ts';
import { openRecords } from '../adapters/journal/recordSource.ts';
import { createRecorder } from '../adapters/reports/recorder.ts';
import { buildReport } from '../adapters/reports/report.ts';
import { OrdermatonError } from '../errors.ts';
import { recordsOn, saidOf, wayTo } from './beginning.ts';
import { deliverReport, reportOutput } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';
import { aboutReplay } from './run/about.ts';
import type { Display } from './run/display.ts';
import { displayFor } from './run/showing.ts';
import { standingAt } from './standing.ts';
import type { PlaceInRecord } from './values.ts';

export interface ReplayCommand {
  /** How far. */
  readonly to?: PlaceInRecord;
  /** Take an export that breaks off for what it is. */
  readonly partial?: boolean;
  /** Shows it on the way, at so many times the pace of the market; instantly and unseen unless told. */
  readonly speed?: number | 'max';
  readonly report?: string;
  readonly json?: boolean;
}

/**
 * Replays a journal or an export and prints the report. What can not be heard again is passed over, from the checkpoint behind it on; a
 * place in market data that was dropped is opened at the nearest one before it.
 * @throws `replayDiffers`, `journalChanged`, `journalRecordChanged`, `journalGap`, `journalBroken`, `journalForm`, `journalUnfinished`,
 * `journalUnreadable`, `missingFile`, `badArgument`; `archiveMissing`, `checkpointUnusable`
 */
export async function replayRun(file: string, options: ReplayCommand, ours: string): Promise<ExitCode> {
  const source = await openRecords(file);
  await checkOutputs(reportOutput(options), [file]);
  const { to = {}, partial: isPartial = false, json: isJson = false } = options;
  const bus = createEventBus();
  const way = wayTo(source, bus, to);
  const { beginning, shortOf } = way;
  const recorder = createRecorder(bus);
  for (const said of saidOf(way)) process.stderr.write(`${said}\n`);
  if (beginning !== undefined) recorder.begin(standingAt(beginning));
  let desk = beginning?.core.document.configuration;
  bus.subscribe('desk.configured', ({ document }) => {
    desk = (document as DeskDocument).configuration;
  });
  const { version } = source;
  if (version !== ours) process.stderr.write(`${file} was recorded by version ${version}; this is ${ours}.\n`);
  const checkpoints = source.checkpoints();
  const watching = watchedAt(options.speed, file, isJson);
  const replayed = await replay(recordsOn(source, way, { isPartial }), {
    version,
    bus,
    beginning,
    checkpoints,
    ...watching,
    ...(shortOf === undefined ? to : {}),
  }).finally(() => watching?.close());
  source.close();
  if (shortOf === undefined && replayed.sequence < (to.to ?? 0))
    throw new OrdermatonError('badArgument', { argument: 'to', problem: `the record ends at ${replayed.sequence}` });
  const end = source.end();
  const isWhole = end !== undefined && replayed.sequence === end.sequence;
  if (isWhole) compareEnd(replayed, end, version);
  recorder.finish();
  const report = buildReport({
    recording: recorder.recording,
    desk: desk?.name ?? '',
    currency: desk?.currency ?? '',
    account: replayed.views.account(),
    openPositions: replayed.views.openPositions(),
    stateHash: replayed.hash(),
    sequence: replayed.sequence,
    isPartial: !isWhole,
    version,
  });
  await deliverReport(report, options);
  return exitCodes.done;
}

interface Watching {
  readonly pace: Pace;
  readonly begun: (watched: Watched) => void;
  close(): void;
}

/** How it is shown, and how time passes; neither without a speed. */
function watchedAt(speed: ReplayCommand['speed'], file: string, isJson: boolean): Watching | undefined {
  if (speed === undefined) return undefined;
  const factor = speed === 'max' ? undefined : speed;
  let display: Display | undefined;
  return {
    pace: createPace({ speed: factor, hours: createNyseCalendar() }),
    begun: (watched) => {
      display = displayFor(watched, aboutReplay(file, factor), isJson);
    },
    close: () => display?.close(),
  };
}

/** The state at the end must be the one that the run ended in. */
function compareEnd({ sequence, hash }: Replayed, end: JournalEnd, version: string): void {
  const found = hash();
  if (found === end.stateHash) return;
  const problem = `the state is ${found}, and was ${end.stateHash}`;
  throw new OrdermatonError('replayDiffers', { sequence, version, problem });
}

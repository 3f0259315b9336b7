/** The command `replay`: a journal or an export through the engine again, compared with the record to its end, and reported. */
import { createEventBus } from '../actors/bus/eventBus.ts';
import type { Replayed } from '../actors/engine/replay.ts';
import { replay } from '../actors/engine/replay.ts';
import { checkOutputs } from '../adapters/documents/outputs.ts';
import type { JournalEnd } from '../adapters/journal/form.ts';
import { openRecords } from '../adapters/journal/recordSource.ts';
import { createRecorder } from '../adapters/reports/recorder.ts';
import { buildReport } from '../adapters/reports/report.ts';
import type { DeskConfiguration } from '../configuration.ts';
import { OrdermatonError } from '../errors.ts';
import { deliverReport, reportOutput } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';
import type { PlaceInRecord } from './values.ts';

export interface ReplayCommand {
  /** How far. */
  readonly to?: PlaceInRecord;
  /** Take an export that breaks off for what it is. */
  readonly partial?: boolean;
  readonly report?: string;
  readonly json?: boolean;
}

/**
 * Replays a journal or an export and prints the report.
 * @throws `replayDiffers`, `journalChanged`, `journalRecordChanged`, `journalGap`, `journalBroken`, `journalForm`, `journalUnfinished`,
 * `journalUnreadable`, `missingFile`, `badArgument`
 */
export async function replayRun(file: string, options: ReplayCommand, ours: string): Promise<ExitCode> {
  const source = await openRecords(file);
  await checkOutputs(reportOutput(options), [file]);
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  let desk: DeskConfiguration | undefined;
  bus.subscribe('desk.configured', ({ document }) => {
    desk = (document as { configuration: DeskConfiguration }).configuration;
  });
  const { version } = source;
  if (version !== ours) process.stderr.write(`${file} was recorded by version ${version}; this is ${ours}.\n`);
  const { to = {}, partial: isPartial = false } = options;
  const replayed = await replay(source.records({ isPartial }), {
    version,
    bus,
    checkpoints: source.checkpoints(),
    ...to,
  });
  source.close();
  if (replayed.sequence < (to.to ?? 0))
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

/** The state at the end must be the one that the run ended in. */
function compareEnd({ sequence, hash }: Replayed, end: JournalEnd, version: string): void {
  const found = hash();
  if (found === end.stateHash) return;
  const problem = `the state is ${found}, and was ${end.stateHash}`;
  throw new OrdermatonError('replayDiffers', { sequence, version, problem });
}

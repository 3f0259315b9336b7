/** The command `replay`: an export through the engine again, compared with the record to its end, and reported. */
import { createEventBus } from '../actors/bus/eventBus.ts';
import type { Replayed } from '../actors/engine/replay.ts';
import { replay } from '../actors/engine/replay.ts';
import { checkOutputs } from '../adapters/documents/outputs.ts';
import type { ClosingLine } from '../adapters/journal/exportReader.ts';
import { openExport } from '../adapters/journal/exportReader.ts';
import { createRecorder } from '../adapters/reports/recorder.ts';
import { buildReport } from '../adapters/reports/report.ts';
import type { DeskConfiguration } from '../configuration.ts';
import { OrdermatonError } from '../errors.ts';
import { deliverReport, reportOutput } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';

export interface ReplayCommand {
  readonly to?: number;
  /** Take an export that breaks off for what it is. */
  readonly partial?: boolean;
  readonly report?: string;
  readonly json?: boolean;
}

/**
 * Replays the file and prints the report.
 * @throws `replayDiffers`, `journalChanged`, `journalGap`, `journalUnfinished`, `journalUnreadable`, `missingFile`, `badArgument`
 */
export async function replayRun(file: string, options: ReplayCommand, ours: string): Promise<ExitCode> {
  const source = await openExport(file);
  await checkOutputs(reportOutput(options), [file]);
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  let desk: DeskConfiguration | undefined;
  bus.subscribe('desk.configured', ({ document }) => {
    desk = (document as { configuration: DeskConfiguration }).configuration;
  });
  const { version } = source;
  if (version !== ours) process.stderr.write(`${file} was recorded by version ${version}; this is ${ours}.\n`);
  const { to, partial: isPartial = false } = options;
  const replayed = await replay(source.records({ isPartial }), { version, bus, ...(to === undefined ? {} : { to }) });
  if (to !== undefined && replayed.sequence < to)
    throw new OrdermatonError('badArgument', { argument: 'to', problem: `the record ends at ${replayed.sequence}` });
  const end = source.end();
  if (end !== undefined) compareEnd(replayed, end, version);
  recorder.finish();
  const report = buildReport({
    recording: recorder.recording,
    desk: desk?.name ?? '',
    currency: desk?.currency ?? '',
    account: replayed.views.account(),
    openPositions: replayed.views.openPositions(),
    stateHash: replayed.hash(),
    sequence: replayed.sequence,
    isPartial: end === undefined,
    version,
  });
  await deliverReport(report, options);
  return exitCodes.done;
}

/** The state at the end must be the one that the run ended in. */
function compareEnd({ sequence, hash }: Replayed, end: ClosingLine, version: string): void {
  const found = hash();
  if (found === end.stateHash) return;
  const problem = `the state is ${found}, and was ${end.stateHash}`;
  throw new OrdermatonError('replayDiffers', { sequence, version, problem });
}

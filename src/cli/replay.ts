/** The command `replay`: an export through the engine again, compared and reported. */
import { createEventBus } from '../actors/bus/eventBus.ts';
import { replay } from '../actors/engine/replay.ts';
import { openExport } from '../adapters/journal/exportFile.ts';
import { createRecorder } from '../adapters/reports/recorder.ts';
import { buildReport } from '../adapters/reports/report.ts';
import type { DeskConfiguration } from '../configuration.ts';
import { deliverReport } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';

export interface ReplayCommand {
  readonly to?: number;
  readonly report?: string;
  readonly json?: boolean;
}

/** Replays the file and prints the report. @throws `replayDiffers`, `journalGap`, `journalUnreadable`, `missingFile` */
export async function replayRun(file: string, options: ReplayCommand): Promise<ExitCode> {
  const source = await openExport(file);
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  let desk: DeskConfiguration | undefined;
  bus.subscribe('desk.configured', ({ document }) => {
    desk = (document as { configuration: DeskConfiguration }).configuration;
  });
  const { version } = source;
  const replayed = await replay(source.records(), {
    version,
    bus,
    ...(options.to === undefined ? {} : { to: options.to }),
  });
  recorder.finish();
  const report = buildReport({
    recording: recorder.recording,
    desk: desk?.name ?? '',
    currency: desk?.currency ?? '',
    account: replayed.views.account(),
    openPositions: replayed.views.openPositions(),
    stateHash: replayed.hash(),
    sequence: replayed.sequence,
    version,
  });
  await deliverReport(report, options);
  return exitCodes.done;
}

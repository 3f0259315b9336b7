/** The command `replay --what-if`: what would have come of a record from a branch on, had something else been said. */
import { doorOf } from '../../actors/engine/doors.ts';
import type { OtherWords } from '../../actors/engine/retelling.ts';
import { createNyseCalendar } from '../../adapters/calendar/nyseCalendar.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { compareRuns } from '../../adapters/reports/comparison.ts';
import type { Change } from '../../adapters/whatIf/changesFile.ts';
import { readChanges } from '../../adapters/whatIf/changesFile.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import { isoTime } from '../../identifiers.ts';
import type { JournalRecord } from '../../ports.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { placed, sequencesIn } from './placing.ts';
import type { Played, PlayingOptions } from './playing.ts';
import { playAgain, Unlike } from './playing.ts';
import { playSeeded } from './seeding.ts';
import type { Survey } from './survey.ts';
import { surveyOf } from './survey.ts';
import type { WhatIf } from './text.ts';
import { whatIfJson, whatIfText } from './text.ts';

export interface WhatIfCommand {
  /** The file of what is to be otherwise. */
  readonly whatIf: string;
  /** The branch: the last input that stays as it was. */
  readonly from: number;
  /** Take an export that breaks off for what it is. */
  readonly partial?: boolean;
  readonly json?: boolean;
}

/**
 * Plays the record again, otherwise behind the branch, and prints both beside each other.
 * @throws `badWhatIfLine`, `badArgument`, and what `replay` does
 */
export async function replayWhatIf(file: string, command: WhatIfCommand, version: string): Promise<ExitCode> {
  const { whatIf: changesFile, from, partial: isPartial = false, json = false } = command;
  const changes = await readChanges(changesFile, (type) => doorOf(type) !== undefined);
  const source = await openRecords(file);
  const records = (): AsyncIterable<JournalRecord> => source.records({ isPartial });
  try {
    const survey = await surveyOf(source, new Set([...sequencesIn(changes), from]), isPartial);
    const branch = survey.places.get(from);
    if (branch === undefined)
      throw new OrdermatonError('badArgument', {
        argument: '--from',
        problem: `the record ends at ${survey.sequence}`,
      });
    const otherWords = placed(changes, { file: changesFile, from, branchedAt: branch.at, survey });
    const hours = createNyseCalendar();
    const played = await play({ records, survey, otherWords, from, hours, version });
    const isWhole = source.end() !== undefined;
    const difference = await firstDifference(records, played);
    const found: WhatIf = {
      file,
      version,
      from: { sequence: from, at: isoTime(branch.at) },
      changes: counted(changes),
      isWhole,
      seeded: played.seeded ?? null,
      firstDifference: difference,
      isByItself: difference !== null && isBefore(difference, otherWords),
      inputs: inputsOf(survey, played),
      comparison: compareRuns(survey.report, played.report),
      stateHash: { recorded: survey.report.stateHash, hypothetical: played.report.stateHash },
    };
    await print(json ? whatIfJson(found) : whatIfText(found, process.stdout.columns || undefined));
    return exitCodes.done;
  } finally {
    source.close();
  }
}

type Came = Played & { readonly seeded?: WhatIf['seeded'] };

/** By living through the day where that comes to the branch, else from what the broker had told there. */
async function play(options: PlayingOptions): Promise<Came> {
  try {
    return await playAgain(options);
  } catch (error) {
    if (!(error instanceof Unlike)) throw error;
    const { sequence, message: problem } = error;
    const report = await playSeeded(options);
    return { report, firstDifference: undefined, otherInput: undefined, seeded: { sequence, problem } };
  }
}

function counted(changes: readonly Change[]): WhatIf['changes'] {
  const count = (...does: readonly Change['does'][]): number =>
    changes.filter((change) => does.includes(change.does)).length;
  return { added: count('at', 'after'), dropped: count('drop'), replaced: count('replace') };
}

const inputsOf = (survey: Survey, played: Played): WhatIf['inputs'] => ({
  recorded: survey.sequence,
  hypothetical: played.report.sequence,
});

/** Whether it differs before anything that was changed was heard: then not all that differs is for the changes. */
function isBefore({ sequence, recorded }: NonNullable<WhatIf['firstDifference']>, words: OtherWords): boolean {
  const { instead, behind, added } = words;
  const [moment] = added;
  const isAdded = moment !== undefined && (recorded === null || recorded.at >= moment.at);
  return !isAdded && [...instead.keys(), ...behind.keys()].every((changed) => sequence < changed);
}

/** The input of the record and the one that came in its place. */
async function firstDifference(
  records: () => AsyncIterable<JournalRecord>,
  { firstDifference: sequence, otherInput }: Played,
): Promise<WhatIf['firstDifference']> {
  if (sequence === undefined) return null;
  let recorded: Envelope | null = null;
  for await (const { envelope } of records()) {
    if (envelope.sequence < sequence) continue;
    recorded = envelope;
    break;
  }
  return { sequence, recorded, hypothetical: otherInput ?? null };
}

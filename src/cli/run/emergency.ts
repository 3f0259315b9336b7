/** Where a run notes what leaves once its journal has failed, and what becomes of the notes of an earlier one. */
import { openEmergencyNotes } from '../../adapters/documents/emergencyNotes.ts';
import { documentFolder } from '../../adapters/documents/smallDocument.ts';
import type { JournalOwner } from '../../adapters/journal/form.ts';
import { OrdermatonError } from '../../errors.ts';
import type { EmergencyNotes } from '../../ports.ts';
import { stateFolder } from './journals.ts';
import type { RunOptions } from './options.ts';

/** The notes of the desk; none for a run without a journal that could fail. @throws `missingFile`, `notWritable` */
export function openEmergency(options: RunOptions, owner: JournalOwner): EmergencyNotes | undefined {
  if (options.journal === false) return undefined;
  const isSimulated = owner.mode === 'simulated';
  const notes = openEmergencyNotes(documentFolder(stateFolder(options), owner), {
    aside: (place, count) =>
      say(
        `${count} command(s) of this desk left without a record in an earlier emergency. ${isSimulated ? 'The simulated broker ended with its process, so that there is nothing to take over' : 'They have been compared with what the broker has'}; the notes lie in ${place}.`,
      ),
  });
  if (notes.broken !== undefined) say(`The emergency notes were broken and lie in ${notes.broken}.`);
  // What left is not at the simulated broker of this process: a run that broke off is played again with it.
  return isSimulated ? { ...notes, pending: () => [] } : notes;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The run came to its end without a record. */
export const isEmergencyEnd = (error: unknown): error is OrdermatonError =>
  error instanceof OrdermatonError && error.code === 'emergencyEnded';

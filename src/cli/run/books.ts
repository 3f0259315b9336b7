/** What a run writes down for people, for its report and for the tables of its journal; at a broker it goes on over restarts. */
import type { Books, LastingReader } from '../../actors/engine/readers.ts';
import { createViews } from '../../actors/engine/views.ts';
import { keepViews } from '../../adapters/journal/journalViews.ts';
import type { SqliteJournal } from '../../adapters/journal/sqliteJournal.ts';
import { BOOKS_VERSION } from '../../adapters/reports/recorder/keeping.ts';
import type { RunRecorder } from '../../adapters/reports/recorder.ts';
import { createRecorder } from '../../adapters/reports/recorder.ts';
import { isoTime } from '../../identifiers.ts';
import type { FactSource } from '../../ports.ts';
import { standingAt } from '../standing.ts';

export interface RunBooks extends Books {
  readonly recorder: RunRecorder;
}

/** Those of a run that begins at its beginning; with `isKept` they are to outlive the process. */
export function openBooks(source: FactSource, file: Pick<SqliteJournal, 'show'> | undefined, isKept = false): RunBooks {
  const recorder = createRecorder(source, { isKept });
  const views = file === undefined ? undefined : keepViews(source, recorder.recording, (row) => file.show(row));
  return {
    recorder,
    changes: () => [...recorder.changes(), ...(views?.changes() ?? [])],
    restore(entries) {
      recorder.restore(entries);
      views?.restore(entries);
    },
    begin(beginning, problem) {
      recorder.begin(standingAt(beginning));
      views?.begin(createViews(beginning.core, { now: () => beginning.at }).positions());
      process.stderr.write(
        `The report, and the tables of the journal, tell of what has happened since input ${beginning.sequence} (${isoTime(beginning.at)}): what was written down before can not be used (${problem}).\n`,
      );
    },
  };
}

/** Those of a desk that goes on in its journal. */
export const lastingBooks = (file: Pick<SqliteJournal, 'show'> | undefined): LastingReader<RunBooks> => ({
  name: 'report',
  version: BOOKS_VERSION,
  open: (source) => openBooks(source, file, true),
});

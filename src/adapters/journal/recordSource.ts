/** The record of a run, whichever way it was kept: a journal or an export. */
import { open } from 'node:fs/promises';
import { OrdermatonError } from '../../errors.ts';
import type { Checkpoint, JournalRecord } from '../../ports.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { openExport } from './exportReader.ts';
import type { JournalEnd } from './form.ts';
import { openJournal } from './journalFile.ts';

export interface RecordSource {
  readonly kind: 'journal' | 'export';
  /** The version that recorded. */
  readonly version: string;
  /**
   * The records in order. An export that breaks off is an error unless `isPartial`; a journal may always end anywhere.
   * @throws what the journal or the export finds wrong with itself
   */
  records(options?: { readonly isPartial?: boolean }): AsyncIterable<JournalRecord>;
  /** The hash of the state behind every sequence that had a checkpoint. */
  checkpoints(): readonly Pick<Checkpoint, 'sequence' | 'hash'>[];
  /** How the run ended, once all records have been read; `undefined` where it is not known. */
  end(): JournalEnd | undefined;
  close(): void;
}

/** How every SQLite file begins. */
const SQLITE = 'SQLite format 3\0';

/** Opens a journal or an export. @throws `missingFile`, `journalBroken`, `journalForm`, `journalUnreadable` */
export async function openRecords(file: string): Promise<RecordSource> {
  if ((await beginningOf(file)) !== SQLITE) {
    const source = await openExport(file);
    return { ...source, kind: 'export', checkpoints: () => [], close: () => undefined };
  }
  const journal = openJournal(file);
  const { version, end } = journal.about;
  return {
    kind: 'journal',
    version,
    records: () => journal.records(),
    end: () => end ?? undefined,
    checkpoints: () => journal.checkpointHashes(),
    close: () => journal.close(),
  };
}

async function beginningOf(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SQLITE.length), 0, SQLITE.length, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  }
}

/** The record of a run, whichever way it was kept: a journal, an archive of some of it, or an export. */
import { open } from 'node:fs/promises';
import { OrdermatonError } from '../../errors.ts';
import type { BrokenCheckpoint, Checkpoint, JournalRecord } from '../../ports.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { isArchiveFile, openArchive } from './archiveFile.ts';
import { openExport } from './exportReader.ts';
import type { JournalEnd } from './form.ts';
import type { ArchivedDay, RecordScope, Unheard } from './journalFile.ts';
import { openJournal } from './journalFile.ts';

export interface RecordSource {
  readonly kind: 'journal' | 'archive' | 'export';
  /** The version that recorded. */
  readonly version: string;
  /**
   * The records in order, from the first or from a sequence on. An export that breaks off is an error unless `isPartial`; a journal may always end anywhere. Days whose archive
   * is not there are an error unless only what is here is asked for, and so is an archive without the days before it.
   * @throws `archiveMissing`, `archiveAlone`; what the journal or the export finds wrong with itself
   */
  records(options?: RecordOptions): AsyncIterable<JournalRecord>;
  /** The days that were moved out of a journal. */
  archives(): readonly ArchivedDay[];
  /** What of it can not be heard again, the first one first. */
  unheard(): readonly Unheard[];
  /** The checkpoints behind a sequence or later ones that are kept whole, the oldest first. */
  checkpointsFrom(sequence: number): Iterable<Checkpoint | BrokenCheckpoint>;
  /** The hash of the state behind every sequence that had a checkpoint. */
  checkpoints(): readonly Pick<Checkpoint, 'sequence' | 'hash'>[];
  /** How the run ended, once all records have been read; `undefined` where it is not known. */
  end(): JournalEnd | undefined;
  close(): void;
}

export interface RecordOptions {
  readonly from?: number;
  readonly isPartial?: boolean;
  readonly scope?: RecordScope;
}

/** How every SQLite file begins. */
const SQLITE = 'SQLite format 3\0';

/** What an export has none of. */
const nothingKept = {
  archives: () => [],
  unheard: () => [],
  checkpointsFrom: () => [],
  checkpoints: () => [],
} as const;

/** Opens a journal, an archive or an export. @throws `missingFile`, `journalBroken`, `journalForm`, `journalUnreadable` */
export async function openRecords(file: string): Promise<RecordSource> {
  if ((await beginningOf(file)) !== SQLITE) {
    const source = await openExport(file);
    return { ...source, kind: 'export', ...nothingKept, close: () => undefined };
  }
  if (isArchiveFile(file)) return archiveSource(file);
  const journal = openJournal(file);
  const { version, end } = journal.about;
  return {
    kind: 'journal',
    version,
    records: ({ from, scope } = {}) => journal.records(from, scope),
    archives: () => journal.archives(),
    unheard: () => journal.unheard(),
    checkpointsFrom: (sequence) => journal.checkpointsFrom(sequence),
    end: () => end ?? undefined,
    checkpoints: () => journal.checkpointHashes(),
    close: () => journal.close(),
  };
}

function archiveSource(file: string): RecordSource {
  const archive = openArchive(file);
  const { first } = archive.about;
  return {
    kind: 'archive',
    version: archive.segments()[0]?.version ?? 'unknown',
    async *records({ scope = 'all' } = {}) {
      if (scope === 'all' && first > 1) throw new OrdermatonError('archiveAlone', { file, before: first - 1 });
      yield* archive.records();
    },
    ...nothingKept,
    end: () => undefined,
    close: () => archive.close(),
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

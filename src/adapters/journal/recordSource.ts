/** The record of a run, whichever way it was kept: a journal, an archive of some of it, or an export. */
import { open } from 'node:fs/promises';
import { OrdermatonError } from '../../errors.ts';
import type { BrokenCheckpoint, Checkpoint, JournalRecord } from '../../ports.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { DroppedMarket, WithoutMarket } from './archiveFile.ts';
import { isArchiveFile, openArchive } from './archiveFile.ts';
import { openExport } from './exportReader.ts';
import type { JournalEnd } from './form.ts';
import type { ArchivedDay, RecordScope, Unheard } from './journalFile.ts';
import { openJournal, unheardIn } from './journalFile.ts';

export interface RecordSource {
  readonly kind: 'journal' | 'archive' | 'export';
  /** The version that recorded. */
  readonly version: string;
  /**
   * The records in order, from the first or from a sequence on. An export that breaks off is an error unless `isPartial`; a journal may always end anywhere. Days whose archive
   * is not there are an error unless only what is here is asked for, and so is an archive without the days before it; market data that
   * was dropped is one unless what is kept is enough.
   * @throws `archiveMissing`, `archiveAlone`, `marketDropped`; what the journal or the export finds wrong with itself
   */
  records(options?: RecordOptions): AsyncIterable<JournalRecord>;
  /** The days that were moved out of a journal. */
  archives(): readonly ArchivedDay[];
  /** How much market data is gone from what is here; of an export, once all records have been read. */
  dropped(): DroppedMarket;
  /** What of it can not be heard again, the first one first. */
  unheard(): readonly Unheard[];
  /** The checkpoints behind a sequence or later ones that are kept whole, the oldest first. */
  checkpointsFrom(sequence: number): Iterable<Checkpoint | BrokenCheckpoint>;
  /** The hash of the state behind every sequence that had a checkpoint. */
  checkpoints(): readonly Pick<Checkpoint, 'sequence' | 'hash'>[];
  /** The orders of a position, as the tables for people have them; none where there are no tables. */
  ordersOf(position: string): readonly string[];
  /** How the run ended, once all records have been read; `undefined` where it is not known. */
  end(): JournalEnd | undefined;
  close(): void;
}

export interface RecordOptions {
  readonly from?: number;
  readonly isPartial?: boolean;
  readonly scope?: RecordScope;
}

const marketIn = (scope: RecordScope): WithoutMarket => (scope === 'all' ? 'refused' : 'passedOver');

/** How every SQLite file begins. */
const SQLITE = 'SQLite format 3\0';

/** What an export has none of. */
const nothingKept = {
  ordersOf: () => [],
  archives: () => [],
  unheard: () => [],
  checkpointsFrom: () => [],
  checkpoints: () => [],
} as const;

/** Opens a journal, an archive or an export. @throws `missingFile`, `journalBroken`, `journalForm`, `journalUnreadable` */
export async function openRecords(file: string): Promise<RecordSource> {
  if ((await beginningOf(file)) !== SQLITE) {
    const source = await openExport(file);
    return {
      ...source,
      kind: 'export',
      records: ({ isPartial = false, scope = 'all' } = {}) => source.records({ isPartial, market: marketIn(scope) }),
      ...nothingKept,
      close: () => undefined,
    };
  }
  if (isArchiveFile(file)) return archiveSource(file);
  const journal = openJournal(file);
  const { version, end } = journal.about;
  return {
    kind: 'journal',
    version,
    records: ({ from, scope } = {}) => journal.records(from, scope),
    archives: () => journal.archives(),
    dropped: () => sumOf(journal.archives().map(({ dropped }) => dropped)),
    unheard: () => journal.unheard(),
    ordersOf: (position) => journal.ordersOf(position),
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
    async *records({ from = 1, scope = 'all' } = {}) {
      if (scope !== 'here' && first > 1) throw new OrdermatonError('archiveAlone', { file, before: first - 1 });
      yield* archive.records(from, marketIn(scope));
    },
    archives: () => [],
    dropped: () => archive.dropped(),
    ordersOf: () => [],
    unheard: () => unheardIn(file, archive),
    *checkpointsFrom(sequence) {
      for (const place of archive.checkpointPlaces(sequence)) yield archive.checkpointAt(place.sequence);
    },
    checkpoints: () => [],
    end: () => undefined,
    close: () => archive.close(),
  };
}

const sumOf = (days: readonly (DroppedMarket | undefined)[]): DroppedMarket => ({
  blocks: days.reduce((sum, each) => sum + (each?.blocks ?? 0), 0),
  inputs: days.reduce((sum, each) => sum + (each?.inputs ?? 0), 0),
});

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

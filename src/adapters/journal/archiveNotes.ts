/** What a journal notes of the days that were moved out of it: which inputs, to which file, and the digest that they ended with. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import { formOf } from './form.ts';

/** Whether the market data of a day is in its archive. */
export type ArchivedMarket = 'kept' | 'dropped';

/** A day that was moved out of a journal. */
export interface ArchiveNote {
  /** The date in New York of the last input of each of its commits. */
  readonly day: string;
  readonly first: number;
  readonly last: number;
  /** Where it was written; a relative path begins at the folder of the journal. */
  readonly file: string;
  readonly market: ArchivedMarket;
  readonly digest: Uint8Array;
}

/** The first two forms had none. */
const WITH_ARCHIVES = 3;

/** The days that were moved, the first one first. */
export function archiveNotes(database: DatabaseSync): readonly ArchiveNote[] {
  if (formOf(database) < WITH_ARCHIVES) return [];
  return database.prepare('SELECT * FROM archives ORDER BY first').all() as unknown as readonly ArchiveNote[];
}

export function noteArchive(database: DatabaseSync, note: ArchiveNote): void {
  const { first, last, day, file, market, digest } = note;
  database.prepare('INSERT INTO archives VALUES (?, ?, ?, ?, ?, ?)').run(first, last, day, file, market, digest);
}

/** From here on nobody expects its market data. */
export function noteDropped(database: DatabaseSync, first: number): void {
  database.prepare("UPDATE archives SET market = 'dropped' WHERE first = ?").run(first);
}

/** What the commit that begins with a sequence goes on from, when the one before it was moved. */
export const digestBeforeOf = (database: DatabaseSync, first: number): Uint8Array | undefined =>
  archiveNotes(database).find(({ last }) => last === first - 1)?.digest;

/** Where the archive is: where it was written, or beside the journal. */
export function placeOfArchive(journal: string, { file }: ArchiveNote): string | undefined {
  const folder = dirname(resolve(journal));
  return [resolve(folder, file), join(folder, basename(file))].find((place) => existsSync(place));
}

/** The error of an archive that is not where it should be. */
export const archiveMissing = (journal: string, { day, first, last, file }: ArchiveNote): OrdermatonError =>
  new OrdermatonError('archiveMissing', { journal, day, first, last, file });

/** Which days of a journal would be moved to archives, and which market data of it would be dropped: found out without doing it. */
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Timestamp } from '../../identifiers.ts';
import { dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import { archiveNotes, placeOfArchive } from './archiveNotes.ts';
import { broken } from './brokenFile.ts';
import { formOf, WITH_LONE_RECORDS } from './form.ts';
import { openJournal } from './journalFile.ts';

/** A day of a journal: whole commits, by the day of the last input of each. */
export interface JournalDay {
  readonly day: string;
  readonly first: number;
  readonly last: number;
  readonly digest: Uint8Array;
}

/** How much market data there is in blocks. */
export interface MarketSize {
  readonly blocks: number;
  readonly inputs: number;
  /** As it is kept, compressed. */
  readonly bytes: number;
}

/** A day with its market data. */
export interface MarketDay extends Omit<JournalDay, 'digest'> {
  /** Its archive. */
  readonly file: string;
  readonly market: MarketSize;
}

export interface ArchivePlan {
  /** What would be moved, with the archive that each day would have. */
  readonly toMove: readonly MarketDay[];
  /** Days in archives that have their market data. */
  readonly withMarket: readonly MarketDay[];
  /** Days whose archives are elsewhere. */
  readonly elsewhere: readonly Omit<JournalDay, 'digest'>[];
}

export const archiveName = (journal: string, folder: string, day: string): string =>
  join(folder, `${basename(journal)}.${day}.archive`);

/** @throws `missingFile`; what is wrong with the journal */
export function planOf(file: string, before: string, folder: string): ArchivePlan {
  openJournal(file).close();
  return broken(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      const end = newYorkTime(before);
      const notes = archiveNotes(database).filter(({ day }) => newYorkTime(day) < end);
      const found = notes.map((note) => ({ note, file: placeOfArchive(file, note) }));
      return {
        toMove: daysBefore(database, before).map(({ day, first, last }) => {
          const market = marketIn(database, first, last);
          return { day, first, last, file: archiveName(file, folder, day), market };
        }),
        withMarket: found.flatMap(({ note: { day, first, last }, file: archive }): readonly MarketDay[] => {
          const market = archive === undefined ? NONE : marketOf(archive);
          return archive === undefined || market.blocks === 0 ? [] : [{ day, first, last, file: archive, market }];
        }),
        elsewhere: found.filter(({ file: archive }) => archive === undefined).map(({ note }) => note),
      };
    } finally {
      database.close();
    }
  });
}

const NONE: MarketSize = { blocks: 0, inputs: 0, bytes: 0 };

function marketOf(archive: string): MarketSize {
  return broken(archive, () => {
    const database = new DatabaseSync(archive, { readOnly: true, timeout: 5_000 });
    try {
      return marketIn(database, 0, Number.MAX_SAFE_INTEGER);
    } finally {
      database.close();
    }
  });
}

const marketIn = (database: DatabaseSync, first: number, last: number): MarketSize =>
  database
    .prepare(`
      SELECT count(*) AS blocks, coalesce(sum(last - first + 1), 0) AS inputs, coalesce(sum(length(body)), 0) AS bytes
      FROM blocks WHERE first BETWEEN ? AND ?`)
    .get(first, last) as unknown as MarketSize;

/** Whole commits by the day of their last input, as long as that is before midnight of the date. */
export function daysBefore(database: DatabaseSync, before: string): readonly JournalDay[] {
  const days: JournalDay[] = [];
  const end = newYorkTime(before);
  let midnight = 0;
  for (const { first, last, digest, ended } of endings(database)) {
    if (ended >= end) break;
    const current = days.at(-1);
    if (current !== undefined && ended < midnight) days[days.length - 1] = { ...current, last, digest };
    else {
      const day = newYorkDate(ended);
      midnight = newYorkTime(dateAfter(day));
      days.push({ day, first, last, digest });
    }
  }
  return days;
}

/** Each commit with the time of its last input. */
function endings(database: DatabaseSync): Iterable<JournalDay & { readonly ended: Timestamp }> {
  const lone = 'UNION ALL SELECT sequence, sequence, digest, at FROM records WHERE digest IS NOT NULL';
  const sql = `
    SELECT first, last, digest, coalesce(
      (SELECT at FROM records WHERE sequence = batches.last),
      (SELECT ended FROM blocks WHERE first <= batches.last ORDER BY first DESC LIMIT 1)) AS ended
    FROM batches ${formOf(database) < WITH_LONE_RECORDS ? '' : lone} ORDER BY first`;
  return database.prepare(sql).iterate() as unknown as Iterable<JournalDay & { readonly ended: Timestamp }>;
}

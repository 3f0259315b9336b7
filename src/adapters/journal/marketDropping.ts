/**
 * Takes the market data out of an archive, for good. What is left is written beside it and read back: all records, for each block its place
 * and its digest, so that the chain still comes to its end, and the checkpoints that the day is opened with from then on.
 */
import { copyFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import type { Checkpoint } from '../../ports.ts';
import { openArchive } from './archiveFile.ts';
import { beginDropping } from './archiveForm.ts';
import { archiveNotes, noteDropped } from './archiveNotes.ts';
import type { MarketDay } from './archivePlan.ts';
import { nameArchive, readBack, sync } from './archiveWriter.ts';
import { keepWhole } from './checkpointTable.ts';
import { digestOfBody } from './entries.ts';
import { withJournalHeld } from './heldJournal.ts';
import type { StoredBlock } from './storedRows.ts';
import { unusable } from './writableFile.ts';

/** What has been done of it. */
export type DroppingStep = 'written' | 'checked' | 'noted' | 'named';

export interface Dropping {
  readonly day: MarketDay;
  /** In the day, whole, the oldest first; the last one is behind all its market data. */
  readonly checkpoints: readonly Checkpoint[];
  /** Hears each step as it is done. */
  readonly hear?: (step: DroppingStep, day: MarketDay) => void;
}

/**
 * Drops the market data of a day that is in an archive of a journal.
 * @throws `archiveUnopenable` without a checkpoint behind it, `archiveForeign`, `journalLocked`, `notWritable`; what is wrong with the archive
 */
export function dropMarket(journal: string, { day, checkpoints, hear }: Dropping): void {
  const { file, first, last } = day;
  withJournalHeld(journal, ({ database }) => {
    const note = archiveNotes(database).find((each) => each.first === first && each.last === last);
    const archive = openArchive(file);
    const isOurs = note !== undefined && archive.isOf(note);
    archive.close();
    if (!isOurs) throw new OrdermatonError('archiveForeign', { file, journal });
    readBack(file);
    const part = `${file}.part`;
    try {
      writeWithoutMarket(day, part, checkpoints);
      hear?.('written', day);
      readBack(part);
      assertOpens(part, day);
      hear?.('checked', day);
      noteDropped(database, first); // before it is so: whoever reads looks into the archive then
      hear?.('noted', day);
      nameArchive(part, file);
      hear?.('named', day);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  });
}

function writeWithoutMarket({ file }: MarketDay, part: string, checkpoints: readonly Checkpoint[]): void {
  try {
    rmSync(`${part}-journal`, { force: true });
    copyFileSync(file, part);
    const database = new DatabaseSync(part);
    try {
      database.exec('PRAGMA synchronous = FULL; BEGIN');
      beginDropping(database);
      const insert = database.prepare('INSERT INTO dropped VALUES (?, ?, ?, ?, ?)');
      for (const row of database.prepare('SELECT * FROM blocks ORDER BY first').iterate()) {
        const { first, last, began, ended, body } = row as unknown as StoredBlock;
        insert.run(first, last, began, ended, digestOfBody(body));
      }
      database.exec('DELETE FROM blocks');
      keepWhole(database, checkpoints);
      database.exec('COMMIT; VACUUM');
    } finally {
      database.close();
    }
    sync(part);
  } catch (error) {
    throw unusable(part, error);
  }
}

/** Each checkpoint comes back from it, and the last one is behind all that is gone. */
function assertOpens(part: string, { day, first, last, market }: MarketDay): void {
  const refused = (problem: string): OrdermatonError =>
    new OrdermatonError('archiveUnopenable', { day, first, last, problem });
  const archive = openArchive(part);
  try {
    if (archive.dropped().inputs !== market.inputs) throw refused('its market data is not what was counted');
    const places = archive.checkpointPlaces(first);
    for (const { sequence } of places) {
      const found = archive.checkpointAt(sequence);
      if ('problem' in found) throw refused(`of the checkpoint behind input ${sequence}, ${found.problem}`);
    }
    const ends = new Set(places.map(({ sequence }) => sequence).filter((sequence) => sequence <= last));
    if (archive.gaps().some((gap) => !ends.has(gap.last))) throw refused('no checkpoint is behind its market data');
  } finally {
    archive.close();
  }
}

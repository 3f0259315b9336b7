/**
 * Moves whole days of a journal to archives. A day is written, read back and named before the journal lets go of it in one transaction that
 * also notes where it is: whatever happens meanwhile, it is in one of the two, and the same command goes on from there.
 */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import { notWritable } from '../documents/outputs.ts';
import { openArchive } from './archiveFile.ts';
import type { ArchiveAbout } from './archiveForm.ts';
import type { ArchiveNote } from './archiveNotes.ts';
import { noteArchive } from './archiveNotes.ts';
import type { JournalDay } from './archivePlan.ts';
import { archiveName, daysBefore } from './archivePlan.ts';
import { nameArchive, readBack, writeArchive } from './archiveWriter.ts';
import { checkpointsOf } from './checkpointTable.ts';
import type { CommitTable } from './commitTable.ts';
import { withJournalHeld } from './heldJournal.ts';
import { openJournal } from './journalFile.ts';

/** What has been done of the move of a day. */
export type ArchiveStep = 'written' | 'checked' | 'named' | 'noted';

export interface ArchiveOptions {
  /** A date in New York: what is from before its midnight is moved. */
  readonly before: string;
  /** Where archives are written; beside the journal unless told. */
  readonly folder?: string | undefined;
  /** Hears each step as it is done. */
  readonly hear?: (step: ArchiveStep, day: MovedDay) => void;
}

/** A day that is moved. */
export interface MovedDay {
  readonly day: string;
  readonly first: number;
  readonly last: number;
  /** The archive. */
  readonly file: string;
}

type Owner = Pick<ArchiveAbout, 'account' | 'mode' | 'desk'>;

/**
 * Moves every day before a date, the first one first; none is left to move when nothing is returned.
 * @throws `archiveUnready` when what stays could not be gone on from, `archiveTaken` when another file has the name of an archive,
 * `journalLocked`, `notWritable`, `missingFile`; what is wrong with the journal
 */
export function archiveDays(file: string, { before, folder, hear }: ArchiveOptions): readonly MovedDay[] {
  const { account, mode, desk } = aboutJournal(file);
  return withJournalHeld(file, ({ database, commits }) => {
    const days = daysBefore(database, before);
    assertReady(file, database, days);
    const move = { file, database, commits, owner: { account, mode, desk }, folder: folder ?? dirname(file), hear };
    const moved = days.map((day) => moveDay(move, day));
    if (moved.length > 0) shrink(database);
    return moved;
  });
}

function aboutJournal(file: string): Owner {
  const reader = openJournal(file);
  reader.close();
  return reader.about;
}

/** An engine goes on from a checkpoint: one that is whole must be at the end of what is moved, or behind it. */
function assertReady(file: string, database: DatabaseSync, days: readonly JournalDay[]): void {
  const last = days.at(-1)?.last ?? 0;
  if (last === 0) return;
  for (const found of checkpointsOf(database)) {
    if (found.sequence < last) break;
    if (!('problem' in found)) return;
  }
  throw new OrdermatonError('archiveUnready', { journal: file, last });
}

interface Move {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly commits: CommitTable;
  readonly owner: Owner;
  readonly folder: string;
  readonly hear: ArchiveOptions['hear'];
}

function moveDay({ file, database, commits, owner, folder, hear }: Move, day: JournalDay): MovedDay {
  const { first, last } = day;
  const target = archiveName(file, folder, day.day);
  const moved = { day: day.day, first, last, file: target };
  const about: ArchiveAbout = { ...owner, ...day, market: 'kept', before: commits.digestBefore(first) };
  makeFolder(folder);
  assertFree(target, day);
  const part = `${target}.part`;
  try {
    writeArchive(part, about, { commits, segments: segmentsOf(database, day) });
    hear?.('written', moved);
    readBack(part);
    hear?.('checked', moved);
    nameArchive(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  hear?.('named', moved);
  letGo(database, { ...day, file: relative(dirname(resolve(file)), resolve(target)), market: 'kept' });
  hear?.('noted', moved);
  return moved;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/** A file that is there may be of this very day, from a move that broke off; it is written anew. */
function assertFree(target: string, day: JournalDay): void {
  if (!existsSync(target)) return;
  let isOurs = false;
  try {
    const archive = openArchive(target);
    isOurs = archive.isOf(day);
    archive.close();
  } catch {
    // Something else.
  }
  if (!isOurs) throw new OrdermatonError('archiveTaken', { file: target, day: day.day });
}

function segmentsOf(
  database: DatabaseSync,
  { first, last }: JournalDay,
): readonly { first: number; version: string }[] {
  const sql = `
    SELECT max(first, ?) AS first, version FROM segments
    WHERE first <= ? AND first >= coalesce((SELECT max(first) FROM segments WHERE first <= ?), 0) ORDER BY first`;
  return database
    .prepare(sql)
    .all(first, last, first)
    .map((row) => ({ first: Number(row.first), version: String(row.version) }));
}

/** From here on the journal has the day no more, and says where it is. */
function letGo(database: DatabaseSync, note: ArchiveNote): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.prepare('DELETE FROM records WHERE sequence BETWEEN ? AND ?').run(note.first, note.last);
    database.prepare('DELETE FROM blocks WHERE first BETWEEN ? AND ?').run(note.first, note.last);
    database.prepare('DELETE FROM batches WHERE first BETWEEN ? AND ?').run(note.first, note.last);
    noteArchive(database, note);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Gives the room back to the disk; the log is taken into the file as well. */
function shrink(database: DatabaseSync): void {
  database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
}

/** The bytes of a file. */
export const sizeOf = (file: string): number => statSync(file).size;

/** The form of an archive: an SQLite file of its own with one day of a journal, and all that is needed to verify it alone. */
import type { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';
import type { ArchivedMarket } from './archiveNotes.ts';
import type { JournalOwner } from './form.ts';
import { CHECKPOINTS, formOf, pragma } from './form.ts';

/** What is known of an archive without reading it. */
export interface ArchiveAbout extends JournalOwner {
  readonly day: string;
  readonly first: number;
  readonly last: number;
  readonly market: ArchivedMarket;
  /** The digest of the commit before its first, and that of its last. */
  readonly before: Uint8Array;
  readonly digest: Uint8Array;
}

/**
 * - `pages`: records by the thousand, compressed; the digest is that of the last commit of the page.
 * - `blocks`, `segments`: as they were in the journal.
 */
const FORM_TEXT = `
  CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE segments (first INTEGER PRIMARY KEY, version TEXT NOT NULL);
  CREATE TABLE pages (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL);
  CREATE TABLE blocks (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER NOT NULL,
    body BLOB NOT NULL, checksum INTEGER NOT NULL);
`;
/** What it has more once its market data is gone: a row for each block that was there, and the checkpoints that its day is opened with. */
const DROPPED_TEXT = `
  CREATE TABLE dropped (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER NOT NULL, hash BLOB NOT NULL);
  ${CHECKPOINTS}
`;
const WITH_MARKET = 1;
const WITHOUT_MARKET = 2;
/** Marks an SQLite file as an archive of ours: "ORDA". */
const APPLICATION = 0x4f524441;

export const isArchive = (database: DatabaseSync): boolean => pragma(database, 'application_id') === APPLICATION;

/** Makes a fresh file an archive. */
export function beginArchive(database: DatabaseSync, { before, digest, ...about }: ArchiveAbout): void {
  database.exec(`${FORM_TEXT}; PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${WITH_MARKET}`);
  const note = database.prepare('INSERT INTO about VALUES (?, ?)');
  const named = { ...about, before: hexOf(before), digest: hexOf(digest) };
  for (const [name, value] of Object.entries(named)) note.run(name, String(value));
}

/** @throws `journalBroken` for another kind of file, `journalForm` for a newer form */
export function assertArchive(database: DatabaseSync, file: string): void {
  if (!isArchive(database)) throw new OrdermatonError('journalBroken', { file, problem: 'it is no archive' });
  const found = formOf(database);
  if (found < WITH_MARKET || found > WITHOUT_MARKET)
    throw new OrdermatonError('journalForm', { file, found, known: WITHOUT_MARKET });
}

/** Makes room in an archive for what is kept instead of its market data. */
export function beginDropping(database: DatabaseSync): void {
  database.exec(`${DROPPED_TEXT}; PRAGMA user_version = ${WITHOUT_MARKET}`);
  database.exec("UPDATE about SET value = 'dropped' WHERE name = 'market'");
}

export const isWithoutMarket = (database: DatabaseSync): boolean => formOf(database) === WITHOUT_MARKET;

export function aboutOf(database: DatabaseSync): ArchiveAbout {
  const rows = database.prepare('SELECT name, value FROM about').all();
  const text = Object.fromEntries(rows.map(({ name, value }) => [name, String(value)]));
  const { account = '', mode, desk = '', day = '', market, before = '', digest = '' } = text;
  return {
    account,
    mode: mode as JournalOwner['mode'],
    desk,
    day,
    first: Number(text.first),
    last: Number(text.last),
    market: market as ArchivedMarket,
    before: Buffer.from(before, 'hex'),
    digest: Buffer.from(digest, 'hex'),
  };
}

const hexOf = (digest: Uint8Array): string => Buffer.from(digest).toString('hex');

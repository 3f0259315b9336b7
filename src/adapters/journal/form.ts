/** The form of a journal file: an SQLite database that any tool can read. Each version of the form is a step from the one before it. */
import type { DatabaseSync } from 'node:sqlite';
import { OrdermatonError } from '../../errors.ts';

/** Whose journal it is. */
export interface JournalOwner {
  readonly account: string;
  /** Paper never opens what live wrote, nor the other way. */
  readonly mode: 'simulated' | 'paper' | 'live';
  readonly desk: string;
}

/** How a run ended. */
export interface JournalEnd {
  readonly how: 'ended' | 'stopped';
  readonly sequence: number;
  readonly stateHash: string;
}

/** As a journal has it, and an archive without its market data. */
export const CHECKPOINTS = `
  CREATE TABLE checkpoints (
    sequence INTEGER PRIMARY KEY, base INTEGER NOT NULL, at INTEGER NOT NULL, version TEXT NOT NULL, heard TEXT NOT NULL,
    machines TEXT NOT NULL, hash TEXT NOT NULL, body BLOB, checksum INTEGER NOT NULL);
  `;

/**
 * - `records`: one input each, as it entered, with the commands that its pass emitted; with its digest when it was a commit of its own.
 * - `blocks`: runs of market data in the same sequence, compressed.
 * - `batches`: what any other commit held, each with a digest over all that came before it.
 * - `checkpoints`: what the state was behind some sequences, each as what changed since the one it builds on (`base`, 0 for none). An
 *   older one keeps its hash alone.
 * - `segments`: from which sequence on which version of the engine wrote.
 * - `archives`: which commits were moved to a file of their own, with the digest that those behind them go on from.
 * - `readers`, `reader_entries`: what readers of the bus had written down at the newest checkpoint, so that they go on from there.
 * - `orders`, `fills`, `positions`, `equity`: what followed, for people and tools. The engine never reads them.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE segments (first INTEGER PRIMARY KEY, version TEXT NOT NULL);
  CREATE TABLE records (
    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL,
    cause INTEGER NOT NULL, correlation INTEGER NOT NULL, data TEXT NOT NULL, commands TEXT, checksum INTEGER NOT NULL);
  CREATE TABLE blocks (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER NOT NULL,
    body BLOB NOT NULL, checksum INTEGER NOT NULL);
  CREATE TABLE batches (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, digest BLOB NOT NULL);
  CREATE TABLE orders (
    "order" TEXT PRIMARY KEY, sequence INTEGER NOT NULL, position TEXT, role TEXT NOT NULL, instrument TEXT NOT NULL,
    side TEXT NOT NULL, type TEXT NOT NULL, quantity TEXT NOT NULL, filled TEXT NOT NULL, value TEXT NOT NULL, fees TEXT NOT NULL,
    outcome TEXT NOT NULL, placed TEXT NOT NULL, ended TEXT) WITHOUT ROWID;
  CREATE TABLE fills (
    "order" TEXT NOT NULL, execution TEXT NOT NULL, sequence INTEGER NOT NULL, position TEXT, instrument TEXT NOT NULL,
    role TEXT NOT NULL, side TEXT NOT NULL, quantity TEXT NOT NULL, price TEXT NOT NULL, fee TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY ("order", execution)) WITHOUT ROWID;
  CREATE TABLE positions (
    position TEXT PRIMARY KEY, sequence INTEGER NOT NULL, instrument TEXT NOT NULL, side TEXT NOT NULL, state TEXT NOT NULL,
    protection TEXT NOT NULL, quantity TEXT NOT NULL, cost TEXT NOT NULL, realised TEXT NOT NULL, fees TEXT NOT NULL,
    dividends TEXT NOT NULL, rule TEXT, signal TEXT, planned TEXT NOT NULL, opened TEXT, closed TEXT) WITHOUT ROWID;
  CREATE TABLE equity (at TEXT PRIMARY KEY, sequence INTEGER NOT NULL, equity TEXT NOT NULL) WITHOUT ROWID;
  `,
  CHECKPOINTS,
  `
  CREATE TABLE archives (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, day TEXT NOT NULL, file TEXT NOT NULL, market TEXT NOT NULL,
    digest BLOB NOT NULL);
  `,
  'ALTER TABLE records ADD COLUMN digest BLOB;',
  `
  CREATE TABLE readers (
    reader TEXT PRIMARY KEY, version INTEGER NOT NULL, sequence INTEGER NOT NULL, entries INTEGER NOT NULL, sum INTEGER NOT NULL,
    checksum INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE reader_entries (
    place INTEGER PRIMARY KEY, reader TEXT NOT NULL, part TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL,
    UNIQUE (reader, part, key));
  `,
];
/** From this form on a record that was committed alone has its digest in its own row, since a second page costs as much as a tenth of the disk. */
export const WITH_LONE_RECORDS = 4;

/** The newest form this version knows. */
export const FORM = steps.length;
/** Marks an SQLite file as a journal of ours: "ORDM". */
const APPLICATION = 0x4f52444d;

export const pragma = (database: DatabaseSync, name: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[0]);

/** The form of a journal. */
export const formOf = (database: DatabaseSync): number => pragma(database, 'user_version');

/** Whether nothing has been written there yet. */
export const isFresh = (database: DatabaseSync): boolean =>
  pragma(database, 'application_id') === 0 &&
  database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0;

/** @throws `journalBroken` for another kind of file, `journalForm` for a newer form */
export function assertForm(database: DatabaseSync, file: string): void {
  if (pragma(database, 'application_id') !== APPLICATION)
    throw new OrdermatonError('journalBroken', { file, problem: 'it is an SQLite file of something else' });
  const found = formOf(database);
  if (found > FORM || found < 1) throw new OrdermatonError('journalForm', { file, found, known: FORM });
}

/** Makes a fresh file a journal, and brings an older form up to this one; each step whole or not at all. */
export function migrate(database: DatabaseSync): void {
  for (let form = formOf(database); form < FORM; form++)
    database.exec(
      `BEGIN; ${steps[form]}; PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${form + 1}; COMMIT`,
    );
}

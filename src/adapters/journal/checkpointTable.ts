/** The checkpoints in a journal file: written by the thread that commits, read by whoever goes on from one. */
import type { DatabaseSync } from 'node:sqlite';
import type { BrokenCheckpoint, Checkpoint, StateEntry } from '../../ports.ts';
import type { CheckpointRow, PackedCheckpoint } from './checkpointChain.ts';
import {
  changesBetween,
  checksumOfCheckpoint,
  entriesOf,
  mergeEntries,
  packCheckpoint,
  rowOf,
  textOf,
} from './checkpointChain.ts';

/** So many changes are one chain; the next checkpoint is written whole, so that a restart reads no more than that. */
const LONGEST_CHAIN = 32;

/** Writes a checkpoint, whole when its chain has grown long, and forgets what none of the last two chains needs. */
export function keepCheckpoint(database: DatabaseSync, packed: PackedCheckpoint): void {
  const row = rowOf(packed);
  const chain = row.base === 0 ? [row] : [...chainTo(database, row.base), row];
  const isLong = chain.length > LONGEST_CHAIN;
  insert(database, isLong ? wholeOf(packed, chain) : row);
  if (isLong || row.base === 0) forgetBefore(database, chain.find(({ sequence }) => sequence < row.sequence)?.sequence);
}

function wholeOf(packed: PackedCheckpoint, chain: readonly CheckpointRow[]): CheckpointRow {
  const entries = mergeEntries(chain.map(({ body }) => entriesOf(body ?? new Uint8Array())));
  return rowOf({ ...packed, base: 0, text: textOf(entries) });
}

function insert(database: DatabaseSync, row: CheckpointRow): void {
  const { sequence, base, at, version, heard, machines, hash, body, checksum } = row;
  database
    .prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(sequence, base, at, version, heard, machines, hash, body, checksum);
}

/** The chain before the one that has just ended is kept; of what is older, only the hash. */
function forgetBefore(database: DatabaseSync, firstOfChain: number | undefined): void {
  if (firstOfChain === undefined) return;
  database.prepare('UPDATE checkpoints SET body = NULL WHERE sequence < ? AND body IS NOT NULL').run(firstOfChain);
}

/** Writes whole checkpoints, the oldest first, each as what has changed since the one before it. */
export function keepWhole(database: DatabaseSync, checkpoints: readonly Checkpoint[]): void {
  for (const [index, checkpoint] of checkpoints.entries()) {
    const before = index % LONGEST_CHAIN === 0 ? undefined : checkpoints[index - 1];
    const entries = before === undefined ? checkpoint.entries : changesBetween(before.entries, checkpoint.entries);
    insert(database, rowOf(packCheckpoint({ ...checkpoint, base: before?.sequence ?? 0, entries })));
  }
}

const rowAt = (database: DatabaseSync, sequence: number): CheckpointRow | undefined =>
  database.prepare('SELECT * FROM checkpoints WHERE sequence = ?').get(sequence) as CheckpointRow | undefined;

/** A checkpoint and those it builds on, the first one first. @throws Error with what is wrong */
function chainTo(database: DatabaseSync, sequence: number): readonly CheckpointRow[] {
  const chain: CheckpointRow[] = [];
  for (let next = sequence; next !== 0; next = chain[0]?.base ?? 0) {
    const row = rowAt(database, next);
    if (row?.body === undefined || row.body === null) throw new Error(`what it builds on, ${next}, is not there`);
    if (row.base >= row.sequence || checksumOfCheckpoint(row, row.body) !== row.checksum)
      throw new Error(
        next === sequence ? 'it is not as it was written' : `what it builds on, ${next}, is not as it was written`,
      );
    chain.unshift(row);
  }
  return chain;
}

/** The checkpoints that are kept whole, the newest first. */
export function* checkpointsOf(database: DatabaseSync): Generator<Checkpoint | BrokenCheckpoint> {
  const rows = database.prepare('SELECT sequence FROM checkpoints WHERE body IS NOT NULL ORDER BY sequence DESC').all();
  for (const { sequence } of rows) yield checkpointAt(database, Number(sequence));
}

export type CheckpointPlace = Pick<Checkpoint, 'sequence' | 'at'>;

/** Behind which inputs, from a sequence on, there is one that is kept whole. */
export const checkpointPlaces = (database: DatabaseSync, from: number): readonly CheckpointPlace[] =>
  database
    .prepare('SELECT sequence, at FROM checkpoints WHERE body IS NOT NULL AND sequence >= ? ORDER BY sequence')
    .all(from) as unknown as readonly CheckpointPlace[];

/** The hash of the state behind every sequence that ever had a checkpoint. */
export const checkpointHashesOf = (database: DatabaseSync): readonly Pick<Checkpoint, 'sequence' | 'hash'>[] =>
  database
    .prepare('SELECT sequence, hash FROM checkpoints ORDER BY sequence')
    .all()
    .map(({ sequence, hash }) => ({ sequence: Number(sequence), hash: String(hash) }));

export function checkpointAt(database: DatabaseSync, sequence: number): Checkpoint | BrokenCheckpoint {
  try {
    const chain = chainTo(database, sequence);
    const entries: readonly StateEntry[] = mergeEntries(chain.map(({ body }) => entriesOf(body ?? new Uint8Array())));
    const { at, version, heard, machines, hash } = chain.at(-1) as CheckpointRow;
    return { sequence, at, version, heard: JSON.parse(heard), machines: JSON.parse(machines), hash, entries };
  } catch (error) {
    return { sequence, problem: (error as Error).message };
  }
}

/** The rows that a commit was stored as, in a journal or in an archive: where each begins, whether it is as it was written, what it holds. */
import { inflateRawSync } from 'node:zlib';
import type { JournalRecord } from '../../ports.ts';
import type { BlockEntry, CommitDigest, RecordEntry } from './entries.ts';
import { checksumOf, checksumOfBlock, recordOf, sealedText } from './entries.ts';
import { ticksOf } from './marketBlock.ts';

export interface StoredBlock extends Omit<BlockEntry, 'text'> {
  readonly body: Uint8Array;
  readonly checksum: number;
}
/** A block whose body is gone: where it was, and the digest that the chain goes on with. */
export interface DroppedBlock extends Omit<BlockEntry, 'text'> {
  readonly hash: Uint8Array;
}
export type StoredRecord = RecordEntry & { readonly checksum: number };
export type StoredRow = StoredRecord | StoredBlock;

export const placeOf = (row: StoredRow): number => ('body' in row ? row.first : row.sequence);
export const endOf = (row: StoredRow): number => ('body' in row ? row.last : row.sequence);

export const isIntact = (row: StoredRow): boolean =>
  row.checksum === ('body' in row ? checksumOfBlock(row, row.body) : checksumOf(sealedText(row)));

/** Takes a row into the digest of its commit. */
export function seal(row: RecordEntry | StoredBlock | DroppedBlock, sealed: CommitDigest): void {
  if ('body' in row) sealed.block(row, row.body);
  else if ('hash' in row) sealed.dropped(row, row.hash);
  else sealed.record(sealedText(row));
}

/** The inputs that a row holds. */
export function recordsIn(row: RecordEntry | StoredBlock): readonly JournalRecord[] {
  if (!('body' in row)) return [recordOf(row)];
  const text = inflateRawSync(row.body).toString('utf8');
  return ticksOf(text, row.first).map((envelope) => ({ envelope, commands: [] }));
}

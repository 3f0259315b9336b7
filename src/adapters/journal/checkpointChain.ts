/** A checkpoint is kept as what has changed since the one before it: the chain of changes comes to the whole. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CheckpointChange, StateEntry } from '../../ports.ts';

/** A checkpoint as it is kept. */
export interface CheckpointRow extends Omit<CheckpointChange, 'heard' | 'machines' | 'entries'> {
  readonly heard: string;
  readonly machines: string;
  /** Its entries, a line each, compressed; `null` once only its hash is kept. */
  readonly body: Uint8Array | null;
  readonly checksum: number;
}

/** A checkpoint on its way to the other thread: its entries are one text. */
export interface PackedCheckpoint extends Omit<CheckpointRow, 'body' | 'checksum'> {
  readonly text: string;
}

export const packCheckpoint = ({ entries, heard, machines, ...rest }: CheckpointChange): PackedCheckpoint => ({
  ...rest,
  heard: JSON.stringify(heard),
  machines: JSON.stringify(machines),
  text: textOf(entries),
});

export function rowOf({ text, ...rest }: PackedCheckpoint): CheckpointRow {
  const body = deflateRawSync(text, { level: 1 });
  return { ...rest, body, checksum: checksumOfCheckpoint(rest, body) };
}

export const checksumOfCheckpoint = (
  { sequence, base, at, version, heard, machines, hash }: Omit<CheckpointRow, 'body' | 'checksum'>,
  body: Uint8Array,
): number => crc32(body, crc32(`${sequence} ${base} ${at} ${version} ${heard} ${machines} ${hash}\n`));

export const entriesOf = (body: Uint8Array): readonly StateEntry[] =>
  inflateRawSync(body)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [owner, version, part, key, text] = JSON.parse(line) as [string, number, string, string, string | null];
      return { owner, version, part, key, text };
    });

export const textOf = (entries: readonly StateEntry[]): string =>
  entries.map(({ owner, version, part, key, text }) => JSON.stringify([owner, version, part, key, text])).join('\n');

const nameOf = ({ owner, part, key }: StateEntry): string => JSON.stringify([owner, part, key]);

/** What makes one whole of another. */
export function changesBetween(before: readonly StateEntry[], after: readonly StateEntry[]): readonly StateEntry[] {
  const old = new Map(before.map((entry) => [nameOf(entry), entry]));
  const changed = after.filter((entry) => {
    const known = old.get(nameOf(entry));
    old.delete(nameOf(entry));
    return known?.text !== entry.text || known.version !== entry.version;
  });
  return [...changed, ...[...old.values()].map((entry) => ({ ...entry, text: null }))];
}

/** The newest of each entry, from changes in the order in which they were kept; what is gone is left out. */
export function mergeEntries(changes: readonly (readonly StateEntry[])[]): readonly StateEntry[] {
  const newest = new Map<string, StateEntry>();
  for (const entries of changes) for (const entry of entries) newest.set(nameOf(entry), entry);
  return [...newest.values()].filter(({ text }) => text !== null);
}

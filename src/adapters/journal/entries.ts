/** What a journal is made of: rows of records and blocks, their checksums, and the digest that chains one commit to the next. */
import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { decode, encode } from '../../codec.ts';
import type { Envelope, Source } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { CommandId, Timestamp } from '../../identifiers.ts';
import type { CommandRecord, JournalRecord } from '../../ports.ts';
import { blockText } from './marketBlock.ts';

/** An input with the commands of its pass. */
export interface RecordEntry {
  readonly sequence: number;
  readonly at: number;
  readonly type: string;
  readonly source: string;
  readonly cause: number;
  readonly correlation: number;
  readonly data: string;
  readonly commands: string | null;
}
/** A run of market data, not compressed yet. */
export interface BlockEntry {
  readonly first: number;
  readonly last: number;
  readonly began: number;
  readonly ended: number;
  readonly text: string;
}
export type Entry = RecordEntry | BlockEntry;

export const isBlock = (entry: Entry): entry is BlockEntry => 'text' in entry;
export const lastOf = (entry: Entry): number => (isBlock(entry) ? entry.last : entry.sequence);

/** Entries on their way to the other thread: their columns, one after the other, since names would cost more than values. */
export type PackedEntries = readonly (string | number | null)[];
const RECORD = 8;
const BLOCK = 5;

export function pack(entries: readonly Entry[]): PackedEntries {
  const packed: (string | number | null)[] = [];
  for (const entry of entries) {
    if (isBlock(entry)) packed.push(BLOCK, entry.first, entry.last, entry.began, entry.ended, entry.text);
    else {
      const { sequence, at, type, source, cause, correlation, data, commands } = entry;
      packed.push(RECORD, sequence, at, type, source, cause, correlation, data, commands);
    }
  }
  return packed;
}

export function unpack(packed: PackedEntries): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < packed.length; at += 1 + Number(packed[at])) {
    const row = packed.slice(at + 1, at + 1 + Number(packed[at])) as never[];
    if (packed[at] === BLOCK) {
      const [first, last, began, ended, text] = row as unknown as [number, number, number, number, string];
      entries.push({ first, last, began, ended, text });
    } else {
      const [sequence, stamp, type, source, cause, correlation, data, commands] = row as unknown as [
        number,
        number,
        string,
        string,
        number,
        number,
        string,
        string | null,
      ];
      entries.push({ sequence, at: stamp, type, source, cause, correlation, data, commands });
    }
  }
  return entries;
}

/** The row of an input. Its type is a column of its own, and not said again in its data. */
export const recordEntry = (envelope: Envelope, commands: readonly CommandRecord[]): RecordEntry => ({
  sequence: envelope.sequence,
  at: envelope.at,
  type: envelope.type,
  source: envelope.source,
  cause: envelope.cause,
  correlation: envelope.correlation,
  data: encode({ ...envelope.data, type: undefined }),
  commands: commands.length === 0 ? null : encode(commands.map(({ command, hash: content }) => [command, content])),
});

/** The row of a run of ticks that follow one another. */
export const blockEntry = (ticks: readonly [Envelope, ...Envelope[]]): BlockEntry => ({
  first: ticks[0].sequence,
  last: ticks[0].sequence + ticks.length - 1,
  began: ticks[0].at,
  ended: (ticks.at(-1) ?? ticks[0]).at,
  text: blockText(ticks),
});

/** The input that a row keeps. */
export function recordOf(entry: RecordEntry): JournalRecord {
  const { sequence, at, type, source, cause, correlation, data, commands } = entry;
  return {
    envelope: {
      v: 1,
      sequence,
      index: 0,
      at: at as Timestamp,
      type: type as Event['type'],
      source: source as Source,
      cause,
      correlation,
      data: { ...(decode(data) as object), type } as Event,
    },
    commands: ((commands === null ? [] : decode(commands)) as readonly (readonly [CommandId, string])[]).map(
      ([command, content]) => ({ command, cause: sequence, hash: content }),
    ),
  };
}

/** The text that checksum and digest of a record are taken of: every column. */
export const sealedText = (entry: RecordEntry): string =>
  `${entry.sequence} ${entry.at} ${entry.type} ${entry.source} ${entry.cause} ${entry.correlation} ${entry.commands ?? ''} ${entry.data}\n`;
export const checksumOf = (sealed: string): number => crc32(sealed);
const sealedRange = ({ first, last, began, ended }: Omit<BlockEntry, 'text'>): string =>
  `${first} ${last} ${began} ${ended}\n`;

export const checksumOfBlock = (block: Omit<BlockEntry, 'text'>, body: Uint8Array): number =>
  crc32(body, crc32(sealedRange(block)));

/** What the chain takes of the body of a block. */
export const digestOfBody = (body: Uint8Array): Uint8Array => hash('sha256', body, 'buffer');

/** Over all of a commit, row by row, beginning with the digest of the commit before it. */
export class CommitDigest {
  #text = '';
  #ended: Uint8Array | undefined;
  readonly #before: Uint8Array;

  constructor(before: Uint8Array) {
    this.#before = before;
  }
  /** Takes a record by its sealed text, a block by its range and its body. */
  record(sealed: string): void {
    this.#text += sealed;
  }
  block(block: Omit<BlockEntry, 'text'>, body: Uint8Array): void {
    this.dropped(block, digestOfBody(body));
  }
  /** A block whose body is gone, by the digest of it. */
  dropped(block: Omit<BlockEntry, 'text'>, digest: Uint8Array): void {
    this.#text += sealedRange(block) + Buffer.from(digest).toString('base64');
  }
  end(): Uint8Array {
    this.#ended ??= hash('sha256', Buffer.concat([this.#before, Buffer.from(this.#text)]), 'buffer');
    return this.#ended;
  }
}
/** Before the first commit. */
export const NO_DIGEST = new Uint8Array(0);

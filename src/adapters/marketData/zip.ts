/** Zips that hold one CSV: looked at quickly up front, unpacked and checked when they are read. */
import { open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { OrdermatonError } from '../../errors.ts';

/** The end record is 22 bytes and may be followed by a comment of 65,535; a directory of one entry fits before it. */
const TAIL = 22 + 65_535 + 512;
const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** What the central directory says of the first file in a zip. Source: PKWARE APPNOTE.TXT 4.3.12 and 4.3.16. */
interface Entry {
  readonly crc: number;
  readonly size: number;
}

/**
 * Checks that a file ends as a zip with a file in it does: one read of its tail.
 * @throws `missingFile`, `corruptData`
 */
export async function checkZip(file: string): Promise<void> {
  const { tail, size } = await readTail(file);
  entryOf(file, tail, size);
}

/**
 * Unpacks the first file of a zip and compares its checksum.
 * @throws `missingFile`, `corruptData`
 */
export async function unzipFirst(file: string): Promise<Uint8Array> {
  const packed = await readFile(file).catch((error: Error) => missing(file, error));
  const entry = entryOf(file, packed.subarray(-TAIL), packed.length);
  const unpacked = unpack(file, packed);
  if (unpacked.length !== entry.size || crc32(unpacked) !== entry.crc) corrupt(file, 'its checksum is wrong');
  return unpacked;
}

function unpack(file: string, packed: Uint8Array): Uint8Array {
  let seen = 0;
  try {
    const [first = new Uint8Array()] = Object.values(unzipSync(packed, { filter: () => seen++ === 0 }));
    return first;
  } catch (error) {
    return corrupt(file, (error as Error).message);
  }
}

async function readTail(file: string): Promise<{ readonly tail: Buffer; readonly size: number }> {
  const handle = await open(file).catch((error: Error) => missing(file, error));
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return { tail: buffer, size };
  } finally {
    await handle.close();
  }
}

function entryOf(file: string, tail: Buffer, size: number): Entry {
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || tail.length - end < 22 || tail.readUInt32LE(end) !== END) {
    return corrupt(file, 'it is no zip, or its end is missing');
  }
  if (tail.readUInt16LE(end + 10) === 0) return corrupt(file, 'there is no file in it');
  const directory = end - tail.readUInt32LE(end + 12);
  if (directory < 0 || tail.readUInt32LE(directory) !== ENTRY) return corrupt(file, 'its directory is broken');
  const packed = tail.readUInt32LE(directory + 20);
  const start = tail.readUInt32LE(directory + 42);
  if (start + packed > size) return corrupt(file, 'it is shorter than its directory says');
  return { crc: tail.readUInt32LE(directory + 16), size: tail.readUInt32LE(directory + 24) };
}

function corrupt(file: string, problem: string): never {
  throw new OrdermatonError('corruptData', { file, problem });
}

function missing(file: string, error: Error): never {
  throw new OrdermatonError('missingFile', { file, problem: error.message });
}

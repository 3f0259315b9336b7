/** Reads the one CSV file in a zip of the LEAN layout, and proves by its checksum that it is the one that was packed. */
import { open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { inflateSync } from 'fflate';
import { OrdermatonError } from '../../errors.ts';

/** The parts of a zip and where in them stands what is needed. Source: PKWARE APPNOTE 6.3, 4.3.7, 4.3.12 and 4.3.16. */
const LOCAL_HEADER = 0x04034b50;
const local = { nameLength: 26, extraLength: 28, size: 30 } as const;
const DIRECTORY_ENTRY = 0x02014b50;
const entry = { method: 10, checksum: 16 } as const;
const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const end = { entries: 10, directory: 16 } as const;
const methods = { stored: 0, deflated: 8 } as const;
/** A directory of one file, the end record and the longest comment after it. */
const TAIL = 66_000;

/**
 * Looks at the end of a zip: whether its directory is there and all that the directory speaks of. One read, whatever its size.
 * @throws `missingFile` if the zip can not be read, `corruptData` if it is no whole zip
 */
export async function checkZip(file: string): Promise<void> {
  const handle = await open(file).catch((error: Error) => {
    throw new OrdermatonError('missingFile', { file, problem: error.message });
  });
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, TAIL));
    await handle.read(tail, 0, tail.length, size - tail.length);
    directoryOf(tail, size);
  } catch (error) {
    throw new OrdermatonError('corruptData', {
      file,
      problem: `it is no zip of one file (${(error as Error).message})`,
    });
  } finally {
    await handle.close();
  }
}

/**
 * The bytes of the CSV file.
 * @throws `missingFile` if the zip can not be read, `corruptData` if it is no zip, is damaged, or holds anything but one file
 */
export async function readZippedCsv(file: string): Promise<Uint8Array> {
  const zip = await readFile(file).catch((error: Error) => {
    throw new OrdermatonError('missingFile', { file, problem: error.message });
  });
  try {
    return unpack(zip);
  } catch (error) {
    throw new OrdermatonError('corruptData', { file, problem: `can not be unpacked (${(error as Error).message})` });
  }
}

/**
 * LEAN's zips carry Zip64 sizes without a Zip64 directory. fflate's `unzipSync` does not see them and sets 4 GiB aside for each file, so the
 * one entry is found here, without any size: it begins after its header and ends before the directory.
 */
function unpack(zip: Buffer): Uint8Array {
  const directory = directoryOf(zip, zip.length);
  if (zip.readUInt32LE(0) !== LOCAL_HEADER) throw new Error('its beginning is missing');
  const start = local.size + zip.readUInt16LE(local.nameLength) + zip.readUInt16LE(local.extraLength);
  const csv = expand(zip.subarray(start, directory), zip.readUInt16LE(directory + entry.method));
  // fflate does not look at checksums, and a damaged byte would be a wrong price.
  if (crc32(csv) !== zip.readUInt32LE(directory + entry.checksum)) throw new Error('its checksum is wrong');
  return csv;
}

/** Where the directory begins, of which the tail of the zip is in hand. */
function directoryOf(tail: Buffer, size: number): number {
  const last = tail.lastIndexOf(END_OF_DIRECTORY);
  if (last < 0) throw new Error('its end is missing');
  const entries = tail.readUInt16LE(last + end.entries);
  if (entries !== 1) throw new Error(`it holds ${entries} files`);
  const directory = tail.readUInt32LE(last + end.directory);
  const inTail = directory - (size - tail.length);
  if (inTail < 0 || inTail > last || tail.readUInt32LE(inTail) !== DIRECTORY_ENTRY)
    throw new Error('a part is missing');
  return directory;
}

function expand(packed: Uint8Array, method: number): Uint8Array {
  if (method === methods.stored) return packed;
  if (method === methods.deflated) return inflateSync(packed);
  throw new Error(`its compression ${method} is not known`);
}

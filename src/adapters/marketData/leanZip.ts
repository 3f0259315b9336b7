/** Reads the one CSV file in a zip of the LEAN layout, and proves by its checksum that it is the one that was packed. */
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { inflateSync } from 'fflate';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from '../documents/fileProblem.ts';

/** The parts of a zip and where in them stands what is needed. Source: PKWARE APPNOTE 6.3, 4.3.7, 4.3.12 and 4.3.16. */
const LOCAL_HEADER = 0x04034b50;
const local = { nameLength: 26, extraLength: 28, size: 30 } as const;
const DIRECTORY_ENTRY = 0x02014b50;
const entry = { method: 10, checksum: 16 } as const;
const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const end = { entries: 10, directory: 16 } as const;
const methods = { stored: 0, deflated: 8 } as const;

/**
 * The bytes of the CSV file.
 * @throws `missingFile` if the zip can not be read, `corruptData` if it is no zip, is damaged, or holds anything but one file
 */
export async function readZippedCsv(file: string): Promise<Uint8Array> {
  const zip = await readFile(file).catch((error: Error) => {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
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
  const tail = zip.lastIndexOf(END_OF_DIRECTORY);
  if (tail < 0) throw new Error('it is no whole zip');
  const entries = zip.readUInt16LE(tail + end.entries);
  if (entries !== 1) throw new Error(`it holds ${entries} files instead of one`);
  const directory = zip.readUInt32LE(tail + end.directory);
  if (zip.readUInt32LE(0) !== LOCAL_HEADER || zip.readUInt32LE(directory) !== DIRECTORY_ENTRY)
    throw new Error('it is no whole zip');
  const start = local.size + zip.readUInt16LE(local.nameLength) + zip.readUInt16LE(local.extraLength);
  const csv = expand(zip.subarray(start, directory), zip.readUInt16LE(directory + entry.method));
  // fflate does not look at checksums, and a damaged byte would be a wrong price.
  if (crc32(csv) !== zip.readUInt32LE(directory + entry.checksum)) throw new Error('its checksum is wrong');
  return csv;
}

function expand(packed: Uint8Array, method: number): Uint8Array {
  if (method === methods.stored) return packed;
  if (method === methods.deflated) return inflateSync(packed);
  throw new Error(`its compression ${method} is not known`);
}

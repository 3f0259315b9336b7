/** Builds folders in the LEAN layout for tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { deflateSync, strToU8, zipSync } from 'fflate';

/** Where a file lies: `minute/bac/20131007_trade` is that of the minute trades of BAC on that day. */
export const leanPath = (root: string, path: string): string => join(root, 'equity', 'usa', `${path}.zip`);

/** Writes zips of one CSV file each; `files` are the texts by path. */
export function writeLean(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    writeBytes(leanPath(root, path), zipSync({ 'rows.csv': strToU8(text) }));
  }
}

/** Writes any bytes, making the folders on the way. */
export function writeBytes(file: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

/** A zip as LEAN's own writer makes it: sizes are in a Zip64 field, but there is no Zip64 directory. */
export function zip64(name: string, text: string): Uint8Array {
  const csv = strToU8(text);
  const packed = deflateSync(csv);
  const unknown = 0xffffffff;
  const sizes = Buffer.alloc(20);
  sizes.writeUInt16LE(1, 0);
  sizes.writeUInt16LE(16, 2);
  sizes.writeBigUInt64LE(BigInt(csv.length), 4);
  sizes.writeBigUInt64LE(BigInt(packed.length), 12);
  // version, flags, method, time, date, checksum, packed size, size, length of the name, length of the extra field
  const head = Buffer.alloc(26);
  head.writeUInt16LE(45, 0);
  head.writeUInt16LE(8, 4);
  head.writeUInt32LE(crc32(csv), 10);
  head.writeUInt32LE(unknown, 14);
  head.writeUInt32LE(unknown, 18);
  head.writeUInt16LE(name.length, 22);
  head.writeUInt16LE(sizes.length, 24);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, Buffer.from(name), sizes, packed]);
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02\x2d\x00', 'latin1'),
    head,
    Buffer.alloc(14),
    Buffer.from(name),
    sizes,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

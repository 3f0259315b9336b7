/** Writes a small file so that it is there, whole, whatever happens meanwhile: write, fsync, rename, fsync of the folder. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

export async function writeSynced(file: string, text: string): Promise<void> {
  const part = `${file}.part`;
  const handle = await open(part, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

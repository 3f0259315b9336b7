/** Writes a small file so that it is there, whole, whatever happens meanwhile: write, fsync, rename, fsync of the folder. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
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

/** The same for those who may not go on before it is on the disk; folders that are missing are made. */
export function writeSyncedNow(file: string, text: string): void {
  const folder = dirname(file);
  makeFolders(folder);
  const part = `${file}.part`;
  withHandle(part, 'w', (handle) => {
    writeFileSync(handle, text);
    fsyncSync(handle);
  });
  renameSync(part, file);
  withHandle(folder, 'r', fsyncSync);
}

/** A new folder is there after a crash once the folder that it lies in is synced. */
function makeFolders(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) withHandle(dirname(made), 'r', fsyncSync);
}

function withHandle(path: string, flags: 'r' | 'w', act: (handle: number) => void): void {
  const handle = openSync(path, flags);
  try {
    act(handle);
  } finally {
    closeSync(handle);
  }
}

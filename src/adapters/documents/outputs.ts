/** Looks at every path that is to be written before anything is done, so that work is not lost for want of a place to put it. */
import type { Stats } from 'node:fs';
import { statSync } from 'node:fs';
import { access, constants, mkdir, open, realpath, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from './fileProblem.ts';

/** A path that is to be written. */
export interface Output {
  readonly path: string;
  /** What it is to be: a file, or a folder of files with these names. */
  readonly files?: readonly string[];
  /** How a file begins that may be written over; any file may unless told. */
  readonly begins?: string;
}

/** The error of an output that can not be written. */
export const notWritable = (file: string, error: unknown): OrdermatonError =>
  error instanceof OrdermatonError
    ? error
    : new OrdermatonError('notWritable', { file, problem: typeof error === 'string' ? error : fileProblem(error) });

/**
 * Tries every output; folders that are missing are made. Nothing that is there already is changed.
 * @throws `notWritable` for the first that can not be written, that is an input, or that would take the place of something else
 */
export async function checkOutputs(outputs: readonly Output[], inputs: readonly string[]): Promise<void> {
  const sources = await Promise.all(inputs.map(realPath));
  const taken = new Set<string>();
  for (const output of outputs) {
    for (const file of filesOf(output)) {
      const real = await realPath(file);
      refuseInput(file, real, sources);
      if (taken.has(real)) throw notWritable(file, 'two outputs would be written there');
      taken.add(real);
    }
    if (output.files !== undefined) await makeFolder(output.path);
    for (const file of filesOf(output)) await tryFile(file, output.begins);
  }
}

const filesOf = ({ path, files }: Output): readonly string[] => files?.map((name) => join(path, name)) ?? [path];

/** Makes a folder where there is none. @throws `notWritable` */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/** The path without links; where there is nothing yet, that of its folder and its name. */
async function realPath(path: string): Promise<string> {
  const whole = resolve(path);
  const folder = dirname(whole);
  return realpath(whole).catch(async () => join(await realpath(folder).catch(() => folder), basename(whole)));
}

/** What a run reads may not be written over: neither a file, by whatever name, nor what lies in a folder. */
function refuseInput(file: string, real: string, sources: readonly string[]): void {
  const found = look(real);
  for (const source of sources) {
    const other = look(source);
    const isSame = found !== undefined && other !== undefined && found.ino === other.ino && found.dev === other.dev;
    if (isSame || real === source) throw notWritable(file, 'the run reads it');
    if (found !== undefined && real.startsWith(source + sep))
      throw notWritable(file, 'it is part of what the run reads');
  }
}

/** What is there; nothing where it may not be looked at either: opening it will say why. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Opens a file for writing without changing it; one that was not there is taken away again. */
async function tryFile(file: string, begins: string | undefined): Promise<void> {
  const found = look(file);
  try {
    if (found?.isDirectory() === true) throw notWritable(file, 'it is a folder');
    if (found?.isFile() === false) return;
    if (found === undefined) await makeFolder(dirname(file));
    const handle = await open(file, found === undefined ? 'wx' : 'r+');
    const start = begins === undefined || found === undefined ? '' : await beginning(handle, begins.length);
    await handle.close();
    if (found === undefined) await unlink(file);
    else if (start !== '' && start !== begins) throw notWritable(file, 'it is something else and would be lost');
  } catch (error) {
    throw notWritable(file, error);
  }
}

async function beginning(handle: Awaited<ReturnType<typeof open>>, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

/** The token of a desk that is served, in a file that only whoever runs it may read: new at each start, gone at the end. */
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileProblem } from '../documents/fileProblem.ts';
import { notWritable } from '../documents/outputs.ts';

/** Where the token of the desk at a port is kept. */
export const accessFile = (stateFolder: string, port: number): string => join(stateFolder, `api-${port}.token`);

/** Writes the token; one that an earlier desk left there is nobody's any more. @throws `notWritable` */
export function writeToken(stateFolder: string, port: number, token: string): string {
  const file = accessFile(stateFolder, port);
  try {
    rmSync(file, { force: true });
    // a file that is made anew has these rights from its first moment on
    const handle = openSync(file, 'wx', 0o600);
    writeFileSync(handle, `${token}\n`);
    closeSync(handle);
  } catch (error) {
    throw notWritable(file, error);
  }
  return file;
}

/** Takes the file away where it still holds this token. */
export function removeToken(file: string, token: string): void {
  try {
    if (readFileSync(file, 'utf8').trim() === token) rmSync(file, { force: true });
  } catch {
    // it is gone, and was to go
  }
}

/** The token, or why there is none. */
export function readToken(
  stateFolder: string,
  port: number,
): { readonly token: string } | { readonly problem: string } {
  const file = accessFile(stateFolder, port);
  try {
    return { token: readFileSync(file, 'utf8').trim() };
  } catch (error) {
    return { problem: `${file}: ${fileProblem(error)}` };
  }
}

/** The ports for which a token lies in the folder. */
export function servedPorts(stateFolder: string): readonly number[] {
  try {
    return readdirSync(stateFolder).flatMap((name) => {
      const port = /^api-(\d{1,5})\.token$/.exec(name)?.[1];
      return port === undefined ? [] : [Number(port)];
    });
  } catch {
    return [];
  }
}

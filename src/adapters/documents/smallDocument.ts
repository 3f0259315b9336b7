/**
 * A small document of the engine's own: JSON that a person can read, written whole and synced. The journal is the truth; a document never
 * lowers what it says. One that is broken is set aside under another name, never written over.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { SyncAdapter } from 'lowdb';
import { LowSync } from 'lowdb';
import type * as z from 'zod';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from './fileProblem.ts';
import { notWritable } from './outputs.ts';
import { writeSyncedNow } from './syncedFile.ts';

export interface SmallDocument<T> {
  readonly file: string;
  /** What it says. */
  readonly data: T;
  /** Where the document lies now that was in its place and was broken. */
  readonly setAside: string | undefined;
  /** Replaces what it says; on the disk when this returns. @throws `notWritable`, and it says what it said */
  write(data: T): void;
}

export interface DocumentForm<T> {
  readonly schema: z.ZodType<T>;
  /** What it says where there is none. */
  readonly absent: T;
  /** What it says in the place of a broken one. */
  broken(setAside: string): T;
  /** Brings the text to the disk; synced unless told otherwise. */
  readonly write?: typeof writeSyncedNow;
}

/** Whose documents they are. */
export interface DocumentOwner {
  readonly mode: string;
  readonly account: string;
  readonly desk: string;
}

/** The folder of the documents of one desk: `<state folder>/<mode>/<account>/<desk>`. */
export const documentFolder = (stateFolder: string, { mode, account, desk }: DocumentOwner): string =>
  join(stateFolder, ...[mode, account, desk].map((name) => encodeURIComponent(name).replaceAll('.', '%2E')));

/** Opens a document, or the place where it will be. @throws `missingFile` when it can not be read, `notWritable` when a broken one can not be set aside */
export function openDocument<T>(file: string, form: DocumentForm<T>): SmallDocument<T> {
  const adapter = new SyncedJson(file, form);
  const database = new LowSync(adapter, form.absent);
  database.read();
  return {
    file,
    get data() {
      return database.data;
    },
    setAside: adapter.setAside,
    write(data) {
      const before = database.data;
      database.data = data;
      try {
        database.write();
      } catch (error) {
        database.data = before;
        throw notWritable(file, error);
      }
    },
  };
}

/** lowdb's door to the disk: it leaves syncing to us. */
class SyncedJson<T> implements SyncAdapter<T> {
  readonly #file: string;
  readonly #form: DocumentForm<T>;
  setAside: string | undefined;

  constructor(file: string, form: DocumentForm<T>) {
    this.#file = file;
    this.#form = form;
  }

  read(): T | null {
    const text = textOf(this.#file);
    if (text === undefined) return null;
    const found = this.#form.schema.safeParse(parse(text));
    if (found.success) return found.data;
    this.setAside = moveAside(this.#file);
    const rebuilt = this.#form.broken(this.setAside);
    this.write(rebuilt);
    return rebuilt;
  }

  write(data: T): void {
    const { write = writeSyncedNow } = this.#form;
    write(this.#file, `${JSON.stringify(data, null, 2)}\n`);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Gives a file the first name that is free. @throws `notWritable` */
export function moveAside(file: string, suffix = 'broken'): string {
  let count = 1;
  while (existsSync(`${file}.${suffix}-${count}`)) count++;
  const aside = `${file}.${suffix}-${count}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    throw notWritable(file, error);
  }
  return aside;
}

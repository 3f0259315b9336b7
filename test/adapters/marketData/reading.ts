/** What the tests of readers share: a folder that goes away again, everything a source says, and the error of what fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { OrdermatonError } from '../../../src/errors.ts';
import type { Event } from '../../../src/events.ts';
import type { Timed } from '../../../src/ports.ts';

/** A new folder that is deleted when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Anything that is read in batches. */
export interface Readable<E extends Event> {
  batches(): AsyncIterable<readonly Timed<E>[]>;
}

/** Every batch of a source. */
export async function readBatches<E extends Event>(source: Readable<E>): Promise<(readonly Timed<E>[])[]> {
  const batches: (readonly Timed<E>[])[] = [];
  for await (const batch of source.batches()) batches.push(batch);
  return batches;
}

/** Everything a source says. */
export const readAll = async <E extends Event>(source: Readable<E>): Promise<Timed<E>[]> =>
  (await readBatches(source)).flat();

/** The error that something ends in. */
export async function errorOf(attempt: Promise<unknown>): Promise<OrdermatonError> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof OrdermatonError) return error;
    throw error;
  }
  throw new Error('nothing went wrong');
}

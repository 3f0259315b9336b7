/** Says in one sentence that the runtime is too old, before anything that needs a newer one is looked at. */
import { OrdermatonError } from './errors.ts';

/** The oldest major version of Node.js that Ordermaton runs on. */
export const NEEDED = 24;

/** @throws `wrongRuntime`, with the sentence in place of a stack, under an older Node.js */
export function assertRuntime(found: string = process.versions.node): void {
  if (Number(found.split('.')[0]) >= NEEDED) return;
  const error = new OrdermatonError('wrongRuntime', { needed: NEEDED, found });
  error.stack = `${error.message} ${error.remedy}`;
  throw error;
}

assertRuntime();

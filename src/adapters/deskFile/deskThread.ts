/** Reads a desk document in a thread of its own, so that a long one holds nobody up: what it comes to, or what is wrong with it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DeskConfiguration } from '../../configuration.ts';
import type { ErrorCode } from '../../errors.ts';
import { OrdermatonError } from '../../errors.ts';
import { parseDesk } from './deskFile.ts';

export interface ThreadTask {
  readonly text: string;
  readonly file: string;
}
/** The document; or the code and the details of what is wrong with it. */
export type ThreadAnswer =
  | { readonly desk: DeskConfiguration }
  | { readonly code: ErrorCode; readonly details: Readonly<Record<string, unknown>> };

function answerTo({ text, file }: ThreadTask): ThreadAnswer {
  try {
    return { desk: parseDesk(text, file) };
  } catch (error) {
    if (error instanceof OrdermatonError) return { code: error.code, details: error.details };
    throw error;
  }
}

if (workerData !== null) parentPort?.postMessage(answerTo(workerData as ThreadTask));

/** Looks at a desk document again and again, and tells when it is another one: what it comes to, or what is wrong with it. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { Polling } from '../signals/polling.ts';
import type { ThreadAnswer, ThreadTask } from './deskThread.ts';

/** Reads a document without holding up whoever asks. @throws `deskFileWrong` with every mistake and its place */
export function parseDeskAside(task: ThreadTask): Promise<DeskConfiguration> {
  // The clone runs TypeScript, the package JavaScript: the thread is of the same kind as this file.
  const worker = new Worker(new URL(`./deskThread${extname(import.meta.url)}`, import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: ThreadAnswer) =>
      'desk' in answer ? resolve(answer.desk) : reject(new OrdermatonError(answer.code, answer.details as never)),
    );
    worker.once('error', reject);
  });
}

export interface WatchedDesk {
  close(): void;
}

interface WatchOptions {
  /** How long it rests between two looks, in milliseconds. */
  readonly every?: number;
  /** The document as it is found first, and whenever it is another one, without mistakes; what this throws is told as wrong. */
  readonly changed: (desk: DeskConfiguration) => Promise<void>;
  readonly wrong: (problem: string) => void;
}

/** Begins to look. */
export function watchDesk(file: string, { every = 500, changed, wrong }: WatchOptions): WatchedDesk {
  const polling = new Polling(every, wrong);
  let known: string | undefined;

  async function look(): Promise<void> {
    const text = await readFile(file, 'utf8');
    if (text === known) return;
    known = text;
    polling.isWell(file);
    await changed(await parseDeskAside({ text, file }));
  }

  void (async () => {
    while (!polling.isClosed) {
      await look().catch((error: unknown) =>
        polling.tell(file, error instanceof OrdermatonError ? error.message : fileProblem(error)),
      );
      await polling.pause();
    }
  })();
  return { close: () => polling.close() };
}

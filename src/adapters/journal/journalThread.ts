/** The thread that waits for the disk, so that the engine never does. */
import { parentPort, workerData } from 'node:worker_threads';
import { OrdermatonError } from '../../errors.ts';
import type { JournalOwner } from './form.ts';
import type { Commit } from './journalWriter.ts';
import { JournalWriter } from './journalWriter.ts';

/** What the thread is started with. */
export interface ThreadStart {
  readonly file: string;
  readonly owner: JournalOwner;
  readonly version: string;
}
/** What the engine's side asks. */
export type ThreadRequest = Commit | 'close';
/** What the thread answers: how far the journal is on the disk, or why it is not. */
export type ThreadAnswer =
  | { readonly durable: number }
  | { readonly failed: string; readonly code: string; readonly details: Readonly<Record<string, unknown>> }
  | 'closed';

const port = parentPort;
if (port !== null) serve(port, workerData as ThreadStart);

function serve(engine: NonNullable<typeof parentPort>, { file, owner, version }: ThreadStart): void {
  const say = (answer: ThreadAnswer): void => engine.postMessage(answer);
  const fail = (error: unknown): void =>
    say(
      error instanceof OrdermatonError
        ? { failed: error.message, code: error.code, details: error.details }
        : { failed: (error as Error).message, code: 'journalFailed', details: {} },
    );
  let writer: JournalWriter;
  try {
    writer = new JournalWriter(file, owner, version);
  } catch (error) {
    fail(error);
    engine.close();
    return;
  }
  say({ durable: writer.last });
  engine.on('message', (request: ThreadRequest) => {
    if (request === 'close') {
      writer.close();
      say('closed');
      engine.close();
      return;
    }
    try {
      writer.commit(request);
      say({ durable: writer.last });
    } catch (error) {
      fail(error);
    }
  });
}

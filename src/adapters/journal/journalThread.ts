/** The thread that waits for the disk, so that the engine never does. */
import type { MessagePort } from 'node:worker_threads';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { OrdermatonError } from '../../errors.ts';
import type { PackedEntries } from './entries.ts';
import { unpack } from './entries.ts';
import type { JournalOwner } from './form.ts';
import type { Commit } from './journalWriter.ts';
import { JournalWriter } from './journalWriter.ts';
import { ThreadCounters } from './threadCounters.ts';

/** What the thread is started with. */
export interface ThreadStart {
  readonly file: string;
  readonly owner: JournalOwner;
  readonly version: string;
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer;
}
/** What the engine's side asks; each commit is answered once, and its beginnings with it. */
export type ThreadRequest = PackedCommit | PackedBeginning | 'close';
/** The first entries of a commit, so that they are written while the engine makes the others. */
export type PackedBeginning = { readonly begun: PackedEntries };
/** A commit on its way. */
export type PackedCommit = Omit<Commit, 'entries'> & { readonly entries: PackedEntries };
/** Why the journal is not on the disk. Without one an answer means that it is, as far as the counters say. */
export interface ThreadFailure {
  readonly failed: string;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

if (workerData !== null) serve(workerData as ThreadStart);

/** Answers each request once, the start first. It never gives its turn back: it has nothing else to hear. */
function serve({ file, owner, version, port, shared }: ThreadStart): void {
  const counters = new ThreadCounters(shared);
  function answer(work: () => number): void {
    try {
      counters.durable = work();
    } catch (error) {
      port.postMessage(failureOf(error));
    }
    counters.answered();
  }
  let writer: JournalWriter | undefined;
  answer(() => {
    writer = new JournalWriter(file, owner, version);
    return writer.last;
  });
  for (let heard = 0; ; heard = counters.awaitRequest(heard, () => writer?.mark())) {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      const request = next.message as ThreadRequest;
      if (request === 'close') return writer?.close();
      if ('begun' in request) {
        writer?.begin(unpack(request.begun));
        continue;
      }
      answer(() => {
        writer?.commit({ ...request, entries: unpack(request.entries) });
        return writer?.last ?? 0;
      });
      writer?.markSometimes();
    }
  }
}

function failureOf(error: unknown): ThreadFailure {
  return error instanceof OrdermatonError
    ? { failed: error.message, code: error.code, details: error.details }
    : { failed: (error as Error).message, code: 'journalFailed', details: {} };
}

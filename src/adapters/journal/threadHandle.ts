/** The thread that commits, as the engine's thread sees it: one request at a time, each answered by how far the journal is on the disk, or why it is not. */
import { extname } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ErrorCode } from '../../errors.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Entry } from './entries.ts';
import { pack } from './entries.ts';
import type { ThreadFailure, ThreadRequest, ThreadStart } from './journalThread.ts';
import type { Commit } from './journalWriter.ts';
import { ThreadCounters } from './threadCounters.ts';

export type ThreadOptions = Pick<ThreadStart, 'file' | 'owner' | 'version'>;
/** How far the journal is on the disk, or why it is not. */
export type Answer = number | OrdermatonError;

export interface JournalThread {
  /** How far the journal was on the disk when it was opened. @throws why it can not be opened */
  readonly ready: Promise<number>;
  hear(each: (answer: Answer) => void): void;
  /** A commit will follow as soon as the work at hand is done. */
  announce(): void;
  /** Hands on the first entries of the next commit, which may be written meanwhile. */
  begin(entries: readonly Entry[]): void;
  ask(request: Commit): void;
  close(): Promise<void>;
}

/** Starts the thread on a journal file. */
export const startThread = (options: ThreadOptions): JournalThread => new Thread(options);

class Thread implements JournalThread {
  readonly ready: Promise<number>;
  readonly ended: Promise<void>;
  readonly #file: string;
  readonly #port: MessagePort;
  readonly #counters: ThreadCounters;
  #answers = 0;
  #hear: (answer: Answer) => void = () => undefined;

  constructor({ file, owner, version }: ThreadOptions) {
    this.#file = file;
    // The clone runs TypeScript, the package JavaScript: the thread is of the same kind as this file.
    const url = new URL(`./journalThread${extname(import.meta.url)}`, import.meta.url);
    const { port1, port2: port } = new MessageChannel();
    const shared = ThreadCounters.shared();
    this.#port = port1;
    this.#counters = new ThreadCounters(shared);
    const start: ThreadStart = { file, owner, version, port, shared };
    const worker = new Worker(url, { workerData: start, transferList: [port] });
    this.ended = new Promise((resolve) => worker.once('exit', () => resolve()));
    this.ready = new Promise((resolve, reject) => {
      this.#hear = (answer) => (typeof answer === 'number' ? resolve(answer) : reject(answer));
    });
    worker.on('error', (error) => this.#hear(new OrdermatonError('journalFailed', { file, problem: error.message })));
    this.#awaitAnswer();
  }

  hear(each: (answer: Answer) => void): void {
    this.#hear = each;
  }
  announce(): void {
    this.#counters.announced();
  }
  begin(entries: readonly Entry[]): void {
    this.#post({ begun: pack(entries) });
  }
  ask(request: Commit): void {
    this.#post({ ...request, entries: pack(request.entries) });
    this.#awaitAnswer();
  }
  async close(): Promise<void> {
    this.#post('close');
    await this.ended;
    this.#port.close();
  }

  #post(request: ThreadRequest): void {
    this.#port.postMessage(request);
    this.#counters.asked();
  }
  #awaitAnswer(): void {
    this.#counters.awaitAnswer(this.#answers, () => {
      this.#answers = (this.#answers + 1) | 0;
      const failure = receiveMessageOnPort(this.#port)?.message as ThreadFailure | undefined;
      this.#hear(failure === undefined ? this.#counters.durable : errorOf(this.#file, failure));
    });
  }
}

function errorOf(file: string, { failed, code, details }: ThreadFailure): OrdermatonError {
  return code === 'journalFailed'
    ? new OrdermatonError('journalFailed', { file, problem: failed })
    : new OrdermatonError(code as ErrorCode, details as Readonly<Record<string, string | number>>);
}

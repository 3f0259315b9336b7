/** What looks at files again and again has in common: it rests in between until it is closed, and says once what is wrong with each. */
import { setTimeout } from 'node:timers/promises';

export class Polling {
  readonly #every: number;
  readonly #onProblem: (problem: string) => void;
  /** What is wrong with each file, as long as it is. */
  readonly #problems = new Map<string, string>();
  readonly #closing = new AbortController();

  /** Rests are so many milliseconds. */
  constructor(every: number, onProblem: (problem: string) => void) {
    this.#every = every;
    this.#onProblem = onProblem;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Ends a rest too. */
  close(): void {
    this.#closing.abort();
  }

  /** Once for as long as it stays the same. */
  tell(file: string, problem: string): void {
    if (this.#problems.get(file) === problem) return;
    this.#problems.set(file, problem);
    this.#onProblem(problem);
  }

  /** Nothing is wrong with it any more: what goes wrong from here on is told. */
  isWell(file: string): void {
    this.#problems.delete(file);
  }

  async pause(): Promise<void> {
    await setTimeout(this.#every, undefined, { signal: this.#closing.signal }).catch(() => undefined); // closed
  }
}

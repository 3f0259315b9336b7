/** What has come and has not been heard yet, in the order in which it came. */
import type { Clock, FeedFact, SignalEvent, Timed } from '../../ports.ts';

/** What a way by which signals come may say. */
export type Said = SignalEvent | FeedFact;

interface Put<E> {
  readonly batch: readonly E[];
  readonly heard: () => void;
}

export class SignalQueue<E extends Said> {
  readonly #clock: Pick<Clock, 'now'>;
  #waiting: Put<E>[] = [];
  #isClosed = false;
  #wake: () => void = () => undefined;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Puts events at the end; resolves once they have been heard. What comes behind the end is dropped. */
  put(...batch: readonly E[]): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((heard) => {
      this.#waiting.push({ batch, heard });
      this.#wake();
    });
  }

  /** What is there is still heard; then it ends. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  async *batches(): AsyncGenerator<readonly Timed<E>[]> {
    for (;;) {
      const taken = this.#waiting;
      this.#waiting = [];
      const at = this.#clock.now();
      if (taken.length > 0) yield taken.flatMap(({ batch }) => batch.map((event) => ({ at, event })));
      else if (this.#isClosed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      for (const { heard } of taken) heard();
    }
  }
}

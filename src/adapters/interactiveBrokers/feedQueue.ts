/** What a live feed has to tell, in the order in which it came. */
import type { Clock, MarketItem, Timed } from '../../ports.ts';

export class FeedQueue {
  readonly #clock: Clock;
  #queue: Timed<MarketItem>[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  tell(event: MarketItem): void {
    this.#queue.push({ at: this.#clock.now(), event });
    this.#wake?.();
  }

  /** Nothing more comes: the source ends. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *batches(): AsyncGenerator<readonly Timed<MarketItem>[]> {
    for (;;) {
      const batch = this.#queue;
      this.#queue = [];
      if (batch.length > 0) yield batch;
      else if (this.#isClosed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

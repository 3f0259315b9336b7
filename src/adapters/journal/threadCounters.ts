/**
 * How two threads wake each other: numbers in memory that both see. To be woken by the system costs as long as the disk takes, so who
 * waits looks again and again for a moment, and sleeps only then.
 */

const REQUESTS = 0;
const ANSWERS = 1;
const DURABLE = 2;

/** So long the thread looks before it sleeps: milliseconds. */
const THREAD_LOOKS = 0.2;
/** So long the engine looks between other work: milliseconds. */
const ENGINE_LOOKS = 1;

export class ThreadCounters {
  static shared(): SharedArrayBuffer {
    return new SharedArrayBuffer(3 * BigInt64Array.BYTES_PER_ELEMENT);
  }
  readonly #numbers: BigInt64Array;

  constructor(shared: SharedArrayBuffer) {
    this.#numbers = new BigInt64Array(shared);
  }

  /** The sequence of the last input on the disk. */
  get durable(): number {
    return Number(Atomics.load(this.#numbers, DURABLE));
  }
  set durable(sequence: number) {
    Atomics.store(this.#numbers, DURABLE, BigInt(sequence));
  }

  /** The engine has asked for something. */
  asked(): void {
    this.#count(REQUESTS);
  }
  /** The thread has answered. */
  answered(): void {
    this.#count(ANSWERS);
  }

  /** Holds the thread until there are other than `heard` requests, and says how many there are. */
  awaitRequest(heard: number): number {
    const until = performance.now() + THREAD_LOOKS;
    while (this.#of(REQUESTS) === heard) {
      if (performance.now() > until) Atomics.wait(this.#numbers, REQUESTS, BigInt(heard));
    }
    return this.#of(REQUESTS);
  }

  /** Calls back once there are more than `heard` answers. The engine's loop turns meanwhile. */
  awaitAnswer(heard: number, call: () => void): void {
    const until = performance.now() + ENGINE_LOOKS;
    const look = (): void => {
      if (this.#of(ANSWERS) > heard) return call();
      if (performance.now() < until) {
        setImmediate(look);
        return;
      }
      const { async, value } = Atomics.waitAsync(this.#numbers, ANSWERS, BigInt(heard));
      if (async) void value.then(look);
      else look();
    };
    setImmediate(look); // never within the call: whoever asked is not through yet
  }

  #of(counter: number): number {
    return Number(Atomics.load(this.#numbers, counter));
  }
  #count(counter: number): void {
    Atomics.add(this.#numbers, counter, 1n);
    Atomics.notify(this.#numbers, counter);
  }
}

/**
 * How two threads wake each other: numbers in memory that both see. To be woken by the system costs half of what the disk takes, so who
 * waits looks again and again for a moment, and sleeps only then. Where processors are short, who looks keeps the other from working:
 * whoever notices that it was held up while it looked says so, and both sleep at once for a while.
 */

const REQUESTS = 0;
const ANSWERS = 1;
const DURABLE = 2;
const CROWDED = 3;

/** So long the thread looks before it sleeps: milliseconds. */
const THREAD_LOOKS = 0.2;
/** So long the engine looks between other work: milliseconds. */
const ENGINE_LOOKS = 1;
/** Between two looks lies so much when another had the processor meanwhile: milliseconds. */
const HELD_UP = 0.1;
/** For so many requests nobody looks then. */
const PAUSE = 200;

export class ThreadCounters {
  static shared(): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * BigInt64Array.BYTES_PER_ELEMENT);
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
    const looking = this.#looking(THREAD_LOOKS);
    while (this.#of(REQUESTS) === heard && looking());
    while (this.#of(REQUESTS) === heard) Atomics.wait(this.#numbers, REQUESTS, BigInt(heard));
    return this.#of(REQUESTS);
  }

  /** Calls back once there are more than `heard` answers. The engine's loop turns meanwhile. */
  awaitAnswer(heard: number, call: () => void): void {
    let looking: (() => boolean) | undefined;
    const look = (): void => {
      if (this.#of(ANSWERS) > heard) return call();
      looking ??= this.#looking(ENGINE_LOOKS);
      if (looking()) {
        setImmediate(look);
        return;
      }
      const { async, value } = Atomics.waitAsync(this.#numbers, ANSWERS, BigInt(heard));
      if (async) void value.then(look);
      else look();
    };
    setImmediate(look); // never within the call: whoever asked is not through yet
  }

  /** Says, look by look, whether to look again. */
  #looking(long: number): () => boolean {
    const until = performance.now() + long;
    let before = until - long;
    return () => {
      const now = performance.now();
      if (now - before > HELD_UP) Atomics.store(this.#numbers, CROWDED, BigInt(this.#of(REQUESTS) + PAUSE));
      before = now;
      return now < until && this.#of(REQUESTS) >= this.#of(CROWDED);
    };
  }

  #of(counter: number): number {
    return Number(Atomics.load(this.#numbers, counter));
  }
  #count(counter: number): void {
    Atomics.add(this.#numbers, counter, 1n);
    Atomics.notify(this.#numbers, counter);
  }
}

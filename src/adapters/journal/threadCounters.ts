/**
 * How two threads wake each other: numbers in memory that both see. To be woken by the system costs half of what the disk takes, so who
 * waits looks again and again for a moment, and sleeps only then. Where processors are short, who looks uses up its turn and waits for the
 * next one: whoever notices that it was held up while it looked says so, and both sleep at once until that has been made up for.
 */

const REQUESTS = 0;
const ANSWERS = 1;
/** How many requests there must be before anybody looks again. */
const LOOKED_FROM = 2;
const COUNTERS = 4;

/** So long the thread looks before it sleeps: milliseconds. */
const THREAD_LOOKS = 0.2;
/** So long the engine looks between other work: milliseconds. */
const ENGINE_LOOKS = 0.5;
/** Between two looks lies so much when another had the processor meanwhile: milliseconds. */
const HELD_UP = 0.1;
/** So much sooner a request is answered where both look: milliseconds. What was lost by looking is made up for by as many that do not. */
const SAVED = 0.06;
/** … and by no more than so many: a long halt of the whole machine says nothing about what comes. */
const LONGEST_PAUSE = 200;

export class ThreadCounters {
  static shared(): SharedArrayBuffer {
    return new SharedArrayBuffer(COUNTERS * Int32Array.BYTES_PER_ELEMENT + Float64Array.BYTES_PER_ELEMENT);
  }
  /** They may run over: only whether and by how much two differ counts. */
  readonly #counters: Int32Array;
  /** Written before an answer is counted, and read after. */
  readonly #durable: Float64Array;

  constructor(shared: SharedArrayBuffer) {
    this.#counters = new Int32Array(shared, 0, COUNTERS);
    this.#durable = new Float64Array(shared, COUNTERS * Int32Array.BYTES_PER_ELEMENT);
  }

  /** The sequence of the last input on the disk. */
  get durable(): number {
    return this.#durable[0] ?? 0;
  }
  set durable(sequence: number) {
    this.#durable[0] = sequence;
  }

  /** The engine will ask for something as soon as the work at hand is done: the thread wakes meanwhile. */
  announced(): void {
    if (this.#isLooking) Atomics.notify(this.#counters, REQUESTS);
  }
  /** The engine has asked for something. */
  asked(): void {
    this.#count(REQUESTS);
  }
  /** The thread has answered. */
  answered(): void {
    this.#count(ANSWERS);
  }

  /** Holds the thread until there are other than `heard` requests, and says how many there are. Before it sleeps it does what can wait. */
  awaitRequest(heard: number, idle: () => void): number {
    for (;;) {
      const looking = this.#looking(THREAD_LOOKS);
      while (this.#of(REQUESTS) === heard && looking());
      if (this.#of(REQUESTS) !== heard) return this.#of(REQUESTS);
      idle();
      Atomics.wait(this.#counters, REQUESTS, heard);
    }
  }

  /** Calls back once there are other than `heard` answers. The engine's loop turns meanwhile. */
  awaitAnswer(heard: number, call: () => void): void {
    let looking: (() => boolean) | undefined;
    const look = (): void => {
      if (this.#of(ANSWERS) !== heard) return call();
      looking ??= this.#looking(ENGINE_LOOKS);
      if (looking()) {
        setImmediate(look);
        return;
      }
      if (this.#isLooking) this.#rest(ENGINE_LOOKS); // in vain: perhaps the thread had no processor because of it
      const { async, value } = Atomics.waitAsync(this.#counters, ANSWERS, heard);
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
      if (now - before > HELD_UP) this.#rest(now - before);
      before = now;
      return now < until && this.#isLooking;
    };
  }

  get #isLooking(): boolean {
    return ((this.#of(REQUESTS) - this.#of(LOOKED_FROM)) | 0) >= 0;
  }
  #rest(lost: number): void {
    const pause = Math.min(Math.ceil(lost / SAVED), LONGEST_PAUSE);
    Atomics.store(this.#counters, LOOKED_FROM, (this.#of(REQUESTS) + pause) | 0);
  }

  #of(counter: number): number {
    return Atomics.load(this.#counters, counter);
  }
  #count(counter: number): void {
    Atomics.add(this.#counters, counter, 1);
    Atomics.notify(this.#counters, counter);
  }
}

/**
 * The numbers by which orders are spoken of on a connection. They never go back: not below what the broker has used, not below what we have
 * ever given out, across restarts. They are no identity: an order is known by its reference and by the broker's own permanent id.
 */
import * as z from 'zod';
import { openDocument } from '../documents/smallDocument.ts';

/** Where is kept how far numbers have been given out. */
export interface SocketIdStore {
  /** The highest that may have been given out. */
  highest(): number;
  /** From now on all up to this one may be given out; kept when this returns. */
  reserve(highest: number): void;
}

/** So many are reserved at a time, so that not every order waits for the disk. */
const BLOCK = 100;

export class SocketIds {
  readonly #store: SocketIdStore;
  #last: number;
  #reserved: number;

  constructor(store: SocketIdStore) {
    this.#store = store;
    this.#reserved = store.highest();
    this.#last = this.#reserved;
  }

  /** The broker has used all below that one. */
  raise(next: number): void {
    this.#last = Math.max(this.#last, next - 1);
  }

  take(): number {
    this.#last += 1;
    if (this.#last > this.#reserved) {
      this.#reserved = this.#last + BLOCK - 1;
      this.#store.reserve(this.#reserved);
    }
    return this.#last;
  }
}

/** Forgotten with the process: for a broker that starts with it. */
export function createMemoryIdStore(highest = 0): SocketIdStore {
  let kept = highest;
  return {
    highest: () => kept,
    reserve: (upTo) => {
      kept = upTo;
    },
  };
}

const schema = z.strictObject({ highest: z.int().min(0) });

/**
 * Kept in a small document of its own, one for each account and client id. One that is broken is set aside; the broker's own count holds
 * then. @throws `missingFile`, `notWritable`
 */
export function openIdStore(file: string): SocketIdStore {
  const document = openDocument<z.infer<typeof schema>>(file, {
    schema,
    absent: { highest: 0 },
    broken: () => ({ highest: 0 }),
  });
  return { highest: () => document.data.highest, reserve: (highest) => document.write({ highest }) };
}

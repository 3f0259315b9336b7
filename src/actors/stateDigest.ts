/**
 * The hash of all state: the sum of the SHA-256 of every entry, modulo 2^256. So what a change costs does not grow with what stays, and the
 * order of entries is no part of it.
 */
import { hash as sha } from 'node:crypto';
import type { StateEntry } from '../ports.ts';

const MODULUS = 1n << 256n;

const numberOf = ({ owner, version, part, key, text }: StateEntry): bigint =>
  BigInt(`0x${sha('sha256', JSON.stringify([owner, version, part, key, text]))}`);
const textOf = (sum: bigint): string => sum.toString(16).padStart(64, '0');

/** The hash of all these entries. */
export function digestOf(entries: Iterable<StateEntry>): string {
  const sum = [...entries].reduce((total, entry) => total + numberOf(entry), 0n);
  return textOf(sum % MODULUS);
}

/** A hash that follows the changes. */
export class StateDigest {
  readonly #numbers = new Map<string, bigint>();
  #sum = 0n;

  get hash(): string {
    return textOf(this.#sum);
  }
  /** Takes an entry as it is now; false when it is what it was. */
  put(entry: StateEntry): boolean {
    const name = JSON.stringify([entry.owner, entry.part, entry.key]);
    const old = this.#numbers.get(name);
    const now = entry.text === null ? undefined : numberOf(entry);
    if (old === now) return false;
    if (now === undefined) this.#numbers.delete(name);
    else this.#numbers.set(name, now);
    this.#sum = (this.#sum + MODULUS - (old ?? 0n) + (now ?? 0n)) % MODULUS;
    return true;
  }
}

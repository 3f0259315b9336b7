/** Which entries of the recorder's books are others than when they were last kept. */

/** The books, as they are kept. */
export type Shelf = 'orders' | 'fills' | 'trades' | 'days' | 'lines' | 'curve' | 'counts' | 'alarms';

export class Changed {
  readonly #isKept: boolean;
  #keys = new Map<Shelf, Set<string>>();

  /** Where nobody keeps the books nothing is noted. */
  constructor(isKept: boolean) {
    this.#isKept = isKept;
  }

  note(shelf: Shelf, key: string | number): void {
    if (!this.#isKept) return;
    const keys = this.#keys.get(shelf);
    if (keys === undefined) this.#keys.set(shelf, new Set([String(key)]));
    else keys.add(String(key));
  }

  /** What was noted since the last time, the first one first. */
  take(): ReadonlyMap<Shelf, ReadonlySet<string>> {
    const taken = this.#keys;
    this.#keys = new Map();
    return taken;
  }
}

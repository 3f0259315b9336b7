/** The ids that a client has used for orders: one that was refused on arrival is free again, any other is never. */

export interface UsedIdsState {
  readonly highest: readonly (readonly [clientId: number, orderId: number])[];
  /** Below the highest, and free. */
  readonly free?: readonly (readonly [clientId: number, orderIds: readonly number[]])[];
}

/** Who is refused more often than that between two orders that are taken has to take higher ids. */
const MOST_FREE = 1_000;

export class UsedIds {
  readonly #highest: Map<number, number>;
  readonly #free: Map<number, Set<number>>;

  constructor(state?: UsedIdsState) {
    this.#highest = new Map(state?.highest);
    this.#free = new Map(state?.free?.map(([client, ids]) => [client, new Set(ids)]));
  }

  save(): UsedIdsState {
    return { highest: [...this.#highest], free: [...this.#free].map(([client, ids]) => [client, [...ids]]) };
  }

  /** Above every id that the client has used. */
  next(client: number): number {
    return (this.#highest.get(client) ?? 0) + 1;
  }

  /** The next one is this, used or not. */
  setNext(client: number, id: number): void {
    this.#highest.set(client, id - 1);
  }

  isUsed(client: number, id: number): boolean {
    return id < this.next(client) && this.#free.get(client)?.has(id) !== true;
  }

  use(client: number, id: number): void {
    this.#free.get(client)?.delete(id);
    this.#highest.set(client, Math.max(id, this.#highest.get(client) ?? 0));
  }

  /** It was refused on arrival: no such order has been. */
  release(client: number, id: number): void {
    const free = this.#free.get(client) ?? new Set();
    if (free.size < MOST_FREE) free.add(id);
    this.#free.set(client, free);
    let highest = this.#highest.get(client) ?? 0;
    while (free.delete(highest)) highest--;
    this.#highest.set(client, highest);
  }
}

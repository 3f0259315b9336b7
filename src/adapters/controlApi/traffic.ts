/** How many requests were answered, by status. */
export class Traffic {
  readonly #byStatus = new Map<number, number>();

  count(status: number): void {
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
  }

  /** Sorted by status. */
  counts(): readonly (readonly [status: number, count: number])[] {
    return [...this.#byStatus].sort(([a], [b]) => a - b);
  }
}

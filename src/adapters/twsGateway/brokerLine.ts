/** The line between the gateway and the broker behind it: while it is cut nobody is told anything, and what happened is told afterwards. */
export class BrokerLine {
  /** What is told once the line is back; `undefined` while it is there. */
  #held: (() => void)[] | undefined;

  get isCut(): boolean {
    return this.#held !== undefined;
  }

  cut(): void {
    this.#held ??= [];
  }

  restore(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const tell of held) tell();
  }

  /** Tells it now, or when the line is back. */
  tell(tell: () => void): void {
    if (this.#held === undefined) tell();
    else this.#held.push(tell);
  }
}

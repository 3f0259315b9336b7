/** What became of signals, for those who wait for it: the desk says so in the pass that heard them. */
import { OrdermatonError } from '../../../errors.ts';
import type { SignalId } from '../../../identifiers.ts';
import type { FactSource } from '../../../ports.ts';

/** Nothing when it was taken, otherwise the code of the refusal. */
export type Outcome = string | undefined;

export class Outcomes {
  readonly #patience: number;
  readonly #waiting = new Map<SignalId, ((outcome: Outcome) => void)[]>();

  /** @param patience how long is waited: milliseconds */
  constructor(patience: number) {
    this.#patience = patience;
  }

  watch(facts: FactSource): void {
    facts.subscribe('desk.signalTaken', ({ signal }) => this.#tell(signal, undefined));
    facts.subscribe('desk.signalRefused', ({ signal, code }) => this.#tell(signal, code));
  }

  /** @throws `signalUnheard` when the desk says nothing of it */
  of(signal: SignalId): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#drop(signal, tell);
        reject(new OrdermatonError('signalUnheard', { signal, seconds: this.#patience / 1_000 }));
      }, this.#patience);
      const tell = (outcome: Outcome): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      this.#waiting.set(signal, [...(this.#waiting.get(signal) ?? []), tell]);
    });
  }

  /** Of two who sent the same, the first hears what became of the first. */
  #tell(signal: SignalId, outcome: Outcome): void {
    const [first] = this.#waiting.get(signal) ?? [];
    if (first === undefined) return;
    this.#drop(signal, first);
    first(outcome);
  }

  #drop(signal: SignalId, tell: (outcome: Outcome) => void): void {
    const left = (this.#waiting.get(signal) ?? []).filter((each) => each !== tell);
    if (left.length === 0) this.#waiting.delete(signal);
    else this.#waiting.set(signal, left);
  }
}

/** How often one may ask for the past. Source: Interactive Brokers, TWS API, "Historical data limitations". */
import type { Timestamp } from '../../identifiers.ts';
import { minutes, seconds } from '../../identifiers.ts';

/** Bars of so many seconds and less are counted. */
const SHORT = 30;

interface Counted {
  readonly at: Timestamp;
  /** The whole of it. */
  readonly request: string;
  /** Instrument, exchange and kind. */
  readonly about: string;
}

const [IDENTICAL, ALIKE, ALL] = [seconds(15), seconds(2), minutes(10)];
const [MOST_ALIKE, MOST] = [5, 60];

export class HistoryPacing {
  #counted: Counted[] = [];

  /** Whether a request comes too soon; one that does not is counted, one for both sides of the quote twice. */
  isViolatedBy(
    asked: Counted,
    { size, isOfBothSides }: { readonly size: number; readonly isOfBothSides: boolean },
  ): boolean {
    if (size > SHORT) return false;
    const since = (span: number): readonly Counted[] => this.#counted.filter(({ at }) => at > asked.at - span);
    this.#counted = [...since(ALL)];
    const isViolated =
      since(IDENTICAL).some(({ request }) => request === asked.request) ||
      since(ALIKE).filter(({ about }) => about === asked.about).length >= MOST_ALIKE ||
      this.#counted.length >= MOST;
    if (!isViolated) this.#counted.push(...(isOfBothSides ? [asked, asked] : [asked]));
    return isViolated;
  }
}

/** What has happened in the five seconds that are on, as the bar that will be told of them. */
import { zero } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { BarKind, Folded } from './barFold.ts';
import { addedBy, barOf, folded } from './barFold.ts';

export class FiveSeconds {
  readonly #kind: BarKind;
  #bar: Folded | undefined;
  #last: Folded | undefined;

  constructor(kind: BarKind) {
    this.#kind = kind;
  }

  hear(event: MarketEvent): void {
    const added = addedBy(event, this.#kind);
    if (added !== undefined) this.#bar = folded(this.#bar, added);
  }

  /** The bar that is over; without anything new it stands at the last price, with no volume. Nothing where there was none. */
  take() {
    const last = this.#last;
    const bar = this.#bar ?? (last === undefined ? undefined : { ...flatAt(last), count: 0 });
    this.#bar = undefined;
    if (bar === undefined) return undefined;
    this.#last = bar;
    return barOf(bar, this.#kind);
  }
}

function flatAt({ close, averages }: Folded): Folded {
  return { open: close, high: close, low: close, close, volume: zero, value: zero, count: 0, averages };
}

/** The bar that is being built for one request: from its past on, event by event. */
import type { Timestamp } from '../../identifiers.ts';
import type { MarketEvent, TradingHours } from '../../ports.ts';
import { addedBy, folded } from './barFold.ts';
import type { PlacedBar } from './barGrid.ts';
import { BarGrid, wireBar } from './barGrid.ts';
import type { BarsAsked } from './barsAsked.ts';
import type { WireBar } from './wire/historyMessages.ts';

export class LiveBars {
  readonly #asked: BarsAsked;
  readonly #grid: BarGrid;
  #last: PlacedBar | undefined;

  constructor(asked: BarsAsked, hours: TradingHours | undefined, last: PlacedBar | undefined) {
    this.#asked = asked;
    this.#grid = new BarGrid(asked, hours);
    this.#last = last;
  }

  /** The bar as it is since then; nothing where what has happened is in none. */
  hear(event: MarketEvent, at: Timestamp): WireBar | undefined {
    const added = addedBy(event, this.#asked.kind);
    const start = added === undefined ? undefined : this.#grid.startOf('start' in event ? event.start : at);
    if (added === undefined || start === undefined || start < (this.#last?.start ?? start)) return undefined;
    const before = this.#last?.start === start ? this.#last.bar : undefined;
    this.#last = { start, bar: folded(before, added) };
    return wireBar(this.#last, this.#asked);
  }
}

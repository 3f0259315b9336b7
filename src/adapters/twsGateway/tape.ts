/** What a recorded market has told so far, for who asks for the past of it. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { MarketEvent, MarketFact, TradingHours } from '../../ports.ts';
import type { Folded } from './barFold.ts';
import { addedBy, folded } from './barFold.ts';
import type { PlacedBar } from './barGrid.ts';
import { BarGrid, beginOf } from './barGrid.ts';
import type { BarsAsked } from './barsAsked.ts';
import { secondsOf } from './barsAsked.ts';

/** Something that has happened, when it was told and when it began. */
export interface Taped {
  readonly at: Timestamp;
  readonly begun: Timestamp;
  readonly event: MarketEvent;
}

/** So much is kept of an instrument; what is older is forgotten. */
const MOST_KEPT = 400_000;

export class Tape {
  readonly #kept = new Map<InstrumentId, Taped[]>();

  hear(event: MarketFact, at: Timestamp): void {
    if (event.type === 'market.split' || event.type === 'market.dividend') return;
    const kept = this.#kept.get(event.instrument) ?? [];
    this.#kept.set(event.instrument, kept);
    kept.push({ at, begun: 'start' in event ? event.start : at, event });
    if (kept.length > MOST_KEPT) kept.splice(0, MOST_KEPT / 4);
  }

  of(instrument: InstrumentId): readonly Taped[] {
    return this.#kept.get(instrument) ?? [];
  }

  /** The bars of it up to a moment, oldest first. */
  bars(instrument: InstrumentId, asked: BarsAsked, hours: TradingHours | undefined): readonly PlacedBar[] {
    const grid = new BarGrid(asked, hours);
    const begin = beginOf(asked, hours);
    const bars = new Map<number, Folded>();
    for (const { at, begun, event } of this.of(instrument)) {
      if (at > asked.end || secondsOf(begun) < begin) continue;
      const added = addedBy(event, asked.kind);
      const start = added === undefined ? undefined : grid.startOf(begun);
      if (added !== undefined && start !== undefined) bars.set(start, folded(bars.get(start), added));
    }
    return [...bars].map(([start, bar]) => ({ start, bar }));
  }
}

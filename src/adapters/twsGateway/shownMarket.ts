/** What a market of events shows at each moment: its quotes and last trades; without quotes its trades stand for them. */

import { priceAfter } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { MarketFact } from '../../ports.ts';
import type { Shown } from './market.ts';

type Kept = Partial<Shown>;

export class ShownMarket {
  readonly #kept = new Map<InstrumentId, Kept>();

  of(instrument: InstrumentId): Shown | undefined {
    const kept = this.#kept.get(instrument);
    return kept?.bid === undefined ? undefined : (kept as Shown);
  }

  /** A new day: what was shown last is its close, and nothing has been traded yet. */
  turnDay(): void {
    for (const [instrument, kept] of this.#kept)
      this.#kept.set(instrument, { ...kept, close: kept.last ?? kept.close, volume: zero });
  }

  hear(event: MarketFact): void {
    const { instrument } = event;
    const kept = this.#kept.get(instrument) ?? { volume: zero };
    this.#kept.set(instrument, { ...kept, ...changeBy(event, kept) });
  }
}

function changeBy(event: MarketFact, kept: Kept): Kept {
  switch (event.type) {
    case 'market.quote': {
      const { bid, ask, bidSize, askSize } = event;
      return { bid, ask, bidSize, askSize, isOfTrades: false };
    }
    case 'market.quoteBar': {
      const { bidClose: bid, askClose: ask, bidSize, askSize } = event;
      return { bid, ask, bidSize, askSize, isOfTrades: false };
    }
    case 'market.trade':
      return traded(kept, event.price, event.size);
    case 'market.bar':
      return traded(kept, event.close, event.volume);
    case 'market.split':
      return restated(event, kept);
    case 'market.dividend':
      return {};
  }
}

function traded(kept: Kept, last: Event<'market.trade'>['price'], size: Quantity): Kept {
  const volume = ((kept.volume ?? 0n) + size) as Quantity;
  const trade = { last, lastSize: size, volume };
  if (kept.isOfTrades === false) return trade;
  return { ...trade, bid: last, ask: last, bidSize: size, askSize: size, isOfTrades: true };
}

/** In prices of the new shares. */
function restated({ newShares, oldShares }: Event<'market.split'>, { bid, ask, last, close }: Kept): Kept {
  const by = { newShares, oldShares };
  return {
    ...(bid === undefined ? {} : { bid: priceAfter(bid, by) }),
    ...(ask === undefined ? {} : { ask: priceAfter(ask, by) }),
    ...(last === undefined ? {} : { last: priceAfter(last, by) }),
    ...(close === undefined ? {} : { close: priceAfter(close, by) }),
  };
}

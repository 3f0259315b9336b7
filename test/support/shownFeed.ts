/**
 * Recorded data as a desk hears it through Interactive Brokers: of a bar of quotes its close, of a bar of trades the last one, and the bar
 * itself once nothing of it may change any more. An account of it by rule, which shares nothing with gateway and adapter.
 */
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import type { MarketData, MarketEvent, MarketFact, Timed } from '../../src/ports.ts';

/** A bar is told so long after its end. */
const GRACE = seconds(10);

export function shownFeed(data: MarketData): MarketData {
  return {
    ...data,
    async *batches() {
      let bars: Timed<MarketFact>[] = [];
      for await (const batch of data.batches()) {
        const told: Timed<MarketFact>[] = [];
        for (const moment of Map.groupBy(batch, ({ at }) => at).values()) {
          const [{ at } = { at: 0 as Timestamp }] = moment;
          told.push(...bars.filter((bar) => bar.at <= at), ...shownOf(moment));
          bars = [...bars.filter((bar) => bar.at > at), ...moment.flatMap(toldLater)];
        }
        yield told;
      }
      yield bars;
    },
  };
}

/** What is shown of each instrument at a moment: its quote before its trade. */
function shownOf(moment: readonly Timed<MarketFact>[]): readonly Timed<MarketFact>[] {
  const byInstrument = Map.groupBy(moment, ({ event }) => event.instrument);
  return [...byInstrument.values()].flatMap((items) => items.flatMap(({ at, event }) => shown(event).map((each) => ({ at, event: each })))); // biome-ignore format: one thought
}

function shown(event: MarketFact): readonly MarketEvent[] {
  if (event.type === 'market.quoteBar') {
    const { instrument, bidClose: bid, askClose: ask, bidSize, askSize } = event;
    return [{ type: 'market.quote', instrument, bid, ask, bidSize, askSize }];
  }
  if (event.type !== 'market.bar') return [];
  return [{ type: 'market.trade', instrument: event.instrument, price: event.close, size: event.volume }];
}

const hours = createNyseCalendar();

/** Bars of the regular session alone are asked for. */
function toldLater({ at, event }: Timed<MarketFact>): readonly Timed<MarketFact>[] {
  if (event.type !== 'market.bar' || hours.sessionAt(event.start).opens > event.start) return [];
  return [{ at: later(at, GRACE), event }];
}

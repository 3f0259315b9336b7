/** What a run is fed with: each source at its rank, from where it had been heard. */
import type { Source } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type {
  Feed,
  FeedFact,
  MarketData,
  MarketItem,
  SessionSchedule,
  SignalEvent,
  SignalSource,
  Timed,
} from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { FeedKind } from './heard.ts';

export interface Sources {
  readonly market?: MarketData<MarketItem>;
  readonly sessions?: SessionSchedule;
  readonly signals?: SignalSource<SignalEvent | FeedFact>;
}
interface Batched {
  readonly name: string;
  batches(): AsyncIterable<readonly Timed<Event>[]>;
}

/** The feeds there are, each behind so many of its items; `hear` takes an item in. */
export function feedsOf(
  { market, sessions, signals }: Sources,
  heard: Readonly<Record<FeedKind, number>>,
  hear: (source: Source, event: Event) => void,
): readonly Feed[] {
  const feed = (of: Batched, place: Feed['rank'], source: Source, begun: number): Feed => ({
    name: of.name,
    rank: place,
    batches: () => (begun === 0 ? of.batches() : beyond(of.batches(), begun)),
    deliver: ({ event }) => hear(source, event),
  });
  return [
    ...(market === undefined ? [] : [feed(market, rank.market, 'market', market.isLive === true ? 0 : heard.market)]),
    ...(sessions === undefined ? [] : [feed(sessions, rank.deadline, 'clock', heard.session)]),
    ...(signals === undefined
      ? []
      : [feed(signals, rank.signal, 'signal', signals.isLive === true ? 0 : heard.signal)]),
  ];
}

/** What a feed holds beyond what has been heard. */
async function* beyond<T>(batches: AsyncIterable<readonly T[]>, heard: number): AsyncGenerator<readonly T[]> {
  let left = heard;
  for await (const batch of batches) {
    if (left >= batch.length) left -= batch.length;
    else {
      yield left === 0 ? batch : batch.slice(left);
      left = 0;
    }
  }
}

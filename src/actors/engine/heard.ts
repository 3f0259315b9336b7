/** How much of each feed has been heard: a run that goes on begins each where it was. */
import type { Envelope } from '../../envelope.ts';

export type FeedKind = 'market' | 'session' | 'signal';

export class Heard {
  readonly #counts: Record<FeedKind, number>;

  constructor({ market = 0, session = 0, signal = 0 }: Partial<Record<FeedKind, number>> = {}) {
    this.#counts = { market, session, signal };
  }
  count(envelope: Envelope): void {
    const feed = feedOf(envelope);
    if (feed !== undefined) this.#counts[feed]++;
  }
  counts(): Readonly<Record<FeedKind, number>> {
    return { ...this.#counts };
  }
}

function feedOf({ source, type, data }: Envelope): FeedKind | undefined {
  if (source === 'market' || source === 'signal') return source;
  const event = data.type === 'desk.inputRefused' ? data.event : type;
  return source === 'clock' && event.startsWith('clock.') && sessionEvents.includes(event) ? 'session' : undefined;
}
const sessionEvents: readonly string[] = ['clock.sessionOpened', 'clock.beforeClose', 'clock.sessionClosed'];

/** What a feed holds beyond what has been heard. */
export async function* beyond<T>(batches: AsyncIterable<readonly T[]>, heard: number): AsyncGenerator<readonly T[]> {
  let left = heard;
  for await (const batch of batches) {
    if (left >= batch.length) left -= batch.length;
    else {
      yield left === 0 ? batch : batch.slice(left);
      left = 0;
    }
  }
}

/** How much of each feed has been heard: a run that goes on begins each where it was. */
import type { Envelope } from '../../envelope.ts';
import { isSessionEvent } from '../market/sessions.ts';

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
  return source === 'clock' && isSessionEvent(event) ? 'session' : undefined;
}

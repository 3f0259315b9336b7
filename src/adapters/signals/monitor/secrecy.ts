/** What a monitor says goes on record, and its key must not: whatever it repeats of it is left out. */
import { encode } from '../../../codec.ts';
import type { Said } from '../signalQueue.ts';

/** A key that is shorter stands in many words by chance, and keeps nobody out. */
const SHORTEST = 8;

/** The event without the key; one that can not do without is refused. */
export function withoutKey(event: Said, key: string | undefined): Said {
  if (key === undefined || key.length < SHORTEST || !encode(event).includes(encode(key).slice(1, -1))) return event;
  if (event.type === 'feed.failed' || event.type === 'feed.refused')
    return { ...event, detail: event.detail.replaceAll(key, '…') };
  return { type: 'feed.refused', feed: 'monitor', code: 'signalUnreadable', detail: 'it repeats the key' };
}

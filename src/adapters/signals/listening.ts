/**
 * Several ways by which signals come, heard as one: each says when it is opened and closed and that it is heard, marks its signals with its
 * name and for how long they are good, and when it breaks the others go on.
 */
import { OrdermatonError } from '../../errors.ts';
import type { FeedName } from '../../feedNames.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Clock, FeedFact, SignalSource } from '../../ports.ts';
import type { Said } from './signalQueue.ts';
import { SignalQueue } from './signalQueue.ts';

/** One way by which signals come. */
export interface Way {
  readonly feed: FeedName;
  readonly source: SignalSource<Said>;
  /** It is stale when it is silent for longer than that; it may be silent unless told. */
  readonly silence?: Duration;
  /** Its signals are acted on no longer than that; as long as the desk has it unless told. */
  readonly goodFor?: Duration;
  /** Whether it says of itself that it is heard; otherwise each signal says so. */
  readonly isOutspoken?: boolean;
  /** Lets go of it, so that it ends. */
  close(): void;
}

export interface Listening extends SignalSource<Said> {
  close(): void;
}

/** That a source is heard is said this often at most. */
const HEARD_AGAIN = seconds(60);
/** That a source is heard is said so often within the time for which it may be silent. */
const TIMES_IN_SILENCE = 4;

/** How often it is worth a word that a source is heard. */
export const wordEvery = (silence: Duration | undefined): Duration =>
  silence === undefined ? HEARD_AGAIN : (Math.min(HEARD_AGAIN, Math.round(silence / TIMES_IN_SILENCE)) as Duration);

export function listenTo(ways: readonly Way[], clock: Pick<Clock, 'now'>): Listening {
  const queue = new SignalQueue<Said>(clock);
  return {
    name: ways.map(({ source }) => source.name).join(', '),
    isLive: true,
    close() {
      for (const way of ways) way.close();
    },
    batches() {
      void Promise.all(ways.map((way) => listen(way, queue, clock))).then(() => queue.close());
      return queue.batches();
    },
  };
}

async function listen(way: Way, queue: SignalQueue<Said>, clock: Pick<Clock, 'now'>): Promise<void> {
  const { feed, source, silence, goodFor, isOutspoken = false } = way;
  const every = wordEvery(silence);
  let said = Number.NEGATIVE_INFINITY as Timestamp;
  const answered = (): readonly FeedFact[] => {
    if (isOutspoken || later(said, every) > clock.now()) return [];
    said = clock.now();
    return [{ type: 'feed.answered', feed }];
  };
  const marked = (event: Said): Said =>
    event.type.startsWith('feed.')
      ? event
      : ({ ...event, source: feed, ...(goodFor === undefined ? {} : { goodFor }) } as Said);
  void queue.put({ type: 'feed.opened', feed, ...(silence === undefined ? {} : { silence }) });
  let why = 'it has ended';
  try {
    for await (const batch of source.batches()) {
      const events = batch.map(({ event }) => marked(event));
      const isHeard = events.some(({ type }) => type.startsWith('signal.'));
      await queue.put(...(isHeard ? answered() : []), ...events);
    }
  } catch (error) {
    const broken = new OrdermatonError('feedBroken', { feed, problem: (error as Error).message });
    why = 'it has broken off';
    void queue.put({ type: 'feed.failed', feed, code: broken.code, detail: broken.message });
  }
  void queue.put({ type: 'feed.closed', feed, why });
}

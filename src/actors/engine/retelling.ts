/**
 * What has entered a record from outside, told again: what the market, the signals, the sessions and a person said, each at its time,
 * changed as somebody wants to see it changed. What followed from it, and what the broker answered, is not told again.
 */
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { Feed, JournalRecord, Timed } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { Door } from './doors.ts';
import { doorOf } from './doors.ts';

/** What is told otherwise than it was recorded. */
export interface OtherWords {
  /** In the place of a recorded input; `null` for nothing. */
  readonly instead: ReadonlyMap<number, Event | null>;
  /** Right behind a recorded input. */
  readonly behind: ReadonlyMap<number, readonly Event[]>;
  /** At a moment, behind everything else that happens then; in time order. */
  readonly added: readonly Timed[];
}

/** An item that stands in a record, or beside what does. */
interface Told extends Timed {
  /** Its place in the record, or that of the input it is told instead of. */
  readonly sequence?: number;
}

export interface RetellingOptions {
  /** The record from its beginning; read once for each door. */
  readonly records: () => AsyncIterable<JournalRecord>;
  readonly otherWords: OtherWords;
  /** What is recorded up to here is not told; all of it is unless told. */
  readonly behind?: number;
  /** Takes an input in; `sequence` is its place in the record, where it has one. */
  readonly hear: (event: Event, sequence?: number) => void;
  /** Whether a command of a person was heard already, where it stands in the record. */
  readonly isHeard: (sequence: number) => boolean;
}

/** Where a recorded input came from outside; nowhere for what followed, for what the broker said, and for what was refused at the door. */
export function recordedDoor({ source, type }: Pick<Envelope, 'source' | 'type'>): Door | undefined {
  const door = doorOf(type);
  return door === source ? door : undefined;
}

const ranks = { market: rank.market, clock: rank.deadline, signal: rank.signal, user: rank.user } as const;
/** Items at most in a batch. */
const BATCH = 1_000;

/** A feed for each door, and one for what is added. */
export function retold(options: RetellingOptions): readonly Feed[] {
  const deliver = ({ event, sequence }: Told): void => {
    if (sequence === undefined || !options.isHeard(sequence)) options.hear(event, sequence);
  };
  const { added } = options.otherWords;
  return [
    ...(['market', 'clock', 'signal', 'user'] as const).map(
      (door): Feed => ({
        name: `the recorded ${door}`,
        rank: ranks[door],
        batches: () => inBatches(toldThrough(door, options)),
        deliver,
      }),
    ),
    {
      name: 'what is added',
      rank: rank.user,
      async *batches() {
        yield added;
      },
      deliver,
    },
  ];
}

async function* toldThrough(door: Door, { records, otherWords, behind = 0 }: RetellingOptions): AsyncGenerator<Told> {
  for await (const { envelope } of records()) {
    if (recordedDoor(envelope) !== door) continue;
    const { at, sequence, data } = envelope;
    const instead = sequence <= behind ? null : otherWords.instead.get(sequence);
    if (instead === undefined) yield { at, event: data, sequence };
    else if (instead !== null) yield { at, event: instead, sequence };
    for (const event of otherWords.behind.get(sequence) ?? []) yield { at, event };
  }
}

async function* inBatches(items: AsyncIterable<Told>): AsyncGenerator<readonly Told[]> {
  let batch: Told[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

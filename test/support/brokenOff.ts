/** What is left of a journal when its engine is killed: the inputs that were on the disk, and the checkpoints among them. */
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { Checkpoint, CheckpointChange, Journal } from '../../src/ports.ts';

export async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export const checkpointsOf = (journal: Journal): AsyncIterable<Checkpoint> =>
  (journal as Required<Journal>).checkpoints() as AsyncIterable<Checkpoint>;

/** A journal of so many of its inputs. */
export async function leftOf(journal: Journal, upTo = Number.POSITIVE_INFINITY): Promise<Journal> {
  const left = createMemoryJournal();
  const checkpoints: CheckpointChange[] = [];
  for await (const each of checkpointsOf(journal)) if (each.sequence <= upTo) checkpoints.unshift({ ...each, base: 0 });
  for await (const { envelope, commands } of journal.read(1)) {
    if (envelope.sequence > upTo) break;
    left.append(envelope);
    left.note(() => commands);
  }
  for (const each of checkpoints) left.keep?.(each);
  return left;
}

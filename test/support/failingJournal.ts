/** A journal that fails when a test says so: at the next input, or at the next wait for the disk. */
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { OrdermatonError } from '../../src/errors.ts';
import type { Journal } from '../../src/ports.ts';

export interface FailingJournal extends Journal {
  /** So many more inputs come to the disk, and then no more. */
  stall(more: number): void;
  /** From here on nothing can be written. */
  fail(): void;
}

/** `append`: an input is not taken. `sync`: inputs are taken, and what waits for the disk never comes there. It goes on in a `journal` that is given. */
export function createFailingJournal(at: 'append' | 'sync', journal = createMemoryJournal()): FailingJournal {
  let limit = Number.POSITIVE_INFINITY;
  let isBroken = false;
  let grown: () => void = () => undefined;
  const durable = (): number => Math.min(limit, journal.durable());
  const failure = new OrdermatonError('journalFailed', { file: 'memory', problem: 'no space is left' });
  return {
    name: 'memory',
    append(envelope) {
      if (!isBroken) return journal.append(envelope);
      if (at === 'append') throw new Error('ENOSPC: no space left on device, write');
      throw failure;
    },
    note: (commands) => journal.note(commands),
    durable,
    onDurable(hear) {
      grown = hear;
    },
    failure: () => (at === 'sync' && isBroken ? failure : undefined),
    read: (from) => journal.read(from),
    ...(journal.checkpoints === undefined ? {} : { checkpoints: journal.checkpoints }),
    stall(more) {
      limit = durable() + more;
    },
    fail() {
      limit = durable();
      isBroken = true;
      grown();
    },
  };
}

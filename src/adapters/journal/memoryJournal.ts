/** A journal in memory: durable at once and gone with the process. For tests, and for runs that are to leave nothing behind. */
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { CommandRecord, Journal } from '../../ports.ts';

export interface MemoryJournalOptions {
  /** Keeps nothing: for runs that need no replay. */
  readonly forget?: boolean;
}

/** Makes a journal in memory. With `forget` it only numbers, and reading it yields nothing. */
export function createMemoryJournal({ forget = false }: MemoryJournalOptions = {}): Journal {
  const records: { envelope: Envelope; commands: readonly CommandRecord[] }[] = [];
  let sequence = 0;

  return {
    name: 'memory',
    append(envelope) {
      if (envelope.sequence !== sequence + 1) {
        throw new OrdermatonError('journalGap', { journal: 'the journal', from: sequence, to: envelope.sequence });
      }
      sequence = envelope.sequence;
      if (!forget) records.push({ envelope, commands: [] });
    },
    note(commands) {
      const last = records.at(-1);
      if (last !== undefined) last.commands = commands();
    },
    durable: () => sequence,
    onDurable: () => undefined,
    async *read(from) {
      for (const record of records) if (record.envelope.sequence >= from) yield record;
    },
  };
}

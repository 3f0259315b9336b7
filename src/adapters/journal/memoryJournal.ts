/** A journal in memory: durable at once and gone with the process. For tests, and for runs that are exported while they go. */
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { CommandRecord, Journal, JournalRecord } from '../../ports.ts';

export interface MemoryJournalOptions {
  /** Hears each record once it is complete: its envelope, and the commands its pass emitted. */
  readonly hear?: (record: JournalRecord) => void;
  /** Keeps nothing once it has been heard: for runs that need no replay. */
  readonly forget?: boolean;
}

/** Makes a journal in memory. With `forget` it numbers and passes on, and reading it yields nothing. */
export function createMemoryJournal({ hear, forget = false }: MemoryJournalOptions = {}): Journal & { flush(): void } {
  const records: { envelope: Envelope; commands: readonly CommandRecord[] }[] = [];
  let last: { envelope: Envelope; commands: readonly CommandRecord[] } | undefined;
  let sequence = 0;

  function flush(): void {
    if (last !== undefined) hear?.(last);
    last = undefined;
  }

  return {
    name: 'memory',
    append(envelope) {
      if (envelope.sequence !== sequence + 1) {
        throw new OrdermatonError('journalGap', { journal: 'the journal', from: sequence, to: envelope.sequence });
      }
      if (hear !== undefined) flush();
      sequence = envelope.sequence;
      if (forget && hear === undefined) return;
      last = { envelope, commands: [] };
      if (!forget) records.push(last);
    },
    note(commands) {
      if (last !== undefined) last.commands = commands();
    },
    durable: () => sequence,
    onDurable: () => undefined,
    async *read(from) {
      for (const record of records) if (record.envelope.sequence >= from) yield record;
    },
    flush,
  };
}

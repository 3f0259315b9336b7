/** A journal that passes each record on once it is complete: its envelope, and the commands its pass emitted. */
import type { Envelope } from '../../envelope.ts';
import type { CommandRecord, Journal, JournalRecord } from '../../ports.ts';

export interface HeardJournal extends Journal {
  /** Passes the last record on: nothing follows that would complete it. */
  flush(): void;
}

async function* none(): AsyncGenerator<never> {}

/** The same journal, heard. */
export function createHeardJournal(journal: Journal, hear: (record: JournalRecord) => void): HeardJournal {
  let last: { envelope: Envelope; commands: readonly CommandRecord[] } | undefined;

  function flush(): void {
    if (last !== undefined) hear(last);
    last = undefined;
  }

  return {
    name: journal.name,
    append(envelope) {
      journal.append(envelope);
      flush();
      last = { envelope, commands: [] };
    },
    note(commands) {
      const found = commands();
      if (last !== undefined) last.commands = found;
      journal.note(() => found);
    },
    durable: () => journal.durable(),
    onDurable: (grown) => journal.onDurable(grown),
    failure: () => journal.failure?.(),
    get isCongested() {
      return journal.isCongested === true;
    },
    read: (from) => journal.read(from),
    ...(journal.keep === undefined ? {} : { keep: (checkpoint, books) => journal.keep?.(checkpoint, books) }),
    ...(journal.checkpoints === undefined ? {} : { checkpoints: () => journal.checkpoints?.() ?? none() }),
    ...(journal.readerBooks === undefined ? {} : { readerBooks: () => journal.readerBooks?.() ?? Promise.resolve([]) }),
    ...(journal.segments === undefined ? {} : { segments: () => journal.segments?.() ?? [] }),
    flush,
  };
}

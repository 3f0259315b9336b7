/** A journal in memory: durable at once and gone with the process. For tests, and for runs that are to leave nothing behind. */
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type {
  Checkpoint,
  CheckpointChange,
  CommandRecord,
  Journal,
  ReaderBook,
  ReaderChange,
  ReaderEntry,
} from '../../ports.ts';
import { mergeEntries } from './checkpointChain.ts';

export interface MemoryJournalOptions {
  /** Keeps nothing: for runs that need no replay. */
  readonly forget?: boolean;
}

/** Makes a journal in memory. With `forget` it only numbers, and reading it yields nothing. */
export function createMemoryJournal({ forget = false }: MemoryJournalOptions = {}): Journal {
  const records: { envelope: Envelope; commands: readonly CommandRecord[] }[] = [];
  const kept: CheckpointChange[] = [];
  const books = new Map<string, Omit<ReaderBook, 'entries'> & { readonly entries: Map<string, ReaderEntry> }>();
  let sequence = 0;

  /** A checkpoint and those it builds on, the first one first. */
  function chainOf(checkpoint: CheckpointChange): readonly CheckpointChange[] {
    const base = kept.find((each) => each.sequence === checkpoint.base);
    return [...(base === undefined ? [] : chainOf(base)), checkpoint];
  }

  function keepBook({ isWhole, entries: changed, ...rest }: ReaderChange): void {
    const known = books.get(rest.reader)?.entries;
    const entries = isWhole || known === undefined ? new Map<string, ReaderEntry>() : known;
    for (const entry of changed) entries.set(JSON.stringify([entry.part, entry.key]), entry);
    books.set(rest.reader, { ...rest, entries });
  }

  const journal: Journal = {
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
  if (forget) return journal;
  return {
    ...journal,
    keep(checkpoint, changes = []) {
      kept.push(checkpoint);
      for (const change of changes) keepBook(change);
    },
    readerBooks: async () =>
      [...books.values()].map(({ entries, ...rest }) => ({ ...rest, entries: [...entries.values()] })),
    async *checkpoints(): AsyncGenerator<Checkpoint> {
      for (const checkpoint of kept.toReversed())
        yield { ...checkpoint, entries: mergeEntries(chainOf(checkpoint).map(({ entries }) => entries)) };
    },
  };
}

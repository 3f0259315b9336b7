/**
 * A simulated run that broke off goes on by being played again: while it comes to what the journal holds already, each input and command
 * is compared with it, and only what is beyond is written. So the engine, the paper broker and the feeds are exactly where they were.
 */
import { encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { CommandRecord, Journal, JournalRecord } from '../../ports.ts';
import type { JournalReader } from './journalFile.ts';

/** The journal, from its first input on. `reader` reads the same file; whoever opened it closes it. */
export function createResumedJournal(journal: Journal, reader: JournalReader): Journal {
  const last = journal.durable();
  const stored = reader.recordsNow();
  const hashes = new Map(reader.checkpointHashes().map((each) => [each.sequence, each.hash]));
  let sequence = 0;
  let expected: JournalRecord | undefined;
  let commands: readonly CommandRecord[] = [];

  const differs = (place: number): OrdermatonError =>
    new OrdermatonError('resumeDiffers', { file: journal.name, sequence: place });

  /** The pass of the last input is over: it must have emitted what it did then. */
  function compareCommands(): void {
    if (expected !== undefined && encode(commands) !== encode(expected.commands)) throw differs(sequence);
  }

  function compare(envelope: Envelope): void {
    compareCommands();
    expected = stored.next().value ?? undefined;
    commands = [];
    if (expected === undefined || encode(envelope) !== encode(expected.envelope)) throw differs(envelope.sequence);
    sequence = envelope.sequence;
  }

  return {
    name: journal.name,
    append(envelope) {
      if (sequence < last) return compare(envelope);
      if (sequence === last) compareCommands();
      expected = undefined;
      sequence = envelope.sequence;
      journal.append(envelope);
    },
    note(found) {
      if (expected === undefined) journal.note(found);
      else commands = found();
    },
    durable: () => Math.max(Math.min(sequence, last), journal.durable()),
    onDurable: (grown) => journal.onDurable(grown),
    failure: () => journal.failure?.(),
    get isCongested() {
      return journal.isCongested === true;
    },
    read: (from) => journal.read(from),
    keep(checkpoint, books) {
      const known = hashes.get(checkpoint.sequence);
      if (known !== undefined && known !== checkpoint.hash) throw differs(checkpoint.sequence);
      if (known === undefined) journal.keep?.(checkpoint, books);
    },
  };
}

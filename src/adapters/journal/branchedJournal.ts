/**
 * The journal of a run that is to leave a record behind a branch: it keeps nothing, and compares. Up to the branch a difference is an
 * error; behind it the first one is what somebody wants to know.
 */
import { hashOf } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import type { CommandRecord, Journal, JournalRecord } from '../../ports.ts';

export interface BranchedJournal extends Journal {
  /** Whether nothing has differed so far; to be asked between two passes. */
  isAsRecorded(): boolean;
  /** The sequence of the first input that is another one than in the record, or that has other commands; `undefined` when there is none. */
  firstDifference(): number | undefined;
  /** The input of this run that came in the place of the one at the first difference; `undefined` where the run had ended. */
  otherInput(): Envelope | undefined;
  /** Nothing follows: the last record is compared. */
  finish(): void;
}

export interface BranchedJournalOptions {
  /** One for each record, in sequence. */
  readonly fingerprints: readonly string[];
  /** The last sequence that must be as recorded. */
  readonly branch: number;
  /** What is thrown where the run differs before the branch. */
  readonly unlike: (sequence: number, envelope: Envelope) => Error;
}

/** A text that is the same for records that are. */
export const fingerprintOf = ({ envelope, commands }: JournalRecord): string => hashOf([envelope, commands]);

export function createBranchedJournal({ fingerprints, branch, unlike }: BranchedJournalOptions): BranchedJournal {
  let sequence = 0;
  let last: { envelope: Envelope; commands: readonly CommandRecord[] } | undefined;
  let first: number | undefined;
  let other: Envelope | undefined;

  /** The pass of the last input is over: it and its commands must be what they were. A record that breaks off ends without a difference. */
  function compare(): void {
    if (last === undefined || first !== undefined) return;
    const recorded = fingerprints[sequence - 1];
    if (recorded === undefined || recorded === fingerprintOf(last)) return;
    if (sequence <= branch) throw unlike(sequence, last.envelope);
    first = sequence;
    other = last.envelope;
  }

  return {
    name: 'what if',
    append(envelope) {
      compare();
      sequence = envelope.sequence;
      last = { envelope, commands: [] };
    },
    note(commands) {
      if (last !== undefined) last.commands = commands();
    },
    durable: () => sequence,
    onDurable: () => undefined,
    async *read() {},
    isAsRecorded() {
      compare();
      return first === undefined;
    },
    firstDifference: () => first,
    otherInput: () => other,
    finish() {
      compare();
      last = undefined;
      if (first === undefined && sequence < fingerprints.length) first = sequence + 1;
    },
  };
}

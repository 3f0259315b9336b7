/** The engine's record: its journal for as long as that can be written. Once it has ended nothing is written, and nothing waits for the disk. */
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { CommandRecord, Journal } from '../../ports.ts';

export interface EngineRecord {
  append(envelope: Envelope): void;
  note(commands: () => readonly CommandRecord[]): void;
  /** What has been taken in up to here may have effects. */
  durable(): number;
  /** The last input that is on the disk. */
  last(): number;
  /** So much waits for the disk that time should wait too. */
  isHeldUp(): boolean;
  /** Why it must end, once: the journal has failed. */
  problem(): Error | undefined;
  end(): void;
}

/** With `mayEnd` an input that could not be written is heard all the same, and the problem told; else what the journal says is thrown. */
export function createRecord(journal: Journal, mayEnd: boolean): EngineRecord {
  let broken: Error | undefined;
  let isEnded = false;

  return {
    append(envelope) {
      if (isEnded || broken !== undefined) return;
      try {
        journal.append(envelope);
      } catch (error) {
        if (!mayEnd || isFaultOfTheRun(error)) throw error;
        broken = error instanceof Error ? error : new Error(String(error));
      }
    },
    note(commands) {
      if (!isEnded && broken === undefined) journal.note(commands);
    },
    durable: () => (isEnded ? Number.POSITIVE_INFINITY : journal.durable()),
    last: () => journal.durable(),
    isHeldUp: () => !isEnded && journal.isCongested === true,
    problem: () => (isEnded ? undefined : (broken ?? journal.failure?.())),
    end() {
      isEnded = true;
    },
  };
}

/** A run that differs from its journal, say: no fault of the disk. */
const isFaultOfTheRun = (error: unknown): boolean => error instanceof OrdermatonError && error.code !== 'journalFailed';

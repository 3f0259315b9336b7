/** Keeps where each input of the record is heard in a run that differs from it, so that a person's commands name what they named. */
import { doorOf } from '../../actors/engine/doors.ts';
import { renamed } from '../../actors/engine/namesakes.ts';
import type { Event } from '../../events.ts';
import type { Journal } from '../../ports.ts';

export interface Counterparts {
  /** The journal of the run: it tells which number an input has here. */
  readonly journal: Journal;
  /** The input as it is put in here; `sequence` is its place in the record, where it has one. */
  of(event: Event, sequence: number | undefined): Event;
}

export interface CounterpartsOptions {
  readonly desk: string;
  readonly journal: Journal;
  /** The first input that is not as recorded; `undefined` while there is none. */
  readonly firstDifference: () => number | undefined;
}

export function createCounterparts({ desk, journal, firstDifference }: CounterpartsOptions): Counterparts {
  /** Put in, and not numbered yet. */
  const told = new Map<Event, number>();
  const heardAs = new Map<number, number>();

  /** What followed from others is known for as long as nothing differs. */
  function heard(sequence: number): number | undefined {
    const first = firstDifference() ?? Number.POSITIVE_INFINITY;
    return sequence < first ? sequence : heardAs.get(sequence);
  }

  return {
    journal: {
      ...journal,
      append(envelope) {
        journal.append(envelope);
        const sequence = told.get(envelope.data);
        if (sequence === undefined) return;
        told.delete(envelope.data);
        heardAs.set(sequence, envelope.sequence);
      },
    },
    of(event, sequence) {
      const here = doorOf(event.type) === 'user' ? renamed(event, desk, heard) : event;
      if (sequence !== undefined) told.set(here, sequence);
      return here;
    },
  };
}

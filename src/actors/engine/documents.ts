/** What documents beside the journal say at the start: what is halted, and what left in earlier emergencies. The journal is the truth. */
import type { Event } from '../../events.ts';
import type { EmergencyNotes } from '../../ports.ts';
import type { EventBus } from '../bus/eventBus.ts';

export interface Documents {
  /** What is halted; and what left in earlier emergencies: it is ours where the broker has it, and of the rest the broker's list tells. */
  enter(accept: (event: Event) => void): void;
  /** Sets the notes aside once all that they hold has been compared with what the broker has, and that is on record up to `last`. */
  settle(last: number): void;
}

export interface DocumentsOptions {
  readonly halts?: readonly Omit<Event<'risk.halt'>, 'type'>[];
  readonly emergency?: EmergencyNotes;
  /** The stage that the desk has come to, whatever the account. */
  readonly stage?: Omit<Event<'desk.takeStage'>, 'type'>;
}

export function createDocuments({ halts = [], emergency: notes, stage }: DocumentsOptions, bus: EventBus): Documents {
  let comparedAt: number | undefined;

  function enterNotes(from: EmergencyNotes, accept: (event: Event) => void): void {
    for (const { kind, order, terms, links, after } of from.pending())
      if (kind === 'place') accept({ type: 'order.noted', order, terms, links, after });
    const { unsubscribe } = bus.subscribe('connection.ready', (_event, envelope) => {
      comparedAt = envelope?.sequence;
      unsubscribe();
    });
  }

  return {
    enter(accept) {
      if (stage !== undefined) accept({ type: 'desk.takeStage', ...stage });
      for (const halt of halts) accept({ type: 'risk.halt', ...halt });
      if (notes !== undefined) enterNotes(notes, accept);
    },
    settle(last) {
      if (comparedAt === undefined || last < comparedAt) return;
      comparedAt = undefined;
      try {
        notes?.setAside();
      } catch (error) {
        // They are compared once more at the next start.
        const detail = error instanceof Error ? error.message : String(error);
        bus.publish({ type: 'desk.readerFailed', topic: 'emergency', event: 'connection.ready', detail });
      }
    },
  };
}

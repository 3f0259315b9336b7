/** The only entrance: it checks, stamps, numbers and journals an input before anybody hears of it. */
import type { Envelope, Source } from '../envelope.ts';
import { OrdermatonError } from '../errors.ts';
import type { Event } from '../events.ts';
import { eventProblem } from '../events.ts';
import type { Timestamp } from '../identifiers.ts';
import type { Clock, Journal } from '../ports.ts';

/** Where an input comes from: the sequence it follows from, and the one that began the chain. */
export interface Origin {
  readonly cause: number;
  readonly correlation: number;
}

export interface Inbox {
  /** Takes an input in; it is heard once everything before it has been. @throws `badEvent` when a user's input is not as the alphabet has it */
  accept(event: Event, source: Source, origin?: Origin): void;
  /** Takes in a fact, and right behind it what follows from it. @throws `badEvent`, and then neither */
  acceptBoth(fact: Event, follows: Event, source: Source): void;
  /** What is wrong with an input, if anything is: it would be refused. */
  problem(event: Event): string | undefined;
  /** The next envelope to be heard, journalled already. */
  next(): Envelope | undefined;
  /** Journals something that the pass at hand found out, ahead of all that waits. */
  interject(event: Event, origin: Origin): void;
  readonly isEmpty: boolean;
  /** Whether something that the last pass found out is still to be heard. */
  readonly isInterjected: boolean;
  /** The sequence of the last envelope. */
  readonly sequence: number;
  /** Its time. */
  readonly at: Timestamp;
}

interface Waiting {
  readonly event: Event;
  readonly source: Source;
  readonly origin: Origin | undefined;
  /** It follows from the one that waited right before it. */
  readonly isBehind?: true;
}

export function createInbox(
  clock: Clock,
  journal: Pick<Journal, 'append'>,
  first: { sequence: number; at: Timestamp },
): Inbox {
  let { sequence, at } = first; // not state of the core: a restart reads them from the journal
  let waiting: Waiting[] = []; // not state: inputs not journalled yet
  let taken = 0; // not state: how many of them have been journalled
  let before = 0; // not state: the sequence of the last of them
  const ahead: Envelope[] = []; // not state: journalled, and to be heard first

  function stamp({ event, source, origin }: Waiting): Envelope {
    const now = clock.now();
    if (now > at) at = now;
    sequence++;
    const envelope: Envelope = {
      v: 1,
      sequence,
      index: 0,
      at,
      type: event.type,
      source,
      cause: origin?.cause ?? 0,
      correlation: origin?.correlation ?? sequence,
      data: event,
    };
    journal.append(envelope);
    return envelope;
  }

  return {
    problem: eventProblem,
    accept(event, source, origin) {
      const problem = eventProblem(event);
      if (problem === undefined) {
        waiting.push({ event, source, origin });
        return;
      }
      if (source === 'user') throw new OrdermatonError('badEvent', { type: event.type, source, problem });
      const name = String((event as Partial<Event> | null)?.type);
      const refused: Event = { type: 'desk.inputRefused', source, event: name, detail: problem, given: textOf(event) };
      waiting.push({ event: refused, source, origin });
    },
    acceptBoth(fact, follows, source) {
      for (const event of [fact, follows]) {
        const problem = eventProblem(event);
        if (problem !== undefined) throw new OrdermatonError('badEvent', { type: event.type, source, problem });
      }
      waiting.push(
        { event: fact, source, origin: undefined },
        { event: follows, source, origin: undefined, isBehind: true },
      );
    },
    next() {
      const urgent = ahead.shift();
      if (urgent !== undefined) return urgent;
      const input = waiting[taken];
      if (input === undefined) return undefined;
      taken++;
      if (taken === waiting.length) {
        waiting = [];
        taken = 0;
      }
      const origin = input.isBehind === true ? { cause: before, correlation: before } : input.origin;
      const envelope = stamp(origin === input.origin ? input : { ...input, origin });
      before = envelope.sequence;
      return envelope;
    },
    interject(event, origin) {
      ahead.push(stamp({ event, source: 'engine', origin }));
    },
    get isEmpty() {
      return taken === waiting.length && ahead.length === 0;
    },
    get isInterjected() {
      return ahead.length > 0;
    },
    get sequence() {
      return sequence;
    },
    get at() {
      return at;
    },
  };
}

/** Whatever it is, as text that can be read and written down. */
function textOf(given: unknown): string {
  try {
    const text = JSON.stringify(given, (_key, value: unknown) =>
      typeof value === 'object' || typeof value === 'string' || typeof value === 'boolean' ? value : String(value),
    );
    return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
  } catch {
    return 'it can not be written down';
  }
}
const LONGEST = 4_000;

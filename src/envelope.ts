/** One input, or one fact derived from it, with its place in the order of everything. */
import type { Event } from './events.ts';
import type { Timestamp } from './identifiers.ts';

/** Who put an input in. */
export const sources = ['broker', 'market', 'clock', 'signal', 'user', 'outbox', 'engine'] as const;
export type Source = (typeof sources)[number];

/**
 * The input itself has index 0; what follows from it in the same pass has 1, 2, … and the same sequence.
 * `data` is the event as the machines hear it.
 */
export interface Envelope<E extends Event = Event> {
  readonly v: 1;
  /** From 1, without a gap. */
  readonly sequence: number;
  readonly index: number;
  /** UTC epoch microseconds; never decreases from one sequence to the next. */
  readonly at: Timestamp;
  readonly type: E['type'];
  readonly source: Source;
  /** The sequence this follows from; 0 when it came from outside unasked. */
  readonly cause: number;
  /** The sequence that began the chain of causes: the signal of a trade, say. */
  readonly correlation: number;
  readonly data: E;
}

/** `sequence.index`, as people and records cite an envelope. */
export const citation = (envelope: Pick<Envelope, 'sequence' | 'index'>): string =>
  envelope.index === 0 ? `${envelope.sequence}` : `${envelope.sequence}.${envelope.index}`;

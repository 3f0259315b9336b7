/** What a station may know of the pass it works in, and how it speaks. */
import type { Event } from '../events.ts';
import type { Timestamp } from '../identifiers.ts';

export interface Pass {
  /** The envelope's time: the only time there is in a pass. */
  readonly at: Timestamp;
  /** The envelope's sequence. */
  readonly sequence: number;
  /** The sequence that began the chain of causes. */
  readonly correlation: number;
  /** The place of the message at hand. */
  readonly index: number;
  /** Puts a message on the agenda. */
  say(message: Event): void;
  /** A name that no other pass and no other call in this one gives: desk, sequence, count. */
  name<Id extends string>(): Id;
}

/** A stop on the path of an event: it hears the event and may say something. */
// biome-ignore lint/suspicious/noExplicitAny: the route table pairs each type with stations that hear exactly it
export type Station<E extends Event = any> = (event: E, pass: Pass) => void;

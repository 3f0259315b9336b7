/** What is still to be heard in the pass at hand: first in, first out, and bounded. */
import { OrdermatonError } from '../errors.ts';
import type { Event } from '../events.ts';

/** More messages than this from one input mean that two parts answer each other without end. */
const LIMIT = 100_000;

export class Agenda {
  #messages: Event[] = [];
  #next = 0;

  /** Puts a message at the end. @throws `agendaOverrun` */
  add(message: Event): void {
    if (this.#messages.length >= LIMIT) throw new OrdermatonError('agendaOverrun', { limit: LIMIT });
    this.#messages.push(message);
  }

  /** The next message to be heard; `undefined` when nothing is left, and what is added after that comes next. */
  next(): Event | undefined {
    return this.#next < this.#messages.length ? this.#messages[this.#next++] : undefined;
  }

  /** The place of the message at hand: 0 is the input itself. */
  get index(): number {
    return this.#next - 1;
  }

  /** Everything that was heard in this pass, the input first. */
  get heard(): readonly Event[] {
    return this.#messages;
  }

  clear(): void {
    this.#messages = []; // to set its length is a call into V8's runtime
    this.#next = 0;
  }
}

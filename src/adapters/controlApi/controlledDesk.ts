/** What the API needs of a desk that is commanded: a command goes in with who asked and why, and what followed comes back. */
import type { Envelope } from '../../envelope.ts';
import type { Event, Topic } from '../../events.ts';
import type { AccountId, BookId } from '../../identifiers.ts';
import type { ShownDesk } from './shownDesk.ts';

/** All that can be commanded by the API. Nothing else is, whatever a request says. */
export type ControlCommand = Event<
  | 'risk.halt'
  | 'risk.reduce'
  | 'risk.resume'
  | 'desk.emergency'
  | 'desk.recover'
  | 'desk.promote'
  | 'desk.demote'
  | 'desk.flatten'
  | 'desk.close'
  | 'desk.cancel'
  | 'desk.place'
  | 'desk.amend'
  | 'position.protect'
  | 'rule.arm'
  | 'rule.disarm'
>;

/** Who asks, and why. */
export type Asker = Pick<Event<'control.asked'>, 'operator' | 'why'>;

/** What is put on record where no command came of it. */
export type ControlNote = Event<
  'control.refused' | 'control.armed' | 'control.armRefused' | 'control.disarmed' | 'control.acknowledged'
>;

export interface Heard {
  readonly event: Event;
  readonly envelope: Envelope;
}

export interface ControlledDesk extends ShownDesk {
  readonly account: AccountId;
  readonly book: BookId;
  /** Gives a command, and says what followed in the passes that it caused: it first. @throws `badEvent` */
  command(command: ControlCommand, asked: Omit<Event<'control.asked'>, 'type' | 'event'>): readonly Heard[];
  note(note: ControlNote): void;
  /** Whether all that it was told so far is on the disk: answered once it is, or once it can not be any more. */
  recorded(): Promise<boolean>;
  /** Hears the facts of a topic within the pass that they come from, until it is ended. */
  follow(topic: Topic, hear: (heard: Heard) => void): () => void;
}

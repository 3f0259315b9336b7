/** What the end of a session asks of positions: while it is near, exits are priced anew sooner; what is still held after it is an alarm. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Duration, PositionId, TimerId } from '../../identifiers.ts';
import { seconds } from '../../identifiers.ts';
import { awaits } from '../../ruleTopics.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Pass, Station } from '../pass.ts';
import type { Books } from './books.ts';
import type { Registry } from './registry.ts';

export interface SessionEndParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly sessions: Sessions;
  readonly configuration: DeskConfiguration;
}

export interface SessionEnd {
  /** A position is being left. */
  readonly closing: Station<Event<'position.closing'>>;
  /** A position that is being left was told so again. */
  readonly again: Station<Event<'desk.close'>>;
  readonly near: Station<Event<'clock.beforeClose'>>;
  readonly closed: Station<Event<'clock.sessionClosed'>>;
}

/** An exit near the close has this share of the time that is left. */
const SHARE = 6;
const SHORTEST = seconds(1);

export function createSessionEnd({ registry, books, sessions, configuration }: SessionEndParts): SessionEnd {
  /** Whether the desk means to hold nothing over night. */
  const isFlatAtClose = (): boolean =>
    configuration.rules.some(
      ({ when, actions, enabled }) =>
        enabled !== false && awaits(when, 'clock.beforeClose') && actions.some((action) => action.do === 'flatten'),
    );
  const isLeaving = (position: PositionId): boolean =>
    registry.snapshot('position', position)?.hasTag('isClosing') === true;

  /** Arms the timer of the exit anew when its patience would outlast the session. */
  function hurry(position: PositionId, pass: Pass): void {
    const session = sessions.current();
    if (session === null || !isLeaving(position)) return;
    const left = session.closes - pass.at;
    if (left <= 0 || left > configuration.patience.exit) return;
    pass.say({
      type: 'clock.arm',
      timer: `position/${position}#exit` as TimerId,
      owner: 'position',
      id: position,
      what: 'exit',
      after: Math.max(SHORTEST, Math.floor(left / SHARE)) as Duration,
    });
  }

  return {
    closing: ({ position }: Event<'position.closing'>, pass: Pass) => hurry(position, pass),
    again({ book, instrument }: Event<'desk.close'>, pass: Pass) {
      for (const position of books.positionsOf(book, instrument)) hurry(position, pass);
    },
    near(_event, pass: Pass) {
      for (const { position } of books.open()) hurry(position, pass);
    },
    closed({ session }: Event<'clock.sessionClosed'>, pass: Pass) {
      for (const { instrument, position } of books.open()) {
        const quantity = registry.snapshot('position', position)?.context.quantity ?? 0n;
        if (quantity === 0n || !(isFlatAtClose() || isLeaving(position))) continue;
        pass.say({ type: 'position.overstayed', position, instrument, quantity, session });
      }
    },
  };
}

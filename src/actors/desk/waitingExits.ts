/**
 * Exits that were asked for while the way to the broker was closed. None is refused and forgotten: the wish is kept and decided anew
 * once the broker has been read again and, where the session has closed meanwhile, once the next one is on (B17.2, B19.3, B30.1). Stops at
 * the broker stay as they are until then (B33.2).
 */
import type { Event } from '../../events.ts';
import type { PositionId, Timestamp } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

/** What is to be left: everything, positions of a book in an instrument, one of them, or one down to what remains of it. */
export type WaitingExit =
  | Event<'desk.flatten' | 'desk.close'>
  | { readonly type: 'desk.reduce'; readonly position: PositionId; readonly remains: Quantity; readonly why: string };

export interface WaitingExits {
  /** Keeps the wish, in the place of one for the same; false where the way is open, and it is to be done now. */
  keeps(wish: WaitingExit, pass: Pass): boolean;
  /** What has waited; it waits no more. Everything stands for each. */
  take(): readonly WaitingExit[];
  /** Says that what waited is to be done, behind all that the broker's list has told; nothing is sent into a closed session. */
  readonly wake: Station<Event<'connection.ready' | 'clock.sessionOpened'>>;
}

export function createWaitingExits(owners: Owners, sessions: Sessions, isConnected: () => boolean): WaitingExits {
  const waiting = owners.register('waitingExits', 1).records<string, WaitingExit>('waiting');
  /** The close may not have been heard of yet. */
  function isClosed(now: Timestamp): boolean {
    const session = sessions.current();
    return session !== null && (!session.isOpen || now >= session.closes);
  }

  return {
    keeps(wish, pass) {
      if (isConnected()) return false;
      const key = keyOf(wish);
      const isNew = !waiting.has(key);
      waiting.set(key, wish);
      if (isNew) pass.say({ type: 'desk.exitWaiting', event: wish.type, about: key, why: wish.why });
      return true;
    },
    take() {
      const all = waiting.ordered();
      for (const [key] of all) waiting.delete(key);
      const everything = all.find(([key]) => key === EVERYTHING);
      return (everything === undefined ? all : [everything]).map(([, wish]) => wish);
    },
    wake({ type }: Event<'connection.ready' | 'clock.sessionOpened'>, pass: Pass) {
      if (waiting.size > 0 && isConnected() && !isClosed(pass.at)) pass.say({ type: 'desk.resumeExits', why: type });
    },
  };
}

const EVERYTHING = 'everything';

/** A position is left once, however often it was asked for: whole stands before a part. */
function keyOf(wish: WaitingExit): string {
  if (wish.type === 'desk.flatten') return EVERYTHING;
  if (wish.type === 'desk.reduce') return `part of position/${wish.position}`;
  const { book, instrument, position } = wish;
  return position === undefined ? `book/${book} instrument/${instrument}` : `position/${position}`;
}

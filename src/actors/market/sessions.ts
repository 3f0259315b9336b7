/** The session that is on, as the clock's facts tell it: deciding code knows no calendar. */
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { SessionEvent } from '../../ports.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

export interface Session {
  readonly session: string;
  readonly opens: Timestamp;
  readonly closes: Timestamp;
  /** When its opening was heard of: after a start in the middle of a session, later than it opened. */
  readonly heard: Timestamp;
  readonly isOpen: boolean;
  /** How many sessions have begun since the engine did. */
  readonly count: number;
}

const sessionEvents: readonly string[] = ['clock.sessionOpened', 'clock.beforeClose', 'clock.sessionClosed'];
/** Whether a type is that of something that happens to a session. */
export const isSessionEvent = (type: string): type is SessionEvent['type'] => sessionEvents.includes(type);

export interface Sessions {
  readonly opened: Station<Event<'clock.sessionOpened'>>;
  readonly closed: Station<Event<'clock.sessionClosed'>>;
  current(): Session | null;
}

export function createSessions(owners: Owners): Sessions {
  const current = owners.register('sessions', 2).cell<Session | null>('current', null);
  return {
    opened({ session, opens, closes }: Event<'clock.sessionOpened'>, pass: Pass) {
      // Heard too late, it has been over for long.
      const count = (current.get()?.count ?? 0) + 1;
      current.set({ session, opens, closes, heard: pass.at, isOpen: pass.at < closes, count });
    },
    closed() {
      const session = current.get();
      if (session !== null) current.set({ ...session, isOpen: false });
    },
    current: () => current.get(),
  };
}

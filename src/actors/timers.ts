/** The timer service: deadlines of all actors in one place. A deadline that runs out enters by the inbox like any other fact. */
import { OrdermatonError } from '../errors.ts';
import type { Event } from '../events.ts';
import type { Duration, TimerId, Timestamp } from '../identifiers.ts';
import { isoTime, later, seconds } from '../identifiers.ts';
import type { Origin } from './inbox.ts';
import type { Owners } from './owners.ts';
import type { Pass, Station } from './pass.ts';

/** A timer that runs. `generation` is the sequence that armed it, so that an older deadline of the same name is known as stale. */
interface Armed {
  readonly owner: string;
  readonly id: string;
  readonly what: string;
  readonly due: Timestamp;
  readonly generation: number;
  readonly correlation: number;
  /** Missed, and put off until then. */
  readonly until?: Until;
}
/** Until when a missed deadline is put off: the broker has been read, or a session opens. */
export type Until = 'ready' | 'open';
/** A deadline that was missed and has been put off. */
export interface Deferred extends Pick<Armed, 'owner' | 'id' | 'what' | 'due' | 'generation'> {
  readonly timer: TimerId;
}

interface Fresh {
  readonly due: Timestamp;
  readonly timer: TimerId;
  readonly generation: number;
}

export interface Timers {
  readonly arm: Station<Event<'clock.arm'>>;
  readonly disarm: Station<Event<'clock.disarm'>>;
  /** Hears a deadline: the timer is over. True when it was still the one that runs. */
  expire(event: Event<'clock.deadline'>): boolean;
  /** Timers armed since the last call, to be scheduled with the clock once the pass is through. */
  takeArmed(): readonly Fresh[];
  /** All that run are to be scheduled with a clock that knows of none of them. */
  rearm(): void;
  /** The deadline as it is noticed now, if the timer still runs in this generation: one that is noticed too late is missed. */
  deadline(
    timer: TimerId,
    generation: number,
    now: Timestamp,
  ): { readonly event: Event<'clock.deadline' | 'clock.deadlineMissed'>; readonly origin: Origin } | undefined;
  /** What a missed deadline is about, while its timer still runs. */
  missed(event: Event<'clock.deadlineMissed'>): Deferred | undefined;
  defer(timer: TimerId, until: Until): void;
  /** What has been put off until then, in the order in which it was due. */
  deferred(until: Until): readonly Deferred[];
}

/** Later than this a deadline is missed: whoever notices it slept, stood still or was not there. */
export const TOLERANCE: Duration = seconds(5);

/** How many timers may be due at the moment they are armed before time moves. */
const MOST_AT_ONCE = 10_000;

export function createTimers(owners: Owners): Timers {
  const own = owners.register('timers', 1);
  const armed = own.records<TimerId, Armed>('armed');
  let fresh: Fresh[] = []; // not state: emptied after each pass
  let still = 0 as Timestamp; // not state: the moment that is being watched
  let atOnce = 0; // not state: how many timers were due at once in it
  own.part('fresh', {
    commit() {},
    rollback() {
      fresh = [];
    },
    save: () => null,
    restore: rearm,
  });
  function rearm(): void {
    fresh = armed
      .ordered()
      .flatMap(([timer, { due, generation, until }]) => (until === undefined ? [{ timer, due, generation }] : []))
      .sort((a, b) => a.due - b.due || a.generation - b.generation);
  }

  /** A timer that is due at once, again and again, keeps time from moving: whoever arms it would never end. */
  function guard(timer: TimerId, after: Duration, pass: Pass): void {
    if (pass.at !== still) {
      still = pass.at;
      atOnce = 0;
    }
    if (after > 0 || ++atOnce <= MOST_AT_ONCE) return;
    throw new OrdermatonError('deadlineLoop', { timer, limit: MOST_AT_ONCE, at: isoTime(pass.at) });
  }

  return {
    arm({ timer, owner, id, what, after }: Event<'clock.arm'>, pass: Pass) {
      guard(timer, after, pass);
      const due = later(pass.at, after);
      armed.set(timer, { owner, id, what, due, generation: pass.sequence, correlation: pass.correlation });
      fresh.push({ due, timer, generation: pass.sequence });
    },
    disarm({ timer }: Event<'clock.disarm'>) {
      armed.delete(timer);
    },
    expire({ timer, generation }) {
      if (armed.get(timer)?.generation !== generation) return false;
      armed.delete(timer);
      return true;
    },
    rearm,
    takeArmed() {
      if (fresh.length === 0) return fresh;
      const taken = fresh;
      fresh = [];
      return taken;
    },
    deadline(timer, generation, now) {
      const running = armed.get(timer);
      if (running?.generation !== generation) return undefined;
      const { owner, id, what, due, correlation } = running;
      const about = { timer, generation, owner, id, what };
      const lateBy = (now - due) as Duration;
      return {
        event:
          lateBy > TOLERANCE
            ? { type: 'clock.deadlineMissed', ...about, due, lateBy }
            : { type: 'clock.deadline', ...about },
        origin: { cause: generation, correlation },
      };
    },
    missed({ timer, generation }) {
      const running = armed.get(timer);
      return running?.generation === generation ? { timer, ...running } : undefined;
    },
    defer(timer, until) {
      const running = armed.get(timer);
      if (running !== undefined) armed.set(timer, { ...running, until });
    },
    deferred: (until) =>
      armed
        .ordered()
        .flatMap(([timer, running]) => (running.until === until ? [{ timer, ...running }] : []))
        .sort((a, b) => a.due - b.due),
  };
}

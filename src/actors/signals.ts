/**
 * Which signals have been heard: each is acted on once, whoever tells of it again and however often the engine starts, and only while it
 * is young. Names are kept as long as their signals are young; an older one is refused for its age alone.
 */
import type { DeskConfiguration } from '../configuration.ts';
import type { Event } from '../events.ts';
import type { SignalId, Timestamp } from '../identifiers.ts';
import { later } from '../identifiers.ts';
import type { SignalEvent } from '../ports.ts';
import type { RefusalCode } from '../refusals.ts';
import type { Owners } from './owners.ts';
import { TOLERANCE } from './timers.ts';

/** The desk document names what is traded; where it does not, the market does. */
export interface Signals {
  /** Notes the signal, or says why no rule may act on it. */
  take(event: SignalEvent, now: Timestamp): RefusalCode | null;
}

/** With so many names kept it is looked for the first time which of them are of no use any more. */
const FEW = 64;

export function createSignals(
  owners: Owners,
  { signalAge, instruments }: Pick<DeskConfiguration, 'signalAge' | 'instruments'>,
): Signals {
  const own = owners.register('signals', 1);
  const heard = own.records<SignalId, Timestamp>('heard');
  /** With so many it is looked again: the work is shared by as many signals. */
  const limit = own.cell('limit', FEW);

  function forgetOld(now: Timestamp): void {
    if (heard.size < limit.get()) return;
    for (const [id, observedAt] of heard.ordered()) if (later(observedAt, signalAge) < now) heard.delete(id);
    limit.set(Math.max(FEW, 2 * heard.size));
  }

  return {
    take(event, now) {
      const { id, instrument, observedAt, goodFor = signalAge } = event;
      if (instruments?.includes(instrument) === false) return 'instrumentUnknown';
      if (later(observedAt, Math.min(signalAge, goodFor)) < now) return 'signalStale';
      if (observedAt > later(now, TOLERANCE)) return 'signalAhead';
      // one that looks ahead to nothing says nothing of how long it holds
      if ('horizon' in event && event.horizon > 0 && later(observedAt, event.horizon) < now) return 'signalExpired';
      if (heard.has(id)) return 'signalKnown';
      forgetOld(now);
      heard.set(id, observedAt);
      return null;
    },
  };
}

/** Whether it is what somebody believes. */
export const isSignal = (event: Event): event is SignalEvent => event.type.startsWith('signal.');

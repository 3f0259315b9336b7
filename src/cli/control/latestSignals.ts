/** The latest signals, and what became of each: so many are kept, in memory alone. */
import type { Signal } from '../../adapters/controlApi/answers.ts';
import type { Envelope } from '../../envelope.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { FactSource, SignalEvent } from '../../ports.ts';

const KEPT = 200;

export interface LatestSignals {
  /** The newest last. */
  list(): readonly Signal[];
}

export function createLatestSignals(facts: FactSource): LatestSignals {
  const kept: Signal[] = [];
  let last: { readonly event: SignalEvent; readonly at: Timestamp } | undefined;
  function became(verdict: Signal['became'], code: string | null): void {
    if (last === undefined) return;
    kept.push(signalOf(last.event, last.at, verdict, code));
    if (kept.length > KEPT) kept.shift();
    last = undefined;
  }
  // The verdict is said in the pass of the signal, behind it.
  facts.subscribe('signal', (event, envelope: Envelope<SignalEvent> | undefined) => {
    last = { event, at: envelope?.at ?? event.observedAt };
  });
  facts.subscribe('desk.signalTaken', () => became('taken', null));
  facts.subscribe('desk.signalRefused', ({ code }) => became('refused', code));
  return { list: () => [...kept] };
}

function signalOf(event: SignalEvent, at: Timestamp, became: Signal['became'], code: string | null): Signal {
  return {
    signal: event.id,
    instrument: event.instrument,
    type: event.type,
    says: wordOf(event),
    confidence: 'confidence' in event ? event.confidence : null,
    observedAt: isoTime(event.observedAt),
    heardAt: isoTime(at),
    became,
    code,
  };
}

function wordOf(event: SignalEvent): string {
  switch (event.type) {
    case 'signal.prediction':
      return event.signal;
    case 'signal.flowTrade':
      return `${event.side} ${event.right}`;
    case 'signal.threshold':
      return `${event.name} ${event.direction}`;
    case 'signal.divergence':
      return String(event.value);
  }
}

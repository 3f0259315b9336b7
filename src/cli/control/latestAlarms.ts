/** The latest alarms, and who has seen them: so many are kept, in memory alone. */
import type { Alarm } from '../../adapters/controlApi/answers.ts';
import { shownFact } from '../../adapters/controlApi/shownFacts.ts';
import { alarmTypes } from '../../events.ts';
import { isoTime } from '../../identifiers.ts';
import type { FactSource } from '../../ports.ts';

const KEPT = 200;

export interface LatestAlarms {
  /** The newest last. */
  list(): readonly Alarm[];
}

export function createLatestAlarms(facts: FactSource): LatestAlarms {
  const kept = new Map<string, Alarm>();
  for (const type of alarmTypes)
    facts.subscribe(type, (event, envelope) => {
      if (envelope === undefined) return;
      const fact = shownFact(event, envelope);
      kept.set(fact.place, { ...fact, acknowledged: null });
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size > KEPT) kept.delete(oldest);
    });
  facts.subscribe('control.acknowledged', ({ alarm, operator, why }, envelope) => {
    const seen = kept.get(alarm);
    if (seen !== undefined && envelope !== undefined)
      kept.set(alarm, { ...seen, acknowledged: { operator, why, at: isoTime(envelope.at) } });
  });
  return { list: () => [...kept.values()] };
}

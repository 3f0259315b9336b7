/** The latest alarms, and who has seen them; at a broker they are kept over restarts, so that what nobody has seen stays to be seen. */
import type { Books, LastingReader } from '../../actors/engine/readers.ts';
import type { Alarm } from '../../adapters/controlApi/answers.ts';
import { shownFact } from '../../adapters/controlApi/shownFacts.ts';
import type { Event, EventType } from '../../events.ts';
import { alarmTypes } from '../../events.ts';
import { isoTime, timestamp } from '../../identifiers.ts';
import type { FactSource } from '../../ports.ts';
import { isCritical } from '../notify/critical.ts';
import { textOf } from '../notify/wording.ts';

const KEPT = 200;

export interface LatestAlarms extends Books {
  /** The newest last. */
  list(): readonly Alarm[];
  /** What is critical and has been seen by nobody, the oldest first. */
  unseen(): readonly { readonly place: string; readonly at: ReturnType<typeof timestamp>; readonly text: string }[];
}

interface Kept {
  readonly alarm: Alarm;
  readonly text: string;
  readonly isCritical: boolean;
  /** It is as it should be again; that nobody has seen it stays so. */
  readonly over?: string;
}

/** Of these only what is critical is an alarm. */
const perhaps: readonly EventType[] = ['risk.stateChanged', 'desk.stateChanged'];

export function createLatestAlarms(facts: FactSource): LatestAlarms {
  const kept = new Map<string, Kept>();
  let changed = new Set<string>();
  const put = (of: Kept): void => {
    kept.set(of.alarm.place, of);
    changed.add(of.alarm.place);
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size > KEPT) kept.delete(oldest);
  };
  const change = (which: (of: Kept) => boolean, next: (of: Kept) => Kept): void => {
    for (const each of kept.values()) if (which(each)) put(next(each));
  };
  for (const type of [...alarmTypes, ...perhaps])
    facts.subscribe(type, (event: Event, envelope) => {
      if (envelope === undefined || (perhaps.includes(type) && !isCritical(event))) return;
      const alarm = { ...shownFact(event, envelope), acknowledged: null };
      put({ alarm, text: textOf(event), isCritical: isCritical(event) });
    });
  facts.subscribe('control.acknowledged', ({ alarm, operator, why }, envelope) => {
    if (envelope === undefined) return;
    const acknowledged = { operator, why, at: isoTime(envelope.at) };
    change(
      (each) => each.alarm.place === alarm,
      (each) => ({ ...each, alarm: { ...each.alarm, acknowledged } }),
    );
  });
  // Whoever resumes has seen that it was halted.
  facts.subscribe('risk.resume', ({ scope, operator, why }, envelope) => {
    if (envelope === undefined) return;
    const acknowledged = { operator, why, at: isoTime(envelope.at) };
    change(
      ({ alarm }) => alarm.type === 'risk.stateChanged' && alarm.fields.scope === scope && alarm.acknowledged === null,
      (each) => ({ ...each, alarm: { ...each.alarm, acknowledged } }),
    );
  });
  const over = (type: EventType, field: 'position' | 'instrument', value: string, words: string): void =>
    change(
      ({ alarm }) => alarm.type === type && alarm.fields[field] === value && alarm.acknowledged === null,
      (each) => ({ ...each, over: words }),
    );
  facts.subscribe('position.protected', ({ position }) =>
    over('position.naked', 'position', position, 'protected since'),
  );
  facts.subscribe('position.closed', ({ position }) => over('position.naked', 'position', position, 'closed since'));
  facts.subscribe('holding.agreed', ({ instrument }) =>
    over('holding.drifted', 'instrument', instrument, 'agrees since'),
  );

  return {
    list: () => [...kept.values()].map(({ alarm }) => alarm),
    unseen: () =>
      [...kept.values()]
        .filter((each) => each.isCritical && each.alarm.acknowledged === null)
        .map(({ alarm: { place, at }, text, over: since }) => ({
          ...{ place, at: timestamp(at) },
          text: since === undefined ? text : `${text} (${since})`,
        })),
    changes() {
      const entries = [...changed].flatMap((place) => {
        const found = kept.get(place);
        return found === undefined ? [] : [{ part: PART, key: slotOf(found), text: JSON.stringify(found) }];
      });
      changed = new Set();
      return entries;
    },
    restore(entries) {
      const found = entries.filter(({ part }) => part === PART).map(({ text }) => JSON.parse(text) as Kept);
      kept.clear();
      for (const each of found.sort((a, b) => a.alarm.sequence - b.alarm.sequence)) kept.set(each.alarm.place, each);
      changed = new Set();
    },
    begin: () => undefined,
  };
}

const PART = 'alarms';
/** Each takes the place of an older one, so that what is kept does not grow; two of one place would lose the older. */
const slotOf = ({ alarm }: Kept): string => `${alarm.sequence % (KEPT * 10)}/${alarm.place.split('.').at(-1)}`;

/** Those of a desk that goes on in its journal. */
export const lastingAlarms: LastingReader<LatestAlarms> = { name: 'alarms', version: 1, open: createLatestAlarms };

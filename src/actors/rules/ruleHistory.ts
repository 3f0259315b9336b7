/** What rules have done: how often, when, and until when a rule rests in every symbol at once. */
import type { RulePlan } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Duration, InstrumentId, RuleId, Timestamp } from '../../identifiers.ts';
import { isoTime, later, MICROSECONDS } from '../../identifiers.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Owners } from '../owners.ts';
import type { Station } from '../pass.ts';
import { ALL, actorId } from './rulebook.ts';

/** How often a rule has acted, and when for the last time. */
export interface Acted {
  /** The session that `today` counts, or where no session is told the day in UTC. */
  readonly day: string;
  readonly today: number;
  readonly total: number;
  readonly at: Timestamp;
}

export interface RuleHistory {
  /** In one instrument, or for all of them in every instrument together. */
  acted(rule: RuleId, instrument: InstrumentId, now: Timestamp): Acted | undefined;
  /** What a condition of the rule may read of it. */
  readable(rule: RuleId, instrument: InstrumentId, now: Timestamp): Readonly<Record<string, unknown>>;
  /** What became of its action: nothing was against it, or this was. */
  readonly answered: Station<Event<'rule.answered'>>;
  note(rule: RuleId, instrument: InstrumentId, now: Timestamp): void;
  /** Whether the rule rests in every instrument. */
  rests(rule: RuleId, now: Timestamp): boolean;
  rest(plan: RulePlan, duration: Duration, now: Timestamp): void;
  endRest(rule: RuleId): void;
}

export function createRuleHistory(owners: Owners, sessions: Sessions): RuleHistory {
  const own = owners.register('rules', 1);
  const acted = own.records<string, Acted>('acted');
  const outcomes = own.records<string, string>('outcomes');
  const rests = own.records<RuleId, Timestamp>('rests');

  const dayOf = (now: Timestamp): string => sessions.current()?.session ?? isoTime(now).slice(0, 10);

  function find(rule: RuleId, instrument: InstrumentId, now: Timestamp): Acted | undefined {
    const known = acted.get(actorId(rule, instrument));
    return known === undefined || known.day === dayOf(now) ? known : { ...known, day: dayOf(now), today: 0 };
  }

  return {
    acted: find,
    readable(rule, instrument, now) {
      const inSymbol = find(rule, instrument, now);
      return {
        today: inSymbol?.today ?? 0,
        todayInAll: find(rule, ALL, now)?.today ?? 0,
        total: inSymbol?.total ?? 0,
        hasActed: inSymbol !== undefined,
        minutesSince: inSymbol === undefined ? undefined : (now - inSymbol.at) / MICROSECONDS.minute,
        outcome: outcomes.get(actorId(rule, instrument)) ?? 'none',
      };
    },
    answered({ rule, instrument, code }: Event<'rule.answered'>) {
      outcomes.set(actorId(rule, instrument), code === '' ? 'accepted' : code);
    },
    note(rule, instrument, now) {
      for (const each of new Set([instrument, ALL])) {
        const { today, total } = find(rule, each, now) ?? { today: 0, total: 0 };
        acted.set(actorId(rule, each), { day: dayOf(now), today: today + 1, total: total + 1, at: now });
      }
    },
    rests: (rule, now) => (rests.get(rule) ?? 0) > now,
    rest({ rule, cooldown }, duration, now) {
      if (cooldown?.per === 'rule') rests.set(rule, later(now, duration));
    },
    endRest: (rule) => rests.delete(rule),
  };
}

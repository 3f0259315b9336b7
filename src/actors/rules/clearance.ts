/** Whether a rule that is triggered may act now: it has not expired, does not rest, has not acted often enough, and nobody was before it. */
import type { RulePlan } from '../../configuration.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Pass } from '../pass.ts';
import type { Conflicts } from './conflicts.ts';
import { ALL } from './rulebook.ts';
import type { RuleHistory } from './ruleHistory.ts';

export interface Clearance {
  objection(plan: RulePlan, instrument: InstrumentId, pass: Pass): Refusal | null;
  /** The rule has acted, or in a dry run would have. */
  acted(plan: RulePlan, instrument: InstrumentId, pass: Pass): void;
}

export function createClearance(history: RuleHistory, conflicts: Conflicts): Clearance {
  function ofDay({ rule, maxPerDay }: RulePlan, instrument: InstrumentId, pass: Pass): Refusal | null {
    if (maxPerDay === undefined) return null;
    const { today = 0 } = history.acted(rule, maxPerDay.per === 'rule' ? ALL : instrument, pass.at) ?? {};
    return today < maxPerDay.count ? null : refuse('dayLimit', String(maxPerDay.count), String(today));
  }

  return {
    objection(plan, instrument, pass) {
      const { rule, expires } = plan;
      if (expires !== undefined && pass.at >= expires) return refuse('expired', isoTime(expires), isoTime(pass.at));
      if (history.rests(rule, pass.at)) return refuse('cooling');
      return ofDay(plan, instrument, pass) ?? conflicts.objection(plan, instrument);
    },
    acted(plan, instrument, pass) {
      history.note(plan.rule, instrument, pass.at);
      if (plan.dryRun !== true) conflicts.claim(plan, instrument);
    },
  };
}

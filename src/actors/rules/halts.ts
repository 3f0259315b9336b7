/** Which halts are of rules: a rule resumes what a rule has halted, and nothing that anybody else has. */
import type { Event } from '../../events.ts';
import type { RuleId } from '../../identifiers.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Registry } from '../desk/registry.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

export interface Halts {
  halt(scope: string, rule: RuleId, pass: Pass): Refusal | null;
  resume(scope: string, rule: RuleId, pass: Pass): Refusal | null;
  /** Why no rule may resume it. */
  objection(scope: string): Refusal | null;
  /** Somebody halts: where it is no rule, no rule may resume. */
  readonly halted: Station<Event<'risk.halt'>>;
}

export function createHalts(owners: Owners, registry: Registry): Halts {
  const own = owners.register('halts', 1).records<string, RuleId>('byRules');
  const isHalted = (scope: string): boolean => registry.snapshot('risk', scope)?.hasTag('isHalted') === true;
  const objection = (scope: string): Refusal | null =>
    isHalted(scope) && !own.has(scope) ? refuse('haltOfOthers', '', scope) : null;
  const operatorOf = (rule: RuleId): string => `rule ${rule}`;

  return {
    halt(scope, rule, pass) {
      if (!isHalted(scope)) own.set(scope, rule);
      pass.say({ type: 'risk.halt', scope, operator: operatorOf(rule), why: rule });
      return null;
    },
    resume(scope, rule, pass) {
      const hindrance = objection(scope);
      if (hindrance !== null) return hindrance;
      own.delete(scope);
      pass.say({ type: 'risk.resume', scope, operator: operatorOf(rule), why: rule });
      return null;
    },
    objection,
    // What enters as an input is of a person, whatever he calls himself.
    halted({ scope, operator }: Event<'risk.halt'>, pass: Pass) {
      if (pass.index === 0 || !operator.startsWith('rule ')) own.delete(scope);
    },
  };
}

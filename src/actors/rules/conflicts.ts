/**
 * Whose intents contradict each other in one pass. Rules act in the order of their turns; what one has taken in hand in a pass, another
 * leaves alone until the next: how much is held of an instrument, its stop, its targets, whether anything is traded.
 */
import type { RuleAction, RulePlan } from '../../configuration.ts';
import type { InstrumentId, RuleId } from '../../identifiers.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Owners } from '../owners.ts';
import { ALL } from './rulebook.ts';

type Matter = 'size' | 'stop' | 'targets' | 'trading' | 'everything';

interface Claim {
  readonly matter: Matter;
  readonly instrument: InstrumentId;
  readonly rule: RuleId;
}

export interface Conflicts {
  /** That another rule has in hand what this one is to do. */
  objection(plan: RulePlan, instrument: InstrumentId): Refusal | null;
  /** The rule has acted. */
  claim(plan: RulePlan, instrument: InstrumentId): void;
}

const matters: Readonly<Record<RuleAction['do'], readonly Matter[]>> = {
  halt: ['trading'],
  resume: ['trading'],
  flatten: ['size', 'stop', 'targets'],
  flattenBook: ['size', 'stop', 'targets'],
  close: ['size', 'stop', 'targets'],
  reverse: ['size', 'stop', 'targets'],
  cancelEntries: ['size'],
  scaleOut: ['size'],
  moveStop: ['stop'],
  trail: ['stop'],
  moveTargets: ['targets'],
  scaleIn: ['size'],
  open: ['size'],
  notify: [],
};
/** A rule that does one of these waits for no other: the session ends once, and a halt may not come too late. */
const firmActions: ReadonlySet<RuleAction['do']> = new Set(['halt', 'flatten', 'flattenBook']);
const isForAll = (action: RuleAction): boolean =>
  firmActions.has(action.do) || action.do === 'resume' || (action.do === 'cancelEntries' && action.of === 'desk');

export function createConflicts(owners: Owners): Conflicts {
  const claims: Claim[] = []; // not state: of one pass, forgotten at its end
  const forget = (): void => {
    claims.length = 0;
  };
  owners
    .register('conflicts', 1)
    .part('claims', { commit: forget, rollback: forget, save: () => null, restore: forget });

  const claimsOf = ({ rule, actions }: RulePlan, instrument: InstrumentId): readonly Claim[] =>
    actions.flatMap((action) =>
      matters[action.do].map((matter) => ({ matter, instrument: isForAll(action) ? ALL : instrument, rule })),
    );

  return {
    objection(plan, instrument) {
      if (plan.actions.some((action) => firmActions.has(action.do))) return null;
      const wanted = claimsOf(plan, instrument);
      const taken = claims.find(
        (claim) =>
          claim.rule !== plan.rule &&
          meets(claim, instrument) &&
          (claim.matter === 'everything' ||
            wanted.some((each) => each.matter === claim.matter && meets(claim, each.instrument))),
      );
      return taken === undefined ? null : refuse('outranked', '', `by ${taken.rule}`);
    },
    claim(plan, instrument) {
      const { rule } = plan;
      claims.push(...claimsOf(plan, instrument));
      if (plan.exclusive === true) claims.push({ matter: 'everything', instrument, rule });
    },
  };
}

const meets = (claim: Claim, instrument: InstrumentId): boolean =>
  claim.instrument === instrument || claim.instrument === ALL || instrument === ALL;

/** What a rule does once it is triggered: its actions one after the other, each as far as nothing is against it; a dry run only says them. */
import type { LevelAction, RuleAction, RulePlan } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId, RuleId } from '../../identifiers.ts';
import type { Refusal } from '../../refusals.ts';
import type { Pass, Station } from '../pass.ts';
import type { Clearance } from './clearance.ts';
import type { Hands, Part } from './hands.ts';
import { rehearsed } from './rehearsing.ts';
import { faultOf } from './rules.ts';

export interface ActingParts {
  /** A rule of the document as it is now. */
  readonly planOf: (rule: RuleId) => RulePlan | undefined;
  /** What opens or adds is only said then, as in a dry run. */
  readonly isObserving: () => boolean;
  readonly clearance: Clearance;
  readonly hands: Hands;
}

type Triggered = Event<'rule.triggered'>;

export function createActing({ planOf, isObserving, clearance, hands }: ActingParts): Station<Triggered> {
  function perform(action: RuleAction, event: Triggered, pass: Pass): Refusal | null {
    const { rule, instrument } = event;
    switch (action.do) {
      case 'open':
        return hands.open(instrument, action.intent, pass);
      case 'scaleIn':
        return hands.add(instrument, action.sizing, pass);
      case 'scaleOut':
        return hands.reduce(instrument, partOf(action), rule, pass);
      case 'reverse':
        return hands.reversals.begin(event, action.intent, pass);
      case 'halt':
      case 'resume':
        return hands.halts[action.do](hands.scopeOf(action.scope, instrument), rule, pass);
      case 'moveStop':
      case 'trail':
      case 'moveTargets':
        return move(action, instrument, pass);
      default:
        return leave(action, event, pass);
    }
  }

  /** What leaves, or takes back; and what only tells. */
  function leave(
    action: Extract<RuleAction, { do: 'close' | 'flatten' | 'flattenBook' | 'cancelEntries' | 'notify' }>,
    { rule, instrument, signal }: Triggered,
    pass: Pass,
  ): Refusal | null {
    switch (action.do) {
      case 'close':
        hands.reversals.giveUp(instrument, rule, pass);
        return hands.close(instrument, rule, pass);
      case 'flatten':
      case 'flattenBook':
        hands.reversals.giveUp(null, rule, pass);
        return hands[action.do](rule, pass);
      case 'cancelEntries':
        hands.cancelEntries(action.of === 'desk' ? null : instrument, rule, pass);
        return null;
      case 'notify': {
        const about = signal === undefined ? {} : { signal };
        pass.say({ type: 'rule.notified', rule, instrument, text: action.text, ...about });
        return null;
      }
    }
  }

  function move(action: LevelAction, instrument: InstrumentId, pass: Pass): Refusal | null {
    const moved = hands.levels(action, instrument);
    if ('code' in moved) return moved;
    pass.say(moved);
    return null;
  }

  function rehearse(action: RuleAction, { rule, instrument, signal }: Triggered, pass: Pass): null {
    const { words, refusal } = rehearsed(action, instrument, hands, pass);
    pass.say({
      ...{ type: 'rule.rehearsed', rule, instrument, action: words },
      ...{ code: refusal?.code ?? '', detail: refusal === null ? '' : figures(refusal) },
      ...(signal === undefined ? {} : { signal }),
    });
    return null;
  }

  function act(plan: RulePlan, event: Triggered, pass: Pass): Refusal | null {
    const objection = clearance.objection(plan, event.instrument, pass);
    if (objection !== null) return objection;
    const { done, refusal } = doAll(plan, event, pass);
    // One of which an action was turned down has done the others.
    if (done > 0) clearance.acted(plan, event.instrument, pass);
    return refusal;
  }

  /** A desk that observes only says what it would open or add; what is held since before is left all the same. */
  function actOrSay(action: RuleAction, isDryRun: boolean, event: Triggered, pass: Pass): Refusal | null {
    if (isDryRun) return rehearse(action, event, pass);
    if (!(isObserving() && observed.has(action.do))) return perform(action, event, pass);
    const isLeft = action.do === 'reverse' && hands.isHeld(event.instrument);
    const said = rehearse(action, event, pass);
    return isLeft ? perform({ do: 'close' }, event, pass) : said;
  }

  /** Behind an action that is refused nothing adds risk any more; what leaves, tightens or halts is done all the same. */
  function doAll({ actions, dryRun }: RulePlan, event: Triggered, pass: Pass) {
    let refusal: Refusal | null = null;
    let done = 0;
    for (const action of actions) {
      if (refusal !== null && adding.has(action.do)) continue;
      const answer = actOrSay(action, dryRun === true, event, pass);
      if (answer === null) done++;
      refusal ??= answer;
    }
    return { done, refusal };
  }

  function actAs(plan: RulePlan | undefined, event: Triggered, pass: Pass): Refusal | null {
    if (plan === undefined) return null;
    try {
      return act(plan, event, pass);
    } catch (error) {
      throw faultOf(plan.rule, error);
    }
  }

  return (event, pass) => {
    const { rule, instrument, signal } = event;
    const refusal = actAs(planOf(rule), event, pass);
    pass.say({ type: 'rule.answered', rule, instrument, accepted: refusal === null, code: refusal?.code ?? '' });
    if (refusal === null) return;
    const about = signal === undefined ? {} : { signal };
    pass.say({ type: 'rule.declined', rule, instrument, code: refusal.code, detail: figures(refusal), ...about });
  };
}

const adding: ReadonlySet<RuleAction['do']> = new Set(['open', 'scaleIn', 'reverse', 'resume']);

/** What a desk that observes only says. */
const observed: ReadonlySet<RuleAction['do']> = new Set(['open', 'scaleIn', 'reverse']);

const partOf = ({ quantity, share }: Extract<RuleAction, { do: 'scaleOut' }>): Part => ({
  ...(quantity === undefined ? {} : { quantity }),
  ...(share === undefined ? {} : { share }),
});

const figures = ({ limit, value }: Refusal): string => [value, limit].filter((each) => each !== '').join(' against ');

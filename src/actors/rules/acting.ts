/** What a rule does once it is triggered: its actions one after the other, as far as nothing is against them; a dry run only says them. */
import type { DeskConfiguration, RuleAction, RulePlan } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { OpenIntent } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Pass, Station } from '../pass.ts';
import type { Clearance } from './clearance.ts';
import { faultOf } from './rules.ts';

/** What would be done: in words, and what is against it. */
export interface Rehearsal {
  readonly words: string;
  readonly refusal: Refusal | null;
}

/** How the desk does what rules ask for. */
export interface Hands {
  open(instrument: InstrumentId, intent: OpenIntent, pass: Pass): Refusal | null;
  rehearseOpening(instrument: InstrumentId, intent: OpenIntent, pass: Pass): Rehearsal;
  close(instrument: InstrumentId, why: string, pass: Pass): Refusal | null;
  isHeld(instrument: InstrumentId): boolean;
  flatten(why: string, pass: Pass): Refusal | null;
}

export interface ActingParts {
  readonly configuration: DeskConfiguration;
  readonly clearance: Clearance;
  readonly hands: Hands;
}

type Triggered = Event<'rule.triggered'>;

export function createActing({ configuration, clearance, hands }: ActingParts): Station<Triggered> {
  const plans = new Map(configuration.rules.map((plan) => [plan.rule, plan])); // not state: the document, by name

  function perform(action: RuleAction, { rule, instrument }: Triggered, pass: Pass): Refusal | null {
    if (action.do === 'open') return hands.open(instrument, action.intent, pass);
    if (action.do === 'close') return hands.close(instrument, rule, pass);
    return hands.flatten(rule, pass);
  }

  function rehearse(action: RuleAction, event: Triggered, pass: Pass): void {
    const { rule, instrument, signal } = event;
    const { words, refusal } = inWords(action, instrument, pass);
    pass.say({
      ...{ type: 'rule.rehearsed', rule, instrument, action: words },
      ...{ code: refusal?.code ?? '', detail: refusal === null ? '' : figures(refusal) },
      ...(signal === undefined ? {} : { signal }),
    });
  }

  function inWords(action: RuleAction, instrument: InstrumentId, pass: Pass): Rehearsal {
    if (action.do === 'open') return hands.rehearseOpening(instrument, action.intent, pass);
    const isNothing = action.do === 'close' && !hands.isHeld(instrument);
    return { words: action.do, refusal: isNothing ? refuse('noPosition') : null };
  }

  function act(plan: RulePlan, event: Triggered, pass: Pass): Refusal | null {
    const objection = clearance.objection(plan, event.instrument, pass);
    if (objection !== null) return objection;
    let refusal: Refusal | null = null;
    let done = 0;
    for (const action of plan.actions) {
      if (plan.dryRun === true) rehearse(action, event, pass);
      else refusal = perform(action, event, pass);
      if (refusal !== null) break;
      done++;
    }
    // One that was turned down at its second action has done the first.
    if (done > 0) clearance.acted(plan, event.instrument, pass);
    return refusal;
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
    const refusal = actAs(plans.get(rule), event, pass);
    pass.say({ type: 'rule.answered', rule, instrument, accepted: refusal === null, code: refusal?.code ?? '' });
    if (refusal === null) return;
    const about = signal === undefined ? {} : { signal };
    pass.say({ type: 'rule.declined', rule, instrument, code: refusal.code, detail: figures(refusal), ...about });
  };
}

const figures = ({ limit, value }: Refusal): string => (limit === '' ? value : `${value} against ${limit}`);

/** Which rules hear an event, and in which order: found by the type and the instrument of the event, never by looking through all rules. */
import type { Condition } from '../../conditions.ts';
import type { RuleAction, RulePlan } from '../../configuration.ts';
import type { InstrumentId, RuleId } from '../../identifiers.ts';
import { isAncestor, topicsOf } from '../../ruleTopics.ts';
import { isFeedNews } from '../market/feedNews.ts';

export interface Rule {
  readonly plan: RulePlan;
  readonly condition: Condition | null;
  /** Its condition reads what it has done. */
  readonly readsHistory?: true;
}
/** A rule that is to be judged for an instrument, by the actor of that name. */
export interface Turn {
  readonly rule: Rule;
  readonly instrument: InstrumentId;
  readonly id: string;
  /** Under this name the rule is set apart as a whole. */
  readonly whole: string;
}

/** Stands for all instruments, in rules that wait for events without one. */
export const ALL = '*' as InstrumentId;

export const actorId = (rule: RuleId, instrument: InstrumentId): string => `${rule}/${instrument}`;

export interface Rulebook {
  /** Whether any rule waits for this type. */
  waitsFor(type: string): boolean;
  /** Whose turn it is at an event of this type about an instrument, or about none: the first is judged first. */
  turns(type: string, instrument: InstrumentId): readonly Turn[];
}

export function createRulebook(rules: readonly Rule[]): Rulebook {
  const inOrder = rules.filter(({ plan }) => plan.enabled !== false).toSorted(byPriority);
  const byType = new Map<string, readonly Rule[]>(); // not state: which rules wait for a type
  const byInstrument = new Map<string, Map<InstrumentId, readonly Turn[]>>(); // not state: whose turn it is, by type

  /** Every topic that a rule waits for: most types are no rule's, which is known by them at once. */
  const topics = new Set(inOrder.flatMap(({ plan }) => topicsOf(plan.when))); // not state: the document
  function isAwaited(type: string): boolean {
    if (topics.has(type)) return true;
    if (topics.has('*')) return true;
    for (let dot = type.indexOf('.'); dot > 0; dot = type.indexOf('.', dot + 1))
      if (topics.has(type.slice(0, dot))) return true;
    return false;
  }

  function waiting(type: string): readonly Rule[] {
    const known = byType.get(type);
    if (known !== undefined) return known;
    if (!isAwaited(type)) return none;
    const found = inOrder.filter(({ plan }) => hears(plan, type));
    byType.set(type, found);
    byInstrument.set(type, new Map());
    return found;
  }

  return {
    waitsFor: (type) => waiting(type).length > 0,
    turns(type, instrument) {
      const known = byInstrument.get(type)?.get(instrument);
      if (known !== undefined) return known;
      const turns = waiting(type).flatMap((rule) => instrumentsOf(rule, instrument).map((each) => turnOf(rule, each)));
      byInstrument.get(type)?.set(instrument, turns);
      return turns;
    },
  };
}

const none: readonly Rule[] = [];

function turnOf(rule: Rule, instrument: InstrumentId): Turn {
  const name = rule.plan.rule;
  return { rule, instrument, id: actorId(name, instrument), whole: actorId(name, ALL) };
}

/** What makes it less comes before what makes it more. */
const order: readonly RuleAction['do'][] = [
  'halt',
  'flatten',
  'flattenBook',
  'close',
  'cancelEntries',
  'scaleOut',
  'moveStop',
  'trail',
  'moveTargets',
  'reverse',
  'scaleIn',
  'open',
  'resume',
  'notify',
];
const rankOf = ({ plan }: Rule): number => Math.min(...plan.actions.map((action) => order.indexOf(action.do)));

/** Higher priorities first; of equals, what leaves before what opens; of those, as they stand in the document. */
const byPriority = (a: Rule, b: Rule): number =>
  (b.plan.priority ?? 0) - (a.plan.priority ?? 0) || rankOf(a) - rankOf(b);

/** News of a feed a rule hears by their own name alone. */
const hears = ({ when }: RulePlan, type: string): boolean =>
  topicsOf(when).some((topic) => topic === type || (!isFeedNews(type) && isAncestor(topic, type)));

/** An event about no instrument is one about each symbol of a rule that names some. */
function instrumentsOf({ plan: { symbols } }: Rule, instrument: InstrumentId): readonly InstrumentId[] {
  if (symbols === undefined) return [instrument];
  if (instrument === ALL) return symbols;
  return symbols.includes(instrument) ? [instrument] : [];
}

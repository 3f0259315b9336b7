/** Judges the conditions of the desk document's rules and tells the rule actors which of them hold. */
import { encode } from '../../codec.ts';
import type { Condition, Scope } from '../../conditions.ts';
import { compileCondition, isCondition } from '../../conditions.ts';
import type { DeskConfiguration, RulePlan } from '../../configuration.ts';
import { valueNames } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId, RuleId, Timestamp } from '../../identifiers.ts';
import type { RuleContext } from '../../machines/rule/ruleMachine.ts';
import type { SignalEvent } from '../../ports.ts';
import { awaits } from '../../ruleTopics.ts';
import type { Lateness } from '../desk/lateness.ts';
import type { Registry } from '../desk/registry.ts';
import type { Pass, Station } from '../pass.ts';
import type { Scopes } from '../scopes.ts';
import type { Signals } from '../signals.ts';
import { isSignal } from '../signals.ts';
import { ActorFailure } from '../supervision.ts';
import type { Rule, Rulebook, Turn } from './rulebook.ts';
import { ALL, actorId, createRulebook } from './rulebook.ts';
import type { RuleHistory } from './ruleHistory.ts';

/** How a rule was judged: what it read, and what that came to. */
export interface Judged {
  readonly plan: RulePlan;
  readonly instrument: InstrumentId;
  readonly event: string;
  readonly condition: Condition | null;
  readonly scope: Scope;
  /** `apart`: it failed before, and hears nothing more. */
  readonly verdict: ReturnType<Condition['judge']> | 'apart';
}

/** The rules of a document, ready to be judged: their conditions compiled, and found by the events that they hear. */
export interface RuleSet {
  readonly rulebook: Rulebook;
  readonly plans: ReadonlyMap<RuleId, RulePlan>;
  readonly resettable: readonly RulePlan[];
  readonly resting: readonly Rule[];
}

/** What texts have been compiled to. */
type Conditions = Map<string | null, Condition | null>;

/** The same in turns, so that what comes in meanwhile is heard. @throws `deskFileWrong` for a condition that is none */
export async function ruleSetInTurns(configuration: Pick<DeskConfiguration, 'rules' | 'indicators'>): Promise<RuleSet> {
  const byText: Conditions = new Map(); // not state: rules of one text share what it was compiled to
  for (const [index, plan] of configuration.rules.entries()) {
    if (!byText.has(plan.condition)) byText.set(plan.condition, compiled(plan, configuration.indicators));
    if (index % IN_A_TURN === IN_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return ruleSetOf(configuration, byText);
}
/** A millisecond or so of conditions. */
const IN_A_TURN = 25;

/** @throws `deskFileWrong` for a condition that is none */
export function ruleSetOf(
  { rules: all, indicators }: Pick<DeskConfiguration, 'rules' | 'indicators'>,
  byText: Conditions = new Map(), // not state: rules of one text share what it was compiled to
): RuleSet {
  const rules = all.map((plan): Rule => {
    const known = byText.get(plan.condition);
    const condition = known === undefined ? compiled(plan, indicators) : known;
    byText.set(plan.condition, condition);
    return condition?.reads.includes('rule') === true ? { plan, condition, readsHistory: true } : { plan, condition };
  });
  return {
    rulebook: createRulebook(rules),
    plans: new Map(all.map((plan) => [plan.rule, plan])), // not state: the document, by name
    resettable: all.filter(({ cooldown }) => cooldown?.reset !== undefined),
    resting: rules.filter(({ plan }) => plan.cooldown !== null && plan.cooldown.after !== 'action'),
  };
}

export interface Rules {
  /** Hears every event; only those that a rule waits for cost anything. */
  readonly hear: Station<Event>;
  /** The broker has been read: what was kept until then is judged. */
  readonly ready: Station<Event<'connection.ready'>>;
  /** A round trip ended: rules of the instrument may rest. */
  readonly positionClosed: Station<Event<'position.closed'>>;
  /** A rule rests in one instrument: it may be to rest in all. */
  readonly cooling: Station<Event<'rule.cooling'>>;
  /** Whether any rule waits for this type, or ends its rest with it. */
  waitsFor(type: string): boolean;
  /** A rule of the document as it is now. */
  planOf(rule: RuleId): RulePlan | undefined;
  /** Takes another set in the place of the one that holds. */
  use(set: RuleSet): void;
  /** Tells the actors of rules how they rest and how often they may act now. */
  readonly configured: Station<Event<'desk.configured'>>;
  /** Tells of every judgement, for explanations; it changes nothing. */
  watch(judged: (judged: Judged) => void): void;
}

type Reader = ReturnType<Scopes['about']>;

export interface RuleParts {
  readonly configuration: DeskConfiguration;
  readonly registry: Registry;
  readonly scopes: Scopes;
  readonly lateness: Lateness;
  readonly signals: Signals;
  readonly history: RuleHistory;
}

export function createRules({ configuration, registry, scopes, lateness, signals, history }: RuleParts): Rules {
  let { rulebook, plans, resettable, resting } = ruleSetOf(configuration); // not state: the document

  let watching: ((judged: Judged) => void) | undefined; // not state: it only looks on

  /** The actor of a rule for an instrument, made and armed when it is first needed. */
  function actorOf({ plan }: Rule, instrument: InstrumentId): string {
    const id = actorId(plan.rule, instrument);
    if (!registry.has('rule', id)) {
      const { rule, cooldown, times } = plan;
      registry.create('rule', id, { rule, instrument, cooldown, times });
      registry.hear('rule', id, { type: 'rule.arm', rule, instrument });
    }
    return id;
  }

  /** All rules that hear an event read the same, and each its own history. */
  const scopeOf = (
    { rule: { plan, readsHistory }, instrument }: Turn,
    { reads }: Condition,
    read: Reader,
    at: Timestamp,
  ) => (readsHistory === true ? { ...read(reads), rule: history.readable(plan.rule, instrument, at) } : read(reads));

  function judge(turn: Turn, event: Event, read: Reader, pass: Pass): void {
    const { rule, instrument } = turn;
    const name = rule.plan.rule;
    const { condition } = rule;
    const scope = condition === null ? noScope : scopeOf(turn, condition, read, pass.at);
    const verdict = condition === null || condition.judge(scope);
    watching?.({ plan: rule.plan, instrument, event: event.type, condition, scope, verdict });
    if (verdict === false) return;
    if (verdict !== true) {
      pass.say({ type: 'rule.failed', rule: name, instrument, detail: verdict.reason });
      return;
    }
    const signal = 'id' in event && event.type.startsWith('signal.') ? { signal: event.id as never } : {};
    const hindrance = lateness.hindrance(rule.plan, event, pass.at);
    if (hindrance !== null) {
      pass.say({ type: 'rule.declined', rule: name, instrument, code: hindrance, detail: event.type, ...signal });
      return;
    }
    actorOf(rule, instrument);
    pass.say({ type: 'rule.matched', rule: name, instrument, ...signal });
  }

  function judgeAll(event: Event, pass: Pass): void {
    const about = 'instrument' in event ? event.instrument : ALL;
    // All rules that hear an event see the same: what they do comes behind on the agenda.
    let read = scopes.about(event, about, pass.at);
    let last = about;
    for (const turn of rulebook.turns(event.type, about)) {
      const { rule, instrument, id, whole } = turn;
      if (registry.isQuarantined('rule', id) || registry.isQuarantined('rule', whole)) {
        const { plan, condition } = rule;
        watching?.({ plan, instrument, event: event.type, condition, scope: noScope, verdict: 'apart' });
        continue;
      }
      if (instrument !== last) read = scopes.about(event, instrument, pass.at);
      last = instrument;
      try {
        judge(turn, event, read, pass);
      } catch (error) {
        throw faultOf(rule.plan.rule, error);
      }
    }
  }

  const endingRests = (type: string): readonly RulePlan[] =>
    resettable.filter(({ cooldown }) => cooldown?.reset?.some((topic) => awaits(topic, type)));

  /** Events that end the rest of a rule: in their instrument, or where they are about none in all. */
  function endRests(event: Event, pass: Pass): void {
    const about = 'instrument' in event ? event.instrument : ALL;
    for (const { rule } of endingRests(event.type)) {
      history.endRest(rule);
      const own = registry.list('rule').filter(([, { context }]) => context.rule === rule);
      for (const [, snapshot] of own) {
        const { instrument } = snapshot.context;
        if (snapshot.hasTag('isResting') && (about === ALL || about === instrument))
          pass.say({ type: 'rule.endRest', rule, instrument, why: event.type });
      }
    }
  }

  function hearSignal(event: SignalEvent, pass: Pass): void {
    const { id: signal, instrument, observedAt } = event;
    const code = signals.take(event, pass.at);
    if (code !== null) return pass.say({ type: 'desk.signalRefused', signal, instrument, code, observedAt });
    pass.say({ type: 'desk.signalTaken', signal, instrument });
    judgeAll(event, pass);
  }

  return {
    watch(judged) {
      watching = judged;
    },
    planOf: (rule) => plans.get(rule),
    use(set) {
      ({ rulebook, plans, resettable, resting } = set);
    },
    configured(_event, pass: Pass) {
      for (const [, { context }] of registry.list('rule')) {
        const { rule, instrument } = context;
        const plan = plans.get(rule);
        if (plan === undefined || isAsBefore(plan, context)) continue;
        const { cooldown, times } = plan;
        pass.say({
          ...{ type: 'rule.configure', rule, instrument },
          ...(cooldown === null ? {} : { cooldown }),
          ...(times === null ? {} : { times }),
        });
      }
    },
    waitsFor: (type) => rulebook.waitsFor(type) || endingRests(type).length > 0,
    cooling({ rule, for: duration }: Event<'rule.cooling'>, pass: Pass) {
      const plan = plans.get(rule);
      if (plan !== undefined) history.rest(plan, duration, pass.at);
    },
    hear(event: Event, pass: Pass) {
      if (resettable.length > 0) endRests(event, pass);
      if (isSignal(event)) hearSignal(event, pass);
      else if (!lateness.keeps(event)) judgeAll(event, pass);
    },
    ready(_event, pass: Pass) {
      for (const event of lateness.takeKept()) judgeAll(event, pass);
    },
    positionClosed(event: Event<'position.closed'>) {
      for (const rule of resting) registry.hear('rule', actorOf(rule, event.instrument), event);
    },
  };
}

const isAsBefore = ({ cooldown, times }: RulePlan, before: RuleContext): boolean =>
  times === before.times && encode(cooldown) === encode(before.cooldown);

const noScope: Scope = {};

/** What a rule throws is a fault of that rule: it is set apart for every instrument, the others go on. */
export function faultOf(rule: RuleId, error: unknown): unknown {
  if (error instanceof OrdermatonError || error instanceof ActorFailure) return error;
  return new ActorFailure('rule', actorId(rule, ALL), error);
}

function compiled(plan: RulePlan, indicators: DeskConfiguration['indicators']): Condition | null {
  if (plan.condition === null) return null;
  const condition = compileCondition(plan.condition, indicators.flatMap(valueNames));
  if (isCondition(condition)) return condition;
  throw new OrdermatonError('deskFileWrong', {
    count: 1,
    list: `rule ${plan.rule}: ${condition.message} (at ${condition.column} of "${plan.condition}")`,
  });
}

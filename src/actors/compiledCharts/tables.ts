/** What is remembered of a chart: for each state and event who is asked, and for each answer what is done. Filled as it is needed. */
import type { AnyStateMachine, AnyStateNode, StateValue } from 'xstate';
import type { MachineSnapshot, Transition } from '../xstatePrivate.ts';
import type { Act, Guard } from './hands.ts';
import { actOf, guardOf } from './hands.ts';
import { markChart } from './marked.ts';
import { inChartOrder } from './stateValues.ts';

/** A state of the whole chart: what snapshots of it share. */
export interface Configuration {
  readonly nodes: readonly AnyStateNode[];
  readonly value: StateValue;
  readonly tags: ReadonlySet<string>;
  readonly plans: Map<string, Plan>;
}

/** Whom to ask about an event, in order. */
export interface Plan {
  /** Whether a guard is one of XState's own, so that the event is left to XState. */
  readonly stock: boolean;
  readonly candidates: readonly Candidate[];
  /** Where the answers lead: the first step is that of nobody. */
  readonly answers: Answers;
}

export interface Candidate {
  readonly transition: Transition;
  readonly guard: Guard;
  /** The first candidate of its own state or of one within: when one from there on is enabled, this one is not asked. */
  readonly within: number;
}

/** What follows when the candidates so far are enabled, and no further one; and where a further one leads. */
export interface Answers {
  step: Step | undefined;
  readonly further: (Answers | undefined)[];
}

/** What is done: `stock` is left to XState. */
export type Step =
  | { readonly stock: true }
  | {
      readonly stock: false;
      readonly acts: readonly Act[];
      readonly taken: readonly Transition[];
      readonly to: Configuration;
    };

/** How much is remembered, and how often it could not be used. All counts are of the process. */
export interface ChartCounters {
  configurations: number;
  steps: number;
  events: number;
  /** Events that XState itself was given. */
  stockEvents: number;
  /** Steps where XState selected other transitions than the plan: never seen. */
  failedChecks: number;
  /** Steps that came to something else than XState's, where they were compared: never seen. */
  differences: number;
  /** States beyond the cap: right, but not remembered. */
  overflown: number;
}

export interface Tables {
  readonly counters: ChartCounters;
  /** A snapshot of the first state with nothing in it, for what all snapshots have alike. */
  readonly blank: MachineSnapshot;
  /** The state that a snapshot is in; nothing beyond the cap. */
  configurationOf(snapshot: MachineSnapshot): Configuration | undefined;
  planOf(configuration: Configuration, type: string): Plan;
  stepOf(configuration: Configuration, plan: Plan, type: string, enabled: readonly number[]): Step;
  start(): Step;
}

export function createTables(machine: AnyStateMachine, cap: number, onTrouble: (what: string) => void): Tables {
  const marked = markChart(machine);
  const byNodes = new WeakMap<readonly AnyStateNode[], Configuration>();
  const byValue = new Map<string, Configuration>(); // not state: what can be worked out again
  const acts = new Map<unknown, Act | undefined>(); // not state: what can be worked out again
  const counters = {
    configurations: 0,
    steps: 0,
    events: 0,
    stockEvents: 0,
    failedChecks: 0,
    differences: 0,
    overflown: 0,
  };

  function configurationAt(value: StateValue): Configuration | undefined {
    const ordered = inChartOrder(machine.root, value) as StateValue;
    const key = JSON.stringify(ordered);
    const known = byValue.get(key);
    if (known !== undefined) return known;
    if (byValue.size >= cap) {
      counters.overflown += 1;
      if (counters.overflown === 1)
        onTrouble(`${machine.id} has more than ${cap} states: those beyond are left to XState`);
      return undefined;
    }
    const resolved = machine.resolveState({ value: ordered, context: {} } as never) as unknown as MachineSnapshot;
    const nodes = Object.freeze([...resolved._nodes].sort((a, b) => a.order - b.order));
    const made: Configuration = { nodes, value: frozen(resolved.value), tags: resolved.tags, plans: new Map() };
    byNodes.set(nodes, made);
    byValue.set(key, made);
    counters.configurations += 1;
    return made;
  }

  function actsOf(actions: readonly unknown[]): readonly Act[] | undefined {
    const prepared = actions.map((action) => {
      if (!acts.has(action)) acts.set(action, actOf(machine, action));
      return acts.get(action);
    });
    return prepared.includes(undefined) ? undefined : (prepared as readonly Act[]);
  }

  function record(configuration: Configuration, type: string, taken: readonly Transition[]): Step {
    counters.steps += 1;
    try {
      const course = marked.take(configuration.value, type, taken);
      const prepared = actsOf(course.actions);
      const to = configurationAt(course.value);
      return prepared === undefined || to === undefined ? { stock: true } : { stock: false, acts: prepared, taken, to };
    } catch (error) {
      counters.failedChecks += 1;
      onTrouble((error as Error).message);
      return { stock: true };
    }
  }

  const first = marked.start();
  return {
    counters,
    blank: machine.resolveState({ value: first.value, context: {} } as never) as unknown as MachineSnapshot,
    configurationOf: (snapshot) => byNodes.get(snapshot._nodes) ?? configurationAt(snapshot.value),
    planOf(configuration, type) {
      const transitions = marked.candidates(configuration.value, type);
      const guards = transitions.map(({ guard }) => guardOf(machine, guard));
      const stock = guards.includes(undefined);
      const candidates = transitions.map((transition, index) => ({
        transition,
        guard: guards[index] as Guard,
        within: firstWithin(transitions, index),
      }));
      const plan = { stock, candidates, answers: { step: undefined, further: [] } };
      configuration.plans.set(type, plan);
      return plan;
    },
    stepOf(configuration, plan, type, enabled) {
      let answers = plan.answers as Answers;
      for (const index of enabled) answers = answers.further[index] ??= { step: undefined, further: [] };
      answers.step ??= record(
        configuration,
        type,
        enabled.map((index) => (plan.candidates[index] as Candidate).transition),
      );
      return answers.step;
    },
    start() {
      const prepared = actsOf(first.actions);
      const to = configurationAt(first.value);
      return prepared === undefined || to === undefined
        ? { stock: true }
        : { stock: false, acts: prepared, taken: [], to };
    },
  };
}

/** Candidates come inner states first, so that all of one state and of those within it stand side by side. */
function firstWithin(transitions: readonly Transition[], index: number): number {
  const { source } = transitions[index] as Transition;
  let first = index; // not state: of this question
  while (first > 0 && isWithin((transitions[first - 1] as Transition).source, source)) first -= 1;
  return first;
}

function isWithin(node: AnyStateNode, outer: AnyStateNode): boolean {
  for (let up: AnyStateNode | undefined = node; up !== undefined; up = up.parent as AnyStateNode | undefined)
    if (up === outer) return true;
  return false;
}

function frozen(value: StateValue): StateValue {
  if (typeof value === 'object') for (const inner of Object.values(value)) if (inner !== undefined) frozen(inner);
  return Object.freeze(value) as StateValue;
}

/**
 * A chart that answers from memory: the same machine, definitions, guards, actions, snapshots and inspection; what XState itself has
 * answered once for a state and an event is not worked out again.
 */
import type { AnyEventObject, AnyStateMachine } from 'xstate';
import type { ActorScope, Executable, Initial, MachineSnapshot, Transitions } from '../xstatePrivate.ts';
import { compared } from './compared.ts';
import { given } from './hands.ts';
import { whyNot } from './marked.ts';
import type { Candidate, ChartCounters, Configuration, Plan, Step } from './tables.ts';
import { createTables } from './tables.ts';

export interface CompileOptions {
  /** How many states of the whole chart are remembered; those beyond are left to XState. 4,096 unless told. */
  readonly cap?: number;
  /** Hears why something is left to XState that should not be, and what differed in a comparison. */
  readonly onTrouble?: (what: string) => void;
  /** Of so many actors one is worked out by XState as well, and compared; none unless told. */
  readonly compareEvery?: number;
}

export interface CompiledChart<M extends AnyStateMachine> {
  readonly machine: M;
  readonly counters: Readonly<ChartCounters>;
}

type Done = Extract<Step, { readonly stock: false }>;

/**
 * Guards must be pure, and so must `assign` and the function that makes the first context. An actor may not be spawned in them.
 * @throws Error for a chart with what is not compiled: `always`, delays, history, final states, invoked actors
 */
export function compileChart<M extends AnyStateMachine>(chart: M, options: CompileOptions = {}): CompiledChart<M> {
  const machine = chart.provide({}) as unknown as M;
  const reason = whyNot(machine.root);
  if (reason !== undefined) throw new Error(`The chart can not be compiled: ${reason}.`);
  const { cap = 4096, onTrouble = () => undefined, compareEvery } = options;
  const tables = createTables(machine, cap, onTrouble);
  const { counters } = tables;
  const stock = {
    transition: machine.transition as unknown as Transitions,
    initial: machine.getInitialSnapshot as unknown as Initial,
  };
  const shared = tables.blank;
  const { matches, hasTag, can, getMeta, toJSON } = shared;
  const snapshotAt = (to: Configuration, before: MachineSnapshot, context: unknown): MachineSnapshot => ({
    status: 'active',
    output: before.output,
    error: before.error,
    machine,
    context,
    _nodes: to.nodes,
    value: to.value,
    tags: to.tags,
    children: before.children,
    historyValue: before.historyValue,
    matches,
    hasTag,
    can,
    getMeta,
    toJSON,
  });

  const transition: Transitions = (snapshot, event, scope) => {
    counters.events += 1;
    const configuration = isOurs(snapshot, event) ? tables.configurationOf(snapshot) : undefined;
    const step = configuration === undefined ? undefined : stepFor(configuration, snapshot, event);
    if (configuration === undefined || step === undefined || step.stock) {
      counters.stockEvents += 1;
      return stock.transition(snapshot, event, scope);
    }
    const context = carryOut(step, snapshot.context, event, scope);
    const next =
      context === snapshot.context && step.to === configuration ? snapshot : snapshotAt(step.to, snapshot, context);
    scope.system._sendInspectionEvent({
      type: '@xstate.microstep',
      actorRef: scope.self,
      event,
      snapshot: next,
      _transitions: step.taken,
    });
    return next;
  };

  const enabled: number[] = []; // not state: used within one step
  function stepFor(configuration: Configuration, { context }: MachineSnapshot, event: AnyEventObject): Step {
    const plan = configuration.plans.get(event.type) ?? tables.planOf(configuration, event.type);
    if (plan.stock) return leftToXState;
    enabled.length = 0;
    let last = -1;
    let answers: Plan['answers'] | undefined = plan.answers;
    const { candidates } = plan;
    for (let index = 0; index < candidates.length; index += 1) {
      const candidate = candidates[index] as Candidate;
      if (last >= candidate.within || !isEnabled(candidate, context, event)) continue;
      last = index;
      enabled.push(index);
      answers = answers?.further[index];
    }
    return answers?.step ?? tables.stepOf(configuration, plan, event.type, enabled);
  }

  let start: Step | undefined; // not state: what XState does at every start
  const getInitialSnapshot: Initial = (scope, input) => {
    start ??= tables.start();
    const performed: Executable[] = [];
    if (!start.stock)
      try {
        const event = { type: 'xstate.init', input };
        const kept = {
          self: scope.self,
          system: scope.system,
          actionExecutor: (action: Executable) => performed.push(action),
        };
        const context = carryOut(start, firstContext(machine, scope, input), event, kept as unknown as ActorScope);
        for (const action of performed) scope.actionExecutor(action);
        return snapshotAt(start.to, { ...shared, children: {}, historyValue: {} }, context);
      } catch {
        // Nothing has been done yet: XState says what went wrong, in a snapshot of its own.
      }
    return stock.initial(scope, input);
  };

  const onDifference = (what: string): void => {
    counters.differences += 1;
    onTrouble(`${machine.id}, ${what}`);
  };
  const watched = (every: number) => compared({ compiled: transition, stock: stock.transition, every, onDifference });
  Object.assign(machine, {
    transition: compareEvery === undefined ? transition : watched(compareEvery),
    getInitialSnapshot,
    provide: (hands: never) => compileChart(chart.provide(hands), options).machine,
  });
  return { machine, counters };
}

/** XState's own events, and snapshots that are no longer active, are left to XState. */
const isOurs = ({ status }: MachineSnapshot, { type }: AnyEventObject): boolean =>
  status === 'active' && !type.startsWith('xstate.');

const leftToXState: Step = { stock: true };

/** A guard that throws is told in XState's words, and not asked again: one that remembers might answer otherwise. */
function isEnabled({ guard, transition }: Candidate, context: unknown, event: AnyEventObject): boolean {
  try {
    return guard(context, event);
  } catch (error) {
    const reference = transition.guard as string | { readonly type?: string } | (() => unknown);
    const name = typeof reference === 'string' ? reference : typeof reference === 'object' ? reference.type : undefined;
    const what = name === undefined ? '' : `'${name}' `;
    const where = `event '${event.type}' in state node '${transition.source.id}'`;
    throw new Error(`Unable to evaluate guard ${what}in transition for ${where}:\n${(error as Error).message}`);
  }
}

/**
 * Does what a step does, in order, and gives the context that it comes to. It is spread and not assigned to an empty object: V8 copies the
 * shape at once, where an object that grows by more than some thirty fields becomes a hash table, a hundred times dearer.
 */
function carryOut(step: Done, before: unknown, event: AnyEventObject, scope: ActorScope): unknown {
  const { self, system } = scope;
  let context = before; // not state: of this step
  for (const act of step.acts) {
    const params = given(act.params, context, event);
    if (act.kind === 'assign')
      context = {
        ...(context as object),
        ...act.assign({ context, event, spawn: refuseToSpawn, self, system }, params),
      };
    else scope.actionExecutor({ type: act.type, info: { context, event, self, system }, params, exec: act.exec });
  }
  return context;
}

const refuseToSpawn = (): never => {
  throw new Error('An actor can not be spawned in the assignment of a compiled chart.');
};

function firstContext(machine: AnyStateMachine, { self }: ActorScope, input: unknown): unknown {
  const { context } = machine.config as { context?: unknown };
  if (typeof context !== 'function') return context ?? {};
  return { ...context({ spawn: refuseToSpawn, input, self }) };
}

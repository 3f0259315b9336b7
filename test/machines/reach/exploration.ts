/** Walks a running machine through everything that a bounded alphabet of events can do to it, and keeps what it saw. */
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
  EventObject,
} from 'xstate';
import { createEmptyActor } from 'xstate';
import { encode } from '../../../src/codec.ts';
import { flat } from '../../support/charts.ts';

/** An event of any machine. */
export type Told = EventObject & { readonly [field: string]: unknown };

/** What is asked of a machine: from which beginnings, with which events, and which of its states count as one. */
export interface Model {
  readonly machine: AnyStateMachine;
  /** Beginnings by name: a candidate may need a plan, an order or a limit that another beginning does not have. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Every event of the alphabet, in the shapes that decide guards. */
  readonly alphabet: readonly Told[];
  /** Which of them are sent in a state while exploring; all of them without it. */
  readonly events?: (snapshot: AnyMachineSnapshot, alphabet: readonly Told[]) => readonly Told[];
  /** What tells two states of the same configuration apart. */
  readonly key: (context: never) => unknown;
  /** More steps than this are a mistake in the model. */
  readonly limit: number;
}

/** One state that was reached, and the events that were sent in it. */
export interface Reached {
  readonly snapshot: AnyMachineSnapshot;
  readonly sent: ReadonlySet<Told>;
}

/** Everything that the model can reach. */
export const explore = (model: Model): readonly Reached[] =>
  Object.values(model.inputs).flatMap((input) => exploreFrom(model, input));

/**
 * Breadth first: of the states that count as one, the first that is met stands for all. XState's own walk does the same, and keeps every
 * step in a list that it takes from the front of: with half a million steps that takes longer than the steps do.
 */
function exploreFrom({ machine, alphabet, events, key, limit }: Model, input: unknown): readonly Reached[] {
  const nobody = unheard();
  const found: Reached[] = [];
  const met = new Set<string>();
  const meet = (snapshot: AnyMachineSnapshot): void => {
    const name = encode([flat(snapshot.value), key(snapshot.context as never)]);
    if (met.has(name)) return;
    met.add(name);
    found.push({ snapshot, sent: new Set(events === undefined ? alphabet : events(snapshot, alphabet)) });
  };
  meet(machine.getInitialSnapshot(nobody, input));
  let steps = 0;
  for (let place = 0; place < found.length; place++) {
    const { snapshot, sent } = found[place] as Reached;
    for (const event of sent) {
      if (++steps > limit) throw new Error(`${machine.id}: more steps than ${limit}`);
      const next = machine.transition(snapshot, event, nobody) as AnyMachineSnapshot;
      if (next !== snapshot) meet(next);
    }
  }
  return found;
}

/** What a machine says here, and asks to be done, nobody hears. */
function unheard(): AnyActorScope {
  const self = createEmptyActor();
  const nothing = (): void => undefined;
  const deaf = { logger: nothing, defer: nothing, stopChild: nothing, emit: nothing, actionExecutor: nothing };
  return { self, system: self.system, id: '', sessionId: '', ...deaf } as AnyActorScope;
}

/** The candidates that a machine takes for an event: one a region at most, in the order of the regions. */
export const takenBy = (
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: Told,
): readonly AnyTransitionDefinition[] => machine.getTransitionData(snapshot as never, event as never);

/** Every state of a chart, the root first. */
export function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

/** Every candidate of every event of every state, those of the root and those that stay where they are included. */
export const candidatesOf = (machine: AnyStateMachine): readonly AnyTransitionDefinition[] =>
  nodesOf(machine.root).flatMap((node) => [...node.transitions.values()].flat());

/** A candidate as a line: `working.held on broker.execution [fills] → settled.filled`. */
export function line({ source, eventType, guard, target, description }: AnyTransitionDefinition): string {
  const where = source.path.length === 0 ? 'the root' : source.path.join('.');
  const asks = guard === undefined ? '' : ` [${typeof guard === 'string' ? guard : (guard as { type: string }).type}]`;
  const goes = target === undefined ? 'stays' : target.map((node) => node.path.join('.')).join(', ');
  return `${where} on ${eventType}${asks} → ${goes}${description === undefined ? '' : ` (${description})`}`;
}

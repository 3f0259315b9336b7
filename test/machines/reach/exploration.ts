/** Walks a running machine through everything that a bounded alphabet of events can do to it, and keeps what it saw. */
import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition, EventObject } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
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

/** One state that was reached, and what every event that was sent in it led to. */
export interface Reached {
  readonly input: string;
  readonly snapshot: AnyMachineSnapshot;
  readonly edges: readonly { readonly event: Told; readonly next: AnyMachineSnapshot }[];
}

/** Everything that the model can reach. */
export function explore(model: Model): readonly Reached[] {
  const { machine, alphabet, events } = model;
  const places = new Map(alphabet.map((event, index) => [event, index]));
  return Object.entries(model.inputs).flatMap(([name, input]) => {
    const map = getAdjacencyMap(machine, {
      input,
      events: (events === undefined ? alphabet : (snapshot: AnyMachineSnapshot) => events(snapshot, alphabet)) as never,
      serializeState: ((snapshot: AnyMachineSnapshot) =>
        encode([flat(snapshot.value), model.key(snapshot.context as never)])) as never,
      serializeEvent: ((event: Told) => String(places.get(event))) as never,
      limit: model.limit,
    } as never);
    return Object.values(map).map(
      ({ state, transitions }): Reached => ({
        input: name,
        snapshot: state as unknown as AnyMachineSnapshot,
        edges: Object.values(transitions).map((edge) => ({
          event: (edge as { event: Told }).event,
          next: (edge as { state: unknown }).state as AnyMachineSnapshot,
        })),
      }),
    );
  });
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

/** What a chart is made of, as plain data read from the public definition of its machine. */
import type { AnyStateMachine, StateNodeDefinition, TransitionDefinition } from 'xstate';

type ChartNodeType = 'atomic' | 'compound' | 'parallel';

/** A state. */
export interface ChartNode {
  /** Keys from the root, joined by dots; empty for the root itself. */
  readonly path: string;
  readonly key: string;
  readonly type: ChartNodeType;
  /** Path of the state around it; `null` for the root. */
  readonly parent: string | null;
  /** Path of the child that is entered first; `null` without one. */
  readonly initial: string | null;
  /** Empty when there is none. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** Paths, in document order. */
  readonly children: readonly string[];
}

/** One candidate of a state for an event. Candidates of the same state and event stand in the order in which they are tried. */
export interface ChartEdge {
  /** Path of the state that declares it. */
  readonly source: string;
  /** Paths; none when the state stays as it is. */
  readonly targets: readonly string[];
  readonly event: string;
  readonly guard: string | null;
  readonly actions: readonly string[];
  /** Why it is so, above all why an event is ignored; empty when nothing is said. */
  readonly description: string;
  readonly reenter: boolean;
}

export interface ChartStructure {
  readonly id: string;
  readonly description: string;
  /** In document order, the root first. */
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

// biome-ignore lint/suspicious/noExplicitAny: the definition of any machine, whatever its context and events
type NodeDefinition = StateNodeDefinition<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type EdgeDefinition = TransitionDefinition<any, any>;

/** The action by which our charts say things; what it says is made by a function and can not be read from outside. */
export const REPORT = 'report';

/**
 * Describes a machine. Only what its definition declares is read: nothing is run.
 * @returns plain data without functions, cycles or references to the machine
 */
export function describeChart(machine: AnyStateMachine): ChartStructure {
  const definition: NodeDefinition = machine.definition;
  const nodes: ChartNode[] = [];
  const edges: ChartEdge[] = [];
  const visit = (node: NodeDefinition, path: string, parent: string | null): void => {
    nodes.push(describeNode(node, path, parent));
    for (const edge of node.transitions) edges.push(describeEdge(edge, path));
    for (const [key, child] of Object.entries(node.states)) visit(child, within(path, key), path);
  };
  visit(definition, '', null);
  return { id: definition.id, description: definition.description ?? '', nodes, edges };
}

function describeNode(node: NodeDefinition, path: string, parent: string | null): ChartNode {
  const initial = node.initial?.target[0];
  return {
    path,
    key: node.key,
    type: node.type === 'compound' || node.type === 'parallel' ? node.type : 'atomic',
    parent,
    initial: node.type === 'compound' && initial !== undefined ? pathOf(initial) : null,
    description: node.description ?? '',
    tags: [...node.tags],
    entry: node.entry.map(nameOf),
    exit: node.exit.map(nameOf),
    children: Object.keys(node.states).map((key) => within(path, key)),
  };
}

function describeEdge(edge: EdgeDefinition, source: string): ChartEdge {
  return {
    source,
    targets: (edge.target ?? []).map(pathOf),
    event: edge.eventType,
    guard: edge.guard === undefined ? null : nameOf(edge.guard),
    actions: edge.actions.map(nameOf),
    description: edge.description ?? '',
    reenter: edge.reenter,
  };
}

const within = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
const pathOf = (node: { readonly path: readonly string[] }): string => node.path.join('.');

/** The name of a guard or an action, with a parameter that is a plain word: `note(balance)`. */
function nameOf(named: unknown): string {
  if (typeof named === 'string') return named;
  if (typeof named === 'function') return named.name === '' ? 'inline' : named.name;
  if (typeof named !== 'object' || named === null || !('type' in named)) return 'inline';
  const params = 'params' in named ? named.params : undefined;
  const word = typeof params === 'string' || typeof params === 'number' ? `(${params})` : '';
  return `${String(named.type)}${word}`;
}

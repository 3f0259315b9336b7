/** What a state really answers to an event: its own candidates, then those of the states around it, as XState tries them. */
import { isWithin } from './steps.ts';
import type { ChartEdge, ChartNode, ChartStructure } from './structure.ts';

/** The event that matches all others. */
export const WILDCARD = '*';

/** A part of a chart that answers by itself: a region of a parallel root, or all of it. */
export interface Part {
  readonly root: ChartNode;
  /** Those that have no children, in document order. */
  readonly leaves: readonly ChartNode[];
  /** Those named in it, in document order. */
  readonly events: readonly string[];
}

export function partsOf({ nodes, edges }: ChartStructure): readonly Part[] {
  const [root] = nodes;
  if (root === undefined) return [];
  const regions = nodes.filter(({ parent }) => parent === root.path);
  return (root.type === 'parallel' ? regions : [root]).map((part) => {
    const inside = nodes.filter(({ path }) => isWithin(path, part.path));
    const named = edges.filter(({ source, event }) => isWithin(source, part.path) && event !== WILDCARD);
    return {
      root: part,
      leaves: inside.filter(({ type }) => type === 'atomic'),
      events: [...new Set(named.map(({ event }) => event))],
    };
  });
}

/**
 * The candidates of a leaf for an event in the order in which they are tried, up to the first without a guard, inside its part of the
 * chart. A guard that has refused refuses again, so that only the first candidate with it counts. None, or none whose guard holds,
 * leaves the event to the wildcard at the root, which is not among them.
 */
export function answersOf(
  { nodes, edges }: ChartStructure,
  part: Part,
  leaf: ChartNode,
  event: string,
): readonly ChartEdge[] {
  const answers: ChartEdge[] = [];
  const asked = new Set<string>();
  for (let node: ChartNode | undefined = leaf; node !== undefined && isWithin(node.path, part.root.path); ) {
    const { path, parent }: ChartNode = node;
    for (const candidate of candidatesOf(
      edges.filter(({ source }) => source === path),
      event,
    )) {
      if (path === '' && candidate.event === WILDCARD) return answers;
      if (candidate.guard === null) return [...answers, candidate];
      if (!asked.has(candidate.guard)) answers.push(candidate);
      asked.add(candidate.guard);
    }
    node = nodes.find((other) => other.path === parent);
  }
  return answers;
}

/** Those of one state that match: the event itself, then wildcards, the more of the name they give the earlier. */
function candidatesOf(edges: readonly ChartEdge[], event: string): readonly ChartEdge[] {
  const wild = edges.filter((edge) => edge.event !== event && matches(event, edge.event));
  return [...edges.filter((edge) => edge.event === event), ...wild.toSorted((a, b) => b.event.length - a.event.length)];
}

const matches = (event: string, descriptor: string): boolean =>
  descriptor === WILDCARD || (descriptor.endsWith('.*') && `${event}.`.startsWith(descriptor.slice(0, -1)));

/** Whether a state that answers so is the same afterwards and was not left. */
export const isStay = ({ source, targets, reenter }: ChartEdge, leaf: string): boolean =>
  targets.length === 0 || (!reenter && targets.every((target) => target === source && target === leaf));

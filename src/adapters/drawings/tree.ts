/** Questions about the tree of states, answered from their paths. */
import type { ChartNode, ChartStructure } from './structure.ts';

/** Path of the state around one; the root is around itself. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/** Whether a state lies in another, at any depth; no state lies in itself. */
export const isWithin = (path: string, outer: string): boolean =>
  path !== outer && (outer === '' || path.startsWith(`${outer}.`));

/** The states around a state, nearest first, up to the root. */
export function ancestorsOf(path: string): readonly string[] {
  const around: string[] = [];
  for (let each = path; each !== ''; ) {
    each = parentOf(each);
    around.push(each);
  }
  return around;
}

/** The innermost state that is around both or is one of them. */
export function commonOf(one: string, other: string): string {
  const around = [one, ...ancestorsOf(one)];
  return around.find((each) => each === other || isWithin(other, each)) ?? '';
}

/** States by path. */
export const nodesByPath = (structure: ChartStructure): ReadonlyMap<string, ChartNode> =>
  new Map(structure.nodes.map((node) => [node.path, node]));

/** What is drawn as a panel and listed as a table: each region of a parallel root, else the root. */
export function panelsOf(structure: ChartStructure): readonly string[] {
  const root = structure.nodes[0];
  return root?.type === 'parallel' ? root.children : [''];
}

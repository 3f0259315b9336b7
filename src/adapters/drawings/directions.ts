/** Which lines of a panel run against its direction, so that what comes first stands first. */
import type { Line } from './lines.ts';
import type { Panel } from './panel.ts';

/**
 * The lines that lead back to where a walk came from. The walk goes through each state from the child that is entered first, along
 * the lines in their order. ELK is given these lines turned round; left to itself it may turn others and end with the beginning.
 */
export function backwardLines({ root, nodes, bundles }: Panel): ReadonlySet<Line> {
  const chains = new Map<string, readonly string[]>([[root.path, [root.path]]]);
  for (const node of nodes) chains.set(node.path, [...(chains.get(node.parent ?? '') ?? []), node.path]);
  const { marks } = bundles;
  for (const mark of marks) chains.set(mark.id, [...(chains.get(mark.inside) ?? []), mark.id]);

  const siblings = new Map(
    bundles.lines.map((line) => [line, siblingsOf(chains.get(line.from) ?? [], chains.get(line.to) ?? [])]),
  );
  const next = new Map<string, Set<string>>();
  for (const pair of siblings.values()) {
    if (pair !== undefined) next.set(pair[0], (next.get(pair[0]) ?? new Set()).add(pair[1]));
  }
  const back = new Set<string>();
  for (const { path, initial, children } of [root, ...nodes]) {
    const inside = marks.filter((mark) => mark.inside === path).map(({ id }) => id);
    walk([...(initial === null ? [] : [initial]), ...children, ...inside], next, back);
  }
  const backward = bundles.lines.filter((line) => back.has(siblings.get(line)?.join('\n') ?? ''));
  return new Set([...backward, ...marks.flatMap(({ id }) => linesInto(id, bundles.lines, backward))]);
}

/** When all that leaves a mark leads back, so does what enters it: the mark stands between them. */
function linesInto(mark: string, lines: readonly Line[], backward: readonly Line[]): readonly Line[] {
  const leaving = lines.filter(({ from }) => from === mark);
  return leaving.every((line) => backward.includes(line)) ? lines.filter(({ to }) => to === mark) : [];
}

/** The two states side by side that a line leaves and enters; none when it stays within one of its ends. */
function siblingsOf(from: readonly string[], to: readonly string[]): readonly [string, string] | undefined {
  const fork = from.findIndex((path, depth) => path !== to[depth]);
  const one = from[fork];
  const other = to[fork];
  return one === undefined || other === undefined ? undefined : [one, other];
}

function walk(starts: readonly string[], next: ReadonlyMap<string, ReadonlySet<string>>, back: Set<string>): void {
  const open = new Set<string>();
  const seen = new Set<string>();
  const visit = (place: string): void => {
    open.add(place);
    seen.add(place);
    for (const other of next.get(place) ?? []) {
      if (open.has(other)) back.add(`${place}\n${other}`);
      else if (!seen.has(other)) visit(other);
    }
    open.delete(place);
  };
  for (const start of starts) if (!seen.has(start)) visit(start);
}

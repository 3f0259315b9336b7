/**
 * Which lines a picture of a chart needs. Drawn one by one, the transitions of a real chart hide each other, so what states have in
 * common is drawn once: at the border of the state around them, or through a junction where their lines meet.
 */
import type { ChartEdge, ChartStructure } from './structure.ts';
import { ancestorsOf, isWithin, nodesByPath, parentOf } from './tree.ts';

/** The guard of what is left when those asked before have refused. */
export const ELSE = 'else';

/** One transition to one target. */
export interface Arrow {
  readonly source: string;
  readonly target: string;
  readonly event: string;
  readonly guard?: string;
}
/** Where the lines of several states meet; without sources it stands for every state in the one around it. */
export interface Junction {
  readonly id: string;
  readonly within: string;
  readonly sources: readonly string[];
}
/** A line, from a state or a junction, with all that may take it; no rows for a line into a junction. */
export interface Link {
  readonly source: string;
  readonly target: string;
  readonly rows: readonly Pick<Arrow, 'event' | 'guard'>[];
}
export interface Links {
  readonly junctions: readonly Junction[];
  readonly links: readonly Link[];
}

/** The lines of one panel: what leads from a state in it, or from itself, to a state in it. */
export function linksOf(structure: ChartStructure, panel: string): Links {
  const all = arrowsOf(structure).filter(({ source, target }) => isIn(source, panel) && isWithin(target, panel));
  const lifted = lift(structure, withoutInherited(all, panel));
  const junctions: Junction[] = [];
  const arrows: Arrow[] = [];
  for (const node of structure.nodes.filter(({ path }) => isIn(path, panel))) {
    const own = lifted.filter(({ source }) => parentOf(source) === node.path && source !== panel);
    arrows.push(...bundle(own, node.path, junctions));
  }
  arrows.push(...lifted.filter(({ source }) => source === panel));
  return { junctions, links: merge(fromWithin(arrows, junctions), junctions) };
}

const isIn = (path: string, panel: string): boolean => path === panel || isWithin(path, panel);

/** Every transition that changes a state, once for each target. One to itself counts when the state is entered anew. */
export function arrowsOf(structure: ChartStructure): readonly Arrow[] {
  const nodes = nodesByPath(structure);
  return structure.edges.flatMap((edge) =>
    edge.targets
      .filter((target) => target !== edge.source || edge.reenter || nodes.get(target)?.type !== 'atomic')
      .map((target) => {
        const guard = guardOf(edge, structure.edges);
        return { source: edge.source, target, event: edge.event, ...(guard === undefined ? {} : { guard }) };
      }),
  );
}

function guardOf(edge: ChartEdge, edges: readonly ChartEdge[]): string | undefined {
  const candidates = edges.filter(({ source, event }) => source === edge.source && event === edge.event);
  const isSure =
    candidates.every(({ targets }) => targets.join() === edge.targets.join()) &&
    candidates.some(({ guard }) => guard === null);
  if (isSure) return undefined;
  return edge.guard ?? (candidates.indexOf(edge) > 0 ? ELSE : undefined);
}

const labelOf = ({ event, guard }: Pick<Arrow, 'event' | 'guard'>): string => `${event} ${guard ?? ''}`;
const keyOf = (arrow: Arrow): string => `${labelOf(arrow)} ${arrow.target}`;
const plainKeyOf = (arrow: Arrow): string => `${arrow.event} ${arrow.guard === ELSE ? '' : (arrow.guard ?? '')} ${arrow.target}`;

/** Leaves out what a state repeats of a state around it, and doubles. */
function withoutInherited(arrows: readonly Arrow[], panel: string): readonly Arrow[] {
  const said = new Set<string>();
  const from = new Set(arrows.map((arrow) => `${arrow.source} ${plainKeyOf(arrow)}`));
  return arrows.filter((arrow) => {
    const own = `${arrow.source} ${keyOf(arrow)}`;
    const around = ancestorsOf(arrow.source).filter((path) => isIn(path, panel));
    if (said.has(own) || around.some((path) => from.has(`${path} ${plainKeyOf(arrow)}`))) return false;
    said.add(own);
    return true;
  });
}

/** What every child of a state does alike, and leads out of it, is drawn from its border. */
function lift(structure: ChartStructure, arrows: readonly Arrow[]): readonly Arrow[] {
  let current = arrows;
  for (const node of structure.nodes.toReversed()) {
    if (node.type !== 'compound' || node.children.length < 2 || node.path === '') continue;
    const alike = Map.groupBy(
      current.filter(({ source, target }) => node.children.includes(source) && !isIn(target, node.path)),
      keyOf,
    );
    const shared = new Set([...alike].filter(([, those]) => those.length === node.children.length).map(([key]) => key));
    const seen = new Set<string>();
    current = current.flatMap((arrow) => {
      const key = keyOf(arrow);
      if (!node.children.includes(arrow.source) || !shared.has(key)) return [arrow];
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ ...arrow, source: node.path }];
    });
  }
  return current;
}

/** What a line with its label costs, beside a line without one. */
const LABELLED = 3;
const WORTH_IT = 3;

/** Joins, as long as it is worth it, the lines of those siblings that do most alike. */
function bundle(own: readonly Arrow[], within: string, junctions: Junction[]): readonly Arrow[] {
  let arrows = own;
  for (;;) {
    const best = bestBundle(arrows);
    if (best === undefined) return arrows;
    const id = `${within}#${junctions.length}`;
    junctions.push({ id, within, sources: best.sources });
    const isTaken = (arrow: Arrow) => best.keys.has(keyOf(arrow)) && best.sources.includes(arrow.source);
    const joined = arrows.filter((arrow) => isTaken(arrow) && arrow.source === best.sources[0]);
    arrows = [...arrows.filter((arrow) => !isTaken(arrow)), ...joined.map((arrow) => ({ ...arrow, source: id }))];
  }
}

interface Bundle {
  readonly sources: readonly string[];
  readonly keys: ReadonlySet<string>;
  readonly saving: number;
}

function bestBundle(arrows: readonly Arrow[]): Bundle | undefined {
  const eligible = arrows.filter(({ source, target }) => source !== target && !source.includes('#'));
  const sourcesOf = new Map(
    [...Map.groupBy(eligible, keyOf)].map(([key, those]) => [key, those.map(({ source }) => source)] as const),
  );
  const sets = [...sourcesOf.values()];
  const candidates = new Map<string, readonly string[]>();
  for (const one of sets) {
    for (const other of sets) {
      const both = one.filter((source) => other.includes(source)).sort();
      if (both.length > 1) candidates.set(both.join(), both);
    }
  }
  let best: Bundle | undefined;
  for (const sources of candidates.values()) {
    const keys = new Set([...sourcesOf].filter(([, those]) => sources.every((s) => those.includes(s))).map(([key]) => key));
    const saving = savingOf(eligible, sources, keys);
    if (saving >= WORTH_IT && saving > (best?.saving ?? 0)) best = { sources, keys, saving };
  }
  return best;
}

function savingOf(arrows: readonly Arrow[], sources: readonly string[], keys: ReadonlySet<string>): number {
  const pairs = Map.groupBy(
    arrows.filter(({ source }) => sources.includes(source)),
    ({ source, target }) => `${source} ${target}`,
  );
  const gone = [...pairs.values()].filter((those) => those.every((arrow) => keys.has(keyOf(arrow)))).length;
  const targets = new Set(arrows.filter((arrow) => keys.has(keyOf(arrow))).map(({ target }) => target)).size;
  return LABELLED * gone - (sources.length + LABELLED * targets);
}

/** What a state says of states in it starts at a junction inside that stands for any of them. */
function fromWithin(arrows: readonly Arrow[], junctions: Junction[]): readonly Arrow[] {
  return arrows.map((arrow) => {
    if (!isWithin(arrow.target, arrow.source) || arrow.source.includes('#')) return arrow;
    const id = `${arrow.source}#any`;
    if (junctions.every((junction) => junction.id !== id)) junctions.push({ id, within: arrow.source, sources: [] });
    return { ...arrow, source: id };
  });
}

/** One line for all that has the same source and target. */
function merge(arrows: readonly Arrow[], junctions: readonly Junction[]): readonly Link[] {
  const pairs = Map.groupBy(arrows, ({ source, target }) => `${source} ${target}`);
  const links = [...pairs.values()].flatMap((those) => {
    const [first] = those;
    return first === undefined ? [] : [{ source: first.source, target: first.target, rows: those.map(rowOf) }];
  });
  const into = junctions.flatMap(({ id, sources }) => sources.map((source) => ({ source, target: id, rows: [] })));
  return [...into, ...links];
}

const rowOf = ({ event, guard }: Arrow): Pick<Arrow, 'event' | 'guard'> => (guard === undefined ? { event } : { event, guard });

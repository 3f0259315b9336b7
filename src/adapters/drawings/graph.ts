/** One panel of a chart as a graph for the Eclipse Layout Kernel, with every size given and every climbing line turned round. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { Card } from './cards.ts';
import { cardOf } from './cards.ts';
import type { Label } from './labels.ts';
import { clausesOf, familiesOf, labelOf } from './labels.ts';
import type { Junction, Link } from './links.ts';
import { linksOf } from './links.ts';
import type { ChartNode, ChartStructure } from './structure.ts';
import { commonOf, isWithin, nodesByPath } from './tree.ts';

export type Direction = 'DOWN' | 'RIGHT';

/** A line to draw, with what stands at it. */
export interface Wire extends Link {
  readonly id: string;
  readonly label: Label | null;
  /** Handed to the layout with its ends swapped. */
  readonly isTurned: boolean;
}
export interface Panel {
  readonly path: string;
  readonly cards: ReadonlyMap<string, Card>;
  readonly junctions: readonly Junction[];
  readonly wires: readonly Wire[];
}

/** Widths to which descriptions are broken: of a state, of a state around others. */
const LEAF = 178;
const AROUND = 340;

/** What is to be drawn in one panel. */
export function panelOf(structure: ChartStructure, path: string): Panel {
  const families = familiesOf(structure);
  const { junctions, links } = linksOf(structure, path);
  const within = new Map(junctions.map((junction) => [junction.id, junction.within]));
  const turned = climbing(structure, links, within);
  return {
    path,
    cards: new Map(structure.nodes.map((node) => [node.path, cardOf(node, node.children.length > 0 ? AROUND : LEAF)])),
    junctions,
    wires: links.map((link, index) => ({
      ...link,
      id: `wire${index}`,
      label: link.rows.length === 0 ? null : labelOf(clausesOf(link.rows, families)),
      isTurned: turned.has(link),
    })),
  };
}

/** Where an end of a line stands in the tree: a junction stands beside the children of the state around it. */
type Within = ReadonlyMap<string, string>;
const placeOf = (end: string, within: Within): string => {
  const around = within.get(end);
  return around === undefined ? end : around === '' ? end : `${around}.${end}`;
};

/**
 * Lines that lead back towards the start. A walk from the first child of every state finds them; without it the layout may
 * put the first state at the far end.
 */
function climbing(structure: ChartStructure, links: readonly Link[], within: Within): ReadonlySet<Link> {
  const steps = new Map<Link, { readonly around: string; readonly from: string; readonly to: string }>();
  for (const link of links) {
    const [source, target] = [placeOf(link.source, within), placeOf(link.target, within)];
    const around = commonOf(source, target);
    if (around === source || around === target) continue;
    steps.set(link, { around, from: childToward(around, source), to: childToward(around, target) });
  }
  const back = new Set<Link>();
  for (const node of structure.nodes.filter(({ children }) => children.length > 0)) {
    const own = [...steps].filter(([, { around }]) => around === node.path);
    const climbs = climbsAmong(own.map(([, step]) => step), [...(node.initial === null ? [] : [node.initial]), ...node.children]);
    for (const [link, { from, to }] of own) if (climbs.has(`${from} ${to}`)) back.add(link);
  }
  return back;
}

const childToward = (around: string, path: string): string => {
  const rest = around === '' ? path : path.slice(around.length + 1);
  const [first = ''] = rest.split('.');
  return around === '' ? first : `${around}.${first}`;
};

/** Depth first from the given starts: a step to a place that is still being walked from climbs. */
function climbsAmong(steps: readonly { readonly from: string; readonly to: string }[], starts: readonly string[]): ReadonlySet<string> {
  const open = new Set<string>();
  const done = new Set<string>();
  const climbs = new Set<string>();
  const walk = (place: string): void => {
    open.add(place);
    for (const { from, to } of steps) {
      if (from !== place) continue;
      if (open.has(to)) climbs.add(`${from} ${to}`);
      else if (!done.has(to)) walk(to);
    }
    open.delete(place);
    done.add(place);
  };
  for (const start of starts) if (!done.has(start)) walk(start);
  return climbs;
}

export const initialId = (path: string): string => `${path}#initial`;
const panelId = 'panel';

/** The graph; ids are those of the states, the junctions and the wires. */
export function graphOf(structure: ChartStructure, panel: Panel, direction: Direction): ElkNode {
  const nodes = nodesByPath(structure);
  const toElk = (path: string): ElkNode => {
    const node = nodes.get(path);
    const card = panel.cards.get(path);
    if (node === undefined || card === undefined) return { id: path };
    if (node.children.length === 0) return { id: path, width: card.width, height: card.height };
    return { id: path, children: childrenOf(node), layoutOptions: aroundOptions(card) };
  };
  const childrenOf = (node: ChartNode): ElkNode[] => [
    ...(node.initial === null ? [] : [{ id: initialId(node.path), width: 10, height: 10, layoutOptions: first }]),
    ...panel.junctions.filter(({ within }) => within === node.path).map(junctionNode),
    ...node.children.map(toElk),
  ];
  const root = nodes.get(panel.path);
  const starts = structure.nodes.filter(({ path, initial }) => initial !== null && (path === panel.path || isWithin(path, panel.path)));
  return {
    id: panelId,
    children: root === undefined ? [] : childrenOf(root),
    edges: [...starts.flatMap(startEdge), ...panel.wires.map(wireEdge)],
    layoutOptions: optionsFor(direction),
  };
}

const first = { 'elk.layered.layering.layerConstraint': 'FIRST' };

const junctionNode = ({ id, sources }: Junction): ElkNode =>
  sources.length === 0 ? { id, width: ANY.width, height: ANY.height, layoutOptions: first } : { id, width: 9, height: 9 };

/** The mark that stands for any state. */
export const ANY = { text: 'any state', width: 70, height: 22 } as const;

function startEdge({ path, initial }: ChartNode): readonly ElkExtendedEdge[] {
  if (initial === null) return [];
  const layoutOptions = { 'elk.layered.priority.direction': '10', 'elk.layered.priority.straightness': '10' };
  return [{ id: `start ${path}`, sources: [initialId(path)], targets: [initial], layoutOptions }];
}

function wireEdge({ id, source, target, label, isTurned }: Wire): ElkExtendedEdge {
  const isInline = source !== target && !isWithin(source, target) && !isWithin(target, source);
  const layoutOptions = { 'elk.edgeLabels.inline': String(isInline), 'elk.edgeLabels.placement': 'CENTER' };
  return {
    id,
    sources: [isTurned ? target : source],
    targets: [isTurned ? source : target],
    labels: label === null ? [] : [{ id: `${id} label`, text: id, width: label.width, height: label.height, layoutOptions }],
  };
}

const aroundOptions = (card: Card) => ({
  'elk.padding': `[top=${card.height + 12},left=20,bottom=20,right=20]`,
  'elk.nodeSize.constraints': 'MINIMUM_SIZE',
  'elk.nodeSize.minimum': `(${card.width},${card.height})`,
});

const optionsFor = (direction: Direction) => ({
  'elk.algorithm': 'layered',
  'elk.direction': direction,
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'MEDIAN_LAYER',
  'elk.layered.feedbackEdges': 'false',
  'elk.layered.thoroughness': '60',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
});

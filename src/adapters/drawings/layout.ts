/** Where everything of one panel stands: boxes, marks, lines and their labels, placed by ELK. */

import Elk from 'elkjs/lib/elk.bundled.js';
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';
import type { Block } from './blocks.ts';
import { headingBlock, labelBlock, leavings, markBlock, stateBlock } from './blocks.ts';
import type { Mark } from './bundles.ts';
import { backwardLines } from './directions.ts';
import type { Line } from './lines.ts';
import type { Panel, PanelLayout, PlacedLine, Point, Rect } from './panel.ts';
import { straighten } from './paths.ts';
import type { ChartNode } from './structure.ts';

export type Direction = 'DOWN' | 'RIGHT';
const elk = new Elk.default();

const DOT = 11;
const GATHER = 9;
const CHOICE = 15;
const LINE = 'line:';
const dotOf = (path: string): string => `initial:${path}`;

/** Places a panel with its lines running in a direction. */
export async function layoutPanel(panel: Panel, direction: Direction): Promise<PanelLayout> {
  const parts = partsOf(panel, direction);
  const backward = backwardLines(panel);
  const graph = await elk.layout({
    id: ':panel',
    layoutOptions: { ...options, 'elk.direction': direction, ...spacing(direction) },
    children: childrenOf(panel.root, parts),
    edges: [
      ...[panel.root, ...panel.nodes].flatMap(initialEdge),
      ...panel.bundles.lines.map((line, index) => edgeOf(line, index, backward.has(line))),
    ],
  });
  return readBack(graph, panel, parts, backward);
}

interface Parts {
  readonly nodes: ReadonlyMap<string, ChartNode>;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly marks: readonly Mark[];
  readonly direction: Direction;
}

function partsOf({ nodes, bundles }: Panel, direction: Direction): Parts {
  const byPath = new Map(nodes.map((node) => [node.path, node]));
  const name = (path: string): string => byPath.get(path)?.key ?? path;
  const leaves = leavings(bundles);
  const blocks = new Map<string, Block>();
  for (const node of nodes) {
    const toOthers = (leaves.get(node.path) ?? []).map(name);
    blocks.set(node.path, node.type === 'atomic' ? stateBlock(node, toOthers) : headingBlock(node, toOthers));
  }
  for (const mark of bundles.marks) if (!isPoint(mark.id)) blocks.set(mark.id, markBlock(mark, name));
  return { nodes: byPath, blocks, marks: bundles.marks, direction };
}

function childrenOf(node: ChartNode, parts: Parts): ElkNode[] {
  const dots: ElkNode[] = node.initial === null ? [] : [{ id: dotOf(node.path), width: DOT, height: DOT }];
  const states = node.children.flatMap((path) => {
    const child = parts.nodes.get(path);
    return child === undefined ? [] : [stateNode(child, parts)];
  });
  const marks = parts.marks
    .filter(({ inside }) => inside === node.path)
    .map((mark): ElkNode => {
      const block = parts.blocks.get(mark.id);
      return block === undefined
        ? pointNode(mark, parts.direction)
        : { id: mark.id, width: block.width, height: block.height };
    });
  return [...dots, ...states, ...marks];
}

/** A mark without words: all lines enter it at one point and leave it at another, so that they run together. */
function pointNode({ id, kind }: Mark, direction: Direction): ElkNode {
  const size = kind === 'choice' ? CHOICE : GATHER;
  const port = (name: string, end: 0 | 1): ElkPort => ({
    id: `${id}${name}`,
    width: 0,
    height: 0,
    x: direction === 'RIGHT' ? end * size : size / 2,
    y: direction === 'RIGHT' ? size / 2 : end * size,
    layoutOptions: {
      'elk.port.side': direction === 'RIGHT' ? (['WEST', 'EAST'][end] ?? '') : (['NORTH', 'SOUTH'][end] ?? ''),
    },
  });
  return {
    id,
    width: size,
    height: size,
    ports: [port(IN, 0), port(OUT, 1)],
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  };
}
const IN = ':in';
const OUT = ':out';
const isPoint = (place: string): boolean => place.startsWith('gather:') || place.startsWith('choice:');

function stateNode(node: ChartNode, parts: Parts): ElkNode {
  const { width, height } = parts.blocks.get(node.path) ?? { width: 0, height: 0 };
  if (node.type === 'atomic') return { id: node.path, width, height };
  return {
    id: node.path,
    children: childrenOf(node, parts),
    layoutOptions: {
      'elk.padding': `[top=${height + 14},left=18,bottom=20,right=18]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
  };
}

const initialEdge = ({ path, initial }: ChartNode): ElkExtendedEdge[] =>
  initial === null
    ? []
    : [{ id: `${dotOf(path)}>`, sources: [dotOf(path)], targets: [initial], layoutOptions: straight }];

function edgeOf(line: Line, index: number, isBackward: boolean): ElkExtendedEdge {
  const block = line.causes.length === 0 ? undefined : labelBlock(line.causes);
  const [start, end] = isBackward ? [line.to, line.from] : [line.from, line.to];
  return {
    id: `${LINE}${index}`,
    sources: [isPoint(start) ? start + OUT : start],
    targets: [isPoint(end) ? end + IN : end],
    labels:
      block === undefined ? [] : [{ text: '·', width: block.width, height: block.height, layoutOptions: inline(line) }],
  };
}

const inline = ({ from, to }: Line) => ({
  'elk.edgeLabels.placement': 'CENTER',
  'elk.edgeLabels.inline': String(from !== to),
});

const straight = { 'elk.layered.priority.shortness': '10', 'elk.layered.priority.straightness': '10' };
const options = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': '[top=4,left=4,bottom=4,right=4]',
  'elk.randomSeed': '1',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'MEDIAN_LAYER',
  'elk.layered.thoroughness': '40',
  'elk.layered.feedbackEdges': 'false',
};
const spacing = (direction: Direction) => ({
  'elk.spacing.nodeNode': '30',
  'elk.layered.spacing.nodeNodeBetweenLayers': direction === 'DOWN' ? '26' : '30',
  'elk.spacing.edgeNode': '18',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.edgeLabel': '5',
  'elk.spacing.nodeSelfLoop': '16',
});

function readBack(graph: ElkNode, panel: Panel, parts: Parts, backward: ReadonlySet<Line>): PanelLayout {
  const placed = new Map<string, Rect>();
  const visit = (node: ElkNode): void => {
    placed.set(node.id, rectOf(node));
    for (const child of node.children ?? []) visit(child);
  };
  visit(graph);
  const place = <T extends object>(id: string, rest: T): readonly (Rect & T & { readonly block: Block })[] => {
    const rect = placed.get(id);
    return rect === undefined ? [] : [{ ...rect, ...rest, block: parts.blocks.get(id) ?? nothing }];
  };
  const parallels = new Set<string | null>(
    [panel.root, ...panel.nodes].filter(({ type }) => type === 'parallel').map(({ path }) => path),
  );
  return {
    width: graph.width ?? 0,
    height: graph.height ?? 0,
    boxes: panel.nodes.flatMap((node) => place(node.path, { node, isRegion: parallels.has(node.parent) })),
    marks: parts.marks.flatMap((mark) => place(mark.id, { mark })),
    dots: [panel.root, ...panel.nodes].flatMap(({ path }) => place(dotOf(path), {})).map(centre),
    lines: (graph.edges ?? []).map((edge) =>
      lineOf(edge, panel.bundles.lines[Number(edge.id.slice(LINE.length))] ?? null, backward),
    ),
  };
}

const nothing: Block = { width: 0, height: 0, texts: [], chips: [] };
const rectOf = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Rect>): Rect => ({ x, y, width, height });
const centre = ({ x, y, width, height }: Rect): Point => ({ x: x + width / 2, y: y + height / 2 });

function lineOf(edge: ElkExtendedEdge, line: Line | null, backward: ReadonlySet<Line>): PlacedLine {
  const section = edge.sections?.[0];
  const points = section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const [label] = edge.labels ?? [];
  const forward = line !== null && backward.has(line) ? points.toReversed() : points;
  const isMovable = { start: line !== null && !isPoint(line.from), end: line === null || !isPoint(line.to) };
  return {
    line,
    points: straighten(forward, isMovable),
    label: label === undefined || line === null ? null : { ...rectOf(label), block: labelBlock(line.causes) },
  };
}

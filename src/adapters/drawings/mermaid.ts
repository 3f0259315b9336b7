/** A chart as text for Mermaid, for pages that draw it themselves. */

import { familiesOf } from './families.ts';
import type { Cause, Line } from './lines.ts';
import { linesBetween } from './lines.ts';
import { isWithin, stepsOf } from './steps.ts';
import type { ChartNode, ChartStructure } from './structure.ts';

/** Longer descriptions are cut. */
const SHORT = 60;

/**
 * Writes a chart as a `stateDiagram-v2`. Mermaid draws no line between states inside different states: such a line joins the states
 * side by side around its ends, and its label names the ends. Transitions that stay where they are are left out.
 */
export function chartToMermaid(structure: ChartStructure): string {
  const ids = idsOf(structure.nodes);
  const chart: Chart = { structure, id: (path) => ids.get(path) ?? 'unknown', lines: raisedLines(structure) };
  const [root] = structure.nodes;
  if (root === undefined) return 'stateDiagram-v2\n';
  const stays = structure.edges.filter(({ targets }) => targets.length === 0).length;
  const body = root.type === 'parallel' ? stateText(chart, root) : insideText(chart, root);
  return [
    'stateDiagram-v2',
    `%% ${plain(structure.id)}: ${plain(structure.description)}`,
    ...(stays === 0 ? [] : [`%% ${stays} transitions that change no state are not drawn.`]),
    ...body,
    '',
  ].join('\n');
}

interface Chart {
  readonly structure: ChartStructure;
  readonly id: (path: string) => string;
  readonly lines: readonly RaisedLine[];
}
/** A line between two states side by side, or from any state of the one around to one of its states. */
interface RaisedLine {
  readonly inside: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const childrenOf = ({ structure }: Chart, { path }: ChartNode): readonly ChartNode[] =>
  structure.nodes.filter(({ parent }) => parent === path);
const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

function stateText(chart: Chart, node: ChartNode): readonly string[] {
  const id = chart.id(node.path);
  if (node.type !== 'atomic') return [`state "${titleOf(node)}" as ${id} {`, ...indented(insideText(chart, node)), '}'];
  const about = node.description === '' ? [] : [`${id} : ${shortened(node.description)}`];
  return [`state "${plain(node.key)}" as ${id}`, ...about];
}

const titleOf = ({ key, description }: ChartNode): string =>
  description === '' ? plain(key) : `${plain(key)} – ${shortened(description)}`;

function insideText(chart: Chart, node: ChartNode): readonly string[] {
  const children = childrenOf(chart, node);
  const lines = chart.lines.filter(({ inside }) => inside === node.path);
  if (node.type === 'parallel') {
    const regions = children.flatMap((child, index) => [
      ...(index === 0 ? [] : ['--']),
      ...(child.type === 'atomic' ? stateText(chart, child) : insideText(chart, child)),
    ]);
    return [...regions, ...lines.map(({ from, to, label }) => `%% between regions: ${from} to ${to}: ${label}`)];
  }
  const any = `${chart.id(node.path)}_any`;
  return [
    ...children.flatMap((child) => stateText(chart, child)),
    ...(lines.some(({ from }) => from === node.path) ? [`state "in any state" as ${any}`] : []),
    ...(node.initial === null
      ? []
      : [`[*] --> ${chart.id(node.initial)}${isRegion(chart, node) ? ` : ${titleOf(node)}` : ''}`]),
    ...lines.map(
      ({ from, to, label }) => `${from === node.path ? any : chart.id(from)} --> ${chart.id(to)} : ${label}`,
    ),
  ];
}

/** A region has no box of its own, in which Mermaid fails to draw another; the line to its beginning names it. */
const isRegion = ({ structure }: Chart, { parent }: ChartNode): boolean =>
  structure.nodes.some(({ path, type }) => path === parent && type === 'parallel');

/** All lines, each between states side by side, those between the same two as one. */
function raisedLines(structure: ChartStructure): readonly RaisedLine[] {
  const lines = linesBetween(stepsOf(structure), familiesOf(structure)).flatMap(raise);
  return [...Map.groupBy(lines, ({ from, to }) => `${from}\n${to}`).values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [{ ...first, label: alike.map(({ label }) => label).join('<br/>') }];
  });
}

function raise({ from, to, causes }: Line): readonly RaisedLine[] {
  const inside = commonOf(from, to);
  if (to === inside)
    return to === '' ? [] : [{ inside: parentOf(to), from: to, to, label: labelOf(causes, from, to, to) }];
  const target = childOf(inside, to);
  const source = from === inside ? inside : childOf(inside, from);
  return [
    {
      inside,
      from: source,
      to: target,
      label: labelOf(causes, source === from ? '' : from, target === to ? '' : to, inside),
    },
  ];
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
/** The innermost state around both, which may be the first. */
function commonOf(from: string, to: string): string {
  let path = from === to ? parentOf(from) : from;
  while (!isWithin(to, path)) path = parentOf(path);
  return path;
}
/** The child of a state that a path leads through. */
function childOf(outer: string, path: string): string {
  const start = outer === '' ? 0 : outer.length + 1;
  const dot = path.indexOf('.', start);
  return dot < 0 ? path : path.slice(0, dot);
}

/** The label names the ends that the line does not reach. */
function labelOf(causes: readonly Cause[], from: string, to: string, inside: string): string {
  const start = from === '' ? '' : `${plain(keyOf(from, inside))} - `;
  const end = to === '' ? '' : ` → ${plain(keyOf(to, inside))}`;
  return causes
    .map(({ events, guards }) => `${start}${plain(events.join(', '))}${guardsOf(guards)}${end}`)
    .join('<br/>');
}
const keyOf = (path: string, inside: string): string => path.slice(childOf(inside, path).length + 1) || path;
const guardsOf = (guards: readonly string[]): string => (guards.length === 0 ? '' : ` [${plain(guards.join(' or '))}]`);

const shortened = (text: string): string => {
  const safe = plain(text);
  if (safe.length <= SHORT) return safe;
  return `${safe.slice(0, safe.lastIndexOf(' ', SHORT))} …`;
};

/** Text that Mermaid takes as text. */
const plain = (text: string): string =>
  text
    .replace(/"/g, "'")
    .replace(/:(?=\s|$)/g, ' –')
    .replace(/[;]/g, ',')
    .replace(/[:#{}<>%\\]/g, ' ')
    .replace(/--+/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

const RESERVED = new Set([
  'state',
  'note',
  'end',
  'as',
  'direction',
  'class',
  'classDef',
  'default',
  'style',
  'click',
  'root',
  'hide',
  'scale',
]);

/** A name of letters, digits and underscores for each path, no two alike. */
function idsOf(nodes: readonly ChartNode[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const taken = new Set(RESERVED);
  for (const { path, key } of nodes) {
    const wanted = (path === '' ? key : path).replace(/[^A-Za-z0-9_]/g, '_');
    let id = wanted;
    for (let count = 2; taken.has(id); count += 1) id = `${wanted}_${count}`;
    taken.add(id);
    ids.set(path, id);
  }
  return ids;
}

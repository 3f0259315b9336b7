/** A chart as tables: every state, every event, and what happens, with the reason where nothing does. */
import type { Part } from './answers.ts';
import { answersOf, isStay, partsOf, WILDCARD } from './answers.ts';
import { isWithin } from './steps.ts';
import type { ChartEdge, ChartNode, ChartStructure } from './structure.ts';
import { REPORT } from './structure.ts';

/** A table with more states is cut in two. */
const COLUMNS = 7;
const MESSAGE = '✉';

/**
 * Describes a chart as Markdown: what it is for and how large, its states, and for each region what each state answers to each event.
 */
export function chartToMatrix(structure: ChartStructure): string {
  const parts = partsOf(structure);
  const root = structure.nodes[0]?.path ?? '';
  return [
    `# ${structure.id}`,
    structure.description,
    countsOf(structure),
    legend(structure, root),
    '## States',
    statesTable(structure),
    ...parts.flatMap((part) => section(structure, part)),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function countsOf({ nodes, edges }: ChartStructure): string {
  const states = nodes.filter(({ parent }) => parent !== null).length;
  const ignores = edges.filter(({ targets, actions }) => targets.length === 0 && actions.length === 0).length;
  return `${states} states, ${edges.length} transitions, ${ignores} of them explicit ignores.`;
}

function legend({ edges }: ChartStructure, root: string): string {
  const rootAnswers = edges
    .filter(({ source, targets }) => source === root && targets.length === 0)
    .map((edge) => `- ${edge.event === WILDCARD ? 'any other event' : code(edge.event)}: ${rootAnswer(edge)}`);
  return [
    'How to read the tables:',
    '',
    '- `→ state`: it goes there. `[guard] → state`: it goes there when the guard holds; guards are tried from top to bottom.',
    '- `stays: reason`: it hears the event and stays as it is, for that reason.',
    `- After a slash: what it does meanwhile. ${MESSAGE}: it says something.`,
    '- An empty cell, or one whose guards all refuse: the event is left to the root.',
    ...(rootAnswers.length === 0
      ? []
      : ['', 'The root answers in every state, when nothing in it does:', '', ...rootAnswers]),
  ].join('\n');
}

const rootAnswer = ({ description, actions }: ChartEdge): string =>
  description === '' ? (actions.includes(REPORT) ? 'recorded as unexpected' : 'ignored') : description;

function statesTable({ nodes }: ChartStructure): string {
  const rows = nodes
    .filter(({ parent }) => parent !== null)
    .map(({ path, description, tags, entry, exit }) => [
      code(path),
      escapeCell(description),
      tags.map(code).join(' '),
      [withLabel('entry', entry), withLabel('exit', exit)].filter((text) => text !== '').join('<br>'),
    ]);
  return table(['State', 'Meaning', 'Tags', 'Does'], rows);
}

const withLabel = (when: string, actions: readonly string[]): string =>
  actions.length === 0 ? '' : `${when} / ${actionsOf(actions)}`;

function section(structure: ChartStructure, part: Part): readonly string[] {
  const { root } = part;
  const head =
    root.parent === null ? ['## What each state answers'] : [`## Region ${code(root.key)}`, root.description];
  return [...head, ...columnsOf(part).flatMap((columns) => answersTables(structure, part, columns))];
}

/** The leaves in as few runs as can be, about equally long, broken only between the states that lie side by side in their part. */
function columnsOf({ root, leaves }: Part): readonly (readonly ChartNode[])[] {
  const childOf = ({ path }: ChartNode) => root.children.find((child) => isWithin(path, child));
  const groups = [...Map.groupBy(leaves, childOf).values()];
  const most = runsOf(groups, COLUMNS);
  const even = Array.from({ length: COLUMNS }, (_, index) => runsOf(groups, index + 1));
  return even.find((runs) => runs.length === most.length) ?? most;
}

function runsOf(groups: readonly (readonly ChartNode[])[], limit: number): readonly (readonly ChartNode[])[] {
  const runs: ChartNode[][] = [];
  for (const group of groups) {
    const last = runs.at(-1);
    if (last !== undefined && last.length + group.length <= limit) last.push(...group);
    else runs.push([...group]);
  }
  return runs;
}

/** The answers of some leaves, and which events of their part none of them answers. */
function answersTables(structure: ChartStructure, part: Part, columns: readonly ChartNode[]): readonly string[] {
  const name = (path: string): string => (part.root.path === '' ? path : path.slice(part.root.path.length + 1));
  const rows = part.events.map((event) => ({
    event,
    cells: columns.map((leaf) =>
      answersOf(structure, part, leaf, event)
        .map((edge) => answer(edge, leaf, name))
        .join('<br>'),
    ),
  }));
  const isEmpty = ({ cells }: { readonly cells: readonly string[] }) => cells.every((cell) => cell === '');
  const alike = Map.groupBy(
    rows.filter((row) => !isEmpty(row)),
    ({ cells }) => cells.join('\n'),
  );
  const body = [...alike.values()].map((same) => [
    same.map(({ event }) => code(event)).join('<br>'),
    ...(same[0]?.cells ?? []),
  ]);
  const left = rows.filter(isEmpty).map(({ event }) => code(event));
  return [
    table(['Event', ...columns.map(({ path }) => code(name(path)))], body),
    left.length === 0
      ? ''
      : `Left to the root in ${columns.length === 1 ? 'this state' : 'all of these'}: ${left.join(', ')}.`,
  ];
}

/** One candidate as a line of a cell. */
function answer(edge: ChartEdge, leaf: ChartNode, name: (path: string) => string): string {
  const guard = edge.guard === null ? '' : `[${edge.guard}] `;
  const where = isStay(edge, leaf.path) ? 'stays' : `→ ${edge.targets.map((target) => code(name(target))).join(', ')}`;
  const anew = edge.targets.includes(leaf.path) && where !== 'stays' ? ' anew' : '';
  const reason = edge.description === '' ? '' : `: ${escapeCell(edge.description)}`;
  const actions = edge.actions.length === 0 ? '' : ` / ${actionsOf(edge.actions)}`;
  return `${escapeCell(guard)}${where}${anew}${reason}${actions}`;
}

/** Named actions in their order; one mark for all that is said. */
function actionsOf(actions: readonly string[]): string {
  const named = actions.filter((action) => action !== REPORT).map(escapeCell);
  return [...named, ...(named.length < actions.length ? [MESSAGE] : [])].join(', ');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const escapeCell = (text: string): string => text.replace(/[\\|<>*_`]/g, '\\$&').replace(/\s+/g, ' ');
const code = (text: string): string => `\`${text.replace(/[`|\s]/g, ' ')}\``;

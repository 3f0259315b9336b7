/** A chart as a picture: one SVG file that needs nothing else. States and lines carry their names, so that a page can light them. */
import type { Block } from './blocks.ts';
import { put } from './blocks.ts';
import type { Icon, Legend } from './legend.ts';
import type { PanelLayout, PlacedBox, PlacedLine, PlacedMark, Rect } from './panel.ts';
import { head, roundedPath } from './paths.ts';
import type { PlacedPanel } from './sheet.ts';
import { layoutSheet } from './sheet.ts';
import type { ChartStructure } from './structure.ts';
import { REPORT } from './structure.ts';
import { ALARM, hueOf, styleSheet, threadClass } from './style.ts';
import { element, escapeXml, rounded } from './xml.ts';

const MARGIN = 24;
/** Height of the name, and of the description below it. */
const NAME = 42;
const LEAD = 20;

/** Draws a chart. The same chart gives the same bytes. */
export async function chartToSvg(structure: ChartStructure): Promise<string> {
  const sheet = await layoutSheet(structure);
  const width = sheet.width + 2 * MARGIN;
  const top = MARGIN + NAME + (structure.description === '' ? 0 : LEAD);
  const bottom = top + sheet.height;
  const height = bottom + 18 + sheet.legend.height + MARGIN;
  const head = { xmlns: 'http://www.w3.org/2000/svg', class: 'chart', role: 'img', width, height };
  return `${element('svg', { ...head, viewBox: `0 0 ${rounded(width)} ${rounded(height)}` }, [
    element('title', {}, [escapeXml(structure.id)]),
    element('desc', {}, [escapeXml(structure.description)]),
    element('style', {}, [styleSheet()]),
    element('rect', { class: 'page', width, height }),
    text(put('title', structure.id, MARGIN + 2, MARGIN + 22)),
    text(put('lead', structure.description, MARGIN + 2, MARGIN + 44)),
    group({ x: MARGIN, y: top }, '', [
      element('rect', { class: 'sheet', width: sheet.width, height: sheet.height, rx: 14 }),
      ...sheet.dividers.map((divider) => element('line', { class: 'divider', ...divider })),
      ...sheet.panels.map(panel),
    ]),
    legend(sheet.legend, { x: MARGIN + 2, y: bottom + 18 }),
  ])}\n`;
}

function group(
  { x, y }: { readonly x: number; readonly y: number },
  kind: string,
  children: readonly string[],
  state?: string,
): string {
  return element(
    'g',
    {
      class: kind === '' ? undefined : kind,
      'data-state': state,
      transform: `translate(${rounded(x)} ${rounded(y)})`,
    },
    children,
  );
}

const text = ({ role, text: words, x, y, width }: Block['texts'][number]): string =>
  element('text', { class: role, x, y, textLength: width, lengthAdjust: 'spacingAndGlyphs' }, [escapeXml(words)]);
const contents = ({ chips, texts }: Block): readonly string[] => [
  ...chips.map((chip) => element('rect', { class: 'tag', ...chip, rx: 7.5 })),
  ...texts.map(text),
];

function panel({ layout, heading, x, y }: PlacedPanel, index: number): string {
  return element('g', { class: hueOf(index) }, [
    ...(heading === null ? [] : [group(heading, '', contents(heading.block))]),
    group({ x, y }, '', drawing(layout)),
  ]);
}

function drawing(layout: PanelLayout): readonly string[] {
  const { boxes, marks, dots, lines } = layout;
  const sources = sourcesOf(layout);
  const outer = boxes.filter(({ node }) => node.type !== 'atomic');
  const inner = boxes.filter(({ node }) => node.type === 'atomic');
  return [
    ...outer.map((box) =>
      element('rect', {
        class: box.isRegion ? 'inner region-frame' : 'inner',
        'data-state': box.node.path,
        ...rectOf(box),
        rx: 12,
      }),
    ),
    ...lines.map((one) => line(one, threadOf(one, sources))),
    ...outer.map(headingOf),
    ...dots.map(({ x, y }) => icon('dot', { x, y })),
    ...inner.map(card),
    ...marks.map(mark),
    ...lines.flatMap(label),
  ];
}

const rectOf = ({ x, y, width, height }: Rect): Rect => ({ x, y, width, height });
/** The heading of a state with children stands on a plate of its own, so that lines pass below it. */
const headingOf = ({ node, block, x, y }: PlacedBox): string =>
  group(
    { x, y },
    alarmOf(node.tags),
    [
      element('rect', { class: 'plain', x: 8, y: 7, width: block.width - 14, height: block.height - 6, rx: 6 }),
      ...contents(block),
      ...envelopeOf(node.entry, block.width),
    ],
    node.path,
  );

const card = ({ node, block, x, y, width, height }: PlacedBox): string =>
  group(
    { x, y },
    alarmOf(node.tags),
    [element('rect', { class: 'card', width, height, rx: 9 }), ...contents(block), ...envelopeOf(node.entry, width)],
    node.path,
  );

const alarmOf = (tags: readonly string[]): string => (tags.includes(ALARM) ? 'alarm' : '');
const envelopeOf = (entry: readonly string[], width: number): readonly string[] =>
  entry.includes(REPORT) ? [icon('envelope', { x: width - 18, y: 17 })] : [];

function mark({ mark: { kind }, block, x, y, width, height }: PlacedMark): string {
  if (kind === 'gather' || kind === 'choice') return icon(kind, { x: x + width / 2, y: y + height / 2 });
  return group({ x, y }, '', [element('rect', { class: kind, width, height, rx: 10 }), ...contents(block)]);
}

function label({ label: placed }: PlacedLine): readonly string[] {
  if (placed === null) return [];
  const { block, width, height } = placed;
  return [group(placed, '', [element('rect', { class: 'label', width, height, rx: 8 }), ...contents(block)])];
}

/** The places that lines lead away from, in document order. */
function sourcesOf({ boxes, marks, lines }: PanelLayout): readonly string[] {
  const left = new Set(lines.flatMap(({ line: one }) => (one === null || one.from === one.to ? [] : [one.from])));
  const states = boxes.map(({ node }) => node.path);
  const points = marks.filter(({ mark: { kind } }) => kind !== 'arrival').map(({ mark: { id } }) => id);
  return [...states, ...points].filter((place) => left.has(place));
}

/** The colour of a line, by where it leads away from, so that lines side by side can be told apart. */
function threadOf({ line: one }: PlacedLine, sources: readonly string[]): string {
  const index = one === null ? -1 : sources.indexOf(one.from);
  return index < 0 ? '' : ` ${threadClass(index)}`;
}

function line({ line: drawn, points }: PlacedLine, thread: string): string {
  const ends = drawn === null ? {} : { 'data-from': drawn.from, 'data-to': drawn.to };
  const path = element('path', { class: `line${thread}`, ...ends, d: roundedPath(points) });
  if (drawn?.to.startsWith('gather:')) return path;
  return `${path}\n${element('path', { class: `head${thread}`, ...ends, d: head(points) })}`;
}

function icon(kind: Icon, { x, y }: { readonly x: number; readonly y: number }): string {
  const at = (dx: number, dy: number) => `${rounded(x + dx)} ${rounded(y + dy)}`;
  switch (kind) {
    case 'dot':
      return element('circle', { class: 'dot', cx: x, cy: y, r: 5.5 });
    case 'gather':
      return element('circle', { class: 'gather', cx: x, cy: y, r: 4 });
    case 'choice':
      return element('path', { class: 'choice', d: `M${at(-7.5, 0)}L${at(0, -7.5)}L${at(7.5, 0)}L${at(0, 7.5)}Z` });
    case 'envelope':
      return element('path', { class: 'envelope', d: `M${at(-6.5, -4.5)}h13v9h-13ZL${at(0, 0.5)}L${at(6.5, -4.5)}` });
    default:
      return element('rect', { class: kind, x: x - 9, y: y - 6, width: 18, height: 12, rx: 5 });
  }
}

const legend = (placed: Legend, at: { readonly x: number; readonly y: number }): string =>
  group(at, hueOf(0), [
    ...placed.icons.map(({ icon: kind, x, y }) => icon(kind, { x: x + 9, y })),
    ...contents(placed),
  ]);

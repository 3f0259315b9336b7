/** A chart as a picture: one SVG file that needs nothing else. */
import type { Block } from './blocks.ts';
import { headingBlock, put } from './blocks.ts';
import { bundle } from './bundles.ts';
import type { Panel, PanelLayout, PlacedBox, PlacedLine, PlacedMark, Point } from './layout.ts';
import { layoutPanel } from './layout.ts';
import { familiesOf } from './families.ts';
import { isWithin, stepsOf } from './steps.ts';
import type { ChartNode, ChartStructure } from './structure.ts';
import { REPORT } from './structure.ts';
import { hueOf, styleSheet } from './style.ts';
import type { Tiling, Variant } from './tiling.ts';
import { tile } from './tiling.ts';
import { element, escapeXml, rounded } from './xml.ts';

interface Drawn {
  readonly heading: Block | null;
  readonly layout: PanelLayout;
  readonly hue: string;
}

const MARGIN = 24;
const GAP = 26;

/** Places the panels of a chart: one for each region, or one for all. */
export async function layoutChart(structure: ChartStructure): Promise<Tiling<Drawn>> {
  const panels = await Promise.all(
    panelsOf(structure).map(async ({ panel, heading }, index): Promise<readonly Variant<Drawn>[]> => {
      const layouts = await Promise.all([layoutPanel(panel, 'DOWN'), layoutPanel(panel, 'RIGHT')]);
      return layouts.map((layout) => ({
        panel: { heading, layout, hue: hueOf(index) },
        width: Math.max(layout.width, heading?.width ?? 0) + 2 * GAP,
        height: layout.height + (heading?.height ?? 0) + 2 * GAP,
      }));
    }),
  );
  return tile(panels);
}

function panelsOf(structure: ChartStructure): readonly { readonly panel: Panel; readonly heading: Block | null }[] {
  const [root] = structure.nodes;
  if (root === undefined) return [];
  const steps = stepsOf(structure);
  const families = familiesOf(structure);
  const initials = new Set(structure.nodes.flatMap(({ initial }) => (initial === null ? [] : [initial])));
  const panelOf = (around: ChartNode): Panel => ({
    root: around,
    nodes: structure.nodes.filter(({ path }) => path !== around.path && isWithin(path, around.path)),
    bundles: bundle(
      steps.filter(({ source, target }) => isWithin(source, around.path) && isWithin(target, around.path)),
      families,
      initials,
    ),
  });
  const regions = root.type === 'parallel' ? structure.nodes.filter(({ parent }) => parent === root.path) : [];
  const crosses = steps.some(({ source, target }) => source.split('.')[0] !== target.split('.')[0]);
  if (regions.length === 0 || crosses) return [{ panel: panelOf(root), heading: null }];
  return regions.map((region) => ({ panel: panelOf(region), heading: headingBlock(region, [], 'region') }));
}

/** Draws a chart. The same chart gives the same bytes. */
export async function chartToSvg(structure: ChartStructure): Promise<string> {
  const tiling = await layoutChart(structure);
  const width = tiling.width + 2 * MARGIN;
  const top = MARGIN + 56;
  const height = tiling.height + top + MARGIN;
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${rounded(width)} ${rounded(height)}`, width, height, role: 'img' },
    [
      element('title', {}, [escapeXml(structure.id)]),
      element('desc', {}, [escapeXml(structure.description)]),
      element('style', {}, [styleSheet()]),
      element('rect', { class: 'page', width, height }),
      text(put('title', structure.id, MARGIN + 6, MARGIN + 24)),
      text(put('lead', structure.description, MARGIN + 6, MARGIN + 44)),
      group(MARGIN, top, '', [
        element('rect', { class: 'sheet', width: tiling.width, height: tiling.height, rx: 14 }),
        ...tiling.dividers.map((divider) => element('line', { class: 'divider', ...divider })),
        ...tiling.tiles.map(({ panel, room }) => {
          const head = panel.heading?.height ?? 0;
          const x = room.x + (room.width - panel.layout.width) / 2;
          const y = room.y + head + GAP + (room.height - head - 2 * GAP - panel.layout.height) / 2;
          return element('g', { class: panel.hue }, [
            ...(panel.heading === null ? [] : [group(room.x + 8, room.y + 6, '', texts(panel.heading))]),
            group(x, y, '', drawing(panel.layout)),
          ]);
        }),
      ]),
    ],
  )}\n`;
}

const group = (x: number, y: number, kind: string, children: readonly string[]): string =>
  element('g', { class: kind === '' ? undefined : kind, transform: `translate(${rounded(x)} ${rounded(y)})` }, children);

const text = ({ role, text: words, x, y, width }: Block['texts'][number]): string =>
  element('text', { class: role, x, y, textLength: width, lengthAdjust: 'spacingAndGlyphs' }, [escapeXml(words)]);
const texts = (block: Block): readonly string[] => [
  ...block.chips.map((chip) => element('rect', { class: 'tag', ...chip, rx: 7.5 })),
  ...block.texts.map(text),
];

function drawing({ boxes, marks, dots, lines }: PanelLayout): readonly string[] {
  return [
    ...boxes.filter(({ node }) => node.type !== 'atomic').map(box),
    ...lines.map(line),
    ...dots.map(({ x, y }) => element('circle', { class: 'dot', cx: x, cy: y, r: 5.5 })),
    ...boxes.filter(({ node }) => node.type === 'atomic').map(box),
    ...marks.map(mark),
    ...lines.flatMap(label),
  ];
}

const box = ({ node, block, x, y, width, height }: PlacedBox): string =>
  group(x, y, node.tags.includes('isAlarm') ? 'alarm' : '', [
    element('rect', { class: node.type === 'atomic' ? 'card' : 'group', width, height, rx: node.type === 'atomic' ? 9 : 12 }),
    ...texts(block),
    ...(node.entry.includes(REPORT) ? [element('path', { class: 'envelope', d: `M${rounded(width - 23)} 12h13v9h-13zl6.5 5l6.5-5` })] : []),
  ]);

function mark({ mark: { kind }, block, x, y, width, height }: PlacedMark): string {
  if (kind === 'gather') return element('circle', { class: 'gather', cx: x + width / 2, cy: y + height / 2, r: width / 2 });
  if (kind === 'choice') {
    const d = `M${at({ x, y: y + height / 2 })}l${width / 2} ${-height / 2}l${width / 2} ${height / 2}l${-width / 2} ${height / 2}Z`;
    return element('path', { class: 'choice', d });
  }
  return group(x, y, '', [
    element('rect', { class: kind === 'anywhere' ? 'plate anywhere' : 'plate', width, height, rx: 10 }),
    ...texts(block),
  ]);
}

function label({ label: placed }: PlacedLine): readonly string[] {
  if (placed === null) return [];
  const { block, x, y, width, height } = placed;
  return [group(x, y, '', [element('rect', { class: 'plate', width, height, rx: 8 }), ...texts(block)])];
}

function line({ line: drawn, points }: PlacedLine): string {
  const path = element('path', { class: 'line', d: roundedPath(points) });
  const end = points.at(-1);
  const before = points.at(-2);
  if (end === undefined || before === undefined || drawn?.to.startsWith('gather:')) return path;
  return `${path}\n${element('path', { class: 'head', d: head(before, end) })}`;
}

const CORNER = 9;
function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${at(point)}`;
      if (after === undefined) return `L${at(point)}`;
      const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
      return `L${at(towards(point, before, radius))}Q${at(point)} ${at(towards(point, after, radius))}`;
    })
    .join('');
}

function head(from: Point, to: Point): string {
  const length = distance(from, to) || 1;
  const x = (to.x - from.x) / length;
  const y = (to.y - from.y) / length;
  const base = { x: to.x - x * 8, y: to.y - y * 8 };
  const side = (sign: number) => at({ x: base.x - y * 4 * sign, y: base.y + x * 4 * sign });
  return `M${at(to)}L${side(1)}L${side(-1)}Z`;
}

const at = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

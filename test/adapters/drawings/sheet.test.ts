/** Where everything stands on the sheet of a chart, and that nothing is lost on the way there. */
import { describe, expect, test } from 'vitest';
import type { Bundles } from '../../../src/adapters/drawings/bundles.ts';
import { bundle } from '../../../src/adapters/drawings/bundles.ts';
import type { Families } from '../../../src/adapters/drawings/families.ts';
import { familiesOf } from '../../../src/adapters/drawings/families.ts';
import type { Cause } from '../../../src/adapters/drawings/lines.ts';
import type { PanelLayout, Point, Rect } from '../../../src/adapters/drawings/panel.ts';
import type { PlacedPanel } from '../../../src/adapters/drawings/sheet.ts';
import { layoutSheet } from '../../../src/adapters/drawings/sheet.ts';
import { ELSE, isWithin, stepsOf } from '../../../src/adapters/drawings/steps.ts';
import { describeChart } from '../../../src/adapters/drawings/structure.ts';
import { tile } from '../../../src/adapters/drawings/tiling.ts';
import { machines } from '../../../tools/renderCharts.ts';
import { lampMachine } from './lamp.ts';

const subjects = await Promise.all(
  [...machines, lampMachine].map(async (machine) => {
    const structure = describeChart(machine);
    return { id: structure.id, structure, sheet: await layoutSheet(structure) };
  }),
);

interface Thing extends Rect {
  readonly name: string;
}
const thing = (name: string, { x, y, width, height }: Rect): Thing => ({ name, x, y, width, height });

/** What has words or lines of its own, without the frames around other states. */
function thingsOf({ boxes, marks, lines }: PanelLayout): {
  readonly labels: readonly Thing[];
  readonly others: readonly Thing[];
} {
  return {
    labels: lines.flatMap(({ line, label }) => (label === null ? [] : [thing(`${line?.from} > ${line?.to}`, label)])),
    others: [
      ...boxes.map((box) =>
        thing(
          box.node.path,
          box.node.type === 'atomic' ? box : { ...box, width: box.block.width, height: box.block.height },
        ),
      ),
      ...marks.map((mark) => thing(mark.mark.id, mark)),
    ],
  };
}

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const overlapping = (things: readonly Thing[]): readonly string[] =>
  things.flatMap((one, index) =>
    things.slice(index + 1).flatMap((other) => (overlap(one, other) ? [`${one.name} | ${other.name}`] : [])),
  );

const piecesOf = (points: readonly Point[]): readonly (readonly [Point, Point])[] =>
  points.slice(1).map((point, index) => [points[index] ?? point, point] as const);
/** Whether a piece of a line runs through a rectangle, not merely along its border. */
const runsThrough = ([a, b]: readonly [Point, Point], { x, y, width, height }: Rect): boolean =>
  overlap(
    { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) },
    { x: x + 1, y: y + 1, width: width - 2, height: height - 2 },
  );

const panels = subjects.flatMap(({ id, sheet }) =>
  sheet.panels.map((panel, index) => ({ name: `${id} chart, panel ${index + 1}`, panel, sheet })),
);

describe.for(panels)('on the sheet of the $name', ({ panel, sheet }) => {
  const { layout } = panel;
  const { labels, others } = thingsOf(layout);

  test('no label, state, mark or heading overlaps another', () => {
    expect(overlapping([...labels, ...others])).toEqual([]);
  });

  test('no line runs through the words of anything else', () => {
    const crossed = layout.lines.flatMap(({ line, points, label }) =>
      [...labels, ...others]
        .filter((one) => label === null || one.x !== label.x || one.y !== label.y)
        .filter((one) => piecesOf(points).some((piece) => runsThrough(piece, one)))
        .map((one) => `${line?.from} > ${line?.to} through ${one.name}`),
    );
    expect(crossed).toEqual([]);
  });

  test('every line is drawn, and runs straight along or across', () => {
    for (const { points } of layout.lines) {
      expect(points.length).toBeGreaterThan(1);
      for (const [a, b] of piecesOf(points)) expect(a.x === b.x || a.y === b.y).toBe(true);
    }
  });

  test('no text leaves its box', () => {
    const framed = [
      ...layout.boxes,
      ...layout.marks.filter(({ block }) => block.texts.length > 0),
      ...layout.lines.flatMap(({ label }) => label ?? []),
    ];
    for (const { block, width, height } of framed) {
      for (const text of [...block.texts, ...block.chips]) {
        expect(text.x).toBeGreaterThanOrEqual(4);
        expect(text.x + text.width).toBeLessThanOrEqual(width - 4);
      }
      for (const { y } of block.texts) expect(y).toBeLessThanOrEqual(height - 2);
    }
  });

  test('everything lies inside the sheet', () => {
    const within = ({ x, y, width, height }: Rect, { x: left, y: top }: PlacedPanel): boolean =>
      left + x >= 0 && top + y >= 0 && left + x + width <= sheet.width && top + y + height <= sheet.height;
    for (const one of [...labels, ...others, ...layout.boxes]) expect(within(one, panel)).toBe(true);
  });
});

/** What the lines and marks of a drawing say, one by one. */
function said({ lines, marks }: Bundles, families: Families): readonly string[] {
  const markAt = new Map(marks.map((mark) => [mark.id, mark]));
  const eventsOf = ({ events }: Cause) => events.flatMap((event) => families.get(event) ?? [event]);
  return lines
    .filter(({ to }) => !markAt.has(to))
    .flatMap(({ from, to, causes }) => {
      const mark = markAt.get(from);
      const before =
        mark?.kind === 'choice'
          ? lines.filter((line) => line.to === from).flatMap((line) => line.causes)
          : (mark?.causes ?? []);
      const sources = mark?.sources ?? [from];
      const shown = causes.length === 0 ? before : causes;
      return sources.flatMap((source) =>
        shown.flatMap((cause) => {
          const events = cause.events.length === 0 ? before.flatMap(eventsOf) : eventsOf(cause);
          const guards = cause.guards.length === 0 ? [''] : cause.guards;
          return events.flatMap((event) => guards.map((guard) => `${source} ${event} [${guard}] ${to}`));
        }),
      );
    });
}

describe.for(subjects)('the drawing of the $id chart', ({ structure }) => {
  const steps = stepsOf(structure);
  const families = familiesOf(structure);
  const initials = new Set(structure.nodes.flatMap(({ initial }) => initial ?? []));
  const regions = structure.nodes[0]?.type === 'parallel' ? structure.nodes[0].children : [''];

  test('says every step once, however it is bundled', () => {
    const drawn = regions.flatMap((region) =>
      said(
        bundle(
          steps.filter(({ source }) => isWithin(source, region)),
          { families, initials },
        ),
        families,
      ),
    );
    const wanted = steps.map(({ source, event, guard, target }) => `${source} ${event} [${guard ?? ''}] ${target}`);
    expect(drawn.toSorted()).toEqual(wanted.toSorted());
  });

  test('has a step for every transition that changes a state, from there, from around it or from inside it', () => {
    const leading = structure.edges.flatMap((edge) =>
      edge.targets.filter((target) => target !== edge.source || edge.reenter).map((target) => ({ ...edge, target })),
    );
    const missing = leading.filter(
      ({ source, event, guard, target }) =>
        !steps.some(
          (step) =>
            step.event === event &&
            step.target === target &&
            isWithin(source, step.source) &&
            (step.guard === guard || step.guard === null || step.guard === ELSE),
        ),
    );
    expect(missing).toEqual([]);
  });
});

describe('panels', () => {
  const panel = (name: string, width: number, height: number) => [{ panel: name, width, height }];

  test('of one size share a sheet without a gap', () => {
    const { width, height, tiles, dividers } = tile([panel('a', 300, 200), panel('b', 300, 200)], 0);
    expect([width, height]).toEqual([300, 400]);
    expect(tiles.map(({ room }) => room)).toEqual([
      { x: 0, y: 0, width: 300, height: 200 },
      { x: 0, y: 200, width: 300, height: 200 },
    ]);
    expect(dividers).toEqual([{ x1: 0, y1: 200, x2: 300, y2: 200 }]);
  });

  test('small ones stand together beside or below a large one', () => {
    const { tiles } = tile(
      [panel('large', 900, 500), panel('one', 300, 200), panel('two', 300, 200), panel('three', 300, 200)],
      0,
    );
    expect(overlapping(tiles.map(({ panel: name, room }) => thing(name, room)))).toEqual([]);
    expect(new Set(tiles.slice(1).map(({ room }) => room.y)).size).toBe(1);
  });

  test('are drawn in the way that leaves least empty', () => {
    const { tiles } = tile(
      [
        [
          { panel: 'wide', width: 600, height: 100 },
          { panel: 'compact', width: 240, height: 160 },
        ],
      ],
      0,
    );
    expect(tiles[0]?.panel).toBe('compact');
  });
});

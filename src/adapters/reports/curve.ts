/** The equity curve as an SVG picture, for the report page. */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { Report } from './report.ts';

const WIDTH = 960;
const HEIGHT = 320;
const MARGIN = { top: 16, right: 16, bottom: 28, left: 84 } as const;
/** More points than this can not be told apart on the picture. */
const MOST_POINTS = 2_000;

type Points = readonly { readonly at: number; readonly equity: number }[];

/** Draws the equity curve. Nights and weekends are left out: a session follows the one before. */
export function curveSvg(report: Report): string {
  const points = thinned(report.equityCurve.map(({ at, equity }) => ({ at: Date.parse(at), equity: Number(equity) })));
  if (points.length < 2) return '<p>Too few points to draw a curve.</p>';
  const values = points.map(({ equity }) => equity);
  const x = scaleLinear([0, points.length - 1], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([Math.min(...values), Math.max(...values)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(5);
  const base = y(values[0] ?? 0);
  const shape = line<Points[number]>(
    (_, index) => x(index),
    ({ equity }) => y(equity),
  ).digits(2);
  const fill = area<Points[number]>(
    (_, index) => x(index),
    base,
    ({ equity }) => y(equity),
  ).digits(2);
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Equity from ${report.from} to ${report.to}">`,
    ...y.ticks(5).map((value) => gridLine(y(value), y.tickFormat(5, ',.0f')(value))),
    ...sessionMarks(points).map(({ index, label }) => sessionMark(x(index), label)),
    `<path class="fill" d="${fill(points) ?? ''}"/>`,
    `<line class="base" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${base.toFixed(2)}" y2="${base.toFixed(2)}"/>`,
    `<path class="curve" d="${shape(points) ?? ''}"/>`,
    '</svg>',
  ].join('\n');
}

function thinned(points: Points): Points {
  const step = Math.ceil(points.length / MOST_POINTS);
  return step <= 1 ? points : points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

function gridLine(y: number, label: string): string {
  const at = y.toFixed(2);
  return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text class="axis" x="${MARGIN.left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${label}</text>`;
}

/** Where a new day begins; within a single day, the hours. */
function sessionMarks(points: Points): readonly { readonly index: number; readonly label: string }[] {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const days = points.flatMap(({ at }, index) =>
    index === 0 || day(at) !== day(points[index - 1]?.at ?? at) ? [{ index, label: day(at) }] : [],
  );
  if (days.length > 1) return days.filter((_, index) => index % Math.ceil(days.length / 10) === 0);
  const hours = scaleUtc([points[0]?.at ?? 0, points.at(-1)?.at ?? 1], [0, points.length - 1]);
  return hours.ticks(8).map((tick) => ({ index: hours(tick), label: `${tick.toISOString().slice(11, 16)} UTC` }));
}

/** Labels that would be cut off at the right end before their mark. */
const anchorAt = (x: number): string => (x > WIDTH - MARGIN.right - 40 ? 'end' : 'middle');
const sessionMark = (x: number, label: string): string =>
  `<line class="grid" x1="${x.toFixed(2)}" x2="${x.toFixed(2)}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}"/><text class="axis" x="${x.toFixed(2)}" y="${HEIGHT - 8}" text-anchor="${anchorAt(x)}">${label}</text>`;

/** The shapes of lines: they run straight, corners are rounded, ends are arrow heads. */
import type { Point } from './panel.ts';
import { rounded } from './xml.ts';

const CORNER = 9;
const HEAD = { length: 8, halfWidth: 4 } as const;

/** A step aside of less is taken back. */
const JOG = 7;

/** Sets points upright that are nearly so, and takes back small steps aside where an end may move along the border that it touches. */
export function straighten(
  points: readonly Point[],
  isMovable: { readonly start: boolean; readonly end: boolean },
): readonly Point[] {
  const upright = points.map(({ x, y }) => ({ x, y }));
  for (const [index, point] of upright.entries()) {
    const before = upright[index - 1];
    if (before === undefined) continue;
    if (Math.abs(point.x - before.x) < Math.abs(point.y - before.y)) point.x = before.x;
    else point.y = before.y;
  }
  const corners = upright.filter((point, index) => !isBetween(upright[index - 1], point, upright[index + 1]));
  const started = isMovable.start ? withoutFirstJog(corners) : corners;
  return isMovable.end ? withoutFirstJog(started.toReversed()).toReversed() : started;
}

/** Whether a point only continues the line between its neighbours. */
const isBetween = (before: Point | undefined, { x, y }: Point, after: Point | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  ((before.x === x && x === after.x) || (before.y === y && y === after.y));

function withoutFirstJog(points: readonly Point[]): readonly Point[] {
  const [start, one, other, ...rest] = points;
  if (start === undefined || one === undefined || other === undefined || rest.length === 0) return points;
  const isAlong = start.y === one.y;
  if (distance(one, other) >= JOG || isAlong !== (one.x === other.x)) return points;
  return [isAlong ? { x: start.x, y: other.y } : { x: other.x, y: start.y }, ...rest];
}

/** A path through the points, rounded at each corner. */
export function roundedPath(points: readonly Point[]): string {
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

/** The arrow head at the last of the points. */
export function head(points: readonly Point[]): string {
  const to = points.at(-1);
  const from = points.at(-2);
  if (to === undefined || from === undefined) return '';
  const base = towards(to, from, HEAD.length);
  const across = {
    x: ((base.y - to.y) / HEAD.length) * HEAD.halfWidth,
    y: ((to.x - base.x) / HEAD.length) * HEAD.halfWidth,
  };
  const side = (sign: number) => at({ x: base.x + sign * across.x, y: base.y + sign * across.y });
  return `M${at(to)}L${side(1)}L${side(-1)}Z`;
}

const at = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

/** The shapes of lines: corners are rounded, ends are arrow heads. */
import type { Point } from './layout.ts';
import { rounded } from './xml.ts';

const CORNER = 9;
const HEAD = { length: 8, halfWidth: 4 } as const;

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
  const across = { x: ((base.y - to.y) / HEAD.length) * HEAD.halfWidth, y: ((to.x - base.x) / HEAD.length) * HEAD.halfWidth };
  const side = (sign: number) => at({ x: base.x + sign * across.x, y: base.y + sign * across.y });
  return `M${at(to)}L${side(1)}L${side(-1)}Z`;
}

const at = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

/** Whether a drawing can be read: no line runs through the words at the head of a state. */
import type { PanelLayout, Point, Rect } from './panel.ts';

/** Whether any line of the drawing runs through the head of a state around others. */
export function isLegible({ boxes, lines }: PanelLayout): boolean {
  const heads = boxes
    .filter(({ node }) => node.type !== 'atomic')
    .map(({ x, y, block }): Rect => ({ x: x + 1, y: y + 1, width: block.width - 2, height: block.height - 2 }));
  return !lines.some(({ points }) =>
    points.slice(1).some((end, index) => heads.some((head) => crosses(points[index] ?? end, end, head))),
  );
}

/** Lines run straight along or across, so that the piece between two points is a rectangle without breadth. */
const crosses = (a: Point, b: Point, { x, y, width, height }: Rect): boolean =>
  Math.min(a.x, b.x) < x + width && x < Math.max(a.x, b.x) && Math.min(a.y, b.y) < y + height && y < Math.max(a.y, b.y);

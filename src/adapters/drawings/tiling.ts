/** How panels share one sheet: cut across or along, again and again, so that little is left empty. */
import type { Rect } from './panel.ts';

/** A way to draw one panel, and the room that it needs. */
export interface Variant<P> {
  readonly panel: P;
  readonly width: number;
  readonly height: number;
}
/** A straight line between two panels. */
export interface Divider {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}
export interface Tiling<P> {
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly { readonly panel: P; readonly room: Rect }[];
  readonly dividers: readonly Divider[];
}

interface Shape<P> {
  readonly width: number;
  readonly height: number;
  readonly fill: (room: Rect) => Pick<Tiling<P>, 'tiles' | 'dividers'>;
}

/** Width by height of a pleasing sheet. */
const PLEASING = 1.5;

/** Tiles panels in their order, each drawn in one of its ways, on a sheet of at least a width. */
export function tile<P>(panels: readonly (readonly Variant<P>[])[], leastWidth: number): Tiling<P> {
  const best = shapesOf(panels).toSorted((a, b) => badness(a) - badness(b))[0];
  if (best === undefined) return { width: 0, height: 0, tiles: [], dividers: [] };
  const { height } = best;
  const width = Math.max(best.width, leastWidth);
  return { width, height, ...best.fill({ x: 0, y: 0, width, height }) };
}

const badness = ({ width, height }: { readonly width: number; readonly height: number }): number =>
  width * height * (1 + Math.abs(Math.log(width / height / PLEASING)) ** 2);

/** All shapes worth considering: no other is both as narrow and as low. */
function shapesOf<P>(panels: readonly (readonly Variant<P>[])[]): readonly Shape<P>[] {
  const [only] = panels;
  if (panels.length <= 1) return undominated((only ?? []).map(leaf));
  const shapes: Shape<P>[] = [];
  for (let cut = 1; cut < panels.length; cut += 1) {
    const before = shapesOf(panels.slice(0, cut));
    const after = shapesOf(panels.slice(cut));
    for (const one of before) for (const other of after) shapes.push(beside(one, other), above(one, other));
  }
  return undominated(shapes);
}

const leaf = <P>({ panel, width, height }: Variant<P>): Shape<P> => ({
  width,
  height,
  fill: (room) => ({ tiles: [{ panel, room }], dividers: [] }),
});

function beside<P>(one: Shape<P>, other: Shape<P>): Shape<P> {
  const width = one.width + other.width;
  return {
    width,
    height: Math.max(one.height, other.height),
    fill: (room) => {
      const left = one.width + ((room.width - width) * one.width) / width;
      const x = room.x + left;
      return joined(one.fill({ ...room, width: left }), other.fill({ ...room, x, width: room.width - left }), {
        x1: x,
        y1: room.y,
        x2: x,
        y2: room.y + room.height,
      });
    },
  };
}

function above<P>(one: Shape<P>, other: Shape<P>): Shape<P> {
  const height = one.height + other.height;
  return {
    width: Math.max(one.width, other.width),
    height,
    fill: (room) => {
      const top = one.height + ((room.height - height) * one.height) / height;
      const y = room.y + top;
      return joined(one.fill({ ...room, height: top }), other.fill({ ...room, y, height: room.height - top }), {
        x1: room.x,
        y1: y,
        x2: room.x + room.width,
        y2: y,
      });
    },
  };
}

type Filled<P> = Pick<Tiling<P>, 'tiles' | 'dividers'>;
const joined = <P>(one: Filled<P>, other: Filled<P>, divider: Divider): Filled<P> => ({
  tiles: [...one.tiles, ...other.tiles],
  dividers: [divider, ...one.dividers, ...other.dividers],
});

function undominated<P>(shapes: readonly Shape<P>[]): readonly Shape<P>[] {
  const kept: Shape<P>[] = [];
  for (const shape of shapes.toSorted((a, b) => a.width - b.width || a.height - b.height)) {
    const last = kept.at(-1);
    if (last === undefined || shape.height < last.height) kept.push(shape);
  }
  return kept;
}

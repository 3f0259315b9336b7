/** What stands on the card of a state, and where: name, description, actions, tags. */
import type { Face } from './measure.ts';
import { widthOf, wrap } from './measure.ts';
import type { ChartNode } from './structure.ts';
import { REPORT } from './structure.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** A line of text; `y` is its baseline. */
export interface Line {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly kind: 'name' | 'description' | 'action' | 'tag' | 'event' | 'guard';
}
export interface Card {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** Frames around the tags. */
  readonly chips: readonly Box[];
}

/** How each kind of line is set, in pixels. */
export const type: Readonly<Record<Line['kind'], { readonly size: number; readonly face: Face; readonly leading: number }>> = {
  name: { size: 14, face: 'bold', leading: 18 },
  description: { size: 11, face: 'plain', leading: 14.5 },
  action: { size: 10, face: 'code', leading: 14 },
  tag: { size: 9.5, face: 'plain', leading: 16 },
  event: { size: 11, face: 'bold', leading: 14.5 },
  guard: { size: 10, face: 'code', leading: 13.5 },
};

const SIDE = 13;
const TOP = 11;
const CHIP_SIDE = 6;
const CHIP_GAP = 5;
const CHIP_ROW = 20;

/** The card of a state; its description is broken to at most this width. */
export function cardOf(node: ChartNode, limit: number): Card {
  const lines: Line[] = [];
  let y = TOP;
  const add = (text: string, kind: Line['kind']): void => {
    const { size, face, leading } = type[kind];
    lines.push({ text, kind, x: SIDE, y: y + leading * 0.76, width: widthOf(text, size, face) });
    y += leading;
  };
  add(node.key, 'name');
  if (node.description !== '') y += 2;
  for (const text of wrap(node.description, type.description.size, limit)) add(text, 'description');
  const actions = actionsOf(node);
  if (actions.length > 0) y += 3;
  for (const text of actions) add(text, 'action');
  const inner = Math.max(limit * 0.62, ...lines.map(({ width }) => width));
  const chips = chipsOf(node.tags, y + 6, inner);
  const bottom = chips.boxes.length === 0 ? y : Math.max(...chips.boxes.map((box) => box.y + box.height));
  const right = Math.max(...lines.map(({ width }) => SIDE + width), ...chips.boxes.map((box) => box.x + box.width));
  return { width: right + SIDE, height: bottom + TOP, lines: [...lines, ...chips.lines], chips: chips.boxes };
}

function actionsOf({ entry, exit }: ChartNode): readonly string[] {
  const named = (when: string, actions: readonly string[]) =>
    actions.filter((action) => action !== REPORT).map((action) => `${when} / ${action}`);
  return [...named('entry', entry), ...named('exit', exit)];
}

function chipsOf(tags: readonly string[], top: number, limit: number): { readonly boxes: readonly Box[]; readonly lines: readonly Line[] } {
  const boxes: Box[] = [];
  const lines: Line[] = [];
  let x = SIDE;
  let y = top;
  for (const text of tags) {
    const width = widthOf(text, type.tag.size, type.tag.face);
    if (x > SIDE && x + width + 2 * CHIP_SIDE > SIDE + limit) {
      x = SIDE;
      y += CHIP_ROW;
    }
    boxes.push({ x, y, width: width + 2 * CHIP_SIDE, height: type.tag.leading });
    lines.push({ text, kind: 'tag', x: x + CHIP_SIDE, y: y + 11.3, width });
    x += width + 2 * CHIP_SIDE + CHIP_GAP;
  }
  return { boxes, lines };
}

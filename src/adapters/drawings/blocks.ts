/** Blocks of text with a size: what stands in a state, on a line, in a mark. */

import type { Bundles, Mark } from './bundles.ts';
import type { Cause } from './lines.ts';
import type { Face } from './measure.ts';
import { widthOf, wrap } from './measure.ts';
import type { ChartNode } from './structure.ts';
import { REPORT } from './structure.ts';

/** What a text is, and how it is set: sizes in pixels. The style has to agree. */
export const faces = {
  title: { size: 26, face: 'bold' },
  lead: { size: 13, face: 'plain' },
  region: { size: 16, face: 'bold' },
  state: { size: 13.5, face: 'bold' },
  description: { size: 11, face: 'plain' },
  chip: { size: 9.5, face: 'bold' },
  action: { size: 9.5, face: 'code' },
  event: { size: 11, face: 'bold' },
  guard: { size: 10, face: 'code' },
  note: { size: 10.5, face: 'plain' },
} as const satisfies Record<string, { readonly size: number; readonly face: Face }>;
export type Role = keyof typeof faces;

export const measure = (role: Role, text: string): number => widthOf(text, faces[role].size, faces[role].face);

/** A line of text from `x` to `x + width` on the baseline `y`. */
export interface PlacedText {
  readonly role: Role;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}
interface Chip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
  readonly chips: readonly Chip[];
}

export const put = (role: Role, text: string, x: number, y: number): PlacedText => ({
  role,
  text,
  x,
  y,
  width: measure(role, text),
});

/** Builds a block from top to bottom. */
class Column {
  readonly #texts: PlacedText[] = [];
  readonly #chips: Chip[] = [];
  readonly #left: number;
  #y: number;
  #right: number;

  constructor(left: number, top: number) {
    this.#left = left;
    this.#right = left;
    this.#y = top;
  }

  line(role: Role, text: string, height: number): void {
    this.row([[role, text]], height, 0);
  }

  /** Several texts on one line. */
  row(parts: readonly (readonly [role: Role, text: string])[], height: number, gap: number): void {
    let x = this.#left;
    for (const [role, text] of parts) {
      const placed = put(role, text, x, this.#y + Math.round(height / 2 + faces[role].size * 0.35));
      this.#texts.push(placed);
      x += placed.width + gap;
      this.#right = Math.max(this.#right, placed.x + placed.width);
    }
    this.#y += height;
  }

  /** Keeps room at the right of what stands so far. */
  widen(width: number): void {
    this.#right += width;
  }

  space(height: number): void {
    this.#y += height;
  }

  chips(texts: readonly string[], width: number): void {
    let x = this.#left;
    for (const text of texts) {
      const chip = measure('chip', text) + 12;
      if (x > this.#left && x + chip > this.#left + width) {
        x = this.#left;
        this.#y += 18;
      }
      this.#chips.push({ x, y: this.#y, width: chip, height: 15 });
      this.#texts.push(put('chip', text, x + 6, this.#y + 11));
      this.#right = Math.max(this.#right, x + chip);
      x += chip + 4;
    }
    if (texts.length > 0) this.#y += 18;
  }

  end(right: number, bottom: number): Block {
    return { width: this.#right + right, height: this.#y + bottom, texts: this.#texts, chips: this.#chips };
  }
}

/** Room for the envelope of a state that says something when it is entered. */
const ENVELOPE = 20;

/** The inside of a state without children. */
export function stateBlock(node: ChartNode, leavesFor: readonly string[]): Block {
  const column = new Column(12, 9);
  column.line('state', node.key, 18);
  if (node.entry.includes(REPORT)) column.widen(ENVELOPE);
  for (const line of wrap(node.description, faces.description.size, 164)) column.line('description', line, 14);
  addDetails(column, node, leavesFor, 168);
  return column.end(12, 10);
}

/** The heading of a state with children. */
export function headingBlock(node: ChartNode, leavesFor: readonly string[], role: Role = 'state'): Block {
  const column = new Column(14, 10);
  column.line(role, node.key, role === 'region' ? 22 : 18);
  if (node.entry.includes(REPORT)) column.widen(ENVELOPE);
  for (const line of wrap(node.description, faces.description.size, 330)) column.line('description', line, 14);
  addDetails(column, node, leavesFor, 330);
  return column.end(14, 4);
}

function addDetails(column: Column, node: ChartNode, leavesFor: readonly string[], width: number): void {
  for (const [when, actions] of [
    ['entry', node.entry],
    ['exit', node.exit],
  ] as const) {
    const named = actions.filter((action) => action !== REPORT);
    if (named.length > 0) column.line('action', `${when} / ${named.join(', ')}`, 14);
  }
  if (node.tags.length > 0) {
    column.space(4);
    column.chips(node.tags, width);
  }
  if (leavesFor.length > 0) {
    column.space(3);
    for (const line of wrap(`→ ${leavesFor.join(', ')}`, faces.note.size, width)) column.line('note', line, 14);
  }
}

/** An event and its guard share a row up to this width. */
const ROW = 150;
const ROW_HEIGHT = 15;

function addCauses(column: Column, causes: readonly Cause[]): void {
  causes.forEach(({ events, guards }, index) => {
    if (index > 0) column.space(6);
    const [event, more] = events;
    const [guard, others] = guards.map((one) => `[${one}]`);
    const isShort = event !== undefined && guard !== undefined && more === undefined && others === undefined;
    if (isShort && measure('event', event) + 6 + measure('guard', guard) <= ROW) {
      column.row(
        [
          ['event', event],
          ['guard', guard],
        ],
        ROW_HEIGHT,
        6,
      );
      return;
    }
    for (const one of events) column.line('event', one, ROW_HEIGHT);
    for (const one of guards) column.line('guard', `[${one}]`, ROW_HEIGHT);
  });
}

/** The label of a line. */
export function labelBlock(causes: readonly Cause[]): Block {
  const column = new Column(8, 4);
  addCauses(column, causes);
  return column.end(8, 3);
}

/** The inside of a mark that has words. */
export function markBlock(mark: Mark, name: (path: string) => string): Block {
  const column = new Column(10, 5);
  if (mark.kind === 'anywhere') column.line('note', 'in any state', 15);
  addCauses(column, mark.causes);
  if (mark.kind === 'arrival') {
    for (const line of wrap(`from ${mark.sources.map(name).join(', ')}`, faces.note.size, 200))
      column.line('note', line, 14);
  }
  return column.end(10, 5);
}

/** Which states are left for which others by an arrival. */
export function leavings({ marks, lines }: Bundles): ReadonlyMap<string, readonly string[]> {
  const left = new Map<string, string[]>();
  for (const mark of marks.filter(({ kind }) => kind === 'arrival')) {
    const target = lines.find(({ from }) => from === mark.id)?.to;
    if (target === undefined) continue;
    for (const source of mark.sources) left.set(source, [...new Set([...(left.get(source) ?? []), target])]);
  }
  return left;
}

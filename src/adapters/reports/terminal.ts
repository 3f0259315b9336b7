/** Text that fits a terminal: nothing wider than it is, and tables without the columns that matter least. */
import { stripVTControlCharacters } from 'node:util';

/** A column of a table. */
export interface FittedColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** The columns with the highest numbers go first when there is not room for all; those without never go. */
  readonly goes?: number;
}

/** What one sees of a text: its length without colours. */
export const visibleLength = (text: string): number => stripVTControlCharacters(text).length;

/** Which columns there is room for, by their places; `between` is what lies between two, `around` what lies at both ends. */
export function columnsThatFit(
  columns: readonly FittedColumn[],
  rows: readonly (readonly string[])[],
  { width, between, around }: { readonly width: number; readonly between: number; readonly around: number },
): readonly number[] {
  const widths = columns.map(({ title }, place) =>
    Math.max(title.length, ...rows.map((row) => visibleLength(row[place] ?? ''))),
  );
  let kept = columns.map((_, place) => place);
  const needed = (): number =>
    kept.reduce((sum, place) => sum + (widths[place] ?? 0), 0) + between * (kept.length - 1) + around;
  while (needed() > width) {
    const goes = (place: number): number => columns[place]?.goes ?? 0;
    const next = kept.reduce((last, place) => (goes(place) > goes(last) ? place : last), kept[0] ?? 0);
    if (goes(next) === 0) break;
    kept = kept.filter((place) => place !== next);
  }
  return kept;
}

/** A table without lines, two spaces between its columns. */
export function plainTable(
  columns: readonly FittedColumn[],
  rows: readonly (readonly string[])[],
  { width, head }: { readonly width: number; readonly head: (title: string) => string },
): string {
  const kept = columnsThatFit(columns, rows, { width, between: 2, around: 0 });
  const lines = [columns.map(({ title }) => head(title)), ...rows];
  const widths = kept.map((place) => Math.max(...lines.map((line) => visibleLength(line[place] ?? ''))));
  return lines
    .map((line) =>
      kept
        .map((place, index) => padded(line[place] ?? '', widths[index] ?? 0, columns[place]?.align))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - visibleLength(text)));
  return align === 'left' ? text + space : space + text;
}

/** The text in lines of at most this width, broken between words; lines after the first are indented. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && visibleLength(last) + 1 + visibleLength(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `  ${word}`);
  }
  return lines.join('\n');
}

const ESCAPE = String.fromCharCode(27);
const PARTS = new RegExp(`${ESCAPE}\\[[0-9;]*m|[^${ESCAPE}]`, 'gu');

/** The text as far as it fits; what is cut off is shown by an ellipsis. */
export function clipped(text: string, width: number): string {
  if (visibleLength(text) <= width) return text;
  let length = 0;
  let kept = '';
  for (const [part] of text.matchAll(PARTS)) {
    if (!part.startsWith(ESCAPE) && ++length >= width) break;
    kept += part;
  }
  return `${kept}…${text.includes(ESCAPE) ? `${ESCAPE}[0m` : ''}`;
}

/**
 * How wide a text is, the same on every machine. The widths are those of Helvetica, which Arial and Liberation Sans share,
 * from Adobe's font metrics; the drawings ask for these fonts and pin each text to its width.
 */

/** A way of setting text: `plain` and `bold` are Helvetica, `code` has one width for every character. */
export type Face = 'plain' | 'bold' | 'code';

// Widths in thousandths of the size, for the characters from space (32) to tilde (126).
// biome-ignore format: six rows of sixteen, as in a code table
const plain = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
  556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
// biome-ignore format: six rows of sixteen, as in a code table
const bold = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
  975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
  333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
  611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
const CODE = 602;
/** Anything else: as wide as the widest letters, so that it is never cut. */
const OTHER = 1000;

/** Width in pixels of a text set in a size in pixels. */
export function widthOf(text: string, size: number, face: Face = 'plain'): number {
  const widths = face === 'bold' ? bold : plain;
  let total = 0;
  for (const character of text) {
    const code = character.charCodeAt(0) - 32;
    total += face === 'code' ? CODE : (widths[code] ?? OTHER);
  }
  return Math.round((total * size) / 100) / 10;
}

/** Breaks a text into the fewest lines of at most a width, then evens their lengths; a longer word keeps a line of its own. */
export function wrap(text: string, size: number, limit: number): readonly string[] {
  const count = fill(text, size, limit).length;
  let lines = fill(text, size, limit);
  for (let narrower = limit - 6; narrower > 0; narrower -= 6) {
    const tried = fill(text, size, narrower);
    if (tried.length > count) break;
    lines = tried;
  }
  return lines;
}

function fill(text: string, size: number, limit: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, size) <= limit) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

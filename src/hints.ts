/** What somebody may have meant by a name that is not known. */

/** The nearest known name, where one is near; else all of them. */
export function hint(name: string, known: readonly string[], prefix = ''): string {
  const nearest = known
    .map((each) => [distance(name.toLowerCase(), each.toLowerCase()), each] as const)
    .sort(([a], [b]) => a - b)[0];
  if (nearest !== undefined && nearest[0] <= Math.max(1, Math.min(2, Math.floor(name.length / 3))))
    return `; did you mean ${prefix}${nearest[1]}?`;
  return known.length === 0 ? '; there are none' : `; there are ${known.map((each) => prefix + each).join(', ')}`;
}

/** Edits from one word to another; two letters in the wrong order are one edit. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : substituted;
      next.push(Math.min(substituted, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Finds for every expectation something of its own that fits, and for what nothing fits the nearest. */
import type { Fields } from './factTexts.ts';

/** Something that is there: an order, a position, a fact. */
export interface Candidate {
  /** How people call it. */
  readonly name: string;
  readonly fields: Fields;
}

export interface Matching {
  /** The expectations that nothing fits, by their place. */
  readonly unmet: readonly number[];
  /** The candidates that no expectation took, by their place. */
  readonly left: readonly number[];
}

/** The fields in which a candidate is not as expected. */
export const differing = (expected: Fields, actual: Fields): readonly string[] =>
  Object.keys(expected).filter((name) => expected[name] !== actual[name]);

const fits = (expected: Fields, { fields }: Candidate): boolean => differing(expected, fields).length === 0;

/** As many expectations as possible, each with a candidate of its own; earlier ones choose first where it does not matter. */
export function matchAll(expected: readonly Fields[], candidates: readonly Candidate[]): Matching {
  const takenBy = new Map<number, number>();
  const place = (expectation: number, seen: Set<number>): boolean => {
    for (const [index, candidate] of candidates.entries()) {
      if (seen.has(index) || !fits(expected[expectation] ?? {}, candidate)) continue;
      seen.add(index);
      const holder = takenBy.get(index);
      if (holder !== undefined && !place(holder, seen)) continue;
      takenBy.set(index, expectation);
      return true;
    }
    return false;
  };
  const unmet = expected.flatMap((_, index) => (place(index, new Set()) ? [] : [index]));
  return { unmet, left: candidates.flatMap((_, index) => (takenBy.has(index) ? [] : [index])) };
}

/** What says which one is meant weighs more than how it is: a stop is looked for among the stops. */
const identifying = ['role', 'symbol', 'code', 'rule', 'alarm'];
const distance = (expected: Fields, { fields }: Candidate): number =>
  differing(expected, fields).reduce((sum, name) => sum + (identifying.includes(name) ? 10 : 1), 0);

/** The candidate with the fewest differences, the earlier of equals. */
export function nearestTo(expected: Fields, candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates)
    if (best === undefined || distance(expected, candidate) < distance(expected, best)) best = candidate;
  return best;
}

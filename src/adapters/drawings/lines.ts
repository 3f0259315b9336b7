/** Lines between places and why they are taken. */
import type { Families } from './families.ts';
import { foldFamilies } from './families.ts';
import type { Step } from './steps.ts';

/** Any of the events, under any of the guards; under none when nothing is asked. */
export interface Cause {
  readonly events: readonly string[];
  readonly guards: readonly string[];
}

/** A line from one place to another; a place is the path of a state or the name of a mark. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly causes: readonly Cause[];
}

/** One line for all steps with the same ends. */
export function linesBetween(steps: readonly Step[], families: Families): readonly Line[] {
  const pairs = Map.groupBy(steps, ({ source, target }) => `${source}\n${target}`);
  return [...pairs.values()].flatMap((pair) => {
    const [first] = pair;
    return first === undefined ? [] : [{ from: first.source, to: first.target, causes: causesOf(pair, families) }];
  });
}

/** Steps with the same guard are said together, then those with the same events. */
export function causesOf(steps: readonly Step[], families: Families): readonly Cause[] {
  const asked = [...Map.groupBy(steps, ({ guard }) => guard)].map(([guard, alike]) => ({
    guard,
    events: foldFamilies([...new Set(alike.map(({ event }) => event))], families),
  }));
  return [...Map.groupBy(asked, ({ guard, events }) => `${guard === null}${events.join()}`).values()].map((alike) => ({
    events: alike[0]?.events ?? [],
    guards: alike.flatMap(({ guard }) => (guard === null ? [] : [guard])),
  }));
}

/** How many rows the events of these lines take. */
export const rowsOf = (lines: readonly Line[]): number =>
  lines.flatMap(({ causes }) => causes).reduce((rows, { events }) => rows + events.length, 0);

/** The same line with its guards alone. */
export const withoutEvents = (line: Line): Line => ({
  ...line,
  causes: line.causes.map(({ guards }) => ({ guards, events: [] })),
});

/** The events of all lines when they are the same on each and take at least so many rows, and there are several lines. */
export function commonEvents(lines: readonly Line[], rows: number): readonly string[] {
  const [first, ...others] = lines.flatMap(({ causes }) => causes);
  if (first === undefined || others.length === 0 || first.events.length < rows) return [];
  return others.every(({ events }) => events.join() === first.events.join()) ? first.events : [];
}

/** Where random lives have been: without reaching the late states they prove little. */

/** How often each state was stood in after an event. */
export type Visits = Map<string, number>;

/** Counts a configuration by the states of its regions. */
export function visit(visits: Visits, configuration: string): void {
  for (const place of configuration.split(' ')) visits.set(place, (visits.get(place) ?? 0) + 1);
}

/** The states and how often each was reached, the rarest first, as lines of text. */
export const printed = (title: string, visits: Visits): string =>
  [
    title,
    ...[...visits].toSorted(([, a], [, b]) => a - b).map(([place, count]) => `  ${String(count).padStart(7)} ${place}`),
  ].join('\n');

/** Events that belong together by their name: `leg.*` says all events of the family at once. */
import type { ChartStructure } from './structure.ts';

/** A family of fewer events is written out. */
const FAMILY = 3;

/** The members of each family that a chart hears. */
export type Families = ReadonlyMap<string, readonly string[]>;

export function familiesOf({ edges }: ChartStructure): Families {
  const heard = new Set(edges.map(({ event }) => event).filter((event) => !event.endsWith('*')));
  const families = Map.groupBy(heard, (event) => `${event.split('.')[0]}.*`);
  return new Map([...families].filter(([, members]) => members.length >= FAMILY));
}

/** Says the name of a family where all its events are meant. */
export function foldFamilies(events: readonly string[], families: Families): readonly string[] {
  const whole = [...families].filter(([, members]) => members.every((member) => events.includes(member)));
  const familyOf = new Map(whole.flatMap(([family, members]) => members.map((member) => [member, family] as const)));
  return [...new Set(events.map((event) => familyOf.get(event) ?? event))];
}

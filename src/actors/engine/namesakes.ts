/**
 * What a person names in a record has another name in a run that differs from it: names carry the number of the input that made them.
 * A command is told with the name that the same thing has here.
 */
import type { Event } from '../../events.ts';

/** In which place a recorded input was heard here; `undefined` for one of which nobody can say. */
export type HeardAs = (sequence: number) => number | undefined;

/** The command with the names of here. What has no counterpart keeps its name with a mark, so that nothing else answers to it. */
export function renamed(command: Event, desk: string, heardAs: HeardAs): Event {
  return inNames(command, (name) => {
    const [, sequence, index] = name.startsWith(`${desk}-`)
      ? (/^(\d+)\.(\d+)$/.exec(name.slice(desk.length + 1)) ?? [])
      : [];
    if (sequence === undefined || index === undefined) return name;
    const here = heardAs(Number(sequence));
    return here === undefined ? `${name}?` : `${desk}-${here}.${index}`;
  }) as Event;
}

/** The same plain data, each text in it changed. */
function inNames(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => inNames(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inNames(each, change)]));
}

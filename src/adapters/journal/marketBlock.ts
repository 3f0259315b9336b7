/**
 * A run of market data as one block: a column a field, each value as its difference from the last one of the same instrument, so that
 * little is left of them when they are compressed. Every tick keeps its own sequence.
 */
import { decode, encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';

/** Exact decimals and numbers are kept as differences, words as they are; a shape that mixes them is kept plainly. */
type Kind = 'exact' | 'number' | 'plain';
interface Column {
  readonly field: string;
  readonly kind: Kind;
  readonly values: readonly unknown[] | string;
}
/** The ticks of one type that have the same fields. */
interface Shape {
  readonly type: string;
  readonly instruments: readonly number[];
  readonly columns: readonly Column[];
}
interface Block {
  readonly instruments: readonly string[];
  /** Which shape each tick has. */
  readonly shapes: readonly number[];
  readonly times: readonly number[];
  readonly content: readonly Shape[];
}
type Fields = Readonly<Record<string, unknown>>;

/** Whether an input may stand in a block: all but its data is known from its place. */
export const isTick = ({ source, cause, correlation, sequence, type }: Envelope): boolean =>
  source === 'market' && type.startsWith('market.') && cause === 0 && correlation === sequence;

/** The text of a block: the ticks must follow one another without a gap. */
export function blockText(ticks: readonly Envelope[]): string {
  const instruments: string[] = [];
  const groups = new Map<string, { readonly place: number; readonly events: Fields[] }>();
  const shapes: number[] = [];
  let last = 0;
  const times = ticks.map(({ at, data }) => {
    const fields = data as unknown as Fields;
    const key = `${data.type} ${fieldsOf(fields).join(' ')}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { place: groups.size, events: [] };
      groups.set(key, group);
    }
    group.events.push(fields);
    shapes.push(group.place);
    const step = at - last;
    last = at;
    return step;
  });
  const content = [...groups.values()].map(({ events }) => shapeOf(events, instruments));
  return encode({ instruments, shapes, times, content } satisfies Block);
}

function shapeOf(events: readonly Fields[], instruments: string[]): Shape {
  const places = events.map(({ instrument }) => placeOf(String(instrument), instruments));
  const columns = fieldsOf(events[0] ?? {}).map((field): Column => {
    const values = events.map((event) => event[field]);
    const kind = kindOf(values);
    return { field, kind, values: kind === 'plain' ? values : differences(values as (bigint | number)[], places) };
  });
  return { type: String(events[0]?.type), instruments: places, columns };
}

const fieldsOf = (event: Fields): readonly string[] =>
  Object.keys(event)
    .filter((field) => field !== 'type' && field !== 'instrument' && event[field] !== undefined)
    .sort();

function placeOf(name: string, names: string[]): number {
  const found = names.indexOf(name);
  return found >= 0 ? found : names.push(name) - 1;
}

function kindOf(values: readonly unknown[]): Kind {
  if (values.every((value) => typeof value === 'bigint')) return 'exact';
  return values.every((value) => Number.isSafeInteger(value)) ? 'number' : 'plain';
}

function differences(values: readonly (bigint | number)[], places: readonly number[]): string {
  const last: (bigint | number)[] = [];
  return values
    .map((value, index) => {
      const place = places[index] ?? 0;
      const before = last[place];
      last[place] = value;
      return before === undefined ? value : (value as bigint) - (before as bigint);
    })
    .join(' ');
}

/** The ticks of a block, the first of which has the sequence `first`. */
export function ticksOf(text: string, first: number): Envelope[] {
  const { instruments, shapes, times, content } = decode(text) as Block;
  const events = content.map((shape) => eventsOf(shape, instruments));
  const next = content.map(() => 0);
  let at = 0;
  return shapes.map((shape, index) => {
    at += times[index] ?? 0;
    const data = events[shape]?.[next[shape] ?? 0] as unknown as Event;
    next[shape] = (next[shape] ?? 0) + 1;
    const sequence = first + index;
    return {
      v: 1,
      sequence,
      index: 0,
      at: at as Timestamp,
      type: data.type,
      source: 'market',
      cause: 0,
      correlation: sequence,
      data,
    };
  });
}

function eventsOf({ type, instruments: places, columns }: Shape, names: readonly string[]): readonly Fields[] {
  const events = places.map((place): Record<string, unknown> => ({ type, instrument: names[place] }));
  for (const { field, kind, values } of columns) {
    const column = kind === 'plain' ? (values as readonly unknown[]) : sums(values as string, kind, places);
    for (const [index, event] of events.entries()) event[field] = column[index];
  }
  return events;
}

function sums(text: string, kind: Kind, places: readonly number[]): readonly unknown[] {
  const last: (bigint | number)[] = [];
  return text.split(' ').map((each, index) => {
    const place = places[index] ?? 0;
    const step = kind === 'exact' ? BigInt(each) : Number(each);
    const before = last[place];
    const value = before === undefined ? step : (before as bigint) + (step as bigint);
    last[place] = value;
    return value;
  });
}

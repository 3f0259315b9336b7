/** What stands at a line: the events that take it and under which guards, said as shortly as it can be. */
import type { Line } from './cards.ts';
import { type } from './cards.ts';
import type { Link } from './links.ts';
import { widthOf } from './measure.ts';
import type { ChartStructure } from './structure.ts';

/** Any of the events, under any of the guards. */
export interface Clause {
  readonly events: readonly string[];
  /** Empty when nothing is asked. */
  readonly guards: readonly string[];
}
export interface Label {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** Heights at which a rule parts two clauses. */
  readonly rules: readonly number[];
}

/** Fewer events of a family are written out. */
const FAMILY = 3;

/** Events of one family that a chart hears: `leg.*` stands for all of them. */
export function familiesOf(structure: ChartStructure): ReadonlyMap<string, readonly string[]> {
  const heard = [...new Set(structure.edges.map(({ event }) => event))].filter((event) => /^\w+\.[^*]+$/.test(event));
  const families = Map.groupBy(heard, (event) => `${event.slice(0, event.indexOf('.'))}.*`);
  return new Map([...families].filter(([, events]) => events.length >= FAMILY));
}

/** Rows of a line with the same guard are said together, then those with the same events. */
export function clausesOf(rows: Link['rows'], families: ReadonlyMap<string, readonly string[]>): readonly Clause[] {
  const byGuard = Map.groupBy(rows, ({ guard }) => guard ?? '');
  const heard = [...byGuard].map(([guard, those]) => ({ guard, events: shorten(those.map(({ event }) => event), families) }));
  const byEvents = Map.groupBy(heard, ({ guard, events }) => `${guard === '' ? 'sure' : 'asked'} ${events.join()}`);
  return [...byEvents.values()].map((those) => ({
    events: those[0]?.events ?? [],
    guards: those.map(({ guard }) => guard).filter((guard) => guard !== ''),
  }));
}

function shorten(events: readonly string[], families: ReadonlyMap<string, readonly string[]>): readonly string[] {
  let short = events;
  for (const [name, family] of families) {
    if (!family.every((event) => short.includes(event))) continue;
    const first = short.findIndex((event) => family.includes(event));
    short = short.flatMap((event, index) => (index === first ? [name] : family.includes(event) ? [] : [event]));
  }
  return short;
}

const SIDE = 8;
const TOP = 4;
const GAP = 7;

/** The label of a line, laid out from its top left corner. */
export function labelOf(clauses: readonly Clause[]): Label {
  const lines: Line[] = [];
  const rules: number[] = [];
  let y = TOP;
  const add = (text: string, kind: 'event' | 'guard'): void => {
    const { size, face, leading } = type[kind];
    lines.push({ text, kind, x: SIDE, y: y + leading * 0.76, width: widthOf(text, size, face) });
    y += leading;
  };
  for (const [index, { events, guards }] of clauses.entries()) {
    if (index > 0) {
      rules.push(y + GAP / 2);
      y += GAP;
    }
    for (const event of events) add(event === '' ? 'always' : event, 'event');
    for (const guard of guards) add(`[${guard}]`, 'guard');
  }
  return { width: Math.max(...lines.map(({ width }) => width)) + 2 * SIDE, height: y + TOP, lines, rules };
}

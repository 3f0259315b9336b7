/** Which lines a drawing has: one for all that leads from one place to another, and shared ones where many states answer alike. */
import type { Families } from './families.ts';
import type { Cause, Line } from './lines.ts';
import { causesOf, commonEvents, linesBetween, rowsOf, withoutEvents } from './lines.ts';
import type { Step } from './steps.ts';
import { isWithin } from './steps.ts';

/**
 * A place that is no state:
 * - `gather`: states that answer alike meet in a dot, and their answers leave from there;
 * - `choice`: a state answers the same events in several ways, and the guards decide;
 * - `anywhere`: what a state answers for all its children starts inside it;
 * - `arrival`: what leads to one state from many others is named beside it.
 */
export interface Mark {
  readonly id: string;
  readonly kind: 'gather' | 'choice' | 'anywhere' | 'arrival';
  /** Path of the state that the mark lies in. */
  readonly inside: string;
  /** What all that leaves the mark has in common. */
  readonly causes: readonly Cause[];
  /** Paths of the states it stands for. */
  readonly sources: readonly string[];
}

export interface Bundles {
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
}

/** What has to be known of a chart to bundle its steps. */
export interface About {
  readonly families: Families;
  /** Paths of the states that a dot leads to. */
  readonly initials: ReadonlySet<string>;
}

interface Work extends Bundles, About {
  /** Not yet drawn by a line. */
  readonly steps: readonly Step[];
}

/** Above so many lines a drawing names the many sources of one target instead of drawing each line. */
const CROWDED = 24;
/** At least so many sources are named instead of drawn. */
const MANY = 4;
/** A dot must lead to so many places to come before all else; */
const FAN = 5;
/** else it must spare at least so many rows of labels. */
const WORTHWHILE = 2;
/** At least so many rows of events are said once, before a choice. */
const LONG = 3;

/** Bundles the steps of a drawing. */
export function bundle(steps: readonly Step[], about: About): Bundles {
  const { families } = about;
  const start: Work = { ...about, steps, lines: [], marks: [] };
  const isCrowded = linesBetween(steps, families).length > CROWDED;
  const fanned = anywhere(gather(start, ({ lines }) => lines.length >= FAN));
  const {
    steps: left,
    lines,
    marks,
  } = choices(gather(isCrowded ? arrivals(fanned) : fanned, ({ spared }) => spared >= WORTHWHILE));
  return { lines: [...linesBetween(left, families), ...lines], marks };
}

const keyOf = (step: Step): string => `${step.event}\n${step.guard ?? ''}\n${step.target}`;
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/** A mark inside each state that answers for its children by going to one of them. */
function anywhere(work: Work): Work {
  const inner = work.steps.filter(({ source, target }) => source !== target && isWithin(target, source));
  const made = [...Map.groupBy(inner, ({ source }) => source)].map(([source, steps]) => {
    const id = `anywhere:${source}`;
    const lines = linesBetween(
      steps.map((step) => ({ ...step, source: id })),
      work.families,
    );
    const events = commonEvents(lines, 1);
    const mark: Mark = {
      id,
      kind: 'anywhere',
      inside: source,
      causes: events.length === 0 ? [] : [{ events, guards: [] }],
      sources: [source],
    };
    return { mark, lines: events.length === 0 ? lines : lines.map(withoutEvents) };
  });
  return {
    ...work,
    steps: work.steps.filter((step) => !inner.includes(step)),
    lines: [...work.lines, ...made.flatMap(({ lines }) => lines)],
    marks: [...work.marks, ...made.map(({ mark }) => mark)],
  };
}

/** Dots for states that share many answers, the most rewarding first. */
function gather(work: Work, isWorth: (sharing: Sharing) => boolean): Work {
  const best = sharings(work)
    .filter(isWorth)
    .toSorted((a, b) => b.spared - a.spared)[0];
  if (best === undefined) return work;
  const { sources, lines, taken } = best;
  const id = `gather:${sources.join('+')}`;
  const next: Work = {
    ...work,
    steps: work.steps.filter((step) => !taken.has(step)),
    lines: [
      ...work.lines,
      ...sources.map((from) => ({ from, to: id, causes: [] })),
      ...lines.map((line) => ({ ...line, from: id })),
    ],
    marks: [...work.marks, { id, kind: 'gather', inside: around(sources), causes: [], sources }],
  };
  return gather(next, isWorth);
}

interface Sharing {
  readonly sources: readonly string[];
  readonly lines: readonly Line[];
  readonly taken: ReadonlySet<Step>;
  readonly spared: number;
}

/** What sets of two or three states answer alike. */
function sharings({ steps, families }: Work): readonly Sharing[] {
  const answers = [...Map.groupBy(steps, keyOf).values()];
  const found = new Map<string, readonly string[]>();
  for (const one of answers) {
    for (const other of answers) {
      const shared = one.map(({ source }) => source).filter((source) => other.some((step) => step.source === source));
      if ((shared.length === 2 || shared.length === 3) && areApart(shared)) found.set(shared.join('+'), shared);
    }
  }
  return [...found.values()].map((sources) => {
    const common = answers.filter((alike) => sources.every((source) => alike.some((step) => step.source === source)));
    const taken = new Set(common.flat().filter(({ source }) => sources.includes(source)));
    const lines = linesBetween(
      [...taken].filter(({ source }) => source === sources[0]),
      families,
    );
    return { sources, lines, taken, spared: (sources.length - 1) * rowsOf(lines) - sources.length };
  });
}

const areApart = (paths: readonly string[]): boolean =>
  paths.every((one) => paths.every((other) => one === other || !isWithin(one, other)));

/** The innermost state around all of these. */
function around(paths: readonly string[]): string {
  let path = parentOf(paths[0] ?? '');
  while (path !== '' && !paths.every((one) => one !== path && isWithin(one, path))) path = parentOf(path);
  return path;
}

/** A mark beside each state that many others lead to for the same cause, unless no other line would lead there. */
function arrivals(work: Work): Work {
  const many = [...Map.groupBy(work.steps, keyOf).values()].filter((alike) => alike.length >= MANY);
  const named = new Set(many.flat());
  const others = work.steps.filter((step) => !named.has(step)).map(({ target }) => target);
  const drawn = new Set([...others, ...work.lines.map(({ to }) => to), ...work.initials]);
  const rest = many
    .map((alike) => (drawn.has(alike[0]?.target ?? '') ? alike : alike.slice(1)))
    .filter((alike) => alike.length >= MANY);
  const groups = Map.groupBy(rest, (alike) => `${alike[0]?.target}\n${alike.map(({ source }) => source).join('+')}`);
  const made = [...groups.values()].flatMap((group) => {
    const steps = group.flat();
    const [first] = steps;
    if (first === undefined) return [];
    const sources = [...new Set(steps.map(({ source }) => source))];
    const id = `arrival:${first.target}:${sources.join('+')}`;
    const causes = causesOf(steps, work.families);
    const mark: Mark = { id, kind: 'arrival', inside: parentOf(first.target), causes, sources };
    return [{ mark, line: { from: id, to: first.target, causes: [] } }];
  });
  const taken = new Set(rest.flat());
  return {
    ...work,
    steps: work.steps.filter((step) => !taken.has(step)),
    lines: [...work.lines, ...made.map(({ line }) => line)],
    marks: [...work.marks, ...made.map(({ mark }) => mark)],
  };
}

/** A choice after each state that answers the same long list of events in several ways. */
function choices(work: Work): Work {
  const lines = linesBetween(work.steps, work.families);
  const made = [...Map.groupBy(lines, ({ from }) => from)].flatMap(([from, leaving]) => {
    const alike = [
      ...Map.groupBy(leaving, ({ causes }) => (causes.length === 1 ? (causes[0]?.events.join() ?? '') : '')).values(),
    ];
    return alike.flatMap((same) => {
      const events = same.length < 2 ? [] : commonEvents(same, LONG);
      if (events.length === 0) return [];
      const id = `choice:${from}:${events.join('+')}`;
      const mark: Mark = { id, kind: 'choice', inside: parentOf(from), causes: [], sources: [from] };
      return [
        {
          mark,
          same,
          lines: [
            { from, to: id, causes: [{ events, guards: [] }] },
            ...same.map((line) => withoutEvents({ ...line, from: id })),
          ],
        },
      ];
    });
  });
  const gone = new Set(made.flatMap(({ same }) => same.map(({ from, to }) => `${from}\n${to}`)));
  return {
    ...work,
    steps: work.steps.filter(({ source, target }) => !gone.has(`${source}\n${target}`)),
    lines: [...work.lines, ...made.flatMap((one) => one.lines)],
    marks: [...work.marks, ...made.map(({ mark }) => mark)],
  };
}

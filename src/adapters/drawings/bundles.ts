/** Which lines a drawing has: one for all that leads from one place to another, and shared ones where many states answer alike. */
import type { Step } from './steps.ts';
import { foldFamilies, isWithin } from './steps.ts';

/** Events that lead the same way under the same guard. */
export interface Cause {
  readonly events: readonly string[];
  readonly guard: string | null;
}

/** A line from one place to another; a place is the path of a state or the name of a mark. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly causes: readonly Cause[];
}

/**
 * A place that is no state:
 * - `gather`: states that answer alike meet in a dot, and their answers leave from there;
 * - `anywhere`: what a state answers for all its children starts inside it;
 * - `arrival`: what leads to one state from many others is named beside it.
 */
export interface Mark {
  readonly id: string;
  readonly kind: 'gather' | 'anywhere' | 'arrival';
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

/** Above so many lines a drawing names the many sources of one target instead of drawing each line. */
const CROWDED = 24;
/** At least so many sources are named instead of drawn. */
const MANY = 4;
/** A dot must spare at least so many labels. */
const WORTHWHILE = 7;

const keyOf = (step: Step): string => `${step.event}\n${step.guard ?? ''}\n${step.target}`;
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/** Bundles the steps of a drawing. */
export function bundle(steps: readonly Step[], alphabet: readonly string[]): Bundles {
  const work: Work = { steps, lines: [], marks: [], alphabet };
  const isCrowded = linesBetween(steps, alphabet).length > CROWDED;
  const afterGathering = isCrowded ? gather(work) : work;
  const afterAnywhere = anywhere(afterGathering);
  const { steps: left, lines, marks } = isCrowded ? arrivals(afterAnywhere) : afterAnywhere;
  return { lines: [...linesBetween(left, alphabet), ...lines], marks };
}

interface Work extends Bundles {
  readonly steps: readonly Step[];
  readonly alphabet: readonly string[];
}

function linesBetween(steps: readonly Step[], alphabet: readonly string[]): readonly Line[] {
  const pairs = Map.groupBy(steps, ({ source, target }) => `${source}\n${target}`);
  return [...pairs.values()].flatMap((pair) => {
    const [first] = pair;
    return first === undefined ? [] : [{ from: first.source, to: first.target, causes: causesOf(pair, alphabet) }];
  });
}

function causesOf(steps: readonly Step[], alphabet: readonly string[]): readonly Cause[] {
  const byGuard = Map.groupBy(steps, ({ guard }) => guard);
  return [...byGuard].map(([guard, alike]) => ({
    guard,
    events: foldFamilies([...new Set(alike.map(({ event }) => event))], alphabet),
  }));
}

/** A dot for two or three states that share many answers. */
function gather(work: Work): Work {
  const answers = Map.groupBy(work.steps, keyOf);
  const sources = [...answers.values()].map((alike) => alike.map(({ source }) => source));
  const best = candidates(sources)
    .map((shared) => {
      const common = [...answers.values()].filter((alike) => shared.every((source) => alike.some((step) => step.source === source)));
      return { shared, common, spared: (shared.length - 1) * common.length - shared.length };
    })
    .sort((a, b) => b.spared - a.spared)[0];
  if (best === undefined || best.spared < WORTHWHILE) return work;
  const { shared, common } = best;
  const id = `gather:${shared.join('+')}`;
  const taken = new Set(common.flat().filter((step) => shared.includes(step.source)));
  const through = common.flatMap((alike) => alike.slice(0, 1).map((step) => ({ ...step, source: id })));
  return gather({
    ...work,
    steps: work.steps.filter((step) => !taken.has(step)),
    lines: [...work.lines, ...shared.map((from) => ({ from, to: id, causes: [] })), ...linesBetween(through, work.alphabet)],
    marks: [...work.marks, { id, kind: 'gather', inside: around(shared), causes: [], sources: shared }],
  });
}

/** Sets of two or three states that some answers have in common. */
function candidates(sources: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const a of sources) {
    for (const b of sources) {
      const shared = a.filter((one) => b.includes(one));
      if (shared.length === 2 || shared.length === 3) found.set(shared.join('+'), shared);
    }
  }
  return [...found.values()];
}

/** The innermost state around all of these. */
function around(paths: readonly string[]): string {
  let path = parentOf(paths[0] ?? '');
  while (path !== '' && !paths.every((one) => one !== path && isWithin(one, path))) path = parentOf(path);
  return path;
}

/** A mark inside each state that answers for its children by going to one of them. */
function anywhere(work: Work): Work {
  const inner = work.steps.filter((step) => step.source !== step.target && isWithin(step.target, step.source));
  const bySource = Map.groupBy(inner, ({ source }) => source);
  const made = [...bySource].map(([source, steps]) => {
    const id = `anywhere:${source}`;
    const lines = linesBetween(steps.map((step) => ({ ...step, source: id })), work.alphabet);
    const common = commonEvents(lines);
    const rest = common.length === 0 ? lines : lines.map((line) => ({ ...line, causes: line.causes.map(({ guard }) => ({ guard, events: [] })) }));
    const causes = common.length === 0 ? [] : [{ guard: null, events: common }];
    return { mark: { id, kind: 'anywhere', inside: source, causes, sources: [source] } as const, lines: rest };
  });
  return {
    ...work,
    steps: work.steps.filter((step) => !inner.includes(step)),
    lines: [...work.lines, ...made.flatMap(({ lines }) => lines)],
    marks: [...work.marks, ...made.map(({ mark }) => mark)],
  };
}

/** The events of all lines when they are the same on each, and there are several lines. */
function commonEvents(lines: readonly Line[]): readonly string[] {
  const [first, ...others] = lines.flatMap(({ causes }) => causes);
  if (first === undefined || others.length === 0) return [];
  return others.every(({ events }) => events.join() === first.events.join()) ? first.events : [];
}

/** A mark beside each state that many others lead to for the same cause. */
function arrivals(work: Work): Work {
  const many = [...Map.groupBy(work.steps, keyOf).values()].filter((alike) => alike.length >= MANY);
  const made = [...Map.groupBy(many, (alike) => `${alike[0]?.target}\n${alike.map(({ source }) => source).join('+')}`)].flatMap(
    ([name, groups]) => {
      const steps = groups.flat();
      const [first] = steps;
      if (first === undefined) return [];
      const id = `arrival:${name.replace('\n', ':')}`;
      const sources = [...new Set(steps.map(({ source }) => source))];
      const mark: Mark = { id, kind: 'arrival', inside: parentOf(first.target), causes: causesOf(steps, work.alphabet), sources };
      return [{ mark, line: { from: id, to: first.target, causes: [] } }];
    },
  );
  const taken = new Set(many.flat());
  return {
    ...work,
    steps: work.steps.filter((step) => !taken.has(step)),
    lines: [...work.lines, ...made.map(({ line }) => line)],
    marks: [...work.marks, ...made.map(({ mark }) => mark)],
  };
}

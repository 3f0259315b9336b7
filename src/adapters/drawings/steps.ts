/** The transitions of a chart that lead somewhere, freed of what a drawing need not say twice. */
import type { ChartEdge, ChartNode, ChartStructure } from './structure.ts';

/** One way from a state to another. */
export interface Step {
  readonly source: string;
  readonly target: string;
  readonly event: string;
  readonly guard: string | null;
  readonly reenter: boolean;
}

export const isWithin = (path: string, ancestor: string): boolean =>
  ancestor === '' || path === ancestor || path.startsWith(`${ancestor}.`);

const says = (step: Step): string => `${step.event}\n${step.guard ?? ''}\n${step.target}`;

/**
 * The steps of a chart in document order. Left out are transitions that stay where they are, what a state repeats of a state
 * around it, and what all children of a state say alike, which the state around them says once.
 */
export function stepsOf(structure: ChartStructure): readonly Step[] {
  const declared = structure.edges.flatMap(stepsOfEdge);
  const own = declared.filter((step) => !isRepeated(step, declared, structure));
  return [...structure.nodes].reverse().reduce<readonly Step[]>(raise, own);
}

function stepsOfEdge({ source, targets, event, guard, reenter }: ChartEdge): readonly Step[] {
  return targets
    .filter((target) => target !== source || reenter)
    .map((target) => ({ source, target, event, guard, reenter: reenter && target === source }));
}

/** Whether a state around the source says the same, and the source leaves nothing out of what that state says of the event. */
function isRepeated(step: Step, steps: readonly Step[], { edges }: ChartStructure): boolean {
  const own = new Set(steps.filter((other) => other.source === step.source).map(says));
  const around = steps.filter((other) => other.event === step.event && other.source !== step.source && isWithin(step.source, other.source));
  const answersAlways = edges.some((edge) => edge.source === step.source && edge.event === step.event && edge.guard === null);
  const leavesOut = around.some((other) => other.target !== step.source && !own.has(says(other)));
  return around.some((other) => says(other) === says(step)) && !(answersAlways && leavesOut);
}

/** Moves what all children of a state say alike to the state itself. */
function raise(steps: readonly Step[], { path, type, children }: ChartNode): readonly Step[] {
  if (type !== 'compound' || children.length < 2) return steps;
  const voices = children.map((child) => new Set(steps.filter((step) => step.source === child).map(says)));
  const isCommon = (step: Step) => !isWithin(step.target, path) && voices.every((voice) => voice.has(says(step)));
  return steps.flatMap((step) => {
    const rank = children.indexOf(step.source);
    if (rank < 0 || !isCommon(step)) return [step];
    return rank === 0 ? [{ ...step, source: path }] : [];
  });
}

/** The events that a chart names itself, without wildcards. */
export const alphabetOf = ({ edges }: ChartStructure): readonly string[] => [
  ...new Set(edges.map(({ event }) => event).filter((event) => !event.endsWith('*'))),
];

/** At least so many events of one family are said as `family.*`. */
const FAMILY = 3;

/** Says `family.*` where all events of a family are meant. */
export function foldFamilies(events: readonly string[], alphabet: readonly string[]): readonly string[] {
  const whole = familiesOf(alphabet).filter(([, members]) => members.every((member) => events.includes(member)));
  const familyOf = new Map(whole.flatMap(([family, members]) => members.map((member) => [member, family] as const)));
  return [...new Set(events.map((event) => familyOf.get(event) ?? event))];
}

/** The families that may be folded, with their members. */
export function familiesOf(alphabet: readonly string[]): readonly (readonly [family: string, members: readonly string[]])[] {
  const members = Map.groupBy(alphabet, (event) => `${event.split('.')[0]}.*`);
  return [...members].filter(([, events]) => events.length >= FAMILY);
}

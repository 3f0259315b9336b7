/** The transitions of a chart that lead somewhere, freed of what a drawing need not say twice. */
import type { ChartEdge, ChartNode, ChartStructure } from './structure.ts';

/** One way from a state to another. */
export interface Step {
  readonly source: string;
  readonly target: string;
  readonly event: string;
  readonly guard: string | null;
}

/** The guard of what is left when all guards asked before have refused. */
export const ELSE = 'else';

/** Whether a path is that of a state or of one inside it. */
export const isWithin = (path: string, outer: string): boolean =>
  outer === '' || path === outer || path.startsWith(`${outer}.`);

const says = (step: Step): string => `${step.event}\n${step.guard ?? ''}\n${step.target}`;

/**
 * The steps of a chart in document order. Left out are transitions that stay where they are, what a state repeats of a state
 * around it, and what all children of a state say alike, which the state around them says once.
 */
export function stepsOf(structure: ChartStructure): readonly Step[] {
  const declared = [...Map.groupBy(structure.edges, ({ source, event }) => `${source}\n${event}`).values()].flatMap(
    stepsOfAnswer,
  );
  const own = declared.filter((step) => !isRepeated(step, declared, structure));
  return [...structure.nodes].reverse().reduce<readonly Step[]>(raise, own);
}

/** The steps of all candidates of one state for one event. */
function stepsOfAnswer(candidates: readonly ChartEdge[]): readonly Step[] {
  const needed = candidates.filter((edge, rank) => !isSaidByLast(edge, candidates.slice(rank + 1)));
  return needed.flatMap(({ source, targets, event, guard, reenter }, rank) =>
    targets
      .filter((target) => target !== source || reenter)
      .map((target) => ({ source, target, event, guard: guard ?? (rank > 0 ? ELSE : null) })),
  );
}

/** Whether it does not matter where it leads that a guard is asked: all that is tried after it leads there too, the last without a guard. */
const isSaidByLast = (edge: ChartEdge, later: readonly ChartEdge[]): boolean =>
  later.at(-1)?.guard === null &&
  later.every(({ targets, reenter }) => targets.join() === edge.targets.join() && reenter === edge.reenter);

/** Whether a state around the source says the same, and the source leaves nothing out of what that state says of the event. */
function isRepeated(step: Step, steps: readonly Step[], { edges }: ChartStructure): boolean {
  const own = new Set(steps.filter(({ source }) => source === step.source).map(says));
  const around = steps.filter(
    ({ event, source }) => event === step.event && source !== step.source && isWithin(step.source, source),
  );
  const answersAlways = edges.some(
    (edge) => edge.source === step.source && edge.event === step.event && edge.guard === null,
  );
  const leavesOut = around.some((other) => other.target !== step.source && !own.has(says(other)));
  return around.some((other) => says(other) === says(step)) && !(answersAlways && leavesOut);
}

/** Moves what all children of a state say alike to the state itself. */
function raise(steps: readonly Step[], { path, type, children }: ChartNode): readonly Step[] {
  if (type !== 'compound' || children.length < 2) return steps;
  const voices = children.map((child) => new Set(steps.filter(({ source }) => source === child).map(says)));
  const isCommon = (step: Step) => !isWithin(step.target, path) && voices.every((voice) => voice.has(says(step)));
  return steps.flatMap((step) => {
    const rank = children.indexOf(step.source);
    if (rank < 0 || !isCommon(step)) return [step];
    return rank === 0 ? [{ ...step, source: path }] : [];
  });
}

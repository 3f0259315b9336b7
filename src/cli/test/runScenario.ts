/** Plays one scenario from its beginning to its judgement, and says what came of it. */
import { newYorkClock } from '../../adapters/calendar/newYork.ts';
import type { Then } from '../../adapters/scenarios/expectations.ts';
import type { Difference } from '../../adapters/scenarios/judging.ts';
import { differencesOf } from '../../adapters/scenarios/judging.ts';
import type { ScenarioPlan, StepPlan } from '../../adapters/scenarios/plan.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { JournalRecord } from '../../ports.ts';
import { act } from './acting.ts';
import { lastFacts } from './lastFacts.ts';
import type { StatePath } from './paths.ts';
import { pathsOf } from './paths.ts';
import { setGiven } from './setting.ts';
import type { Stage } from './stage.ts';
import { createStage, Unplayable } from './stage.ts';

/** A difference with the place of the expectation and the time at which it was judged. */
export interface PlacedDifference extends Difference {
  readonly place: string;
  readonly at: string;
}

export interface ScenarioResult {
  readonly file: string;
  readonly document: string;
  readonly place: string;
  readonly name: string;
  readonly passed: boolean;
  /** Times of the exchange's clock. */
  readonly from: string;
  readonly to: string;
  readonly differences: readonly PlacedDifference[];
  readonly paths: readonly StatePath[];
  readonly lastFacts: readonly string[];
  readonly inputs: number;
  readonly stateHash: string;
}

/** Plays the scenario; `hear` gets its journal. */
export function runScenario(plan: ScenarioPlan, hear?: (record: JournalRecord) => void): ScenarioResult {
  const stage = createStage(plan, hear);
  const differences = play(stage);
  stage.close();
  const { engine, clock, observer } = stage;
  return {
    file: plan.file,
    document: plan.document,
    place: plan.placeOf([]),
    name: plan.name,
    passed: differences.length === 0,
    from: newYorkClock(plan.given.at),
    to: newYorkClock(clock.now()),
    differences,
    paths: pathsOf(observer.said),
    lastFacts: lastFacts(observer),
    inputs: engine.sequence(),
    stateHash: engine.hash(),
  };
}

function play(stage: Stage): readonly PlacedDifference[] {
  const { plan, clock } = stage;
  const differences: PlacedDifference[] = [];
  const judge = (then: Then, path: readonly (string | number)[]): void => {
    const at = newYorkClock(clock.now());
    for (const each of differencesOf(then, stage.observer.observe()))
      differences.push({ ...each, place: plan.placeOf([...path, ...each.path]), at });
  };
  let path: readonly (string | number)[] = ['given'];
  try {
    setGiven(stage);
    for (const [index, step] of plan.steps.entries()) {
      path = ['when', index];
      waitFor(stage, step);
      act(stage, step);
      if (step.does.then !== undefined) judge(step.does.then, [...path, 'then']);
    }
    stage.pass(plan.settle);
    judge(plan.then, ['then']);
  } catch (error) {
    if (!(error instanceof Unplayable)) throw error;
    const { message } = error;
    differences.push({ about: 'step', path, message, place: plan.placeOf(path), at: newYorkClock(clock.now()) });
  }
  return differences;
}

function waitFor({ clock, pass }: Stage, { when }: StepPlan): void {
  if ('after' in when) pass(when.after);
  else clock.advance(when.at as Timestamp);
}

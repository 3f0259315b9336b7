/** Many seeds one after another: what a test asks for, and what the command line runs. */
import type { FaultMix } from './faults.ts';
import { defaultMix, noFaults } from './faults.ts';
import type { ActionKind } from './issuers.ts';
import { noActions } from './issuers.ts';
import { failureText, shortestFailure } from './shortest.ts';
import type { Outcome } from './simulation.ts';
import { simulate } from './simulation.ts';
import type { World } from './world.ts';

export interface SeedsOptions {
  readonly first: number;
  readonly steps: number;
  readonly mix?: FaultMix;
  /** Journals fail, and processes end. */
  readonly emergencies?: boolean;
  /** Asked before each seed, with how many have been run. */
  readonly goesOn: (run: number) => boolean;
  readonly each?: (outcome: Outcome) => void;
  readonly done?: (world: World) => void | Promise<void>;
}
export interface Totals {
  readonly seeds: number;
  readonly inputs: number;
  readonly faults: Readonly<Record<string, number>>;
  /** What issuers have done. */
  readonly actions: Readonly<Record<string, number>>;
  readonly openAtRest: number;
  readonly nakedAtRest: number;
  /** How often a journal failed, and what left then without a record. */
  readonly emergencies: number;
  readonly leftUnrecorded: Readonly<Record<'place' | 'amend' | 'cancel', number>>;
  /** One text for each seed that failed, at its shortest. */
  readonly failures: readonly string[];
}

export async function runSeeds(options: SeedsOptions): Promise<Totals> {
  const { first, steps, mix = defaultMix, emergencies: canFail = false, goesOn, each, done } = options;
  const faults = noFaults();
  const actions = noActions();
  const failures: string[] = [];
  const leftUnrecorded = { place: 0, amend: 0, cancel: 0 };
  let [seeds, inputs, openAtRest, nakedAtRest, emergencies] = [0, 0, 0, 0, 0];
  for (; goesOn(seeds); seeds++) {
    const options = { steps, mix, emergencies: canFail, ...(done === undefined ? {} : { done }) };
    const outcome = await simulate({ seed: first + seeds, ...options });
    for (const kind of Object.keys(faults) as (keyof FaultMix)[]) faults[kind] += outcome.faults[kind];
    for (const kind of Object.keys(actions) as ActionKind[]) actions[kind] += outcome.actions[kind];
    for (const kind of ['place', 'amend', 'cancel'] as const) leftUnrecorded[kind] += outcome.leftUnrecorded[kind];
    emergencies += outcome.emergencies;
    inputs += outcome.inputs;
    openAtRest += outcome.openAtRest;
    nakedAtRest += outcome.nakedAtRest;
    if (outcome.finding !== undefined)
      failures.push(failureText(await shortestFailure(outcome, { mix, emergencies: canFail }), canFail));
    each?.(outcome);
  }
  return { seeds, inputs, faults, actions, openAtRest, nakedAtRest, emergencies, leftUnrecorded, failures };
}

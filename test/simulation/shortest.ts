/** The shortest run of a seed that still fails: found by halving, and run to be sure. */
import type { Outcome, RunOptions } from './simulation.ts';
import { simulate } from './simulation.ts';

/** Every prefix is a whole run with a rest at its end, so a shorter one may fail in another way: that is as good a failure. */
export async function shortestFailure(failed: Outcome, how: Pick<RunOptions, 'mix' | 'emergencies'>): Promise<Outcome> {
  let shortest = failed;
  let [works, fails] = [0, failed.finding?.step ?? failed.steps];
  while (fails - works > 1) {
    const steps = Math.floor((works + fails) / 2);
    const outcome = await simulate({ seed: failed.seed, steps, ...how });
    if (outcome.finding === undefined) works = steps;
    else {
      shortest = outcome;
      fails = steps;
    }
  }
  if (shortest.steps <= fails) return shortest;
  const prefix = await simulate({ seed: failed.seed, steps: fails, ...how });
  return prefix.finding === undefined ? failed : prefix;
}

/** What to read, and what to run to see it again. */
export function failureText({ seed, steps, finding }: Outcome, emergencies = false): string {
  if (finding === undefined) return `seed ${seed}: nothing found in ${steps} steps`;
  const { check, detail, step, sequence } = finding;
  return [
    `seed ${seed} fails at step ${step}, after input ${sequence}`,
    `  expected: ${check}`,
    `  found:    ${detail}`,
    `  again:    npm run simulate -- --seed ${seed} --steps ${steps}${emergencies ? ' --emergencies' : ''}`,
  ].join('\n');
}

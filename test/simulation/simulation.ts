/** One run: a seed, so many steps, a rest now and then, and the auditor's verdict. */
import { replay } from '../../src/actors/engine/replay.ts';
import { Auditor } from './audit/auditor.ts';
import type { Finding } from './audit/findings.ts';
import type { FaultCounts, FaultMix } from './faults.ts';
import { defaultMix } from './faults.ts';
import type { ActionCounts } from './issuers.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

/** So many steps lie between two rests. */
const RESTS_EVERY = 50;

export interface RunOptions {
  readonly seed: number;
  readonly steps: number;
  readonly mix?: FaultMix;
  /** Sees the world before anything happens in it. */
  readonly watch?: (world: World) => void;
  /** Sees the world when the run is over, whatever came of it. */
  readonly done?: (world: World) => void | Promise<void>;
}
export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  readonly inputs: number;
  readonly faults: FaultCounts;
  readonly actions: ActionCounts;
  readonly openAtRest: number;
  readonly nakedAtRest: number;
  readonly finding: Finding | undefined;
}

export async function simulate({ seed, steps, mix = defaultMix, watch, done }: RunOptions): Promise<Outcome> {
  const world = createWorld(seed, mix);
  watch?.(world);
  const auditor = new Auditor(world.engine, world.configuration);
  try {
    play(world, auditor, steps);
    if (auditor.finding === undefined) await auditReplay(world, auditor);
  } catch (error) {
    auditor.report('the engine runs on', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await done?.(world);
  return {
    seed,
    steps,
    inputs: world.engine.sequence(),
    faults: world.wire.counts,
    actions: world.actions,
    openAtRest: auditor.openAtRest,
    nakedAtRest: auditor.nakedAtRest,
    finding: auditor.finding,
  };
}

function play(world: World, auditor: Auditor, steps: number): void {
  world.begin();
  for (let step = 1; step <= steps && auditor.finding === undefined; step++) {
    auditor.step = step;
    world.step();
    if (step % RESTS_EVERY === 0 || step === steps) audited(world, auditor, () => world.rest());
  }
  audited(world, auditor, () => world.end());
  if (auditor.finding === undefined) auditor.end(world);
}
function audited(world: World, auditor: Auditor, rest: () => void): void {
  if (auditor.finding !== undefined) return;
  rest();
  if (auditor.finding === undefined) auditor.rest(world);
}

/** The record comes to the same state. */
async function auditReplay({ engine, journal }: World, { report }: Auditor): Promise<void> {
  const replayed = await replay(journal.read(1));
  if (replayed.hash() !== engine.hash()) report('a replay comes to the same hash', `${replayed.sequence} inputs`);
}

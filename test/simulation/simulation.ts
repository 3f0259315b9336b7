/** One run: a seed, so many steps, a rest now and then, and the auditor's verdict. */
import { replay } from '../../src/actors/engine/replay.ts';
import { createChance } from '../../src/adapters/marketData/generatedRandom.ts';
import { Auditor } from './audit/auditor.ts';
import { EmergencyAudit } from './audit/emergency.ts';
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
  /** Journals fail, and processes end: what leaves meanwhile has no record. */
  readonly emergencies?: boolean;
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
  /** How often the journal failed, and what left then. */
  readonly emergencies: number;
  readonly leftUnrecorded: Readonly<Record<'place' | 'amend' | 'cancel', number>>;
  readonly finding: Finding | undefined;
}

/** One run: the world, who judges it, and where the journal is to fail. */
interface Run {
  readonly world: World;
  readonly steps: number;
  readonly plan: EmergencyPlan | undefined;
  readonly emergency: EmergencyAudit;
  auditor: Auditor;
}

export async function simulate({
  seed,
  steps,
  mix = defaultMix,
  emergencies = false,
  watch,
  done,
}: RunOptions): Promise<Outcome> {
  const world = createWorld(seed, mix, emergencies);
  watch?.(world);
  const run: Run = {
    ...{ world, steps, plan: emergencies ? new EmergencyPlan(seed) : undefined },
    emergency: new EmergencyAudit(world),
    auditor: new Auditor(world.engine, world.configuration),
  };
  world.exit.watch = (left) => run.emergency.hear(left, run.auditor.book, run.auditor.report);
  try {
    await play(run);
    if (run.auditor.finding === undefined) await auditReplay(world, run.auditor);
  } catch (error) {
    run.auditor.report('the engine runs on', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  await done?.(world);
  const { auditor } = run;
  return {
    ...{ seed, steps, inputs: world.engine.sequence(), faults: world.wire.counts, actions: world.actions },
    ...{ openAtRest: auditor.openAtRest, nakedAtRest: auditor.nakedAtRest },
    ...{ emergencies: world.processes.failures, leftUnrecorded: run.emergency.left },
    finding: auditor.finding,
  };
}

async function play(run: Run): Promise<void> {
  const { world, steps, plan } = run;
  world.begin();
  for (let step = 1; step <= steps && run.auditor.finding === undefined; step++) {
    run.auditor.step = step;
    plan?.at(step, world);
    world.step();
    if (world.processes.isAiling && (plan?.isOver(step) === true || step === steps)) await goOn(run, step);
    if (world.processes.isAiling) continue;
    if (step % RESTS_EVERY === 0 || step === steps) audited(run, () => world.rest());
  }
  audited(run, () => world.end());
  if (run.auditor.finding === undefined) run.auditor.end(world);
}
function audited({ world, auditor }: Run, rest: () => void): void {
  if (auditor.finding !== undefined) return;
  rest();
  if (auditor.finding === undefined) auditor.rest(world);
}

/** The process ends, and another one goes on from the record: what it makes of what left without one is judged at rest. */
async function goOn(run: Run, step: number): Promise<void> {
  const { world } = run;
  if (run.auditor.finding !== undefined) return;
  await world.goAway();
  run.auditor.leave();
  const { openAtRest, nakedAtRest } = run.auditor;
  run.auditor = new Auditor(world.engine, world.configuration);
  Object.assign(run.auditor, { step, openAtRest, nakedAtRest });
  await run.auditor.goOnFrom(world.journal);
  world.comeBack();
  audited(run, () => world.rest());
}

/** When the journal fails, how, and how long the process lives without it; the same however many steps there are. */
class EmergencyPlan {
  readonly #chance: ReturnType<typeof createChance>;
  #stalls: number;
  #fails = 0;
  #ends = 0;

  constructor(seed: number) {
    this.#chance = createChance(seed, 'emergencies');
    this.#stalls = this.#after(0);
  }
  /** Does what is due before a step. */
  at(step: number, { processes }: World): void {
    if (step === this.#stalls && this.#chance.percent(50)) processes.stall(this.#chance.whole(0, 2));
    if (step === this.#fails) processes.fail();
  }
  /** Whether the process ends behind a step; then the next emergency is planned. */
  isOver(step: number): boolean {
    if (step < this.#ends) return false;
    this.#stalls = this.#after(step);
    return true;
  }
  #after(step: number): number {
    const stalls = step + this.#chance.whole(10, 90);
    this.#fails = stalls + this.#chance.whole(0, 1);
    this.#ends = this.#fails + this.#chance.whole(0, 25);
    return stalls;
  }
}

/** The record comes to the same state. */
async function auditReplay({ engine, journal }: World, { report }: Auditor): Promise<void> {
  const replayed = await replay(journal.read(1));
  if (replayed.hash() !== engine.hash()) report('a replay comes to the same hash', `${replayed.sequence} inputs`);
}

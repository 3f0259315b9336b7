/** What every test of many seeds asks: the auditor finds nothing, and every kind of fault and of corporate action has happened. */
import { expect, it } from 'vitest';
import { faultKinds } from './faults.ts';
import { actionKinds } from './issuers.ts';
import { runSeeds } from './seeds.ts';

/** The same with journals that fail: what leaves without a record does what it may, and the next process makes of it what it is. */
export function testEmergencies({ first, seeds, steps }: Record<'first' | 'seeds' | 'steps', number>): void {
  it(`${seeds} seeds of ${steps} steps in which journals fail: the auditor finds nothing`, async () => {
    const totals = await runSeeds({ first, steps, emergencies: true, goesOn: (run) => run < seeds });
    expect(totals.failures).toEqual([]);
    expect(totals.emergencies).toBeGreaterThanOrEqual(seeds);
    expect(Object.values(totals.leftUnrecorded).filter((count) => count === 0)).toEqual([]);
  });
}

export function testSeeds({ first, seeds, steps }: Record<'first' | 'seeds' | 'steps', number>): void {
  it(`${seeds} seeds of ${steps} steps: whatever the wire does, the auditor finds nothing`, async () => {
    const totals = await runSeeds({ first, steps, goesOn: (run) => run < seeds });
    expect(totals.failures).toEqual([]);
    expect(totals.seeds).toBe(seeds);
    expect(Object.keys(faultKinds).filter((kind) => totals.faults[kind] === 0)).toEqual([]);
    // What is told behind a split takes more steps to meet than a short run has.
    const met = Object.keys(actionKinds).filter((kind) => steps >= 500 || kind !== 'toldBehind');
    expect(met.filter((kind) => totals.actions[kind] === 0)).toEqual([]);
  });
}

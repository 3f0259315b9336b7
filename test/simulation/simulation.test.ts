import { expect, it } from 'vitest';
import { faultKinds } from './faults.ts';
import { runSeeds } from './seeds.ts';
import { simulate } from './simulation.ts';

it('25 seeds of 200 steps: whatever the wire does, the auditor finds nothing', async () => {
  const { seeds, failures, faults } = await runSeeds({ first: 1, steps: 200, goesOn: (run) => run < 25 });
  expect(failures).toEqual([]);
  expect(seeds).toBe(25);
  expect(Object.keys(faultKinds).filter((kind) => faults[kind] === 0)).toEqual([]);
});

it('one seed is one world: the same inputs, the same faults, the same state', async () => {
  const hashes: string[] = [];
  const run = () => simulate({ seed: 7, steps: 120, done: ({ engine }) => void hashes.push(engine.hash()) });
  expect(await run()).toEqual(await run());
  expect(new Set(hashes).size).toBe(1);
});

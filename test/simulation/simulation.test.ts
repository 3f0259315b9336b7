import { expect, it } from 'vitest';
import { simulate } from './simulation.ts';
import { testEmergencies, testSeeds } from './testSeeds.ts';

testSeeds({ first: 1, seeds: 25, steps: 200 });
testEmergencies({ first: 1, seeds: 12, steps: 120 });

it('one seed is one world: the same inputs, the same faults, the same state', async () => {
  const hashes: string[] = [];
  const run = () => simulate({ seed: 7, steps: 120, done: ({ engine }) => void hashes.push(engine.hash()) });
  expect(await run()).toEqual(await run());
  expect(new Set(hashes).size).toBe(1);
});

import { testSeeds } from './testSeeds.ts';

testSeeds({ first: 1, seeds: 150, steps: 500 });

import { testSeeds } from './testSeeds.ts';

testSeeds({ first: 151, seeds: 150, steps: 500 });

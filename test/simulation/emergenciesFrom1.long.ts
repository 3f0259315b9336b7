import { testEmergencies } from './testSeeds.ts';

testEmergencies({ first: 1, seeds: 60, steps: 400 });

import { testEmergencies } from './testSeeds.ts';

testEmergencies({ first: 1, seeds: 40, steps: 400 });

import { testDifferential } from './testDifferential.ts';

testDifferential({ steps: 2_000, seed: 1 });

import { testDifferential } from './testDifferential.ts';

testDifferential({ steps: 100_000, seed: 2 });

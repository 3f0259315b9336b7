import { defineConfig } from 'vitest/config';
import { closingSummary } from './test/support/closingSummary.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.long.ts'],
    maxWorkers: '100%', // one processor is left free unless told; a long run has use for all
    setupFiles: ['test/support/sameEverywhere.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
    reporters: ['default', closingSummary],
  },
});

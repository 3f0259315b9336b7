import { defineConfig } from 'vitest/config';
import { closingSummary } from './test/support/closingSummary.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/sameEverywhere.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', closingSummary],
  },
});

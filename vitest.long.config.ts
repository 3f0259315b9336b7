import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { closingSummary } from './test/support/closingSummary.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.long.ts'],
    maxWorkers: '100%', // one processor is left free unless told; a long run has use for all
    // As in `npm test`: commands run as processes of their own are compiled once.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url)) },
    setupFiles: ['test/support/sameEverywhere.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
    reporters: ['default', closingSummary],
  },
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { closingSummary } from './test/support/closingSummary.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Nothing in the modules is kept from one test to the next: loading them anew for each file would take longer than the tests.
    isolate: false,
    maxWorkers: '100%', // one processor is left free unless told: the tests have use for both
    // Commands run as processes of their own would each compile all of the source anew.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url)) },
    setupFiles: ['test/support/sameEverywhere.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', closingSummary],
  },
});

import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** What holds for every chart notices most and takes no time: it is asked first, properties of many lives last. */
class CheapFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) =>
      moduleId.endsWith('/charts.test.ts') ? 0 : /(groupPairs|random)\.test\.ts$/.test(moduleId) ? 2 : 1;
    return files.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

/** What a mutant has to pass: the tests of the machines but the walks, which would take a minute for each mutant. */
export default defineConfig({
  test: {
    include: ['test/machines/*.test.ts', 'test/machines/random/random.test.ts'],
    setupFiles: ['test/support/sameEverywhere.ts'],
    isolate: false,
    sequence: { sequencer: CheapFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

/** Ends a test run with one plain line, so that any reader of its output can tell how many tests ran. */
import type { Reporter, TestModule } from 'vitest/node';

export const closingSummary: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    // A file that could not be loaded has no tests to fail: it counts as one.
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const failed = tests.filter((test) => test.result().state === 'failed').length + broken + unhandled.length;
    // Behind the default reporter's own summary, which is printed in the same event.
    process.once('exit', () => process.stdout.write(`\n${passed} passed, ${failed} failed\n`));
  },
};

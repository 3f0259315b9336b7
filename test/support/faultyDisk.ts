/** Loaded into a process with `--import`: the thread of its journal gets a database on a disk that fails. */
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) {
  const faulty = new URL('./faultyDatabase.ts', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'node:sqlite' ? { url: faulty, shortCircuit: true } : next(specifier, context),
  });
}

import { expect, it } from 'vitest';
import { filesUnder } from './source.ts';

/** Forty situations that broke other order engines are numbered B1 to B40. */
it('every behaviour is named by a test', () => {
  const tests = filesUnder('test').filter(({ path }) => !path.startsWith('test/code/'));
  const numbers = new Set(tests.flatMap(({ text }) => text.match(/\bB\d+(?:\.\d+)?\b/g) ?? []));
  const named = new Set([...numbers, ...[...numbers].map((number) => number.replace(/\..*/, ''))]);
  const all = Array.from({ length: 40 }, (_, index) => `B${index + 1}`);
  expect(all.filter((behaviour) => !named.has(behaviour))).toEqual([]);
});

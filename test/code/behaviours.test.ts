import { expect, it } from 'vitest';
import { filesUnder } from './source.ts';

/**
 * Forty situations that broke other order engines are numbered B1 to B40. What can be shown in the machines and against the paper broker
 * is named in a test by its number; these can not, and say where they will be.
 */
const toCome: Readonly<Record<string, string>> = {
  B19: 'pacing of messages: in the adapter of Interactive Brokers, over its socket',
};

it('every behaviour is named by a test, or by where its test will be', () => {
  const tests = filesUnder('test').filter(({ path }) => !path.startsWith('test/code/'));
  const numbers = new Set(tests.flatMap(({ text }) => text.match(/\bB\d+(?:\.\d+)?\b/g) ?? []));
  const named = new Set([...numbers, ...[...numbers].map((number) => number.replace(/\..*/, ''))]);
  const all = Array.from({ length: 40 }, (_, index) => `B${index + 1}`);
  expect(all.filter((behaviour) => !named.has(behaviour) && toCome[behaviour] === undefined)).toEqual([]);
  expect(Object.keys(toCome).filter((behaviour) => named.has(behaviour))).toEqual([]);
});

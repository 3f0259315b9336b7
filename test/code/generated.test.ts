/** The pages and drawings that are made from the code are those that the code makes now. */
import { expect, test } from 'vitest';
import { renderCharts } from '../../tools/renderCharts.ts';
import { renderReference } from '../../tools/renderReference.ts';
import { filesUnder } from './source.ts';

const onDisk = new Map(
  ['docs/reference', 'visualizations/charts'].flatMap((folder) =>
    filesUnder(folder, '').map(({ path, text }) => [path, text] as const),
  ),
);
const stale = (made: ReadonlyMap<string, string>): readonly string[] =>
  [...made].filter(([path, text]) => onDisk.get(path) !== text).map(([path]) => path);

test('the drawings and tables of the charts are those of the machines', async () => {
  const made = await renderCharts();
  expect(stale(made), 'run `npm run charts`').toEqual([]);
  const folders = /^(visualizations|docs\/reference)\/charts\//;
  const left = [...onDisk.keys()].filter((path) => folders.test(path) && !made.has(path));
  expect(left, 'no machine makes these any more: delete them').toEqual([]);
});

test('the reference pages are those of the code', () => {
  expect(stale(renderReference()), 'run `npm run reference`').toEqual([]);
});

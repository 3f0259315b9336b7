/** Writes the drawings and tables of every chart: `node tools/charts.ts`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderCharts } from './renderCharts.ts';

const root = join(import.meta.dirname, '..');

for (const [path, content] of await renderCharts()) {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  process.stdout.write(`${path}\n`);
}

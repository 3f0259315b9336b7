/** Leaves to the next mutation run only what was killed: a survivor of a table is not looked at again by itself when a test is added. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Report } from './renderMutation.ts';

const path = 'out/mutation/incremental.json';
if (existsSync(path)) {
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  const settled = ['Killed', 'Ignored', 'RuntimeError'];
  const files = Object.entries(report.files).map(([name, file]) => {
    const mutants = file.mutants.filter(({ status }) => settled.includes(status));
    return [name, { ...file, mutants }] as const;
  });
  writeFileSync(path, JSON.stringify({ ...report, files: Object.fromEntries(files) }));
}

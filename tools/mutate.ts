/** Runs Stryker anew. What was killed stays settled; the survivors among the files that are run are looked at again, those of others are kept. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { argv, exit } from 'node:process';
import type { Report } from './renderMutation.ts';

const given = argv.slice(2);
const asked = given[given.indexOf('--mutate') + 1];
const patterns = given.includes('--mutate') && asked !== undefined ? asked.split(',') : ['src/machines/**'];
forgetSurvivors('out/mutation/incremental.json');
exit(spawnSync('stryker', ['run', ...given], { stdio: 'inherit' }).status ?? 1);

/** A survivor of a table is not looked at again by itself when a test is added. */
function forgetSurvivors(path: string): void {
  if (!existsSync(path)) return;
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  const settled = ['Killed', 'Ignored', 'RuntimeError'];
  const files = Object.entries(report.files).map(([name, file]) => {
    const isRun = patterns.some((pattern) => matchesGlob(name, pattern));
    const mutants = file.mutants.filter(({ status }) => !isRun || settled.includes(status));
    return [name, { ...file, mutants }] as const;
  });
  writeFileSync(path, JSON.stringify({ ...report, files: Object.fromEntries(files) }));
}

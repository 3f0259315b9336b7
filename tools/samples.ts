/** Writes the examples that are made from a run. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SampleFill } from './renderFlexSample.ts';
import { renderFlexSample } from './renderFlexSample.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const day = ['src/cli/main.ts', 'run', '--speed', 'max', '--json', '--no-journal', '--log-level', 'silent'];
const report = execFileSync(process.execPath, day, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
const { fills } = JSON.parse(report) as { readonly fills: readonly SampleFill[] };
writeFileSync(`${root}examples/flex-query.xml`, renderFlexSample(fills));
process.stdout.write('examples/flex-query.xml\n');

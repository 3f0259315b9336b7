/** Writes what the mutation runs have found to `docs/mutation.md`; fails when a mutant survives without a reason, or a reason without its mutant. */
import { readFileSync, writeFileSync } from 'node:fs';
import { exit, stderr } from 'node:process';
import { reasons } from './mutationReasons.ts';
import type { Report } from './renderMutation.ts';
import { findings, renderMutation } from './renderMutation.ts';

const report = JSON.parse(readFileSync('out/mutation/report.json', 'utf8')) as Report;
const found = findings(report, reasons);
writeFileSync('docs/mutation.md', renderMutation(report, found));

const complaints = [
  ...found.unexplained.map((mutant) => `survived without a reason: ${mutant}`),
  ...found.stale.map((pattern) => `a reason without its mutant: ${pattern}`),
];
for (const complaint of complaints) stderr.write(`${complaint}\n`);
if (complaints.length > 0) exit(1);

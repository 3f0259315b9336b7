/** `npm run simulate`: one seed, so many seeds, or seeds for so long; says what failed, how to see it again, and what was reached. */
import { parseArgs } from 'node:util';
import { Coverage } from './coverage.ts';
import { faultKinds } from './faults.ts';
import { actionKinds } from './issuers.ts';
import type { Totals } from './seeds.ts';
import { runSeeds } from './seeds.ts';

const HELP = `Runs the whole engine against a paper broker behind a faulty wire, under a seeded workload, and audits it.

  npm run simulate -- --seed 7 --steps 120   one seed, so many steps
  npm run simulate -- --seeds 100            so many seeds, one after another
  npm run simulate -- --for 60               seeds for so many seconds

  --seed <n>     the only seed; with --seeds or --for the first one (1 unless told)
  --steps <n>    steps of a seed (500 unless told)
  --seeds <n>    how many seeds (20 unless told)
  --for <s>      for how many seconds, instead of a number of seeds
  --emergencies  journals fail on the way, and the process ends and goes on from what is on record
  --missing      also lists the states and transitions that were not reached
  --json         what came of it as one JSON document
  --help         this
`;
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    steps: { type: 'string', default: '500' },
    seeds: { type: 'string' },
    for: { type: 'string' },
    emergencies: { type: 'boolean', default: false },
    missing: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** A whole number above zero. */
function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`--${name}: expected a whole number above zero, found ${text}\n`);
  process.exit(2);
}

/** Whether another seed is to be run: for so long, so many, or the only one. */
function bound(): (run: number) => boolean {
  if (values.for !== undefined) {
    const end = performance.now() + whole('for', values.for) * 1_000;
    return () => performance.now() < end;
  }
  const isOnly = values.seed !== undefined && values.seeds === undefined;
  const many = isOnly ? 1 : whole('seeds', values.seeds ?? '20');
  return (run) => run < many;
}

const percent = (part: number, of: number): string => `${of === 0 ? 100 : Math.floor((part * 100) / of)} %`;

function report(totals: Totals, coverage: Coverage): string {
  const lines = [
    ...totals.failures,
    '',
    `${totals.seeds} seeds, ${totals.inputs} inputs, ${totals.failures.length} failures; at rest ${totals.openAtRest} planned positions open, ${totals.nakedAtRest} of them naked`,
    '',
    'reached:',
  ];
  for (const { chart, states, statesReached, transitions, transitionsReached, missing } of coverage.charts()) {
    lines.push(
      `  ${chart.padEnd(12)} states ${statesReached}/${states} (${percent(statesReached, states)}), transitions ${transitionsReached}/${transitions} (${percent(transitionsReached, transitions)})`,
    );
    if (values.missing) lines.push(...missing.map((name) => `    not reached: ${name}`));
  }
  if (values.emergencies) {
    const { place, amend, cancel } = totals.leftUnrecorded;
    lines.push(
      '',
      `emergencies: ${totals.emergencies}; left without a record: ${place} orders, ${amend} changes, ${cancel} cancels`,
    );
  }
  lines.push('', 'faults:');
  for (const [kind, what] of Object.entries(faultKinds)) {
    lines.push(`  ${String(totals.faults[kind]).padStart(8)} ${kind}: ${what}`);
  }
  lines.push('', 'corporate actions:');
  for (const [kind, what] of Object.entries(actionKinds)) {
    lines.push(`  ${String(totals.actions[kind]).padStart(8)} ${kind}: ${what}`);
  }
  return `${lines.join('\n')}\n`;
}

async function main(): Promise<void> {
  const coverage = new Coverage();
  const totals = await runSeeds({
    first: values.seed === undefined ? 1 : whole('seed', values.seed),
    steps: whole('steps', values.steps),
    emergencies: values.emergencies,
    goesOn: bound(),
    each: ({ seed, inputs, finding }) =>
      process.stderr.write(`seed ${seed}: ${inputs} inputs${finding === undefined ? '' : `, ${finding.check}`}\n`),
    done: (world) => coverage.add(world),
  });
  const json = (): string => `${JSON.stringify({ ...totals, coverage: coverage.charts() }, null, 2)}\n`;
  process.stdout.write(values.json ? json() : report(totals, coverage));
  process.exitCode = totals.failures.length === 0 ? 0 : 1;
}

if (values.help) process.stdout.write(HELP);
else await main();

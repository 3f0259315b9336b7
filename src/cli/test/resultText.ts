/** What came of a scenario, as a person reads it: one line when it passed, the difference and how it came about when it did not. */
import pc from 'picocolors';
import type { Difference } from '../../adapters/scenarios/judging.ts';
import type { StatePath } from './paths.ts';
import type { PlacedDifference, ScenarioResult } from './runScenario.ts';

/** The line of a scenario, with its paths where `verbose` asks for them, and all that explains a failure. */
export function resultText(result: ScenarioResult, verbose: boolean): string {
  const { passed, name, from, to } = result;
  const line = `${passed ? pc.green('pass') : pc.red('FAIL')}  ${name}  ${pc.dim(`${from} to ${to}`)}`;
  if (passed) return [line, ...(verbose ? pathLines(result.paths) : [])].join('\n');
  return [
    line,
    ...result.differences.flatMap((each) => differenceLines(each, to)),
    pc.dim('      paths'),
    ...pathLines(result.paths),
    pc.dim('      last facts'),
    ...result.lastFacts.map((fact) => `        ${fact}`),
    '',
  ].join('\n');
}

/** Where it was expected, and when it was judged if that was not at the end. */
function differenceLines(difference: PlacedDifference, end: string): readonly string[] {
  const { place, at, about, message } = difference;
  return [
    `      ${pc.bold(about)}: ${message}`,
    ...sideBySide(difference),
    pc.dim(`        ${place}${at === end ? '' : `, at ${at}`}`),
  ];
}

/** Each field that was named: what was expected, what is, and an arrow where they differ. */
function sideBySide({ expected, nearest }: Difference): readonly string[] {
  if (expected === undefined || nearest === undefined || Object.keys(expected).length === 0) return [];
  const rows = Object.entries(expected).map(([name, value]) => [name, value, nearest.fields[name] ?? 'none'] as const);
  const widths = [0, 1].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length), column === 0 ? 0 : 'expected'.length),
  );
  const line = (name: string, wanted: string, actual: string): string =>
    `        ${name.padEnd(widths[0] ?? 0)}  ${wanted.padEnd(widths[1] ?? 0)}  ${actual}`;
  return [
    pc.dim(line('', 'expected', 'actual')),
    ...rows.map(([name, wanted, actual]) =>
      wanted === actual ? line(name, wanted, actual) : `${line(name, wanted, pc.yellow(actual))}  ${pc.yellow('←')}`,
    ),
  ];
}

function pathLines(paths: readonly StatePath[]): readonly string[] {
  if (paths.length === 0) return ['        nothing was ordered'];
  return paths.map(({ kind, id, about, states, protection = [] }) => {
    const head = [kind, id, about].filter((part) => part !== '').join(' ');
    const beside = protection.length === 0 ? '' : `; protection: ${protection.join(' → ')}`;
    return `        ${head}: ${states.join(' → ')}${beside}`;
  });
}

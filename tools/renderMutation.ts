/** The report of the mutation runs as a page: figures by folder, and what survived by the reason why it may. */

/** As much of Stryker's report as is read (mutation testing report schema 2). */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}
interface Mutant {
  readonly status: string;
  readonly replacement?: string;
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}
/** Why mutants may survive; `*` in a pattern stands for anything. */
export interface Reason {
  readonly because: string;
  /** `folder/file.ts: what stands there → what it becomes`. */
  readonly mutants: readonly string[];
}
export interface Findings {
  readonly explained: ReadonlyMap<Reason, readonly string[]>;
  readonly unexplained: readonly string[];
  /** Patterns whose file was mutated and that no survivor fits. */
  readonly stale: readonly string[];
}

const ROOT = 'src/machines/';
const survives = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage';

/** Which survivor has which reason. */
export function findings(report: Report, reasons: readonly Reason[]): Findings {
  const survivors = Object.entries(report.files).flatMap(([path, { source, mutants }]) =>
    mutants.filter(survives).map((mutant) => nameOf(path, source, mutant)),
  );
  const paths = Object.keys(report.files).map((path) => path.slice(ROOT.length));
  const patterns = reasons.flatMap(({ mutants }) => mutants);
  return {
    explained: new Map(
      reasons.map((reason) => [reason, survivors.filter((name) => firstFor(reasons, name) === reason)]),
    ),
    unexplained: survivors.filter((name) => firstFor(reasons, name) === undefined),
    stale: patterns.filter(
      (pattern) =>
        paths.some((path) => fits(pattern.split(': ')[0] ?? '', path)) &&
        !survivors.some((name) => fits(pattern, name)),
    ),
  };
}

const firstFor = (reasons: readonly Reason[], name: string): Reason | undefined =>
  reasons.find(({ mutants }) => mutants.some((pattern) => fits(pattern, name)));
const fits = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);

/** `folder/file.ts: what stands there → what it becomes`: the same name wherever in the file it stands. */
function nameOf(path: string, source: string, { location, replacement = '' }: Mutant): string {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const original = lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join(' ');
  return `${path.slice(ROOT.length)}: ${squeezed(original)} → ${squeezed(replacement)}`;
}
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError', 'Ignored'] as const;
type Counts = Readonly<Record<(typeof statuses)[number], number>>;

/** The page. */
export function renderMutation(report: Report, { explained, unexplained }: Findings): string {
  const byFolder = Map.groupBy(Object.entries(report.files), ([path]) => path.slice(ROOT.length).split('/')[0] ?? '');
  const rows = [...byFolder].map(
    ([folder, files]) => [folder, countsOf(files.flatMap(([, file]) => file.mutants))] as const,
  );
  const all = countsOf(Object.values(report.files).flatMap(({ mutants }) => mutants));
  return `${opening}
| folder | mutants | killed | by time | survived | no test | no program | score |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[...rows, ['**all of these**', all] as const].map(([folder, counts]) => rowOf(folder, counts)).join('\n')}

${all.Ignored} more are left out: descriptions and the types of setups, which no program reads.

## What survives, and why it may

${[...explained]
  .filter(([, names]) => names.length > 0)
  .map(([{ because }, names]) => section(because, names))
  .join('\n')}${unexplained.length === 0 ? '' : section('**No reason yet.**', unexplained)}`;
}

function countsOf(mutants: readonly Mutant[]): Counts {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<keyof Counts, number>;
  for (const { status } of mutants) if (status in counts) counts[status as keyof Counts]++;
  return counts;
}

function rowOf(folder: string, { Killed, Timeout, Survived, NoCoverage, RuntimeError }: Counts): string {
  const valid = Killed + Timeout + Survived + NoCoverage;
  const score = ((100 * (Killed + Timeout)) / Math.max(valid, 1)).toFixed(1);
  const cells = [folder, valid + RuntimeError, Killed, Timeout, Survived, NoCoverage, RuntimeError, `${score} %`];
  return `| ${cells.join(' | ')} |`;
}

function section(because: string, names: readonly string[]): string {
  const times = Map.groupBy(names, (name) => name);
  const lines = [...times].map(
    ([name, same]) => `- ${code(shortened(name))}${same.length > 1 ? ` ×${same.length}` : ''}`,
  );
  return `${because} (${names.length})\n\n${lines.join('\n')}\n`;
}
const shortened = (name: string): string => (name.length > 160 ? `${name.slice(0, 120)} … ${name.slice(-35)}` : name);
/** Between as many backticks as the text does not have. */
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

const opening = `<!-- Written by \`npm run mutants\` from the report of \`npm run mutate\`: do not edit. -->

# Mutation testing

What would the tests of the machines notice? [Stryker](https://stryker-mutator.io) changes the charts and their pure functions in one place at
a time (a condition turned round, a target, guard, action or tag lost, an object or list emptied) and runs the tests. A change that no
test notices **survives**; below is the list of those that do, each with the reason why it may.

\`\`\`sh
npm run mutate                                       # src/machines; what was killed before and has not changed is not run again
npm run mutate -- --mutate 'src/machines/order/**'   # one folder
npm run mutate -- --force                            # everything anew
npm run mutants                                      # writes this page; fails when a survivor has no reason
\`\`\`

- **The tests** are those of \`test/machines\` without the walks through whole charts (\`reach\`), which would take a minute for each change:
  \`vitest.mutation.config.ts\`. What a walk, a story of the engine, a scenario or the simulation would notice counts as survived here.
- **Tables count.** Most of a chart is written down once, when its file is loaded; such changes can not be switched on for one test, so all
  tests run for each. They are not left out: the tables are what matters. What holds for every chart (\`charts.test.ts\`) is asked first.
- **Words count.** Names of events, states, guards and tags are strings. So strings are changed like everything else, and only descriptions
  and the types of a setup are left out (\`tools/mutationProse.ts\`): people and the compiler read them, no program does.
- **Reasons** are kept in \`tools/mutationReasons.ts\`, by what stands there and what it becomes; a reason whose change is noticed by now
  is a mistake as well. A hole, which only whole lives, walks or stories might notice, is named as one: the next test to write. *No program* counts changes with which the chart can not even be made; they are in no score.
- **Measured** in November 2026 on two shared cores, folder by folder, with the kills of earlier runs kept; between 1 and 2.5 changes a
  second, the slow ones those that survive. Everything that came to the charts until then is in the figures: residues, cash in lieu,
  confirmed splits, absences, statements, adoptions, and what leaves what is not ours.
`;

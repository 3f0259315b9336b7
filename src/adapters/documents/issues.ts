/** What a schema finds wrong, in words for people: of alternatives, what keeps the value from being the one that it is most like. */
import type * as z from 'zod';
import { hint } from '../../hints.ts';
import { fieldsAt } from './schemaFields.ts';
import type { Mistakes, Path } from './yamlDocument.ts';

type Issue = z.core.$ZodIssue;

/** What was found wrong, and where that is told. */
interface IssueContext {
  readonly schema: z.core.$ZodType;
  /** What the schema was given. */
  readonly raw: unknown;
  readonly mistakes: Mistakes;
}

/** What a schema finds wrong, in one line. */
export function issuesText(issues: readonly Issue[], about: Omit<IssueContext, 'mistakes'>): string {
  const texts: string[] = [];
  const add = (path: Path, text: string) => texts.push([...path, text].join(': '));
  addIssues(issues, { ...about, mistakes: { add } });
  return texts.join('; ');
}

/** Takes note of what a schema finds wrong. */
export function addIssues(issues: readonly Issue[], context: IssueContext): void {
  const misspelt = issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('.'));
  for (const issue of issues) {
    // what a misspelt field is missed by is no second mistake
    if (issue.code === 'custom' && misspelt.includes(issue.path.join('.'))) continue;
    addIssue(issue, context);
  }
}

function addIssue(issue: Issue, context: IssueContext): void {
  const { schema, raw, mistakes } = context;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      mistakes.add([...issue.path, key], `there is no such field${hint(key, fieldsAt(schema, issue.path))}`);
    return;
  }
  const [wrongKey] = issue.code === 'invalid_key' ? issue.issues : [];
  if (wrongKey !== undefined) return mistakes.add(issue.path, wordsFor(wrongKey, issue.path.at(-1)));
  const nearest = issue.code === 'invalid_union' ? nearestOf(issue, raw) : undefined;
  if (nearest !== undefined) return addIssues(nearest, context);
  mistakes.add(issue.path, wordsFor(issue, valueAt(raw, issue.path)));
}

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** The issues of the alternative that is most nearly met; `undefined` when none is nearer than another. */
function nearestOf(issue: UnionIssue, raw: unknown): readonly Issue[] | undefined {
  const [first, second] = alternativesOf(issue, raw);
  if (first === undefined || first.distance >= FOREIGN || first.distance === second?.distance) return undefined;
  return first.issues;
}

interface Alternative {
  readonly issues: readonly Issue[];
  readonly distance: number;
}

/** What each alternative finds wrong; the nearest first. */
const alternativesOf = ({ path, errors }: UnionIssue, raw: unknown): readonly Alternative[] =>
  errors
    .map((issues) => issues.map((inner) => ({ ...inner, path: [...path, ...inner.path] }) as Issue))
    .map((issues) => ({ issues, distance: issues.reduce((sum, each) => sum + weightOf(each, path, raw), 0) }))
    .sort((a, b) => a.distance - b.distance);

/** The alternative is for another kind of value. */
const FOREIGN = 100;

function weightOf(inner: Issue, path: Path, raw: unknown): number {
  if (inner.code === 'unrecognized_keys') return 3 * inner.keys.length;
  if (inner.path.length > path.length) return valueAt(raw, inner.path) === undefined ? 2 : 1;
  if (inner.code === 'invalid_union') return alternativesOf(inner, raw)[0]?.distance ?? FOREIGN;
  return inner.code === 'custom' ? 1 : FOREIGN;
}

const valueAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    raw,
  );

const nouns: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  object: 'fields',
  record: 'names with their fields',
  string: 'text',
};

/** The words that the schema has for it; ours where it has none. */
function wordsFor(issue: Issue, value: unknown): string {
  if (!/^(Invalid|Too) /.test(issue.message)) return issue.message;
  if (value === undefined) return 'is missing';
  if (issue.path.length === 0 && value === null) return 'the document is empty';
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'array' ? `expected at least ${issue.minimum}` : `expected ${issue.minimum} or more`;
    case 'too_big':
      return `expected ${issue.maximum} or less`;
    case 'invalid_type':
      return `expected ${nouns[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(' or ')}`;
    default:
      return 'expected something else';
  }
}

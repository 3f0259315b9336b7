/** What a schema finds wrong, in words for people: of alternatives, what keeps the value from being the one that it is most like. */
import type * as z from 'zod';
import { hint } from '../../hints.ts';
import { fieldsAt } from './schemaFields.ts';
import type { Mistakes } from './yamlDocument.ts';

type Issue = z.core.$ZodIssue;

/** Where issues are told. */
export interface IssueContext {
  readonly schema: z.core.$ZodType;
  /** The document as it was read. */
  readonly raw: unknown;
  readonly mistakes: Mistakes;
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

/** Tells an issue as one or more mistakes. */
function addIssue(issue: Issue, context: IssueContext): void {
  const { schema, raw, mistakes } = context;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      mistakes.add([...issue.path, key], `there is no such field${hint(key, fieldsAt(schema, issue.path))}`);
    return;
  }
  if (issue.code === 'invalid_key') return mistakes.add(issue.path, issue.issues[0]?.message ?? issue.message);
  if (issue.code === 'invalid_union') {
    const nearest = nearestOf(issue, raw);
    for (const inner of nearest ?? []) addIssue(inner, context);
    if (nearest !== undefined) return;
  }
  mistakes.add(issue.path, wordsFor(issue, valueAt(raw, issue.path)));
}

/** The issues of the alternative that is most nearly met; `undefined` when none is nearer than another. */
function nearestOf(issue: Extract<Issue, { code: 'invalid_union' }>, raw: unknown): readonly Issue[] | undefined {
  const branches = issue.errors
    .map((issues) => issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue))
    .map((issues) => ({ issues, distance: issues.reduce((sum, each) => sum + weightOf(each, issue, raw), 0) }))
    .sort((a, b) => a.distance - b.distance);
  const [first, second] = branches;
  if (first === undefined || first.distance >= FOREIGN || first.distance === second?.distance) return undefined;
  return first.issues;
}

/** The alternative is for another kind of value. */
const FOREIGN = 100;

function weightOf(inner: Issue, { path }: Issue, raw: unknown): number {
  if (inner.code === 'unrecognized_keys') return 3 * inner.keys.length;
  if (inner.path.length === path.length) return inner.code === 'custom' ? 1 : FOREIGN;
  return valueAt(raw, inner.path) === undefined ? 2 : 1;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    raw,
  );
}

const nouns: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  object: 'fields',
  record: 'names with their fields',
  string: 'text',
};

/** Our own words where the schema has some. */
function wordsFor(issue: Issue, value: unknown): string {
  if (value === undefined && /^Invalid input/.test(issue.message)) return 'is missing';
  if (issue.path.length === 0 && value === null) return ours(issue, 'the document is empty');
  switch (issue.code) {
    case 'too_small':
      return ours(
        issue,
        `expected ${issue.origin === 'array' ? 'at least ' : ''}${issue.minimum}${issue.origin === 'array' ? '' : ' or more'}`,
      );
    case 'too_big':
      return ours(issue, `expected ${issue.maximum} or less`);
    case 'invalid_type':
      return ours(issue, `expected ${nouns[issue.expected] ?? issue.expected}`);
    default:
      return issue.message;
  }
}

const ours = ({ message }: Issue, words: string): string => (/^(Invalid|Too) /.test(message) ? words : message);

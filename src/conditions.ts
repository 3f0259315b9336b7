/**
 * Conditions of rules: CEL expressions over what is known. CEL's traps are closed here: every number is a double (whole literals
 * too), and a condition that reads anything absent or not finite is false with a reason, also under `!` and `||`.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { Environment } from '@marcbachmann/cel-js';

/** The names a condition may read, by namespace. `indicator` and `previous` have those of the desk document. */
export const conditionNames = {
  signal: [
    'id',
    'instrument',
    'signal',
    'numeric',
    'confidence',
    'price',
    'model',
    'modelVersion',
    'horizonMinutes',
    'ageSeconds',
    'value',
    'name',
    'direction',
  ],
  position: ['isOpen', 'side', 'quantity', 'average', 'unrealised', 'stop', 'target', 'isProtected'],
  market: ['instrument', 'bid', 'ask', 'mid', 'last', 'spread', 'bidSize', 'askSize'],
  session: ['isOpen', 'minutesSinceOpen', 'minutesToClose'],
  indicator: [],
  previous: [],
} as const satisfies Record<string, readonly string[]>;
export type Namespace = keyof typeof conditionNames;
export const namespaces = Object.keys(conditionNames) as readonly Namespace[];

/** Values of one namespace: numbers are doubles, what is not known is left out. */
export type Scope = { readonly [N in Namespace]?: Readonly<Record<string, unknown>> };

/** A condition ready to be judged. */
export interface Condition {
  readonly text: string;
  /** The namespaces it reads: only these need to be in the scope. */
  readonly reads: readonly Namespace[];
  /** True, false, or the reason why it can not be judged and so counts as false. */
  judge(scope: Scope): boolean | { readonly reason: string };
}

/** What is wrong with a condition, with the place in its text where there is one. */
export interface ConditionProblem {
  readonly message: string;
  /** From 0; where in the text. */
  readonly column: number;
}

/** Compiles a condition, or says what is wrong with it. `indicators` are the names of the desk document's indicators. */
export function compileCondition(text: string, indicators: readonly string[]): Condition | ConditionProblem {
  const environment = new Environment({ unlistedVariablesAreDyn: false });
  for (const namespace of namespaces) environment.registerVariable(namespace, 'map');
  try {
    const paths: Path[] = [];
    const literals: Literal[] = [];
    collect(environment.parse(text).ast, paths, literals);
    const problem = unknownName(paths, indicators);
    if (problem !== undefined) return problem;
    const program = environment.parse(withDoubles(text, literals));
    const checked = program.check();
    if (!checked.valid) return problemOf(checked.error);
    if (checked.type !== 'bool' && checked.type !== 'dyn')
      return { message: `is ${checked.type}, not true or false`, column: 0 };
    return {
      text,
      reads: namespaces.filter((namespace) => paths.some(([root]) => root === namespace)),
      judge: (scope) => judge(program, paths, scope),
    };
  } catch (error) {
    return problemOf(error);
  }
}

export const isCondition = (compiled: Condition | ConditionProblem): compiled is Condition => 'judge' in compiled;

type Path = readonly [root: string, name: string, column: number];
interface Literal {
  readonly start: number;
  readonly end: number;
}

function judge(
  program: (scope: Scope) => unknown,
  paths: readonly Path[],
  scope: Scope,
): boolean | { readonly reason: string } {
  for (const [root, name] of paths) {
    const value = scope[root as Namespace]?.[name];
    if (value === undefined || value === null) return { reason: `${root}.${name} is not known` };
    if (typeof value === 'number' && !Number.isFinite(value))
      return { reason: `${root}.${name} is not a finite number` };
  }
  try {
    const answer = program(scope);
    return typeof answer === 'boolean' ? answer : { reason: `it came to ${String(answer)}, not to true or false` };
  } catch (error) {
    return { reason: firstLine(error) };
  }
}

/** Every `namespace.name` that is read, and every whole literal that must become a double. */
function collect(node: ASTNode, paths: Path[], literals: Literal[]): void {
  if (node.op === 'value') {
    if (typeof node.args === 'bigint') literals.push({ start: node.start, end: node.end });
    return;
  }
  if (node.op === '.') {
    const [object, name] = node.args as [ASTNode, string];
    if (object.op === 'id') paths.push([object.args as string, name, node.start]);
    else collect(object, paths, literals);
    return;
  }
  if (node.op === 'id') {
    paths.push([node.args as string, '', node.start]);
    return;
  }
  for (const part of parts(node.args)) collect(part, paths, literals);
}

function parts(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(parts);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

function withDoubles(text: string, literals: readonly Literal[]): string {
  let result = text;
  for (const { end } of [...literals].sort((a, b) => b.end - a.end))
    result = `${result.slice(0, end)}.0${result.slice(end)}`;
  return result;
}

function unknownName(paths: readonly Path[], indicators: readonly string[]): ConditionProblem | undefined {
  for (const [root, name, column] of paths) {
    if (!namespaces.includes(root as Namespace))
      return { message: `there is no ${root}${hint(root, namespaces)}`, column };
    const known = root === 'indicator' || root === 'previous' ? indicators : conditionNames[root as Namespace];
    if (name === '')
      return { message: `${root} needs a name: ${known.map((each) => `${root}.${each}`).join(', ')}`, column };
    if (!(known as readonly string[]).includes(name)) {
      return { message: `there is no ${root}.${name}${hint(name, known, `${root}.`)}`, column };
    }
  }
  return undefined;
}

/** The nearest known name, where one is near; else all of them. */
export function hint(name: string, known: readonly string[], prefix = ''): string {
  const nearest = known
    .map((each) => [distance(name.toLowerCase(), each.toLowerCase()), each] as const)
    .sort(([a], [b]) => a - b)[0];
  if (nearest !== undefined && nearest[0] <= (name.length < 4 ? 1 : 2)) return `; did you mean ${prefix}${nearest[1]}?`;
  return known.length === 0 ? '; there are none' : `; there are ${known.map((each) => prefix + each).join(', ')}`;
}

/** Edits from one word to another; two letters in the wrong order are one edit. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : substituted;
      next.push(Math.min(substituted, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

function problemOf(error: unknown): ConditionProblem {
  const range = (error as { range?: { start: number }; node?: { start?: number } } | undefined)?.range;
  return { message: firstLine(error), column: range?.start ?? 0 };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

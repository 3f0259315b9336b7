/**
 * Conditions of rules: CEL expressions over what is known. CEL's traps are closed here: every number is a double (whole literals
 * too), and a condition that reads anything absent or not finite is false with a reason, also under `!` and `||`.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { Environment } from '@marcbachmann/cel-js';
import { hint } from './hints.ts';
import type { Namespace } from './readable.ts';
import { namesOf, namespaces, words } from './readable.ts';

/** Values of one namespace: numbers are doubles, what is not known is left out. */
export type Scope = { readonly [N in Namespace]?: Readonly<Record<string, unknown>> };

/** A condition ready to be judged. */
export interface Condition {
  readonly text: string;
  /** The namespaces it reads: only these need to be in the scope. */
  readonly reads: readonly Namespace[];
  /** What it reads, by name as it stands in the text, with what each is now. */
  values(scope: Scope): Readonly<Record<string, unknown>>;
  /** True, false, or the reason why it can not be judged and so counts as false. */
  judge(scope: Scope): boolean | { readonly reason: string };
}

/** What is wrong with a condition, with the place in its text where there is one. */
export interface ConditionProblem {
  readonly message: string;
  /** From 0; where in the text. */
  readonly column: number;
}

/** Compiles a condition, or says what is wrong with it. `indicators` are the names of the values of the desk document's indicators, such as `band.upper`. */
export function compileCondition(text: string, indicators: readonly string[]): Condition | ConditionProblem {
  const environment = environmentOf(indicators);
  try {
    const paths: Path[] = [];
    const literals: Literal[] = [];
    const { ast } = environment.parse(text);
    collect(ast, paths, literals);
    const problem = unknownName(paths, indicators) ?? unknownWord(ast);
    if (problem !== undefined) return problem;
    const program = environment.parse(withDoubles(text, literals));
    const checked = program.check();
    if (!checked.valid) return problemOf(checked.error);
    if (checked.type !== 'bool' && checked.type !== 'dyn')
      return { message: `is ${checked.type}, not true or false`, column: 0 };
    const divisors = divisorsOf(program.ast, withDoubles(text, literals), environment);
    const judged = { program, reads: inOwnWords(paths, indicators), divisors };
    return {
      text,
      reads: namespaces.filter((namespace) => paths.some(([root]) => root === namespace)),
      judge: (scope) => judge(judged, scope),
      values: (scope) => Object.fromEntries(judged.reads.map((read) => [nameOfRead(read), valueAt(scope, read)])),
    };
  } catch (error) {
    return problemOf(error);
  }
}

let latest: { readonly names: string; readonly environment: Environment } | undefined;
/** One environment for all conditions of a desk: each makes classes of its own, and a thousand of them make every evaluation slow. */
function environmentOf(indicators: readonly string[]): Environment {
  const names = indicators.join();
  if (latest?.names === names) return latest.environment;
  const environment = new Environment({ unlistedVariablesAreDyn: false });
  for (const namespace of namespaces)
    environment.registerVariable(namespace, { schema: nested(namesOf(namespace, indicators)) });
  latest = { names, environment };
  return environment;
}

/** The names with the lines of each indicator that has several under its name. */
function nested(names: Readonly<Record<string, string>>): Record<string, string | Record<string, string>> {
  const schema: Record<string, string | Record<string, string>> = {};
  for (const [name, kind] of Object.entries(names)) {
    const [head = name, line] = name.split('.');
    if (line === undefined) schema[head] = kind;
    else schema[head] = { ...(schema[head] as Record<string, string> | undefined), [line]: kind };
  }
  return schema;
}

export const isCondition = (compiled: Condition | ConditionProblem): compiled is Condition => 'judge' in compiled;

type Path = readonly [root: string, name: string, column: number];
/** What is read at a judgement: of an indicator with lines, one of them. */
type Read = readonly [root: Namespace, name: string, line: string | undefined];
interface Literal {
  readonly start: number;
  readonly end: number;
}

/** Each name once, and as the one text that there is of it: a property is found far sooner by it than by a piece of a condition. */
function inOwnWords(paths: readonly Path[], indicators: readonly string[]): readonly Read[] {
  const once = new Map(paths.map((path) => [`${path[0]}.${path[1]}`, path]));
  return [...once.values()].map(([root, name]) => {
    const namespace = (namespaces.find((each) => each === root) ?? root) as Namespace;
    const known = Object.keys(namesOf(namespace, indicators)).find((each) => each === name) ?? name;
    const [head = known, line] = known.split('.');
    return line === undefined ? [namespace, known, undefined] : [namespace, head, line];
  });
}

type Program = (scope: Scope) => unknown;
interface Compiled {
  readonly program: Program;
  readonly reads: readonly Read[];
  /** What is divided by. */
  readonly divisors: readonly Program[];
}

function judge({ program, reads, divisors }: Compiled, scope: Scope): boolean | { readonly reason: string } {
  for (const read of reads) {
    const value = valueAt(scope, read);
    if (value === undefined || value === null) return { reason: `${nameOfRead(read)} is not known` };
    if (typeof value === 'number' && !Number.isFinite(value))
      return { reason: `${nameOfRead(read)} is not a finite number` };
  }
  try {
    if (divisors.some((divisor) => divisor(scope) === 0)) return { reason: 'it divides by zero' };
    const answer = program(scope);
    return typeof answer === 'boolean' ? answer : { reason: `it came to ${String(answer)}, not to true or false` };
  } catch (error) {
    return { reason: firstLine(error) };
  }
}

function valueAt(scope: Scope, [root, name, line]: Read): unknown {
  const value = scope[root]?.[name];
  return line === undefined ? value : (value as Readonly<Record<string, unknown>> | undefined)?.[line];
}
const nameOfRead = ([root, name, line]: Read): string =>
  line === undefined ? `${root}.${name}` : `${root}.${name}.${line}`;

/** All that is divided by, as programs of their own: a double divided by zero would be infinite, and so greater than anything. */
function divisorsOf(node: ASTNode, text: string, environment: Environment): readonly Program[] {
  const inner = parts(node.args).flatMap((part) => divisorsOf(part, text, environment));
  if (node.op !== '/') return inner;
  const [, divisor] = node.args as [ASTNode, ASTNode];
  return [environment.parse(text.slice(divisor.start, divisor.end)), ...inner];
}

/** Every `namespace.name` that is read, and every whole literal that must become a double. */
function collect(node: ASTNode, paths: Path[], literals: Literal[]): void {
  if (node.op === 'value') {
    if (typeof node.args === 'bigint') literals.push({ start: node.start, end: node.end });
    return;
  }
  if (node.op === '.') {
    const path = pathOf(node);
    if (path !== undefined) paths.push(path);
    else collect((node.args as [ASTNode, string])[0], paths, literals);
    return;
  }
  if (node.op === 'id') {
    paths.push([node.args as string, '', node.start]);
    return;
  }
  for (const part of parts(node.args)) collect(part, paths, literals);
}

/** `indicator.band.upper` as one path; `undefined` for a field of anything else than a name. */
function pathOf({ op, args, start }: ASTNode): Path | undefined {
  if (op !== '.') return undefined;
  const [object, name] = args as [ASTNode, string];
  if (object.op === 'id') return [object.args as string, name, start];
  const [root, before] = pathOf(object) ?? [];
  return root === undefined ? undefined : [root, `${before}.${name}`, start];
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
    const known = Object.keys(namesOf(root as Namespace, indicators));
    if (name === '')
      return { message: `${root} needs a name: ${known.map((each) => `${root}.${each}`).join(', ')}`, column };
    const lines = known.filter((each) => each.startsWith(`${name}.`));
    if (lines.length > 0)
      return { message: `${root}.${name} has lines: ${lines.map((each) => `${root}.${each}`).join(', ')}`, column };
    if (!known.includes(name)) {
      return { message: `there is no ${root}.${name}${hint(name, known, `${root}.`)}`, column };
    }
  }
  return undefined;
}

/** A text that a name is compared with, and that it never is. */
function unknownWord(node: ASTNode): ConditionProblem | undefined {
  const sides = parts(node.args);
  if (['==', '!=', 'in'].includes(node.op)) {
    const name = sides.map(nameOf).find((each) => words[each] !== undefined);
    const known = words[name ?? ''] ?? [];
    for (const { op, args, start } of sides.flatMap((side) => (side.op === 'list' ? parts(side.args) : [side]))) {
      if (name === undefined || op !== 'value' || typeof args !== 'string' || known.includes(args)) continue;
      return { message: `${name} is never "${args}"${hint(args, known)}`, column: start };
    }
  }
  return sides.map(unknownWord).find((problem) => problem !== undefined);
}

function nameOf({ op, args }: ASTNode): string {
  if (op !== '.') return '';
  const [object, name] = args as [ASTNode, string];
  return object.op === 'id' ? `${object.args as string}.${name}` : '';
}

function problemOf(error: unknown): ConditionProblem {
  const range = (error as { range?: { start: number }; node?: { start?: number } } | undefined)?.range;
  return { message: firstLine(error), column: range?.start ?? 0 };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/**
 * Rules from templates: written once with parameters, and used for many symbols. They are put in before the document is checked, so that
 * each of them is checked like any other; what is wrong in one is told where the template says it.
 */
import * as z from 'zod';
import { hint } from '../../hints.ts';
import { nameField, tickerField } from '../documents/fields.ts';
import { addIssues } from '../documents/issues.ts';
import type { Mistakes, Path } from '../documents/yamlDocument.ts';
import type { Loose } from './loose.ts';

const parameterField = z
  .string('expected the name of a parameter')
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'expected a name of letters, digits and _, such as level');
const scalar = z.union([z.string(), z.number(), z.boolean()], 'expected a number, a text, true or false');
const values = z.record(parameterField, scalar);

export const templateSchema = z.strictObject({
  parameters: z.array(parameterField, 'expected a list of names, such as [level, stop]').default([]),
  defaults: values.default({}),
  rule: z.record(z.string(), z.unknown(), 'expected the fields of a rule'),
});

/** A rule that is made of a template. */
const useSchema = z
  .strictObject({
    template: nameField,
    with: values.default({}),
    /** For each symbol a rule of its own, with values of its own. */
    each: z.record(tickerField, values.nullable()).optional(),
    symbols: z.array(tickerField).min(1, 'expected at least one ticker').optional(),
    enabled: z.boolean('expected true or false').optional(),
    priority: z.unknown().optional(),
    dryRun: z.boolean('expected true or false').optional(),
  })
  .refine(({ each, symbols }) => each === undefined || symbols === undefined, {
    message: 'expected either each or symbols',
    path: ['each'],
  });
type Use = z.output<typeof useSchema>;
type Template = z.output<typeof templateSchema>;
type Values = Readonly<Record<string, unknown>>;

interface Expanded {
  readonly raw: unknown;
  /** Tells what is wrong in a rule of a template where the template stands. */
  readonly mistakes: Mistakes;
  readonly isRight: boolean;
}

/** The document with every rule of a template written out. */
export function expandTemplates(raw: unknown, mistakes: Mistakes): Expanded {
  const document = raw as Loose;
  const uses = Object.entries(document?.rules ?? {}).filter(([, rule]) => isUse(rule));
  if (typeof document !== 'object' || document === null || (uses.length === 0 && document.templates === undefined))
    return { raw, mistakes, isRight: true };
  const { templates, rules, ...rest } = document as Readonly<Record<string, Loose>>;
  const expansion = new Expansion({ templates, rules }, mistakes);
  const written: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules ?? {}))
    if (isUse(rule)) Object.assign(written, expansion.rulesOf(name, rule));
    else written[name] = rule;
  const isWritten = typeof rules === 'object' && rules !== null;
  return {
    raw: isWritten ? { ...rest, rules: written } : { ...rest, rules },
    mistakes: expansion.placed(),
    isRight: expansion.isRight,
  };
}

const isUse = (rule: unknown): boolean => typeof rule === 'object' && rule !== null && 'template' in rule;

class Expansion {
  isRight = true;
  readonly #templates = new Map<string, Template>();
  readonly #names: readonly string[];
  /** Names that stand in the document. */
  readonly #rules: readonly string[];
  readonly #mistakes: Mistakes;
  /** Of which template each rule was made, and by which use. */
  readonly #origins = new Map<
    string,
    { readonly template: string; readonly use: string; readonly own: readonly string[] }
  >();
  readonly #told = new Set<string>();

  constructor({ templates, rules }: Readonly<Record<string, Loose>>, mistakes: Mistakes) {
    this.#mistakes = mistakes;
    this.#rules = Object.keys(rules ?? {});
    this.#names = Object.keys(templates ?? {});
    for (const [name, raw] of Object.entries(templates ?? {})) {
      const template = this.#checked(templateSchema, raw, ['templates', name]);
      if (template === undefined) continue;
      if (this.#namesAreRight(template, ['templates', name])) this.#templates.set(name, template);
    }
  }

  /** The rules of a use by name: one, or one for each of its symbols. */
  rulesOf(name: string, raw: unknown): Values {
    const place = ['rules', name];
    const use = this.#checked(useSchema, raw, place);
    if (use === undefined) return {};
    const template = this.#templates.get(use.template);
    if (template === undefined) {
      // One that is wrong itself is told of once.
      if (!this.#names.includes(use.template))
        this.#wrong([...place, 'template'], `there is no template ${use.template}${hint(use.template, this.#names)}`);
      return {};
    }
    const { each } = use;
    if (each === undefined) return this.#written(name, { use, template, name }, use.with, use.symbols);
    const rules = Object.entries(each).map(([symbol, own]) => {
      const rule = `${name}-${symbol.replaceAll('.', '_')}`;
      if (this.#rules.includes(rule)) this.#wrong([...place, 'each', symbol], `there is a rule ${rule} already`);
      return this.#written(rule, { use, template, name }, { ...use.with, ...own }, [symbol], symbol);
    });
    return Object.assign({}, ...rules);
  }

  #written(
    rule: string,
    { use, template, name }: { readonly use: Use; readonly template: Template; readonly name: string },
    given: Values,
    symbols: readonly string[] | undefined,
    symbol?: string,
  ): Values {
    const place = ['rules', name];
    for (const parameter of Object.keys(given)) {
      if (template.parameters.includes(parameter)) continue;
      const own = symbol !== undefined && parameter in (use.each?.[symbol] ?? {}) ? ['each', symbol] : ['with'];
      this.#wrong(
        [...place, ...own, parameter],
        `the template ${use.template} has no parameter ${parameter}${hint(parameter, template.parameters)}`,
      );
    }
    const all = { ...template.defaults, ...given };
    const missing = template.parameters.filter((parameter) => !(parameter in all));
    if (missing.length > 0) {
      this.#wrong(
        symbol === undefined ? place : [...place, 'each', symbol],
        `a value is missing for ${missing.join(', ')}`,
      );
      return {};
    }
    const { enabled, priority, dryRun } = use;
    const own = Object.fromEntries(
      Object.entries({ symbols, enabled, priority, dryRun }).filter(([, value]) => value !== undefined),
    );
    this.#origins.set(rule, { template: use.template, use: name, own: Object.keys(own) });
    return { [rule]: { ...(filledIn(template.rule, all) as object), ...own } };
  }

  /** Whether the template declares every parameter that it names. */
  #namesAreRight({ parameters, defaults, rule }: Template, place: Path): boolean {
    const surplus = Object.keys(defaults).filter((name) => !parameters.includes(name));
    for (const name of surplus)
      this.#wrong([...place, 'defaults', name], `is no parameter of the template${hint(name, parameters)}`);
    const unknown = parametersIn(rule, [...place, 'rule']).filter(([, name]) => !parameters.includes(name));
    for (const [path, name] of unknown)
      this.#wrong(path, `there is no parameter ${name}${hint(name, parameters, '$')}`);
    return surplus.length + unknown.length === 0;
  }

  #checked<S extends z.ZodType>(schema: S, raw: unknown, place: Path): z.output<S> | undefined {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return parsed.data;
    this.isRight = false;
    addIssues(parsed.error.issues, {
      ...{ schema, raw },
      mistakes: { add: (path, message) => this.#mistakes.add([...place, ...path], message) },
    });
    return undefined;
  }

  #wrong(path: Path, message: string): void {
    this.isRight = false;
    this.#mistakes.add(path, message);
  }

  placed(): Mistakes {
    return {
      add: (path, message, column) => {
        const [head, rule, ...rest] = path;
        const origin = head === 'rules' ? this.#origins.get(String(rule)) : undefined;
        if (origin === undefined) return this.#mistakes.add(path, message, column);
        if (origin.own.includes(String(rest[0])))
          return this.#mistakes.add(['rules', origin.use, ...rest], message, column);
        const place = ['templates', origin.template, 'rule', ...rest];
        // What is wrong in every rule of a template is one mistake.
        const key = `${place.map(String).join('.')}: ${message}`;
        if (this.#told.has(key)) return;
        this.#told.add(key);
        this.#mistakes.add(place, `${message} (in rule ${String(rule)})`);
      },
    };
  }
}

const NAMES = /\$([A-Za-z][A-Za-z0-9_]*)/g;

/** The template's rule with values in the place of parameters: one that is all of a text keeps its type. */
function filledIn(part: unknown, all: Values): unknown {
  if (typeof part === 'string') {
    const whole = /^\$([A-Za-z][A-Za-z0-9_]*)$/.exec(part)?.[1];
    if (whole !== undefined && whole in all) return all[whole];
    return part.replace(NAMES, (found, name: string) => (name in all ? String(all[name]) : found));
  }
  if (Array.isArray(part)) return part.map((each) => filledIn(each, all));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, filledIn(each, all)]));
}

/** Every parameter that is named, with its place. */
function parametersIn(part: unknown, path: Path): readonly (readonly [path: Path, name: string])[] {
  if (typeof part === 'string') return [...part.matchAll(NAMES)].map(([, name = '']) => [path, name] as const);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, each]) =>
    parametersIn(each, [...path, Array.isArray(part) ? Number(name) : name]),
  );
}

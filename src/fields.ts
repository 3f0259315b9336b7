/** The kinds of field an event can have: each knows its TypeScript type and how to tell a right value from a wrong one. */
import type {
  AccountId,
  AdoptionId,
  ApprovalId,
  BookId,
  CommandId,
  Duration,
  ExecutionId,
  GroupId,
  InstrumentId,
  OrderId,
  PositionId,
  RuleId,
  SignalId,
  TimerId,
  Timestamp,
  WatchId,
} from './identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from './money.ts';

/** One kind of field: its name in the reference, and what is wrong with a value (`undefined` when nothing is). */
export interface Field<T> {
  readonly kind: string;
  readonly problem: (value: unknown) => string | undefined;
  readonly optional?: boolean;
  /** The field of that name within a structure, or of an element of a list; nothing where only TypeScript knows. */
  readonly inner?: (value: object, name: string) => Field<unknown> | undefined;
  /** Carries the type; never there at run time. */
  readonly type?: T;
}

// biome-ignore lint/suspicious/noExplicitAny: a record of fields of any type; each field's own type is kept by inference
export type Fields = Readonly<Record<string, Field<any>>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];
type TypeOf<F> = F extends Field<infer T> ? T : never;
/** The TypeScript type of an event with these fields. */
export type Payload<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: TypeOf<F[K]>;
} & { readonly [K in OptionalKeys<F>]?: TypeOf<F[K]> };

const field = <T>(kind: string, expected: string, holds: (value: unknown) => boolean): Field<T> => ({
  kind,
  problem: (value) => (holds(value) ? undefined : `is ${show(value)}, not ${expected}`),
});

const name = <T>(kind: string): Field<T> =>
  field<T>(kind, 'a name', (value) => typeof value === 'string' && value.length > 0);
const whole = <T>(kind: string, expected: string, least: number): Field<T> =>
  field<T>(kind, expected, (value) => Number.isSafeInteger(value) && (value as number) >= least);
const exact = <T>(kind: string, expected: string, holds: (value: bigint) => boolean): Field<T> =>
  field<T>(kind, expected, (value) => typeof value === 'bigint' && holds(value));

/** The same field, but it may be left out. */
export const optional = <T>(of: Field<T>): Field<T> & { readonly optional: true } => ({ ...of, optional: true });

export const price = exact<Price>('price', 'a price above zero', (value) => value > 0n);
export const quantity = exact<Quantity>('quantity', 'a quantity above zero', (value) => value > 0n);
/** A quantity that may be nothing: a displayed size, a bust. */
export const size = exact<Quantity>('size', 'a quantity of zero or more', (value) => value >= 0n);
/** A price that somebody asks for: whether it may be is for the gate to say. */
export const anyPrice = exact<Price>('price', 'a price', () => true);
/** Long above zero, short below. */
export const signedQuantity = exact<Quantity>('signed quantity', 'a quantity', () => true);
/** A share: 0.5 is one half. */
export const ratio = exact<Ratio>('ratio', 'a share above zero', (value) => value > 0n);
export const amount = exact<Amount>('amount', 'an amount', () => true);
export const time = whole<Timestamp>('time', 'a moment in microseconds', 0);
export const duration = whole<Duration>('duration', 'microseconds, zero or more', 0);
export const signedDuration = whole<Duration>('signed duration', 'whole microseconds', Number.MIN_SAFE_INTEGER);
export const count = whole<number>('count', 'a whole number of zero or more', 0);
export const float = field<number>('float', 'a finite number', (value) => Number.isFinite(value));
export const flag = field<boolean>('flag', 'true or false', (value) => typeof value === 'boolean');
export const text = field<string>('text', 'text', (value) => typeof value === 'string');
export const unit = field<number>(
  'share',
  'a number from 0 to 1',
  (value) => typeof value === 'number' && value >= 0 && value <= 1,
);

export const account = name<AccountId>('account');
export const adoption = name<AdoptionId>('adoption');
export const approval = name<ApprovalId>('approval');
export const book = name<BookId>('book');
export const command = name<CommandId>('command');
export const execution = name<ExecutionId>('execution');
export const group = name<GroupId>('group');
export const instrument = name<InstrumentId>('instrument');
export const order = name<OrderId>('order');
export const position = name<PositionId>('position');
export const rule = name<RuleId>('rule');
export const signal = name<SignalId>('signal');
export const timer = name<TimerId>('timer');
export const watch = name<WatchId>('watch');

/** One of a closed set of words. */
export const oneOf = <const W extends readonly string[]>(...words: W): Field<W[number]> =>
  field<W[number]>(words.join(' | '), `one of ${words.join(', ')}`, (value) => words.includes(value as string));

/** One of a closed set of values. */
export const wordOf = <T>(kind: string, values: readonly T[]): Field<T> =>
  field<T>(kind, `one of ${values.join(', ')}`, (value) => values.includes(value as T));

/** A structure that TypeScript knows and the sender vouches for. */
export const structure = <T>(kind: string): Field<T> =>
  field<T>(kind, `a ${kind}`, (value) => typeof value === 'object' && value !== null);

type FieldOf<T, K extends keyof T> =
  Record<never, never> extends Pick<T, K> ? Field<Exclude<T[K], undefined>> & { readonly optional: true } : Field<T[K]>;

/** A structure, field by field: TypeScript holds the table to the type, and the table holds whoever sends one to it. */
export function shape<T extends object>(kind: string, fields: { readonly [K in keyof T]-?: FieldOf<T, K> }): Field<T> {
  const table = Object.entries(fields) as readonly (readonly [string, Field<unknown>])[];
  return {
    kind,
    inner: (_value, name) => (fields as Readonly<Record<string, Field<unknown> | undefined>>)[name],
    problem(value) {
      if (typeof value !== 'object' || value === null) return `is ${show(value)}, not a ${kind}`;
      for (const [name, { problem, optional: isOptional }] of table) {
        const given = (value as Readonly<Record<string, unknown>>)[name];
        if (given === undefined && isOptional === true) continue;
        const found = problem(given);
        if (found !== undefined) return `.${name} ${found}`.replace(' .', '.');
      }
      return undefined;
    },
  };
}

/** One of several structures, told apart by the word in one of their fields. */
export const variant = <T extends object>(
  kind: string,
  by: keyof T & string,
  of: Readonly<Record<string, Field<T>>>,
): Field<T> => ({
  kind,
  inner: (value, name) => of[String((value as Readonly<Record<string, unknown>>)[by])]?.inner?.(value, name),
  problem(value) {
    if (typeof value !== 'object' || value === null) return `is ${show(value)}, not a ${kind}`;
    const word = (value as Readonly<Record<string, unknown>>)[by];
    const chosen = typeof word === 'string' ? of[word] : undefined;
    return chosen === undefined
      ? `.${by} is ${show(word)}, not one of ${Object.keys(of).join(', ')}`
      : chosen.problem(value);
  },
});

/** A list whose every element is of one kind. */
export const listOf = <T>(of: Field<T>): Field<readonly T[]> => ({
  kind: `list of ${of.kind}`,
  inner: () => of,
  problem(value) {
    if (!Array.isArray(value)) return `is ${show(value)}, not a list of ${of.kind}`;
    for (const [index, element] of value.entries()) {
      const found = of.problem(element);
      if (found !== undefined) return `[${index}] ${found}`.replace(' .', '.');
    }
    return undefined;
  },
});

/** Named finite numbers. */
export const floats = field<Readonly<Record<string, number>>>(
  'named floats',
  'finite numbers by name',
  (value) => typeof value === 'object' && value !== null && Object.values(value).every(Number.isFinite),
);

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'object' ? 'a structure' : String(value);
}

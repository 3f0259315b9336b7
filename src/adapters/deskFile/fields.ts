/** Which fields a schema knows at a place, told from the schema itself. */
import type * as z from 'zod';

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
}

const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition;

/** The names of the fields at a path; those of all alternatives where there are several. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const places = path.reduce<readonly z.core.$ZodType[]>(
    (found, key) => found.flatMap(plain).flatMap((each) => inner(definitionOf(each), key)),
    [schema],
  );
  return [...new Set(places.flatMap(plain).flatMap((each) => Object.keys(definitionOf(each).shape ?? {})))];
}

/** What is meant once defaults, options and alternatives are taken off. */
function plain(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { innerType, in: source, options } = definitionOf(schema);
  const deeper = options ?? [innerType ?? source].filter((each) => each !== undefined);
  return deeper.length === 0 ? [schema] : deeper.flatMap(plain);
}

function inner({ shape, element, valueType }: Definition, key: PropertyKey): readonly z.core.$ZodType[] {
  const found = shape === undefined ? (element ?? valueType) : shape[String(key)];
  return found === undefined ? [] : [found];
}

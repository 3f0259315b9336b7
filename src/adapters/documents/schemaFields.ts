/** Which fields a schema knows at a place of a document: for the hint beside a field that it does not know. */
import type * as z from 'zod';

/** The parts of a schema that lead on; zod keeps them in `_zod.def`. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
}
const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition;

/** The fields of every object that may stand at the path. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let reached = bare(schema);
  for (const key of path) reached = reached.flatMap((each) => below(each, key)).flatMap(bare);
  return [...new Set(reached.flatMap((each) => Object.keys(definitionOf(each).shape ?? {})))];
}

/** The schema without what only wraps it; each alternative of a union. */
function bare(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { innerType, in: input, out: output, options } = definitionOf(schema);
  if (options !== undefined) return options.flatMap(bare);
  // what is transformed is written as the schema before the transform has it; what is preprocessed, as the one after
  const isPreprocessed = input !== undefined && definitionOf(input).type === 'transform';
  const inner = innerType ?? (isPreprocessed ? output : input);
  return inner === undefined ? [schema] : bare(inner);
}

function below(schema: z.core.$ZodType, key: PropertyKey): readonly z.core.$ZodType[] {
  const { shape, element, valueType } = definitionOf(schema);
  const next = shape === undefined ? (element ?? valueType) : shape[String(key)];
  return next === undefined ? [] : [next];
}

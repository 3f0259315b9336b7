/** The facts that a scenario expects: a type, alone or with what some of its fields must be. */
import * as z from 'zod';
import type { EventType } from '../../events.ts';
import { hint } from '../../hints.ts';
import type { Fields } from './factTexts.ts';
import { expectedFields, fieldNames } from './factTexts.ts';

/** A fact of a type, with what its fields must be. */
export interface FactPattern {
  readonly type: EventType;
  readonly fields: Fields;
}

/** One of these facts: its type alone, or with what its fields must be. */
export const factField = (types: readonly EventType[], expected: string) =>
  z.unknown().transform((given, context): FactPattern => {
    const wrong = (path: readonly string[], message: string): void =>
      context.addIssue({ code: 'custom', message, path: [...path] });
    const [entry, ...rest] = typeof given === 'string' ? [[given, {}] as const] : entriesOf(given);
    if (entry === undefined || rest.length > 0) {
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    }
    const [type, fields] = entry;
    const known = types.find((each) => each === type);
    if (known === undefined) {
      wrong(typeof given === 'string' ? [] : [type], `there is no such fact as ${type}${nearest(type, types)}`);
      return z.NEVER;
    }
    const named = fields ?? {};
    if (typeof named !== 'object' || Array.isArray(named)) {
      wrong([type], `expected fields of the fact, such as { symbol: SPY }; there are ${fieldNames(known).join(', ')}`);
      return z.NEVER;
    }
    return {
      type: known,
      fields: expectedFields(known, named as Record<string, unknown>, (path, message) =>
        wrong([type, ...path], message),
      ),
    };
  });

const entriesOf = (given: unknown): readonly (readonly [string, unknown])[] =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : [];

/** The nearest name, where one is near; else those of the same subject. */
function nearest(type: string, types: readonly EventType[]): string {
  const near = hint(type, types);
  if (near.includes('did you mean')) return near;
  const subject = type.split('.')[0] ?? '';
  const related = types.length < 10 ? types : types.filter((each) => each.startsWith(`${subject}.`));
  return related.length === 0 ? '; docs/reference/events.md lists them' : `; there are ${related.join(', ')}`;
}

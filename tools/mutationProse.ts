/** What is not worth mutating in a chart, as a plugin of Stryker: what only people read, and what only the compiler reads. */

/** As much of a syntax tree as is looked at. */
interface Visited {
  readonly node: { readonly type: string; readonly key?: { readonly type: string; readonly name?: string } };
}

const reasons: ReadonlyMap<string | undefined, string> = new Map([
  ['description', 'A description is for people.'],
  ['types', 'The types of a setup are for the compiler.'],
]);

/** Why the property is left alone with all that is in it; `undefined` when it is not. */
const shouldIgnore = ({ node: { type, key } }: Visited): string | undefined =>
  type === 'ObjectProperty' ? reasons.get(key?.name) : undefined;

export const strykerPlugins = [{ kind: 'Ignore', name: 'prose', value: { shouldIgnore } }];

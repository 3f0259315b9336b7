/** Which limits of a document are looser than those of another. Pure. */

import { encode } from '../../codec.ts';
import type { DeskConfiguration } from '../../configuration.ts';

/** Limits by their names, at any depth. */
type Limits = Readonly<Record<string, unknown>>;
/** Figures of which more is stricter; of all others it is less. */
const stricterWhenMore: ReadonlySet<string> = new Set([
  ...['pause', 'within', 'per'],
  ...['duplicateWindow', 'noRiskBeforeClose'],
]);
/** Words, the strictest first. */
const words: Readonly<Record<string, readonly string[]>> = {
  onBreach: ['halt', 'reduce'],
  of: ['losses', 'stops'],
  shorts: ['refuse', 'supplied'],
};
/** Words that allow what is refused without them. */
const allowances: readonly string[] = ['oppositeBooks'];

/** The names of what is looser, such as `losses.desk.maxDailyLoss`. What can not be compared counts as looser. */
export const loosenedLimits = (
  before: Pick<DeskConfiguration, 'risk' | 'losses'>,
  after: Pick<DeskConfiguration, 'risk' | 'losses'>,
): readonly string[] => [
  ...loosenedIn('risk', before.risk as Limits, after.risk as Limits),
  ...loosenedIn('losses', (before.losses ?? {}) as Limits, (after.losses ?? {}) as Limits),
];

function loosenedIn(place: string, before: Limits, after: Limits): readonly string[] {
  const allowed = allowances.filter((name) => before[name] === undefined && after[name] !== undefined);
  const looser = Object.keys(before).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    const path = `${place}.${name}`;
    if (isGroup(old) && isGroup(now)) return loosenedIn(path, old, now);
    // A halt needs no pause: it lasts longer than any.
    if (name === 'pause' && now === undefined && after.onBreach === 'halt') return [];
    return isLooser(name, old, now) ? [path] : [];
  });
  return [...looser, ...allowed.map((name) => `${place}.${name}`)];
}

const isGroup = (value: unknown): value is Limits =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isLooser(name: string, before: unknown, after: unknown): boolean {
  if (before === undefined || encode(before) === encode(after ?? null)) return false;
  if (allowances.includes(name)) return false;
  if (name === 'restricted' && Array.isArray(before) && Array.isArray(after))
    return !before.every((symbol) => after.includes(symbol));
  const isNumber = typeof before === typeof after && (typeof after === 'bigint' || typeof after === 'number');
  if (isNumber)
    return stricterWhenMore.has(name) ? (after as bigint) < (before as bigint) : (after as bigint) > (before as bigint);
  const order = words[name];
  if (order === undefined || typeof before !== 'string' || typeof after !== 'string') return true;
  return order.indexOf(after) > order.indexOf(before);
}

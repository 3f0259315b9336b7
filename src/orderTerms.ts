/** What is wrong with the terms of an order by themselves: asked by the gate before it leaves, and by a broker when it arrives. */
import type { OrderTerms } from './orders.ts';
import type { TermOfType } from './orderTypes.ts';
import { restingTimes, rulesOfTypes, termsOfTypes } from './orderTypes.ts';
import type { RefusalCode } from './refusals.ts';

/** What was expected, and what was found. */
export interface TermsProblem {
  readonly code: Extract<RefusalCode, 'termsContradict' | 'termsIncomplete' | 'termsSurplus' | 'timeInForceUnfit'>;
  readonly expected: string;
  readonly found: string;
}

/** The first thing that is wrong; `undefined` when nothing is. What is missing comes first, what is too much last. */
export function termsProblem(terms: OrderTerms): TermsProblem | undefined {
  return incompleteness(terms) ?? unfitTime(terms) ?? contradiction(terms) ?? surplus(terms);
}

/** Whether the order may work outside regular hours: asked to, and of a kind that can. */
export const worksOutside = ({ outsideRegularHours, type, timeInForce }: OrderTerms): boolean =>
  outsideRegularHours && timeInForce !== 'opg' && rulesOfTypes[type].worksOutside;

/** The terms without those that the type does not take: Interactive Brokers ignores them. */
export function takenTerms(terms: OrderTerms): OrderTerms {
  const ignored: readonly string[] = surplusOf(terms);
  if (ignored.length === 0) return terms;
  return Object.fromEntries(Object.entries(terms).filter(([name]) => !ignored.includes(name))) as unknown as OrderTerms;
}

function incompleteness(terms: OrderTerms): TermsProblem | undefined {
  const { type, quantity, timeInForce, goodTill } = terms;
  const code = 'termsIncomplete';
  if (quantity <= 0n) return { code, expected: 'quantity above zero', found: type };
  const name =
    rulesOfTypes[type].needs.find((needed) => terms[needed] === undefined) ??
    termsOfTypes.find((given) => (sizeOf(terms, given) ?? 1n) <= 0n);
  if (name !== undefined) return { code, expected: `${name} above zero`, found: type };
  return timeInForce === 'gtd' && goodTill === undefined
    ? { code, expected: 'goodTill', found: timeInForce }
    : undefined;
}

/** How large a term is; `undefined` when it is absent. */
function sizeOf(terms: OrderTerms, name: TermOfType): bigint | undefined {
  const value = terms[name];
  if (value === undefined || typeof value === 'bigint') return value;
  return value.by === 'amount' ? value.amount : value.ratio;
}

function unfitTime({ type, timeInForce }: OrderTerms): TermsProblem | undefined {
  const { timesInForce } = rulesOfTypes[type];
  if (timesInForce.includes(timeInForce)) return undefined;
  return { code: 'timeInForceUnfit', expected: timesInForce.join(' '), found: `${timeInForce} of ${type}` };
}

const WHOLE = 10n ** 8n;

function contradiction(terms: OrderTerms): TermsProblem | undefined {
  const { quantity, displaySize, minimumQuantity, timeInForce, trail } = terms;
  const code = 'termsContradict';
  if (trail?.by === 'percent' && trail.ratio >= WHOLE) return { code, expected: 'less than the price', found: 'trail' };
  if (minimumQuantity !== undefined && minimumQuantity > quantity)
    return { code, expected: 'at most the quantity', found: 'minimumQuantity' };
  if (displaySize === undefined) return undefined;
  if (displaySize > quantity) return { code, expected: 'at most the quantity', found: 'displaySize' };
  if (minimumQuantity !== undefined) return { code, expected: 'no minimumQuantity', found: 'displaySize' };
  const isResting = restingTimes.some((time) => time === timeInForce);
  return isResting ? undefined : { code, expected: restingTimes.join(' '), found: `displaySize with ${timeInForce}` };
}

function surplus(terms: OrderTerms): TermsProblem | undefined {
  const [first] = surplusOf(terms);
  if (first === undefined) return undefined;
  const { needs, takes } = rulesOfTypes[terms.type];
  const expected = first === 'goodTill' ? 'gtd' : [...needs, ...takes].join(' ') || 'none';
  return { code: 'termsSurplus', expected, found: `${first} of ${terms.type}` };
}

/** The terms that are given and not taken. */
function surplusOf(terms: OrderTerms): readonly (TermOfType | 'goodTill')[] {
  const { needs, takes } = rulesOfTypes[terms.type];
  const names = termsOfTypes.filter(
    (name) => terms[name] !== undefined && !needs.includes(name) && !takes.includes(name),
  );
  return terms.goodTill === undefined || terms.timeInForce === 'gtd' ? names : [...names, 'goodTill'];
}

/** Compares what a scenario expects with what is: each difference with the nearest thing that is there. */
import { alarmTypes } from '../../events.ts';
import type { Then } from './expectations.ts';
import type { FactPattern } from './factPatterns.ts';
import type { Fields } from './factTexts.ts';
import type { Candidate } from './matching.ts';
import { differing, matchAll, nearestTo } from './matching.ts';

/** What is there when a scenario is judged, all of it in texts. */
export interface Observed {
  readonly positions: readonly Candidate[];
  readonly orders: readonly Candidate[];
  /** All that was said so far, in order. */
  readonly facts: readonly Fact[];
  readonly refusals: readonly Candidate[];
  readonly account: Fields;
  readonly desk: string;
  readonly trading: string;
}
export interface Fact extends Candidate {
  readonly type: string;
}

/** One thing that is not as expected. */
export interface Difference {
  readonly about: string;
  /** Where in the `then` it was expected. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly expected?: Fields;
  /** What comes nearest, with the fields that the expectation names. */
  readonly nearest?: Candidate;
}

export function differencesOf(then: Then, observed: Observed): readonly Difference[] {
  const { refused, alarms, account, desk, trading } = then;
  return [
    ...positionDifferences(then.positions, observed.positions),
    ...orderDifferences(then.orders, observed.orders),
    ...saidDifferences(then.said ?? [], observed.facts),
    ...(then.never ?? []).flatMap((pattern, index) => neverDifferences(pattern, index, observed.facts)),
    ...listDifferences('refused', refused, observed.refusals),
    ...listDifferences('alarms', alarms?.map(typed), observed.facts.filter(isAlarm).map(typedFact)),
    ...valueDifferences('account', account, observed.account),
    ...valueDifferences('desk', stateOf(desk), { state: observed.desk }),
    ...valueDifferences('trading', stateOf(trading), { state: observed.trading }),
  ];
}

const stateOf = (state: string | undefined): Fields | undefined => (state === undefined ? undefined : { state });
const isAlarm = ({ type }: Fact): boolean => (alarmTypes as readonly string[]).includes(type);
const isOpen = ({ fields }: Candidate): boolean => fields.state !== 'closed' && fields.state !== 'abandoned';

function positionDifferences(expected: Then['positions'], positions: readonly Candidate[]): readonly Difference[] {
  if (expected === undefined) return [];
  if (expected === 'none')
    return positions.filter(isOpen).map((each) => tooMuch(['positions'], 'no open position', each));
  if (Array.isArray(expected)) return unmetOf('positions', expected, positions).differences;
  return Object.entries(expected).flatMap(([symbol, wanted]) => {
    const path = ['positions', symbol];
    const there = positions.filter(({ fields }) => fields.symbol === symbol);
    if (wanted === 'none')
      return there.filter(isOpen).map((each) => tooMuch(path, `no open position in ${symbol}`, each));
    // the one that is open, else the last one
    const one = there.find(isOpen) ?? there.at(-1);
    const isThere = one !== undefined && differing(wanted, one.fields).length === 0;
    return isThere ? [] : [missing(path, { symbol, ...wanted }, one)];
  });
}

function orderDifferences(expected: Then['orders'], orders: readonly Candidate[]): readonly Difference[] {
  if (expected === undefined) return [];
  if (expected === 'none') return orders.map((each) => tooMuch(['orders'], 'no orders', each));
  const patterns = expected.filter((each) => typeof each !== 'string');
  const strict = expected.indexOf('nothing else');
  const { differences, left } = unmetOf('orders', patterns, orders);
  const placed = differences.map((each) => ({ ...each, path: ['orders', expected.indexOf(each.expected ?? {})] }));
  return strict < 0 ? placed : [...placed, ...left.map((each) => tooMuch(['orders', strict], 'nothing else', each))];
}

/** An empty list means: none of them. */
function listDifferences(
  about: string,
  expected: readonly Fields[] | undefined,
  candidates: readonly Candidate[],
): readonly Difference[] {
  if (expected === undefined) return [];
  if (expected.length === 0) return candidates.map((each) => tooMuch([about], 'none', each));
  return unmetOf(about, expected, candidates).differences;
}

/** What nothing fits, each with the nearest that no other takes, and what is left besides. */
function unmetOf(
  about: string,
  expected: readonly Fields[],
  candidates: readonly Candidate[],
): { readonly differences: readonly Difference[]; readonly left: readonly Candidate[] } {
  const matching = matchAll(expected, candidates);
  const left = matching.left.flatMap((index) => candidates[index] ?? []);
  const differences = matching.unmet.map((index) => {
    const wanted = expected[index] ?? {};
    const near = nearestTo(wanted, left);
    if (near !== undefined) left.splice(left.indexOf(near), 1);
    return missing([about, index], wanted, near);
  });
  return { differences, left };
}

/** Facts in their order; others may stand between them. */
function saidDifferences(patterns: readonly FactPattern[], facts: readonly Fact[]): readonly Difference[] {
  let from = 0;
  const differences: Difference[] = [];
  for (const [place, pattern] of patterns.entries()) {
    const found = facts.findIndex((fact, index) => index >= from && isSaid(pattern, fact));
    if (found >= 0) {
      from = found + 1;
      continue;
    }
    const later = facts.slice(from).filter(({ type }) => type === pattern.type);
    const near = nearestTo(pattern.fields, later);
    const earlier = facts.slice(0, from).find((fact) => isSaid(pattern, fact));
    const order = earlier === undefined ? '' : `; it was said before that, as ${earlier.name}`;
    differences.push({
      about: 'said',
      path: ['said', place],
      message: `expected ${pattern.type}${from === 0 ? '' : ' after what stands above it'}, which was not said${near === undefined ? '' : ' so'}${order}`,
      expected: pattern.fields,
      ...(near === undefined ? {} : { nearest: near }),
    });
  }
  return differences;
}

const isSaid = ({ type, fields }: FactPattern, fact: Fact): boolean =>
  fact.type === type && differing(fields, fact.fields).length === 0;

function neverDifferences(pattern: FactPattern, index: number, facts: readonly Fact[]): readonly Difference[] {
  const fact = facts.find((each) => isSaid(pattern, each));
  if (fact === undefined) return [];
  const message = `expected never to hear ${pattern.type}; it was said as ${fact.name}`;
  return [{ about: 'never', path: ['never', index], message }];
}

const valueDifferences = (about: string, expected: Fields | undefined, actual: Fields): readonly Difference[] =>
  expected === undefined || differing(expected, actual).length === 0
    ? []
    : [{ about, path: [about], message: 'is not as expected', expected, nearest: { name: about, fields: actual } }];

function missing(path: Difference['path'], expected: Fields, near: Candidate | undefined): Difference {
  const message = `expected ${described(expected)}; ${near === undefined ? 'there is none' : `the nearest is ${near.name}`}`;
  return { about: String(path[0]), path, message, expected, ...(near === undefined ? {} : { nearest: near }) };
}

const tooMuch = (path: Difference['path'], expected: string, { name }: Candidate): Difference => ({
  about: String(path[0]),
  path,
  message: `expected ${expected}; there is ${name}`,
});

const described = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const typed = ({ type, fields }: FactPattern): Fields => ({ alarm: type, ...fields });
const typedFact = ({ type, name, fields }: Fact): Candidate => ({ name, fields: { alarm: type, ...fields } });

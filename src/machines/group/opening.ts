/** A bracket or ladder that somebody gives by hand: entries on one side, on the other targets and one stop for all of it. Pure. */
import type { OrderId } from '../../identifiers.ts';
import type { Quantity, Ratio } from '../../money.ts';
import { ratio, zero } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import type { LegPlan } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { GroupDraft, GroupWish } from './drafting.ts';
import { isStop, legOf, nameOf } from './drafting.ts';
import { divide } from './shares.ts';

/** An order as given, with the name it will have. */
interface Named {
  readonly order: OrderId;
  readonly terms: OrderTerms;
}
interface Sorted {
  readonly entries: readonly Named[];
  readonly targets: readonly Named[];
  readonly stop: OrderTerms | undefined;
  /** What the entries come to. */
  readonly whole: Quantity;
  readonly parts: readonly Ratio[];
}

const WHOLE = ratio(1);

/** The legs of a bracket hang on their entry at the broker; those of a ladder wait with us for its first fill. */
export function planOpeningGroup(wish: GroupWish, first: OrderTerms): GroupDraft | Refusal {
  const sorted = sort(wish, first);
  if ('code' in sorted) return sorted;
  const { entries, targets, stop, parts } = sorted;
  const exits = divide(sorted.whole, parts, { lot: wish.lot, least: wish.lot }).flatMap((quantity, pair) =>
    pairOf(wish, sorted, quantity, pair),
  );
  const isNative = wish.kind === 'bracket';
  const bound = exits.map((leg, index): LegPlan => {
    const parent = isNative ? { parent: nameOf(wish, 0) } : {};
    return { ...leg, terms: { ...leg.terms, ...parent, transmit: !isNative || index === exits.length - 1 } };
  });
  const transmit = !isNative || exits.length === 0;
  const legs = entries.map(({ order, terms }) => legOf(wish, order, 'entry', { ...terms, transmit }));
  const limits = targets.flatMap(({ terms }) => terms.limit ?? []);
  return {
    legs: [...legs, ...bound],
    parts,
    held: zero,
    entries: entries.length,
    levels: {
      ...(stop?.stop === undefined ? {} : { stop: stop.stop }),
      ...(limits.length === 0 ? {} : { targets: limits }),
    },
  };
}

function sort(wish: GroupWish, first: OrderTerms): Sorted | Refusal {
  const all = wish.orders.map((terms, index): Named => ({ order: nameOf(wish, index), terms }));
  const entries = all.filter(({ terms }) => terms.side === first.side);
  const exits = all.filter(({ terms }) => terms.side !== first.side);
  const targets = exits.filter(({ terms }) => terms.type === 'limit');
  const stops = exits.filter(({ terms }) => isStop(terms));
  const whole = sum(entries);
  const problem =
    wish.kind === 'bracket' && entries.length > 1
      ? refuse('groupWrong', 'one entry', `${entries.length}`)
      : targets.length + stops.length < exits.length
        ? refuse('groupWrong', 'limits and stops on the way out', 'another type')
        : stops.length > 1
          ? refuse('groupWrong', 'one stop for everything', `${stops.length}`)
          : sum(targets) > whole || sum(stops) > whole
            ? refuse('groupWrong', 'exits for no more than the entries', 'more')
            : null;
  if (problem !== null) return problem;
  return { entries, targets, stop: stops[0]?.terms, whole, parts: partsOf(targets, whole) };
}

const sum = (list: readonly Named[]): Quantity =>
  list.reduce((total, { terms }) => total + terms.quantity, 0n) as Quantity;

/** The part of each target, rounded up so that whole lots stay whole; what is left has the stop alone. */
function partsOf(targets: readonly Named[], whole: Quantity): readonly Ratio[] {
  const parts = targets.map(({ terms }) => ((terms.quantity * WHOLE + whole - 1n) / whole) as Ratio);
  return sum(targets) < whole ? [...parts, WHOLE] : parts;
}

function pairOf(wish: GroupWish, { targets, stop }: Sorted, quantity: Quantity, pair: number): readonly LegPlan[] {
  const target = targets[pair];
  const oca = { name: pair === 0 ? wish.group : `${wish.group}/${pair + 1}`, type: 2 } as const;
  const common = {
    quantity,
    timeInForce: 'gtc',
    ...(target !== undefined && stop !== undefined ? { oca } : {}),
  } as const;
  if (quantity <= 0n) return [];
  return [
    ...(target === undefined ? [] : [legOf(wish, target.order, 'target', { ...target.terms, ...common })]),
    ...(stop === undefined
      ? []
      : [legOf(wish, nameOf(wish, wish.orders.length + pair), 'stop', { ...stop, ...common })]),
  ].map((leg) => ({ ...leg, pair }));
}

/** Which orders and changes the gate has let pass lately: what order rates and doubles are told by. Nothing is kept that no limit asks for. */
import { encode } from '../../codec.ts';
import type { BookId, Duration, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { NamedLimits } from '../../machines/risk/limitScopes.ts';
import type { LimitSet, OrderLimits } from '../../orderLimits.ts';
import type { OrderTerms } from '../../orders.ts';
import type { Owners } from '../owners.ts';

interface Passed {
  readonly order: OrderId;
  readonly at: Timestamp;
  readonly book: BookId;
  /** What the order is, for one that is new and adds. */
  readonly like?: string;
}
/** What has passed the gate. */
export interface Passing {
  readonly order: OrderId;
  readonly book: BookId;
  readonly terms: OrderTerms;
  /** Whether it is a new order that adds risk. */
  readonly isEntry: boolean;
}

export interface OrderFlow {
  note(passing: Passing, at: Timestamp): void;
  /** How many of a scope have passed after a moment; of an order that is judged again, before it did. */
  passedAfter(moment: Timestamp, scope: NamedLimits, again?: OrderId): number;
  /** When an order of these terms passed last, in the book; before it did itself, where it is judged again. */
  likeIt(terms: OrderTerms, book: BookId, again?: OrderId): Timestamp | undefined;
}

const NONE: readonly Passed[] = [];

/** What makes two orders the same one twice: names of other orders and of the broker's groups are no part of it. */
function likenessOf(terms: OrderTerms): string {
  const { parent: _parent, oca: _oca, transmit: _transmit, goodTill: _goodTill, ...rest } = terms;
  return encode(rest);
}

export function createOrderFlow(owners: Owners, limits: () => OrderLimits): OrderFlow {
  const passed = owners.register('orderFlow', 1).records<InstrumentId, readonly Passed[]>('passed');

  /** Those before an order passed: what has passed behind it was judged with it in sight. */
  function before(order: OrderId | undefined, all: readonly Passed[] = NONE): readonly Passed[] {
    const own = order === undefined ? -1 : all.findLastIndex((each) => each.order === order);
    return own < 0 ? all : all.slice(0, own);
  }
  const listsIn = ({ instruments }: NamedLimits): Iterable<readonly Passed[] | undefined> =>
    instruments === undefined ? passed.values() : instruments.map((instrument) => passed.get(instrument));

  return {
    note({ order, book, terms, isEntry }, at) {
      const window = longestWindow(limits());
      if (window === 0) return;
      const kept = (passed.get(terms.instrument) ?? []).filter((each) => later(each.at, window) > at);
      const like = isEntry ? { like: likenessOf(terms) } : {};
      passed.set(terms.instrument, [...kept, { order, at, book, ...like }]);
    },
    passedAfter(moment, scope, again) {
      let count = 0;
      for (const list of listsIn(scope))
        for (const { at, book } of before(again, list))
          if (at > moment && (scope.book === undefined || scope.book === book)) count++;
      return count;
    },
    likeIt(terms, book, again) {
      const all = passed.get(terms.instrument);
      if (all === undefined) return undefined;
      const like = likenessOf(terms);
      return before(again, all).findLast((each) => each.book === book && each.like === like)?.at;
    },
  };
}

/** How long anything may be asked for. */
function longestWindow(limits: OrderLimits): Duration {
  const { books = {}, symbols = {}, sectors = {} } = limits;
  const sets: readonly LimitSet[] = [
    limits,
    ...Object.values<LimitSet>(books),
    ...Object.values<LimitSet>(symbols),
    ...Object.values(sectors).map((sector) => sector.limits),
  ];
  return sets.reduce<number>(
    (most, { maxOrderRate, duplicateWindow = 0 }) => Math.max(most, maxOrderRate?.per ?? 0, duplicateWindow),
    0,
  ) as Duration;
}

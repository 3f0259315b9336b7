/**
 * What executed before a dividend and is told of behind it earns it all the same, or owes it: by what was held then, in the shares of then.
 * A correction takes back what it was paid too much.
 */
import type { Split } from '../../corporateActions.ts';
import { sharesAfter } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { ExecutionId, InstrumentId, PositionId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { minus, plus, shareOf, times, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Part } from './parts.ts';
import { moneyOf, sizeOf } from './parts.ts';

type Traded = Event<'order.filled' | 'order.revised'>;

export interface LateDividends {
  /** Notes what was booked, and when. */
  note(event: Event<'market.dividend' | 'broker.dividend'>, pass: Pass): void;
  /** The same station, and behind it what its execution has earned of dividends of before. */
  withDividends<E extends Traded>(station: Station<E>): Station<E>;
  /** The same for an execution of which our books may own a part only. */
  withDividendsOfPart<E extends Traded>(station: Station<E>): Station<E>;
}

export interface LateDividendParts {
  readonly owners: Owners;
  readonly executedAt: (execution: ExecutionId) => Timestamp | undefined;
  /** What shares of one moment have become at a later one. */
  readonly splitBetween: (instrument: InstrumentId, from: Timestamp, until?: Timestamp) => Split | undefined;
  /** The positions that own the execution, each with its part. */
  readonly partsOf: (event: Traded) => readonly Part[];
}

interface Booked {
  readonly perShare: Price;
  readonly currency: string;
  readonly exDate: string;
  readonly at: Timestamp;
}
const NONE: readonly Booked[] = [];
/** The positions that own an execution, each with its part, before it was told and after; all of it, or not. */
interface Owned {
  readonly before: readonly Part[];
  readonly after: readonly Part[];
  readonly isPart: boolean;
}

export function createLateDividends(of: LateDividendParts): LateDividends {
  const booked = of.owners.register('lateDividends', 1).records<InstrumentId, readonly Booked[]>('booked');

  function missedBy({ instrument, execution }: Traded): readonly Booked[] {
    const known = booked.get(instrument);
    const at = known === undefined ? undefined : of.executedAt(execution);
    return known === undefined || at === undefined ? NONE : known.filter((each) => each.at > at);
  }

  function pay(event: Traded, each: Booked, owners: Owned, pass: Pass): void {
    const { account, instrument } = event;
    const { perShare, currency, exDate } = each;
    const [was, is] = owners.isPart ? partsThen(event, each.at, owners) : heldThen(event, each.at);
    const [undone, owed] = [times(perShare, was), times(perShare, is)];
    if (owed === undone) return;
    const what = { instrument, perShare, currency };
    const amount = minus(owed, undone);
    pass.say({ type: 'holding.dividend', account, ...what, exDate, quantity: minus(is, was), amount });
    const shares = new Map<PositionId, Amount>();
    const add = (parts: readonly Part[], money: Amount, sign: 1n | -1n): void => {
      for (const [index, share] of moneyOf(parts, money).entries()) {
        const { position } = parts[index] as Part;
        shares.set(position, plus(shares.get(position) ?? zero, (sign * share) as Amount));
      }
    };
    add(owners.before, undone, -1n);
    add(owners.after, owed, 1n);
    for (const [position, share] of shares)
      if (share !== 0n) pass.say({ type: 'position.dividend', position, ...what, amount: share });
  }

  /** What the execution came to at the moment of a dividend, by its figures of before and of now; bought above zero. */
  function heldThen(event: Traded, until: Timestamp): readonly [Quantity, Quantity] {
    const { instrument, side, quantity, execution } = event;
    const from = of.executedAt(execution) ?? until;
    const split = of.splitBetween(instrument, from, until);
    const then = (size: Quantity): Quantity => signed(side, split === undefined ? size : sharesAfter(size, split));
    return [event.type === 'order.revised' ? then(event.previousQuantity) : zero, then(quantity)];
  }

  /** The same of what our books own of it. */
  function partsThen(event: Traded, until: Timestamp, { before, after }: Owned): readonly [Quantity, Quantity] {
    const { instrument, quantity, execution } = event;
    const from = of.executedAt(execution) ?? until;
    const split = of.splitBetween(instrument, from);
    const part = (then: Quantity, parts: readonly Part[], size: Quantity): Quantity => {
      const whole = split === undefined ? size : sharesAfter(size, split);
      return whole === 0n ? zero : shareOf(then, sizeOf(parts), whole);
    };
    const [was, is] = heldThen(event, until);
    const previous = event.type === 'order.revised' ? event.previousQuantity : zero;
    return [part(was, before, previous), part(is, after, quantity)];
  }

  function paid<E extends Traded>(station: Station<E>, isPart: boolean): Station<E> {
    return (event, pass) => {
      const missed = missedBy(event);
      if (missed.length === 0) return station(event, pass);
      const before = event.type === 'order.revised' ? of.partsOf(event) : [];
      station(event, pass);
      const after = of.partsOf(event);
      // What no position owns is not ours.
      if (after.length === 0) return;
      for (const each of missed) pay(event, each, { before, after, isPart }, pass);
    };
  }

  return {
    note({ instrument, perShare, currency, exDate }, { at }) {
      booked.set(instrument, [...(booked.get(instrument) ?? NONE), { perShare, currency, exDate, at }]);
    },
    withDividends: (station) => paid(station, false),
    withDividendsOfPart: (station) => paid(station, true),
  };
}

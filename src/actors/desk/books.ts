/**
 * The books: what of a fill belongs to which position. A fill through zero is split before any position hears of it. Executions remember
 * their owners, so that a fee or a correction finds them later.
 */
import { sharesAfter } from '../../corporateActions.ts';
import type { Event, EventUnder } from '../../events.ts';
import type { BookId, ExecutionId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import { split } from '../../machines/position/accounting.ts';
import type { Amount, Quantity } from '../../money.ts';
import { lesser, magnitude, minus, plus, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Part } from './parts.ts';
import { moneyOf } from './parts.ts';
import type { Place } from './places.ts';
import { createPlaces } from './places.ts';
import type { Registry } from './registry.ts';
import type { RoundTripTerms } from './roundTrips.ts';
import { createRoundTrips } from './roundTrips.ts';

export interface Books {
  readonly filled: Station<Event<'order.filled'>>;
  readonly revised: Station<Event<'order.revised'>>;
  readonly charged: Station<Event<'order.commission'>>;
  readonly settled: Station<Event<'order.settled' | 'order.reopened'>>;
  /** What a group says of the protection of its position, heard by the one that goes on for it. */
  readonly covered: Station<EventUnder<'protection'>>;
  /** Something is held by a round trip from now on. */
  readonly opened: Station<Event<'position.opened' | 'position.reopened'>>;
  /** A round trip ended: its place in the book is free. */
  readonly ended: Station<Event<'position.closed' | 'position.abandoned'>>;
  readonly reopened: Station<Event<'position.reopened'>>;
  /** A residue that was paid for is none any more. */
  readonly fractionSettled: Station<Event<'position.fractionSettled'>>;
  /** What positions own of executions counts in their shares of now. */
  readonly split: Station<Event<'holding.split'>>;
  /** The positions that own an execution, each with its part in the shares of now. */
  partsOf(of: { readonly order: OrderId; readonly execution: ExecutionId }): readonly Part[];
  /** What positions own of an execution is this now. */
  own(of: { readonly order: OrderId; readonly execution: ExecutionId }, owned: readonly Part[]): void;
  /** The positions of all books that hold something on one side of an instrument: the one that was opened first comes first. */
  holdersOf(instrument: InstrumentId, side: 'long' | 'short'): readonly PositionId[];
  /** Enters a planned position in its book. */
  plan(book: BookId, instrument: InstrumentId, position: PositionId): void;
  /** The positions that are planned or held in a book, the newest last. */
  positionsOf(book: BookId, instrument: InstrumentId): readonly PositionId[];
  /** What the book holds, signed: what is open, and what round trips that are over have left. */
  held(book: BookId, instrument: InstrumentId): Quantity;
  /** All that are planned or held, sorted by book and instrument. */
  open(): readonly Place[];
  openCount(): number;
  /** The same, in no order that may be decided by, with the residues of those that are over where these are asked for too. */
  lists(withResidues: boolean): Iterable<readonly Place[]>;
}

/** What of the money of a fill falls to one position. */
interface Money {
  readonly fee: Amount | undefined;
  readonly value: Amount | undefined;
}
const moneyFields = (value: Amount | undefined, previousValue: Amount | undefined) => ({
  ...(value === undefined ? {} : { value }),
  ...(previousValue === undefined ? {} : { previousValue }),
});

const keyOf = ({ order, execution }: { readonly order: OrderId; readonly execution: ExecutionId }): string =>
  `${order}/${execution}`;

export function createBooks(owners: Owners, registry: Registry, { configuration, gridOf }: RoundTripTerms): Books {
  const own = owners.register('books', 1);
  const places = createPlaces(owners, 'places');
  /** Round trips that are over, with less than a lot left: no order can close it, and the book holds it all the same. */
  const residues = createPlaces(owners, 'residues');
  /** By order and execution: the positions that own it. */
  const parts = own.records<string, readonly Part[]>('parts');

  /** In which pass each of those that hold something was opened. */
  const openedIn = own.records<PositionId, number>('openedIn');
  const { contextOf, isAlive, placeOf, plan, foundFor, livingOf, ownerOf, handCover } = createRoundTrips(
    { own, registry, places },
    { configuration, gridOf },
  );

  /** Through zero it closes what else the book holds on that side, the newest first; only what is left then opens a position. */
  function divided(fill: Event<'order.filled'>, position: PositionId, pass: Pass): readonly Part[] {
    const owned: Part[] = [];
    let left = signed(fill.side, fill.quantity);
    const others = places.of(fill.book, fill.instrument).filter((each) => each !== position && isAlive(each));
    for (const each of [position, ...others.toReversed()]) {
      const held = contextOf(each)?.quantity ?? zero;
      if (each !== position && (left === 0n || held === 0n || held > 0n === left > 0n)) continue;
      const { closing, opening } = split(held, left);
      owned.push({ position: each, quantity: magnitude(closing) });
      left = opening;
    }
    if (left !== 0n)
      owned.push({
        position: foundFor(position, fill, left > 0n ? 'long' : 'short', pass),
        quantity: magnitude(left),
      });
    return owned;
  }

  function filled(fill: Event<'order.filled'>, pass: Pass): void {
    const position = ownerOf(fill, pass);
    const change = signed(fill.side, fill.quantity);
    const owned = divided(fill, position, pass);
    const fees = fill.fee === undefined ? [] : moneyOf(owned, fill.fee);
    const values = fill.value === undefined ? [] : moneyOf(owned, fill.value);
    owned.forEach((part, index) => {
      tell(fill, part, { fee: fees[index], value: values[index] });
      tellGroup(part.position, signed(fill.side, part.quantity), fill.group, pass);
    });
    parts.set(keyOf(fill), owned);
    if (fill.position !== undefined && fill.position !== position) handCover(fill.position, position);
    pass.say({ type: 'holding.booked', account: fill.account, instrument: fill.instrument, change });
  }

  /** A trade by an order that is no leg of the group that protects the position: its exits must follow. */
  function tellGroup(position: PositionId, change: Quantity, of: GroupId | undefined, pass: Pass): void {
    const group = contextOf(position)?.group ?? null;
    if (change !== 0n && group !== null && group !== of) pass.say({ type: 'group.traded', group, quantity: change });
  }

  function tell(fill: Event<'order.filled'>, { position, quantity }: Part, { fee, value }: Money): void {
    const { fee: _fee, value: _value, ...rest } = fill;
    registry.hear('position', position, {
      ...rest,
      position,
      quantity,
      ...(fee === undefined ? {} : { fee }),
      ...(value === undefined ? {} : { value }),
    });
  }

  /**
   * A correction goes to the round trips that own the execution, in their order: each keeps what it had of it as far as there is so much
   * left, the newest takes the rest. What would carry a round trip through zero is split off, as a fill would be.
   */
  function revised(event: Event<'order.revised'>, pass: Pass): void {
    const owned = parts.get(keyOf(event));
    if (owned === undefined) return;
    let left = event.quantity as bigint;
    const next = owned.map((part, index): Part => {
      const isLast = index === owned.length - 1;
      const quantity = (isLast || left < part.quantity ? left : part.quantity) as Quantity;
      left -= quantity;
      const beyond = isLast ? beyondZero(event, part, quantity) : zero;
      return { position: part.position, quantity: minus(quantity, beyond) };
    });
    const beyond = next.reduce((rest, { quantity }) => rest - quantity, event.quantity as bigint) as Quantity;
    const { value, previousValue } = event;
    const values = value === undefined ? [] : moneyOf([...next, ...(beyond > 0n ? [{ quantity: beyond }] : [])], value);
    const previousValues = previousValue === undefined ? [] : moneyOf(owned, previousValue);
    next.forEach(({ position, quantity }, index) => {
      const previousQuantity = owned[index]?.quantity ?? zero;
      const money = moneyFields(values[index], previousValues[index]);
      registry.hear('position', position, { ...event, position, quantity, previousQuantity, ...money });
      tellGroup(position, signed(event.side, minus(quantity, previousQuantity)), event.group, pass);
    });
    const last = next.at(-1);
    if (beyond > 0n && last !== undefined)
      next.push(openedBy(event, last.position, { quantity: beyond, value: values.at(-1) }, pass));
    parts.set(keyOf(event), next);
    const change = signed(event.side, minus(event.quantity, event.previousQuantity));
    pass.say({ type: 'holding.booked', account: event.account, instrument: event.instrument, change });
  }

  /** How much of a corrected exit would go beyond flat. */
  function beyondZero({ side }: Event<'order.revised'>, part: Part, quantity: Quantity): Quantity {
    const context = contextOf(part.position);
    if (context === undefined || (side === 'buy') === (context.side === 'long')) return zero;
    const after = context.quantity + signed(side, minus(quantity, part.quantity));
    const isBeyond = context.side === 'long' ? after < 0n : after > 0n;
    return isBeyond ? lesser(magnitude(after as Quantity), quantity) : zero;
  }

  /** A corrected execution that trades more than its round trip held opens another one. */
  function openedBy(
    event: Event<'order.revised'>,
    of: PositionId,
    { quantity, value }: { readonly quantity: Quantity; readonly value: Amount | undefined },
    pass: Pass,
  ): Part {
    const { previousQuantity: _q, previousPrice: _p, value: _v, previousValue: _pv, type: _t, ...common } = event;
    const fill: Event<'order.filled'> = { type: 'order.filled', ...common, quantity, filled: quantity, leaves: zero };
    const part: Part = { position: foundFor(of, fill, event.side === 'buy' ? 'long' : 'short', pass), quantity };
    tell(fill, part, { fee: undefined, value });
    return part;
  }

  /** A fee falls to the owners of its execution by quantity; what does not divide stays with the newest. */
  function charged(event: Event<'order.commission'>, pass: Pass): void {
    const owned = parts.get(keyOf(event)) ?? [];
    if (owned.length === 0) {
      const { order, execution, instrument, change, currency } = event;
      return pass.say({ type: 'desk.charged', order, execution, instrument, change, currency });
    }
    for (const [index, change] of moneyOf(owned, event.change).entries()) {
      const { position } = owned[index] as Part;
      registry.hear('position', position, { ...event, position, change });
    }
  }

  return {
    filled,
    revised,
    charged,
    settled(event: Event<'order.settled' | 'order.reopened'>) {
      if (event.position === undefined) return;
      const position = livingOf(event.position);
      registry.hear('position', position, { ...event, position });
    },
    covered(event: EventUnder<'protection'>) {
      const position = livingOf(event.position);
      registry.hear('position', position, { ...event, position });
    },
    opened({ position }: Event<'position.opened' | 'position.reopened'>, { sequence }: Pass) {
      openedIn.set(position, sequence);
    },
    ended({ position }: Event<'position.closed' | 'position.abandoned'>) {
      openedIn.delete(position);
      const place = placeOf(position);
      if (place === undefined) return;
      places.leave(place);
      if (contextOf(position)?.quantity !== 0n) residues.enter(place);
    },
    reopened({ position }: Event<'position.reopened'>) {
      const place = placeOf(position);
      if (place === undefined) return;
      residues.leave(place);
      places.enter(place);
    },
    fractionSettled({ position }: Event<'position.fractionSettled'>) {
      const place = placeOf(position);
      if (place !== undefined && contextOf(position)?.quantity === 0n) residues.leave(place);
    },
    split({ instrument, newShares, oldShares }: Event<'holding.split'>) {
      const ratio = { newShares, oldShares };
      const here = new Set(
        registry.list('position').flatMap(([id, { context }]) => (context.instrument === instrument ? [id] : [])),
      );
      for (const [key, owned] of parts.ordered()) {
        if (owned.some(({ position }) => here.has(position)))
          parts.set(
            key,
            owned.map((part) => ({ ...part, quantity: sharesAfter(part.quantity, ratio) })),
          );
      }
    },
    partsOf: (of) => parts.get(keyOf(of)) ?? [],
    own: (of, owned) => parts.set(keyOf(of), owned),
    holdersOf(instrument, side) {
      const isHolder = (held: Quantity): boolean => (side === 'long' ? held > 0n : held < 0n);
      // By what they hold, not by their places: one that this very pass has opened again has no place yet, and is the newest.
      const since = (position: PositionId): number => openedIn.get(position) ?? Number.MAX_SAFE_INTEGER;
      return registry
        .list('position')
        .filter(([, { context }]) => context.instrument === instrument && !context.over && isHolder(context.quantity))
        .toSorted(
          ([a, one], [b, other]) =>
            since(a as PositionId) - since(b as PositionId) || (one.context.book < other.context.book ? -1 : 1),
        )
        .map(([position]) => position as PositionId);
    },
    plan,
    positionsOf: (book, instrument) => places.of(book, instrument),
    held: (book, instrument) =>
      [...places.of(book, instrument), ...residues.of(book, instrument)].reduce<Quantity>(
        (sum, each) => plus(sum, contextOf(each)?.quantity ?? zero),
        zero,
      ),
    open: () => places.all(),
    openCount: () => places.count(),
    lists: (withResidues) => (withResidues ? [...places.lists(), ...residues.lists()] : places.lists()),
  };
}

/**
 * Books what others have executed out of our books: shares, cash and fee of our part, to the positions that held it, their groups, the
 * holding and the sums. An execution that is corrected is booked as what it is by then.
 */
import type { Event } from '../../events.ts';
import type { BookId, ExecutionId, OrderId, PositionId } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { minus, negate, plus, shareOf, times, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { OtherTrader } from '../../plans.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Portfolio } from '../portfolio.ts';
import type { Books } from './books.ts';
import type { Holdings } from './holdings.ts';
import type { LackingShares } from './lackingShares.ts';
import type { LooseExits } from './looseExits.ts';
import type { Part } from './parts.ts';
import { moneyOf, sizeOf } from './parts.ts';
import type { Registry } from './registry.ts';

type Traded = Event<'order.filled' | 'order.revised'>;
interface Named {
  readonly order: OrderId;
  readonly execution: ExecutionId;
}

/** What becomes of an execution: the positions that have a part of it, and by how much more was traded in all. */
export interface Restated {
  readonly parts: readonly Part[];
  readonly change: Quantity;
}

export interface Takings {
  /** Brings what is booked of an execution of others to these parts. */
  restate(of: Traded, to: Restated, pass: Pass): void;
  /** Its fee is shared as it was itself when it was first told. */
  readonly charged: Station<Event<'order.commission'>>;
}

export interface TakingsParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Books;
  readonly holdings: Holdings;
  readonly portfolio: Portfolio;
  readonly looseExits: LooseExits;
  readonly lackingShares: LackingShares;
}

/** What our books have of an execution of others. */
interface Taken {
  /** So much of so much was ours when it was first told. */
  readonly ours: Quantity;
  readonly whole: Quantity;
  /** What our part comes to, part by part, without a sign. */
  readonly amounts: readonly Amount[];
  readonly by?: OtherTrader;
}

const keyOf = ({ order, execution }: Named): string => `${order}/${execution}`;
const sumOf = (amounts: readonly Amount[]): Amount => amounts.reduce<Amount>((sum, each) => plus(sum, each), zero);

export function createTakings(of: TakingsParts): Takings {
  const { registry, books, holdings, portfolio, looseExits, lackingShares } = of;
  const taken = of.owners.register('takings', 1).records<string, Taken>('taken');

  function restate(event: Traded, { parts, change }: Restated, pass: Pass): void {
    const before = books.partsOf(event);
    const known = taken.get(keyOf(event));
    const ours = sizeOf(parts);
    const amounts = moneyOf(parts, amountOf(event, ours));
    const booked = signed(event.side, minus(ours, sizeOf(before)));
    const spent = minus(sumOf(amounts), sumOf(known?.amounts ?? []));
    if (known === undefined && ours === 0n) return hold(event, { change }, pass);
    hold(event, { change, booked, amount: event.side === 'buy' ? negate(spent) : spent }, pass);
    const first: Taken = known ?? { ours, whole: event.quantity, amounts, ...byOf(event) };
    taken.set(keyOf(event), { ...first, amounts });
    books.own(event, parts);
    const fees = known === undefined ? feesOf(event, parts, first) : [];
    parts.forEach((part, index) => {
      const [amount = zero, fee] = [amounts[index], fees[index]];
      const old = before[index];
      if (old === undefined) tellNew(event, part, { amount, fee });
      else tellChanged(event, part, { old, amount, oldAmount: known?.amounts[index] ?? zero });
      say(event, first, part.position, minus(part.quantity, old?.quantity ?? zero), pass);
    });
    const reduced = parts.filter(({ quantity }, index) => quantity > (before[index]?.quantity ?? 0n));
    const { instrument, side } = event;
    for (const book of new Set(reduced.flatMap(({ position }) => bookOf(position))))
      looseExits.follow({ book, instrument, side }, pass);
    for (const { position } of reduced) looseExits.endEntries(position, pass);
  }

  const contextOf = (position: PositionId) => registry.snapshot('position', position)?.context;
  const bookOf = (position: PositionId): readonly BookId[] => {
    const book = contextOf(position)?.book;
    return book === undefined ? [] : [book];
  };

  /** Heard at once: the next execution of the same list is measured by it. */
  function hold(
    { account, instrument, order }: Traded,
    what: Pick<Event<'holding.external'>, 'change' | 'booked' | 'amount'>,
    pass: Pass,
  ): void {
    const told: Event<'holding.external'> = { type: 'holding.external', account, instrument, order, ...what };
    holdings.hear(told, pass);
    pass.say(told);
  }

  /** What of its fee is ours, position by position; the cash for it leaves. */
  function feesOf(event: Traded, parts: readonly Part[], { ours, whole }: Taken): readonly Amount[] {
    if (event.type !== 'order.filled' || event.fee === undefined) return [];
    const fee = shareOf(event.fee, ours, whole);
    portfolio.charge(fee, event.currency);
    return moneyOf(parts, fee);
  }

  function tellNew(
    event: Traded,
    { position, quantity }: Part,
    { amount, fee }: { readonly amount: Amount; readonly fee: Amount | undefined },
  ): void {
    const currency = event.type === 'order.filled' ? event.currency : undefined;
    registry.hear('position', position, {
      type: 'order.filled',
      ...headOf(event),
      ...{ position, quantity, filled: quantity, leaves: zero, value: amount },
      ...(fee === undefined ? {} : { fee }),
      ...(currency === undefined ? {} : { currency }),
    });
  }

  function tellChanged(
    event: Traded,
    { position, quantity }: Part,
    { old, amount, oldAmount }: { readonly old: Part; readonly amount: Amount; readonly oldAmount: Amount },
  ): void {
    registry.hear('position', position, {
      type: 'order.revised',
      ...headOf(event),
      ...{ position, quantity, value: amount },
      previousQuantity: old.quantity,
      previousPrice: event.type === 'order.revised' ? event.previousPrice : event.price,
      previousValue: oldAmount,
    });
  }

  /** Says it aloud; what protects the position follows what is held. */
  function say(event: Traded, { by }: Taken, position: PositionId, more: Quantity, pass: Pass): void {
    const context = contextOf(position);
    if (more === 0n || context === undefined) return;
    const { account, instrument, order, execution, price, side } = event;
    const { book, group } = context;
    const quantity = signed(side, more);
    pass.say({
      type: 'position.reducedByOthers',
      ...{ position, book, account, instrument, order, execution, quantity, price },
      ...(by === undefined ? {} : { by }),
    });
    if (group === null) return;
    // What was lacking may be explained by this very execution: the group hears both at once.
    const lacking = lackingShares.of(position);
    const before = registry.snapshot('group', group)?.context.lacking ?? zero;
    pass.say({ type: 'group.traded', group, quantity, ...(lacking === before ? {} : { lacking }) });
  }

  return {
    restate,
    charged(event: Event<'order.commission'>, pass: Pass) {
      const known = taken.get(keyOf(event));
      if (known === undefined) return;
      const change = shareOf(event.change, known.ours, known.whole);
      portfolio.charge(change, event.currency);
      books.charged({ ...event, change }, pass);
    },
  };
}

/** What so much of it comes to, without a sign. */
const amountOf = ({ price, quantity, value }: Traded, ours: Quantity): Amount =>
  value === undefined ? times(price, ours) : ours === quantity ? value : shareOf(value, ours, quantity);
const byOf = (event: Traded): { readonly by?: OtherTrader } =>
  event.type === 'order.filled' && event.by !== undefined ? { by: event.by } : {};
const headOf = ({ order, book, account, instrument, side, role, execution, revision, price }: Traded) => ({
  ...{ order, book, account, instrument, side, role, execution, revision, price },
});

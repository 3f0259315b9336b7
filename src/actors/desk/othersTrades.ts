/**
 * What others execute in the account. It closes what is not ours first, then what our books hold, the oldest first; what is left is not
 * ours. Our books book their part as what it is, an execution at its price that is not of our orders: nothing is invented for it, and
 * nothing is left that would be sold a second time.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { AccountId, ExecutionId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import { opposing } from '../../machines/holding/holding.ts';
import type { Quantity } from '../../money.ts';
import { greater, lesser, magnitude, minus, plus, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { Pass, Station } from '../pass.ts';
import type { Books } from './books.ts';
import type { Part } from './parts.ts';
import { sizeOf } from './parts.ts';
import type { Registry } from './registry.ts';
import type { Takings } from './takings.ts';
import type { ToldTrades } from './toldTrades.ts';

type Traded = Event<'order.filled' | 'order.revised'>;

export interface OthersTrades {
  readonly filled: Station<Event<'order.filled'>>;
  readonly revised: Station<Event<'order.revised'>>;
}

export interface OthersTradesParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly takings: Takings;
  readonly toldTrades: Pick<ToldTrades, 'take'>;
  readonly configuration: Pick<DeskConfiguration, 'account'>;
  readonly isOfOthers: (of: { readonly order: OrderId; readonly execution: ExecutionId }) => boolean;
  /** The same station, told in the shares of now. */
  readonly inNewShares: <E extends Traded>(station: Station<E>) => Station<E>;
}

export function createOthersTrades(of: OthersTradesParts): OthersTrades {
  const { registry, books, takings, toldTrades, configuration, inNewShares } = of;
  const heldBy = (position: PositionId): Quantity => registry.snapshot('position', position)?.context.quantity ?? zero;

  const foreignIn = (account: AccountId, instrument: InstrumentId): Quantity =>
    registry.snapshot('holding', `${account}/${instrument}`)?.context.foreign ?? zero;
  /** What our books hold: what this very pass has changed counts. */
  const bookedIn = (account: AccountId, instrument: InstrumentId): Quantity =>
    registry
      .list('position')
      .filter(([, { context }]) => context.account === account && context.instrument === instrument)
      .reduce<Quantity>((sum, [, { context }]) => plus(sum, context.quantity), zero);

  const holdersOf = (instrument: InstrumentId, booked: Quantity): readonly Part[] =>
    books
      .holdersOf(instrument, booked > 0n ? 'long' : 'short')
      .map((position) => ({ position, quantity: magnitude(heldBy(position)) }));

  /** The same without what no order can close: what round trips that are over have left. */
  function openIn(account: AccountId, instrument: InstrumentId): Quantity {
    const booked = bookedIn(account, instrument);
    const open = sizeOf(holdersOf(instrument, booked));
    return open > magnitude(booked) ? booked : signed(booked > 0n ? 'buy' : 'sell', open);
  }

  /** How much of what others trade is out of our books, without a sign. */
  function oursOf(account: AccountId, instrument: InstrumentId, change: Quantity): Quantity {
    const foreign = opposing(foreignIn(account, instrument), change);
    return lesser(minus(magnitude(change), foreign), opposing(openIn(account, instrument), change));
  }

  /** Each keeps what it has as far as there is so much; what is more comes out of what is held, the oldest first. */
  function shared({ instrument, side }: Traded, before: readonly Part[], ours: Quantity): readonly Part[] {
    const kept = taken(before, ours);
    const holders = holdersOf(instrument, signed(side === 'buy' ? 'sell' : 'buy', ours));
    const more = taken(holders, minus(ours, sizeOf(kept)));
    const addedTo = (position: PositionId): Quantity => sizeOf(more.filter((part) => part.position === position));
    const isKnown = ({ position }: Part): boolean => before.some((part) => part.position === position);
    return [
      ...kept.map(({ position, quantity }) => ({ position, quantity: plus(quantity, addedTo(position)) })),
      ...more.filter((part) => part.quantity > 0n && !isKnown(part)),
    ];
  }

  function filled(fill: Event<'order.filled'>, pass: Pass): void {
    const { account, instrument, side, quantity, by } = fill;
    const change = signed(side, minus(quantity, toldTrades.take(fill, pass)));
    const ours = oursOf(account, instrument, change);
    takings.restate(fill, { parts: shared(fill, [], ours), change }, pass);
    if (by !== 'liquidation' || account !== configuration.account) return;
    // Who liquidates does so for want of margin, which is one for the whole account.
    const why = `the broker liquidates ${instrument}`;
    pass.say({ type: 'risk.halt', scope: `account/${account}`, operator: 'broker', why });
  }

  function revised(event: Event<'order.revised'>, pass: Pass): void {
    const { account, instrument, side, quantity, previousQuantity } = event;
    const before = books.partsOf(event);
    const was = sizeOf(before);
    const change = signed(side, minus(quantity, previousQuantity));
    const opposed = againstOurs(account, instrument);
    const ours = quantity > previousQuantity ? plus(was, oursOf(account, instrument, change)) : keptAfter(event, was);
    takings.restate(event, { parts: shared(event, before, ours), change }, pass);
    shift(event, opposed, pass);
  }

  /** What is given back was foreign where that lies on the side of the trade, then ours. */
  function keptAfter({ account, instrument, side, quantity, previousQuantity }: Event<'order.revised'>, was: Quantity) {
    const foreign = foreignIn(account, instrument);
    const rest = greater(minus(previousQuantity, was), zero);
    const isOnItsSide = foreign !== 0n && foreign > 0n === (side === 'buy');
    const fromForeign = isOnItsSide ? lesser(magnitude(foreign), rest) : zero;
    const back = greater(minus(minus(previousQuantity, quantity), fromForeign), zero);
    return greater(minus(was, back), zero);
  }

  /** How much that is foreign lies against what is ours. */
  const againstOurs = (account: AccountId, instrument: InstrumentId): Quantity =>
    opposing(foreignIn(account, instrument), openIn(account, instrument));

  /** A correction may leave less that was foreign than others have closed of it since: then they have closed ours, the latest first. */
  function shift({ account, instrument }: Traded, opposed: Quantity, pass: Pass): void {
    let excess = minus(againstOurs(account, instrument), opposed);
    const booked = bookedIn(account, instrument);
    for (const fill of excess > 0n ? fillsOfOthers(account, instrument, booked > 0n ? 'sell' : 'buy') : [])
      inNewShares((now: Event<'order.filled'>) => {
        const before = books.partsOf(now);
        const more = lesser(excess, greater(minus(now.quantity, sizeOf(before)), zero));
        excess = minus(excess, more);
        if (more > 0n)
          takings.restate(now, { parts: shared(now, before, plus(sizeOf(before), more)), change: zero }, pass);
      })(fill, pass);
  }

  /** What others have executed on a side, the latest first, in the shares of then: however long ago, since foreign shares may lie for months. */
  function fillsOfOthers(
    account: AccountId,
    instrument: InstrumentId,
    side: Traded['side'],
  ): readonly Event<'order.filled'>[] {
    return registry
      .all('order')
      .flatMap(
        ([
          ,
          {
            context: { order, terms, links, executions },
          },
        ]) =>
          terms.account === account && terms.instrument === instrument && terms.side === side
            ? executions.map((each) => ({ ...each, order, links }))
            : [],
      )
      .filter((each) => of.isOfOthers(each))
      .toSorted((a, b) => b.executedAt - a.executedAt)
      .map(({ order, links, execution, revision, quantity, price }) => ({
        type: 'order.filled',
        ...{ order, execution, revision, quantity, price, account, instrument, side },
        ...{ book: links.book, role: links.role, filled: quantity, leaves: zero },
      }));
  }

  return { filled, revised };
}

/** So much out of what there is, from one after the other. */
function taken(from: readonly Part[], wanted: Quantity): readonly Part[] {
  let left = wanted; // not state: counted down within the call
  return from.map(({ position, quantity }) => {
    const part = lesser(quantity, left);
    left = minus(left, part);
    return { position, quantity: part };
  });
}

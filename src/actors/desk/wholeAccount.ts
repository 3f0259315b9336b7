/**
 * What a person may do to all that an account has, whoever placed or holds it: take back every order, leave everything that is held. Each
 * is asked for twice. The first time it only lists what it would touch, with a token of the list; with that token it acts, as long as the
 * list is still the same. Whatever else closes or cancels touches what is ours alone.
 */
import { hashOf } from '../../codec.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import { baseTerms } from '../../machines/position/plan.ts';
import type { Quantity } from '../../money.ts';
import { decimalText, magnitude, minus, plus, signOf, zero } from '../../money.ts';
import type { ListedHolding, ListedOrder } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Contracts } from '../market/contracts.ts';
import type { PriceIndex } from '../market/priceIndex.ts';
import { midOf } from '../market/priceIndex.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Gate } from '../risk/gate.ts';
import type { Books } from './books.ts';
import type { SnapshotOf } from './charts.ts';
import { EXTERNAL, foreignIn } from './externals.ts';
import type { Registry } from './registry.ts';

type Wish = Event<'desk.cancelAccount' | 'desk.flattenAccount'>;

export interface WholeAccount {
  readonly cancel: Station<Event<'desk.cancelAccount'>>;
  readonly flatten: Station<Event<'desk.flattenAccount'>>;
  /** What is not ours and has waited leaves now, or is given up: somebody's orders have ended, or the broker has said again what it holds. */
  readonly leaveWaiting: Station<Event<Awaited>>;
  /** Behind all that the same input has said: what an execution changes of a holding is heard by then. */
  readonly resumeLeaving: Station<Event<'desk.resumeLeaving'>>;
}

type Awaited =
  | 'order.settled'
  | 'order.cancelRejected'
  | 'connection.ready'
  | 'holding.agreed'
  | 'holding.drifted'
  | 'clock.sessionOpened'
  | 'clock.sessionClosed';

/** What is to be left once nothing stands against it. */
interface WaitingLeave {
  /** What was listed, signed: no more is left, whatever comes meanwhile. */
  readonly most: Quantity;
  /** The session, or the time beside it, in which it was asked for: a later one knows nothing of it (B30.1). */
  readonly during: string;
}

export interface WholeAccountParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Books;
  readonly gate: Gate;
  readonly prices: PriceIndex;
  readonly sessions: Sessions;
  readonly gridOf: Contracts['gridOf'];
  readonly configuration: DeskConfiguration;
}

export function createWholeAccount(parts: WholeAccountParts): WholeAccount {
  const { owners, registry, books, gate, prices, sessions, gridOf, configuration } = parts;
  const { account } = configuration;
  /** By instrument in which what is not ours is to be left. */
  const leaving = owners.register('wholeAccount', 1).records<InstrumentId, WaitingLeave>('leaving');

  const ordersOut = (): readonly SnapshotOf<'order'>[] =>
    registry
      .list('order')
      .map(([, order]) => order)
      .filter((order) => order.hasTag('isLive') || order.hasTag('isSubmitting'));

  /** Of what is ours only what may add risk is taken back: what protects, or leaves, ends with what it is for (B33.2). */
  const isTakenBack = ({ context: { order, links } }: SnapshotOf<'order'>): boolean =>
    links.role === 'external' || gate.addsRisk(order);

  /** Leaving everything also takes back what belongs to no position: orders by hand, and groups by hand that lead none. */
  function endsWithAll({ context: { links } }: SnapshotOf<'order'>): boolean {
    const { role, position, group } = links;
    const leads = books
      .open()
      .some((place) => registry.snapshot('position', place.position)?.context.group === (group ?? null));
    return role === 'manual' || (role !== 'foreign' && position === undefined && (group === undefined || !leads));
  }

  function listOrders(act: Wish['type']): readonly ListedOrder[] {
    const isCancelled = (order: SnapshotOf<'order'>): boolean =>
      isTakenBack(order) || (act === 'desk.flattenAccount' && endsWithAll(order));
    return ordersOut()
      .map((snapshot): ListedOrder => {
        const { order, links, terms, filled } = snapshot.context;
        const { instrument, side, quantity } = terms;
        return {
          order,
          role: links.role,
          instrument,
          side,
          leaves: minus(quantity, filled),
          does: isCancelled(snapshot) ? 'cancel' : 'keep',
        };
      })
      .sort((a, b) => (a.order < b.order ? -1 : 1));
  }

  function listHoldings(): readonly ListedHolding[] {
    const ours = books.open().flatMap(({ book, instrument, position }): ListedHolding[] => {
      const { quantity = zero } = registry.snapshot('position', position)?.context ?? {};
      return quantity === 0n ? [] : [{ book, instrument, position, quantity, does: 'leave' }];
    });
    const foreign = registry.list('holding').flatMap(([, { context }]): ListedHolding[] => {
      const { instrument, foreign: quantity } = context;
      if (context.account !== account || quantity === 0n) return [];
      const left = leavable(instrument);
      return [{ book: EXTERNAL, instrument, quantity, does: 'code' in left ? left.code : 'leave' }];
    });
    return [...ours, ...foreign];
  }

  /** How much of what is not ours can be left, signed: no more than is there, and only while everybody agrees on what is there. */
  function leavable(instrument: InstrumentId): { readonly quantity: Quantity } | Refusal {
    const holding = registry.snapshot('holding', `${account}/${instrument}`);
    if (holding?.hasTag('isInSync') !== true) return refuse('drifted', '', instrument);
    const { booked } = holding.context;
    const there = foreignIn(registry, account, instrument);
    // What is ours and what is not lie against each other: to leave one of them would trade what the account does not hold.
    if (there === 0n || signOf(booked) === -signOf(there)) return refuse('foreignOffset', '', instrument);
    const onItsWay = ordersOut().reduce<Quantity>(
      (sum, { context: { links, terms, filled } }) =>
        links.role === 'foreign' && terms.instrument === instrument ? plus(sum, minus(terms.quantity, filled)) : sum,
      zero,
    );
    const size = minus(magnitude(there), onItsWay);
    const whole = minus(size, (size % gridOf(instrument).lot) as Quantity);
    return whole > 0n ? { quantity: (there > 0n ? whole : -whole) as Quantity } : refuse('sizeZero', 'one lot', 'less');
  }

  /** Says the list, unless it is the one that the person has seen. */
  function isAgreed({ type, token }: Wish, pass: Pass): boolean {
    const orders = listOrders(type);
    const holdings = type === 'desk.flattenAccount' ? listHoldings() : [];
    const current = hashOf({ type, orders, holdings }).slice(0, TOKEN);
    if (token === current && gate.isConnected()) return true;
    if (token === current) declined(type, refuse('notConnected'), pass);
    else if (token !== undefined) declined(type, refuse('listStale', current, token), pass);
    pass.say({ type: 'desk.accountListed', event: type, token: current, orders, holdings });
    return false;
  }

  function takeBack(why: string, pass: Pass): void {
    for (const snapshot of ordersOut())
      if (isTakenBack(snapshot)) pass.say({ type: 'order.cancel', order: snapshot.context.order, why });
  }

  const othersIn = (instrument: InstrumentId): readonly SnapshotOf<'order'>[] =>
    ordersOut().filter(({ context: { links, terms } }) => links.role === 'external' && terms.instrument === instrument);

  /** An order of others that has ended may owe executions that it counts already. */
  const mayStillFill = (instrument: InstrumentId): boolean =>
    registry.list('order').some(([, order]) => {
      const { links, terms } = order.context;
      const isUnfinished = ['isLive', 'isSubmitting', 'isOwed'] as const;
      return (
        links.role === 'external' && terms.instrument === instrument && isUnfinished.some((tag) => order.hasTag(tag))
      );
    });

  /** Nothing of what is not ours is sold while somebody's order may sell it as well, or while a report of what is held is on its way. */
  function mustWait(instrument: InstrumentId): boolean {
    const holding = registry.snapshot('holding', `${account}/${instrument}`);
    const isOnItsWay = !holding?.hasTag('isInSync') && !holding?.hasTag('isAlarm');
    return mayStillFill(instrument) || !gate.isConnected() || isOnItsWay;
  }

  /** The close may not have been heard of yet. */
  function duringOf(now: Timestamp): string {
    const session = sessions.current();
    if (session === null) return '';
    return `${session.session} ${session.isOpen && now < session.closes ? 'open' : 'closed'}`;
  }

  function leave(instrument: InstrumentId, pass: Pass): void {
    const found = leavable(instrument);
    if ('code' in found) return;
    if (mustWait(instrument)) leaving.set(instrument, { most: found.quantity, during: duringOf(pass.at) });
    else place(instrument, found.quantity, pass);
  }

  /** An order that nobody takes back may work for months: on the day it ends nobody thinks of what was asked for any more. */
  function whyGivenUp(instrument: InstrumentId, { during }: WaitingLeave, now: Timestamp): Refusal | null {
    if (duringOf(now) !== during) return refuse('sessionClosed', during, instrument);
    const isTakenBack = othersIn(instrument).every((order) => order.hasTag('isCancelPending'));
    return isTakenBack ? null : refuse('othersWork', '', instrument);
  }

  function resume(instrument: InstrumentId, wish: WaitingLeave, pass: Pass): void {
    const refusal = whyGivenUp(instrument, wish, pass.at);
    if (refusal === null && mustWait(instrument)) return;
    leaving.delete(instrument);
    const found = refusal ?? leavable(instrument);
    if ('code' in found) declined('desk.flattenAccount', found, pass);
    else leaveListed(instrument, found.quantity, wish.most, pass);
  }

  /** What is there, and no more than was listed; nothing where it has turned over. */
  function leaveListed(instrument: InstrumentId, there: Quantity, most: Quantity, pass: Pass): void {
    const isSameSide = signOf(there) === signOf(most);
    const isMore = magnitude(there) > magnitude(most);
    if (!isSameSide || isMore)
      declined('desk.flattenAccount', refuse('listStale', decimalText(most), decimalText(there)), pass);
    if (isSameSide) place(instrument, isMore ? most : there, pass);
  }

  function place(instrument: InstrumentId, quantity: Quantity, pass: Pass): void {
    const quote = prices.quote(instrument);
    const where = {
      account,
      book: EXTERNAL,
      instrument,
      quote,
      indicator: () => undefined,
      ...gridOf(instrument),
    };
    pass.say({
      type: 'order.place',
      order: pass.name<OrderId>(),
      terms: baseTerms(where, quantity > 0n ? 'sell' : 'buy', magnitude(quantity)),
      links: { book: EXTERNAL, role: 'foreign', ...(quote === undefined ? {} : { arrivalMid: midOf(quote) }) },
    });
  }

  return {
    cancel(wish, pass) {
      if (isAgreed(wish, pass)) takeBack(wish.why, pass);
    },
    flatten(wish, pass) {
      if (!isAgreed(wish, pass)) return;
      const { why } = wish;
      takeBack(why, pass);
      pass.say({ type: 'desk.flatten', why });
      for (const { book, instrument, does } of listHoldings())
        if (book === EXTERNAL && does === 'leave') leave(instrument, pass);
    },
    leaveWaiting(event, pass) {
      const about = 'instrument' in event ? event.instrument : undefined;
      for (const [instrument] of leaving.ordered())
        if (about === undefined || about === instrument) pass.say({ type: 'desk.resumeLeaving', instrument });
    },
    resumeLeaving({ instrument }, pass) {
      const wish = leaving.get(instrument);
      if (wish !== undefined) resume(instrument, wish, pass);
    },
  };
}

/** So much of the hash is a token: a person has to type it. */
const TOKEN = 8;

function declined(what: Wish['type'], { code, limit, value }: Refusal, pass: Pass): void {
  pass.say({ type: 'desk.declined', event: what, code, detail: limit === '' ? value : `${value} against ${limit}` });
}

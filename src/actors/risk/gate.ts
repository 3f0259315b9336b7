/**
 * The risk gate: the only place where an order becomes an approved one. Judging and reserving is one step, so that two signals in
 * one pass cannot spend the same room; what is reserved turns into position by fills and is set free exactly once, at the end.
 */
import { encode } from '../../codec.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { ApprovalId, BookId, InstrumentId, OrderId, PositionId, Timestamp } from '../../identifiers.ts';
import { oversized } from '../../machines/risk/limitScopes.ts';
import type { Judgement, Question, Weight } from '../../machines/risk/limits.ts';
import { judge, unitPriceOf, weigh } from '../../machines/risk/limits.ts';
import type { Amount, Quantity } from '../../money.ts';
import { plus, zero } from '../../money.ts';
import type { Amendment, OrderLinks, OrderTerms } from '../../orders.ts';
import { amendedTerms } from '../../orders.ts';
import type { ApprovedAmendment, ApprovedOrder, BrokerAbilities } from '../../ports.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Books } from '../desk/books.ts';
import type { SnapshotOf } from '../desk/charts.ts';
import { foreignIn } from '../desk/externals.ts';
import type { LackingShares } from '../desk/lackingShares.ts';
import type { Registry } from '../desk/registry.ts';
import type { MarketConditions } from '../market/conditions.ts';
import type { DataStates } from '../market/dataStates.ts';
import type { PriceIndex } from '../market/priceIndex.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Portfolio } from '../portfolio.ts';
import type { Promotion } from '../promotion.ts';
import type { AccountFiguresStation } from './accountFigures.ts';
import { createLookout } from './lookout.ts';
import type { Losses } from './losses.ts';
import type { TradesComing } from './lossFigures.ts';
import { createOrderFlow } from './orderFlow.ts';
import type { Reservation } from './reservation.ts';
import { worthOf } from './reservation.ts';
import { createReservations } from './reservations.ts';
import type { Whereabouts } from './scopes.ts';
import { scopesOf } from './scopes.ts';

/** What of an order is put before the gate: a new one, a change, or what has passed already and is judged again. */
interface Judged extends Pick<Question, 'terms' | 'links' | 'filled'> {
  readonly as: 'new' | 'change' | 'again';
}

export interface GateParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Books;
  readonly lackingShares: LackingShares;
  readonly portfolio: Portfolio;
  readonly prices: PriceIndex;
  readonly dataStates: Pick<DataStates, 'objection'>;
  readonly losses: Pick<Losses, 'objection'>;
  readonly conditions: MarketConditions;
  readonly accountFigures: AccountFiguresStation;
  readonly sessions: Sessions;
  readonly configuration: DeskConfiguration;
  readonly abilities: BrokerAbilities;
  readonly stage: Pick<Promotion, 'limits' | 'objection'>;
}

export interface Gate {
  readonly judgeOrder: Station<Event<'order.place'>>;
  readonly judgeChange: Station<Event<'order.change'>>;
  readonly filled: Station<Event<'order.filled'>>;
  /** Terms or executions are others than they were: the reservation follows what stands. */
  readonly changed: Station<Event & { readonly order: OrderId }>;
  /** The room that orders have taken is for other quantities at other prices. */
  readonly split: Station<Event<'holding.split'>>;
  readonly settled: Station<Event<'order.settled'>>;
  readonly reopened: Station<Event<'order.reopened'>>;
  /** What there is against an order, or a change of it, that was approved and has not left: judged by what is now. */
  objection(order: OrderId, change: Amendment | undefined, now: Timestamp): Refusal | null;
  /** What there would be against an order of these terms now; nothing is reserved. */
  preview(terms: OrderTerms, links: OrderLinks, now: Timestamp): Refusal | null;
  /** What the order holds of the room, though nobody judged it here. */
  readonly recognised: Station<Event<'order.recognised'>>;
  /** The strictest of the trading states that an order there would fall under. */
  tradingState(where: Whereabouts): Question['tradingState'];
  /** Whether the order may make a position larger. */
  addsRisk(order: OrderId): boolean;
  readonly tradesComing: (book: BookId, instrument: InstrumentId) => TradesComing;
  /** The sum of all reservations. */
  reserved(): Amount;
  /** Whether the broker has been read, and orders may leave. */
  isConnected(): boolean;
  /** Makes the approval anew from what was written when it was given. @throws `badArgument` when it was not given */
  approvedOrder(order: OrderId, approval: ApprovalId, terms: OrderTerms): ApprovedOrder;
  approvedAmendment(order: OrderId, approval: ApprovalId, change: Amendment): ApprovedAmendment;
}

export function createGate(parts: GateParts): Gate {
  const { owners, registry, books, lackingShares, prices, dataStates, losses, configuration, abilities, stage } = parts;
  const own = owners.register('gate', 1);
  const reservations = createReservations(owners, (order) => registry.snapshot('order', order)?.context.terms.side);
  const flow = createOrderFlow(owners, () => configuration.risk);
  const lookout = createLookout({ ...parts, out: reservations.out, flow });
  /** What was approved, by approval: the terms, or the change. */
  const approvals = own.records<ApprovalId, OrderTerms | Amendment>('approvals');
  const byOrder = own.records<OrderId, readonly ApprovalId[]>('byOrder');

  /**
   * An order of a position's plan is measured by what its group leads, or where it has none by the position, while that holds anything;
   * all else by the book. An entry adds, whatever else the book holds.
   */
  function measure(order: OrderId, links: OrderLinks, instrument: InstrumentId) {
    const { book, position, role } = links;
    if (role === 'foreign')
      return {
        held: foreignIn(registry, configuration.account, instrument),
        reduction: reservations.reduction(book, instrument, order),
      };
    const own = position === undefined || role === 'manual' ? undefined : heldFor(links, position, instrument);
    if (own !== undefined && (own !== 0n || role === 'entry')) return { held: own, reduction: zero };
    // What the account lacks nobody can sell by hand.
    return { held: lackingShares.there(book, instrument), reduction: reservations.reduction(book, instrument, order) };
  }

  function heldFor({ book, group }: OrderLinks, position: PositionId, instrument: InstrumentId): Quantity {
    const contextOf = (each: PositionId) => registry.snapshot('position', each)?.context;
    if (group === undefined) return contextOf(position)?.quantity ?? zero;
    return books
      .positionsOf(book, instrument)
      .map(contextOf)
      .reduce<Quantity>((sum, each) => (each?.group === group ? plus(sum, each.quantity) : sum), zero);
  }

  function question(order: OrderId, { terms, links, filled, as }: Judged, now: Timestamp): Question {
    const { book } = links;
    const { instrument } = terms;
    const parent = terms.parent === undefined ? undefined : registry.snapshot('order', terms.parent)?.context;
    const holding = registry.snapshot('holding', `${terms.account}/${terms.instrument}`);
    return {
      ...(parent === undefined ? {} : { parent }),
      terms,
      links,
      filled,
      now,
      isNew: as === 'new',
      accountFor: configuration.risk.maxAccountAge,
      around: lookout({ order, terms, links, again: as === 'again' }),
      stageObjection: stage.objection(),
      abilities,
      quote: prices.quote(terms.instrument),
      tradingState: tradingState({ account: terms.account, book, instrument }),
      isRunning: registry.desk().getSnapshot().hasTag('isRunning'),
      isEmergency: registry.desk().getSnapshot().hasTag('isEmergency'),
      isConnected: isConnected(),
      dataObjection: dataStates.objection(instrument),
      isInstrumentOurs: configuration.instruments === null || configuration.instruments.includes(instrument),
      isAccountOurs: terms.account === configuration.account,
      isHoldingTrusted: holding?.hasTag('isAlarm') !== true && holding?.hasTag('isReconciling') !== true,
      ...measure(order, links, instrument),
      lossObjection: losses.objection(book, instrument),
      parent: parent?.links.book === book ? parent.terms : undefined,
    };
  }

  const isConnected = (): boolean => registry.snapshot('connection', abilities.name)?.hasTag('isReady') === true;

  function tradingState(where: Whereabouts): Question['tradingState'] {
    const states = scopesOf(where).map((scope) => registry.snapshot('risk', scope));
    if (states.some((state) => state?.hasTag('isHalted'))) return 'halted';
    return states.some((state) => state?.hasTag('isReducing')) ? 'reducing' : 'active';
  }

  /** Positions that open orders may make where nothing is held, and whether an order here would make another one. */
  function tradesComing(book: BookId, instrument: InstrumentId): TradesComing {
    const coming = reservations.places().filter((place) => books.held(place.book, place.instrument) === 0n);
    const isCounted = coming.some((place) => place.book === book && place.instrument === instrument);
    return {
      isNew: !isCounted && books.held(book, instrument) === 0n,
      coming: coming.map((place) => place.book),
    };
  }

  /** What an order of these terms holds of the room. */
  function reservationOf(terms: OrderTerms, links: OrderLinks, filled: Quantity, judged: Weight): Reservation {
    const { book, role } = links;
    const { isReducing, unitPrice } = judged;
    const open = (terms.quantity > filled ? terms.quantity - filled : 0n) as Quantity;
    const reduces = isReducing && role !== 'stop' && role !== 'target';
    return { book, instrument: terms.instrument, adds: !isReducing, reduces, unitPrice, open };
  }

  function approve(order: OrderId, judgement: Judgement, content: OrderTerms | Amendment, pass: Pass): ApprovalId {
    const approval = pass.name<ApprovalId>();
    approvals.set(approval, content);
    byOrder.set(order, [...(byOrder.get(order) ?? []), approval]);
    pass.say({ type: 'risk.approved', order, approval, exposure: judgement.exposure, reducing: judgement.isReducing });
    return approval;
  }

  function judgeOrder({ order, terms, links }: Event<'order.place'>, pass: Pass): void {
    const judgement = judge(question(order, { terms, links, filled: zero, as: 'new' }, pass.at));
    if (judgement.refusal !== null) {
      pass.say(refused(order, judgement.refusal));
      pass.say({ type: 'order.refuse', order, code: judgement.refusal.code, detail: figures(judgement.refusal) });
      return;
    }
    reservations.set(order, reservationOf(terms, links, zero, judgement));
    flow.note({ order, book: links.book, terms, isEntry: !judgement.isReducing }, pass.at);
    pass.say({ type: 'order.submit', order, approval: approve(order, judgement, terms, pass) });
  }

  function judgeChange({ order, change }: Event<'order.change'>, pass: Pass): void {
    const snapshot = registry.snapshot('order', order);
    if (snapshot === undefined) {
      pass.say(refused(order, refuse('orderUnknown')));
      return;
    }
    const { terms, links, filled } = snapshot.context;
    const wanted = amendedTerms(terms, change);
    const judgement = judge(question(order, { terms: wanted, links, filled, as: 'change' }, pass.at));
    const isOut = snapshot.hasTag('isLive') || snapshot.hasTag('isSubmitting');
    const refusal = isOut
      ? (judgement.refusal ?? (encode(wanted) === encode(terms) ? refuse('amendNothing') : null))
      : refuse('notLive');
    if (refusal !== null) {
      const { group, role } = links;
      pass.say(refused(order, refusal));
      pass.say({
        type: 'order.amendRefused',
        order,
        ...(group === undefined ? {} : { group }),
        role,
        code: refusal.code,
        detail: figures(refusal),
      });
      return;
    }
    reservations.set(order, larger(reservations.get(order), reservationOf(wanted, links, filled, judgement)));
    flow.note({ order, book: links.book, terms: wanted, isEntry: false }, pass.at);
    pass.say({ type: 'order.amend', order, change, approval: approve(order, judgement, change, pass) });
  }

  /** An order keeps the side it was judged on: whether it adds risk is not judged anew by what others have done since. */
  function reserveWhatStands(order: OrderId, { context }: SnapshotOf<'order'>, now: Timestamp): void {
    const { terms, links, filled } = context;
    const asked = question(order, { terms, links, filled, as: 'again' }, now);
    const known = reservations.get(order);
    const judged = { ...weigh(asked), ...(known === undefined ? {} : { isReducing: !known.adds }) };
    const unitPrice = unitPriceOf(asked) ?? known?.unitPrice ?? judged.unitPrice;
    reservations.set(order, reservationOf(terms, links, filled, { ...judged, unitPrice }));
  }

  /** What the broker itself has made larger was never judged: beyond the limit of its size somebody must look. */
  function flagGrown(order: OrderId, { context }: SnapshotOf<'order'>, pass: Pass): void {
    const { terms, links, filled } = context;
    const risk = stage.limits();
    const place = { book: links.book, instrument: terms.instrument };
    const before = plus(reservations.get(order)?.open ?? zero, filled);
    const problem = terms.quantity > before ? oversized(terms.quantity, risk, place) : null;
    if (problem !== null && oversized(before, risk, place) === null)
      pass.say({ type: 'risk.oversized', order, ...problem });
  }

  function forget(order: OrderId): void {
    for (const approval of byOrder.get(order) ?? []) approvals.delete(approval);
    byOrder.delete(order);
  }

  function given(approval: ApprovalId, content: OrderTerms | Amendment): void {
    const approved = approvals.get(approval);
    if (approved !== undefined && (approved === content || encode(approved) === encode(content))) return;
    throw new OrdermatonError('badArgument', { argument: approval, problem: 'is no approval of this content' });
  }

  return {
    judgeOrder,
    judgeChange,
    tradingState,
    filled({ order, quantity }: Event<'order.filled'>) {
      const held = reservations.get(order);
      if (held === undefined) return;
      reservations.set(order, { ...held, open: (held.open > quantity ? held.open - quantity : 0n) as Quantity });
    },
    changed({ order }: { readonly order: OrderId }, pass: Pass) {
      const snapshot = registry.snapshot('order', order);
      if (reservations.get(order) === undefined || snapshot === undefined || snapshot.hasTag('isAmendPending')) return;
      flagGrown(order, snapshot, pass);
      reserveWhatStands(order, snapshot, pass.at);
    },
    split: ({ instrument, newShares, oldShares }: Event<'holding.split'>) =>
      reservations.split(instrument, { newShares, oldShares }),
    settled({ order }: Event<'order.settled'>) {
      reservations.set(order, undefined);
      forget(order);
    },
    reopened({ order }: Event<'order.reopened'>, pass: Pass) {
      const snapshot = registry.snapshot('order', order);
      if (snapshot !== undefined && snapshot.context.links.role !== 'external')
        reserveWhatStands(order, snapshot, pass.at);
    },
    objection(order, change, now) {
      const snapshot = registry.snapshot('order', order);
      if (snapshot === undefined) return refuse('orderUnknown');
      const { terms, links, filled } = snapshot.context;
      const wanted = change === undefined ? terms : amendedTerms(terms, change);
      return judge(question(order, { terms: wanted, links, filled, as: 'again' }, now)).refusal;
    },
    recognised({ order }: Event<'order.recognised'>, pass: Pass) {
      const snapshot = registry.snapshot('order', order);
      if (snapshot !== undefined) reserveWhatStands(order, snapshot, pass.at);
    },
    isConnected,
    tradesComing,
    // what a desk that observes would be told if it did not
    preview: (terms, links, now) => {
      const asked = question('' as OrderId, { terms, links, filled: zero, as: 'new' }, now);
      return judge({ ...asked, stageObjection: null }).refusal;
    },
    addsRisk: (order) => reservations.get(order)?.adds === true,
    reserved: () => reservations.reserved(),
    approvedOrder(order, approval, terms) {
      given(approval, terms);
      return { order, approval, terms } as ApprovedOrder;
    },
    approvedAmendment(order, approval, change) {
      given(approval, change);
      return { order, approval, change } as ApprovedAmendment;
    },
  };
}

/** While a change is on its way risk counts the larger of what stands and what is asked. */
const larger = (stands: Reservation | undefined, asked: Reservation): Reservation =>
  stands !== undefined && (worthOf(stands) > worthOf(asked) || (!asked.adds && stands.open > asked.open))
    ? stands
    : asked;

const refused = (order: OrderId, { code, limit, value }: Refusal): Event => ({
  type: 'risk.refused',
  order,
  code,
  limit,
  value,
});
export const figures = ({ limit, value }: Refusal): string => (limit === '' ? value : `${value} against ${limit}`);

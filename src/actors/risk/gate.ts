/**
 * The risk gate: the only place where an order becomes an approved one. Judging and reserving is one step, so that two signals in
 * one pass cannot spend the same room; what is reserved turns into position by fills and is set free exactly once, at the end.
 */
import { encode } from '../../codec.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { ApprovalId, OrderId, Timestamp } from '../../identifiers.ts';
import type { Judgement, Question } from '../../machines/risk/limits.ts';
import { judge } from '../../machines/risk/limits.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { times, zero } from '../../money.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendedTerms } from '../../orders.ts';
import type { ApprovedAmendment, ApprovedOrder, BrokerAbilities } from '../../ports.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Books } from '../desk/books.ts';
import type { Registry } from '../desk/registry.ts';
import type { PriceIndex } from '../market/priceIndex.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Portfolio } from '../portfolio.ts';

/** Room taken by an open order that adds risk. */
interface Reservation {
  readonly unitPrice: Price;
  readonly open: Quantity;
}

/** What of an order is put before the gate. */
type Judged = Pick<Question, 'terms' | 'links' | 'filled'>;

export interface GateParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Books;
  readonly portfolio: Portfolio;
  readonly prices: PriceIndex;
  readonly configuration: DeskConfiguration;
  readonly abilities: BrokerAbilities;
}

export interface Gate {
  readonly judgeOrder: Station<Event<'order.place'>>;
  readonly judgeChange: Station<Event<'order.change'>>;
  readonly filled: Station<Event<'order.filled'>>;
  /** An amendment was answered: the reservation follows the terms that stand. */
  readonly answered: Station<Event<'order.amended' | 'order.amendRejected' | 'order.amendRefused'>>;
  readonly settled: Station<Event<'order.settled'>>;
  readonly reopened: Station<Event<'order.reopened'>>;
  /** The sum of all reservations. */
  reserved(): Amount;
  /** Makes the approval anew from what was written when it was given. @throws `badArgument` when it was not given */
  approvedOrder(order: OrderId, approval: ApprovalId, terms: OrderTerms): ApprovedOrder;
  approvedAmendment(order: OrderId, approval: ApprovalId, change: Amendment): ApprovedAmendment;
}

/** The name of the risk actor that watches over the whole desk. */
export const DESK_SCOPE = 'desk';

export function createGate(parts: GateParts): Gate {
  const { owners, registry, books, portfolio, prices, configuration, abilities } = parts;
  const own = owners.register('gate', 1);
  const reservations = own.records<OrderId, Reservation>('reservations');
  const reserved = own.cell<Amount>('reserved', zero);
  /** What was approved, by approval: the terms, or the change. */
  const approvals = own.records<ApprovalId, OrderTerms | Amendment>('approvals');
  const byOrder = own.records<OrderId, readonly ApprovalId[]>('byOrder');

  function reserve(order: OrderId, next: Reservation | undefined): void {
    const old = reservations.get(order);
    if (next === undefined) reservations.delete(order);
    else reservations.set(order, next);
    reserved.set((reserved.get() + worth(next) - worth(old)) as Amount);
  }

  function question(order: OrderId, { terms, links, filled }: Judged, now: Timestamp): Question {
    const risk = registry.snapshot('risk', DESK_SCOPE);
    return {
      terms,
      links,
      filled,
      now,
      limits: configuration.risk,
      abilities,
      quote: prices.quote(terms.instrument),
      tradingState: risk?.hasTag('isHalted') ? 'halted' : risk?.hasTag('isReducing') ? 'reducing' : 'active',
      isRunning: registry.desk().getSnapshot().hasTag('isRunning'),
      isConnected: registry.snapshot('connection', abilities.name)?.hasTag('isReady') === true,
      isAccountOurs: terms.account === configuration.account,
      held: books.held(links.book, terms.instrument),
      exposure: (portfolio.totals().grossExposure + reserved.get() - worth(reservations.get(order))) as Amount,
      openPositions: books.openCount() + (books.positionOf(links.book, terms.instrument) === undefined ? 1 : 0),
    };
  }

  function approve(order: OrderId, judgement: Judgement, content: OrderTerms | Amendment, pass: Pass): ApprovalId {
    const approval = pass.name<ApprovalId>();
    approvals.set(approval, content);
    byOrder.set(order, [...(byOrder.get(order) ?? []), approval]);
    pass.say({ type: 'risk.approved', order, approval, exposure: judgement.exposure, reducing: judgement.isReducing });
    return approval;
  }

  function judgeOrder({ order, terms, links }: Event<'order.place'>, pass: Pass): void {
    const judgement = judge(question(order, { terms, links, filled: zero }, pass.at));
    if (judgement.refusal !== null) {
      pass.say(refused(order, judgement.refusal));
      pass.say({ type: 'order.refuse', order, code: judgement.refusal.code, detail: figures(judgement.refusal) });
      return;
    }
    if (!judgement.isReducing) reserve(order, { unitPrice: judgement.unitPrice, open: terms.quantity });
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
    const judgement = judge(question(order, { terms: wanted, links, filled }, pass.at));
    const refusal = judgement.refusal ?? (encode(wanted) === encode(terms) ? refuse('amendNothing') : null);
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
    if (!judgement.isReducing)
      reserve(order, larger(reservations.get(order), openOf(wanted, filled, judgement.unitPrice)));
    pass.say({ type: 'order.amend', order, change, approval: approve(order, judgement, change, pass) });
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
    filled({ order, quantity }: Event<'order.filled'>) {
      const held = reservations.get(order);
      if (held !== undefined)
        reserve(order, { ...held, open: (held.open > quantity ? held.open - quantity : 0n) as Quantity });
    },
    answered({ order }: Event<'order.amended' | 'order.amendRejected' | 'order.amendRefused'>) {
      const held = reservations.get(order);
      const snapshot = registry.snapshot('order', order);
      if (held === undefined || snapshot === undefined || snapshot.hasTag('isAmendPending')) return;
      reserve(order, openOf(snapshot.context.terms, snapshot.context.filled, held.unitPrice));
    },
    settled({ order }: Event<'order.settled'>) {
      reserve(order, undefined);
      forget(order);
    },
    reopened({ order }: Event<'order.reopened'>, pass: Pass) {
      const snapshot = registry.snapshot('order', order);
      if (snapshot === undefined) return;
      const { terms, links, filled } = snapshot.context;
      const judgement = judge(question(order, { terms, links, filled }, pass.at));
      if (!judgement.isReducing) reserve(order, openOf(terms, filled, judgement.unitPrice));
    },
    reserved: () => reserved.get(),
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

const worth = (reservation: Reservation | undefined): bigint =>
  reservation === undefined ? 0n : times(reservation.unitPrice, reservation.open);
const openOf = (terms: OrderTerms, filled: Quantity, unitPrice: Price): Reservation => ({
  unitPrice,
  open: (terms.quantity > filled ? terms.quantity - filled : 0n) as Quantity,
});
/** While a change is on its way risk counts the larger of what stands and what is asked. */
const larger = (a: Reservation | undefined, b: Reservation): Reservation =>
  worth(a) > worth(b) && a !== undefined ? a : b;

const refused = (order: OrderId, { code, limit, value }: Refusal): Event => ({
  type: 'risk.refused',
  order,
  code,
  limit,
  value,
});
const figures = ({ limit, value }: Refusal): string => (limit === '' ? value : `${value} against ${limit}`);

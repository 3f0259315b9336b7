/** What an order chart knows, hears and says. */
import type { Event } from '../../events.ts';
import type { ExecutionId, OrderId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Amendment, OrderLinks, OrderTerms } from '../../orders.ts';
import type { Patience } from '../../plans.ts';

export interface OrderInput {
  readonly order: OrderId;
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  readonly patience: Pick<Patience, 'acknowledge' | 'answer'>;
}

/** An execution at its highest revision so far; a bust has quantity zero. */
export interface BookedExecution {
  readonly execution: ExecutionId;
  readonly revision: number;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly executedAt: Timestamp;
  /** Busted before anybody heard that it had traded: nothing was ever said of it. */
  readonly untold?: true;
}

/** A fee, which may be known before its execution is. */
export interface BookedFee {
  readonly execution: ExecutionId;
  readonly fee: Amount;
  readonly currency: string;
}

/** One order of the broker's for ours; there should be one. */
export interface BrokerIdentity {
  readonly brokerId: string;
  readonly live: boolean;
}

/** Each field has one owning region; the others only read it. */
export interface OrderContext {
  readonly order: OrderId;
  /** Owned by `lifecycle`: changed only when a person adopts the order. */
  readonly links: OrderLinks;
  readonly patience: Pick<Patience, 'acknowledge' | 'answer'>;
  /** Owned by `lifecycle`: whether the order is still ours alone, at the broker, filled (it may still be made larger), or over. */
  readonly standing: 'local' | 'live' | 'filled' | 'ended';
  /** Owned by `lifecycle`: the broker has acknowledged the order at least once. */
  readonly acknowledged: boolean;
  /** Owned by `lifecycle`: the broker last said that it works the order, or watches for its trigger. */
  readonly awake: boolean;
  /** Owned by `execution`: what is asked for now, amendments and restatements included. */
  readonly terms: OrderTerms;
  /** Owned by `execution`. */
  readonly executions: readonly BookedExecution[];
  /** Owned by `execution`. */
  readonly fees: readonly BookedFee[];
  /** Owned by `execution`: Σ quantity of the executions. */
  readonly filled: Quantity;
  /** Owned by `execution`: Σ price × quantity of the executions. */
  readonly notional: Amount;
  /** Owned by `execution`: what the broker counts as filled, corrections taken off. */
  readonly counted: Quantity;
  /** Owned by `identity`: the broker's own names of this order, each while it lives there. */
  readonly brokerIds: readonly BrokerIdentity[];
  /** Owned by `amend`: changes asked for and not answered, oldest first. */
  readonly changes: readonly Amendment[];
}

export type OrderEvent = Event<
  | 'order.submit'
  | 'order.refuse'
  | 'order.amend'
  | 'order.cancel'
  | 'order.adopt'
  | 'order.conclude'
  | 'outbox.releasing'
  | 'outbox.dropped'
  | 'outbox.failed'
  | 'connection.lost'
  | 'clock.deadline'
  | 'broker.orderReceived'
  | 'broker.orderWorking'
  | 'broker.orderWaiting'
  | 'broker.orderHeld'
  | 'broker.orderDormant'
  | 'broker.orderRestated'
  | 'broker.orderStatus'
  | 'broker.orderRejected'
  | 'broker.orderCancelled'
  | 'broker.orderExpired'
  | 'broker.amendPending'
  | 'broker.amended'
  | 'broker.amendRejected'
  | 'broker.cancelPending'
  | 'broker.cancelRejected'
  | 'broker.orderFound'
  | 'broker.orderAbsent'
  | 'broker.orderUnknown'
  | 'broker.execution'
  | 'broker.commission'
>;

/** What an order says; the engine hears it, never another machine. */
export type OrderMessage = Event<
  | 'order.queued'
  | 'order.sent'
  | 'order.working'
  | 'order.held'
  | 'order.unconfirmed'
  | 'order.unaccounted'
  | 'order.filled'
  | 'order.revised'
  | 'order.commission'
  | 'order.amended'
  | 'order.amendRefused'
  | 'order.amendRejected'
  | 'order.cancelRefused'
  | 'order.cancelRejected'
  | 'order.unanswered'
  | 'order.completed'
  | 'order.cancelled'
  | 'order.rejected'
  | 'order.expired'
  | 'order.refused'
  | 'order.absent'
  | 'order.doneForDay'
  | 'order.surprised'
  | 'order.doubled'
  | 'order.overfilled'
  | 'order.adopted'
  | 'order.unexpected'
  | 'outbox.place'
  | 'outbox.amend'
  | 'outbox.cancel'
  | 'outbox.ask'
  | 'outbox.withdraw'
  | 'clock.arm'
  | 'clock.disarm'
>;

/** How an order ended. */
export type Outcome = Event<'order.settled'>['outcome'];

export const initialOrder = ({ input }: { input: OrderInput }): OrderContext => ({
  order: input.order,
  links: input.links,
  patience: input.patience,
  standing: 'local',
  acknowledged: false,
  awake: false,
  terms: input.terms,
  executions: [],
  fees: [],
  filled: zero,
  notional: zero,
  counted: zero,
  brokerIds: [],
  changes: [],
});

/** Asked quantity less filled quantity; below zero when more filled than was asked. */
export const leavesOf = (context: Pick<OrderContext, 'terms' | 'filled'>): Quantity =>
  (context.terms.quantity - context.filled) as Quantity;

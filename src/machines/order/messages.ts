/** What an order says, made from its context and the event at hand. */
import type { Event } from '../../events.ts';
import type { Duration, TimerId } from '../../identifiers.ts';
import type { Amount } from '../../money.ts';
import { minus, negate, zero } from '../../money.ts';
import { after, bookedOf, feeOf } from './ledger.ts';
import type { BookedFee, OrderContext, OrderEvent, OrderMessage } from './order.ts';
import { leavesOf } from './order.ts';

export interface Of<E extends OrderEvent = OrderEvent> {
  readonly context: OrderContext;
  readonly event: E;
}
type Execution = Event<'broker.execution'>;

/** `order.*` facts that say nothing but which order. */
export const just =
  <T extends 'order.queued' | 'order.sent' | 'order.completed' | 'order.absent' | 'order.doneForDay'>(type: T) =>
  ({ context }: Of): OrderMessage =>
    ({ type, order: context.order }) as OrderMessage;

/** `order.*` facts whose detail is the broker's own words. */
export const quoting =
  <T extends 'order.cancelled' | 'order.rejected'>(type: T) =>
  ({ context, event }: Of): OrderMessage =>
    ({ type, order: context.order, detail: detailOf(event) }) as OrderMessage;

const head = ({ order, links }: OrderContext) => ({
  order,
  ...(links.group === undefined ? {} : { group: links.group }),
  role: links.role,
});
const full = ({ order, links, terms }: OrderContext) => ({
  order,
  ...(links.group === undefined ? {} : { group: links.group }),
  ...(links.position === undefined ? {} : { position: links.position }),
  book: links.book,
  account: terms.account,
  instrument: terms.instrument,
  side: terms.side,
  role: links.role,
});

/** The order works at its present quantity. */
export const working =
  (waitingFor: Event<'order.working'>['waitingFor']) =>
  ({ context }: Of): OrderMessage => ({
    type: 'order.working',
    ...head(context),
    quantity: context.terms.quantity,
    protecting: waitingFor !== 'parent',
    waitingFor,
  });
export const held = ({ context, event }: Of): OrderMessage => ({
  type: 'order.held',
  ...head(context),
  quantity: context.terms.quantity,
  detail: detailOf(event),
});
export const unconfirmed = ({ context, event }: Of): OrderMessage => ({
  type: 'order.unconfirmed',
  ...head(context),
  detail: event.type,
});
/** What is known of an order that is listed nowhere. */
export const unaccounted = ({ context, event }: Of): OrderMessage => {
  const { holding, since } = event as Event<'broker.orderAbsent'>;
  const older = holding === 'unmoved' ? 'outlivesList' : 'holdingUnclear';
  return {
    type: 'order.unaccounted',
    ...head(context),
    code: holding === undefined ? 'notListed' : older,
    filled: context.filled,
    leaves: leavesOf(context), // what has filled whole is accounted for
    ...(since === undefined ? {} : { since }),
  };
};
/** Nobody saw it when the broker's list no longer goes back to its end. */
export const expired = ({ context, event }: Of): OrderMessage => ({
  type: 'order.expired',
  order: context.order,
  ...(event.type === 'broker.orderAbsent' ? { by: 'window' } : {}),
});
export const refused = ({ context, event }: Of): OrderMessage => ({
  type: 'order.refused',
  order: context.order,
  code: event.type === 'order.refuse' ? event.code : event.type === 'outbox.dropped' ? 'dropped' : 'withdrawn',
  detail: detailOf(event),
});

/** A booked execution: new, or a revision of one that is known. Asked before it is booked. */
export const executed = ({ context, event }: Of<Execution>): OrderMessage => {
  const old = bookedOf(context, event.execution);
  const next = after(context, event);
  const common = { ...full(context), execution: event.execution, revision: event.revision, price: event.price };
  if (old !== undefined && old.untold !== true) {
    return {
      type: 'order.revised',
      ...common,
      quantity: event.quantity,
      previousQuantity: old.quantity,
      previousPrice: old.price,
    };
  }
  const { arrivalMid } = context.links;
  // The fee of one that was busted before it was told has been said by itself.
  const fee = old === undefined ? feeOf(context, event.execution) : undefined;
  return {
    type: 'order.filled',
    ...common,
    quantity: event.quantity,
    filled: next.filled,
    // What has ended has nothing left to fill, whatever it was asked for (FIX 4.4 appendix D).
    leaves: context.standing !== 'ended' && leavesOf(next) > 0n ? leavesOf(next) : zero,
    ...(arrivalMid === undefined ? {} : { arrivalMid }),
    ...(fee === undefined ? {} : { fee: fee.fee, currency: fee.currency }),
    ...(event.by === undefined ? {} : { by: event.by }),
  };
};
/** A fee, or its correction. Asked before it is booked. */
export const charged = ({ context, event }: Of<Event<'broker.commission'>>): OrderMessage =>
  commission(context, event, feeOf(context, event.execution)?.fee ?? zero);
/** A fee that is known already and was never said. */
export const chargedAll = ({ context, event }: Of<Execution>): OrderMessage => {
  const { fee, currency } = feeOf(context, event.execution) as BookedFee; // its guard has seen it
  return commission(context, { execution: event.execution, fee, currency }, zero);
};
function commission({ order, links, terms }: OrderContext, event: BookedFee, old: Amount): OrderMessage {
  return {
    type: 'order.commission',
    order,
    ...(links.position === undefined ? {} : { position: links.position }),
    book: links.book,
    account: terms.account,
    instrument: terms.instrument,
    execution: event.execution,
    fee: event.fee,
    change: minus(event.fee, old),
    currency: event.currency,
  };
}

export const amended = ({ context }: Of): OrderMessage => ({
  type: 'order.amended',
  ...head(context),
  terms: context.terms,
});
export const amendRefused =
  (code: 'notLive' | 'amendBelowFilled') =>
  ({ context, event }: Of): OrderMessage => ({
    type: 'order.amendRefused',
    ...head(context),
    code,
    detail: detailOf(event),
  });
export const amendRejected = ({ context, event }: Of): OrderMessage => ({
  type: 'order.amendRejected',
  ...head(context),
  detail: detailOf(event),
});
export const cancelRefused = ({ context }: Of): OrderMessage => ({
  type: 'order.cancelRefused',
  order: context.order,
  code: 'notLive',
});
export const cancelRejected = ({ context, event }: Of): OrderMessage => ({
  type: 'order.cancelRejected',
  ...head(context),
  detail: detailOf(event),
});
export const unanswered =
  (what: Exclude<Wait, 'acknowledge'>) =>
  ({ context }: Of): OrderMessage => ({ type: 'order.unanswered', ...head(context), what });

export const surprised = ({ context, event }: Of): OrderMessage => ({
  type: 'order.surprised',
  order: context.order,
  event: event.type,
  detail: detailOf(event),
});
export const overfilled = ({ context }: Of): OrderMessage => ({
  type: 'order.overfilled',
  ...head(context),
  excess: negate(leavesOf(context)),
});
export const doubled = ({ context }: Of): OrderMessage => ({
  type: 'order.doubled',
  ...head(context),
  detail: context.brokerIds
    .filter(({ live }) => live)
    .map(({ brokerId }) => brokerId)
    .join(' and '),
});
export const adopted = ({ context, event }: Of): OrderMessage => {
  const { book, operator, why } = event as Event<'order.adopt'>;
  return { type: 'order.adopted', order: context.order, book, operator, why };
};
export const unexpected = ({ context, event }: Of): OrderMessage => ({
  type: 'order.unexpected',
  order: context.order,
  event: event.type,
});

export const place = ({ context, event }: Of<Event<'order.submit'>>): OrderMessage => ({
  type: 'outbox.place',
  order: context.order,
  approval: event.approval,
  terms: context.terms,
});
export const amend = ({ context, event }: Of<Event<'order.amend'>>): OrderMessage => ({
  type: 'outbox.amend',
  order: context.order,
  approval: event.approval,
  change: event.change,
});
export const cancel = ({ context }: Of): OrderMessage => ({ type: 'outbox.cancel', order: context.order });
export const ask = ({ context }: Of): OrderMessage => ({ type: 'outbox.ask', order: context.order });
export const withdraw = ({ context }: Of): OrderMessage => ({ type: 'outbox.withdraw', order: context.order });

export type Wait = 'acknowledge' | 'amend' | 'cancel' | 'executions';
const timerOf = (context: OrderContext, what: Wait): TimerId => `order/${context.order}#${what}` as TimerId;
export const arm =
  (what: Wait) =>
  ({ context }: Of): OrderMessage => ({
    type: 'clock.arm',
    timer: timerOf(context, what),
    owner: 'order',
    id: context.order,
    what,
    after: (what === 'acknowledge' ? context.patience.acknowledge : context.patience.answer) as Duration,
  });
export const disarm =
  (what: Wait) =>
  ({ context }: Of): OrderMessage => ({ type: 'clock.disarm', timer: timerOf(context, what) });

function detailOf(event: OrderEvent): string {
  if ('detail' in event && event.detail !== undefined) return event.detail;
  return 'why' in event ? event.why : event.type;
}

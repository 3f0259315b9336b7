/** Orders and what the broker says of them, short enough for tables. */
import type {
  AccountId,
  ApprovalId,
  BookId,
  CommandId,
  ExecutionId,
  InstrumentId,
  OrderId,
  TimerId,
  Timestamp,
} from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { OrderEvent, OrderInput } from '../../src/machines/order/order.ts';
import { amount, price, quantity } from '../../src/money.ts';
import type { OrderLinks, OrderTerms } from '../../src/orders.ts';

export const O = 'o1' as OrderId;

export const terms = (over: Partial<OrderTerms> = {}): OrderTerms => ({
  account: 'PAPER' as AccountId,
  instrument: 'SPY' as InstrumentId,
  side: 'buy',
  quantity: quantity(100),
  type: 'limit',
  limit: price(10),
  timeInForce: 'day',
  outsideRegularHours: false,
  trigger: 'quote',
  transmit: true,
  ...over,
});

export const links = (over: Partial<OrderLinks> = {}): OrderLinks => ({
  book: 'main' as BookId,
  role: 'entry',
  ...over,
});

export const orderInput = (over: Partial<OrderTerms> = {}, linked: Partial<OrderLinks> = {}): OrderInput => ({
  order: O,
  terms: terms(over),
  links: links(linked),
  patience: { acknowledge: seconds(10), answer: seconds(10) },
});

const order = O;
/** Events by the names a trader would give them. */
export const say = {
  submit: (): OrderEvent => ({ type: 'order.submit', order, approval: 'a' as ApprovalId }),
  refuse: (): OrderEvent => ({ type: 'order.refuse', order, code: 'halted', detail: '' }),
  cancel: (): OrderEvent => ({ type: 'order.cancel', order, why: 'changed my mind' }),
  amend: (to: number, limit?: string): OrderEvent => ({
    type: 'order.amend',
    order,
    approval: 'b' as ApprovalId,
    change: { quantity: quantity(to), ...(limit === undefined ? {} : { limit: price(limit) }) },
  }),
  releasing: (kind: 'place' | 'amend' | 'cancel' | 'ask' = 'place'): OrderEvent => ({
    type: 'outbox.releasing',
    command: 'c' as CommandId,
    kind,
    order,
  }),
  dropped: (kind: 'place' | 'amend' | 'cancel' = 'place'): OrderEvent => ({
    type: 'outbox.dropped',
    order,
    kind,
    detail: 'nothing was written',
  }),
  lost: (): OrderEvent => ({ type: 'connection.lost', broker: 'paper', detail: 'gone' }),
  deadline: (what: string): OrderEvent => ({
    type: 'clock.deadline',
    timer: `order/o1#${what}` as TimerId,
    generation: 1,
    owner: 'order',
    id: O,
    what,
  }),
  received: (): OrderEvent => ({ type: 'broker.orderReceived', order }),
  working: (): OrderEvent => ({ type: 'broker.orderWorking', order }),
  waiting: (what: 'trigger' | 'parent'): OrderEvent => ({ type: 'broker.orderWaiting', order, for: what }),
  held: (): OrderEvent => ({ type: 'broker.orderHeld', order, detail: 'locate' }),
  dormant: (until: 'overnight' | 'day'): OrderEvent => ({ type: 'broker.orderDormant', order, until }),
  restated: (to: number): OrderEvent => ({ type: 'broker.orderRestated', order, quantity: quantity(to) }),
  status: (filled: number): OrderEvent => ({ type: 'broker.orderStatus', order, filled: quantity(filled) }),
  rejected: (): OrderEvent => ({ type: 'broker.orderRejected', order, detail: '201' }),
  cancelled: (filled?: number): OrderEvent => ({
    type: 'broker.orderCancelled',
    order,
    ...(filled === undefined ? {} : { filled: quantity(filled) }),
  }),
  expired: (): OrderEvent => ({ type: 'broker.orderExpired', order }),
  amendPending: (): OrderEvent => ({ type: 'broker.amendPending', order }),
  amended: (to: number): OrderEvent => ({ type: 'broker.amended', order, quantity: quantity(to) }),
  /** An acknowledgement that names no terms. */
  bare: (): OrderEvent => ({ type: 'broker.amended', order }),
  failed: (kind: 'place' | 'amend' | 'cancel' | 'ask'): OrderEvent => ({
    type: 'outbox.failed',
    order,
    kind,
    detail: 'the socket is gone',
  }),
  adopt: (): OrderEvent => ({ type: 'order.adopt', order, book: 'main' as BookId, operator: 'me', why: 'mine' }),
  amendRejected: (): OrderEvent => ({ type: 'broker.amendRejected', order, detail: '105' }),
  cancelPending: (): OrderEvent => ({ type: 'broker.cancelPending', order }),
  cancelRejected: (): OrderEvent => ({ type: 'broker.cancelRejected', order, detail: '10148' }),
  found: (): OrderEvent => ({ type: 'broker.orderFound', order }),
  absent: (): OrderEvent => ({ type: 'broker.orderAbsent', order }),
  /** Of an order that was last seen before the time that the list goes back to. */
  older: (holding: 'unmoved' | 'unclear', since = 1): OrderEvent => ({
    type: 'broker.orderAbsent',
    order,
    since: since as Timestamp,
    holding,
  }),
  conclude: (): OrderEvent => ({ type: 'order.conclude', order, operator: 'me', why: 'the broker says so' }),
  unknown: (): OrderEvent => ({ type: 'broker.orderUnknown', order }),
  fill: (id: string, shares: number, at = '10', revision = 1, stillOpen?: boolean): OrderEvent => ({
    type: 'broker.execution',
    order,
    execution: id as ExecutionId,
    revision,
    quantity: quantity(shares),
    price: price(at),
    executedAt: 0 as Timestamp,
    ...(stillOpen === undefined ? {} : { stillOpen }),
  }),
  fee: (id: string, fee: string): OrderEvent => ({
    type: 'broker.commission',
    order,
    execution: id as ExecutionId,
    fee: amount(fee),
    currency: 'USD',
  }),
} as const;

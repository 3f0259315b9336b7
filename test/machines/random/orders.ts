/** Random lives of an order, drawn by where it stands so that late states are reached, beside a ledger kept independently. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { OrderEvent } from '../../../src/machines/order/order.ts';
import { orderMachine } from '../../../src/machines/order/orderMachine.ts';
import { isDone, outcomeOf } from '../../../src/machines/order/selectors.ts';
import { quantity, times } from '../../../src/money.ts';
import { drive, flat } from '../../support/charts.ts';
import { orderInput, say } from '../../support/orders.ts';
import type { Visits } from './visits.ts';
import { visit } from './visits.ts';

type Execution = Extract<OrderEvent, { type: 'broker.execution' }>;
/** An event with how often it is drawn. */
type Draw = readonly [weight: number, event: OrderEvent];

const executions = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  shares: fc.constantFrom(0, 10, 20, 30, 40, 60),
  at: fc.constantFrom('10', '10.01', '9.995'),
  revision: fc.constantFrom(1, 1, 1, 2, 3),
  stillOpen: fc.constantFrom(undefined, undefined, true, false),
});

const trouble: readonly Draw[] = [
  ...[say.lost(), say.unknown(), say.absent(), say.rejected(), say.expired(), say.cancelled(), say.dropped()].map(
    (event): Draw => [1, event],
  ),
  ...[say.deadline('acknowledge'), say.deadline('amend'), say.deadline('cancel'), say.refuse()].map(
    (event): Draw => [1, event],
  ),
  ...[say.cancelled(40), say.dormant('day'), say.dropped('cancel'), say.dropped('amend')].map(
    (event): Draw => [1, event],
  ),
];
const words: readonly Draw[] = [
  ...[say.received(), say.working(), say.waiting('trigger'), say.waiting('parent'), say.held(), say.found()].map(
    (event): Draw => [3, event],
  ),
  ...[say.dormant('overnight'), say.restated(60), say.restated(100), say.restated(0)].map((event): Draw => [1, event]),
  ...[
    say.status(20),
    say.status(60),
    say.status(100),
    say.fee('a', '0.35'),
    say.fee('b', '0.50'),
    say.fee('a', '0.30'),
  ].map((event): Draw => [2, event]),
];
/** Seldom the broker has a second order for ours. */
const doubles: readonly Draw[] = [
  [1, { ...say.working(), brokerId: '1' } as OrderEvent],
  [1, { ...say.working(), brokerId: '2' } as OrderEvent],
  [1, { ...say.cancelled(), brokerId: '2' } as OrderEvent],
];
const wishes: readonly Draw[] = [
  ...[say.amend(60), say.amend(120), say.amend(20), say.cancel()].map((event): Draw => [3, event]),
  ...[say.amended(60), say.amended(120), say.amendRejected(), say.amendPending()].map((event): Draw => [2, event]),
  ...[say.cancelPending(), say.cancelRejected()].map((event): Draw => [2, event]),
];

/** What may come next: a life goes forward more often than it goes wrong. */
function drawsAt(lifecycle: string, execution: Execution): readonly Draw[] {
  if (lifecycle === 'created')
    return [[20, say.submit()], [1, execution], ...trouble.slice(0, 1), [1, say.refuse()], [1, say.cancel()]];
  if (lifecycle === 'submitting.queued')
    return [
      [20, say.releasing()],
      [1, execution],
      [1, say.cancel()],
      [1, say.lost()],
    ];
  if (lifecycle === 'submitting.sent')
    return [[12, say.lost()], [12, say.deadline('acknowledge')], ...words, ...doubles, [3, say.cancel()], ...trouble];
  if (lifecycle === 'unaccounted')
    return [
      [4, say.conclude()],
      [4, say.older('unmoved')],
      [6, execution],
      ...words,
      ...doubles,
      ...wishes,
      ...trouble,
    ];
  if (lifecycle === 'unconfirmed')
    return [
      [12, say.absent()],
      [6, say.older('unclear')],
      [3, say.older('unmoved')],
      [6, execution],
      ...words,
      ...doubles,
      ...wishes,
      ...trouble,
    ];
  return [[30, execution], ...words, ...doubles, ...wishes, ...trouble];
}

function pick(draws: readonly Draw[], at: number): OrderEvent {
  const whole = draws.reduce((sum, [weight]) => sum + weight, 0);
  let left = at % whole;
  for (const [weight, event] of draws) {
    left -= weight;
    if (left < 0) return event;
  }
  return say.lost();
}

/** The ledger as a clerk would keep it, from what has arrived and nothing else. */
class Clerk {
  readonly #booked = new Map<string, Execution>();
  readonly #fees = new Map<string, bigint>();
  /** Of which it was once said that they traded: a bust that comes first is nobody's trade. */
  #asked: bigint = quantity(100);
  #counted = 0n;

  hear(event: OrderEvent): void {
    if (event.type === 'broker.execution') this.#book(event);
    if (event.type === 'broker.commission') this.#fees.set(event.execution, event.fee);
    if (event.type === 'broker.amended' || event.type === 'broker.orderRestated')
      this.#asked = event.quantity || this.#asked;
    if (event.type === 'broker.orderStatus' && event.filled > this.#counted) this.#counted = event.filled;
    if (event.type === 'broker.orderCancelled') this.#counted = event.filled ?? this.#counted;
  }

  /** The highest revision stands; what a correction takes away the broker no longer counts. */
  #book(event: Execution): void {
    const old = this.#booked.get(event.execution);
    if (old !== undefined && old.revision >= event.revision) return;
    const less = old === undefined ? 0n : old.quantity - event.quantity;
    if (less > 0n) this.#counted = this.#counted > less ? this.#counted - less : 0n;
    this.#booked.set(event.execution, event);
  }

  get filled(): bigint {
    return [...this.#booked.values()].reduce((sum, each) => sum + each.quantity, 0n);
  }
  get notional(): bigint {
    return [...this.#booked.values()].reduce((sum, each) => sum + times(each.price, each.quantity), 0n);
  }
  /** Of executions that were heard of, and be it only that they were taken back. */
  get fees(): bigint {
    return [...this.#fees].reduce((sum, [id, fee]) => sum + (this.#booked.has(id) ? fee : 0n), 0n);
  }
  get standing(): string {
    if (this.filled > this.#asked && this.filled > 0n) return 'excess';
    if (this.#counted > this.filled) return 'owed';
    if (this.filled === 0n) return 'none';
    return this.filled === this.#asked ? 'complete' : 'partial';
  }
}

/** What the order has said of its fills and fees, added up. */
class Listener {
  filled = 0n;
  notional = 0n;
  fees = 0n;

  hear(messages: readonly { readonly type: string; readonly [field: string]: unknown }[]): void {
    for (const message of messages) {
      const said = message as unknown as Record<
        'quantity' | 'price' | 'previousQuantity' | 'previousPrice' | 'change',
        bigint
      > & {
        fee?: bigint;
      };
      if (message.type === 'order.commission') this.fees += said.change;
      if (message.type !== 'order.filled' && message.type !== 'order.revised') continue;
      this.filled += said.quantity;
      this.notional += said.price * said.quantity;
      if (message.type === 'order.filled') this.fees += said.fee ?? 0n;
      if (message.type !== 'order.revised') continue;
      this.filled -= said.previousQuantity;
      this.notional -= said.previousPrice * said.previousQuantity;
    }
  }
}

/** After every event, whatever it was: books and messages are those of the clerk, and the order listens on. */
export function checkLedgers(visits: Visits, parameters: fc.Parameters<unknown>): void {
  const step = fc.record({ at: fc.nat(9_999), execution: executions });
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), (steps) => {
      const driven = drive(orderMachine, orderInput());
      const [clerk, listener] = [new Clerk(), new Listener()];
      for (const { at, execution } of steps) {
        const { id, shares, at: price, revision, stillOpen } = execution;
        const arrived = say.fill(id, shares, price, revision, stillOpen) as Execution;
        const event = pick(drawsAt(flat(driven.snapshot().value.lifecycle), arrived), at);
        clerk.hear(event);
        listener.hear(driven.send(event));
        const { context, value, status } = driven.snapshot();
        visit(visits, driven.value());
        expect(status).toBe('active');
        expect([value.execution, context.filled, context.notional]).toEqual([
          clerk.standing,
          clerk.filled,
          clerk.notional,
        ]);
        expect([listener.filled, listener.notional, listener.fees]).toEqual([clerk.filled, clerk.notional, clerk.fees]);
      }
    }),
    parameters as never,
  );
}

const fills = [
  [say.fill('a', 30), say.fill('b', 20), say.fill('c', 50)],
  [say.fill('a', 30), say.fill('b', 20)],
  [],
] as const;
const endings = [
  ['cancelled', say.cancelled()],
  ['expired', say.expired()],
] as const;

/** However what the broker says is shuffled, repeated or lost, the executions and the ending decide how the order ended. */
export function checkEndings(visits: Visits, parameters: fc.Parameters<unknown>): void {
  const statuses = [
    say.received(),
    say.working(),
    say.held(),
    say.waiting('trigger'),
    say.status(20),
    say.status(30),
    say.lost(),
  ];
  const property = fc.property(
    fc.constantFrom(...fills),
    fc.constantFrom(...endings),
    fc.shuffledSubarray([...statuses, ...statuses, say.cancel(), say.cancelPending()]),
    fc.infiniteStream(fc.nat(999)),
    (filled, [ending, end], noise, chance) => {
      const corrected = filled.map((each) => ({ ...each, revision: 2, price: 1_001_000_000n }) as OrderEvent);
      const shares = filled.length === 0 ? 0 : filled.length === 2 ? 50 : 100;
      // A broker counts no more than it has filled.
      const heard = noise.filter((event) => event.type !== 'broker.orderStatus' || event.filled <= quantity(shares));
      const all = [...heard, ...filled, ...filled, ...corrected, end, end].map((event) => ({
        event,
        place: chance.next().value ?? 0,
      }));
      const driven = drive(orderMachine, orderInput());
      driven.send(say.submit(), say.releasing());
      driven.send(...all.toSorted((a, b) => a.place - b.place).map(({ event }) => event));
      const { context } = driven.snapshot();
      visit(visits, driven.value());
      const isAnswered = !driven.snapshot().hasTag('isCancelPending');
      expect(outcomeOf(driven.snapshot())).toBe(shares === 100 ? 'filled' : ending);
      expect([context.filled, context.notional]).toEqual([quantity(shares), quantity(shares) * 1_001_000_000n]);
      expect(isDone(driven.snapshot())).toBe(isAnswered);
    },
  );
  fc.assert(property, parameters as never);
}

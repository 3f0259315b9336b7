/**
 * The book of a broker as far as it can be known from outside: from the orders that were sent and from what the broker said of them. A paper
 * broker that is begun with it stands where that broker stood; what nobody was told, such as a place in a queue, it begins anew.
 */
import type { Event } from '../../events.ts';
import type { AccountId, ExecutionId, OrderId, Timestamp } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { plus, times, zero } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import { amendedTerms, amendmentOf } from '../../orders.ts';
import { takenTerms } from '../../orderTerms.ts';
import type { BrokerSnapshot } from '../../plans.ts';
import type { FactSource } from '../../ports.ts';
import type { PaperState } from './book.ts';
import { monthOf } from './clearing.ts';
import type { PaperOrder, Standing } from './paperOrder.ts';
import { hasEnded, isTriggerOrder, openQuantity, paperOrder } from './paperOrder.ts';

/** What is known better elsewhere. */
export interface BesideTheBook {
  readonly account: AccountId;
  readonly cash: Amount;
  readonly positions: PaperState['positions'];
}

export interface ToldBook {
  /** The book as it stands. */
  state(beside: BesideTheBook): PaperState;
}

/** Starts to listen; facts are heard in their order. */
export function createToldBook(source: FactSource): ToldBook {
  const book = new Told();
  source.subscribe('outbox.place', ({ order, terms }) => book.written(order, terms));
  source.subscribe('outbox.releasing', ({ kind, order }) => book.sent(kind, order));
  source.subscribe('broker', (fact, envelope) => book.hear(fact, envelope?.at ?? (0 as Timestamp)));
  return book;
}

type BrokerWord = Extract<Event, { type: `broker.${string}` }>;

class Told implements ToldBook {
  readonly #written = new Map<OrderId, OrderTerms>();
  readonly #orders = new Map<OrderId, PaperOrder>();
  readonly #done = new Map<ExecutionId, Event<'broker.execution'>>();
  readonly #fees = new Map<ExecutionId, Event<'broker.commission'>>();
  #names = 0;

  written(order: OrderId, terms: OrderTerms): void {
    this.#written.set(order, terms);
  }

  sent(kind: string, order: OrderId): void {
    const terms = this.#written.get(order);
    if (kind !== 'place' || terms === undefined) return;
    this.#take(order, terms);
  }

  hear(fact: BrokerWord, at: Timestamp): void {
    if (fact.type === 'broker.snapshot') return this.#list(fact.snapshot, at);
    if (fact.type === 'broker.externalOrder') return this.#take(fact.order, fact.terms);
    if (!('order' in fact)) return;
    const known = this.#orders.get(fact.order);
    if (fact.type === 'broker.execution') this.#execute(fact);
    if (fact.type === 'broker.commission') this.#fees.set(fact.execution, fact);
    if (known === undefined) return;
    const standing = standingBy(fact, known);
    if (standing !== undefined) this.#stand(known, standing, at);
    if (fact.type === 'broker.amended' || fact.type === 'broker.orderRestated')
      known.terms = amendedTerms(known.terms, amendmentOf(fact));
    if (fact.type === 'broker.orderAbsent' || fact.type === 'broker.orderUnknown') this.#orders.delete(fact.order);
  }

  state({ account, cash, positions }: BesideTheBook): PaperState {
    this.#count();
    return {
      version: 1,
      account,
      cash,
      positions,
      orders: [...this.#orders.values()],
      executions: this.#executions(),
      places: this.#orders.size,
      executionCount: this.#names,
      monthVolume: this.#monthVolume(),
    };
  }

  #take(order: OrderId, terms: OrderTerms): void {
    this.#orders.set(order, paperOrder(order, this.#orders.size, takenTerms(terms)));
  }

  /** A stop that works has been set off when it waited for that before; else it is watched where it lies, as at an exchange. */
  #stand(order: PaperOrder, standing: Standing, at: Timestamp): void {
    if (standing === 'working' && isTriggerOrder(order) && !order.isTriggered) {
      order.isTriggered = order.state === 'waitingForTrigger';
      order.state = order.isTriggered ? 'working' : 'waitingForTrigger';
      return;
    }
    order.state = standing;
    if (hasEnded(order)) order.endedAt = at;
  }

  /** A correction takes the place of what it corrects. */
  #execute(fact: Event<'broker.execution'>): void {
    const { execution, revision } = fact;
    if ((this.#done.get(execution)?.revision ?? 0) >= revision) return;
    this.#done.set(execution, fact);
    // The paper broker names its executions by their number, and no name may come twice.
    this.#names = Math.max(this.#names, Number(/^px(\d+)$/.exec(execution)?.[1] ?? 0));
  }

  #list({ orders, completed = [] }: BrokerSnapshot, at: Timestamp): void {
    for (const { order, terms, filled, state } of orders) {
      if (!this.#orders.has(order)) this.#take(order, terms);
      const known = this.#orders.get(order) as PaperOrder;
      known.terms = terms;
      // That a stop is listed as working does not say that it was set off.
      const isKnown = state === 'held' || (state === 'working' && isTriggerOrder(known) && known.state !== 'held');
      if (!isKnown) this.#stand(known, state, at);
      if (filled > known.filled) known.filled = filled;
    }
    for (const { order, outcome } of completed) {
      const known = this.#orders.get(order);
      if (known !== undefined) this.#stand(known, outcome, at);
    }
  }

  /** How far each has filled, for how much; one of which nothing is open any more, and of whose parent neither, has ended. */
  #count(): void {
    for (const order of this.#orders.values()) {
      const done = [...this.#done.values()].filter((each) => each.order === order.order);
      const filled = done.reduce<Quantity>((sum, each) => plus(sum, each.quantity), zero);
      if (filled > order.filled) order.filled = filled;
      order.value = done.reduce<Amount>((sum, each) => plus(sum, times(each.price, each.quantity)), zero);
      order.charged = done.reduce<Amount>((sum, each) => plus(sum, this.#fees.get(each.execution)?.fee ?? zero), zero);
      order.raw = order.charged;
    }
    for (const order of this.#orders.values()) this.#follow(order);
  }

  /** What a parent that has filled means to its child, and to one that has filled all that there was. */
  #follow(order: PaperOrder): void {
    const parent = order.terms.parent === undefined ? undefined : this.#orders.get(order.terms.parent);
    const hasFilled = parent !== undefined && parent.filled > 0n && openQuantity(parent) <= 0n;
    const mayGrow = parent !== undefined && !hasEnded(parent) && !hasFilled;
    if (!hasEnded(order) && openQuantity(order) <= 0n && !mayGrow) order.state = 'filled';
    if (hasFilled && order.state === 'waitingForParent')
      order.state = isTriggerOrder(order) ? 'waitingForTrigger' : 'working';
  }

  #executions(): PaperState['executions'] {
    return [...this.#done.values()].flatMap(({ order, execution, revision, quantity, price, executedAt }) => {
      const terms = this.#orders.get(order)?.terms;
      if (terms === undefined) return [];
      const fee = this.#fees.get(execution);
      const { instrument, side } = terms;
      const done = { order, execution, revision, quantity, price, executedAt, instrument, side };
      return [fee === undefined ? done : { ...done, fee: fee.fee, currency: fee.currency }];
    });
  }

  #monthVolume(): PaperState['monthVolume'] {
    const done = [...this.#done.values()];
    const month = Math.max(0, ...done.map(({ executedAt }) => monthOf(executedAt)));
    const shares = done
      .filter(({ executedAt }) => monthOf(executedAt) === month)
      .reduce<Quantity>((sum, { quantity }) => plus(sum, quantity), zero);
    return { month, shares };
  }
}

/** Where an order stands by a word of the broker; `undefined` where it says nothing of it. */
function standingBy(fact: BrokerWord, known: PaperOrder): Standing | undefined {
  switch (fact.type) {
    case 'broker.orderReceived':
      return 'held';
    case 'broker.orderWorking':
      return 'working';
    case 'broker.orderFound':
      return known.state === 'held' ? 'working' : undefined;
    case 'broker.orderWaiting':
      return fact.for === 'parent' ? 'waitingForParent' : 'waitingForTrigger';
    case 'broker.orderDormant':
    case 'broker.orderHeld':
      return 'dormant';
    case 'broker.orderRejected':
      return 'rejected';
    case 'broker.orderCancelled':
      return 'cancelled';
    case 'broker.orderExpired':
      return 'expired';
    default:
      return undefined;
  }
}

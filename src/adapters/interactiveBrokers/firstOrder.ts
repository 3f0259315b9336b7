/**
 * The first order of a deployment alone (B28): on an advisor account the other end may ask a person about it, and drop without a word what
 * comes meanwhile. What adds risk waits for evidence of it, and is given back when none comes in time; what reduces does not wait.
 */
import type { Duration, OrderId } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { OrderTerms } from '../../orders.ts';
import type { BrokerFact, Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';

export interface FirstOrderParts {
  readonly clock: Clock;
  readonly patience: Duration;
  /** Gives an order back that has not left. */
  readonly drop: (order: OrderId, detail: string) => void;
}
interface Waiting {
  readonly order: OrderId;
  readonly send: () => void;
}

/** What says nothing of whether the order was taken. */
const silent: readonly string[] = ['broker.orderUnknown', 'broker.orderAbsent', 'broker.externalOrder'];

export class FirstOrder {
  readonly #parts: FirstOrderParts;
  #first: OrderId | undefined;
  /** The first one and the children that go with it: it is let go by the last of them. */
  readonly #family = new Set<OrderId>();
  #isProven = false;
  #waiting: readonly Waiting[] = [];

  constructor(parts: FirstOrderParts) {
    this.#parts = parts;
  }

  /** Whether the order waits: then it is sent, or given back, from here. */
  holds(order: OrderId, { parent }: OrderTerms, reduces: boolean, send: () => void): boolean {
    if (this.#isProven) return false;
    const waitsForParent = this.#waiting.some((each) => each.order === parent);
    if (reduces && !waitsForParent) return false;
    this.#first ??= order;
    if (order === this.#first || (parent !== undefined && this.#family.has(parent))) {
      this.#family.add(order);
      return false;
    }
    const waiting = { order, send };
    this.#waiting = [...this.#waiting, waiting];
    const { clock, patience } = this.#parts;
    clock.schedule(later(clock.now(), patience), rank.broker, () => {
      if (this.#waiting.includes(waiting)) this.giveBack('nothing was heard of the first order in time');
    });
    return true;
  }

  /** The broker has said something: of the first order it is evidence. */
  heard(fact: BrokerFact): void {
    if (this.#isProven || this.#first === undefined || silent.includes(fact.type)) return;
    const isEvidence =
      fact.type === 'broker.snapshot'
        ? [...fact.snapshot.orders, ...fact.snapshot.executions].some(({ order }) => order === this.#first)
        : fact.type.startsWith('broker.') && 'order' in fact && fact.order === this.#first;
    if (!isEvidence) return;
    this.#isProven = true;
    for (const { send } of this.#takeAll()) send();
  }

  /** One that waits is not wanted any more; false when it does not wait. */
  withdraw(order: OrderId): boolean {
    const before = this.#waiting;
    this.#waiting = before.filter((each) => each.order !== order);
    return this.#waiting.length < before.length;
  }

  /** All that waits, in the order in which it was to leave. */
  giveBack(detail: string): void {
    for (const { order } of this.#takeAll()) this.#parts.drop(order, detail);
  }

  #takeAll(): readonly Waiting[] {
    const all = this.#waiting;
    this.#waiting = [];
    return all;
  }
}

/** Accounts of advisors. Source: Interactive Brokers, account structures: F, and DF for paper trading. */
export const isAdvisor = (accounts: readonly string[]): boolean => accounts.some((account) => /^D?F/.test(account));

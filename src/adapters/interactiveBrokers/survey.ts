/**
 * One reading of what the broker has, each part to its end marker. A part that does not come to its end in time has failed: what was read
 * of it proves presence, and nothing proves absence.
 */
import type { Contract, Execution, Order, OrderState } from '@stoqey/ib';
import type { Duration } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { quantityOf } from './figures.ts';
import type { Link } from './link.ts';

export type Part = 'orders' | 'executions' | 'completed' | 'positions' | 'account';

/** An order in the list of those that live. */
export interface ListedOrder {
  readonly orderId: number;
  readonly contract: Contract;
  readonly order: Order;
  readonly status: string;
  readonly whyHeld: string;
  /** Absent while the broker has not said it. */
  readonly filled?: Quantity;
}
export interface ListedExecution {
  readonly contract: Contract;
  readonly execution: Execution;
}
/** An order in the list of those that have ended. */
export interface ListedEnd {
  readonly contract: Contract;
  readonly order: Order;
  readonly state: OrderState;
}

export interface Findings {
  readonly orders: readonly ListedOrder[];
  readonly executions: readonly ListedExecution[];
  readonly completed: readonly ListedEnd[];
  readonly failed: readonly Part[];
}

export interface SurveyOptions {
  readonly clock: Clock;
  readonly parts: readonly Part[];
  /** Of the request for executions, the only one that has one. */
  readonly requestId: number;
  readonly account: string;
  readonly patience: Duration;
  readonly done: (findings: Findings) => void;
}

export class Survey {
  readonly #options: SurveyOptions;
  readonly #open: Set<Part>;
  readonly #orders = new Map<string, ListedOrder>();
  readonly #executions: ListedExecution[] = [];
  readonly #completed: ListedEnd[] = [];
  readonly #failed: Part[] = [];
  /** Orders of which a status was heard, and no more. */
  readonly #unlisted = new Set<string>();
  #isOver = false;

  constructor(link: Link, options: SurveyOptions) {
    const { clock, parts, patience } = options;
    this.#options = options;
    this.#open = new Set(parts);
    for (const part of parts) link.pacer.send('question', () => this.#ask(link, part));
    clock.schedule(later(clock.now(), patience), rank.broker, () => {
      for (const part of [...this.#open]) this.fail(part);
    });
  }

  get requestId(): number {
    return this.#options.requestId;
  }

  openOrder(orderId: number, contract: Contract, order: Order, { status }: OrderState): void {
    this.#unlisted.delete(keyOf(order.permId, orderId, order.clientId));
    const before = this.#orders.get(keyOf(order.permId, orderId, order.clientId));
    this.#orders.set(keyOf(order.permId, orderId, order.clientId), {
      ...{ whyHeld: '', ...before },
      ...{ orderId, contract, order, status },
    });
  }

  orderStatus(told: {
    readonly orderId: number;
    readonly clientId: number;
    readonly permId: number;
    readonly status: string;
    readonly filled: number | undefined;
    readonly whyHeld: string;
  }): void {
    const key = keyOf(told.permId, told.orderId, told.clientId);
    const listed = this.#orders.get(key);
    const filled = quantityOf(told.filled);
    if (listed === undefined) {
      if (isAlive(told.status)) this.#unlisted.add(key);
      return;
    }
    const { status, whyHeld } = told;
    this.#orders.set(key, { ...listed, status, whyHeld, ...(filled === undefined ? {} : { filled }) });
  }

  execution(contract: Contract, execution: Execution): void {
    this.#executions.push({ contract, execution });
  }

  completedOrder(contract: Contract, order: Order, state: OrderState): void {
    this.#completed.push({ contract, order, state });
  }

  /** An order that works and is not in the list has been lost on the way: the list is not whole. */
  listed(): void {
    if (this.#unlisted.size > 0) this.fail('orders');
    else this.end('orders');
  }

  end(part: Part): void {
    this.#open.delete(part);
    if (this.#open.size > 0 || this.#isOver) return;
    this.#isOver = true;
    this.#options.done({
      orders: [...this.#orders.values()],
      executions: this.#executions,
      completed: this.#completed,
      failed: this.#failed,
    });
  }

  fail(part: Part): void {
    if (!this.#open.has(part) || this.#isOver) return;
    this.#failed.push(part);
    this.end(part);
  }

  /** The connection has gone: nothing of it is told. */
  abandon(): void {
    this.#isOver = true;
  }

  #ask({ api }: Link, part: Part): void {
    const { requestId, account } = this.#options;
    switch (part) {
      case 'orders':
        return void api.reqAllOpenOrders();
      case 'executions':
        return void api.reqExecutions(requestId, { acctCode: account });
      case 'completed':
        return void api.reqCompletedOrders(false);
      case 'positions':
        return void api.reqPositions();
      case 'account':
        return void api.reqAccountUpdates(true, account);
    }
  }
}

/** Whether an order of that status may still be executed, for all that is known. */
export const isAlive = (status: string): boolean => ['Submitted', 'PreSubmitted', 'PendingSubmit'].includes(status);

const keyOf = (permId = 0, orderId: number, clientId = 0): string =>
  permId > 0 ? `${permId}` : `${clientId}/${orderId}`;

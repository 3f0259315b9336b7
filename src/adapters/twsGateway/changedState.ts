/** What of a gateway's state has changed and is to be kept: a row for each order with the paper broker's own record of it, for each execution, and for each account. */
import { encode } from '../../codec.ts';
import type { AccountId, OrderId } from '../../identifiers.ts';
import type { PaperVenue } from '../paperBroker/paperBroker.ts';
import type { GatewayExecution, GatewayOrder, GatewayOrders } from './gatewayOrders.ts';
import { hasEnded } from './gatewayOrders.ts';
import type { Ledger } from './ledger.ts';

/** One row: of which kind, by which name, in the canonical encoding; `null` when it is gone. */
export interface StateRow {
  readonly kind: 'account' | 'execution' | 'ids' | 'order';
  readonly name: string;
  readonly text: string | null;
}

export interface ChangedStateParts {
  readonly accounts: readonly AccountId[];
  readonly orders: GatewayOrders;
  venue(account: AccountId): PaperVenue;
  ledger(account: AccountId): Ledger;
}

export class ChangedState {
  readonly #parts: ChangedStateParts;
  readonly #orders = new Set<GatewayOrder>();
  /** By the name of their OCA group: what one has heard of another's fills is in the records of both. */
  readonly #groups = new Map<string, Set<GatewayOrder>>();
  readonly #executions = new Map<number, GatewayExecution>();
  readonly #gone: StateRow[] = [];
  /** What was kept last of what may change again. */
  readonly #kept = new Map<string, string>();

  constructor(parts: ChangedStateParts) {
    this.#parts = parts;
  }

  order(order: GatewayOrder): void {
    this.#orders.add(order);
    const { oca } = order.terms;
    if (oca === undefined) return;
    const group = this.#groups.get(oca.name) ?? new Set();
    group.add(order);
    for (const each of group) this.#orders.add(each);
    if ([...group].every(hasEnded)) this.#groups.delete(oca.name);
    else this.#groups.set(oca.name, group);
  }

  execution(execution: GatewayExecution): void {
    this.#executions.set(execution.place, execution);
  }

  forgotten(orders: readonly OrderId[], executions: readonly number[]): void {
    for (const order of orders) this.#gone.push({ kind: 'order', name: order, text: null });
    for (const place of executions) this.#gone.push({ kind: 'execution', name: `${place}`, text: null });
  }

  /** All that is another than when it was asked for last. */
  take(): readonly StateRow[] {
    const { orders } = this.#parts;
    const rows = [
      ...this.#gone.splice(0),
      ...[...this.#orders].flatMap((order) => this.#rowOf(order)),
      ...[...this.#executions].map(([place, execution]) => rowOf('execution', `${place}`, execution)),
      ...this.#parts.accounts.map((account) => this.#rowOfAccount(account)),
      rowOf('ids', 'ids', orders.numbers()),
    ].filter((row) => this.#isNew(row));
    this.#orders.clear();
    this.#executions.clear();
    return rows;
  }

  /** Nobody has been told of one that is held: it ends with the process, as what was on its way does. */
  #rowOf(order: GatewayOrder): readonly StateRow[] {
    const { paper, account, status } = order;
    if (this.#parts.orders.byPaper(paper) !== order) return [{ kind: 'order', name: paper, text: null }];
    if (status === 'held') return [];
    const book = this.#parts.venue(account).orderOf(paper);
    return [rowOf('order', paper, { ...order, asked: [], ...(book === undefined ? {} : { book }) })];
  }

  #rowOfAccount(account: AccountId): StateRow {
    const lines = this.#parts.ledger(account).lines();
    return rowOf('account', account, { account, book: this.#parts.venue(account).summary(), lines });
  }

  #isNew({ kind, name, text }: StateRow): boolean {
    if (kind === 'execution') return true;
    const key = `${kind} ${name}`;
    if (text === null) {
      this.#kept.delete(key);
      return true;
    }
    if (this.#kept.get(key) === text) return false;
    const order = kind === 'order' ? this.#parts.orders.byPaper(name as OrderId) : undefined;
    if (order !== undefined && hasEnded(order)) this.#kept.delete(key);
    else this.#kept.set(key, text);
    return true;
  }
}

const rowOf = (kind: StateRow['kind'], name: string, value: object): StateRow => ({ kind, name, text: encode(value) });

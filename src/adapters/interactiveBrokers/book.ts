/** What is remembered of the orders at the broker: by which names they go there, how they stand, and what is asked of them. */
import type { Contract, Execution, Order } from '@stoqey/ib';
import type { ExecutionId, OrderId } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { greater, minus, plus, zero } from '../../money.ts';
import type { Amendment, OcaGroup, OrderTerms } from '../../orders.ts';
import { amendedTerms } from '../../orders.ts';
import type { OtherTrader } from '../../plans.ts';
import { ocaOf, termsOf } from './listing.ts';
import { traderOf } from './reports.ts';

/** A change that is asked for and not answered. */
export interface Change {
  readonly change: Amendment;
  isWritten: boolean;
  /** Which message carries it: changes that wait together leave as one. */
  message: number;
}

export interface Entry {
  readonly order: OrderId;
  /** Placed under our client id: others can be looked at, and not touched. */
  readonly isOurs: boolean;
  /** As the broker has them, as far as it has said. */
  terms: OrderTerms;
  /** Asked for and not answered, the oldest first. */
  changes: Change[];
  /** By its permanent ids, the number each goes by here: one change can leave two live orders. */
  readonly incarnations: Map<number, number>;
  /** The number it was placed under last. */
  socketId: number | undefined;
  /** The group as the broker has it. */
  oca?: OcaGroup;
  isCancelling: boolean;
  /** The broker may work it: it, or the last of its bracket, went out to be transmitted. */
  isTransmitted: boolean;
  ended?: 'cancelled' | 'rejected' | 'expired' | 'filled';
  /** What was last said of each incarnation, so that what is said twice is heard once. */
  readonly told: Map<number, string>;
  /** Of each incarnation whose end has been said, how much had filled by then. */
  readonly over: Map<number, Quantity>;
  /** The highest count of the broker's. */
  filled: Quantity;
}

/** What is remembered of an execution. */
export interface KnownExecution {
  readonly order: OrderId;
  readonly revision: number;
  readonly quantity: Quantity;
  readonly price: Price;
}
export interface Fee {
  readonly fee: Amount;
  readonly currency: string;
}

/** By what the broker speaks of an order. */
export interface Names {
  readonly orderId: number;
  readonly clientId: number;
  readonly permId: number;
  readonly orderRef: string;
}

const NAME = /^[!-~]{1,128}$/;
/** The name of an order that is not ours: the broker's own. */
const foreign = (permId: number): OrderId => `ib:${permId}` as OrderId;

export class Book {
  readonly clientId: number;
  readonly #entries = new Map<OrderId, Entry>();
  readonly #bySocketId = new Map<number, Entry>();
  readonly #byPermId = new Map<number, Entry>();
  /** By its root, the orders of a bracket. */
  readonly #brackets = new Map<OrderId, Entry[]>();
  readonly #executions = new Map<ExecutionId, KnownExecution>();
  /** By order, how much has been executed of it. */
  readonly #executed = new Map<OrderId, Quantity>();
  readonly fees = new Map<ExecutionId, Fee>();
  #day: string | undefined;

  constructor(clientId: number) {
    this.clientId = clientId;
  }

  get(order: OrderId): Entry | undefined {
    return this.#entries.get(order);
  }

  bySocketId(id: number): Entry | undefined {
    return this.#bySocketId.get(id);
  }

  byPermId(id: number): Entry | undefined {
    return id > 0 ? this.#byPermId.get(id) : undefined;
  }

  /** An order of ours goes out under a number. */
  place(order: OrderId, terms: OrderTerms, socketId: number): Entry {
    const entry = this.#add(order, true, terms);
    entry.socketId = socketId;
    this.#bySocketId.set(socketId, entry);
    return entry;
  }

  /** It went out to be transmitted: with it all of its bracket. */
  transmitted(entry: Entry): void {
    for (const each of this.#brackets.get(rootOf(entry)) ?? []) each.isTransmitted = true;
  }

  /** It never went out. */
  forget(entry: Entry): void {
    const { order, socketId } = entry;
    this.#entries.delete(order);
    const others = this.#brackets.get(rootOf(entry))?.filter((each) => each !== entry) ?? [];
    if (others.length > 0) this.#brackets.set(rootOf(entry), others);
    else this.#brackets.delete(rootOf(entry));
    if (socketId !== undefined) this.#bySocketId.delete(socketId);
  }

  /**
   * On another day than before, brackets that have ended are forgotten: the lists of the broker begin with the day. One of which a fee has
   * not been told stays: the fee names nothing but its execution.
   */
  beginDay(day: string): void {
    const isAnother = this.#day !== undefined && this.#day !== day;
    this.#day = day;
    if (!isAnother) return;
    const unpaid = new Set([...this.#executions].flatMap(([id, { order }]) => (this.fees.has(id) ? [] : [order])));
    const stays = ({ order, ended }: Entry): boolean => ended === undefined || unpaid.has(order);
    for (const bracket of [...this.#brackets.values()]) if (!bracket.some(stays)) this.#forgetAll(bracket);
    for (const [id, { order }] of this.#executions) {
      if (this.#entries.has(order) || unpaid.has(order)) continue;
      this.#executions.delete(id);
      this.#executed.delete(order);
      this.fees.delete(id);
    }
  }

  #forgetAll(bracket: readonly Entry[]): void {
    for (const entry of bracket) {
      for (const [permId, socketId] of entry.incarnations) {
        this.#byPermId.delete(permId);
        if (this.#bySocketId.get(socketId) === entry) this.#bySocketId.delete(socketId);
      }
      this.forget(entry);
    }
  }

  /**
   * The name of an order: its reference where it was placed under our client id, else the name by which its permanent id is known. The
   * number on the connection is no name.
   */
  nameOf({ clientId, permId, orderRef }: Omit<Names, 'orderId'>): OrderId | undefined {
    if (clientId === this.clientId && NAME.test(orderRef)) return orderRef as OrderId;
    return this.byPermId(permId)?.order ?? (permId > 0 ? foreign(permId) : undefined);
  }

  /** The name of an order that has ended: its list does not say who placed it. */
  nameOfEnded({ permId = 0, orderRef = '' }: Order): OrderId | undefined {
    const known = this.byPermId(permId);
    if (known !== undefined) return known.order;
    return this.nameOf({ clientId: this.clientId, permId, orderRef });
  }

  nameOfExecuted({ clientId = 0, permId = 0, orderRef = '' }: Execution): OrderId | undefined {
    return this.nameOf({ clientId, permId, orderRef });
  }

  /** Who placed what was executed, where it was not this desk. */
  strangerOf(told: Execution): { readonly by?: OtherTrader } {
    const { clientId = 0, orderRef = '' } = told;
    return clientId === this.clientId && NAME.test(orderRef) ? {} : { by: traderOf(told) };
  }

  /** An order that the broker lists; `undefined` when it has no name at all. */
  listed(orderId: number, contract: Contract, order: Order): Entry | undefined {
    const { clientId = 0, permId = 0, orderRef = '' } = order;
    const name = this.nameOf({ clientId, permId, orderRef });
    if (name === undefined) return undefined;
    const isOurs = clientId === this.clientId;
    const entry = this.#entries.get(name) ?? this.#add(name, isOurs, termsOf(contract, order, this.#parentOf(order)));
    if (isOurs && orderId > 0) {
      entry.socketId ??= orderId;
      this.#bySocketId.set(orderId, entry);
    }
    this.identify(entry, permId, orderId);
    const oca = ocaOf(order);
    if (oca !== undefined) entry.oca = oca;
    return entry;
  }

  /** The broker's permanent id of an order is known. */
  identify(entry: Entry, permId: number, orderId: number): void {
    if (permId <= 0) return;
    entry.incarnations.set(permId, orderId);
    this.#byPermId.set(permId, entry);
  }

  /** All orders are as they are listed: what was asked for before is answered by that. */
  settle(entry: Entry, listed: Amendment): void {
    entry.terms = amendedTerms(entry.terms, listed);
    entry.changes = entry.changes.filter(({ isWritten }) => !isWritten);
  }

  /** It is listed as alive: an end that was told was none, and the next one is news. */
  revive(entry: Entry): void {
    delete entry.ended;
    entry.over.clear();
    entry.told.clear();
  }

  /** The terms with every change that is asked for. */
  wanted({ terms, changes }: Entry): OrderTerms {
    return changes.reduce((sum, { change }) => amendedTerms(sum, change), terms);
  }

  /** Its parent, as long as it has neither filled nor ended. */
  liveParent({ terms: { parent } }: Pick<Entry, 'terms'>): Entry | undefined {
    const entry = parent === undefined ? undefined : this.#entries.get(parent);
    if (entry === undefined || entry.ended !== undefined) return undefined;
    return greater(entry.filled, this.executed(entry.order)) >= entry.terms.quantity ? undefined : entry;
  }

  /** What has been executed of an order, as far as the executions tell. */
  executed(order: OrderId): Quantity {
    return this.#executed.get(order) ?? zero;
  }

  execution(execution: ExecutionId): KnownExecution | undefined {
    return this.#executions.get(execution);
  }

  /** An execution is as it was told last. */
  executes(execution: ExecutionId, known: KnownExecution): void {
    const before = this.#executions.get(execution);
    if (before !== undefined) this.#executed.set(before.order, minus(this.executed(before.order), before.quantity));
    this.#executed.set(known.order, plus(this.executed(known.order), known.quantity));
    this.#executions.set(execution, known);
  }

  #parentOf({ parentId = 0 }: Order): OrderId | undefined {
    return parentId > 0 ? this.#bySocketId.get(parentId)?.order : undefined;
  }

  #add(order: OrderId, isOurs: boolean, terms: OrderTerms): Entry {
    const entry: Entry = {
      ...{ order, isOurs, terms, changes: [], incarnations: new Map(), socketId: undefined },
      ...{ isCancelling: false, isTransmitted: false, told: new Map(), over: new Map(), filled: zero },
    };
    this.#entries.set(order, entry);
    const bracket = this.#brackets.get(rootOf(entry));
    if (bracket === undefined) this.#brackets.set(rootOf(entry), [entry]);
    else bracket.push(entry);
    return entry;
  }
}

/** The order that its bracket begins with: itself where it has no parent. */
const rootOf = ({ order, terms }: Pick<Entry, 'order' | 'terms'>): OrderId => terms.parent ?? order;

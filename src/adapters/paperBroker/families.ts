/** Orders that depend on each other at the broker: children that wait for their parent, and groups of which one cancels another. */
import type { OrderId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { minus, plus, quantity } from '../../money.ts';
import type { PaperOrder } from './paperOrder.ts';
import { hasEnded, openQuantity } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';

/** What the families ask the book to do. */
export interface FamilyActions {
  /** The child may work now for this much in all. */
  release(child: PaperOrder): void;
  restate(order: PaperOrder): void;
  cancel(order: PaperOrder, detail: string): void;
  /** Does it once the news of a fill has come to the venue. */
  later(act: () => void): void;
  /** A child that had filled all it was let go for is filled for good. */
  complete(order: PaperOrder): void;
}

/** A fill, as the others of a group hear of it. */
interface News {
  readonly change: Quantity;
  readonly isWhole: boolean;
  /** What was open before it. */
  readonly before: Quantity;
}

type FamilyRules = Pick<PaperRules, 'children' | 'ocaType3'>;
const LOT = quantity(1);

export class Families {
  readonly #rules: FamilyRules;
  readonly #orders: ReadonlyMap<OrderId, PaperOrder>;
  readonly #actions: FamilyActions;
  /** Those that have not ended: who has ended has no family any more. */
  readonly #live = new Map<OrderId, PaperOrder>();

  constructor(rules: FamilyRules, orders: ReadonlyMap<OrderId, PaperOrder>, actions: FamilyActions) {
    this.#rules = rules;
    this.#orders = orders;
    this.#actions = actions;
  }

  /** An order has come, in place of one of its name that was held. */
  joined(order: PaperOrder): void {
    this.#live.set(order.order, order);
  }

  /** An order of a saved book: what it filled last is news to its group, where the book was made before they heard of it. */
  resumed(order: PaperOrder): void {
    if (order.untold <= 0n) return;
    const news = this.#newsOf(order, order.untold);
    this.#actions.later(() => this.#tellSiblings(order, news));
  }

  /** The order and everything that waits for it or with it to be transmitted, in order of arrival. */
  heldWith(order: PaperOrder): readonly PaperOrder[] {
    const root = order.terms.parent ?? order.order;
    return this.#all().filter((each) => each.state === 'held' && (each.order === root || each.terms.parent === root));
  }

  parentOf(order: PaperOrder): PaperOrder | undefined {
    return order.terms.parent === undefined ? undefined : this.#orders.get(order.terms.parent);
  }

  /** Whether a child may work already, and for how much. */
  releasedNow(child: PaperOrder): Quantity {
    const parent = this.parentOf(child);
    if (parent === undefined) return child.terms.quantity;
    const isComplete = openQuantity(parent) === 0n;
    if (isComplete) return child.terms.quantity;
    return this.#rules.children === 'proportional' ? partOf(child, parent, parent.filled) : (0n as Quantity);
  }

  /** More can come of the order although nothing is open: its parent still works. */
  mayGrow(order: PaperOrder): boolean {
    const parent = this.parentOf(order);
    return parent !== undefined && !hasEnded(parent);
  }

  /** A fill of `change`: children are let go, siblings reduced or cancelled. */
  filled(order: PaperOrder, change: Quantity): void {
    this.#releaseChildren(order, change);
    this.#reduceSiblings(order, change);
  }

  /** The order has ended: what waits for it, or has nothing left to wait for, ends too. */
  ended(order: PaperOrder): void {
    this.#live.delete(order.order);
    for (const child of this.#children(order)) {
      const isNeverLetGo = child.state === 'waitingForParent' && openQuantity(order) > 0n;
      if (order.filled === 0n || isNeverLetGo) this.#actions.cancel(child, 'its parent ended');
      else if (openQuantity(child) === 0n && child.filled > 0n) this.#actions.complete(child);
      else if (openQuantity(child) === 0n) this.#actions.cancel(child, 'nothing was left to protect');
    }
  }

  #releaseChildren(parent: PaperOrder, change: Quantity): void {
    const isWhole = openQuantity(parent) === 0n;
    if (this.#rules.children === 'whenComplete' && !isWhole) return;
    for (const child of this.#children(parent)) {
      if (hasEnded(child)) continue; // a sibling that was let go before it has filled at once
      if (child.state === 'held') continue; // not activated yet: it is let go for what has filled by then
      const isFirst = child.state === 'waitingForParent';
      if (isFirst) child.whole = child.terms.quantity;
      const before = partOf(child, parent, (parent.filled - change) as Quantity);
      const more = (partOf(child, parent, parent.filled) - before) as Quantity;
      const total = isFirst ? this.releasedNow(child) : plus(child.terms.quantity, more);
      if (total === 0n) continue;
      const isOther = total !== child.terms.quantity;
      child.terms = { ...child.terms, quantity: total };
      if (isOther) this.#actions.restate(child);
      this.#actions.release(child);
    }
  }

  #reduceSiblings(order: PaperOrder, change: Quantity): void {
    const { oca } = order.terms;
    if (oca === undefined) return;
    order.untold = plus(order.untold, change);
    const news = this.#newsOf(order, change);
    if (oca.type === 3 && this.#rules.ocaType3 === 'afterLatency')
      this.#actions.later(() => this.#tellSiblings(order, news));
    else this.#tellSiblings(order, news);
  }

  #newsOf(order: PaperOrder, change: Quantity): News {
    const isWhole = openQuantity(order) === 0n && !this.mayGrow(order);
    return { change, isWhole, before: plus(openQuantity(order), change) };
  }

  #tellSiblings(order: PaperOrder, { change, isWhole, before }: News): void {
    const { oca } = order.terms;
    order.untold = minus(order.untold, change);
    for (const sibling of this.#siblings(order)) {
      if (hasEnded(sibling)) continue; // what ended before it has filled, or its own parent has
      if (isWhole || oca?.type === 1) this.#actions.cancel(sibling, 'another order of its group filled');
      else this.#reduce(sibling, change, before);
    }
  }

  #siblings({ order, terms: { oca } }: PaperOrder): readonly PaperOrder[] {
    return oca === undefined
      ? []
      : this.#all().filter((each) => each.order !== order && each.terms.oca?.name === oca.name);
  }

  /** In proportion to what the other order had open, in whole shares. */
  #reduce(sibling: PaperOrder, change: Quantity, before: Quantity): void {
    const share = (openQuantity(sibling) * change) / before;
    const reduction = share - (share % LOT);
    if (reduction <= 0n) return;
    sibling.terms = { ...sibling.terms, quantity: (sibling.terms.quantity - reduction) as Quantity };
    this.#actions.restate(sibling);
  }

  #children(parent: PaperOrder): readonly PaperOrder[] {
    return this.#all().filter((each) => each.terms.parent === parent.order && !hasEnded(each));
  }

  #all(): readonly PaperOrder[] {
    return [...this.#live.values()];
  }
}

/** The part of a child that so much of its parent lets go, in whole shares where it is for whole shares. */
function partOf(child: PaperOrder, parent: PaperOrder, filled: Quantity): Quantity {
  const share = (child.whole * filled) / parent.terms.quantity;
  return (child.whole % LOT === 0n ? share - (share % LOT) : share) as Quantity;
}

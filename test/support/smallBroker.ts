/** A broker in the small for one group: it answers what was asked for in any order, and fills as chance has it. */
import type { GroupId, OrderId, TimerId } from '../../src/identifiers.ts';
import type { GroupEvent, GroupInput } from '../../src/machines/group/group.ts';
import { isEntryRole } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import type { Quantity } from '../../src/money.ts';
import { decimalText, price, quantity, zero } from '../../src/money.ts';
import type { Amendment, OrderLinks, OrderTerms } from '../../src/orders.ts';
import { amendedTerms } from '../../src/orders.ts';
import { drive } from './charts.ts';

interface Order {
  readonly order: OrderId;
  readonly links: OrderLinks;
  readonly whole: Quantity;
  terms: OrderTerms;
  filled: Quantity;
  state: 'asleep' | 'working' | 'ended';
}
type Request =
  | { readonly type: 'order.place'; readonly order: OrderId; readonly terms: OrderTerms; readonly links: OrderLinks }
  | { readonly type: 'order.change'; readonly order: OrderId; readonly change: Amendment }
  | { readonly type: 'order.cancel'; readonly order: OrderId };

export class SmallBroker {
  readonly chart;
  readonly #group: GroupId;
  readonly #children: 'proportional' | 'whenComplete';
  readonly #orders = new Map<OrderId, Order>();
  #open: Request[] = [];
  #cuts = 0;

  constructor(input: GroupInput, children: 'proportional' | 'whenComplete') {
    this.#group = input.group;
    this.#children = children;
    this.chart = drive(groupMachine, input);
    this.#hear({ type: 'group.start', group: input.group });
    while (this.#open.length > 0) this.answer(0);
  }

  /** What came in less what went out. */
  get held(): bigint {
    return [...this.#orders.values()].reduce(
      (sum, { links, filled }) => sum + (isEntryRole(links.role) ? filled : -filled),
      0n,
    );
  }

  /** The first entry that works fills so much more. */
  enter(shares: number): void {
    const entry = this.#working(({ role }) => isEntryRole(role))[0];
    if (entry !== undefined) this.#fill(entry, shares);
  }
  /** One of the targets, or an order of its own on the way out, fills in part or whole. */
  leave(shares: number): void {
    this.#fillOneOf(shares, ({ role }) => role === 'target' || role === 'exit');
  }
  /** One of the stops fills in part or whole. */
  hit(shares: number): void {
    this.#fillOneOf(shares, ({ role }) => role === 'stop');
  }
  /** A part is to be sold. */
  cut(shares: number): void {
    if (this.held <= quantity(shares) || this.chart.snapshot().context.cut !== null) return;
    const exit = { order: `cut${++this.#cuts}` as OrderId, limit: price(90) };
    this.#hear({ type: 'group.reduce', group: this.#group, exit, quantity: quantity(shares) });
  }
  /** All of it is to be sold. */
  close(shares: number): void {
    if (this.held <= 0n) return;
    const exit = { order: `exit${++this.#cuts}` as OrderId, limit: price(90 + shares / 100), stop: price(110) };
    this.#hear({ type: 'group.close', group: this.#group, exit, why: 'enough' });
  }
  endEntry(): void {
    for (const entry of this.#working(({ role }) => isEntryRole(role))) this.#end(entry, 'cancelled');
  }
  /** The time for protection, or for an answer, is over. */
  wait(): void {
    this.#deadline(this.chart.snapshot().hasTag('isPlacing') ? 'protection' : 'balance');
  }
  /** One of the open requests is granted. */
  answer(which: number): void {
    const [request] = this.#open.splice(which % Math.max(this.#open.length, 1), 1);
    if (request !== undefined) this.#grant(request);
  }
  /** Everything is answered; after the deadlines the group asks for what was missing. */
  settle(): void {
    this.endEntry();
    for (let round = 0; round < 6; round++) {
      while (this.#open.length > 0) this.answer(0);
      if (this.chart.snapshot().matches({ active: 'balancing' })) this.#deadline('balance');
      if (this.chart.snapshot().matches('winding')) this.#deadline('winding');
    }
  }

  sizes(role: 'stop' | 'target' | 'exit'): bigint {
    return this.#working((links) => links.role === role).reduce((sum, each) => sum + openOf(each), 0n);
  }
  /** For a failed property: what is there. */
  toString(): string {
    const lines = [...this.#orders.values()].map(
      ({ order, state, terms, filled }) => `${order} ${state} ${decimalText(filled)}/${decimalText(terms.quantity)}`,
    );
    return `${this.chart.value()}: ${lines.join(', ')}`;
  }

  #grant(request: Request): void {
    const known = this.#orders.get(request.order);
    if (request.type === 'order.place') this.#arrive(request);
    else if (known === undefined || known.state === 'ended') this.#refuse(request);
    else if (request.type === 'order.cancel') this.#end(known, 'cancelled');
    else if ((request.change.quantity ?? known.terms.quantity) <= known.filled) this.#refuse(request);
    else {
      known.terms = amendedTerms(known.terms, request.change);
      this.#hear({ type: 'leg.amended', ...this.#leg(known), terms: known.terms });
    }
  }
  #refuse({ type, order }: Request): void {
    const known = this.#orders.get(order);
    if (type === 'order.change' && known !== undefined && known.state !== 'ended')
      this.#hear({ type: 'leg.amendFailed', ...this.#leg(known), detail: 'too late' });
  }
  #arrive({ order, terms, links }: Extract<Request, { type: 'order.place' }>): void {
    const isChild = terms.parent !== undefined;
    const placed: Order = {
      order,
      links,
      terms,
      whole: terms.quantity,
      filled: zero,
      state: isChild ? 'asleep' : 'working',
    };
    const isTooLate = [...this.#orders.values()].some(
      (other) => other.terms.oca !== undefined && other.terms.oca.name === terms.oca?.name && isFilled(other),
    );
    this.#orders.set(order, placed);
    this.#works(placed);
    // Another of its one-cancels-all group has filled whole before it came.
    if (isTooLate) this.#end(placed, 'cancelled');
  }
  #works(order: Order): void {
    const waitingFor = order.state === 'asleep' ? 'parent' : order.links.role === 'stop' ? 'trigger' : 'nothing';
    const { quantity: size } = order.terms;
    this.#hear({
      type: 'leg.working',
      ...this.#leg(order),
      quantity: size,
      protecting: waitingFor !== 'parent',
      waitingFor,
    });
  }

  #fill(order: Order, shares: number): void {
    const wanted = quantity(shares);
    const change = wanted < openOf(order) ? wanted : openOf(order);
    if (change <= 0n) return;
    const before = order.filled;
    order.filled = (order.filled + change) as Quantity;
    this.#hear({ type: 'leg.filled', ...this.#leg(order), quantity: change });
    const isWhole = openOf(order) === 0n;
    if (isEntryRole(order.links.role)) this.#wake(order, before);
    else this.#reduce(order, change);
    if (isWhole && !this.#hasLivingParent(order)) this.#end(order, 'filled');
  }
  #wake(parent: Order, before: Quantity): void {
    const isWhole = parent.filled >= parent.terms.quantity;
    for (const child of this.#orders.values()) {
      if (child.terms.parent !== parent.order || child.state === 'ended') continue;
      if (this.#children === 'whenComplete' && !isWhole) continue;
      const part = (of: bigint): bigint => inShares((child.whole * of) / parent.terms.quantity);
      const size =
        child.state === 'asleep' ? part(parent.filled) : child.terms.quantity + part(parent.filled) - part(before);
      if (size === 0n) continue;
      child.terms = { ...child.terms, quantity: size as Quantity };
      child.state = 'working';
      this.#works(child);
    }
  }
  #reduce(order: Order, change: Quantity): void {
    for (const sibling of this.#orders.values()) {
      const isSibling =
        sibling !== order && sibling.terms.oca !== undefined && sibling.terms.oca.name === order.terms.oca?.name;
      if (!isSibling || sibling.state === 'ended') continue;
      if (openOf(order) === 0n && !this.#hasLivingParent(order)) this.#end(sibling, 'cancelled');
      else {
        const left = openOf(sibling) > change ? openOf(sibling) - change : 0n;
        sibling.terms = { ...sibling.terms, quantity: (sibling.filled + left) as Quantity };
        this.#works(sibling);
      }
    }
  }
  #hasLivingParent({ terms }: Order): boolean {
    const parent = terms.parent === undefined ? undefined : this.#orders.get(terms.parent);
    return parent !== undefined && parent.state !== 'ended';
  }
  #end(order: Order, outcome: 'filled' | 'cancelled'): void {
    if (order.state === 'ended') return;
    order.state = 'ended';
    this.#hear({ type: 'leg.settled', ...this.#leg(order), outcome, filled: order.filled });
    for (const child of this.#orders.values()) {
      if (child.terms.parent !== order.order || child.state === 'ended') continue;
      if (child.state === 'asleep' || openOf(child) === 0n) this.#end(child, 'cancelled');
    }
  }

  #fillOneOf(shares: number, which: (links: OrderLinks) => boolean): void {
    const orders = this.#working(which);
    const order = orders[shares % Math.max(orders.length, 1)];
    if (order !== undefined) this.#fill(order, shares);
  }
  #working(which: (links: OrderLinks) => boolean): Order[] {
    return [...this.#orders.values()].filter(({ state, links }) => state === 'working' && which(links));
  }
  #leg({ order, links }: Order) {
    return { group: this.#group, order, role: links.role } as const;
  }
  #deadline(what: 'protection' | 'balance' | 'winding'): void {
    const timer = `group/${this.#group}#${what}` as TimerId;
    this.#hear({ type: 'clock.deadline', timer, generation: 1, owner: 'group', id: this.#group, what });
  }
  #hear(event: GroupEvent): void {
    for (const message of this.chart.send(event)) {
      const { messages = [] } = message as unknown as { messages?: readonly Request[] };
      this.#open = [...this.#open, ...messages.filter(({ type }) => type.startsWith('order.'))];
    }
  }
}

const openOf = ({ terms, filled }: Order): Quantity =>
  (terms.quantity > filled ? terms.quantity - filled : 0n) as Quantity;
const isFilled = (order: Order): boolean => order.state === 'ended' && order.filled > 0n && openOf(order) === 0n;
const SHARE = quantity(1);
const inShares = (size: bigint): bigint => size - (size % SHARE);

/** Random lives of a bracket before a broker that fills what it likes, both exits at once included, answers late, and splits shares. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { OrderId } from '../../../src/identifiers.ts';
import type { GroupEvent, Leg } from '../../../src/machines/group/group.ts';
import { groupMachine } from '../../../src/machines/group/groupMachine.ts';
import { coverOf, heldOf } from '../../../src/machines/group/legs.ts';
import { quantity } from '../../../src/money.ts';
import { drive } from '../../support/charts.ts';
import { bracket, entry, G, on, stop, target } from '../../support/groups.ts';
import type { Visits } from './visits.ts';
import { visit } from './visits.ts';

const ONE = 10n ** 8n;

/** An order as the broker has it; shares are whole. */
interface Held {
  readonly role: Leg['role'];
  readonly sells: boolean;
  size: number;
  filled: number;
  /** The same as the order counts it: no split changes that. */
  counted: number;
  isOver: boolean;
}
interface Asked {
  readonly type: string;
  readonly order: OrderId;
  readonly change?: { readonly quantity?: bigint };
  readonly terms?: { readonly side: string; readonly quantity: bigint; readonly type: string };
  readonly links?: { readonly role: Leg['role'] };
}

/** A broker that keeps its own count; requests lie open until it takes them up. */
class Broker {
  readonly chart = drive(groupMachine, bracket());
  readonly orders = new Map<OrderId, Held>();
  readonly #open: Asked[] = [];
  #named = 0;

  constructor() {
    this.#hear(on.start());
    while (this.#open.length > 0) this.answer(0);
    this.#hear(on.works(target, 100, 'parent'), on.works(stop, 100, 'parent'), on.works(entry, 100));
  }

  /** Bought less sold: what the account would show. */
  get held(): number {
    return [...this.orders.values()].reduce((sum, { sells, filled }) => sum + (sells ? -filled : filled), 0);
  }

  /** So many shares of an order fill, and no more than it is for. */
  fill(order: OrderId, shares: number): void {
    const found = this.orders.get(order);
    const entered = this.orders.get(entry)?.filled ?? 0;
    if (found === undefined || found.isOver) return;
    const room = (found.sells && found.role !== 'exit' ? Math.min(found.size, entered) : found.size) - found.filled;
    const part = Math.min(shares, room);
    if (part < 1) return;
    found.filled += part;
    found.counted += part;
    this.#hear({ type: 'leg.filled', group: G, order, role: found.role, quantity: quantity(part) });
    if (found.filled >= found.size) this.#end(order, 'filled');
  }

  /** So much of what the entry has filled is taken back. */
  bustEntry(shares: number): void {
    const found = this.orders.get(entry);
    const part = Math.min(shares, found?.filled ?? 0);
    if (found === undefined || part < 1) return;
    found.filled -= part;
    found.counted -= part;
    this.#hear(on.fills(entry, -part));
  }

  /** One open request is taken up; those of one order in their order. */
  answer(which: number): void {
    const chosen = this.#open[which % Math.max(this.#open.length, 1)];
    const first = this.#open.findIndex(({ order }) => order === chosen?.order);
    const [request] = first < 0 ? [] : this.#open.splice(first, 1);
    if (request === undefined) return;
    const { type, order, terms, links, change } = request;
    if (type === 'order.place' && terms !== undefined && links !== undefined) {
      const size = Number(terms.quantity / ONE);
      this.orders.set(order, {
        role: links.role,
        sells: terms.side === 'sell',
        size,
        filled: 0,
        counted: 0,
        isOver: false,
      });
      if (![entry, target, stop].includes(order)) this.#works(order);
      if (terms.type === 'market' && order !== entry) this.fill(order, size);
      return;
    }
    const found = this.orders.get(order);
    if (found === undefined || found.isOver) return;
    if (type === 'order.cancel') return this.#end(order, 'cancelled');
    if (change?.quantity !== undefined) found.size = Math.max(Number(change.quantity / ONE), found.filled);
    const leg = this.chart.snapshot().context.legs.find((each) => each.order === order);
    if (leg === undefined) return;
    this.#hear({
      type: 'leg.amended',
      group: G,
      order,
      role: found.role,
      terms: { ...leg.terms, ...change, quantity: quantity(found.size) },
    });
    if (found.filled >= found.size) this.#end(order, 'filled');
  }

  /** The day of the entry is over, everything is answered, and every wait runs out, until nothing more is asked. */
  settle(): void {
    this.#end(entry, 'cancelled');
    for (const order of [target, stop]) this.#works(order);
    for (let round = 0; round < 12; round++) {
      while (this.#open.length > 0) this.answer(0);
      this.#hear(on.deadline('balance'), on.deadline('winding'));
    }
  }

  cancel(order: OrderId): void {
    this.#end(order, 'cancelled');
  }

  /** So many new shares for each. The broker ends what is out before the group has heard of it, or behind, or leaves it for as much as it was. */
  split(by: number, ends: 'first' | 'behind' | 'never'): void {
    const out = [...this.orders.keys()];
    if (ends === 'first') for (const order of out) this.#end(order, 'cancelled');
    for (const order of this.orders.values()) {
      const { size, filled } = order;
      Object.assign(order, { size: filled * by + (size - filled), filled: filled * by });
    }
    this.#hear({ ...on.split(by, 1), spares: this.#names() } as GroupEvent);
    if (ends === 'behind') for (const order of out) this.#end(order, 'cancelled');
  }
  /** As the desk does: names for what may have to take the place of others. */
  #names(): readonly OrderId[] {
    return Array.from({ length: 4 }, () => `spare-${++this.#named}` as OrderId);
  }

  #works(order: OrderId): void {
    const found = this.orders.get(order);
    if (found === undefined || found.isOver) return;
    const waitingFor = found.role === 'stop' ? 'trigger' : 'nothing';
    this.#hear({
      type: 'leg.working',
      group: G,
      order,
      role: found.role,
      quantity: quantity(found.size),
      protecting: true,
      waitingFor,
    });
  }

  #end(order: OrderId, outcome: 'filled' | 'cancelled'): void {
    const found = this.orders.get(order);
    if (found === undefined || found.isOver) return;
    found.isOver = true;
    this.#hear({ type: 'leg.settled', group: G, order, role: found.role, outcome, filled: quantity(found.counted) });
  }

  #hear(...events: readonly GroupEvent[]): void {
    for (const event of events) {
      const said = this.chart
        .send(event)
        .flatMap((message) => (message as { messages?: readonly Asked[] }).messages ?? []);
      this.#open.push(...said.filter(({ type }) => type.startsWith('order.')));
    }
  }
}

const ends = ['first', 'behind', 'never'] as const;
const acts = {
  enter: (broker, shares) => broker.fill(entry, shares),
  target: (broker, shares) => broker.fill(target, shares),
  stop: (broker, shares) => broker.fill(stop, shares),
  answer: (broker, shares) => broker.answer(shares),
  bust: (broker, shares) => broker.bustEntry(shares),
  loseStop: (broker) => broker.cancel(stop),
  loseTarget: (broker) => broker.cancel(target),
  split: (broker, shares) => broker.split(2 + (shares % 2), ends[shares % 3] ?? 'first'),
  endEntry: (broker) => broker.cancel(entry),
} as const satisfies Record<string, (broker: Broker, shares: number) => void>;

const step = fc.record({
  what: fc.constantFrom<keyof typeof acts>(
    ...(['enter', 'enter', 'enter', 'target', 'stop', 'answer', 'answer', 'answer'] as const),
    ...(['bust', 'loseStop', 'loseTarget', 'endEntry', 'split'] as const),
  ),
  shares: fc.integer({ min: 1, max: 60 }),
});

/** What is true of a broker and a group at rest, as long as the group has a name left for an order of its own. */
function expectRest({ chart, held }: Broker): void {
  const { context } = chart.snapshot();
  expect(heldOf(context)).toBe(quantity(held));
  if (context.sparesUsed === context.spares.length) return;
  expect(held).toBeGreaterThanOrEqual(0);
  expect(coverOf(context)).toBe(quantity(-held));
  const targets = context.legs.filter(({ role, state }) => role === 'target' && state !== 'ended');
  const open = targets.reduce((sum, { terms, filled }) => sum + terms.quantity - filled, 0n);
  expect(open).toBeLessThanOrEqual(quantity(held));
  if (held === 0) expect(chart.value()).toBe('done');
}

/** At rest the stops are for what is held and the targets for no more, and an excess has been traded back. */
export function checkGroups(visits: Visits, parameters: fc.Parameters<unknown>): void {
  const property = fc.property(fc.array(step, { maxLength: 14, size: 'max' }), (steps) => {
    const broker = new Broker();
    for (const { what, shares } of steps) {
      acts[what](broker, shares);
      visit(visits, broker.chart.value());
    }
    broker.settle();
    visit(visits, broker.chart.value());
    expectRest(broker);
  });
  fc.assert(property, parameters as never);
}

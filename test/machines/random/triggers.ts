/** Random lives of an order that lets two others go as it fills, before a broker that takes up every request at once. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { OrderId } from '../../../src/identifiers.ts';
import type { GroupEvent } from '../../../src/machines/group/group.ts';
import { groupMachine } from '../../../src/machines/group/groupMachine.ts';
import { quantity } from '../../../src/money.ts';
import { drive } from '../../support/charts.ts';
import { entry, on, oto, stop, target } from '../../support/groups.ts';
import type { Visits } from './visits.ts';
import { visit } from './visits.ts';

interface Asked {
  readonly type: string;
  readonly order: OrderId;
  readonly terms?: { readonly quantity: bigint };
  readonly change?: { readonly quantity?: bigint };
}

/** A broker that notes what each order is for now. */
class Broker {
  readonly chart = drive(groupMachine, oto());
  readonly sizes = new Map<OrderId, bigint>();
  readonly #visits: Visits;

  constructor(visits: Visits) {
    this.#visits = visits;
  }

  hear(event: GroupEvent): void {
    const said = this.chart
      .send(event)
      .flatMap((message) => (message as { messages?: readonly Asked[] }).messages ?? []);
    visit(this.#visits, this.chart.value());
    for (const { type, order, terms, change } of said) {
      const size = terms?.quantity ?? change?.quantity ?? 0n;
      expect(this.sizes.has(order)).toBe(type === 'order.change');
      this.sizes.set(order, size);
      const shares = Number(size / 10n ** 8n);
      this.hear(type === 'order.place' ? on.works(order, shares) : on.amended(order, { quantity: size as never }));
    }
  }
}

/** Each of the others is placed once, and is for the same part of itself as has filled of the first. */
export function checkTriggers(visits: Visits, parameters: fc.Parameters<unknown>): void {
  const property = fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 5 }), (wishes) => {
    const broker = new Broker(visits);
    broker.hear(on.start());
    let filled = 0;
    for (const wish of wishes) {
      const shares = Math.min(wish, 100 - filled);
      if (shares === 0) break;
      filled += shares;
      broker.hear(on.fills(entry, shares));
    }
    broker.hear(on.ends(entry, filled === 100 ? 'filled' : 'cancelled', filled));
    const others = [target, stop].map((order) => broker.sizes.get(order));
    expect(others).toEqual(filled === 0 ? [undefined, undefined] : [quantity(filled), quantity(filled)]);
    for (const order of filled === 0 ? [] : [target, stop]) broker.hear(on.ends(order, 'cancelled', 0));
    expect(broker.chart.value()).toBe('done');
  });
  fc.assert(property, parameters as never);
}

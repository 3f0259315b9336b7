/** What became of each order. */
import type { Event } from '../../../events.ts';
import type { Timestamp } from '../../../identifiers.ts';
import { minus, plus, times, zero } from '../../../money.ts';
import type { Recording } from '../recording.ts';
import type { Changed } from './changed.ts';

export type OrderFact = Extract<Event, { type: `order.${string}` }>;

export class OrderBook {
  readonly #orders: Recording['orders'];

  readonly #changed: Changed;

  constructor({ orders }: Recording, changed: Changed) {
    this.#orders = orders;
    this.#changed = changed;
  }

  hear(event: OrderFact, at: Timestamp): void {
    if (event.type === 'order.place') return this.#placed(event, at);
    const known = this.#orders.get(event.order);
    if (known === undefined) return;
    this.#changed.note('orders', event.order);
    switch (event.type) {
      case 'order.filled':
        known.filled = plus(known.filled, event.quantity);
        known.value = plus(known.value, times(event.price, event.quantity));
        known.fees = plus(known.fees, event.fee ?? zero);
        return;
      case 'order.revised': {
        const { price, quantity, previousPrice, previousQuantity } = event;
        known.filled = plus(known.filled, minus(quantity, previousQuantity));
        known.value = plus(known.value, minus(times(price, quantity), times(previousPrice, previousQuantity)));
        return;
      }
      case 'order.commission':
        known.fees = plus(known.fees, event.change);
        return;
      case 'order.amended':
        known.terms = event.terms;
        return;
      case 'order.working':
        known.terms = { ...known.terms, quantity: event.quantity };
        return;
      case 'order.settled':
        Object.assign(known, { outcome: event.outcome, endedAt: at });
        return;
      case 'order.reopened':
        Object.assign(known, { outcome: 'open', endedAt: null });
    }
  }

  #placed({ order, terms, links }: Event<'order.place'>, placedAt: Timestamp): void {
    this.#changed.note('orders', order);
    this.#orders.set(order, {
      order,
      position: links.position ?? null,
      role: links.role,
      placedAt,
      terms,
      filled: zero,
      value: zero,
      fees: zero,
      outcome: 'open',
      endedAt: null,
    });
  }
}

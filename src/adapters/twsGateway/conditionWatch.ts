/** Orders that wait for their conditions or their time, and those that a condition is to end: looked at whenever either may have come. */
import type { Timestamp } from '../../identifiers.ts';
import type { Clock, MarketEvent } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { instrumentsOf, momentsOf, SeenPrices } from './conditions.ts';
import type { GatewayOrder } from './gatewayOrders.ts';
import { hasEnded } from './gatewayOrders.ts';
import type { Catalogue } from './instruments.ts';
import type { WireOrder } from './wire/placeOrder.ts';
import { readWireTime } from './wireTimes.ts';

/** What is done with an order once its conditions hold. */
export interface ConditionActions {
  /** It may work. */
  release(order: GatewayOrder): void;
  cancel(order: GatewayOrder): void;
}

export class ConditionWatch {
  readonly #clock: Clock;
  readonly #actions: ConditionActions;
  readonly #catalogue: Catalogue;
  readonly #seen: SeenPrices;
  readonly #watched = new Set<GatewayOrder>();

  constructor(
    { clock, catalogue }: { readonly clock: Clock; readonly catalogue: Catalogue },
    actions: ConditionActions,
  ) {
    this.#clock = clock;
    this.#catalogue = catalogue;
    this.#seen = new SeenPrices(catalogue);
    this.#actions = actions;
  }

  /** Looks after an order from now on, as its terms are by then. */
  watch(order: GatewayOrder): void {
    const { conditions, goodAfterTime } = order.order;
    if (conditions === undefined && goodAfterTime === '') return;
    this.#watched.add(order);
    const after = readWireTime(goodAfterTime);
    const moments = [
      ...(conditions === undefined ? [] : momentsOf(conditions)),
      ...(after === undefined ? [] : [after]),
    ];
    const now = this.#clock.now();
    for (const at of [now, ...moments.filter((each) => each > now)])
      this.#clock.schedule(at, rank.broker, () => this.#look(order));
  }

  hear(event: MarketEvent): void {
    this.#seen.hear(event);
    for (const order of this.#watched) {
      const { conditions } = order.order;
      if (conditions !== undefined && instrumentsOf(conditions, this.#catalogue).includes(event.instrument))
        this.#look(order);
    }
  }

  #look(order: GatewayOrder): void {
    if (!this.#watched.has(order)) return;
    if (hasEnded(order)) return void this.#watched.delete(order);
    // The rest of its bracket is awaited: it has not been transmitted.
    if (order.status === 'held') return;
    const { conditions } = order.order;
    const now = this.#clock.now();
    if (order.isBlocked && this.#mayWork(order.order, now)) this.#actions.release(order);
    const isEnd = conditions?.cancelOrder === true;
    const isToEnd = isEnd && this.#seen.hold(conditions, now);
    if (isToEnd || (!isEnd && !order.isBlocked)) this.#watched.delete(order);
    if (isToEnd) this.#actions.cancel(order);
  }

  #mayWork({ conditions, goodAfterTime }: WireOrder, now: Timestamp): boolean {
    const after = readWireTime(goodAfterTime);
    if (after !== undefined && now < after) return false;
    return conditions === undefined || conditions.cancelOrder || this.#seen.hold(conditions, now);
  }
}

/** Each execution, with its fee and what it cost against the middle of the quote at the decision. */
import type { Event } from '../../../events.ts';
import type { ExecutionId, OrderId, Timestamp } from '../../../identifiers.ts';
import type { Price } from '../../../money.ts';
import { plus, times, zero } from '../../../money.ts';
import { signed } from '../../../orders.ts';
import type { RecordedFill, Recording } from '../recording.ts';
import type { Changed } from './changed.ts';

export class FillBook {
  readonly #fills: Recording['fills'];
  readonly #places = new Map<string, number>();
  readonly #changed: Changed;

  constructor({ fills }: Recording, changed: Changed) {
    this.#fills = fills;
    this.#changed = changed;
  }

  add(fill: RecordedFill): void {
    const place = this.#fills.push(fill) - 1;
    this.#places.set(`${fill.order}/${fill.execution}`, place);
    this.#changed.note('fills', place);
  }
  clear(): void {
    this.#fills.length = 0;
    this.#places.clear();
  }

  /** Writes down an execution; `mid` is the middle of the quote when it was decided, where the execution does not say it itself. */
  filled(event: Event<'order.filled'>, mid: Price | undefined, at: Timestamp): RecordedFill {
    const { order, execution, instrument, role, side, quantity, price } = event;
    const arrivalMid = event.arrivalMid ?? mid;
    const cost = arrivalMid === undefined ? null : times((price - arrivalMid) as Price, signed(side, quantity));
    const known = { order, execution, position: event.position ?? null, instrument, role, side };
    const fill: RecordedFill = { ...known, at, quantity, price, fee: event.fee ?? zero, slippage: cost };
    this.add(fill);
    return fill;
  }

  revised({ order, execution, quantity, price }: Event<'order.revised'>): void {
    const fill = this.#named(order, execution);
    if (fill !== undefined) Object.assign(fill, { quantity, price });
  }

  charged({ order, execution, change }: Event<'order.commission'>): void {
    const fill = this.#named(order, execution);
    if (fill !== undefined) fill.fee = plus(fill.fee, change);
  }

  /** One that is about to change. */
  #named(order: OrderId, execution: ExecutionId): RecordedFill | undefined {
    const place = this.#places.get(`${order}/${execution}`);
    if (place === undefined) return undefined;
    this.#changed.note('fills', place);
    return this.#fills[place];
  }
}

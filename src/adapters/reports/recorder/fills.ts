/** Each execution, with its fee and what it cost against the middle of the quote at the decision. */
import type { Event } from '../../../events.ts';
import type { Timestamp } from '../../../identifiers.ts';
import type { Price } from '../../../money.ts';
import { plus, times, zero } from '../../../money.ts';
import { signed } from '../../../orders.ts';
import type { RecordedFill, Recording } from '../recording.ts';

export class FillBook {
  readonly #fills: Recording['fills'];
  readonly #byName = new Map<string, RecordedFill>();

  constructor({ fills }: Recording) {
    this.#fills = fills;
  }

  /** Writes down an execution; `mid` is the middle of the quote when it was decided, where the execution does not say it itself. */
  filled(event: Event<'order.filled'>, mid: Price | undefined, at: Timestamp): RecordedFill {
    const { order, execution, instrument, role, side, quantity, price } = event;
    const arrivalMid = event.arrivalMid ?? mid;
    const cost = arrivalMid === undefined ? null : times((price - arrivalMid) as Price, signed(side, quantity));
    const known = { order, execution, position: event.position ?? null, instrument, role, side };
    const fill: RecordedFill = { ...known, at, quantity, price, fee: event.fee ?? zero, slippage: cost };
    this.#fills.push(fill);
    this.#byName.set(`${order}/${execution}`, fill);
    return fill;
  }

  revised({ order, execution, quantity, price }: Event<'order.revised'>): void {
    const fill = this.#byName.get(`${order}/${execution}`);
    if (fill !== undefined) Object.assign(fill, { quantity, price });
  }

  charged({ order, execution, change }: Event<'order.commission'>): void {
    const fill = this.#byName.get(`${order}/${execution}`);
    if (fill !== undefined) fill.fee = plus(fill.fee, change);
  }
}

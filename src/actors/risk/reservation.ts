/** What one open order holds of the room there is. */
import type { BookId, InstrumentId } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { times, zero } from '../../money.ts';

export interface Reservation {
  readonly book: BookId;
  readonly instrument: InstrumentId;
  /** Whether it may make a position larger; what only makes one smaller takes no room. */
  readonly adds: boolean;
  /** A reduction beyond protection: no second order may reduce the same shares. */
  readonly reduces: boolean;
  readonly unitPrice: Price;
  readonly open: Quantity;
}

/** What it may add, at its price. */
export const worthOf = ({ adds, unitPrice, open }: Reservation): Amount => (adds ? times(unitPrice, open) : zero);

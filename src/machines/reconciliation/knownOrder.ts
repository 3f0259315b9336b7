/** What the engine knows of an order that a broker may list. */
import type { OrderId, Timestamp } from '../../identifiers.ts';
import type { OrderTerms } from '../../orders.ts';
import type { BookedExecution } from '../order/order.ts';

export interface KnownOrder {
  readonly order: OrderId;
  /** At the broker, as far as we know, or perhaps. */
  readonly isLive: boolean;
  readonly isAmending: boolean;
  /** The broker counts more as filled than is booked. */
  readonly isOwed: boolean;
  readonly terms: OrderTerms;
  readonly executions: readonly Pick<BookedExecution, 'execution' | 'revision' | 'quantity'>[];
  /** The last moment at which it was known to be at the broker, or on its way there; absent where nobody has noted it. */
  readonly seenAt?: Timestamp | undefined;
}

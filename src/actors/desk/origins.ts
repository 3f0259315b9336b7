/** Which sequence each order comes from, so that what the broker says of it can be traced back to the signal. */
import type { OrderId } from '../../identifiers.ts';
import type { Origin } from '../inbox.ts';
import type { Owners } from '../owners.ts';
import type { Pass } from '../pass.ts';

export interface Origins {
  note(order: OrderId, pass: Pass): void;
  of(order: OrderId): Origin | undefined;
}

export function createOrigins(owners: Owners): Origins {
  const origins = owners.register('origins', 1).records<OrderId, Origin>('byOrder');
  return {
    note: (order, { sequence, correlation }) => origins.set(order, { cause: sequence, correlation }),
    of: (order) => origins.get(order),
  };
}

/** Which order each execution belongs to: the id of an execution is the broker's promise that it is booked once. */
import type { Event } from '../../events.ts';
import type { ExecutionId, OrderId } from '../../identifiers.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

export interface Claims {
  /** Every order of which an execution or a fee was told, sorted. */
  orders(): readonly OrderId[];
  /** The same station, deaf to an execution or fee whose id belongs to another order: that is said, and books nothing. */
  rightful<E extends Event<'broker.execution' | 'broker.commission'>>(station: Station<E>): Station<E>;
}

export function createClaims(owners: Owners): Claims {
  const claims = owners.register('claims', 1).records<ExecutionId, OrderId>('byExecution');

  return {
    orders: () => [...new Set(claims.values())].sort(),
    rightful: (station) => (event, pass: Pass) => {
      const { order, execution, type } = event;
      const owner = claims.get(execution);
      if (owner === undefined) claims.set(execution, order);
      if (owner === undefined || owner === order) station(event, pass);
      else pass.say({ type: 'order.disputed', order, execution, owner, event: type });
    },
  };
}

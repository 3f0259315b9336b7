/**
 * What a complete list says of orders that are not in it. It reaches back so far and no further: an order that was last seen before that
 * may have ended unseen, and only what is held tells whether it filled. Pure.
 */
import type { Event } from '../../events.ts';
import type { InstrumentId, OrderId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { minus, plus, zero } from '../../money.ts';
import type { Side } from '../../orders.ts';
import { signed } from '../../orders.ts';
import type { BrokerExecution, BrokerSnapshot } from '../../plans.ts';
import type { KnownOrder } from './knownOrder.ts';

type Absence = Event<'broker.orderAbsent'>;

/** What the desk thinks that the account holds, before the list is heard. */
export type Expected = ReadonlyMap<InstrumentId, Quantity>;

/** Says of each order that is missing how far back it was looked for, and of older ones what the holding tells. */
export function absences(
  snapshot: BrokerSnapshot,
  known: ReadonlyMap<OrderId, KnownOrder>,
  missing: readonly KnownOrder[],
  expected: Expected,
): readonly Absence[] {
  const { since } = snapshot;
  return missing.map((order): Absence => {
    const fact = { type: 'broker.orderAbsent', order: order.order, since } as const;
    if (order.seenAt === undefined || order.seenAt >= since) return fact;
    const { instrument } = order.terms;
    const isExplained =
      heldBy(snapshot, instrument) === plus(expected.get(instrument) ?? zero, news(snapshot, known, instrument));
    const isUnmoved = isExplained && !order.isOwed && isOneSided(missing, instrument);
    return { ...fact, holding: isUnmoved ? 'unmoved' : 'unclear' };
  });
}

/** Whether all orders in the instrument are on one side: a buy and a sell that both filled would leave what is held as it was. */
export const isOneSided = (
  orders: readonly { readonly terms: { readonly instrument: InstrumentId; readonly side: Side } }[],
  instrument: InstrumentId,
): boolean =>
  new Set(orders.filter(({ terms }) => terms.instrument === instrument).map(({ terms }) => terms.side)).size < 2;

const heldBy = ({ positions }: BrokerSnapshot, of: InstrumentId): Quantity =>
  positions.find(({ instrument }) => instrument === of)?.quantity ?? zero;

/** What executions of the list that are not booked yet will change. */
function news({ executions }: BrokerSnapshot, known: ReadonlyMap<OrderId, KnownOrder>, of: InstrumentId): Quantity {
  return executions.reduce<Quantity>((sum, execution) => {
    const order = known.get(execution.order);
    const { instrument = execution.instrument, side = execution.side } = order?.terms ?? {};
    return instrument !== of || side === undefined ? sum : plus(sum, signed(side, change(execution, order)));
  }, zero);
}

/** The highest revision stands. */
function change({ execution, revision, quantity }: BrokerExecution, order: KnownOrder | undefined): Quantity {
  const booked = order?.executions.find((each) => each.execution === execution);
  if (booked === undefined) return quantity;
  return revision > booked.revision ? minus(quantity, booked.quantity) : zero;
}

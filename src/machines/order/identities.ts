/** Which orders of the broker's stand for one of ours, after an event. Pure. */
import type { BrokerIdentity, OrderContext, OrderEvent } from './order.ts';

const endings: readonly string[] = ['broker.orderCancelled', 'broker.orderRejected', 'broker.orderExpired'];

/** The broker's own name of the order, where the event carries one. */
export const brokerIdOf = (event: OrderEvent): string | undefined => ('brokerId' in event ? event.brokerId : undefined);

/** The identities after an event; the same list when it says nothing new. */
export function identitiesAfter({ brokerIds }: OrderContext, event: OrderEvent): readonly BrokerIdentity[] {
  const brokerId = brokerIdOf(event);
  if (brokerId === undefined) return brokerIds;
  const known = brokerIds.find((each) => each.brokerId === brokerId);
  const live = !endings.includes(event.type);
  if (known === undefined) return live ? [...brokerIds, { brokerId, live }] : brokerIds;
  if (live || !known.live) return brokerIds; // a late word of one that has ended brings it back no more
  return brokerIds.map((each) => (each === known ? { brokerId, live } : each));
}

export const liveIdentities = (identities: readonly BrokerIdentity[]): number =>
  identities.filter(({ live }) => live).length;
